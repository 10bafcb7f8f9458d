"""Holds the reading of whole sentences to the sets beside it: labels, order, slots and languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.understanding import Understood
from bot.understanding.second import HARMFUL
from tests.understanding.evaluate import FRESH
from tests.understanding.sets import DATE_SLOTS, Sentence, sentences

TUNED = sentences("tune")
HELD_OUT = sentences("holdout")
STRANGER = sentences("stranger-holdout")


@pytest.mark.parametrize("sentence", TUNED, ids=lambda sentence: sentence.text)
def test_sentence_reads_as_written_down(sentence: Sentence) -> None:
    got = sentence.read()
    assert [intent.label for intent in got.intents] == sentence.intents or sentence.intents_right(got)
    assert {name: got.slots.get(name) for name in sentence.slots} == sentence.slots


@pytest.mark.parametrize("sentence", TUNED, ids=lambda sentence: sentence.text)
def test_language_is_told_from_the_script(sentence: Sentence) -> None:
    told = sentence.read().language
    assert told == sentence.source or told in {"zh_CN", "zh_TW"} == {sentence.source, told}


@pytest.mark.parametrize("held_out", [HELD_OUT, STRANGER], ids=["own", "stranger"])
def test_held_out_sentences_read_right_nine_times_in_ten(held_out: list[Sentence]) -> None:
    wrong = [sentence.text for sentence in held_out if not sentence.intents_right(sentence.read())]
    assert len(wrong) <= len(held_out) / 10


@pytest.mark.parametrize("part", ["tune", "holdout", "stranger-tune", "stranger-holdout"])
def test_emergency_is_never_missed(part: str) -> None:
    urgent = [sentence for sentence in sentences(part) if "emergency" in (sentence.intents or ())]
    assert [sentence.text for sentence in urgent if not sentence.read().has("emergency")] == []


@pytest.mark.parametrize("held_out", [HELD_OUT, STRANGER], ids=["own", "stranger"])
def test_held_out_dates_read_right_ninety_five_times_in_a_hundred(held_out: list[Sentence]) -> None:
    dated = [sentence for sentence in held_out if DATE_SLOTS & sentence.slots.keys()]
    wrong = [sentence.text for sentence in dated if not sentence.slots_right(sentence.read(), DATE_SLOTS)]
    assert len(wrong) <= len(dated) / 20


@pytest.mark.parametrize(
    ("style", "least"), [("wish", 0.9), ("talk", 0.98), ("danger", 0.98)], ids=["wish", "talk", "danger"]
)
def test_fresh_sentences_read_as_often_right_as_the_documents_say(style: str, least: float) -> None:
    """Of hands that knew nothing of the rules. A wish counts with all its labels; of talk that no harm is heard in it."""
    fresh = [one for part in FRESH for one in sentences(part) if one.style == style]
    right: dict[str, Callable[[Sentence, Understood], bool]] = {
        "wish": lambda one, got: one.intents_right(got),
        "talk": lambda _, got: not any(got.has(label) for label in HARMFUL),
        "danger": lambda _, got: got.has("emergency"),
    }
    assert sum(right[style](one, one.read()) for one in fresh) >= least * len(fresh)


def test_sets_hold_three_hundred_sentences_a_third_of_them_held_out() -> None:
    assert len(TUNED) + len(HELD_OUT) >= 300
    assert len(HELD_OUT) >= (len(TUNED) + len(HELD_OUT)) / 3
