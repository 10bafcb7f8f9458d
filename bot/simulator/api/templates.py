"""Template messages (模板消息) and subscribe notices (订阅通知): checked, shown, and their result event owed.

Never pushes that event itself; see `State.owed`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.simulator import messages
from bot.simulator.api.call import OK, ApiError, Call, Result, follower, known, part_in, text_in
from bot.simulator.api.fields import acceptable, kind_of
from bot.simulator.seen import Link, Shown, Source
from bot.simulator.state import State, Template, User

IDEMPOTENT = 600.0  # machine seconds in which a client_msg_id is sent once
_PLACE = re.compile(r"\{\{(\w+)\.DATA\}\}")
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]")  # taken out silently since 2023
_STRIPPED = frozenset({"first", "remark"})  # taken off silently since 2023


def send(state: State, call: Call) -> Result:
    """template/send."""
    user = follower(state, call.body.get("touser"))
    template = _template(state, call.body)
    card = _card(state, template, call.body, "template")
    key = str(call.body.get("client_msg_id", ""))
    if key and (earlier := _earlier(state, user, key)):
        return {**OK, "msgid": earlier}
    msg_id = state.next_id()
    if key:
        state.sent_keys[user.openid, key] = (state.world.machine.seconds(), msg_id)
    if state.review_next > 0:
        state.review_next -= 1
        state.in_review.append((user.openid, card))
        raise ApiError(40252)
    status = _status(state, user)
    if status == "success":
        state.show(user.openid, card)
    event = messages.event("TEMPLATESENDJOBFINISH", MsgID=msg_id, Status=status)
    state.owed.append((user.openid, event))
    return {**OK, "msgid": msg_id}


def notify(state: State, call: Call) -> Result:
    """subscribe/bizsend: one tick of the person's, one notice; following is not needed."""
    user = known(state, call.body.get("touser"))
    template = _template(state, call.body)
    card = _card(state, template, call.body, "notice")
    if user.notices[template.template_id] <= 0:
        raise ApiError(43101)
    user.notices[template.template_id] -= 1
    state.show(user.openid, card)
    state.owed.append((user.openid, messages.notice_sent(template.template_id, state.next_id())))
    return dict(OK)


def listed(state: State, call: Call) -> Result:
    """template/get_all_private_template."""
    rows = [
        {
            "template_id": template.template_id,
            "title": template.title,
            "primary_industry": "",
            "deputy_industry": "",
            "content": template.content,
            "example": template.example,
        }
        for template in state.templates.values()
    ]
    return {"template_list": rows}


def _status(state: State, user: User) -> str:
    """How the send ends, as its result event says."""
    if user.refuses:
        return "failed:user block"
    if state.card_lost > 0:
        state.card_lost -= 1
        return "failed: system failed"
    return "success"


def _earlier(state: State, user: User, key: str) -> int:
    """The msgid of the same client_msg_id within ten minutes, 0 for none."""
    at, msg_id = state.sent_keys.get((user.openid, key), (float("-inf"), 0))
    return msg_id if state.world.machine.seconds() - at < IDEMPOTENT else 0


def _template(state: State, body: Mapping[str, Any]) -> Template:
    template = state.templates.get(text_in(body, "template_id", 40037))
    if template is None:
        raise ApiError(40037)
    return template


def _card(state: State, template: Template, body: Mapping[str, Any], source: Source) -> Shown:
    """The card as the phone shows it. Raises ApiError 47003 for a field that its kind does not take."""
    data = part_in(body, "data", 47003)
    _page(body.get("miniprogram"))
    keys = _PLACE.findall(template.content)
    for key in data:
        if key not in keys and key not in _STRIPPED:
            raise ApiError(47003, f"argument invalid! data.{key} is not in the template")
    values = {key: _value(state, template, key, data) for key in keys if key not in _STRIPPED}
    lines = (
        _PLACE.sub(lambda match: values.get(match[1], ""), line) for line in template.content.split("\n")
    )
    text = "\n".join([f"【{template.title}】", *(line for line in lines if line.strip())])
    url = body.get("url")
    links = (Link("详情", url=url),) if isinstance(url, str) and url else ()
    return Shown(state.now(), source, text, "card", links)


def _value(state: State, template: Template, key: str, data: Mapping[str, Any]) -> str:
    part = data.get(key)
    value = part.get("value") if isinstance(part, dict) else None
    if isinstance(value, str) and state.account.kind == "test":
        return value  # a test account's templates are free-form
    if not isinstance(value, str) or not acceptable(key, value, template.enums.get(key, ())):
        raise ApiError(47003, f"argument invalid! data.{key}.value invalid")
    seen = _EMOJI.sub("", value)
    return seen if kind_of(key) else seen[:20]


def _page(linked: object) -> None:
    """A card may lead to a page of a mini-program, which has an appid and a path. Raises ApiError 41030."""
    if linked is None:
        return
    if (
        not isinstance(linked, dict)
        or not linked.get("appid")
        or str(linked.get("pagepath", "/")).startswith("/")
    ):
        raise ApiError(41030)
