"""A word of the house whose other half is missing: 入住 without a room, 拒 without a booking. Pure; whole words are not its."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from bot.understanding.spelling import same_length

Missing = Literal["room", "booking", "ticket", "guest", "words", "code"]

# The beginning alone, the command it begins, what it lacks. Of two that fit the first counts.
HALVES: tuple[tuple[str, str, Missing], ...] = (
    (r"(?:办理?)?入住|登记", "check_in", "room"),
    (r"(?:办)?退房|查房|走了", "check_out", "room"),
    (r"打扫完了?|打扫好了?|干净了?|可住|可以住了?|已净", "ready", "room"),
    (r"脏了?|没打扫|要打扫", "dirty", "room"),
    (r"未到|没到|没来", "not_come", "room"),
    (r"客人|查客人", "card", "guest"),
    (r"回复?", "reply", "guest"),
    (r"回复?\s*(?:[GB]\s*)?\d{1,9}", "reply", "words"),
    (r"确认|同意订单", "accept", "booking"),
    (r"拒绝?", "refuse", "booking"),
    (r"同意", "agree", "booking"),
    (r"不行|不同意", "decline", "booking"),
    (r"已关|已开", "closed", "booking"),
    (r"邀请|绑定码?", "invite", "booking"),
    (r"文案", "paste", "booking"),
    (r"换房(?:\s*B?\s*\d{1,9})?", "move_booking", "booking"),
    (r"转(?:给|单)?", "ticket_hand", "ticket"),
    (r"转(?:给)?\s*\d{1,6}\s*号?", "ticket_hand", "words"),
    (r"问", "ticket_ask", "ticket"),
    (r"问\s*\d{1,6}\s*号?", "ticket_ask", "words"),
    (r"做不了|办不了|等配件", "ticket_later", "ticket"),
    (r"图片?|照片", "ticket_pictures", "ticket"),
    (r"答复?(?:\s*\d{1,6}\s*号?)?", "answer_gap", "words"),
    (r"回意见(?:\s*\d{1,6}\s*号?)?", "opinion_answer", "words"),
    (r"录(?:评价|点评)", "review", "words"),
    (r"(?:核销|验券)(?:\s*\S{1,8})?", "check_off", "code"),
    (r"账单|查账|结账", "bill", "room"),
    (r"记账|挂账|入账", "charge", "room"),
    (r"收款|收钱", "pay", "room"),
    (r"退款|退钱", "repay", "booking"),
    (r"减免|免单|抹零", "take_off", "room"),
    (r"撤销兑换", "take_back_voucher", "code"),
)
_HALVES = tuple((re.compile(text, re.IGNORECASE), name, missing) for text, name, missing in HALVES)


def half_said(text: str) -> tuple[str, Missing] | None:
    """The command a text begins without ending it, and what is missing; None for anything else."""
    said = same_length(unicodedata.normalize("NFKC", text).strip().rstrip("。.!！?？"))
    for pattern, name, missing in _HALVES:
        if pattern.fullmatch(said):
            return name, missing
    return None
