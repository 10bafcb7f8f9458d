"""What people answer to “did you sleep well?”; words that say more than that are left to the house."""

from __future__ import annotations

import pytest

from bot.understanding.sleep import slept


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        *((well, "well") for well in ("睡得很好", "挺好的", "还不错，谢谢", "一觉到天亮", "i slept well", "great")),
        *((badly, "badly") for badly in ("没睡好", "不太好", "一般", "凑合吧", "not so well", "we didn't sleep well")),
        *((words, None) for words in ("没怎么睡好，隔壁太吵", "有点冷", "热水不热", "not so well, the dog barked")),
    ],
)  # fmt: skip
def test_answer_to_how_they_slept(said: str, heard: str | None) -> None:
    assert slept(said) == heard
