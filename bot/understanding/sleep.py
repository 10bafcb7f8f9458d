"""Reads the answer to “did you sleep well?”: well, badly, or neither said plainly. Pure; heard only where that was asked."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

from bot.understanding.opinions import told_in_words

_WELL = re.compile(
    r"(?:睡|休息|住)[得的]?(?:很|挺|非常|蛮|特别|还|可|超级?|都)*(?:好|香|不错|可以|踏实|舒服|安稳|行|沉|爽)"
    r"|^(?:很|挺|非常|蛮|特别|还|超级?|都)*(?:好|不错|可以|舒服|行|香|棒)(?:[的了啊呀呢吧哦]|得很|极了)*$"
    r"|一觉(?:睡)?到(?:大)?天亮|没问题|(?:よく|ぐっすり|とても)[^、。]{0,4}(?:眠れ|寝られ|寝れ|休め)|ぐっすり|快眠|^(?:とても|すごく)?(?:良かった|よかった|快適)(?:です|でした)?$"
    r"|\b(?:very |really |quite |pretty |so )?(?:well|great|good|fine|perfect(?:ly)?|wonderful(?:ly)?|like a (?:baby|log))\b"
)
_BADLY = re.compile(
    r"^no(?:pe)?$|没(?!问题)|不(?!错)|失眠|差|糟|一般|凑合|就那样|吵|眠れ(?:な|ませ)|寝られ(?:な|ませ)|寝れ(?:な|ませ)|まあまあ|いまいち|けど|しかし|うるさ|寒|暑|有点|有些|冷|潮|臭|脏|响|漏|坏|蚊|虫"
    r"|太(?:硬|软|热|闷|亮|高|低|薄|厚|小|大|晒|早|干)"
    r"|\bnot\b|n't\b|\b(?:but|bad(?:ly)?|poor(?:ly)?|terribl[ey]|awful(?:ly)?|so-so|too|cold|noisy?|loud)\b|但|就是|可是|不过"
)
# What was not wrong: taken out before anything is found wrong.
_NOTHING_WRONG = re.compile(
    r"不吵(?:不闹|人)?|不冷(?:也)?不热|不闷|不潮|不差|挑不出(?:什么|任何)?(?:毛病|问题)"
    r"|没(?:有)?(?:一点儿?|觉得|感觉|感到)?(?:什么|任何|啥)?(?:被)?(?:(?:东西|人|谁|声音|狗)?(?:吵|打扰)(?:到|醒|着)?(?:我们?)?|问题|不好|不舒服|不满意|毛病|噪音|声音|失眠|蚊子|虫子)(?:的(?:地方)?)?"
    r"|没(?:什么|啥)?事儿?|没(?:的|得|话)说"
    r"|\bno (?:\w+ )?(?:problems?|complaints?|noise|issues?|trouble)(?: at all)?|\bnothing (?:was )?(?:wrong|bad)|(?:\bnot|n't)(?: too| so| at all)? (?:bad|noisy|loud|cold)"
)
_BADLY_AND_NO_MORE = re.compile(
    r"(?:我们?|昨晚|昨夜|有点|确实|都|一夜|晚上)*"
    r"(?:没(?:怎么|太|有)?(?:睡|休息)(?:太)?(?:好|着|踏实|安稳)?|(?:睡|休息)[得的]?(?:很|不太|不|有点|一般|不怎么|不是很)+(?:好|香|着|踏实|安稳|差|糟)?"
    r"|(?:不太|不怎么|不是很|不|很|有点)?(?:好|行|差|糟糕?)|没有?|no|nope|失眠|睡不着|睡不好|一般般?|凑合|就那样)(?:[了的啊呀呢吧哦]|得很)*"
    r"|(?:昨夜は|昨日は|夜は)?(?:あまり|全然|よく|ぐっすり)?(?:眠れ|寝られ|寝れ)(?:なかった|ませんでした|ない)(?:です)?|まあまあ(?:です|でした)?|いまいち(?:です|でした)?"
    r"|(?:i |we )?(?:slept |sleep )?(?:(?:did ?n.t|could ?n.t|not) (?:sleep )?(?:very |so |really |that )?(?:well|good|great|at all)?|bad(?:ly)?|poor(?:ly)?|terribl[ey]|awful(?:ly)?|so-so)"
)


_AROUND = " 。.,，!！~、;；"
_BETWEEN = re.compile(r"[,，。.;；!！~、]+|\s+(?![a-z])")
_THANKS = re.compile(r"(?:多谢|谢谢)(?:你们?|您|店家|老板|关心)*|,? ?\b(?:thanks|thank you)\b.*|ありがとう.*")


def slept(plain: str) -> str | None:
    """ "well", "badly" where nothing more is said, None for anything else: then the words themselves count."""
    told = _THANKS.sub("", plain).strip(_AROUND)
    said = _NOTHING_WRONG.sub("", told).strip(_AROUND)
    if _BADLY_AND_NO_MORE.fullmatch(said) and _BADLY.search(said):
        return "badly"
    if not said:
        return "well" if told else None
    content = any(_content(clause) for clause in _BETWEEN.split(said))
    return "well" if content and not _BADLY.search(said) else None


def _content(clause: str) -> bool:
    return _WELL.search(clause) is not None or (told_in_words(clause) or 0) > 3 or "安静" in clause
