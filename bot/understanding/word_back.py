"""A mere word back to what somebody was told (挺好的, 哈哈, 收到): nothing else is said in it, as it is in 好冷 or 有虫."""

from __future__ import annotations

import re

_SIGNS = r"[\s，。！!,.~…、;；^]*"
_WORD = (
    r"(?:那就|那|都|真|还|挺|蛮|很|太|非常|确实)?(?:好|棒|赞|不错|满意|可以|行|贴心|周到|厉害)(?:极了|得很)?[的了哒滴呀啊哇呢吧嘞咧哦啦]*"
    r"|哈+|呵+|嘿+|嘻+|嗯+|恩+|哦+|噢+|喔+|收到[了啦]?|知道[了啦]|明白[了啦]?|了解[了啦]?|懂了|晓得了|妥了?|辛苦[了啦]|没事[了啦]?|安心了|放心了"
    r"|ok(?:ay|k)?|(?:ha){2,}|lol|good|great|nice|fine|cool|perfect|lovely|super|awesome|noted|got it|i see|all good"
    r"|はい|ええ|なるほど|よかった(?:です)?|いいですね|いいね|了解(?:です|しました)?|承知(?:しました)?|わかりました|笑|www*"
)
_WORDS_BACK = re.compile(rf"{_SIGNS}(?:(?:{_WORD}){_SIGNS}){{1,3}}")
_LONGEST = 40  # letters: what is longer says more


def is_word_back(plain: str) -> bool:
    """Whether a cleaned text is nothing but that."""
    said = plain.strip().lower()
    return 0 < len(said) <= _LONGEST and _WORDS_BACK.fullmatch(said) is not None
