"""The kinds of value a house file is made of, and how a wrong one is refused. Knows no table of the file."""

from __future__ import annotations

import re
from collections.abc import Sized
from datetime import time
from decimal import Decimal
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints
from pydantic_core import PydanticCustomError

from locales import as_read

Filled = TypeVar("Filled", bound=Sized)


class Part(BaseModel):
    """A table of the house file: frozen, typed strictly, with no key it does not know."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, hide_input_in_errors=True
    )

    def words(self, name: str, language: str) -> str:
        """The text `name` for a reader of `language`: `<name>_en` if written and wanted, else `<name>`, in their characters."""
        english = "" if language.startswith("zh") else getattr(self, f"{name}_en", "")
        chosen = english or getattr(self, name)
        return as_read(language, chosen) if isinstance(chosen, str) else ""


def refuse(what: str, advice: str) -> PydanticCustomError:
    """The error a validator raises: `what` and `advice` are for the owner, without the value."""
    return PydanticCustomError("house", "{what}", {"what": what, "advice": advice})


def _minute(value: time) -> time:
    if value.second or value.microsecond or value.tzinfo:
        raise refuse("is not an hour and minute", 'Write it like "14:00".')
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse("is not a time zone", 'Write an IANA name such as "Asia/Shanghai".') from None
    return value


def _phone(value: str) -> str:
    if value and not re.fullmatch(r"\+?[0-9][0-9 -]{4,18}[0-9]", value):
        raise refuse("is not a phone number", 'Write digits, spaces and hyphens, such as "0872-2670000".')
    return value


def _some(value: Filled) -> Filled:
    if not value:
        raise refuse("is empty", "Write at least one.")
    return value


LATEST_CHECKOUT = time(20)


def _same_day(value: time) -> time:
    if value > LATEST_CHECKOUT:
        raise refuse("is after 20:00", "The room is cleaned that day, so write 20:00 at the latest.")
    return value


def _yuan(value: Decimal) -> Decimal:
    if not value.is_finite() or value <= 0 or value > 1_000_000:
        raise refuse("is not a price", "Write yuan, more than 0, such as 688.")
    if value != value.quantize(Decimal("0.01")):
        raise refuse("has more than two decimals", "Write yuan and fen, such as 688.5.")
    return value


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


LONGEST_TEXT = 600  # letters
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_TEXT)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f]{1,40}$")]
NOT_EMPTY = AfterValidator(_some)  # after its items: a wrong item does not also make the list empty
Minute = Annotated[
    time, AfterValidator(_minute), PlainSerializer(lambda at: at.strftime("%H:%M"), return_type=str)
]
UntilEvening = Annotated[Minute, AfterValidator(_same_day)]  # until when a room may be kept on the last day
Zone = Annotated[str, AfterValidator(_zone)]
Phone = Annotated[str, AfterValidator(_phone)]
Yuan = Annotated[Decimal, AfterValidator(_yuan), PlainSerializer(_number, when_used="json")]
RoomNumber = Annotated[
    str, StringConstraints(pattern=r"^[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff-]{0,7}$")
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
