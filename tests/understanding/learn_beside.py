"""Learns which signs tell that a message holds a second wish: make learn-beside.

Four fifths of the sentences teach the labels anew; over the last fifth, not seen by them, the signs are weighed by logistic
regression. Only needed when the signs change (bot/understanding/beside.py).
"""

# ruff: noqa: T201 - a program that prints

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Sequence

from bot.understanding.beside import FILE, likeliest, signs
from bot.understanding.reader import message_of
from bot.understanding.second import chances_of, clauses
from tests.understanding.learn import AND, NOW, PHRASES, learn, of_files, said

PARTS = 5
ROUNDS = 400
STEP = 0.5
HOLD = 0.002  # how strongly each weight is held near nothing

Case = tuple[dict[str, float], float]


def held_out(text: str) -> bool:
    return zlib.crc32(text.encode()) % PARTS == 0


def cases() -> list[Case]:
    """The signs of each message that was held out, and whether its second likeliest wish is meant."""
    book = learn([row for row in said() if not held_out(row.letters)])
    found: list[Case] = []
    for text, label in of_files():
        message = message_of(text, NOW)
        labels = label.split(AND)
        if held_out(message.letters):
            chances = chances_of(message, book)
            second = likeliest(chances)[1]
            found.append(
                (signs(message, chances, clauses(message, book)), float(len(labels) > 1 and second in labels))
            )
    return found


def weighed(found: Sequence[Case]) -> dict[str, float]:
    """The weight of each sign by gradient descent, on signs brought to one size."""
    names = list(found[0][0])
    mean = {name: sum(case[name] for case, _ in found) / len(found) for name in names}
    spread = {
        name: math.sqrt(sum((case[name] - mean[name]) ** 2 for case, _ in found) / len(found)) or 1.0
        for name in names
    }
    mean["always"], spread["always"] = 0.0, 1.0
    rows = [([(case[name] - mean[name]) / spread[name] for name in names], wanted) for case, wanted in found]
    at = [0.0] * len(names)
    for _ in range(ROUNDS):
        slope = [HOLD * value for value in at]
        for row, wanted in rows:
            chance = 1 / (1 + math.exp(-sum(value * weight for value, weight in zip(row, at, strict=True))))
            wrong = (chance - wanted) / len(rows)
            slope = [one + wrong * value for one, value in zip(slope, row, strict=True)]
        at = [weight - STEP * one for weight, one in zip(at, slope, strict=True)]
    plain = {name: weight / spread[name] for name, weight in zip(names, at, strict=True)}
    plain["always"] -= sum(plain[name] * mean[name] for name in names)
    return {name: round(weight, 3) for name, weight in plain.items()}


def main() -> None:
    found = cases()
    print(f"learn_beside: {len(found)} messages, {sum(wanted for _, wanted in found):.0f} with a second wish")
    (PHRASES / FILE).write_text(json.dumps(weighed(found), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
