"""A second opinion on what the phrases found: learned sentences put right where they are sure and the phrases are not.

It never adds to what phrases hear clearly, and never starts anything while a question is open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.understanding.elsewhere import of_the_house
from bot.understanding.learned import likely
from bot.understanding.types import Intent
from bot.understanding.weighing import SMALL, SURE, URGENT_OVER, Hit

CLEAR = 0.97  # a reading word for word: nobody else is asked
SAID = 0.5  # below it a label is only worth asking back
SHORTEST = 2  # letters; of less nothing was learned
URGENT = 0.5  # from here on it is taken for an emergency: better once too often
UNHEARD = 0.6  # how sure it must be of what no phrase was found for
GRAVELY = 0.75  # ... of one of GRAVE
OUTSIDE = 0.5  # how sure it must be that a booking or a complaint is other talk
INSTEAD = 0.6  # how sure of another label than the one phrase found
SURELY = 0.85  # ... that it is other talk
UNLIKE = 0.05  # ... when it holds the label found for this unlikely
# 那双床房呢: what is asked of it was said before, and only the talk so far knows.
_GOES_ON = re.compile(r"(?:那|还有|那么)?.{0,5}(?:房|间|床|型)呢[?。,]?")
_NO_LETTERS = re.compile(r"[\W\d_]+")
# What does harm when it is heard in other talk.
GRAVE = frozenset(
    {"availability_query", "make_booking", "change_booking", "cancel_booking", "extend_stay", "checkout_request", "complaint"}
)  # fmt: skip


def weighed(found: tuple[Intent, ...], plain: str, asked: str) -> tuple[Intent, ...]:
    """`found` put right by what was learned; `asked` is the slot of an open question, "" for none."""
    if any(intent.label == "emergency" or intent.confidence >= CLEAR for intent in found):
        return found
    if len(_NO_LETTERS.sub("", plain)) < SHORTEST or _goes_on(found, plain):
        return found
    chances = likely(plain)
    if any(intent.label not in chances for intent in found):
        return found  # nothing was learned of it
    urgent = chances["emergency"]
    if urgent >= URGENT:
        rest = tuple(one for one in found if one.label not in SMALL | URGENT_OVER)
        return (Intent("emergency", round(max(urgent, UNHEARD), 2)), *rest)
    label = max(chances, key=lambda name: chances[name])
    sure = Intent(label, round(min(chances[label], 0.95), 2))
    if any(intent.label in GRAVE for intent in found) and chances["other"] >= OUTSIDE:
        return (Intent("other", round(chances["other"], 2)),)
    if asked:
        return found
    if label in GRAVE and (chances[label] < GRAVELY or _of_others(label, plain)):
        return found
    return (sure,) if _better(found, sure, chances) else found


def _goes_on(found: tuple[Intent, ...], plain: str) -> bool:
    return all(intent.confidence < SAID for intent in found) and _GOES_ON.fullmatch(plain) is not None


def _of_others(label: str, plain: str) -> bool:
    """Whether a text that seemed to mean `label` speaks of something else than this house."""
    return not of_the_house([Hit(label, SURE, 0, len(plain))], plain)


def _better(found: tuple[Intent, ...], sure: Intent, chances: Mapping[str, float]) -> bool:
    """Whether the label learned stands in for what was found."""
    if not found or all(intent.label == "other" for intent in found):
        return sure.label not in SMALL and sure.confidence >= UNHEARD
    only = found[0].label
    if sure.label in SMALL and (sure.label != "other" or sure.confidence < SURELY):
        return False
    return len(found) == 1 and sure.label != only and sure.confidence >= INSTEAD and chances[only] <= UNLIKE
