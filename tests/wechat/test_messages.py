"""Every message and event becomes the Inbound it should, and its repetition has the same key."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbound import Inbound
from bot.wechat.fields import read
from bot.wechat.messages import to_inbound
from store.people import Address
from tests.wechat.samples import GH, OPENID, xml

PERSON = Address("wechat", GH, OPENID)
AT = datetime(2024, 4, 26, 6, 20, 45, tzinfo=UTC)


def inbound(**fields: str) -> Inbound:
    found = to_inbound(read(xml(**fields)))
    assert found is not None
    return found


def test_to_inbound_text() -> None:
    found = inbound(MsgType="text", Content=" 明天有房吗 ", MsgId="24535690137")
    assert found == Inbound(key=found.key, address=PERSON, kind="text", sent_at=AT, text=" 明天有房吗 ")


@pytest.mark.parametrize("message_type", ["TEXT", "Text", " text "])
def test_to_inbound_type_in_any_case(message_type: str) -> None:
    assert inbound(MsgType=message_type, Content="1", MsgId="1").kind == "text"


def test_to_inbound_tap_on_message_menu() -> None:
    found = inbound(MsgType="text", Content="满意", MsgId="1", bizmsgmenuid="10001")
    assert (found.tapped, found.text, found.details) == (True, "满意", {"bizmsgmenuid": "10001"})


def test_to_inbound_empty_content() -> None:
    assert (inbound(MsgType="text", Content="", MsgId="1").kind, inbound(MsgType="text").text) == ("text", "")


def test_to_inbound_sticker() -> None:
    found = inbound(MsgType="text", Content="【收到不支持的消息类型，暂无法显示】", MsgId="1")
    assert (found.kind, found.text) == ("other", "")


def test_to_inbound_text_with_an_event_tag() -> None:
    found = inbound(MsgType="text", Content="CLICK", Event="CLICK", MsgId="1")
    assert (found.kind, found.text, found.event) == ("text", "CLICK", "")


def test_voice_that_wechat_wrote_down_is_read_as_words() -> None:
    """Since 2023 the field is there and empty: then it is a voice message that nobody can read."""
    heard = inbound(MsgType="voice", MediaId="m1", MsgId="9", Recognition=" 再加一个枕头 ")
    assert (heard.kind, heard.text) == ("text", "再加一个枕头")
    unheard = inbound(MsgType="voice", MediaId="m1", MsgId="9", Recognition="")
    assert (unheard.kind, unheard.text) == ("voice", "")


@pytest.mark.parametrize(
    ("message_type", "kind", "fields"),
    [
        ("image", "image", {"PicUrl": "http://a/b"}),
        ("voice", "voice", {"Format": "amr"}),
        ("video", "video", {"ThumbMediaId": "t"}),
        ("shortvideo", "video", {"ThumbMediaId": "t"}),
        ("location", "location", {"Location_X": "23.1", "Location_Y": "113.3", "Label": " 广州"}),
        ("link", "link", {"Title": "t", "Description": "d", "Url": "u"}),
        ("miniprogrampage", "other", {"PagePath": "p"}),
        ("hologram", "other", {}),
    ],
)
def test_to_inbound_messages(message_type: str, kind: str, fields: dict[str, str]) -> None:
    found = inbound(MsgType=message_type, MediaId="m1", MsgId="9", **fields)
    assert (found.kind, found.media_id, found.text, found.details) == (kind, "m1", "", fields)


def test_to_inbound_voice_without_recognition() -> None:
    assert inbound(MsgType="voice", MediaId="m", Recognition="", MsgId="1").details == {}


@pytest.mark.parametrize(
    ("fields", "event", "event_key"),
    [
        ({"Event": "subscribe"}, "subscribe", ""),
        ({"Event": "subscribe", "EventKey": "qrscene_room_8", "Ticket": "T"}, "subscribe", "room_8"),
        ({"Event": "subscribe", "EventKey": "last_trade_no_42"}, "subscribe", ""),
        ({"Event": "unsubscribe", "EventKey": ""}, "unsubscribe", ""),
        ({"Event": "SCAN", "EventKey": "room_8", "Ticket": "T"}, "scan", "room_8"),
        ({"Event": "scan", "EventKey": "room_8"}, "scan", "room_8"),
        ({"Event": "CLICK", "EventKey": "BOOK"}, "click", "BOOK"),
        ({"Event": "VIEW", "EventKey": "https://a.cn"}, "view", "https://a.cn"),
        ({"Event": "LOCATION", "Latitude": "1"}, "location", ""),
        ({"Event": "kf_create_session", "KfAccount": "a@b"}, "kf_create_session", ""),
        ({"Event": "debug_demo"}, "debug_demo", ""),
    ],
)
def test_to_inbound_events(fields: dict[str, str], event: str, event_key: str) -> None:
    found = inbound(MsgType="event", **fields)
    assert (found.kind, found.event, found.event_key, found.text) == ("event", event, event_key, "")


def test_to_inbound_followed_after_paying() -> None:
    found = inbound(MsgType="event", Event="subscribe", EventKey="last_trade_no_42")
    assert found.details == {"TradeNo": "42"}


def test_to_inbound_event_without_a_name() -> None:
    assert inbound(MsgType="event").kind == "other"


def test_to_inbound_template_result() -> None:
    found = inbound(
        MsgType="event", Event="TEMPLATESENDJOBFINISH", MsgID="200163836", Status="failed:user block"
    )
    assert found.event == "templatesendjobfinish"
    assert found.details == {"MsgID": "200163836", "Status": "failed:user block"}


def test_to_inbound_nested_fields_lie_flat() -> None:
    scan = inbound(
        MsgType="event",
        Event="scancode_waitmsg",
        ScanCodeInfo="<ScanType>qr</ScanType><ScanResult>1</ScanResult>",
    )
    assert scan.details == {"ScanType": "qr", "ScanResult": "1"}
    items = "<TemplateId>{0}</TemplateId><SubscribeStatusString>{1}</SubscribeStatusString>"
    lists = f"<List>{items.format('a', 'accept')}</List><List>{items.format('b', 'reject')}</List>"
    popup = inbound(MsgType="event", Event="subscribe_msg_popup_event", SubscribeMsgPopupEvent=lists)
    assert popup.details == {
        "TemplateId": "a",
        "SubscribeStatusString": "accept",
        "TemplateId.2": "b",
        "SubscribeStatusString.2": "reject",
    }


@pytest.mark.parametrize("items", ['{"TemplateId": "a"}', '[{"TemplateId": "a"}]'])
def test_to_inbound_json_list_as_object_or_array(items: str) -> None:
    common = f'"ToUserName": "{GH}", "FromUserName": "{OPENID}", "CreateTime": 1, "MsgType": "event"'
    found = to_inbound(read(f'{{{common}, "Event": "subscribe_msg_popup_event", "List": {items}}}'))
    assert found is not None
    assert found.details == {"TemplateId": "a"}


def test_to_inbound_withdrawn_permission_is_of_the_named_person() -> None:
    found = inbound(MsgType="event", Event="user_authorization_revoke", OpenID="oAffected", RevokeInfo="1")
    assert found.address.external_id == "oAffected"
    assert found.details == {"RevokeInfo": "1"}  # the openid stands in the address alone


@pytest.mark.parametrize(
    "text",
    [
        "<xml><action>CheckContainerPath</action></xml>",  # WeChat's cloud asks so whether we are there
        "<xml/>",
        "<xml><MsgType>text</MsgType></xml>",
        f"<xml><ToUserName>{GH}</ToUserName><MsgType>text</MsgType></xml>",
    ],
)
def test_to_inbound_not_a_message(text: str) -> None:
    assert to_inbound(read(text)) is None


def test_to_inbound_doubled_fields_take_the_first() -> None:
    found = inbound(MsgType="text</MsgType><MsgType>event", Content="a</Content><Content>b", MsgId="1")
    assert (found.kind, found.text) == ("text", "a")


def test_to_inbound_text_between_elements_and_blank_in_closing_tag() -> None:
    found = to_inbound(
        read(xml(MsgType="text", Content="a", MsgId="1").replace("</MsgType>", "</MsgType >junk"))
    )
    assert found is not None
    assert found.text == "a"


@pytest.mark.parametrize(
    ("stamp", "at"),
    [
        ("1714112445", AT),
        (" 1714112445 ", AT),
        ("-5", datetime(1970, 1, 1, tzinfo=UTC)),
        ("", datetime(1970, 1, 1, tzinfo=UTC)),
        ("soon", datetime(1970, 1, 1, tzinfo=UTC)),
        ("1e9", datetime(1970, 1, 1, tzinfo=UTC)),
        ("9" * 5000, datetime(2100, 1, 1, tzinfo=UTC)),
    ],
)
def test_to_inbound_time_stamps(stamp: str, at: datetime) -> None:
    assert inbound(MsgType="text", MsgId="1", CreateTime=stamp).sent_at == at


# Keys


def test_key_of_a_redelivered_message() -> None:
    first = inbound(MsgType="text", Content="a", MsgId="24535690137")
    assert inbound(MsgType="text", Content="a", MsgId="24535690137", CreateTime="1714112450").key == first.key
    assert inbound(MsgType="text", Content="a", MsgID="24535690137").key == first.key


def test_key_of_different_things() -> None:
    keys = [
        inbound(MsgType="text", Content="a", MsgId="1").key,
        inbound(MsgType="text", Content="a", MsgId="2").key,
        inbound(MsgType="text", Content="a", MsgId="1", ToUserName="gh_other").key,
        inbound(MsgType="text", Content="a").key,
        inbound(MsgType="text", Content="b").key,
        inbound(MsgType="event", Event="subscribe", EventKey="qrscene_1").key,
        inbound(MsgType="event", Event="SCAN", EventKey="1").key,
        inbound(MsgType="event", Event="CLICK", EventKey="1").key,
        inbound(MsgType="event", Event="CLICK", EventKey="1", FromUserName="oOther").key,
        inbound(MsgType="event", Event="CLICK", EventKey="1", CreateTime="1714112446").key,
        inbound(MsgType="event", Event="TEMPLATESENDJOBFINISH", MsgID="1").key,
        inbound(MsgType="event", Event="TEMPLATESENDJOBFINISH", MsgID="2").key,
    ]
    assert [pair for pair in combinations(keys, 2) if pair[0] == pair[1]] == []


@given(openid=st.text(min_size=1), message_id=st.text(), event_key=st.text())
def test_key_is_short_and_names_nobody(openid: str, message_id: str, event_key: str) -> None:
    common = {"ToUserName": GH, "FromUserName": "o-" + openid, "CreateTime": "1"}
    message = to_inbound({**common, "MsgType": "text", "MsgId": message_id})
    event = to_inbound({**common, "MsgType": "event", "Event": "CLICK", "EventKey": event_key})
    for found in (message, event):
        assert found is not None
        assert 0 < len(found.key) <= 64
        assert "o-" not in found.key
