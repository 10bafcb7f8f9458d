"""Reads a house file and names every problem at once: key path, what is wrong, what to do. Opens no file."""

from __future__ import annotations

import copy
import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from store.house_file.model import House
from store.house_file.service import MINUTES

# Pydantic's kind of error -> our words; what is not here is said in pydantic's own.
_WORDS = {
    "missing": "is missing",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "bool_type": "must be true or false",
    "time_type": "must be a time of day",
    "time_parsing": "must be a time of day",
    "date_type": "must be a day",
    "date_parsing": "must be a day",
    "date_from_datetime_parsing": "must be a day",
    "tuple_type": "must be a list in square brackets",
    "mapping_type": "must be a table",
    "model_type": "must be a table",
    "string_pattern_mismatch": "is not written as it must be",
    "string_too_short": "is empty",
    "string_too_long": "is too long",
}
_FORMS = {time: '"14:00"', date: '"2027-02-05"', bool: "true", int: "2"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a house file; never contains the value."""

    key: str  # "room_types.lake.price.weekday"; "line 3, column 5" when the file is not TOML
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.key}: {self.what}. {self.advice}"


class HouseFileError(Exception):
    """A house file that cannot be used. Whoever loads or overrides a house shows the problems."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def parse_house(text: str | bytes) -> House:
    """The house that `text`, a whole house.toml, describes. Raises HouseFileError with every problem."""
    try:
        written = text if isinstance(text, str) else text.decode("utf-8")
        document = tomllib.loads(written.removeprefix("\ufeff").replace("\r\n", "\n"))
    except UnicodeDecodeError:
        raise HouseFileError((Problem("the file", "is not UTF-8", "Save it as UTF-8."),)) from None
    except tomllib.TOMLDecodeError as error:
        what, _, place = str(error).rpartition(" (at ")
        advice = "Use half-width straight quotes, and close every quote and bracket."
        raise HouseFileError(
            (Problem(place.rstrip(")") or "the file", f"is not TOML: {what}", advice),)
        ) from None
    return house_from(document)


def house_from(document: Mapping[str, Any]) -> House:
    """The house a document describes: TOML's values, or JSON's as `House.model_dump(mode="json")` gives them.

    Raises HouseFileError with every problem.
    """
    try:
        house = House.model_validate_json(json.dumps(document, default=_plain))
    except ValidationError as error:
        raise HouseFileError(
            tuple(_problem(detail) for detail in error.errors(include_url=False, include_input=False))
        ) from None
    if strangers := tuple(_strangers(house)):
        raise HouseFileError(strangers)
    return house


def _strangers(house: House) -> Iterator[Problem]:
    """Prices of seasons for room types that the house has not."""
    for number, season in enumerate(house.pricing.seasons):
        for code in season.prices:
            if code not in house.room_types:
                known = f"Known here: {', '.join(house.room_types)}."
                yield Problem(f"pricing.seasons.{number}.prices.{code}", "is no room type's code", known)


def merge(document: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """`document` (a dumped house, not touched) with each override's value put at its key path.

    An override whose table is gone (of a room type the owner removed) is left out: see `stray`.
    """
    merged = copy.deepcopy(dict(document))
    for path in sorted(overrides):
        table = _table(merged, path)
        if table is not None:
            table[path.rpartition(".")[2]] = copy.deepcopy(overrides[path])
    return merged


def stray(document: Mapping[str, Any], overrides: Mapping[str, Any]) -> tuple[str, ...]:
    """The key paths of overrides that `merge` leaves out, because what they changed is gone."""
    merged = merge(document, overrides)
    return tuple(path for path in sorted(overrides) if _table(merged, path) is None)


def _table(document: dict[str, Any], path: str) -> dict[str, Any] | None:
    """The table the last key of `path` stands in; None where there is none."""
    table: Any = document
    for key in path.split(".")[:-1]:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else None


def _plain(value: object) -> str:
    """TOML's own days and times as JSON has them."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    raise TypeError(f"a house file holds no {type(value).__name__}")


def _problem(detail: ErrorDetails) -> Problem:
    path = detail["loc"][:-1] if detail["loc"][-1] == "[key]" else detail["loc"]
    key = ".".join(str(part) for part in path)
    context = detail.get("ctx", {})
    if detail["type"] == "extra_forbidden":
        return Problem(key, "there is no such key", _nearest(path))
    if detail["loc"][-1] == "[key]":
        return Problem(key, "is not a name that can be used here", _key_advice(path))
    what = _WORDS.get(detail["type"]) or detail["msg"].partition(", unable")[0].replace(
        "Input should", "must", 1
    )
    return Problem(key, what, context.get("advice") or _example(path))


def _nearest(path: tuple[int | str, ...]) -> str:
    known = list(_model(path[:-1]).model_fields)
    near = difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.5)
    return f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(known)}."


def _key_advice(path: tuple[int | str, ...]) -> str:
    if path[:1] == ("room_types",):
        return "A room type's code is small Latin letters, digits and _, such as lake_view."
    if path[:1] == ("membership",):
        return "The code of a level or reward is small Latin letters, digits and _, such as gold."
    if path[:1] == ("greetings",):
        return "A festival's name has no blanks, dots or digits in front, such as 腊八."
    if path[:1] == ("service",):
        return f"Known here: {', '.join(MINUTES)}."
    return "Known here: arrival, check_out, booking_confirmed, booking_cancelled."


def _example(path: tuple[int | str, ...]) -> str:
    """How the value at `path` is written."""
    names = [part for part in path if isinstance(part, str)]
    info = _model(path[:-1]).model_fields.get(names[-1]) if names else None
    if info is None:
        return "Correct it."
    form = _written(info)
    return f"Write it like: {names[-1]} = {form}" if form else "Correct it or remove it."


def _written(info: FieldInfo) -> str:
    if info.examples:
        return json.dumps(info.examples[0], ensure_ascii=False).replace('": ', '" = ')
    return _FORMS.get(info.annotation, "") if isinstance(info.annotation, type) else ""


def _model(path: tuple[int | str, ...]) -> type[BaseModel]:
    """The model of the innermost table on `path`; list places and table keys lead to their values."""
    model: type[BaseModel] = House
    for part in path:
        info = model.model_fields.get(str(part))
        model = next(_models(info.annotation), model) if info else model
    return model


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
