"""Any talk at all: sentences in any order never break a turn, always get an answer, and read the same after restarts."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.flows import named
from bot.flows.slots import restored
from store.places import Place
from tests.flows.kit import Inn, open_inn

ANSWERS = (
    "24号", "25号到27号", "住两晚", "两个大人", "三大两小", "湖景", "阁楼", "王芳", "13800008000", "下午三点", "302",
    "1", "2", "9", "第二个", "B1", "下周五", "昨天", "年底", "好", "不用了", "对", "不对", "没问题",
)  # fmt: skip
TASKS = (
    "有房吗", "我想订房", "24号住两晚两个人，订一间湖景，王芳 13800008000", "我的订单", "我想改一下订单", "取消订单",
    "叫服务", "送两条浴巾", "明早7点叫我", "再订一次", "再来一间",
)  # fmt: skip
REPAIRS = (
    "算了", "上一步", "你刚说什么", "不对，是25号", "改成三个人", "狗能带吗", "几点退房", "谢谢", "👍", "转人工", "在吗",
    "English please", "说中文", "着火了", "没有", "随便",
)  # fmt: skip
NOISE = (
    "咕噜咕噜",
    "？？？",
    "😂😂",
    "a",
    "哈哈哈",
    "，",
    "0",
    "99999999999",
    "<a>&amp;",
    "'; --",
    "好" * 300,
    " \n ",
)

sentences = st.one_of(*(st.sampled_from(pool) for pool in (ANSWERS, TASKS, REPAIRS, NOISE)))
talks = st.lists(sentences, min_size=2, max_size=8)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(talk=talks, booked=st.booleans())
def test_any_talk_is_answered_and_stands_somewhere(furnished: Path, talk: list[str], booked: bool) -> None:
    """Restarting after every turn changes no word."""
    told = asyncio.run(_told(furnished, talk, booked=booked, restarting=False))
    assert asyncio.run(_told(furnished, talk, booked=booked, restarting=True)) == told
    for sentence, said in zip(talk, told, strict=True):
        assert said, f"nobody answered {sentence!r} in {talk}"
        assert "出了点差错" not in said, f"{sentence!r} broke a turn of {talk}"


async def _told(furnished: Path, talk: list[str], *, booked: bool, restarting: bool) -> list[str]:
    with TemporaryDirectory() as folder:
        shutil.copy(furnished, Path(folder) / "house.db")
        inn = await open_inn(f"sqlite:///{folder}/house.db")
        try:
            await inn.employ()
            if booked:
                await inn.say("早餐几点")
                await inn.book("A", 24, 2)
            return [await _turn(inn, sentence, restarting=restarting) for sentence in talk]
        finally:
            await inn.close()


async def _turn(inn: Inn, sentence: str, *, restarting: bool) -> str:
    said = await inn.say(sentence)
    is_readable(await inn.place())
    if restarting:
        await inn.restart()
    return said


def is_readable(place: Place) -> None:
    """One question is open at most, at a step there is, with slots of its flow; what waits is something else."""
    json.dumps(place.state)
    flow = named(place.flow)
    assert (flow is None) == (place.flow == "")
    waiting = [task["flow"] for task in (place.state or {}).get("waiting", [])]
    assert len(waiting) == len(set(waiting)) <= 2
    assert place.flow not in waiting
    if flow is not None:
        assert place.step == "" or flow.question(place.step) is not None
        restored(flow, place)
        assert place.expires_at is not None
