"""Brings Japanese days that are written in hiragana into the characters days are read by: らいしゅうのきんようび. It reads no day."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

# What stands before the week, month or year is read longest first: さらいしゅう before らいしゅう.
_WORDS = {
    "せんせんしゅう": "先々週", "せんしゅう": "先週", "こんしゅう": "今週", "さらいしゅう": "再来週", "らいしゅう": "来週", "らいしゅうまつ": "来週末", "こんしゅうまつ": "今週末", "しゅうまつ": "週末",
    "せんせんげつ": "先々月", "せんげつ": "先月", "こんげつ": "今月", "さらいげつ": "再来月", "らいげつ": "来月", "げつまつ": "月末",
    "おととし": "一昨年", "きょねん": "去年", "ことし": "今年", "さらいねん": "再来年", "らいねん": "来年",
    "げつようび": "月曜日", "かようび": "火曜日", "すいようび": "水曜日", "もくようび": "木曜日", "きんようび": "金曜日", "どようび": "土曜日", "にちようび": "日曜日",
    "いちがつ": "1月", "にがつ": "2月", "さんがつ": "3月", "しがつ": "4月", "ごがつ": "5月", "ろくがつ": "6月", "しちがつ": "7月", "はちがつ": "8月", "くがつ": "9月",
    "じゅうがつ": "10月", "じゅういちがつ": "11月", "じゅうにがつ": "12月", "いっぱく": "一泊", "にはく": "二泊", "さんぱく": "三泊", "よんはく": "四泊", "ごはく": "五泊", "ろっぱく": "六泊",
    "おおみそか": "大晦日", "たなばた": "七夕", "ねんまつねんし": "年末年始",
}  # fmt: skip
_WORD = re.compile("|".join(sorted(_WORDS, key=len, reverse=True)))
# Alone いつか is some day and なのか ends a question: the days of a month need their month before them.
_DAYS = {"ふつか": 2, "みっか": 3, "よっか": 4, "いつか": 5, "むいか": 6, "なのか": 7, "ようか": 8, "ここのか": 9, "とおか": 10, "はつか": 20}  # fmt: skip
_DAY = re.compile(rf"(?<=月)(の?)({'|'.join(_DAYS)})")
_FIRST = re.compile(r"(?<![いお])ついたち|(?<=[\d今来先]月の)一日(?=から|に|まで|の|は)|朔日")
_JANUARY = re.compile(
    r"(?<!旧)(?<!旧お)(?<!旧の)お?正月の?(?=(?:\d{1,2}|[一二三四五六七])日(?!間|目))"
)  # 正月2日 is no lunar day in Japan
# In Japan the seventh of July, whatever the moon does.
_TANABATA = re.compile("(?<!中国の)(?<!旧)(?<!旧暦の)(?<!中国)七夕")


def as_written_out(plain: str) -> str:
    """A Japanese text, its days in characters."""
    plain = _WORD.sub(lambda match: _WORDS[match.group()], plain)
    plain = _FIRST.sub("1日", plain)
    plain = _DAY.sub(lambda match: f"{match[1]}{_DAYS[match[2]]}日", plain)
    plain = _JANUARY.sub("1月", plain)
    return _TANABATA.sub("7月7日", plain)
