"""A second opinion on what the phrases found: learned sentences put right where they are sure and the phrases are not.

It never adds to what phrases hear clearly, and never starts anything while a question is open.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.understanding.elsewhere import of_the_house
from bot.understanding.learned import likely
from bot.understanding.types import Intent
from bot.understanding.weighing import OUTDONE, SMALL, SPLIT, SURE, URGENT_OVER, Hit

CLEAR = 0.97  # a reading word for word: nobody else is asked
SAID = 0.5  # below it a label is only worth asking back
SHORTEST = 2  # letters; of less nothing was learned
URGENT = 0.5  # from here on it is taken for an emergency: better once too often
URGENT_ANSWER = 0.8  # ... where a question is open, so that it may be its answer
URGENT_BESIDE = 0.6  # ... where phrases heard something else
DREAMT = 0.25  # below it a danger that phrases only just heard is none
URGENT_CALM = 0.97  # ... where a word says otherwise
NOTHING = 0.3  # how sure it is that nothing was meant, where nothing was heard
UNHEARD = 0.5  # how sure it must be of what no phrase was found for
HARMFULLY = 0.75  # ... of one of HARMFUL
OUTSIDE = 0.5  # how sure it must be that a booking or a complaint is other talk
OUTSIDE_ANSWER = 0.8  # ... where a question is open
INSTEAD = 0.5  # how sure of another label than the one phrase found
SURELY = 0.7  # ... that it is other talk
CLAUSE = 0.6  # ... of what one clause of several means
CLAUSE_KNOWN = 0.3  # ... when a phrase was found for it, too
HARMFUL_CLAUSE = 0.9  # ... of a clause that would do harm, or of what is easily heard in many
CLAUSE_LETTERS = 4
MOST = 3  # wishes in one message
UNLIKE = 0.1  # ... when it holds the label found for this unlikely
# 那双床房呢: what is asked of it was said before, and only the talk so far knows.
_GOES_ON = re.compile(r"(?:那|还有|那么)?.{0,5}(?:房|间|床|型)呢[?。,]?")
_NO_LETTERS = re.compile(r"[\W\d_]+")
# What does harm when it is heard in other talk.
HARMFUL = frozenset(
    {"availability_query", "make_booking", "change_booking", "cancel_booking", "extend_stay", "checkout_request", "complaint"}
)  # fmt: skip

_BROAD = frozenset({"price_query", "breakfast"})
_NEVER_BESIDE = frozenset({"emergency", "feedback", "complaint", "human_agent"})


def weighed(found: tuple[Intent, ...], plain: str, asked: str, calm: bool = False) -> tuple[Intent, ...]:
    """`found` put right by what was learned.

    `asked` is the slot of an open question, "" for none; `calm`: a word says that no danger is at hand (梦见, 电影里).
    """
    if (called := [intent for intent in found if intent.label == "emergency"]) and not _imagined(
        called, plain
    ):
        return found
    if called:
        found = tuple(one for one in found if one not in called) or (Intent("other", NOTHING),)
    if len(_NO_LETTERS.sub("", plain)) < SHORTEST or _goes_on(found, plain):
        return found
    clear = any(intent.confidence >= CLEAR for intent in found)
    clauses = () if asked else _clauses(plain)
    if clear and len(clauses) < 2:
        return found
    chances = likely(plain)
    if any(intent.label not in chances for intent in found):
        return found  # nothing was learned of it
    urgent = chances["emergency"]
    heard = any(intent.confidence >= UNHEARD and intent.label != "other" for intent in found)
    enough = URGENT_CALM if calm else URGENT_ANSWER if asked else URGENT_BESIDE if heard else URGENT
    if urgent >= enough and not clear:
        rest = tuple(one for one in found if one.label not in SMALL | URGENT_OVER)
        return (Intent("emergency", round(max(urgent, UNHEARD), 2)), *rest)
    several = _several(found, clauses) if len(clauses) > 1 else ()
    if several or clear:
        return several or found
    label = max(chances, key=lambda name: chances[name])
    sure = Intent(label, round(min(chances[label], 0.95), 2))
    if any(intent.label in HARMFUL for intent in found) and chances["other"] >= (
        OUTSIDE_ANSWER if asked else OUTSIDE
    ):
        return (Intent("other", round(chances["other"], 2)),)
    if asked:
        return found
    if label in HARMFUL and (chances[label] < HARMFULLY or _of_others(label, plain)):
        return found
    return (sure,) if _better(found, sure, chances) else found


def _imagined(called: Sequence[Intent], plain: str) -> bool:
    """Whether the phrases only just heard a danger, and nothing that was learned sounds like it: 我问下我老公."""
    return all(intent.confidence < SAID for intent in called) and likely(plain)["emergency"] < DREAMT


def _goes_on(found: tuple[Intent, ...], plain: str) -> bool:
    return all(intent.confidence < SAID for intent in found) and _GOES_ON.fullmatch(plain) is not None


def _several(found: tuple[Intent, ...], clauses: Sequence[str]) -> tuple[Intent, ...]:
    """What the clauses mean one by one, where that says more than what was found and takes nothing of it away; else nothing."""
    known = {intent.label: intent for intent in found if intent.label not in SMALL}
    needless = _NEVER_BESIDE.union(SMALL, *(OUTDONE.get(label, set()) for label in known))
    said: dict[str, Intent] = {}
    for clause in clauses:
        chances = likely(clause)
        label = max(chances, key=lambda name: chances[name])
        if label in known and chances[label] >= CLAUSE_KNOWN:
            said.setdefault(label, known[label])
        elif (
            chances[label] >= (HARMFUL_CLAUSE if label in HARMFUL | _BROAD else CLAUSE)
            and label not in needless
        ):
            said.setdefault(label, Intent(label, round(min(chances[label], 0.95), 2)))
    more = len(known) < len(said) <= MOST and bool(known) and known.keys() <= said.keys()
    return tuple(said.values()) if more else ()


def _clauses(plain: str) -> list[str]:
    """The clauses of a text that are long enough to mean something by themselves."""
    starts = [0, *(match.end() for match in SPLIT.finditer(plain))]
    parts = [
        plain[start:stop].strip(" ,，。.!?！？")
        for start, stop in zip(starts, [*starts[1:], len(plain)], strict=True)
    ]
    return [part for part in parts if len(_NO_LETTERS.sub("", part)) >= CLAUSE_LETTERS]


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
