"""What an account's answers mean for the house: which kind it is, what replaces what it cannot do, menu and templates.

Asks nobody; judges what `bot.doctor.account` saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.doctor.account import ROW, Kind, Reply, Seen
from bot.doctor.findings import Finding
from bot.wechat import menu as menus
from bot.wechat.failures import Declined
from bot.wechat.reactions import entry
from locales import N_
from store.house_file.wechat import Ability, WeChat

KINDS: Mapping[Kind, str] = {
    "service": N_("verified service account"),
    "test": N_("test account"),
    "subscription": N_("verified subscription account"),
    "unverified": N_("unverified service account"),
    "personal": N_("personal or unverified subscription account"),
}
NAMES: Mapping[Ability, str] = {
    "passive": N_("answers to messages"),
    "customer_service": N_("messages within 48 hours"),
    "template": N_("template messages"),
    "scene_qr": N_("codes with a scene"),
    "menu": N_("menu by program"),
    "media": N_("pictures and voice"),
    "oauth": N_("pages that know the visitor"),
    "mass_send": N_("mass messages"),
}
INSTEAD: Mapping[Ability, str] = {  # what takes the place of what an account cannot do
    "customer_service": N_("what comes later waits, and leads the answer to the guest's next message"),
    "template": N_("whom nothing reaches is told by hand: staff get a text to paste for each arrival"),
    "scene_qr": N_("guests bind their booking with its five-letter code (邀请B23)"),
    "menu": N_("the menu is made by hand in the console"),
    "media": N_("pictures become words; look at what guests send in the console"),
    "oauth": N_("nothing is lost: links are signed and need no login"),
    "mass_send": N_("mass messages are sent by hand in the console"),
}
MISSED = tuple(ability for ability in INSTEAD if ability != "oauth")  # what an owner may look for in vain
_IP = re.compile(r"invalid ip ([0-9a-fA-F.:]{3,45})")
_PLACE = re.compile(r"\{\{(\w+)\.DATA\}\}")
_OLD_FIELDS = frozenset({"first", "remark"})  # WeChat no longer shows them, and does not ask for them
_SECRET = N_("Copy the AppSecret from the console into XIAOER_WECHAT_APP_SECRET.")
_AT_TOKEN: Mapping[int, str] = {
    40164: N_("In the console, under 开发 → 基本配置 → IP白名单, add {ip}."),
    40013: N_("Copy the AppID from the console into XIAOER_WECHAT_APP_ID."),
    40001: _SECRET,
    40125: _SECRET,
    40243: N_("The AppSecret is frozen: unfreeze it in the console."),
    **dict.fromkeys(
        range(89501, 89508),
        N_("The account's administrator must confirm this server in WeChat; then try again."),
    ),
}
_ANYTHING = N_("Run `xiaoer doctor` on the server: it shows WeChat's own words and what to do.")


def account(seen: Seen, house: WeChat | None) -> Iterator[Finding]:
    """Whether WeChat takes us, which kind of account it is, and whether the house file says so too."""
    if seen.refused is not None:
        yield _refused(seen.refused)
        return
    if seen.unreached:
        text = N_("WeChat's API cannot be reached.")
        advice = N_("Let the server make connections to api.weixin.qq.com, port 443.")
        yield Finding("account", "wrong", text, advice, detail=seen.unreached)
        return
    if seen.kind is None:
        text = N_(
            "WeChat did not answer enough to tell which kind of account this is; the house file's word holds."
        )
        yield Finding("account", "attention", text, N_("Try again in a few minutes."))
        return
    yield Finding("account", "ok", KIND_TEXTS[seen.kind])
    if house is not None and house.account != ROW[seen.kind]:
        text = N_("The house file says account = {said}; what was found is used.")
        advice = N_('Write account = "{row}" under [wechat] in the house file.')
        values = {"said": house.account, "row": ROW[seen.kind]}
        yield Finding("account", "attention", text, advice, values)


KIND_TEXTS: Mapping[Kind, str] = {
    "service": N_("This is a verified service account: everything is possible."),
    "test": N_("This is a test account: for trying out, with about a hundred followers."),
    "subscription": N_("This is a verified subscription account: no template messages."),
    "unverified": N_("This is an unverified service account: it answers, and writes to nobody by itself."),
    "personal": N_("This is a personal or unverified account: it answers, and writes to nobody by itself."),
}


def _refused(declined: Declined) -> Finding:
    found = _IP.search(declined.text)
    text = N_("WeChat refuses this server ({code}).")
    if found:
        text = N_("WeChat refuses this server ({code}): its address {ip} is not on the IP list.")
    values = {"code": declined.code, "ip": found[1] if found else ""}
    advice = _AT_TOKEN.get(declined.code, _ANYTHING)
    if declined.code == 40164 and not found:
        advice = _ANYTHING
    detail = f"{declined} ({entry(declined.code).advice})"
    return Finding("account", "wrong", text, advice, values, detail)


# --- menu ---


def menu(seen: Seen) -> Iterator[Finding]:
    """What stands in the account's menu, and the automatic replies that end once we answer."""
    if seen.menu.code != 0:
        yield _unread("menu", seen.menu)
    elif menus.is_guest_menu(seen.menu.answer):
        yield Finding("menu", "ok", N_("The guests' menu is there."))
    else:
        there = bool(menus.buttons_of(seen.menu.answer))
        text = N_("Another menu than the guests' stands there.") if there else N_("There is no menu.")
        by_program = N_("Look with `xiaoer menu`, then `xiaoer menu push`: the old one is kept.")
        by_hand = N_("Make it by hand in the console: `xiaoer menu push` lists the buttons.")
        may = seen.abilities.get("menu", False)
        yield Finding("menu", "attention", text, by_program if may else by_hand)
    if any(
        seen.auto_reply.answer.get(switch) for switch in ("is_add_friend_reply_open", "is_autoreply_open")
    ):
        text = N_("Automatic replies are set in the console; WeChat stops them once xiaoer answers.")
        advice = N_("Look with `xiaoer menu`, and teach what guests still need: 问答 新 question=answer.")
        yield Finding("menu", "attention", text, advice)


