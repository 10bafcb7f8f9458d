"""What the house file says about greetings: whether there are any, when, for which festivals, in whose words.

Off until the owner turns them on. Texts name nobody's stay: who else reads them is not known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Annotated

from pydantic import Field, StringConstraints, field_validator, model_validator

from store.house_file.festivals import BUILT_IN, KNOWN, Yearly, yearly
from store.house_file.fields import Minute, Part, Text, refuse
from store.house_file.push_rules import GREETING, allowed, misfit

BIRTHDAY = "生日"
FestivalName = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, pattern=r"^[^\x00-\x20.:：,，。、0-9][^\x00-\x20.:：,，。、]{0,11}$"
    ),
]


class Greeting(Part):
    """The words for one occasion; empty: what the product says by itself. `coupon` is one more line, none if empty."""

    enabled: bool = True
    text: Text = ""
    text_en: Text = ""
    coupon: Text = ""
    coupon_en: Text = ""

    @field_validator("text", "text_en", "coupon", "coupon_en")
    @classmethod
    def _can_be_filled(cls, value: str) -> str:
        trouble = misfit(GREETING, value)
        if trouble:
            raise refuse(trouble, f"It may name: {allowed(GREETING)}.")
        return value


class Festival(Greeting):
    """A festival of the year. `day` is 10-01, 农历12-08 or a solar term; one that is known by name needs none."""

    day: Annotated[str, StringConstraints(strip_whitespace=True, max_length=12)] = Field(
        default="", examples=["10-01"]
    )

    @field_validator("day")
    @classmethod
    def _is_a_day(cls, value: str) -> str:
        if value and yearly(value) is None:
            raise refuse("is not a day of the year", 'Write it like "10-01", "农历12-08" or "立春".')
        return value


class Greetings(Part):
    """Words for festivals and birthdays, to guests who want them."""

    enabled: bool = False
    hour: Minute = time(10)
    festivals: Mapping[FestivalName, Festival] = {}  # what the owner changed or added
    birthday: Greeting = Greeting()

    @model_validator(mode="after")
    def _days_are_known(self) -> Greetings:
        lost = [name for name, festival in self.festivals.items() if day_of(name, festival) is None]
        if lost:
            raise refuse(
                f"{', '.join(lost)} has no day", 'Write one, such as day = "10-01" or day = "农历12-08".'
            )
        if BIRTHDAY in self.festivals:
            raise refuse(f"{BIRTHDAY} is no festival", "Write [greetings.birthday].")
        return self

    def all(self) -> Mapping[str, Festival]:
        """Every festival there is, those that are switched off too."""
        return {**{name: Festival() for name in BUILT_IN}, **self.festivals}

    def occasions(self, on: date) -> Iterator[tuple[str, int]]:
        """(festival, the year it counts for) of those the house greets for on a day."""
        for name, festival in self.all().items():
            day = day_of(name, festival)
            if festival.enabled and day is not None and (year := day.year_on(on)) is not None:
                yield name, year

    def coming(self, today: date) -> list[tuple[date, str, int]]:
        """(day, festival, year) of the next time of each one the house greets for, soonest first."""
        found = []
        for name, festival in self.all().items():
            day = day_of(name, festival)
            if festival.enabled and day is not None and (coming := day.next(today)) is not None:
                found.append((coming[0], name, coming[1]))
        return sorted(found)


def day_of(name: str, festival: Festival) -> Yearly | None:
    """On which day of the year a festival falls; None when nobody said."""
    return yearly(festival.day or BUILT_IN.get(name, "") or KNOWN.get(name, ""))
