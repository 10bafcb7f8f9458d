"""What may come on top of a room, and its price, as the house file says: an extra bed, more breakfast, a child. Pure."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from store.house_file.fields import Code, Part, Yuan

ExtraKind = Literal["extra_bed", "breakfast", "child_breakfast", "child"]
KINDS: tuple[ExtraKind, ...] = ("extra_bed", "breakfast", "child_breakfast", "child")


class ExtraBed(Part):
    """A bed that is put into a room. Without a price the house says what it costs each time."""

    enabled: bool = True
    price: Yuan | None = None  # a bed and night
    types: tuple[Code, ...] = ()  # where one fits; none named: in every room
    most: Annotated[int, Field(ge=1, le=4)] = 1  # in one room

    def fits(self, code: str) -> bool:
        """Whether one can be put into a room of that type."""
        return not self.types or code in self.types


class Breakfast(Part):
    """Portions beyond what the room includes, each morning. Without a price the house says what they cost."""

    enabled: bool = True
    price: Yuan | None = None  # a portion
    child_price: Yuan | None = None  # a child's; without: like any other


class Child(Part):
    """What a child costs that sleeps in the beds of the room; nothing without a price."""

    enabled: bool = True
    price: Yuan | None = None  # a child and night
    free_under: Annotated[int, Field(ge=0, le=17)] = 0  # years: younger ones cost nothing


class Extras(Part):
    """What is sold on top of a room."""

    bed: ExtraBed = ExtraBed()
    breakfast: Breakfast = Breakfast()
    child: Child = Child()

    def price(self, kind: ExtraKind, code: str) -> int | None:
        """Fen for one of it and one night in a room of that type; None where the house has not said."""
        if kind == "extra_bed":
            sold, yuan = self.bed.enabled and self.bed.fits(code), self.bed.price
        elif kind == "child":
            sold, yuan = self.child.enabled, self.child.price
        else:
            own = self.breakfast.child_price if kind == "child_breakfast" else None
            sold, yuan = self.breakfast.enabled, own or self.breakfast.price
        return int(yuan * 100) if sold and yuan is not None else None
