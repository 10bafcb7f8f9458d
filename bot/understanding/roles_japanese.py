"""Japanese words around a day that tell its part: に出ます, から入れます, にずらして. They are pieces of the patterns of `day_roles`."""

# ruff: noqa: E501 - patterns are read row by row

from __future__ import annotations

import re

# Behind a day on which somebody comes; お風呂に入る and 電話に出る come from nowhere.
ARRIVES = r"(?<!風呂に)(?<!温泉に)入(?:り(?:ます|たい)|る|れ(?:ます|る)|っ(?!てい?[るま]))|(?<!チェック)イン(?=[、。日月火水木金土]|で|$)|お?邪魔(?:し|いた)|伺(?:い|う)"
LEAVES = (
    r"(?<![がもをや])(?<!電話に)(?<!食事に)出(?:ます|る|て(?:行|いき|い(?=$|[、。]))|た(?:い|く)|よう|られ|発)"
    r"|帰(?:り(?!が|は|の(?!予定|便|日)|に寄)|る|れ|ろ|国|京|宅|省|っ(?!て[来き]))|発(?:ち|つ)|立(?:ち(?!寄)|つ)|引き上げ|退(?:室|館|去)|アウト"
)
ARRIVES_BEFORE = r"(?:泊まるのは|泊まりは|泊まりたいのは|宿泊日?は|着くのは|到着日?は|入るのは|チェックイン(?:日|予定)?[はをが])(?:、|やはり|やっぱり)?$"
LEAVES_BEFORE = r"(?:帰り|帰るの|帰る日|出るの|発つの|出発日?|退室|チェックアウト(?:日|予定)?)(?:の予定|予定)?[はをが、](?:変わらず|そのまま|同じく)?[、は]?$"
# The day that a booking is put to, and one that was meant before.
_NEW_AFTER = re.compile(
    r"の?(?:朝|昼|夜|夕方|午後|晩)?(?:から|の方|のほう)?[にへ](?:日程を|日にちを|予約を|宿泊を)?(?:変更|変え|ずら|移|振り替|振替|延期|前倒し|繰り[上下]|したい|し(?:ます|て(?!い[るま])|よう))"
    r"|(?:の方|のほう)で(?:お願い|頼)|に(?:取り直|とり直|早め|遅らせ|後ろ倒|スライド|振替|リスケ)"
)
_OLD_AFTER = re.compile(
    r"[^、。□]{0,12}(?:(?:予定|つもり|はず)(?:でした|だった)|まで(?:でした|だった))(?:のです|んです|のだ|んだ|の)?(?:が|けど|を)|[^、。□]{0,10}(?:ではなく|でなく|じゃなく)|は(?:やめて|なしで|抜きで)"
)
_DENIED_AFTER = re.compile(
    r"[はが](?:もう|やっぱり)?(?:(?:無理|だめ|ダメ|駄目)(?!なら|だったら|でしたら)|満室|満杯|いっぱい|埋ま|泊まらない|泊まれない|泊まりません|行け(?:ない|なく|ません))"
)
# What gives way to the day behind: 18日チェックインを19日チェックインに変更, 日曜に着く予定を土曜に早めたい, 12/4から12/6までの予約を12/5から12/7に.
_MOVES = r"(?:日程を|日にちを)?(?:変更|変え|変わ|ずら|移|延|早め|遅らせ|前倒|繰り|したい|し(?:て|ます)|お願い|取り直)"
_RANGE = r"(?:\([^()]{1,3}\))?(?:(?:から|より|[-~])(?:\d{1,2}[月/])?\d{1,2}日?(?:\([^()]{1,3}\))?(?:まで)?)?"
_MOVED_AFTER = re.compile(
    rf"{_RANGE}(?:\([^()]{{1,3}}\))?(?:の?(?:チェックイン|到着|宿泊|予約|滞在|分|日程)|に(?:着く|泊まる|入る|行く|伺う|チェックイン|到着)?)?(?:の?(?:予約|予定|分|日程|つもり))?(?:を|でしたが|だったのですが)、?"
    rf"(?=[^。]{{1,26}}(?:に|へ|で){_MOVES})"
    rf"|{_RANGE}(?:じゃなくて?|ではなく|でなく)、?(?=[^。]{{1,26}})"
    r"|[^。]{0,6}に?予約して(?:い?ます|た)(?:が|けど)[^。]{0,16}(?:行けま|行けな|無理|キャンセル)"
)
# Also where no other day follows.
_FAILED_AFTER = re.compile(r"[はが](?:もう|やっぱり)?(?:無理|だめ|ダメ|駄目)にな")
PUT_OFF_AFTER = re.compile(
    r"(?:の(?:朝|昼|夜|午後))?(?:まで|に)(?:宿泊を|滞在を|泊まりを)?(?:延|伸)|まで(?:続けて|引き続き|居|い(?=[たらてよ])|お?泊|滞在)"
)


def part_behind(after: str, more: bool) -> str:
    """`new` or `old`, where the Japanese words right behind a day say so; `more`: another day follows."""
    if _FAILED_AFTER.match(after) or (
        more and (_DENIED_AFTER.match(after) or _OLD_AFTER.match(after) or _MOVED_AFTER.match(after))
    ):
        return "old"
    return "new" if _NEW_AFTER.match(after) else ""
