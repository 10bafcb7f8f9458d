"""What was learned from sentences: that it is learned from those shipped, and where it may speak."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding import beside
from bot.understanding.beside import signs
from bot.understanding.clean import clean
from bot.understanding.learned import Learned, groups, learned, likely, packed, unpacked
from bot.understanding.reader import message_of
from bot.understanding.second import chances_of, clauses, weighed
from bot.understanding.types import LABELS
from tests.understanding.learn import AND, NOW, PHRASES, Row, digest, learn, of_files


def likeliest(text: str) -> str:
    chances = likely(clean(text, "").plain)
    return max(chances, key=lambda label: chances[label])


def test_weights_are_those_of_the_sentences_said() -> None:
    assert learned().sentences == digest(of_files()), "the sentences changed: run make learn"


def test_every_label_of_the_files_is_known_and_every_language_has_its_file() -> None:
    assert {label for _, labels in of_files() for label in labels.split(AND)} <= LABELS
    assert {file.stem for file in (PHRASES / "said").glob("*.txt")} == {"zh_CN", "zh_TW", "en", "ja", "two"}


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
        Row("有房吗", ("n1",), ("availability_query",)),
        Row("还有房吗", ("n1",), ("availability_query",)),
        Row("灯坏了", (), ("service_maintenance",)),
        Row("空调坏了, 有房吗", (), ("service_maintenance", "availability_query")),
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


def read(text: str, asked: str = "") -> list[str]:
    return [intent.label for intent in weighed(message_of(text, NOW), asked)]


def test_message_known_word_for_word_is_what_it_is_known_for() -> None:
    assert read("人工") == ["human_agent"]
    assert read("我要投诉") == ["complaint"]


def test_open_question_is_answered_and_nothing_begun() -> None:
    assert read("刷卡亮红灯进不了屋", "guests") == [
        intent.label for intent in message_of("刷卡亮红灯进不了屋", NOW).heard.found
    ]


def test_talk_of_others_is_no_complaint_and_danger_outweighs_an_open_question() -> None:
    assert "complaint" not in read("滴滴司机绕路太恶心了")
    assert read("插座冒火花烧起来了", "guests") == ["emergency"]


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("把毛巾换一下，顺便问下几点退房", ["service_housekeeping", "checkout_info"]),
        ("早饭几点开始吃，停车要不要钱", ["breakfast", "parking"]),
        ("what's the wifi and can we leave bags after we check out", ["wifi", "luggage"]),
        ("空调不凉，能不能换一间", ["service_maintenance", "change_room"]),
        ("车停你们院子里行不行，是辆七座的大车", ["parking"]),
    ],
)
def test_two_wishes_are_heard_in_order_and_one_told_at_length_is_one(text: str, labels: list[str]) -> None:
    assert read(text) == labels


def test_two_wishes_without_a_comma_between_them_are_both_heard() -> None:
    lines = (
        (Path(__file__).parent / "expressions" / "two_wishes.tsv").read_text(encoding="utf-8").splitlines()
    )
    wanted = {text: labels.split(",") for text, labels in (line.split("\t") for line in lines[1:])}
    assert {text: read(text) for text in wanted} == wanted


def test_every_sign_of_a_second_wish_has_its_weight_and_no_other() -> None:
    message = message_of("加床被子, 空调也坏了", NOW)
    assert set(signs(message, chances_of(message), clauses(message))) == set(beside.learned())


def test_weights_of_a_second_wish_tell_one_from_two_in_the_sentences_said() -> None:
    said = [(text, label.split(AND)) for text, label in of_files()]
    several = [row for row in said if len(row[1]) > 1][::8]
    single = [row for row in said if len(row[1]) == 1][::70]
    heard = [len(read(text)) > 1 for text, _ in several]
    overheard = [len(read(text)) > 1 for text, _ in single]
    assert sum(heard) / len(heard) >= 0.7
    assert sum(overheard) / len(overheard) <= 0.03
