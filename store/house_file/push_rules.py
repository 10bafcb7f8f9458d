"""What the house sends without being asked, as rules: which kinds, when, in whose words, by which ways, how much at most.

Pure. An owner's own text names what is put in by words in braces; one that a kind cannot fill is refused here, never in a chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from string import Formatter
from typing import Annotated, ClassVar, Literal

from pydantic import Field, field_validator, model_validator

from locales import as_read
from store.house_file.fields import NOT_EMPTY, Minute, Part, Text, refuse

Way = Literal["text", "template", "mailbox"]

# What an owner's text may name, in Chinese or in English.
IN_CHINESE: Mapping[str, str] = {
    "guest": "客人",
    "house": "店名",
    "phone": "电话",
    "room": "房型",
    "rooms": "房号",
    "nights": "几晚",
    "arrival": "入住日",
    "departure": "离店日",
    "check_in": "入住时间",
    "check_out": "退房时间",
    "address": "地址",
    "parking": "停车",
    "directions": "怎么来",
    "breakfast": "早餐",
    "wifi": "WiFi",
    "password": "WiFi密码",
}
_IN_ENGLISH = {
    as_read(script, chinese): name for name, chinese in IN_CHINESE.items() for script in ("zh_CN", "zh_TW")
}
GREETING = "greeting"  # whose rules are the house file's [greetings]
_ANYBODY = ("guest", "house", "phone")
_STAY = (*_ANYBODY, "room", "nights", "arrival", "departure", "check_in", "check_out")
_WAY = ("address", "parking", "directions")
PLACES: Mapping[str, tuple[str, ...]] = {
    "arrival": (*_STAY, *_WAY, "breakfast"),
    "welcome": (*_STAY, "rooms", "breakfast", "wifi", "password", "parking"),
    "morning_after": (*_ANYBODY, "check_out", "breakfast"),
    "check_out": (*_STAY, "rooms"),
    "thanks": _ANYBODY,
    "survey_again": _ANYBODY,
    "follow_up": _ANYBODY,  # no past stay is named: who else reads it is not known
    GREETING: _ANYBODY,
}
KINDS = tuple(kind for kind in PLACES if kind != GREETING)  # those about a booking


def named(text: str) -> list[str]:
    """What a text names in braces, as it is written there. Raises ValueError for a brace that is left open."""
    parsed = [(field, spec or conversion) for _, field, spec, conversion in Formatter().parse(text)]
    return [f"{field}…" if more else field for field, more in parsed if field is not None]


def strangers(kind: str, text: str) -> list[str]:
    """What a text of this kind names and cannot have. Raises ValueError for a brace that is left open."""
    return [name for name in named(text) if _IN_ENGLISH.get(name, name) not in PLACES[kind]]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; a line that names something there is nothing to say of is left out."""
    lines = []
    for line in text.splitlines():
        parts = [
            (before, None if name is None else values.get(_IN_ENGLISH.get(name, name), ""))
            for before, name, _, _ in Formatter().parse(line)
        ]
        if all(value != "" for _, value in parts):
            lines.append("".join(before + (value or "") for before, value in parts))
    return "\n".join(lines)


class Rule(Part):
    """One kind of push. `text` replaces the words it brings along; empty: those are said."""

    kind: ClassVar[str]
    enabled: bool = True
    text: Text = ""
    text_en: Text = ""
    channels: Annotated[tuple[Way, ...], NOT_EMPTY] = ("text", "template", "mailbox")

    @field_validator("text", "text_en")
    @classmethod
    def _can_be_filled(cls, value: str) -> str:
        trouble = misfit(cls.kind, value)
        if trouble:
            raise refuse(trouble, f"It may name: {allowed(cls.kind)}.")
        return value


class ArrivalPush(Rule):
    """The reminder on the day before arrival."""

    kind: ClassVar[str] = "arrival"
    hour: Minute = time(18)


class WelcomePush(Rule):
    """A welcome when the desk has checked them in."""

    kind: ClassVar[str] = "welcome"


class MorningAfterPush(Rule):
    """One question on the first morning."""

    kind: ClassVar[str] = "morning_after"
    hour: Minute = time(9, 30)


class CheckOutPush(Rule):
    """Check-out time and luggage: on the evening before, or on the day itself."""

    kind: ClassVar[str] = "check_out"
    day: Literal["before", "same"] = "before"
    hour: Minute = time(20)


class ThanksPush(Rule):
    """A word of thanks, so many minutes after they left."""

    kind: ClassVar[str] = "thanks"
    minutes: int = Field(default=150, ge=0, le=24 * 60)


class SurveyAgainPush(Rule):
    """The one reminder of the question after a stay, on the day after they left, to who has not answered."""

    kind: ClassVar[str] = "survey_again"
    hour: Minute = time(11)


class FollowUpPush(Rule):
    """A word so many days after they left; off until the owner wants it."""

    kind: ClassVar[str] = "follow_up"
    enabled: bool = False
    days: int = Field(default=7, ge=1, le=30)
    hour: Minute = time(10, 30)


class PastePush(Part):
    """What staff paste into another channel's chat for arrivals that nothing of ours reaches."""

    enabled: bool = True
    hour: Minute = time(17)


class Pushes(Part):
    """All of them, the hours in which nothing is sent unasked, and how often one person is written to."""

    quiet_from: Minute = time(22)
    quiet_to: Minute = time(8)
    most_a_day: int = Field(default=2, ge=0, le=20)  # of what the guest's own booking does not need
    most_a_week: int = Field(default=4, ge=0, le=50)
    arrival: ArrivalPush = ArrivalPush()
    welcome: WelcomePush = WelcomePush()
    morning_after: MorningAfterPush = MorningAfterPush()
    check_out: CheckOutPush = CheckOutPush()
    thanks: ThanksPush = ThanksPush()
    survey_again: SurveyAgainPush = SurveyAgainPush()
    follow_up: FollowUpPush = FollowUpPush()
    paste: PastePush = PastePush()

    @model_validator(mode="after")
    def _hours_are_not_quiet(self) -> Pushes:
        loud = {name: hour for name in KINDS if (hour := getattr(self.rule(name), "hour", None)) is not None}
        found = [f"{name}.hour" for name, hour in loud.items() if self.quiet_at(hour)]
        if found:
            raise refuse(
                f"{', '.join(found)} is between quiet_from and quiet_to",
                "Choose an hour in which guests are awake, or other quiet hours.",
            )
        return self

    def rule(self, kind: str) -> Rule:
        """The rule of a kind of push."""
        rule = getattr(self, kind)
        assert isinstance(rule, Rule)
        return rule

    def quiet_at(self, at: time) -> bool:
        """Whether nothing is sent unasked at that time of the day. One hour twice means never."""
        if self.quiet_from <= self.quiet_to:
            return self.quiet_from <= at < self.quiet_to
        return at >= self.quiet_from or at < self.quiet_to


def misfit(kind: str, text: str) -> str:
    """Why a text of this kind cannot be said; "" when it can."""
    try:
        unknown = strangers(kind, text)
    except ValueError:
        return "has a brace that is not closed"
    return f"names {', '.join('{' + name + '}' for name in unknown)}" if unknown else ""


def allowed(kind: str, *, chinese: bool = True) -> str:
    """What a text of this kind may name, as it is written."""
    names = [IN_CHINESE[name] if chinese else name for name in PLACES[kind]]
    return " ".join(f"{{{name}}}" for name in names)
