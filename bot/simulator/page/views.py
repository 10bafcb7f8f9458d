"""What the page is sent, as plain data for JSON: moments in the house's zone, phones, bubbles, log lines, the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.simulator.seen import Link
from bot.simulator.state import State, User
from scheduler.by_hand import named_kind, named_reason
from store import people
from store.outbox_sheet import Line as Row
from store.outbox_sheet import Sheet

if TYPE_CHECKING:
    from bot.simulator.page.stage import Bubble, Line, Person, Stage

HOUSE_ZONE = ZoneInfo("Asia/Shanghai")
SPOKEN = ("zh_CN", "en")  # by the page, in this order
LANGUAGES = ("zh_CN", "zh_TW", "en", "ja")  # a phone's WeChat may be set to
GROUP = "group"  # stands for the house's group where a person's id does
Data = dict[str, Any]


def moment(at: datetime) -> str:
    """House wall clock with its offset, to the second."""
    return at.astimezone(HOUSE_ZONE).isoformat(timespec="seconds")


def bubble(one: Bubble) -> Data:
    """A message; a picture's file is fetched by its media id."""
    return {
        "number": one.number,
        "at": moment(one.at),
        "mine": one.mine,
        "kind": one.kind,
        "text": one.text,
        "source": one.source,
        "links": [_link(link) for link in one.links],
        "media": one.media_id,
    }


def _link(link: Link) -> Data:
    return {"label": link.label, "at": link.at, "menu": link.menu_id is not None, "url": link.url}


def line(one: Line) -> Data:
    """A line of the platform's log."""
    entry = one.entry
    return {
        "number": one.number,
        "at": moment(entry.at),
        "way": entry.way,
        "name": entry.name,
        "sent": entry.sent,
        "answer": entry.answer,
    }


def changing(stage: Stage, sheet: Sheet) -> Data:
    """All that is sent whole whenever it changed, but for the clock."""
    state = stage.platform.state
    names = {person.openid: person.id for person in stage.people.values()}
    names[people.GROUP.external_id] = GROUP
    seconds = state.world.machine.seconds()
    return {
        "people": [_person(person, state, sheet.mail) for person in stage.people.values()],
        "outbox": {
            "waiting": [_row(row, names) for row in sheet.waiting],
            "over": [_row(row, names) for row in sheet.over],
        },
        "account": {"kind": state.account.kind, "menu": state.account.may("menu")},
        "menu": (state.menu or []) if state.account.may("menu") else [],
        "codes": sorted(state.codes),
        "group": bool(stage.platform.robot),
        "faults": {
            "away": round(max(0.0, state.faults.away_until - seconds)),
            "twice": state.faults.lost_answers,
            "ordered": sum(len(queue) for queue in state.faults.waiting.values()),
            "reviews": state.review_next,
            "in_review": len(state.in_review),
            "calendar": state.faults.calendar,
        },
    }


def _person(person: Person, state: State, mail: Mapping[str, int]) -> Data:
    user: User = state.user(person.openid)
    now = state.now()
    is_open = now < user.until and user.left > 0 and state.account.may("custom")
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "following": user.following,
        "language": user.language,
        "refuses": user.refuses,
        "typing": now < user.typing_until,
        "window": {"left": user.left, "until": moment(user.until)} if is_open else None,
        "mail": mail.get(person.openid, 0),
    }


def _row(row: Row, names: Mapping[str, str]) -> Data:
    return {
        "id": row.id,
        "kind": row.kind,
        "named": [named_kind(language, row.kind) for language in SPOKEN],
        "status": row.status,
        "channel": row.channel,
        "reason": row.reason,
        "why": [named_reason(language, row.reason) for language in SPOKEN],
        "due": moment(row.due_at),
        "sent": moment(row.sent_at) if row.sent_at else "",
        "booking": f"B{row.booking_id}" if row.booking_id else "",
        "to": names.get(row.to, ""),
    }


def whole(stage: Stage, changes: Data) -> Data:
    """Everything, for a page that just opened."""
    chats = {GROUP: stage.group, **{person.id: person.bubbles for person in stage.people.values()}}
    return {
        **changes,
        "bubbles": {name: [bubble(one) for one in bubbles] for name, bubbles in chats.items()},
        "languages": list(LANGUAGES),
        "lines": [line(one) for one in stage.lines],
    }
