"""What the house file says about service requests: how soon, by whom, what rings at night, whom to call in the end.

What the owner leaves out has sensible defaults. Nothing here knows a request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from store.house_file.fields import Part, Phone

ServiceKind = Literal[
    "amenity",
    "housekeeping",
    "turnover",
    "maintenance",
    "meal",
    "transport",
    "wake_up",
    "luggage",
    "lost_found",
    "special",
    "hot_water",
    "power",
    "leak",
    "door",
    "noise",
]
Department = Literal["housekeeping", "maintenance", "kitchen", "front"]

MINUTES: Mapping[ServiceKind, int] = {
    "amenity": 20,
    "housekeeping": 60,
    "turnover": 60,
    "maintenance": 60,
    "meal": 40,
    "transport": 30,
    "wake_up": 30,
    "luggage": 20,
    "lost_found": 120,
    "special": 120,
    "hot_water": 30,
    "power": 20,
    "leak": 15,
    "door": 10,
    "noise": 15,
}
DEPARTMENTS: Mapping[ServiceKind, Department] = {
    "amenity": "housekeeping",
    "housekeeping": "housekeeping",
    "turnover": "housekeeping",
    "maintenance": "maintenance",
    "meal": "kitchen",
    "transport": "front",
    "wake_up": "front",
    "luggage": "front",
    "lost_found": "housekeeping",
    "special": "front",
    "hot_water": "maintenance",
    "power": "maintenance",
    "leak": "maintenance",
    "door": "front",
    "noise": "front",
}
RINGS: tuple[ServiceKind, ...] = ("hot_water", "power", "leak", "door", "noise")

Minutes = Annotated[int, Field(ge=1, le=1440, examples=[20])]
Climb = Annotated[int, Field(ge=1, le=240, examples=[10])]


class Service(Part):
    """Service requests: what a guest is promised, and what happens when nobody comes."""

    minutes: Mapping[ServiceKind, Minutes] = {}
    departments: Mapping[ServiceKind, Department] = {}
    rings_at_night: Annotated[tuple[ServiceKind, ...], Field(examples=[["hot_water", "door"]])] = RINGS
    climb_minutes: Climb = 10  # nobody takes it: after so many minutes the next ones are told
    climb_minutes_urgent: Climb = 5
    phone: Phone = ""  # the number a guest is given in the end; "": the house's

    def minutes_for(self, kind: ServiceKind) -> int:
        """How long a request of this kind takes, in minutes of staffed time."""
        return self.minutes.get(kind, MINUTES[kind])

    def department_for(self, kind: ServiceKind) -> Department:
        """Who is told of it first."""
        return self.departments.get(kind, DEPARTMENTS[kind])

    def rings(self, kind: ServiceKind) -> bool:
        """Whether it cannot wait for the morning."""
        return kind in self.rings_at_night
