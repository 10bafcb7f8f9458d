"""What understanding takes and gives. Labels and slots are those of docs/understanding.md; values are plain JSON types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Language = str  # "zh_CN", "zh_TW", "en", "ja"; any other ISO 639 code where one could be told
SlotValue = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Phrasings:
    """The questions a house was taught to answer, as `understanding.taught.learn` prepared them."""

    numbers: tuple[int, ...] = ()  # of the answer, a phrasing
    texts: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    asked: tuple[frozenset[str], ...] = ()  # of the thing: when, how much, where
    postings: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hints:
    """What the house knows and the sentence may refer to. Changing a hint is the only way to change a reading."""

    room_types: Mapping[str, Sequence[str]] = field(default_factory=dict)  # code -> names and nicknames
    room_numbers: frozenset[str] = frozenset()
    staff_names: Sequence[str] = ()
    rewards: Mapping[str, Sequence[str]] = field(default_factory=dict)  # code -> names
    taught: Mapping[str, str] = field(default_factory=dict)  # phrase -> intent label
    answers: Phrasings = field(default_factory=Phrasings)  # what the owner taught the house to answer
    asked: str = ""  # the slot the last question asked for; "" when none is open
    near: date | None = None  # the day talked about: a bare 17号 means the one nearest to it
    language: Language = ""  # the person's language so far; kept when the text does not tell
    works_here: bool = (
        False  # somebody of the house writes: short words for the day's work, nothing to guess at
    )


@dataclass(frozen=True, slots=True)
class Intent:
    label: str
    confidence: float  # 0..1; below 0.5 the caller should ask


@dataclass(frozen=True, slots=True)
class Said:
    """A day, a range or a length that was said, in order of saying."""

    kind: Literal["date", "range", "duration"]
    start: date | None = None
    end: date | None = None  # range: the last day named
    days: int | None = None
    nights: int | None = None


@dataclass(frozen=True, slots=True)
class Understood:
    """The reading of one text. Empty intents mean: not understood."""

    language: Language
    intents: tuple[Intent, ...] = ()  # in order of saying
    slots: Mapping[str, SlotValue] = field(default_factory=dict)
    dates: tuple[Said, ...] = ()
    doubts: tuple[str, ...] = ()  # what must be asked back: "past_date", "nights_disagree", "vague_date"
    answer: int = 0  # the number of the house answer whose question this is most like; 0 = none
    likeness: float = 0.0  # how like it is
    asks: bool = False  # it has the form of a question
    bids: bool = False  # it wants something brought or done now
    gesture: bool = False  # it is a thumb or another picture, without a word
    word_back: bool = False  # it is a mere word back to what was told: 挺好的, 哈哈, 收到

    def top(self) -> str:
        """The first intent's label, "" when nothing was understood."""
        return self.intents[0].label if self.intents else ""

    def has(self, label: str) -> bool:
        return any(intent.label == label for intent in self.intents)


# Every label a reading may carry; what they mean stands in docs/understanding.md.
LABELS = frozenset(
    {
        "availability_query",
        "price_query",
        "my_booking",
        "make_booking",
        "change_booking",
        "cancel_booking",
        "checkin_info",
        "checkout_info",
        "early_checkin",
        "late_checkout",
        "service_housekeeping",
        "service_maintenance",
        "service_meal",
        "service_amenity",
        "service_transport",
        "complaint",
        "invoice",
        "wifi",
        "parking",
        "pet_policy",
        "breakfast",
        "location_directions",
        "nearby_tips",
        "points_balance",
        "membership_level",
        "redeem_points",
        "coupon",
        "feedback",
        "human_agent",
        "greeting",
        "thanks",
        "language_switch",
        "privacy_delete",
        "privacy_export",
        "cancel_flow",
        "other",
        "room_info",
        "facility_info",
        "extend_stay",
        "deposit_payment",
        "registration",
        "access_door",
        "luggage",
        "change_room",
        "service_status",
        "wake_up_call",
        "lost_found",
        "room_control",
        "special_request",
        "checkout_request",
        "emergency",
        "marketing_optout",
        "affirm",
        "deny",
        "go_back",
        "repeat",
    }
)
