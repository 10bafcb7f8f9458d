"""A WeCom app of the house: its token, and texts to members it can see. Knows no other kind of message."""

from __future__ import annotations

import hashlib
import json

from bot.simulator.api.call import ApiError, Call, Result, part_in, text_in
from bot.simulator.state import State, WecomApp

LIFE = 7200  # seconds of a token
A_MINUTE, MINUTE = 30, 60.0
AN_HOUR, HOUR = 1_000, 3600.0
LONGEST = 2048  # bytes; WeCom cuts without a word, here it is refused so that a test sees it
FOUR_HOURS = 14_400


def token(state: State, call: Call) -> Result:
    """gettoken: the same token while it lives."""
    app = state.app
    if app is None or call.query.get("corpid") != app.corp_id:
        raise ApiError(40013, "invalid corpid")
    if call.query.get("corpsecret") != app.secret:
        raise ApiError(40001, "invalid credential")
    now = state.world.machine.seconds()
    if not app.token or now >= app.token_until:
        app.token = state.world.chance.token(64, "abcdefghijklmnopqrstuvwxyz0123456789")
        app.token_until = now + LIFE
    return {"errcode": 0, "errmsg": "ok", "access_token": app.token, "expires_in": LIFE}


def about(state: State, call: Call) -> Result:
    """agent/get: the app as its own page in the console shows it."""
    app = _app(state, call)
    if call.query.get("agentid") != str(app.agent_id):
        raise ApiError(40056, "invalid agentid")
    seen = [{"userid": member} for member in sorted(app.members - app.hidden)]
    return {
        "errcode": 0,
        "errmsg": "ok",
        "agentid": app.agent_id,
        "name": "店小二",
        "allow_userinfos": {"user": seen},
        "close": 0,
    }


def _app(state: State, call: Call) -> WecomApp:
    """The app whose token the call bears. Raises ApiError."""
    app = state.app
    if app is None or call.query.get("access_token") != app.token:
        raise ApiError(40014, "invalid access_token")
    if state.world.machine.seconds() >= app.token_until:
        raise ApiError(42001, "access_token expired")
    if not app.trusts_us:
        raise ApiError(60020, f"not allow to access from your ip, from ip: {call.ip}")
    return app


def send(state: State, call: Call) -> Result:
    """message/send: an identical message within the interval is taken and not shown again."""
    app, now = _app(state, call), state.world.machine.seconds()
    if call.body.get("agentid") != app.agent_id:
        raise ApiError(40056, "invalid agentid")
    if text_in(call.body, "msgtype", 40008) != "text":
        raise ApiError(40008, "invalid message type")
    content = text_in(part_in(call.body, "text", 44004), "content", 44004)
    if len(content.encode()) > LONGEST:
        raise ApiError(40058, "text exceeds the limit")
    wanted = [userid.lower() for userid in text_in(call.body, "touser").split("|")]
    reached = [userid for userid in wanted if userid in app.members and userid not in app.hidden]
    if not reached:
        known = any(userid in app.members for userid in wanted)
        raise ApiError(
            81013 if known else 60111, "user & party & tag all invalid" if known else "userid not found"
        )
    app.message_ids += 1
    if not _repeated(state, call, now):
        for userid in reached:
            _show(state, userid, content, now)
    lost = "|".join(userid for userid in wanted if userid not in reached)
    return {"errcode": 0, "errmsg": "ok", "invaliduser": lost, "msgid": f"m{app.message_ids}"}


def _repeated(state: State, call: Call, now: float) -> bool:
    """Whether the same message was sent a moment ago, as far as the sender asks for that."""
    app = state.app
    assert app is not None
    if call.body.get("enable_duplicate_check") != 1:
        return False
    interval = call.body.get("duplicate_check_interval", 1800)
    if not isinstance(interval, int) or not 0 < interval <= FOUR_HOURS:
        raise ApiError(40035, "invalid duplicate_check_interval")
    digest = hashlib.sha256(json.dumps(call.body, sort_keys=True).encode()).hexdigest()
    before = app.known.get(digest)
    app.known[digest] = now
    return before is not None and now - before < interval


def _show(state: State, userid: str, content: str, now: float) -> None:
    """Thirty a minute and a thousand an hour reach a member; what is more is lost without a word."""
    app = state.app
    assert app is not None
    recent = [at for at in app.shown_at.get(userid, []) if now - at < HOUR]
    if len(recent) < AN_HOUR and sum(now - at < MINUTE for at in recent) < A_MINUTE:
        app.shown.append((userid, content))
        recent.append(now)
    app.shown_at[userid] = recent
