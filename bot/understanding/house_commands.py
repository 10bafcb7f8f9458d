"""The short words about colleagues, duty, the desk and talking to guests, as whole texts; and the nearest one to a slip. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from bot.understanding import membership_commands, money_commands, owner_commands
from bot.understanding.greeting_commands import EXAMPLES as GREETINGS
from bot.understanding.opinion_commands import EXAMPLES as OPINIONS
from bot.understanding.push_commands import EXAMPLES as PUSH_EXAMPLES
from bot.understanding.spelling import same_length
from bot.understanding.todo_commands import EXAMPLES as TODOS
from bot.understanding.waiting_commands import EXAMPLES as WAITING

_ROOM = r"(?P<room>[A-Z]?\d{2,5})"
_WHICH = rf"(?:B\s*(?P<booking>\d{{1,9}})|{_ROOM})"
_LEAVES = (
    r"(?:离店|退房|走几间|(?:有|都有)?(?:谁|哪些(?:人|客人|房间?)?|哪几[间位个]|几[间位个])(?:要)?"
    r"(?:走|退房?|离店))(?:[啊呀呢]|的)?"
)
_LATE = r"(?:晚退房?|延迟退房|晚走)"
_DONE = r"(?:全|都)?(?:好|办完|办好|办妥|办|做完|做好|完成|齐|搞定|没问题|ok)了?"
_N = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,2})"
_COUNT = rf"(?:[\s,]*(?:登记)?了?\s*(?P<registered>{_N})\s*[人位个]\s*(?:登记了?)?)?"
# Who somebody of the house speaks of; 我们到了 and 快递到了 name no guest.
_WHO = (
    r"(?P<name>(?!.*[我你您他她它咱谁们没不还都刚快这那客办])[\u4e00-\u9fff]"
    r"(?:[\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff]{0,2}(?:女士|先生|小姐|太太)))"
)
# A colleague who did it: 李姨打扫完102了.
_HAND = r"(?:(?!.*[没不别未谁吗])[\u4e00-\u9fff]{1,4}?)?(?:已经?|刚刚?)?把?"

# Pairs of a command's name and its text. Of two that fit the first counts.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("join_staff", r"入职\s*:?\s*(?P<code>[A-Z0-9]{4,10})"),
    ("crew", r"员工|员工名单|同事们?"),
    (
        "add_staff",
        r"(?:加|添加|新增)员工\s*(?P<name>[^\s\d,(:]{1,8}?)?[\s,(]*(?P<department>保洁|前台|维修|厨房)?\)?",
    ),
    ("remove_staff", r"(?:移除|删除)(?:员工)?\s*(?:G\s*(?P<person>\d{1,9})|(?P<name>[^\s\d]\S{0,11}))?"),
    ("duty", r"(?P<on>上班|值班|到岗|接班)了?|(?:下班|交班)了?"),
    (
        "wecom",
        r"(?:企微|企业微信)\s*(?:(?P<off>解绑|取消|不用了)|(?P<userid>[A-Za-z0-9][A-Za-z0-9_\-@.]{0,63}))?",
    ),
    ("roster", r"谁在班|谁值班|谁在值班|值班表|谁上班"),
    (
        "today",
        r"(?:今天)?(?:还)?(?:有)?(?:谁|哪些客人|哪几间|哪间)?(?:还)?(?:没有?|未)(?:做|办)?(?:(?P<uncounted>登记)|(?P<unbound>绑定?(?:微信)?))(?:的)?(?:客人)?(?:有?(?:谁|哪些|几个|名单))?(?:了吗)?[?？]?",
    ),
    (
        "today",
        r"(?:今天)?(?:(?P<over>(?:有谁|谁|哪些)?(?:该走|该退|到点|超时)(?:房)?(?:还)?(?:没走|没退|未走|未退|不走)?(?:房)?的?(?:客人)?(?:有?(?:谁|哪些))?))[?？]?",
    ),
    ("arrivals", r"(?:今天)?(?:有谁|谁)?(?:会|要)?(?:晚到|迟到)(?:的)?(?:客人)?(?:有?(?:谁|哪些))?[?？]?"),
    ("today", r"今天|今日|今天怎么样|(?:谁|现在|今天|今晚)?在住(?:的?客人|名单|的|几间|有谁)?"),
    (
        "today",
        r"(?:今天\s*)?(?P<day>\d{1,2}[./]\d{1,2}|\d{1,2}月\d{1,2}[日号]?|大?后天|(?:下下?|这)?(?:周|星期)[一二三四五六日天])(?:怎么样)?",
    ),
    (
        "departures",
        rf"离店|今天{_LEAVES}|谁今天(?:走|退房|离店)|退房名单|(?P<tomorrow>明天{_LEAVES}|谁明天(?:走|退房|离店))",
    ),
    ("check_in", rf"(?:办理?)?(?:入住|登记)\s*{_WHICH}{_COUNT}"),
    (
        "check_in",
        rf"(?:{_ROOM}\s*(?:已?到了|到店了?|已?入住了?|办入住)|(?:到了|到店)\s*(?P<room2>[A-Z]?\d{{2,5}})){_COUNT}",
    ),
    ("check_in", rf"{_ROOM}\s*,?\s*登记(?:了|好了?)?\s*(?P<registered>{_N})\s*[人位个]了?"),
    (
        "check_in",
        rf"(?P<counted>{_ROOM})(?:的?客人)?[\s,]*(?:一共|共|总共)?\s*(?P<registered>{_N})\s*[人位](?:客人)?\s*(?:都|已经?)*(?:登记(?:好|完)?了?)?",
    ),
    ("check_in", rf"{_WHO}\s*(?:已经?)?(?:到店?了|入住了|来入住了|办?入住){_COUNT}"),
    (
        "check_out",
        rf"办?退房\s*{_WHICH}|离店\s*B\s*(?P<booking2>\d{{1,9}})|退\s*(?P<room3>[A-Z]?\d{{3,5}})\s*(?:房间?|了)?",
    ),
    ("check_out", rf"查房\s*{_ROOM}"),
    ("check_out", rf"{_ROOM}(?:的?客人)?\s*(?:已经?)?(?:走了|退房[了啦]?|离店了?|退[了啦])"),
    ("check_out", rf"{_WHO}\s*(?:已经?)?(?:退房了|离店了|走了|退了房)"),
    ("not_come", rf"(?:未到|没到|没来)\s*{_WHICH}"),
    ("not_come", rf"(?:B\s*(?P<booking>\d{{1,9}})|{_ROOM})\s*(?:未到|没到|没来|一直没来|不来了)"),
    ("late_off", rf"(?:{_LATE}\s*取消|取消\s*{_LATE})\s*{_WHICH}"),
    ("late_off", rf"{_WHICH}\s*(?:{_LATE}(?:取消|不要)了?|取消{_LATE}了?|不(?:用|要)?{_LATE}了)"),
    (
        "ready",
        rf"{_ROOM}\s*(?:可住|可以住了?|打扫[完好]了?|干净了?|已净)|(?:打扫[完好]了?|可住|干净)\s*(?P<room2>[A-Z]?\d{{2,5}})",
    ),
    (
        "ready",
        rf"{_HAND}\s*(?P<room>[A-Z]?\d{{2,5}})\s*(?:房间?)?(?:都|也|已经?)?(?:打?扫|收拾|做|清洁|清理|整理)[完好]了?"
        rf"|{_HAND}(?:打?扫|收拾|清洁|清理|整理)[完好]了?\s*(?P<room2>[A-Z]?\d{{2,5}})\s*(?:房间?)?了?"
        r"|(?P<room3>[A-Z]?\d{2,5})\s*(?!.*[没不别未谁吗])[\u4e00-\u9fff]{1,4}?(?:打?扫|收拾|清洁|清理|整理)[完好]了?",
    ),
    ("dirty", rf"{_ROOM}\s*(?:脏了?|没打扫|要打扫|未净)|脏\s*(?P<room2>[A-Z]?\d{{2,5}})"),
    (
        "cleaning",
        r"待?打扫(?:名单|清单|顺序|哪些|哪几间)?|(?:哪些|哪几间)房?(?:要|没|待)打扫|脏房(?:名单)?",
    ),
    ("room_states", r"房况|房间(?:状态|情况)|净房|哪些房(?:间)?(?:是)?(?:干净|可住)(?:的)?"),
    (
        "prepared",
        rf"(?:备好|准备好|布置好)了?\s*(?:B\s*(?P<booking>\d{{1,9}})|{_ROOM})\s*(?P<about>\S{{1,12}})?",
    ),
    ("prepared", rf"(?:B\s*(?P<booking>\d{{1,9}})|{_ROOM})\s*(?:都)?(?:备好|准备好|布置好)了?"),
    ("undo", r"撤销|撤回|改回来|元に戻(?:す|して(?:ください)?)"),
    (
        "door_code",
        rf"(?:门锁?)?密码\s*{_ROOM}[\s:,]+(?:(?P<code>[0-9*#]{{4,12}})|(?P<off>已?[删刪](?:除|掉|好)?了?))",
    ),
    ("openings", rf"(?:开门|开锁|门锁)记录(?:\s*{_ROOM})?"),
    (
        "openings",
        rf"{_ROOM}\s*的?(?:(?:开门|开锁|门锁)记录|谁开过门|门谁开过)|谁开过\s*(?P<room2>[A-Z]?\d{{2,5}})的?房?门?",
    ),
    (
        "duties",
        rf"(?:五件事|未成年)\s*{_WHICH}\s*(?P<done>[1-5]\s*(?P<through>[-~到至])\s*[1-5]|[1-5][1-5\s,、和]*|{_DONE})?",
    ),
    (
        "duties",
        rf"(?:B\s*(?P<booking>\d{{1,9}})|{_ROOM})\s*的?(?:五件事|未成年)\s*(?P<done>[1-5][1-5\s,、和]*|{_DONE})?",
    ),
    ("give_back", rf"交还\s*(?:G\s*(?P<person>\d{{1,9}})|{_ROOM})?"),
    ("card", r"客人\s*(?:B\s*(?P<booking>\d{1,9})|G\s*(?P<person>\d{1,9})|(?P<about>\S.{0,19}))"),
    ("card", r"(?=(?P<bare>.))(?P<about>[A-Z]?\d{3,4}|[\u4e00-\u9fff]{1,2}(?:女士|先生|小姐|太太))"),
    ("identify", rf"(?:G\s*(?P<person>\d{{1,9}})\s*)?(?:是|=)\s*{_WHICH}"),
)
HOUSE = tuple((name, re.compile(text, re.IGNORECASE)) for name, text in PATTERNS)

# What a guest is told is kept as it was typed: read before widths are made alike.
REPLY = re.compile(
    r"[回答][复]?\s*(?:[GgＧｇ]\s*(?P<person>\d{1,9})|[BbＢｂ]\s*(?P<booking>\d{1,9})|(?P<room>[A-Za-z]?\d{2,5}))(?!\d)[\s,，:：]*(?P<text>\S.*)",
    re.DOTALL,
)
EVERYDAY = frozenset(
    {"today", "departures", "duty", "identify", "check_out", "check_in", "undo", "cleaning", "room_states"}
)  # guests say them too

# How each is written; what a slip is compared with, and what somebody is shown instead of a word that is not theirs.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "today": ("今天", "12.24"),
    "arrivals": ("到店", "今天来几间", "明天"),
    "departures": ("离店", "明天退房"),
    "check_in": ("入住302", "302到了", "办入住302", "入住302 登记2人", "王女士到了"),
    "check_out": ("退房302", "302走了", "查房302", "退302", "王女士退房了"),
    "not_come": ("302未到", "未到B23"),
    "late_off": ("晚退取消302", "302不晚退了"),
    "ready": ("302可住", "302干净", "打扫完了302"),
    "dirty": ("302脏",),
    "cleaning": ("打扫", "脏房"),
    "room_states": ("房况",),
    "prepared": ("备好302", "备好B23 婴儿床", "302布置好了"),
    "door_code": ("密码302 2468#",),
    "openings": ("开门记录302",),
    "duties": ("五件事B23", "五件事B23 1 2"),
    "undo": ("撤销", "改回来"),
    "reply": ("回302 马上到", "回G12 马上到"),
    "give_back": ("交还302", "交还"),
    "card": ("客人302", "客人 王女士", "客人 8000"),
    "identify": ("G12是B23", "是302"),
    "duty": ("上班", "下班", "交班"),
    "roster": ("谁在班",),
    "wecom": ("企微 zhouxiao", "企微解绑"),
    "accept": ("确认B23",),
    "refuse": ("拒B23 满房了",),
    "agree": ("同意B23", "同意B23 照收", "同意B23 退一晚"),
    "decline": ("不行B23 满房了",),
    "closed": ("已关B23", "已关B23 携程"),
    **TODOS,
    "tickets": ("工单",),
    "ticket_take": ("接12", "收到", "我去"),
    "ticket_done": ("好了12", "302好了", "搞定"),
    "ticket_later": ("12 等配件", "做不了12"),
    "ticket_undone": ("12还没好",),
    "ticket_cancel": ("取消12",),
    "ticket_hand": ("转12小李",),
    "ticket_ask": ("问12 要几条",),
    "ticket_pictures": ("图12",),
    "crew": ("员工",),
    "add_staff": ("加员工 小周", "加员工 小周 保洁"),
    "remove_staff": ("移除小周",),
    "invite": ("邀请B23", "绑定码B23"),
    **PUSH_EXAMPLES,
    "record": ("录单", "录单 美团 王女士 12.24两晚 湖景"),
    "answers": ("问答",),
    "answer_show": ("问答3",),
    "answer_gap": ("答7 有的",),
    "answer_new": ("问答 新 有粥吗=有",),
    "answer_change": ("问答3 改 有的",),
    "answer_way": ("问答3 也问 有没有粥",),
    "drop_gap": ("不用答7",),
    "answer_off": ("问答3 停用",),
    "resume_pushes": ("恢复推送",),
    "answer_on": ("问答3 启用",),
    **OPINIONS,
    **GREETINGS,
    **WAITING,
    "found": ("开张",),
    "help": ("帮助", "帮助 房价"),
    **owner_commands.EXAMPLES,
    **membership_commands.EXAMPLES,
    **money_commands.EXAMPLES,
}
_NUMBER = re.compile(r"\d+")
_OF_ROOM_OR_TICKET = re.compile(r"(?<![BG\d.])\d+(?![\d.])")
ROOM_DIGITS = 3
LONGEST_SLIP = 16  # letters; what is longer is a sentence


def nearest(text: str, names: Iterable[str]) -> tuple[str, float]:
    """The way to write one of these commands that is most like `text`, and how like it is (0 to 1).

    Numbers count alike; where the text has one, the example has it too.
    """
    said = _alike(same_length(text))
    shown = [(example, name) for name in sorted(names) for example in EXAMPLES.get(name, ())]
    rated = [(SequenceMatcher(None, said, _alike(example)).ratio(), example) for example, _ in shown]
    likeness, example = max(rated, default=(0.0, ""), key=lambda pair: pair[0])
    number = re.search(r"\d+", text)
    return (_with(number[0], example) if number else example), likeness


def _with(number: str, example: str) -> str:
    """The example with the number that was said, where it can stand there: no room's for a day, a booking or a ticket."""
    shown = _OF_ROOM_OR_TICKET.search(example)
    if shown is None or (len(shown[0]) < ROOM_DIGITS) != (len(number) < ROOM_DIGITS):
        return example
    return f"{example[: shown.start()]}{number}{example[shown.end() :]}"


def _alike(text: str) -> str:
    return re.sub(r"\d+", "0", re.sub(r"\s+", "", text)).upper()
