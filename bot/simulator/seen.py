"""What a phone shows: every message a person receives, as the eye reads it. Never what the API was sent."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qs, urlsplit

Source = Literal["passive", "service", "template", "notice", "mass", "system"]

_ADDRESS = re.compile(r"https?://[\w./:?=&%~#-]+", re.ASCII)
_ANCHOR = re.compile(r"<a\s[^>]*?href=([\"'])(?P<href>.*?)\1[^>]*>(?P<label>.*?)</a>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Link:
    """Something that can be tapped. `menu_id` is None for a link that opens a page."""

    label: str
    says: str = ""  # what a tap sends as if typed
    menu_id: str | None = None
    url: str = ""
    at: int = field(default=-1, compare=False)  # where its label begins in the text; -1: not within it


@dataclass(frozen=True, slots=True)
class Shown:
    """One message on a phone."""

    at: datetime  # house time, aware UTC
    source: Source
    text: str  # as the eye reads it: links are their labels, a picture is 「[图片]」
    kind: str = "text"
    links: tuple[Link, ...] = ()
    media_id: str = ""


def text_shown(at: datetime, source: Source, text: str) -> Shown:
    """A text with its `<a>` links made tappable."""
    links: list[Link] = []
    removed = 0  # so much markup stood before
    for match in _ANCHOR.finditer(text):
        links.append(_link(match["href"], match["label"], match.start() - removed))
        removed += len(match[0]) - len(match["label"])
    return Shown(at, source, _ANCHOR.sub(lambda match: match["label"], text), links=tuple(links))


def group_shown(at: datetime, text: str) -> Shown:
    """A text in a WeCom group: markup is only letters there, but an address can be tapped."""
    links = (Link(found[0], url=found[0], at=found.start()) for found in _ADDRESS.finditer(text))
    return Shown(at, "service", text, links=tuple(links))


def _link(href: str, label: str, at: int) -> Link:
    href = html.unescape(href)
    address = urlsplit(href)
    if address.scheme != "weixin" or address.netloc != "bizmsgmenu":
        return Link(label, url=href, at=at)
    query = parse_qs(address.query, keep_blank_values=True)
    return Link(label, query.get("msgmenucontent", [label])[0], query.get("msgmenuid", [""])[0], at=at)
