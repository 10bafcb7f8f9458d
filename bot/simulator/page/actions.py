"""What can be done on the page: each button is one function here. Never answers for the product, never reads what it said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, get_args

from bot.simulator.account import Kind
from bot.simulator.page import views
from bot.simulator.page.board import Board
from bot.simulator.page.stage import Person, Role, Stage
from bot.simulator.phone import NotFollowingError
from bot.simulator.platform import Platform
from bot.simulator.winding import parse_moment, wound
from store.world import WoundClock

LONGEST = 2_000  # letters a phone sends at once
ROBOT_KEY = "5de30de3-0de3-4de3-8de3-5de30de30de3"  # opens nothing outside this process
SEND = ("/cgi-bin/message/custom/send", "/cgi-bin/message/template/send")


class Refused(Exception):
    """Something that cannot be done now; `why` is a word the page knows. Told to the page by the server."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Hands:
    """What the buttons act on."""

    stage: Stage
    board: Board
    clock: WoundClock
    _winding: asyncio.Lock = field(default_factory=asyncio.Lock)
    _under_way: set[asyncio.Future[None]] = field(default_factory=set)

    @contextmanager
    def doing(self) -> Iterator[None]:
        """What a person does takes a moment: the clock is not wound while it lasts."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        try:
            yield
        finally:
            self._under_way.discard(done)
            done.set_result(None)

    @property
    def platform(self) -> Platform:
        return self.stage.platform

    async def wind(self, to: str) -> None:
        """Wind the clock on in steps, so that what falls due on the way arrives at its own time."""
        async with self._winding:
            if self._under_way:
                await asyncio.wait(self._under_way)
            now = self.clock.now()
            try:
                moment = parse_moment(to, now, views.HOUSE_ZONE)
            except (ValueError, OverflowError) as error:
                raise Refused("clock") from error
            async for _ in wound(self.clock, moment, self.board.house.next_due):
                self.board.wound()
                await self.board.house.tick()
                await self.platform.settled()


Given = Mapping[str, Any]


async def act(hands: Hands, name: str, given: Given) -> None:
    """Do what a button says. Raises Refused, and KeyError for a button there is not."""
    action = ACTIONS[name]
    try:
        if action is _wind:
            await action(hands, given)
        else:
            with hands.doing():
                await action(hands, given)
    except NotFollowingError as error:
        raise Refused("following") from error
    await hands.board.look()


async def picture(hands: Hands, person_id: str, data: bytes, content_type: str) -> None:
    """Send a picture from this phone."""
    person = _person(hands, {"person": person_id})
    await _following(hands, person)
    phone = hands.stage.phone(person)
    media_id = phone.keep_image(data, content_type)
    hands.stage.wrote(person, "image", "[图片]", media_id)
    with hands.doing():
        await phone.send_image(kept=media_id)
    await hands.board.look()


async def _say(hands: Hands, given: Given) -> None:
    person, text = _person(hands, given), _text(given, "text")
    await _following(hands, person)
    hands.stage.wrote(person, "text", text)
    await hands.stage.phone(person).say(text)


async def _tap(hands: Hands, given: Given) -> None:
    person = _person(hands, given)
    number, index = given.get("number"), given.get("link")
    bubble = next((one for one in person.bubbles if one.number == number and not one.mine), None)
    if bubble is None or not isinstance(index, int) or not 0 <= index < len(bubble.links):
        raise Refused("gone")
    link = bubble.links[index]
    if link.menu_id is None:
        raise Refused("gone")
    await _following(hands, person)
    hands.stage.wrote(person, "text", link.says)
    await hands.stage.phone(person).touch(link)


async def _press(hands: Hands, given: Given) -> None:
    """A button of the account's menu."""
    person, key = _person(hands, given), _text(given, "key")
    if given.get("type") == "view":
        await hands.stage.phone(person).view(key)
    else:
        await hands.stage.phone(person).click(key)


async def _voice(hands: Hands, given: Given) -> None:
    person = _person(hands, given)
    await _following(hands, person)
    hands.stage.wrote(person, "voice", "[语音]")
    await hands.stage.phone(person).send_voice()


async def _place(hands: Hands, given: Given) -> None:
    person = _person(hands, given)
    await _following(hands, person)
    hands.stage.wrote(person, "location", "大理市才村码头")
    await hands.stage.phone(person).send_location()


