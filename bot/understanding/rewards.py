"""Which of the house's rewards a text names, by the words it shares with their names. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

SHARED, SHARED_LATIN = 2, 5  # letters in a row that must be shared: “咖啡”, “coffee”


def reward_named(text: str, rewards: Mapping[str, Sequence[str]]) -> str | None:
    """The code of the reward whose name shares the longest run of letters with `text`; None when none does, or two alike."""
    said = text.casefold()
    rated = sorted(
        (
            (max((_shared(said, name.casefold()) for name in names), default=0), code)
            for code, names in rewards.items()
        ),
        reverse=True,
    )
    if not rated or rated[0][0] == 0 or (len(rated) > 1 and rated[1][0] == rated[0][0]):
        return None
    return rated[0][1]


def _shared(said: str, name: str) -> int:
    """How long the longest run both have is; 0 when it is too short to mean anything."""
    match = SequenceMatcher(None, said, name, autojunk=False).find_longest_match()
    run = name[match.b : match.b + match.size].strip()
    return len(run) if len(run) >= (SHARED_LATIN if run.isascii() else SHARED) else 0
