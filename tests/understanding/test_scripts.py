"""Both scripts of Chinese: commands are read alike and keep people's words as typed; one foreign word changes no language."""

from __future__ import annotations

import re
from datetime import datetime, time

import pytest

from bot.understanding import understand
from bot.understanding.commands import Command, read_command
from bot.understanding.greeting_commands import greeting_said
from bot.understanding.languages import tell_language
from bot.understanding.setting_words import read_setting
from bot.understanding.types import Hints
from locales import as_read, po

NOW = datetime.fromisoformat("2026-12-01T10:00+08:00")
QUOTED = re.compile(r"「([^「」]+)」")


def meant(text: str, language: str) -> str | list[str]:
    """The command a quoted word is, or else its intents; places filled as they would be."""
    said = re.sub(r"\{[^{}]*\}", "302", re.sub(r"\{(?:code|booking)\}", "B23", text))
    command = read_command(said)
    if command is not None:
        return command.name
    understood = understand(said, NOW, Hints(language=language), day_ends=time(6))
    return [intent.label for intent in understood.intents]


def catalog(language: str) -> dict[str, str]:
    return {po.first(entry): po.forms(entry)[0] for entry in po.read(po.path_of(language), language)}


def test_every_word_that_is_quoted_in_traditional_characters_is_read_as_in_simplified_ones() -> None:
    simplified, differing = catalog("zh_CN"), []
    for message, text in catalog("zh_TW").items():
        ours, theirs = QUOTED.findall(simplified[message]), QUOTED.findall(text)
        if (
            message and text and "console" not in message
        ):  # what WeChat calls its own headings is nobody's word
            pairs = zip(ours, theirs, strict=True)
            differing += [pair for pair in pairs if meant(pair[0], "zh_CN") != meant(pair[1], "zh_TW")]
    assert differing == []


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("確認B23", Command("accept", {"booking": "23"})),
        ("幫助 房價", Command("help", {"about": "房价"})),
        ("加員工 小陳 房務", Command("add_staff", {"name": "小陳", "department": "保洁"})),
        ("拒B23 客滿了", Command("refuse", {"booking": "23", "reason": "客滿了"})),
        ("回302 馬上到", Command("reply", {"room": "302", "text": "馬上到"})),
        ("推送 到店 文案 歡迎光臨", Command("push_rule", {"kind": "到店", "text": "歡迎光臨"})),
        ("設定 入住 15點", Command("settings", {"text": "入住 15點"})),
        ("不要問候", Command("greet_me_not", {})),
    ],
)
def test_command_in_traditional_characters_is_one_and_words_for_people_stay_as_typed(
    text: str, command: Command
) -> None:
    assert read_command(text) == command


def test_what_is_set_in_traditional_characters_is_read_and_kept_as_typed() -> None:
    welcome, hour = read_setting("歡迎語 您好，歡迎來"), read_setting("入住 下午3點")
    assert welcome is not None
    assert hour is not None
    assert not isinstance(welcome, str)
    assert not isinstance(hour, str)
    assert (welcome.values, hour.values) == (
        (("texts.welcome", "您好，歡迎來"),),
        (("check_in", "15:00"),),
    )
    said = greeting_said("中秋節 文案 月圓人團圓")
    assert (said.what, said.name, said.text) == ("words", "中秋", "月圓人團圓")


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        ("checkout", "zh_CN", "zh_CN"),
        ("thanks", "zh_TW", "zh_TW"),
        ("wifi", "ja", "ja"),
        ("English", "zh_CN", "en"),
        ("hello", "", "en"),
        ("is breakfast included", "zh_CN", "en"),
        ("確認", "zh_TW", "zh_TW"),
        ("確認", "ja", "ja"),
        ("予約の確認", "zh_TW", "ja"),
        ("请问几点退房", "zh_TW", "zh_CN"),
        ("請問幾點退房", "zh_CN", "zh_TW"),
        ("两点", "zh_TW", "zh_CN"),
        ("湖景大床房", "zh_TW", "zh_TW"),
        ("好的", "zh_TW", "zh_TW"),
        ("방 있어요?", "zh_CN", "ko"),
    ],
)
def test_language_follows_a_sentence_and_not_a_borrowed_word(text: str, known: str, language: str) -> None:
    assert tell_language(text, known) == language


@pytest.mark.parametrize(
    ("text", "known", "wanted"),
    [
        ("請說中文", "zh_TW", "zh_TW"),
        ("请说中文", "zh_TW", "zh_CN"),
        ("简体中文", "zh_TW", "zh_CN"),
        ("簡體中文", "zh_TW", "zh_CN"),
        ("繁体中文", "zh_CN", "zh_TW"),
        ("中国語でお願いします", "ja", "zh_CN"),
        ("日本語でお願いします", "zh_TW", "ja"),
        ("能说日语吗", "zh_CN", "ja"),
        ("can you speak German", "en", "de"),
    ],
)
def test_language_asked_for_by_name(text: str, known: str, wanted: str) -> None:
    understood = understand(text, NOW, Hints(language=known), day_ends=time(6))
    assert understood.slots.get("language") == wanted


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("推窗是洱海，院里有猫，离古城3公里", "推窗是洱海，院裡有貓，離古城3公里"),
        ("后院游泳池，周末放松", "後院游泳池，週末放鬆"),
        ("早餐有面条，空调和吹风机都有", "早餐有麵條，冷氣和吹風機都有"),
        ("门口免费停6辆，一只50元", "門口免費停6輛，一隻50元"),
        ("{客人}您好，{订单}", "{客人}您好，{订单}"),
        ("Lake-view double", "Lake-view double"),
    ],
)
def test_house_text_is_read_in_the_characters_of_taiwan(ours: str, theirs: str) -> None:
    assert as_read("zh_TW", ours) == theirs
    assert as_read("ja", ours) == as_read("zh_CN", ours) == ours


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("點數還有多少", "points_balance"),
        ("我的訂房", "my_booking"),
        ("可以結帳嗎", "deposit_payment"),
        ("我要客訴", "complaint"),
        ("冷氣壞了", "service_maintenance"),
        ("想延後退房", "late_checkout"),
        ("請問網路密碼", "wifi"),
    ],
)
def test_words_of_taiwan_are_understood(text: str, label: str) -> None:
    understood = understand(text, NOW, Hints(language="zh_TW"), day_ends=time(6))
    assert [intent.label for intent in understood.intents] == [label]


def test_name_is_no_word_of_everybodys_in_traditional_characters_either() -> None:
    calling = understand("可以幫我叫車嗎", NOW, Hints(language="zh_TW"), day_ends=time(6))
    named = understand("我叫陳雅婷", NOW, Hints(language="zh_TW", asked="name"), day_ends=time(6))
    assert (calling.slots.get("name"), named.slots.get("name")) == (None, "陳雅婷")
