"""A whole booking in each language, with nothing of another one in it; and which language an answer is in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pytest

from locales import as_read
from locales.script import traditional
from store.house_file import demo_house
from tests.flows.kit import GUEST, STAFF, Inn

TALKS: Mapping[str, Sequence[str]] = {
    "zh_CN": (
        "你好", "我想订房", "12月24号住两晚", "两位", "湖景大床房", "王芳 13800008000", "可以", "我的订单", "几点退房",
    ),
    "zh_TW": (
        "您好，請問可以訂房嗎", "我想訂房", "12月24號住兩晚", "兩位", "湖景大床房", "林雅婷 13800008000", "可以", "我的訂單",
        "幾點退房",
    ),
    "en": (
        "hello there", "I'd like to book a room", "December 24, two nights", "2 adults", "Lake-view double",
        "Anna Schmidt 13800008000", "yes please", "my booking", "when is check-out?",
    ),
    "ja": (
        "こんにちは", "予約したいのですが", "12月24日から2泊です", "大人2名", "1", "山田太郎 13800008000", "はい、お願いします",
        "予約を確認したい", "チェックアウトは何時ですか",
    ),
}  # fmt: skip
SIMPLIFIED = {plain for plain in traditional().values() if as_read("zh_TW", plain) != plain}
FOREIGN: Mapping[str, re.Pattern[str]] = {
    "zh_CN": re.compile(f"[{''.join(traditional())}ぁ-ヺ]|[A-Za-z]{{3,}}"),
    "zh_TW": re.compile(f"[{''.join(SIMPLIFIED)}ぁ-ヺ]|[A-Za-z]{{3,}}"),
    "en": re.compile("[\u3000-\u9fff]"),
    "ja": re.compile("[您吗嗎请請们們这這吧呢谢謝房店]|[A-Za-z]{3,}"),
}


def ours(language: str, answer: str) -> str:
    """An answer without the house's own English words, which a reader of Japanese gets where there are no others."""
    house = demo_house()
    own = [house.name_en, *(kind.name_en for kind in house.room_types.values())] if language == "ja" else []
    for words in own:
        answer = answer.replace(words, "")
    return answer


@pytest.mark.parametrize("language", TALKS)
async def test_whole_booking_has_no_word_of_another_language(inn: Inn, language: str) -> None:
    answers = [await inn.say(text) for text in TALKS[language]]
    assert any("B1" in answer for answer in answers)
    assert [FOREIGN[language].findall(ours(language, answer)) for answer in answers] == [[]] * len(answers)
    assert "" not in answers


async def test_guest_is_answered_as_they_write_and_staff_as_they_asked(inn: Inn) -> None:
    await inn.employ(STAFF)
    assert await inn.say("幾點退房？") == "12:00前退房。"
    assert await inn.say("checkout") == "已經轉給店裡的人了。"
    assert await inn.say("when is check-out?") == "Check-out is until 12:00."
    assert not (await inn.say("when is check-out?", STAFF)).isascii()
    await inn.say("English please", STAFF)
    assert (await inn.say("待办", STAFF)).isascii()
    assert (await inn.say("到店", STAFF)).startswith("Arriving")


async def test_language_we_do_not_speak_is_said_so_once(inn: Inn) -> None:
    first, second = await inn.talk("Bonjour, avez-vous une chambre pour nous ?", "Merci, où est la chambre ?")
    assert first.startswith("Désolé, je ne parle pas encore français.")
    assert "Désolé" not in second
    assert "您" not in first + second
    assert (await inn.say("能说德语吗", who=GUEST)).startswith("Entschuldigung")
