"""Mass messages (群发): by tag, to all, to a list, and a preview, held to their quotas. Never retries one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.simulator import messages
from bot.simulator.api.call import OK, ApiError, Call, Result, follower, part_in
from bot.simulator.api.custom import shown_of
from bot.simulator.messages import Value
from bot.simulator.seen import Shown
from bot.simulator.state import BEIJING, State, User

A_MONTH = 4  # per person of a service account
SPEAKER = "oMassSendAssistant0000000000"  # whom the result event names as its sender


def send_all(state: State, call: Call) -> Result:
    """mass/sendall: `filter` names a tag or everybody."""
    chosen = part_in(call.body, "filter")
    everybody = chosen.get("is_to_all") is True
    tag = chosen.get("tag_id")
    if not everybody and tag not in state.tags:
        raise ApiError(45159, "invalid tag_id")
    if everybody and (len(_lately(state, state.mass_sent)) >= _limit(state) or _today(state)):
        raise ApiError(45028)
    people = [user for user in state.users.values() if user.following and (everybody or tag in user.tags)]
    result = _send(state, call, people)
    if everybody:
        state.mass_sent.append(state.now())
    return result


def send_list(state: State, call: Call) -> Result:
    """mass/send: 2 to 10,000 openids."""
    listed = call.body.get("touser")
    if not isinstance(listed, list) or not 2 <= len(listed) <= 10_000:
        raise ApiError(40032, "invalid openid list size")
    return _send(state, call, [state.users[one] for one in listed if one in state.users])


def preview(state: State, call: Call) -> Result:
    """mass/preview: to one follower, outside the quota."""
    user = follower(state, call.body.get("touser"))
    state.show(user.openid, _shown(state, call))
    return {**OK, "msg_id": state.next_id()}


def _send(state: State, call: Call, people: list[User]) -> Result:
    _pace(state)
    shown, key = _shown(state, call), str(call.body.get("clientmsgid", ""))
    _once(state, key)
    reached = [user for user in people if user.following]
    able = [user for user in reached if len(_lately(state, user.massed)) < _limit(state)]
    if reached and not able:
        raise ApiError(45028)
    msg_id = state.next_id()
    if key:
        state.mass_keys[key] = (state.world.machine.seconds(), msg_id)
    verdict, state.mass_verdict = state.mass_verdict or "send success", ""
    if verdict != "send success":  # WeChat looked at it, and nobody gets it
        able = []
    for user in able:
        user.massed.append(state.now())
        state.show(user.openid, shown)
    counts: dict[str, Value] = {
        "TotalCount": len(people),
        "FilterCount": len(reached),
        "SentCount": len(able),
        "ErrorCount": len(reached) - len(able),
    }
    event = messages.event("MASSSENDJOBFINISH", None, MsgID=msg_id, Status=verdict, **counts)
    state.owed.append((SPEAKER, event))
    return {"errcode": 0, "errmsg": "send job submission success", "msg_id": msg_id, "msg_data_id": msg_id}


def _shown(state: State, call: Call) -> Shown:
    one = shown_of(state, call.body)
    return Shown(one.at, "mass", one.text, one.kind, one.links, one.media_id)


def _pace(state: State) -> None:
    """Sixty calls a minute of machine time."""
    now = state.world.machine.seconds()
    state.mass_calls = [at for at in state.mass_calls if now - at < 60]
    if len(state.mass_calls) >= 60:
        raise ApiError(45011)
    state.mass_calls.append(now)


def _once(state: State, key: str) -> None:
    """A clientmsgid is sent once: 45066 within a minute of it, 45065 with the first msgid later."""
    if len(key.encode()) > 64:
        raise ApiError(45067, "clientmsgid size out of limit")
    if key in state.mass_keys:
        at, msg_id = state.mass_keys[key]
        if state.world.machine.seconds() - at < 60:
            raise ApiError(45066, "same clientmsgid retry too fast")
        raise ApiError(45065, "clientmsgid exist", msg_id=msg_id)


def _today(state: State) -> bool:
    """Whether everybody was written to today already: once a day, besides the month's four."""
    return any(moment.astimezone(BEIJING).date() == state.beijing().date() for moment in state.mass_sent)


def _limit(state: State) -> int:
    return A_MONTH if state.account.kind == "service" else 1


def _lately(state: State, moments: Iterable[datetime]) -> list[datetime]:
    """Those of this month for a service account, of this day for a subscription account; Beijing counts."""
    form = "%Y-%m" if state.account.kind == "service" else "%Y-%m-%d"
    present = state.beijing().strftime(form)
    return [moment for moment in moments if moment.astimezone(BEIJING).strftime(form) == present]
