"""What the house file says about points and membership: what a stay earns, the levels, what points are good for.

Off until the owner turns it on. Nothing here knows a guest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from store.house_file.fields import Code, Name, Part, Text, UntilEvening, Yuan, refuse

RewardKind = Literal["night", "late_checkout", "gift", "discount"]

Rate = Annotated[int, Field(ge=0, le=10_000, examples=[1])]
Months = Annotated[int, Field(ge=1, le=120, examples=[12])]
Days = Annotated[int, Field(ge=1, le=730, examples=[180])]


class Level(Part):
    """One level of membership; whoever reaches one of its thresholds within the period has it."""

    name: Name = Field(examples=["金卡"])
    name_en: Text = ""
    nights: Annotated[int, Field(ge=1, le=1000)] | None = Field(None, examples=[5])
    spend: Yuan | None = Field(None, examples=[3000])
    late_checkout: UntilEvening | None = Field(
        None, examples=["14:00"]
    )  # where the room is free that afternoon
    benefits: Text = ""  # what else it brings, in the house's words
    benefits_en: Text = ""

    @model_validator(mode="after")
    def _can_be_reached(self) -> Level:
        if self.nights is None and self.spend is None:
            raise refuse("has no threshold", "Write nights = 5 or spend = 3000, or both: either is enough.")
        return self

    def reached(self, nights: int, fen: int) -> bool:
        """Whether so many nights, or so much spent, within the period are enough."""
        by_nights = self.nights is not None and nights >= self.nights
        return by_nights or (self.spend is not None and fen >= self.spend * 100)


class Reward(Part):
    """Something points can be exchanged for."""

    name: Name = Field(examples=["延迟退房到14:00"])
    name_en: Text = ""
    points: Annotated[int, Field(ge=1, le=10_000_000)] = Field(examples=[500])
    kind: RewardKind = "gift"
    off: Yuan | None = Field(None, examples=[50])  # a discount: what it takes off the bill
    percent: Annotated[int, Field(ge=1, le=100)] | None = Field(None, examples=[10])  # or how much of it
    valid_days: Days = 180  # how long its voucher may be used
    note: Text = ""  # how it is used, in the house's words
    note_en: Text = ""

    @model_validator(mode="after")
    def _takes_off_one_thing(self) -> Reward:
        worth = [self.off, self.percent]
        if any(worth) and (self.kind != "discount" or all(worth)):
            raise refuse(
                "takes off twice, or is no discount", 'Write kind = "discount" and either off or percent.'
            )
        return self


class Membership(Part):
    """Points and levels of the house."""

    enabled: bool = False
    points_per_yuan: Rate = 1
    points_per_night: Rate = 0  # for each room and night
    other_channels: bool = False  # whether stays booked on 美团, 携程 … count too
    valid_months: Months = 24
    warn_days: Annotated[int, Field(ge=1, le=180, examples=[30])] = 30  # so early a guest hears of expiry
    period_months: Months = 12  # in which nights and spending count for a level
    levels: Mapping[Code, Level] = {}  # the lowest first
    rewards: Mapping[Code, Reward] = {}

    def counts(self, *, direct: bool) -> bool:
        """Whether a stay earns anything: one booked with the house itself, or on a platform."""
        return direct or self.other_channels

    def earned(self, nights: int, fen: int) -> int:
        """What so many room-nights for so much are worth in points."""
        return self.points_per_yuan * fen // 100 + self.points_per_night * nights

    def level_of(self, nights: int, fen: int) -> str:
        """The code of the highest level reached; "" for none."""
        reached = [code for code, level in self.levels.items() if level.reached(nights, fen)]
        return reached[-1] if reached else ""

    def after(self, code: str) -> str | None:
        """The code of the level above this one ("" = none yet); None at the top."""
        codes = list(self.levels)
        place = codes.index(code) + 1 if code in codes else 0
        return codes[place] if place < len(codes) else None

    def above(self, code: str, other: str) -> bool:
        """Whether one level stands above another; a level that is no longer there stands below all."""
        codes = list(self.levels)
        return code in codes and (other not in codes or codes.index(code) > codes.index(other))
