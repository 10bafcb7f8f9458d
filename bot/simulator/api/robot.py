"""WeCom's group robot: texts into one group, twenty a minute. Knows no other kind of message."""

from __future__ import annotations

from bot.simulator.api.call import OK, ApiError, Call, Result, part_in, text_in
from bot.simulator.state import State

A_MINUTE, MINUTE = 20, 60.0
LONGEST = 2048  # bytes; WeCom cuts without a word, here it is refused so that a test sees it


def send(state: State, call: Call) -> Result:
    """webhook/send."""
    if not state.robot_key or call.query.get("key") != state.robot_key:
        raise ApiError(93000, "invalid webhook url, hint: [simulator]")
    if state.robot_left:
        raise ApiError(93008, "not in group")
    if text_in(call.body, "msgtype", 40008) != "text":
        raise ApiError(40008, "invalid message type")
    content = text_in(part_in(call.body, "text", 44004), "content", 44004)
    if len(content.encode()) > LONGEST:
        raise ApiError(40058, "text exceeds the limit")
    now = state.world.machine.seconds()
    state.robot_calls = [at for at in state.robot_calls if now - at < MINUTE]
    if len(state.robot_calls) >= A_MINUTE:
        raise ApiError(45009, "api freq out of limit")
    state.robot_calls.append(now)
    state.group.append(content)
    return dict(OK)
