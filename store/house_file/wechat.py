"""What the house file says about its WeChat account: its kind, what that can do, and the owner's templates.

The table of abilities says what an account of a kind can do at best, `abilities` what was found. Nothing here talks to WeChat.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from store.house_file.fields import NOT_EMPTY, Part, refuse

Account = Literal["service", "subscription", "personal", "test"]
Ability = Literal[
    "passive", "customer_service", "template", "scene_qr", "menu", "media", "oauth", "mass_send"
]
Purpose = Literal["arrival", "check_out", "booking_confirmed", "booking_cancelled"]

ABILITIES: Mapping[Account, frozenset[Ability]] = {
    "service": frozenset(
        ("passive", "customer_service", "template", "scene_qr", "menu", "media", "oauth", "mass_send")
    ),
    "subscription": frozenset(("passive", "customer_service", "menu", "media", "mass_send")),
    "personal": frozenset(("passive",)),
    "test": frozenset(("passive", "customer_service", "template", "scene_qr", "menu", "media", "oauth")),
}

_STAY = frozenset(("house", "room", "nights", "arrival", "departure", "guest", "code", "hint"))
PURPOSES: Mapping[Purpose, frozenset[str]] = {
    "arrival": _STAY - {"departure"},
    "check_out": _STAY - {"arrival"},
    "booking_confirmed": _STAY | {"price"},
    "booking_cancelled": _STAY | {"reason"},
}

# Which kinds of field take which value: WeChat refuses the wrong one only when it is sent (47003).
_KINDS: Mapping[str, frozenset[str]] = {
    "house": frozenset(("thing", "short_thing", "name")),
    "room": frozenset(("thing", "short_thing")),
    "nights": frozenset(("thing", "short_thing", "number")),
    "arrival": frozenset(("time", "date", "thing")),
    "departure": frozenset(("time", "date", "thing")),
    "guest": frozenset(("name", "thing", "short_thing")),
    "code": frozenset(("character_string", "thing", "short_thing")),
    "hint": frozenset(("thing",)),
    "price": frozenset(("amount", "thing")),
    "reason": frozenset(("thing",)),
}
_FIELD = re.compile(
    r"(thing|short_thing|character_string|number|letter|symbol|phrase|const|enum|time|date|amount|phone_number"
    r"|car_number|name)\d{1,3}"
)


class Template(Part):
    """One template of the account: its id and which of our values each of its fields shows."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{10,64}$")] = Field(
        examples=["aNeXV5rYzN3kJf0LwqmWc3XuRkGgW8iPDRLQh3YJcb0"]
    )
    fields: Annotated[Mapping[str, str], NOT_EMPTY] = Field(
        examples=[{"thing1": "house", "time2": "arrival"}]
    )


class WeChat(Part):
    """The account the house chats in."""

    account: Account = "personal"
    abilities: Mapping[
        Ability, bool
    ] = {}  # where this account differs from its kind: `xiaoer doctor` finds it
    templates: Mapping[Purpose, Template] = {}

    @field_validator("templates")
    @classmethod
    def _templates_fit(
        cls, value: Mapping[Purpose, Template], info: ValidationInfo
    ) -> Mapping[Purpose, Template]:
        account: Account | None = info.data.get("account")
        if value and account and "template" not in ABILITIES[account]:
            raise refuse(f"a {account} account has no templates", "Remove them, or correct account.")
        found = [
            f"{purpose}: {trouble}"
            for purpose, template in value.items()
            for field, shown in template.fields.items()
            if (trouble := _misfit(purpose, field, shown, free=account == "test"))
        ]
        if found:
            raise refuse("; ".join(found), "Copy the field names from the template's page in the console.")
        return value

    def can(self, ability: Ability) -> bool:
        """Whether this account can do that at all: as it was found, else as its kind can."""
        return self.abilities.get(ability, ability in ABILITIES[self.account])


def _misfit(purpose: Purpose, field: str, shown: str, *, free: bool) -> str:
    """Why `field` cannot show `shown`, "" when it can. A test account's templates name fields freely."""
    if shown not in PURPOSES[purpose]:
        return f"there is no value “{shown}” (there are {', '.join(sorted(PURPOSES[purpose]))})"
    if free:
        return ""
    if field in ("first", "remark"):
        return f"WeChat no longer shows “{field}”"
    known = _FIELD.fullmatch(field)
    if not known:
        return f"“{field}” is no field name of WeChat's, such as thing1"
    return "" if known[1] in _KINDS[shown] else f"a field of kind {known[1]} cannot show “{shown}”"
