"""What is on top of a room, in words: 加床1张，¥100一晚. It knows no booking and prices nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from locales import N_, money, say
from store.extras import Extra
from store.house_file.extras import ExtraKind

PRICED: Mapping[ExtraKind, str] = {
    "extra_bed": N_("{n}× extra bed: {price} a night"),
    "breakfast": N_("{n}× breakfast more: {price} a day"),
    "child_breakfast": N_("{n}× child's breakfast more: {price} a day"),
    "child": N_("{n}× child: {price} a night"),
}
UNPRICED: Mapping[ExtraKind, str] = {
    "extra_bed": N_("{n}× extra bed: the house tells you what it costs"),
    "breakfast": N_("{n}× breakfast more: the house tells you what it costs"),
    "child_breakfast": N_("{n}× child's breakfast more: the house tells you what it costs"),
    "child": N_("{n}× child: the house tells you what it costs"),
}
LABELS: Mapping[ExtraKind, str] = {
    "extra_bed": N_("extra bed ×{n}"),
    "breakfast": N_("breakfast +{n}"),
    "child_breakfast": N_("child's breakfast +{n}"),
    "child": N_("children at a price: {n}"),
}


def each(language: str, extras: Iterable[Extra]) -> list[str]:
    """A line for each thing, as a guest reads it, with what all of a kind cost a night."""
    return [_one(language, extra) for extra in extras]


def _one(language: str, extra: Extra) -> str:
    if extra.fen is None:
        return say(language, UNPRICED[extra.kind], n=extra.count)
    return say(language, PRICED[extra.kind], n=extra.count, price=money(language, extra.nightly))


def short(language: str, extras: Iterable[Extra]) -> list[str]:
    """The same in a word or two, for lists; that a price is still to be said is said."""
    words = []
    for extra in extras:
        label = say(language, LABELS[extra.kind], n=extra.count)
        words.append(
            label if extra.fen is not None else say(language, N_("{what} (no price yet)"), what=label)
        )
    return words
