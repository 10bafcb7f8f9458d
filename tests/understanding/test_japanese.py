"""Japanese as a guest of the house writes it: days, names, wishes and the short answers to what was asked."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understanding import Hints, understand
from bot.understanding.commands import read_command
from bot.understanding.company import ages_told, people_named
from bot.understanding.greeting_commands import birthday_said
from bot.understanding.languages import tell_language
from bot.understanding.opinions import leaves_out, read_rating
from bot.understanding.sleep import slept
from bot.understanding.types import Understood
from bot.understanding.wishes import is_chase, is_undone, read_wishes, urgent_kind

NOW = datetime(2026, 11, 21, 15, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Saturday


def read(text: str, asked: str = "") -> Understood:
    return understand(text, NOW, Hints(language="ja", asked=asked))


@pytest.mark.parametrize(
    ("text", "check_in", "check_out"),
    [
        ("今晩", "2026-11-21", None),
        ("明晩から一泊", "2026-11-22", "2026-11-23"),
        ("三日後", "2026-11-24", None),
        ("一週間後", "2026-11-28", None),
        ("明々後日", "2026-11-24", None),
        ("来週末", "2026-11-28", None),
        ("再来週末", "2026-12-05", None),
        ("今度の日曜日から2泊", "2026-11-22", "2026-11-24"),
        ("来月の第一土曜日", "2026-12-05", None),
        ("2泊3日で12月5日から", "2026-12-05", "2026-12-07"),
        ("1月2日着、1月4日発", "2027-01-02", "2027-01-04"),
        ("大みそかに一泊", "2026-12-31", "2027-01-01"),
        ("来年のお正月", "2027-01-01", None),
    ],
)
def test_day_is_read(text: str, check_in: str, check_out: str | None) -> None:
    slots = read(text).slots
    assert (slots.get("check_in"), slots.get("check_out")) == (check_in, check_out)


@pytest.mark.parametrize("text", ["年末年始は", "お盆に", "GWの空きは", "三が日に", "夏休みに", "来月末"])
def test_season_is_asked_back_and_never_guessed(text: str) -> None:
    got = read(text)
    assert ("check_in" not in got.slots, got.doubts) == (True, ("vague_date",))


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("夜中の2時", "02:00"),
        ("昼の1時", "13:00"),
        ("晩の8時", "20:00"),
        ("朝の7時", "07:00"),
        ("夜の9時半", "21:30"),
    ],
)
def test_hour_is_read_with_its_part_of_the_day(text: str, at: str) -> None:
    assert read(text, "arrival_time").slots["arrival_time"] == at


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("田中花子", "田中花子"),
        ("田中花子です", "田中花子"),
        ("田中 花子", "田中 花子"),
        ("田中花子 13800008000", "田中花子"),
        ("田中花子、090-1234-5678", "田中花子"),
        ("田中です。電話は13800008000", "田中"),
        ("名前は田中花子、電話番号は13800008000です", "田中花子"),
        ("+81 90-1234-5678 佐藤", "佐藤"),
        ("さとう はなこ 13800008000", "さとう はなこ"),
        ("山本と言います", "山本"),
        ("スミスです", "スミス"),
        ("ちょっと待って", None),
        ("名前は何ですか", None),
    ],
)
def test_name_is_read_where_one_was_asked_for(text: str, name: str | None) -> None:
    assert read(text, "name").slots.get("name") == name


@pytest.mark.parametrize(
    ("text", "choice"), [("1番でお願いします", 1), ("二番目にします", 2), ("一番近い駅は", None)]
)
def test_choice_is_named_by_its_number(text: str, choice: int | None) -> None:
    assert read(text).slots.get("choice") == choice


@pytest.mark.parametrize("text", ["1番でお願いします", "26日から1泊でお願いします", "2名でお願いします"])
def test_courtesy_alone_means_nothing_in_particular(text: str) -> None:
    labels = {intent.label for intent in read(text, "check_in").intents}
    assert labels == set()


@pytest.mark.parametrize("text", ["スキップ", "特になし", "ありません"])
def test_nothing_more_is_a_no(text: str) -> None:
    assert (read(text).top(), leaves_out(text)) == ("deny", True)


def test_cancelling_denied_is_no_cancelling() -> None:
    assert not read("いいえ、キャンセルしません").has("cancel_booking")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("隣の部屋がうるさくて眠れません", "noise"),
        ("カードキーが反応しません", "door"),
        ("中に入れません", "door"),
        ("お湯が出ません", "hot_water"),
        ("エアコンはうるさいですか", ""),
    ],
)
def test_what_cannot_wait_is_heard(text: str, kind: str) -> None:
    assert urgent_kind(text, "ja") == kind


def test_things_are_counted_and_more_of_them_is_heard() -> None:
    (wish,) = read_wishes("タオルをあと2枚と歯ブラシを1本お願いします", ("service_amenity",), "ja")
    assert [(thing.name, thing.count) for thing in wish.things] == [("タオル", 2), ("歯ブラシ", 1)]
    assert wish.more


@pytest.mark.parametrize("text", ["掃除は結構です", "掃除はしなくて大丈夫です", "起こさないでください"])
def test_being_left_alone_is_a_wish_of_its_own(text: str) -> None:
    assert [wish.topic for wish in read_wishes(text, ("service_housekeeping",), "ja")] == ["勿扰"]


def test_pressing_and_undone_are_told_apart() -> None:
    said = ["まだですか", "できていません", "まだ直っていません", "ありがとうございます"]
    assert [(is_chase(text), is_undone(text)) for text in said] == [
        (True, False),
        (False, True),
        (True, True),
        (False, False),
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("できていません", "ticket_undone"),
        ("届きました、ありがとうございます", "ticket_done"),
        ("タオルはもういりません", "ticket_cancel"),
        ("あいさつ不要", "greet_me_not"),
        ("季節のあいさつ希望", "greet_me"),
        ("誕生日は3月5日です", "birthday"),
        ("誕生日を忘れて", "birthday_forget"),
        ("配信再開", "resume_pushes"),
        ("キャンセル待ち", "wait_for"),
        ("キャンセル待ちをお願いします", "wait_for"),
        ("キャンセル待ち取消", "wait_off"),
    ],
)
def test_words_our_answers_ask_for_are_understood(text: str, name: str) -> None:
    command = read_command(text)
    assert command is not None
    assert command.name == name


def test_birthday_is_month_and_day() -> None:
    found = birthday_said("3月5日")
    assert found is not None
    assert (found.month, found.day, found.lunar) == (3, 5, False)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("よく眠れました", "well"),
        ("ぐっすりでした", "well"),
        ("あまり眠れませんでした", "badly"),
        ("寒くて困りました", None),
    ],
)
def test_sleep_is_told(text: str, said: str | None) -> None:
    assert slept(text) == said


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("5点です", 5),
        ("4 朝食が遅い", 4),
        ("とても快適でした", 5),
        ("良かったです", 4),
        ("ふつう", 3),
        ("がっかりしました", 2),
        ("最悪でした", 1),
    ],
)
def test_score_is_told_in_figures_or_words(text: str, score: int) -> None:
    assert read_rating(text).score == score


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        ("一週間後", "ja", "ja"),
        ("一週間後", "zh_TW", "zh_TW"),
        ("還沒到嗎", "ja", "zh_TW"),
        ("节日", "ja", "zh_CN"),
    ],
)
def test_characters_of_both_leave_a_japanese_guest_their_language(
    text: str, known: str, language: str
) -> None:
    assert tell_language(text, known) == language


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("佐藤健一、佐藤さくら", ("佐藤健一", "佐藤さくら")),
        ("田中 花子、田中 太郎です", ("田中 花子", "田中 太郎")),
        ("ジョン・スミス、山本さくらさん", ("ジョン·スミス", "山本さくら")),
        ("高橋と申します", ()),
        ("まだ分かりません", ()),
    ],
)
def test_names_of_who_comes_along_are_read(text: str, names: tuple[str, ...]) -> None:
    assert tuple(name.replace("・", "·") for name in people_named(text)) == names


def test_ages_are_counted_in_japanese() -> None:
    assert ages_told("6歳と9歳です") == (6, 9)
