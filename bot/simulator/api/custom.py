"""Customer-service messages (客服消息): windows, counts, the typing sign. Passive replies never come here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from bot.simulator.api.call import OK, ApiError, Call, Result, follower, part_in, text_in
from bot.simulator.replies import TEXT_LIMIT
from bot.simulator.seen import Link, Shown, text_shown
from bot.simulator.state import State

_LABELS = {"image": "[图片]", "voice": "[语音]", "video": "[视频]", "mpnews": "[图文]"}
_CARDS: Mapping[str, tuple[str, ...]] = {  # what a card needs
    "music": ("musicurl", "hqmusicurl", "thumb_media_id"),
    "miniprogrampage": ("title", "appid", "pagepath", "thumb_media_id"),
    "link": ("title", "description", "url", "thumb_url"),
    "mpnewsarticle": ("article_id",),
    "wxcard": ("card_id",),
}


def send(state: State, call: Call) -> Result:
    """custom/send: checked wholly before it counts against the window."""
    user = follower(state, call.body.get("touser"))
    shown = shown_of(state, call.body)
    now = state.now()
    if user.silenced:
        raise ApiError(48002)
    if now >= user.until:
        raise ApiError(45015)
    if user.left <= 0:
        raise ApiError(45047)
    user.left -= 1
    user.typing_until = now
    state.show(user.openid, shown)
    return dict(OK)


def typing(state: State, call: Call) -> Result:
    """custom/typing: only within 30 s of the person's last action, and not twice."""
    user = follower(state, call.body.get("touser"))
    command, now = call.body.get("command"), state.now()
    if command == "CancelTyping":
        user.typing_until = now
        return dict(OK)
    if command != "Typing":
        raise ApiError(45072, "invalid command")
    if user.acted_at is None or now - user.acted_at > timedelta(seconds=30):
        raise ApiError(45080, "no interaction within 30 seconds")
    if now < user.typing_until:
        raise ApiError(45081, "already typing")
    user.typing_until = now + timedelta(seconds=15)
    return dict(OK)


def agents(state: State, call: Call) -> Result:
    """customservice/getkflist: nobody has an agent's account here."""
    return {"kf_list": []}


def shown_of(state: State, body: Mapping[str, Any]) -> Shown:
    """The message of a send as the phone shows it. Raises ApiError for what WeChat would not take."""
    kind = text_in(body, "msgtype", 40008)
    if "customservice" in body:  # nobody has an agent's account here, as getkflist says
        raise ApiError(61451, "invalid kf_account")
    if kind == "text":
        return _text(state, text_in(part_in(body, "text", 44004), "content", 44004))
    part = part_in(body, kind, 40008)
    if kind in _LABELS:
        return _media(state, kind, part)
    if kind == "news":
        return _news(state, part)
    if kind == "msgmenu":
        return _menu(state, part)
    if kind in _CARDS:
        return _card(state, kind, part)
    raise ApiError(40008)


def _text(state: State, content: str) -> Shown:
    if len(content.encode()) > TEXT_LIMIT:
        raise ApiError(45002)
    return text_shown(state.now(), "service", content)


def _media(state: State, kind: str, part: Mapping[str, Any]) -> Shown:
    """A file of the kind that is sent; a film has a still of its own."""
    media_id = text_in(part, "media_id", 41006)
    _file(state, media_id, kind)
    if kind == "video" and part.get("thumb_media_id"):
        _file(state, str(part["thumb_media_id"]), "thumb")
    return Shown(state.now(), "service", _LABELS[kind], kind, media_id=media_id)


def _card(state: State, kind: str, part: Mapping[str, Any]) -> Shown:
    """What is shown as a card: it needs its fields, and its still where it has one."""
    for name in _CARDS[kind]:
        text_in(part, name, 40035)
    if "thumb_media_id" in _CARDS[kind]:
        _file(state, part["thumb_media_id"], "thumb")
    url = part.get("url") or part.get("musicurl") or ""
    links = (Link(str(part.get("title", "")), url=str(url)),) if url else ()
    return Shown(state.now(), "service", f"[{kind}] {part.get('title', '')}".strip(), kind, links)


def _file(state: State, media_id: str, kind: str) -> None:
    """Raises ApiError unless this is a file of the kind; articles stand in another shelf, which is empty here."""
    media = state.find_media(media_id)
    fits = {kind, "image"} if kind == "thumb" else {kind}
    if media is None or media.kind not in fits:
        raise ApiError(40007)


def _news(state: State, part: Mapping[str, Any]) -> Shown:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles:
        raise ApiError(44003, "empty news data")
    if len(articles) > 1:
        raise ApiError(45008, "article size out of limit")
    article = articles[0]
    link = Link(str(article.get("title", "")), url=str(article.get("url", "")))
    return Shown(state.now(), "service", f"【{link.label}】{article.get('description', '')}", "news", (link,))


def _menu(state: State, part: Mapping[str, Any]) -> Shown:
    if not state.account.may("msgmenu"):
        raise ApiError(40200, "invalid account type")
    rows = part.get("list")
    if not isinstance(rows, list) or not rows:
        raise ApiError(40035, "list is missing")
    text, links = str(part.get("head_content", "")), []
    for row in rows:
        text += "\n" if text else ""
        links.append(Link(row["content"], row["content"], str(row["id"]), at=len(text)))
        text += row["content"]
    text += f"\n{part['tail_content']}" if part.get("tail_content") else ""
    if len(text.encode()) > TEXT_LIMIT:
        raise ApiError(45002)
    return Shown(state.now(), "service", text, "msgmenu", tuple(links))
