"""The pushes the house sends without being asked, a file a kind. KINDS is all there are.

Planning is pure over a booking and its stay; everything is decided again at the moment of sending.
"""

from __future__ import annotations

from datetime import datetime

from scheduler.pushes.arrival import ARRIVAL
from scheduler.pushes.check_out import CHECK_OUT
from scheduler.pushes.follow_up import FOLLOW_UP
from scheduler.pushes.kind import PushKind, Reader, Subject, Words, awake, quiet_since, stay_values
from scheduler.pushes.morning_after import MORNING_AFTER
from scheduler.pushes.survey import SURVEY_AGAIN
from scheduler.pushes.thanks import THANKS
from scheduler.pushes.welcome import WELCOME
from store.planning import Planned

KINDS: tuple[PushKind, ...] = (ARRIVAL, WELCOME, MORNING_AFTER, CHECK_OUT, THANKS, SURVEY_AGAIN, FOLLOW_UP)
COUNTED = tuple(push.name for push in KINDS if not push.needed)  # what the house's limits a person are about
OF_MEMBERS = ("level_up", "points_expiring")  # worded by `scheduler/member_words.py`; they crowd nothing out

__all__ = [
    "ARRIVAL",
    "CHECK_OUT",
    "COUNTED",
    "FOLLOW_UP",
    "KINDS",
    "MORNING_AFTER",
    "OF_MEMBERS",
    "SURVEY_AGAIN",
    "THANKS",
    "WELCOME",
    "PushKind",
    "Reader",
    "Subject",
    "Words",
    "awake",
    "named",
    "quiet_since",
    "stay_values",
    "wanted",
]


def named(kind: str) -> PushKind | None:
    """The push of this name; None for one that no longer exists."""
    return next((push for push in KINDS if push.name == kind), None)


def wanted(subject: Subject, now: datetime) -> list[Planned]:
    """All pushes a booking deserves from `now` on. Pure."""
    return [plan for push in KINDS if (plan := push.planned(subject, now)) is not None]
