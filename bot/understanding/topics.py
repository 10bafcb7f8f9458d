"""Which rule of the house a question is about, where several rules share one intent. Pure."""

# ruff: noqa: E501 - patterns and word lists are read row by row

from __future__ import annotations

import re

ON_TIME = "on_time"  # leaving at the usual hour after all: no rule, and nobody's question
_LATE = r"(?:晚退房?|[延推][迟遲后後][^,，。]{0,2}(?:退房?|离店|離店)|晚[点點些](?:退房?|走|离店|離店)|晚走)"
_USUAL = r"(?:[准準按][时時]|正常|原来|原來|中午|1[0-2](?:[点點时時]|:00)?|十[一二]?[点點时時])"

_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        ON_TIME,
        re.compile(
            rf"(?<![能可行要会會用需])不(?:用|要|需要|想|必)?(?:再)?{_LATE}了(?!吗|嗎|[?？])"
            rf"|{_LATE}(?:就|都)?(?:取消(?!政策|规则|規則|要|收|费)|不要了|不用了|算了)|(?:取消|撤销|撤銷)(?:掉|一下)?(?:我的|那个|那個)?{_LATE}"
            rf"|(?:^|[,，。!！、\s我们們就那])(?:还是|還是|改回|还按|還按|就){_USUAL}[^,，。?？吗嗎]{{0,6}}(?:退房?|走|离店|離店)(?![^,，。]{{0,3}}[?？吗嗎])"
            r"|\bno (?:need for )?(?:a |the )?late check-? ?out\b|(?:cancel|don'?t (?:need|want)|drop)[^.?]{0,16}late check-? ?out"
            r"|(?:leav|check|go)\w*[^.?]{0,14}(?:at (?:noon|1[0-2])|on time|as usual)[^.?]{0,8}after all"
            r"|レイトチェックアウト[^。]{0,6}(?:やめ|キャンセル|取り消|いりません|不要)|や(?:っぱ|は)り[^。]{0,6}(?:定刻|時間通り|1[0-2]時)[^。]{0,8}(?:出|チェックアウト)"
        ),
    ),
    (
        "extra_bed",
        re.compile(
            r"加(?:个|一张|一个|张|下|一下)?床|加床|extra bed|rollaway|エキストラベッド|ベッド[^、。]{0,3}追加"
        ),
    ),
    (
        "children",
        re.compile(
            r"(?:小孩|孩子|儿童|宝宝|娃|小朋友|婴儿)[^,，。]{0,8}(?:收费|免费|多少钱|要钱|收钱|算钱|收不收|怎么收|怎么算|加钱|半价)"
            r"|\b(?:kids?|children|child|toddlers?)\b[^.]{0,25}\b(?:free|charged?|cost|pay|fee|extra)\b"
            r"|\b(?:charge|fee|price|cost)s?\b[^.]{0,20}\b(?:kids?|children|child)\b"
            r"|(?:子供|子ども|お子様|幼児|赤ちゃん)[^、。]{0,8}(?:料金|無料|有料|いくら|半額)"
        ),
    ),
    (
        "money_back",
        re.compile(
            r"(?:什么时候|啥时候?|什麼時候|何时|何時|几时|幾時|多久|几天|幾天|怎么还没|怎麼還沒|怎么还不|还没|還沒|到底)[^,，。]{0,8}(?:退(?![房订訂租住])|返还|返還|到账|到帳)"
            r"|(?:退款|退的?钱|退的?錢)[^,，。]{0,6}(?:到了?[吗没嗎沒]|到账|到帳|进度|進度|多久|什么时候|啥时|呢)"
            r"|押金[^,，。]{0,8}(?:退(?!房)|还给|還給)|(?:把|该|應該|应该)[^,，。]{0,6}(?:钱|錢|定金|订金|訂金|押金)[^,，。]{0,4}退(?:给|給|回|还|還)"
            r"|\bwhen\b[^.?]{0,30}\b(?:refund(?:ed)?|money back|deposit back)|\bwhere(?:'s| is) my refund|(?:返金|払い戻し|デポジットの返却)[^。]{0,8}(?:いつ|まだ)|いつ[^。]{0,8}(?:返金|払い戻)"
        ),
    ),
    (
        "cancellation",
        re.compile(
            r"(?:取消|退订|退房费|退款|退改|不住了)[^,，。]{0,10}(?:扣|收费|手续费|违约金|政策|规定|规则|免费|能退|全退|退钱|收钱|怎么算|吗)"
            r"|(?:要是|如果|万一|假如|到时候?要是)[^。!！?？]{0,14}(?:[去来](?:不了|不成)|不[去来住])[^。!！]{0,10}(?:钱|费|款|扣|退)[^。!！]{0,6}(?:怎|咋|什么|多少|吗|么|不)"
            r"|\bif\b[^.!]{0,30}(?:can't|cannot|don't|couldn't) (?:make it|come)[^.!]{0,40}(?:money|refund|charged?|fee|pay)"
            r"|(?:免费|可以|能不能|能)(?:退|取消)吗|cancel[l]?ation (?:policy|fee|rules?|charge)|free cancel|can i cancel|refund policy|refundable"
            r"|キャンセル(?:料|規定|ポリシー)|(?:無料で?|いつまで[^、。]{0,6})キャンセル|キャンセル[^、。]{0,6}(?:無料|返金)"
        ),
    ),
    (
        "discount",
        re.compile(
            r"便宜(?:点|些|一点|一些)|打折|折扣|优惠(?:点|吗|价|些|一点)|少(?:点|收点|算点)|太贵|贵了|有点贵|讲价|还价"
            r"|discount|cheaper|too expensive|better price|lower price|安くなり|割引"
        ),
    ),
    (
        "money_sent",
        re.compile(
            r"^(?!.*(?:退房|离店|離店|check ?out)).*?(?:"
            r"(?<![没沒未别別不要想能玩逛用得该該])(?:转|轉|汇|匯|打[款钱錢])(?:给|給|过|過|了|去)*(?:你们?|您|你們|店里|店裡|老板|老闆|前台)?(?:了|过去了|過去了|好了|完了)(?!多少|吗|嗎|没|几|[一两半好大]?[圈趟车車站机機弯彎人院]|人工|一)"
            r"|(?<![没沒未别別不要想能玩逛用得该該])(?:转|轉|汇|匯)(?:给|給|到|过|過|去|了)+[^,，。]{0,6}?(?:\d|■|[一二两三四五六七八九]?[十百千])"
            r"|(?:款|金|费|費|钱|錢|微信|支付宝)(?:我|都|已经?|刚刚?|也)*(?:转|轉)(?:给)?(?:你|您|店)"
            r"|(?<![没沒未别別不要想能玩逛用得该該])(?:付|支付)(?:款|钱|錢|过|過)*(?:好|完|清|过|過)?(?:款|钱)?(?:给你们?|给您|给你們)?(?:了|啦)(?!多少|吗|嗎|没|几|[^,，。]{0,6}(?:吗|嗎|没有))"
            r"|(?<![没沒未别別不要想能玩逛用得该該])交(?:过|過|好|完|清|了)+(?:款|钱|錢|定金|订金|訂金|房费|押金)|(?:钱|錢|款|定金|订金|房费|押金)(?:我|都|已经?|刚刚?)*交(?:过|過|好|完|清|了)+(?!多少|吗|嗎|没|几)"
            r"|(?:转账|轉帳|付款|支付)(?:截图|记录|凭证|成功)|(?:我|刚)[^,，。]{0,4}(?:扫码|扫了码)[^,，。]{0,4}(?:了|过)"
            r"|\b(?:i|we)(?:'ve| have)?(?: just| already)* (?:paid|transferred|sent)\b(?! how| for)(?=[^.?]{0,24}(?:money|deposit|rmb|yuan|■|\d|it|you|$))|\bpayment (?:is )?(?:done|sent|made)\b"
            r"|(?:振り込み|振込|支払い|送金)(?:ました|ましたが|済み|完了)|払いました)"
        ),
    ),
    (
        "money_way",
        re.compile(
            r"(?:微信|支付宝|支付寶|现金|現金|刷卡|信用卡|银行卡|銀行卡|扫码|掃碼)(?:来|來)?(?:付|支付|付款|结|給|给|交|可以|行|能)|(?:能|可以|可不可以|能不能)(?:刷卡|扫码|用?微信|用?支付宝|用?现金|付现金)|(?:用|拿)(?:微信|支付宝|支付寶|现金|現金|信用卡|银行卡)|[收付]款码|[收付]款碼|(?:怎么|怎麼|咋|如何)(?:付|交|给|支付|转)(?:款|钱|錢|定金|订金|房费)?"
            r"|\b(?:pay|paying) (?:by|with|in|via) (?:card|cash|wechat|alipay|credit)|\b(?:how|where) (?:do|can|should) (?:i|we) pay|(?:カード|現金|アリペイ)(?:で|払い|は使え)"
        ),
    ),
    (
        "bill",
        re.compile(
            r"[付交转轉给給]了?多少(?!钱|錢|人)|(?:付|交|给|給)(?:过|過)?多少(?:钱|錢)?了|(?:付|交)(?:清|好|完|过)?了?[吗没嗎沒]有?|how much (?:have|did) (?:i|we) (?:pay|paid)|(?:いくら|いくらまで)[^。]{0,4}払(?:い|っ)"
            r"|(?:账|帐|賬)[^,，。]{0,4}结|(?:账|帐|賬)单|账單|結賬|结[账帐]|买单|買單|埋单|消费明细|(?:还|還)?(?:差|欠|剩)(?:你们|多少)[^,，。]{0,4}(?:多少|钱)|(?:没|沒|未)付|(?:一共|总共|總共|到现在)[^,，。]{0,3}(?:花|消费|消費|要付|该付)(?:了|掉)?(?:你们)?多少"
            r"|(?:怎么|怎麼|在哪|去哪|可以)付(?:款|钱|錢|定金|订金|房费)|(?:付|交)(?:一下)?(?:定金|订金|房费|尾款|余款)|(?:钱|錢)付了"
            r"|\b(?:the|my) bill\b|how much do i (?:still )?owe|balance due|会計|お支払い"
        ),
    ),
    (
        "weather",
        re.compile(
            r"天气|天氣|冷不冷|热不热|熱不熱|下雨|降温|羽绒服|羽絨服|穿什么|穿什麼|多少度|气温|氣溫|温度(?:多少|怎么样)"
            r"|\bweather\b|how (?:cold|warm|hot) is it|天気|寒い(?:です)?か"
        ),
    ),
    (
        "leaving_early",
        re.compile(
            r"提前[^,，。]{0,4}(?:走|退房|离店|离開|离开|離店)|早[一两兩几幾]天(?:走|退房|离开|離開)"
            r"|(?:leav|check(?:ing)? ?out)\w*[^.]{0,12} early|早めにチェックアウト"
        ),
    ),
    (
        "room_ready",
        re.compile(
            r"(?:房间?|屋子?|客房)[^,，。]{0,6}(?:准备|打扫|收拾|整理|清理|弄|搞|好)[^,，。]{0,3}(?:好|完|干净)?了?(?:吗|没有?|么|沒有?|嗎)"
            r"|(?:房间?|屋子?|客房)[^,，。]{0,4}(?:什么时候|几点|多久)[^,，。]{0,6}(?:好|打扫|收拾|准备)"
            r"|\broom\b[^.]{0,12}\bready\b|ready\b[^.]{0,10}\bour room|部屋[^。]{0,8}(?:準備|掃除|用意|清掃)[^。]{0,8}か"
        ),
    ),
    (
        "own_room",
        re.compile(
            r"我们?(?:现在)?(?:住|在|是|的房间?(?:是|在)?|房间?(?:是|在)?)(?:的)?(?:哪(?:个|一)?(?:间|号房?|房间?)|几号房?|几零几|什么房号|哪儿?间)|(?:我们?的)?房号(?:是)?(?:多少|几|什么)"
            r"|\b(?:which|what) room (?:am i|are we|is (?:mine|ours))|\bwhat(?:'s| is) (?:my|our) room number|(?:私|僕)?の?部屋(?:は|って)(?:どこ|何号室)|何号室ですか"
        ),
    ),
    (
        "vouchers",
        re.compile(
            r"我的(?:兑换|优惠|代金|礼品)?券|我(?:还)?有(?:什么|哪些|几张|没有)?(?:兑换|优惠|代金)?券|券在哪|my (?:vouchers?|coupons?)|引換券"
        ),
    ),
)


# What a room may have or not.
_FEATURE = re.compile(
    r"地暖|暖气|壁炉|浴缸|阳台|露台|落地窗|天窗|窗户|沙发|书桌|榻榻米|投影|洗衣机|烘干机|冰箱|微波炉|厨房|麻将机|麻将桌|智能马桶|电梯|独立卫生间|独立卫浴|独卫|干湿分离|隔音|朝南|朝东"
    r"|floor heating|underfloor heating|heating|fireplace|bath ?tub|balcony|terrace|skylight|sofa|desk|projector|washing machine|fridge|microwave|kitchen|elevator|private bathroom|soundproof\w*"
    r"|床暖房|暖炉|バスタブ|浴槽|バルコニー|テラス|ソファ|デスク|プロジェクター|洗濯機|冷蔵庫|電子レンジ|キッチン|エレベーター|防音"
)


def feature(plain: str) -> str | None:
    """What a cleaned text asks about a room: whether it has a bath, a balcony; None where it names no such thing."""
    match = _FEATURE.search(plain)
    return match.group() if match else None


def topic(plain: str) -> str | None:
    """The rule a cleaned text asks about; None for anything else."""
    return next((name for name, pattern in _TOPICS if pattern.search(plain)), None)
