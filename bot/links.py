"""The pages behind the links in a notice to the group: what the link will do, and one button that does it. Never a guest's phone.

Opening a link does nothing, as programs that preview links open it too; only the button acts, once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape

from aiohttp import web

from locales import N_, fallback, say, stay
from scheduler import offers, ticket_words
from store import audit, bookings, house, links, people, staff, tickets
from store.database import Connection, Database
from store.links import Link
from store.world import World

HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}
_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>body{{font:18px/1.6 sans-serif;margin:24px auto;padding:0 16px;max-width:480px;color:#222;background:#fff}}
h1{{font-size:22px}}button,select{{font-size:20px;width:100%;min-height:52px;margin-top:16px}}
button{{background:#07813f;color:#fff;border:0;border-radius:8px}}</style></head>
<body><h1>{title}</h1>
{body}
</body></html>
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says; with a button it asks, and may ask who presses it."""

    title: str
    lines: tuple[str, ...] = ()
    button: str = ""
    people: tuple[tuple[int, str], ...] = ()  # (person id, name) of those who may be chosen
    status: int = 200


@dataclass(frozen=True, slots=True)
class LinkPages:
    """The two handlers of a link."""

    database: Database
    world: World
    wake: Callable[[], None]  # called when something became due

    async def show(self, request: web.Request) -> web.Response:
        """What the link will do, or what became of it. Changes nothing."""
        language, token = _language(request), request.match_info["token"]
        page = await self.database.read(look, token, language, self.world.clock.now())
        return _response(page, language)

    async def press(self, request: web.Request) -> web.Response:
        """Do it."""
        language, token = _language(request), request.match_info["token"]
        who = (await request.post()).get("who")
        chosen = int(who) if isinstance(who, str) and who.isascii() and who.isdigit() and len(who) < 16 else 0
        page = await self.database.write(press, token, chosen, language, self.world.clock.now())
        self.wake()
        return _response(page, language)


def look(connection: Connection, token: str, language: str, now: datetime) -> Page:
    """The page of a token."""
    link = _good(connection, token, now)
    if link is None:
        return _nothing(language)
    if link.used_at is not None or not offers.possible(connection, link.action, link.subject):
        return _over(connection, link, language)
    label = say(language, offers.LABELS[link.action])
    return Page(label, (_named(connection, link, language, now),), label, _members(connection))


def press(connection: Connection, token: str, chosen: int, language: str, now: datetime) -> Page:
    """Do what a token is for, in the name of a member of the house who was chosen, else of the group."""
    link, group, present = _good(connection, token, now), people.group(connection), house.present(connection)
    if link is None or group is None or present is None:
        return _nothing(language)
    actor = chosen if any(person_id == chosen for person_id, _ in _members(connection)) else group.person_id
    if not links.use(connection, link, actor, now):
        return _over(connection, link, language)
    if not offers.do(connection, link.action, link.subject, actor, present, now):
        return _over(connection, link, language)
    audit.note(connection, now, actor, f"link_{link.action}", link.about)
    done = {
        "take": N_("Taken"),
        "done": N_("Done; the guest is told"),
        "accept": N_("Confirmed; the guest is told"),
    }
    return Page(say(language, done[link.action]), (_named(connection, link, language, now),))


def _good(connection: Connection, token: str, now: datetime) -> Link | None:
    link = links.find(connection, token)
    return link if link is not None and link.expires_at > now else None


def _nothing(language: str) -> Page:
    """For a wrong token and an expired one alike: nothing is revealed."""
    text = N_("Please use the newest notice in the group, or write to the house's WeChat account.")
    return Page(say(language, N_("This link is not valid")), (say(language, text),), status=404)


def _named(connection: Connection, link: Link, language: str, now: datetime) -> str:
    """What a link is about, in one line without any personal data."""
    if link.action != "accept":
        ticket = tickets.get(connection, link.subject)
        return "" if ticket is None else ticket_words.line(language, ticket)
    booking, present = bookings.get(connection, link.subject), house.present(connection)
    if booking is None or present is None:
        return ""
    kind = present.house.room_types.get(booking.room_type)
    room = kind.words("name", language) if kind else booking.room_type
    days = stay(language, booking.arrival, booking.departure, today=house.house_day(present.house, now))
    return f"{booking.code}｜{days}｜{room}×{booking.rooms}"


def _over(connection: Connection, link: Link, language: str) -> Page:
    """What became of it, and who did it."""
    title = say(language, N_("Nothing more to do here"))
    return Page(title, tuple(line for line in (_became(connection, link, language),) if line))


def _became(connection: Connection, link: Link, language: str) -> str:
    by = _called(connection, link.used_by, language) if link.used_by else ""
    if link.action == "accept":
        booking = bookings.get(connection, link.subject)
        code = booking.code if booking else f"B{link.subject}"
        if by:
            return say(language, N_("{code} was confirmed by {name}."), code=code, name=by)
        return say(language, N_("{code} is over or was decided already; nothing has changed."), code=code)
    ticket = tickets.get(connection, link.subject)
    if ticket is None:
        return ""
    name = _called(connection, ticket.taken_by, language) if ticket.taken_by else by
    if ticket.state == "accepted":
        return say(language, N_("{name} already has no. {n}."), name=name, n=ticket.number)
    if ticket.state in ("done", "closed"):
        return say(language, N_("No. {n} is already done ({name})."), n=ticket.number, name=name)
    if ticket.state == "cancelled":
        return say(language, N_("No. {n} was cancelled."), n=ticket.number)
    return say(language, N_("{name} used this link; no. {n} is open again."), name=name, n=ticket.number)


def _called(connection: Connection, person_id: int, language: str) -> str:
    """What colleagues call somebody; a number where nobody said."""
    group = people.group(connection)
    if group is not None and group.person_id == person_id:
        return say(language, N_("somebody of the group"))
    found = staff.member(connection, person_id)
    return (found.name if found else "") or f"G{person_id}"


def _members(connection: Connection) -> tuple[tuple[int, str], ...]:
    """Those who may be named as whoever did it."""
    return tuple((one.person_id, one.name) for one in staff.members(connection) if one.name)


def _language(request: web.Request) -> str:
    """The reader's, as far as the browser says."""
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    return fallback("" if first == "*" else first.replace("-", "_"))


def _response(page: Page, language: str) -> web.Response:
    text = _PAGE.format(
        language=language.replace("_", "-"), title=escape(page.title), body=_body(page, language)
    )
    return web.Response(text=text, status=page.status, content_type="text/html", headers=HEADERS)


def _body(page: Page, language: str) -> str:
    said = "\n".join(f"<p>{escape(line)}</p>" for line in page.lines if line)
    if not page.button:
        return said
    return f'{said}\n<form method="post">{_choice(page, language)}<button type="submit">{escape(page.button)}</button></form>'


def _choice(page: Page, language: str) -> str:
    if not page.people:
        return ""
    options = "".join(f'<option value="{number}">{escape(name)}</option>' for number, name in page.people)
    nobody = escape(say(language, N_("Who are you? (may be left open)")))
    return f'<select name="who"><option value="">{nobody}</option>{options}</select>'
