"""What was learned from sentences: that it is learned from those shipped, and where it may speak."""

from __future__ import annotations

import pytest

from bot.understanding.clean import clean
from bot.understanding.learned import Learned, groups, learned, likely, packed, unpacked
from bot.understanding.second import weighed
from bot.understanding.types import LABELS, Intent
from tests.understanding.learn import PHRASES, digest, learn, of_files


def likeliest(text: str) -> str:
    chances = likely(clean(text, "").plain)
    return max(chances, key=lambda label: chances[label])


def test_weights_are_those_of_the_sentences_said() -> None:
    assert learned().sentences == digest(of_files()), "the sentences changed: run make learn"


def test_every_label_of_the_files_is_known_and_every_language_has_its_file() -> None:
    assert {label for _, label in of_files()} <= LABELS
    assert {file.stem for file in (PHRASES / "said").glob("*.txt")} == {"zh_CN", "zh_TW", "en", "ja"}


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("再给我来两条浴巾呗", "service_amenity"),
        ("隔壁餐馆上菜太慢了气死我", "other"),
        ("my grandfather fell and is bleeding", "emergency"),
        ("可唔可以帶隻貓", "pet_policy"),
        ("", "other"),
    ],
)
def test_likeliest_label_of_a_sentence_nobody_wrote_down(text: str, label: str) -> None:
    chances = likely(clean(text, "").plain)
    assert sum(chances.values()) == pytest.approx(1)
    assert likeliest(text) == label or not text


def test_learning_gives_the_same_weights_each_time_and_keeps_them_when_packed() -> None:
    rows = [
        ("有房吗", "availability_query"),
        ("还有房吗", "availability_query"),
        ("灯坏了", "service_maintenance"),
        ("空调坏了", "service_maintenance"),
    ]
    first, second = learn(rows), learn(rows)
    assert packed(first) == packed(second)
    again: Learned = unpacked(packed(first))
    assert (again.labels, again.starts, again.places, again.weights) == (
        first.labels,
        first.starts,
        first.places,
        first.weights,
    )


def test_groups_of_a_text_are_counted_once_and_numbers_are_alike() -> None:
    assert groups("12号有房") == groups("29号有房")
    assert len(groups("好好好好")) == len(set(groups("好好好好")))


def test_second_opinion_leaves_what_is_clear_what_answers_and_what_agrees() -> None:
    clear = (Intent("complaint", 0.97),)
    assert weighed(clear, "滴滴司机绕路太恶心了", "") == clear
    faint = (Intent("price_query", 0.6),)
    assert weighed(faint, "空调坏了", "guests") == faint
    assert weighed(faint, "多少钱一晚", "") == faint


def test_second_opinion_hears_other_talk_and_emergencies() -> None:
    assert [one.label for one in weighed((Intent("complaint", 0.8),), "滴滴司机绕路太恶心了", "")] == [
        "other"
    ]
    assert (
        weighed((Intent("service_maintenance", 0.8),), "插座冒火花烧起来了", "guests")[0].label == "emergency"
    )
