"""What is a mere word back to news, and what tells of something in as few letters."""

from __future__ import annotations

import pytest

from bot.understanding.word_back import is_word_back


@pytest.mark.parametrize(
    "text",
    [
        "挺好的",
        "哈哈",
        "收到",
        "好嘞",
        "嗯嗯",
        "知道了",
        "太好了，哈哈",
        "ok",
        "haha",
        "了解です",
        "いいですね",
    ],
)
def test_word_back_is_one(text: str) -> None:
    assert is_word_back(text)


@pytest.mark.parametrize(
    "text", ["有虫", "好冷", "好臭", "摔了", "好热啊", "好吵", "没好", "不好", "好贵", "冷", "too cold", ""]
)
def test_few_letters_that_tell_of_something_are_none(text: str) -> None:
    """The bug: anything of four characters after a push was answered with “all right”."""
    assert not is_word_back(text)