async def _follow(hands: Hands, given: Given) -> None:
    phone = hands.stage.phone(_person(hands, given))
    if not phone.following:
        await phone.follow()


async def _unfollow(hands: Hands, given: Given) -> None:
    await hands.stage.phone(_person(hands, given)).unfollow()


async def _scan(hands: Hands, given: Given) -> None:
    await hands.stage.phone(_person(hands, given)).scan(_text(given, "scene"))


async def _add(hands: Hands, given: Given) -> None:
    name, role = _text(given, "name")[:20], given.get("role", "guest")
    if role not in get_args(Role):
        raise Refused("gone")
    if any(person.name == name for person in hands.stage.people.values()):
        raise Refused("name")
    try:
        hands.stage.add(name, role)
    except ValueError as error:
        raise Refused("people") from error


async def _wind(hands: Hands, given: Given) -> None:
    await hands.wind(_text(given, "to"))


async def _account(hands: Hands, given: Given) -> None:
    kinds: tuple[Kind, ...] = get_args(Kind)
    kind = next((kind for kind in kinds if kind == given.get("kind")), None)
    if kind is None:
        raise Refused("gone")
    await hands.board.house.reopen(kind)


async def _restart(hands: Hands, given: Given) -> None:
    await hands.board.house.reopen(hands.platform.account.kind)


async def _group(hands: Hands, given: Given) -> None:
    """Put the robot into the house's group, or take it out: the product learns it when it starts."""
    if given.get("on") is True:
        hands.platform.add_robot(ROBOT_KEY)
    else:
        hands.platform.remove_robot()
    await hands.board.house.reopen(hands.platform.account.kind)


async def _speak(hands: Hands, given: Given) -> None:
    """Set the language of somebody's WeChat: an account is told it of who follows."""
    language = _text(given, "language")
    if language not in views.LANGUAGES:
        raise Refused("gone")
    hands.platform.state.user(_person(hands, given).openid).language = language


async def _expire(hands: Hands, given: Given) -> None:
    hands.platform.expire_token()


async def _away(hands: Hands, given: Given) -> None:
    hands.platform.offline(60)


async def _twice(hands: Hands, given: Given) -> None:
    hands.platform.deliver_twice()


async def _busy(hands: Hands, given: Given) -> None:
    for path in SEND:
        hands.platform.fail_next(path, errcode=-1)


async def _review(hands: Hands, given: Given) -> None:
    hands.platform.review_next()


async def _reviewed(hands: Hands, given: Given) -> None:
    hands.platform.end_reviews(passed=True)


async def _calendar(hands: Hands, given: Given) -> None:
    """The other platform's calendar can't be read any more."""
    hands.platform.state.faults.calendar = True


async def _mended(hands: Hands, given: Given) -> None:
    hands.platform.state.faults.calendar = False


async def _sold(hands: Hands, given: Given) -> None:
    """A booking comes in on the other platform."""
    if not await hands.board.house.sold_elsewhere():
        raise Refused("full")


async def _open(hands: Hands, given: Given) -> None:
    """Somebody types a code at a door."""
    if not await hands.board.house.opens(_text(given, "room")[:8], _text(given, "code")[:12]):
        raise Refused("shut")


ACTIONS: Mapping[str, Callable[[Hands, Given], Awaitable[None]]] = {
    "say": _say,
    "tap": _tap,
    "press": _press,
    "voice": _voice,
    "place": _place,
    "follow": _follow,
    "unfollow": _unfollow,
    "scan": _scan,
    "add": _add,
    "wind": _wind,
    "account": _account,
    "group": _group,
    "speak": _speak,
    "restart": _restart,
    "expire": _expire,
    "away": _away,
    "twice": _twice,
    "busy": _busy,
    "review": _review,
    "reviewed": _reviewed,
    "calendar": _calendar,
    "mended": _mended,
    "sold": _sold,
    "open": _open,
}


def _person(hands: Hands, given: Given) -> Person:
    person = hands.stage.people.get(str(given.get("person")))
    if person is None:
        raise Refused("gone")
    return person


def _text(given: Given, name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST:
        raise Refused("text")
    try:
        value.encode()
    except UnicodeEncodeError as error:  # half of a letter: no phone sends it, and no page could be told
        raise Refused("text") from error
    return value.strip()


async def _following(hands: Hands, person: Person) -> None:
    """Who writes follows first, as in life."""
    if not hands.stage.phone(person).following:
        await hands.stage.phone(person).follow()
