"""What somebody of the house wants to be shown how to write: the subjects of 帮助, and which one a word is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.understanding.house_commands import EXAMPLES, nearest

# Subject -> how it is called, the name that is shown first; and its commands, the daily ones first.
SUBJECTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "day": (("今天", "每天", "日常"), ("today", "arrivals", "departures", "todos", "todo_done")),
    "desk": (
        ("住店", "入住", "退房", "前台", "房间"),
        (
            "check_in",
            "check_out",
            "ready",
            "dirty",
            "cleaning",
            "room_states",
            "not_come",
            "late_off",
            "prepared",
            "door_code",
            "openings",
            "duties",
            "move_booking",
            "undo",
        ),
    ),
    "tickets": (
        ("工单", "服务", "报修"),
        (
            "tickets",
            "ticket_take",
            "ticket_done",
            "ticket_later",
            "ticket_hand",
            "ticket_ask",
            "ticket_pictures",
            "ticket_undone",
            "ticket_cancel",
        ),
    ),
    "guests": (
        ("客人", "聊天", "绑定"),
        ("card", "reply", "give_back", "identify", "invite", "paste"),
    ),
    "bookings": (
        ("订单", "新单", "确认", "渠道", "平台"),
        (
            "orders",
            "record",
            "accept",
            "refuse",
            "closed",
            "agree",
            "decline",
            "cancel_booking",
            "channels",
            "wait_for",
            "unmet",
        ),
    ),
    "rooms": (
        ("房价", "房态", "价格", "改价", "关房"),
        ("occupancy", "prices", "reprice", "close_rooms", "open_rooms", "gap_nights"),
    ),
    "money": (
        ("账单", "收款", "钱"),
        ("bill", "charge", "pay", "repay", "ask_pay", "take_off", "not_repaid"),
    ),
    "opinions": (
        ("意见", "评价", "问卷", "投诉"),
        ("opinions", "opinion_answer", "opinion_close", "scores", "review", "survey"),
    ),
    "points": (
        ("积分", "会员", "券"),
        ("check_off", "points_of", "adjust_points", "take_back_voucher", "members", "membership_rules"),
    ),
    "answers": (
        ("问答", "教", "没答上"),
        (
            "answers",
            "answer_gap",
            "answer_new",
            "answer_show",
            "answer_change",
            "answer_way",
            "answer_off",
            "answer_on",
            "drop_gap",
        ),
    ),
    "pushes": (("推送", "提醒", "问候"), ("pushes", "push_rules", "push_rule", "greetings")),
    "crew": (
        ("员工", "值班", "同事"),
        ("duty", "roster", "crew", "add_staff", "remove_staff", "wecom", "resume_pushes"),
    ),
    "house": (("设置", "店铺", "暂停"), ("settings", "pause", "resume", "check_up", "help", "found")),
}
_ASIDE = re.compile(r"[\s「」“”\"'。.?？!！]|怎么(?:用|写|做|办)?|如何")
LIKE = 0.6  # how like an example a word must be to be taken for it


def subject_of(about: str) -> str:
    """The subject of 帮助 that a word is about: by its name, by a command that begins so, by the most similar; "" for none."""
    said = _ASIDE.sub("", about)
    if not said:
        return ""
    for subject, (names, _) in SUBJECTS.items():
        if said in names:
            return subject
    for subject, (names, commands) in SUBJECTS.items():
        examples = [example for command in commands for example in EXAMPLES.get(command, ())]
        if any(example.startswith(said) for example in examples) or any(name in said for name in names):
            return subject
    commands_ = [command for _, commands in SUBJECTS.values() for command in commands]
    example, likeness = nearest(said, commands_)
    if likeness < LIKE:
        return ""
    return next(
        subject
        for subject, (_, commands) in SUBJECTS.items()
        if any(example in EXAMPLES.get(command, ()) for command in commands)
    )