def _unread(subject: str, reply: Reply) -> Finding:
    text = N_("WeChat did not say what stands there.")
    return Finding(subject, "attention", text, N_("Try again in a few minutes."), detail=reply.failure)


# --- templates ---


def templates(seen: Seen, house: WeChat | None) -> Iterator[Finding]:
    """The house file's templates against the account's own, field by field."""
    if house is None or not seen.abilities.get("template"):
        return
    if seen.templates.code != 0:
        yield _unread("templates", seen.templates)
        return
    listed = seen.templates.answer.get("template_list")
    own = {
        str(one.get("template_id")): str(one.get("content", ""))
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping)
    }
    if "arrival" not in house.templates:
        text = N_(
            "No template is set for the day before arrival: who has not written for two days is not reached."
        )
        advice = N_(
            "Add one in the console (模板消息), then its id and fields under [wechat.templates.arrival]."
        )
        yield Finding("templates", "attention", text, advice)
    for purpose, template in house.templates.items():
        yield _template(purpose, own.get(template.id), template.fields)


def _template(purpose: str, content: str | None, fields: Mapping[str, str]) -> Finding:
    values: dict[str, object] = {"purpose": purpose}
    if content is None:
        text = N_("The template for {purpose} is not in the account.")
        advice = N_("Copy its id from the console (模板消息) into [wechat.templates.{purpose}].")
        return Finding("templates", "wrong", text, advice, values)
    there = set(_PLACE.findall(content)) - _OLD_FIELDS
    strange, missing = sorted(set(fields) - there), sorted(there - set(fields))
    if not strange and not missing:
        return Finding("templates", "ok", N_("The template for {purpose} fits."), values=values)
    values["strange"], values["missing"] = ", ".join(strange) or "–", ", ".join(missing) or "–"
    text = N_("The template for {purpose} differs: not in the account {strange}; not filled in {missing}.")
    advice = N_(
        "Name exactly the account's fields under [wechat.templates.{purpose}]; WeChat refuses others."
    )
    return Finding("templates", "wrong", text, advice, values)
