"""Prices that follow the season, the length of a stay and how early it is booked, as the house file says. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from store.house_file.fields import Code, Name, Part, Yuan, refuse


class Season(Part):
    """Nights that have prices of their own, both ends included: a price for a type, else so many per cent more or less."""

    name: Name = Field(examples=["暑假"])
    first_night: date = Field(examples=["2027-07-01"])
    last_night: date = Field(examples=["2027-08-31"])
    percent: Annotated[int, Field(ge=-80, le=300)] = 0
    prices: Mapping[Code, Yuan] = {}
    min_nights: Annotated[int, Field(ge=1, le=30)] = 1

    @field_validator("last_night")
    @classmethod
    def _not_before_first(cls, value: date, info: ValidationInfo) -> date:
        first = info.data.get("first_night", value)
        if not timedelta(0) <= value - first <= timedelta(days=366):
            raise refuse("is before first_night or over a year after it", "Correct the two days.")
        return value

    def holds(self, night: date) -> bool:
        """Whether a night belongs to it."""
        return self.first_night <= night <= self.last_night


class LongStay(Part):
    """So many per cent less for every night of a stay of at least so many nights."""

    nights: int = Field(ge=2, le=90, examples=[7])
    percent: int = Field(ge=1, le=80, examples=[10])


class EarlyBird(Part):
    """So many per cent less for a stay booked at least so many days before it begins."""

    days: int = Field(ge=1, le=365, examples=[30])
    percent: int = Field(ge=1, le=80, examples=[5])


class Pricing(Part):
    """Rules over all room types."""

    min_nights: Annotated[int, Field(ge=1, le=30)] = 1
    holiday_min_nights: Annotated[int, Field(ge=1, le=30)] = 1
    long_stay: tuple[LongStay, ...] = ()
    early_bird: tuple[EarlyBird, ...] = ()
    seasons: tuple[Season, ...] = ()

    def season(self, night: date) -> Season | None:
        """The season a night belongs to; of two that meet, the one written first."""
        return next((one for one in self.seasons if one.holds(night)), None)

    def off(self, nights: int, ahead: int | None) -> int:
        """The per cent a stay is cheaper by: the best rule it meets, never two of them. `ahead`: days until it begins."""
        met = [rule.percent for rule in self.long_stay if nights >= rule.nights]
        if ahead is not None:
            met += [rule.percent for rule in self.early_bird if ahead >= rule.days]
        return max(met, default=0)
