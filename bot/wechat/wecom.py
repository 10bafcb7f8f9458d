"""What WeCom asks of its robots and its apps alike: how long a text is, how fast texts come, what a code means. Never calls."""

from __future__ import annotations

from collections import deque
from typing import Any

from bot.wechat.fields import clean
from scheduler.channel import Refusal, Refused
from store.world import MachineTime

LIMIT = 2048  # bytes of a text; what is longer WeCom cuts without a word
UNREACHED_WAIT = 10.0  # machine seconds
_MINUTE = 60.0
_BUSY, _TOO_MANY = -1, frozenset({45009, 45033})
_CONTENT = frozenset({40008, 40058, 44004, 45002})


def fitting(text: str) -> str | Refused:
    """The text as WeCom takes it; why it does not."""
    text = clean(text).strip("\n")
    size = len(text.encode())
    if not text.strip() or size > LIMIT:
        return Refused(Refusal.CONTENT, f"a text has 1 to {LIMIT} bytes, this one {size}")
    return text


def code_of(answer: Any) -> int | None:
    """How it went, 0 is well; None when it was not WeCom who answered."""
    code = answer.get("errcode") if isinstance(answer, dict) else None
    return code if isinstance(code, int) else None


def refused(
    code: int, said: str, secret: str, advice: str, reason: Refusal = Refusal.CONFIGURATION
) -> Refused:
    """What a code means; `advice` and `reason` where it is none of those that every way of WeCom knows."""
    detail = f"{code} {said.replace(secret, '***')[:200]}".strip()
    if code in _TOO_MANY:
        return Refused(Refusal.BUSY, detail, _MINUTE)
    if code == _BUSY:
        return Refused(Refusal.BUSY, detail, UNREACHED_WAIT)
    if code in _CONTENT:
        return Refused(Refusal.CONTENT, detail)
    return Refused(reason, f"{detail} ({advice})")


class Pace:
    """How fast somebody may be spoken to: never more than `a_minute` messages within any minute of machine time."""

    def __init__(self, machine: MachineTime, a_minute: int) -> None:
        self._machine = machine
        self._sent: deque[float] = deque(maxlen=a_minute)

    def wait(self) -> float:
        """0 when a text may go now, and it is counted; else the seconds until one may."""
        now = self._machine.seconds()
        if len(self._sent) == self._sent.maxlen and now - self._sent[0] < _MINUTE:
            return self._sent[0] + _MINUTE - now
        self._sent.append(now)
        return 0.0
