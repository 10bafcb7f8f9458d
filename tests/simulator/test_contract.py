"""What WeChat refuses is refused here with its code: one row a rule, each naming its section of the fact sheet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.simulator.account import A_DAY, A_DAY_TESTING, ABILITIES, Kind
from bot.simulator.api.codes import TEXTS
from bot.simulator.api.pages import AUTHORIZE, PageError
from bot.simulator.api.server import ROUTES
from bot.simulator.phone import Phone
from bot.simulator.platform import Platform
from bot.simulator.state import Media
from tests.simulator.kit import GUEST, Api, Times, Webhook, opened

CUSTOM, CARD = "/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"
NOTICE, TYPING = "/cgi-bin/message/subscribe/bizsend", "/cgi-bin/message/custom/typing"
MASS, MENU = "/cgi-bin/message/mass/sendall", "/cgi-bin/menu/create"
TAG, BLACKLIST = "/cgi-bin/tags", "/cgi-bin/tags/members/getblacklist"
TEXT = {"touser": GUEST, "msgtype": "text", "text": {"content": "好"}}
DATA = {
    "thing1": {"value": "小二家客栈"},
    "time3": {"value": "2026年12月24日 14:00"},
    "amount4": {"value": "¥688.00"},
    "phrase5": {"value": "已确认"},
}
ARRIVAL = {"touser": GUEST, "template_id": "T-arrival", "data": DATA}
PAGE = f"{AUTHORIZE}?appid=wx0123456789abcdef&redirect_uri=https%3A%2F%2Finn.example%2Fgo%3Fa%3D1&response_type=code"


@dataclass(frozen=True)
class Scene:
    """What a row may act on before its call."""

    platform: Platform
    guest: Phone
    times: Times


async def nothing(scene: Scene) -> None:
    pass


async def wrote(scene: Scene) -> None:
    await scene.guest.say("在吗")


async def wrote_two_days_ago(scene: Scene) -> None:
    await scene.guest.say("在吗")
    scene.times.wind(hours=48)


async def tapped_a_minute_ago(scene: Scene) -> None:
    await scene.guest.click("MENU")
    scene.times.wind(minutes=1)


async def scanned_from_the_menu(scene: Scene) -> None:
    scene.times.wind(minutes=5)
    await scene.guest.scan_in_chat("SCAN", "https://example.com")


async def chose_pictures(scene: Scene) -> None:
    scene.times.wind(minutes=5)
    await scene.guest.choose_pictures("PIC", "0123456789abcdef")


async def chose_a_place(scene: Scene) -> None:
    scene.times.wind(minutes=5)
    await scene.guest.choose_place("PLACE", 25.7, 100.2, "才村码头")


async def gone(scene: Scene) -> None:
    await scene.guest.say("再见")
    await scene.guest.unfollow()


async def shut_out(scene: Scene) -> None:
    await scene.guest.say("在吗")
    scene.platform.blacklist(GUEST)


async def silenced(scene: Scene) -> None:
    await scene.guest.say("在吗")
    scene.platform.state.user(GUEST).silenced = True


async def refused_the_notice(scene: Scene) -> None:
    await scene.guest.answer_notice_box("T-arrival")
    await scene.guest.refuse_notices("T-arrival")


async def has_a_voice_and_a_still(scene: Scene) -> None:
    await scene.guest.say("在吗")
    state = scene.platform.state
    for name, kind in (("voice-1", "voice"), ("thumb-1", "thumb"), ("video-1", "video")):
        state.media[name] = Media(kind, name, "audio/amr", b"x", state.now())


def on(kind: Kind, before: Callable[[Scene], Awaitable[None]] = wrote) -> Callable[[Scene], Awaitable[None]]:
    """An account of this kind, after what happened before."""

    async def arranged(scene: Scene) -> None:
        await before(scene)
        scene.platform.account = replace(scene.platform.account, kind=kind)

    return arranged


@dataclass(frozen=True)
class Row:
    """A rule: after `before`, `path` called with `body` answers `code`."""

    rule: str
    path: str
    body: Mapping[str, Any] = field(default_factory=dict)
    code: int = 0
    before: Callable[[Scene], Awaitable[None]] = nothing


def custom(kind: str, part: Mapping[str, Any], **more: object) -> dict[str, Any]:
    return {"touser": GUEST, "msgtype": kind, kind: part, **more}


def card(**more: object) -> dict[str, Any]:
    return {**ARRIVAL, **more}


def menu(*hosts: str) -> dict[str, Any]:
    buttons = [{"type": "view", "name": "去", "url": host} for host in hosts]
    return {"button": [{"name": "页面", "sub_button": buttons}]}


ROWS = (
    Row("§5 a follow opens a minute", CUSTOM, TEXT),
    Row("§5 48 hours after a message", CUSTOM, TEXT, 45015, wrote_two_days_ago),
    Row("§5 a minute after a tap", CUSTOM, TEXT, 45015, tapped_a_minute_ago),
    Row("§5 a scan from the menu opens a minute", CUSTOM, TEXT, 0, scanned_from_the_menu),
    Row("§5 pictures from the menu open nothing", CUSTOM, TEXT, 45015, chose_pictures),
    Row("§5 a place from the menu opens nothing", CUSTOM, TEXT, 45015, chose_a_place),
    Row("§5 who left", CUSTOM, TEXT, 43004, gone),
    Row("§5 who is on the blacklist", CUSTOM, TEXT, 43019, shut_out),
    Row("§5 who takes no messages", CUSTOM, TEXT, 48002, silenced),
    Row("§5 an openid of another account", CUSTOM, {**TEXT, "touser": "oElsewhere"}, 40003, wrote),
    Row("§5 an unknown agent", CUSTOM, {**TEXT, "customservice": {"kf_account": "a@b"}}, 61451, wrote),
    Row("§5 too long", CUSTOM, custom("text", {"content": "房" * 683}), 45002, wrote),
    Row(
        "§5 two articles",
        CUSTOM,
        custom("news", {"articles": [{"title": "一"}, {"title": "二"}]}),
        45008,
        wrote,
    ),
    Row("§5 one article", CUSTOM, custom("news", {"articles": [{"title": "一"}]}), 0, wrote),
    Row(
        "§5 a voice sent as a picture",
        CUSTOM,
        custom("image", {"media_id": "voice-1"}),
        40007,
        has_a_voice_and_a_still,
    ),
    Row("§5 a voice", CUSTOM, custom("voice", {"media_id": "voice-1"}), 0, has_a_voice_and_a_still),
    Row(
        "§5 a film with its still",
        CUSTOM,
        custom("video", {"media_id": "video-1", "thumb_media_id": "thumb-1"}),
        0,
        has_a_voice_and_a_still,
    ),
    Row("§5 music without its addresses", CUSTOM, custom("music", {"title": "雨"}), 40035, wrote),
    Row(
        "§5 music",
        CUSTOM,
        custom(
            "music",
            {
                "musicurl": "http://a.example/1",
                "hqmusicurl": "http://a.example/2",
                "thumb_media_id": "thumb-1",
            },
        ),
        0,
        has_a_voice_and_a_still,
    ),
    Row(
        "§5 a mini-program without its page",
        CUSTOM,
        custom("miniprogrampage", {"title": "订房"}),
        40035,
        wrote,
    ),
    Row("§5 a coupon", CUSTOM, custom("wxcard", {"card_id": "p1"}), 0, wrote),
    Row("§5 an unheard-of kind", CUSTOM, custom("poem", {}), 40008, wrote),
    Row(
        "§5 a message menu on a test account",
        CUSTOM,
        custom("msgmenu", {"list": [{"id": "1", "content": "好"}]}),
        40200,
        on("test"),
    ),
    Row(
        "§5 typing twice a breath after nobody wrote",
        TYPING,
        {"touser": GUEST, "command": "Typing"},
        45080,
        tapped_a_minute_ago,
    ),
    Row("§6.1 a card needs no window", CARD, ARRIVAL, 0, wrote_two_days_ago),
    Row("§6.1 a template of nobody", CARD, card(template_id="T-else"), 40037),
    Row("§6.1 who left", CARD, ARRIVAL, 43004, gone),
    Row("§6.1 a thing of 21 letters", CARD, card(data={**DATA, "thing1": {"value": "字" * 21}}), 47003),
    Row("§6.1 a phrase that is none", CARD, card(data={**DATA, "phrase5": {"value": "13笔"}}), 47003),
    Row("§6.1 a line break", CARD, card(data={**DATA, "thing1": {"value": "两\n行"}}), 47003),
    Row("§6.1 a field left out", CARD, card(data={"thing1": DATA["thing1"]}), 47003),
    Row("§6.1 a mini-program without an appid", CARD, card(miniprogram={"pagepath": "index"}), 41030),
    Row(
        "§6.1 a page path from the root",
        CARD,
        card(miniprogram={"appid": "wx1", "pagepath": "/index"}),
        41030,
    ),
    Row("§6.1 a page", CARD, card(miniprogram={"appid": "wx1", "pagepath": "index?a=1"})),
    Row(
        "§6.1 free words on a test account",
        CARD,
        card(data={**DATA, "phrase5": {"value": "13笔"}}),
        0,
        on("test"),
    ),
    Row("§6.2 no tick", NOTICE, ARRIVAL, 43101),
    Row("§6.2 switched off after the tick", NOTICE, ARRIVAL, 43101, refused_the_notice),
    Row(
        "§6.3 a tag of nobody",
        MASS,
        {"filter": {"tag_id": 7}, "msgtype": "text", "text": {"content": "好"}},
        45159,
    ),
    Row("§7 four domains in a menu", MENU, menu(*(f"https://{one}.example" for one in "abcd")), 65316),
    Row("§7 three domains in a menu", MENU, menu(*(f"https://{one}.example" for one in "abc"))),
    Row("§7 no address in a menu", MENU, menu("weixin:go"), 65317),
    Row("§7 a tag of WeChat's", f"{TAG}/update", {"tag": {"id": 2, "name": "星标"}}, 45058),
    Row("§7 a tag that is none", f"{TAG}/delete", {"tag": {"id": 700}}, 45159),
    Row(
        "§7 a remark of 30 letters",
        "/cgi-bin/user/info/updateremark",
        {"openid": GUEST, "remark": "长" * 30},
        40035,
    ),
    Row("§7 101 profiles", "/cgi-bin/user/info/batchget", {"user_list": [{"openid": GUEST}] * 101}, 40032),
    Row("§9 a quota of no interface", "/cgi-bin/openapi/quota/get", {"cgi_path": "/cgi-bin/none"}, 76021),
)


@pytest.mark.parametrize("row", ROWS, ids=[row.rule for row in ROWS])
async def test_rule_of_the_contract_holds(
    api: Api, platform: Platform, guest: Phone, times: Times, row: Row
) -> None:
    await row.before(Scene(platform, guest, times))
    assert (await api.post(row.path, **row.body)).get("errcode", 0) == row.code
    await platform.settled()


# --- which account has which interface (house.md §2) ---

HARMLESS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "custom": ("/cgi-bin/customservice/getkflist", {}),
    "template": ("/cgi-bin/template/get_all_private_template", {}),
    "notice": (NOTICE, ARRIVAL),
    "qrcode": (
        "/cgi-bin/qrcode/create",
        {"action_name": "QR_SCENE", "action_info": {"scene": {"scene_id": 1}}},
    ),
    "menu": ("/cgi-bin/menu/get", {}),
    "media": ("/cgi-bin/media/get", {}),
    "people": ("/cgi-bin/user/get", {}),
    "mass": (MASS, {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "好"}}),
    "pages": ("/sns/oauth2/access_token", {}),
}


@pytest.mark.parametrize("ability", sorted(HARMLESS))
@pytest.mark.parametrize("kind", sorted(ABILITIES))
async def test_an_account_without_the_permission_gets_48001(
    api: Api, platform: Platform, guest: Phone, kind: Kind, ability: str
) -> None:
    platform.account = replace(platform.account, kind=kind)
    path, body = HARMLESS[ability]
    answer = await (api.post(path, **body) if body else api.get(path))
    assert (answer.get("errcode") == 48001) is (ability not in ABILITIES[kind])
    await platform.settled()


async def test_every_interface_with_a_permission_is_tried_by_the_table_above() -> None:
    assert {route.ability for route in ROUTES} - {None} == set(HARMLESS)


async def test_daily_numbers_are_of_interfaces_that_are_served() -> None:
    """§9: a number for a path nobody serves would guard nothing."""
    assert (A_DAY.keys() | A_DAY_TESTING.keys()) <= {route.path for route in ROUTES}


# --- errors on demand (§13) ---


@pytest.mark.parametrize("code", sorted(TEXTS))
async def test_any_code_can_be_ordered_once_and_says_what_wechat_says(
    api: Api, platform: Platform, guest: Phone, code: int
) -> None:
    platform.fail_next(CUSTOM, errcode=code)
    refused = await api.post(CUSTOM, **TEXT)
    assert (refused["errcode"], refused["errmsg"].split(" rid: ")[0]) == (code, TEXTS[code])
    assert (await api.post(CUSTOM, **TEXT))["errcode"] == 0


async def test_an_address_outside_the_whitelist_gets_no_token_and_is_told_its_own(
    api: Api, platform: Platform
) -> None:
    """§4, 40164: the owner has to be shown which address to add."""
    platform.trust_only("203.0.113.7")
    refused = await api.token()
    assert refused["errcode"] == 40164
    assert refused["errmsg"].startswith("invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist")
    platform.trust_only("203.0.113.7", "127.0.0.1")
    assert "access_token" in await api.token()


# --- what follows a send (§2, §6) ---


async def test_a_card_that_wechat_loses_is_taken_and_told_of_afterwards(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    platform.lose_next_cards()
    assert (await api.post(CARD, **ARRIVAL))["errcode"] == 0
    await platform.settled()
    assert opened(platform, webhook.bodies[-1])["Status"] == "failed: system failed"
    assert guest.messages == ()
    await api.post(CARD, **ARRIVAL)
    await platform.settled()
    assert opened(platform, webhook.bodies[-1])["Status"] == "success"


async def test_a_card_loses_its_emoji_without_a_word(api: Api, platform: Platform, guest: Phone) -> None:
    """§6.1, since 2023-05."""
    await api.post(CARD, **card(data={**DATA, "thing1": {"value": "小二家🏡客栈"}}))
    await platform.settled()
    assert "门店：小二家客栈" in guest.messages[-1].text


async def test_a_mass_message_that_is_advertising_reaches_nobody(
    api: Api, platform: Platform, webhook: Webhook, guest: Phone
) -> None:
    platform.judge_next_mass("err(10001)")
    body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": "八折"}}
    assert (await api.post(MASS, **body))["errcode"] == 0
    await platform.settled()
    told = opened(platform, webhook.bodies[-1])
    assert (told["Status"], told["SentCount"], guest.messages) == ("err(10001)", "0", ())


# --- web pages (§7) ---


async def _exchange(api: Api, code: str, **more: str) -> Mapping[str, Any]:
    account = api.platform.account
    query = {
        "appid": account.appid,
        "secret": account.secret,
        "grant_type": "authorization_code",
        "code": code,
    }
    async with api.session.get(f"{api.base}/sns/oauth2/access_token", params=query | more) as answer:
        return dict(await answer.json())


def _code(address: str) -> str:
    return address.partition("code=")[2].partition("&")[0]


async def test_a_page_learns_who_opened_it_once_and_within_five_minutes(
    api: Api, guest: Phone, times: Times
) -> None:
    address = guest.open_page(f"{PAGE}&scope=snsapi_base&state=B23#wechat_redirect")
    assert address.startswith("https://inn.example/go?a=1&code=")
    assert address.endswith("&state=B23")
    told = await _exchange(api, _code(address))
    assert (told["openid"], told["scope"], "is_snapshotuser" in told) == (GUEST, "snsapi_base", False)
    assert (await _exchange(api, _code(address)))["errcode"] == 40163
    assert (await _exchange(api, "never-given"))["errcode"] == 40029
    assert (await _exchange(api, _code(address), secret="wrong"))["errcode"] == 40125
    late = guest.open_page(f"{PAGE}&scope=snsapi_base#wechat_redirect")
    times.machine.at += 300
    assert (await _exchange(api, _code(late)))["errcode"] == 42003


async def test_a_page_that_is_only_looked_at_learns_an_openid_of_nobody(api: Api, guest: Phone) -> None:
    address = guest.open_page(f"{PAGE}&scope=snsapi_userinfo#wechat_redirect", snapshot=True)
    told = await _exchange(api, _code(address))
    assert (told["is_snapshotuser"], told["openid"] == GUEST) == (1, False)


async def test_the_token_of_a_page_opens_no_interface(api: Api, guest: Phone) -> None:
    address = guest.open_page(f"{PAGE}&scope=snsapi_base#wechat_redirect")
    token = (await _exchange(api, _code(address)))["access_token"]
    assert (await api.raw(f"{CUSTOM}?access_token={token}", TEXT))["errcode"] == 40001


@pytest.mark.parametrize(
    "link",
    [
        f"{PAGE}&scope=snsapi_base",
        f"{PAGE}&scope=snsapi_all#wechat_redirect",
        f"{PAGE}&scope=snsapi_base&state=no-dash#wechat_redirect",
        f"{PAGE.replace('wx0123456789abcdef', 'wxother')}&scope=snsapi_base#wechat_redirect",
        f"{PAGE.replace('inn.example', 'elsewhere.example')}&scope=snsapi_base#wechat_redirect",
    ],
)
async def test_a_wrong_link_stops_at_wechats_own_page(platform: Platform, guest: Phone, link: str) -> None:
    platform.state.page_domain = "inn.example"
    with pytest.raises(PageError):
        guest.open_page(link)


# --- WeCom (§8) ---


async def _to_app(api: Api, content: str) -> int:
    async with api.session.get(f"{api.base}/cgi-bin/gettoken?corpid=ww1&corpsecret=s") as answer:
        token = (await answer.json())["access_token"]
    body = {"touser": "lixiao", "msgtype": "text", "agentid": 7, "text": {"content": content}}
    return int((await api.raw(f"/cgi-bin/message/send?access_token={token}", body))["errcode"])


async def test_an_app_that_does_not_trust_our_address_says_which_it_is(api: Api, platform: Platform) -> None:
    platform.add_app("ww1", 7, "s", ["lixiao"])
    assert platform.state.app is not None
    platform.state.app.trusts_us = False
    assert await _to_app(api, "12号") == 60020


async def test_members_read_thirty_a_minute_and_a_thousand_an_hour_and_the_rest_is_lost(
    api: Api, platform: Platform, times: Times
) -> None:
    platform.add_app("ww1", 7, "s", ["lixiao"])
    assert [await _to_app(api, f"{number}") for number in range(31)] == [0] * 31
    assert len(platform.told_in_app) == 30
    assert platform.state.app is not None
    platform.state.app.shown_at["lixiao"] = [times.machine.at - 120.0] * 1_000
    assert await _to_app(api, "第1001条") == 0
    assert len(platform.told_in_app) == 30
    times.machine.at += 3_600
    assert await _to_app(api, "又能看到了") == 0
    assert len(platform.told_in_app) == 31


async def test_the_robot_says_twenty_things_a_minute(api: Api, platform: Platform, times: Times) -> None:
    platform.add_robot("key-1")
    said = {"msgtype": "text", "text": {"content": "12号"}}
    robot = "/cgi-bin/webhook/send?key="
    codes = [(await api.raw(robot + "key-1", said))["errcode"] for _ in range(21)]
    assert codes == [0] * 20 + [45009]
    times.machine.at += 60
    assert (await api.raw(robot + "key-1", said))["errcode"] == 0
    assert (await api.raw(robot + "key-2", said))["errcode"] == 93000
    platform.remove_robot()
    assert (await api.raw(robot + "key-1", said))["errcode"] == 93008


# --- people, tags, quotas (§7, §9) ---


async def test_followers_are_read_a_hundred_at_a_time_with_their_remarks(api: Api, guest: Phone) -> None:
    assert (await api.post("/cgi-bin/user/info/updateremark", openid=GUEST, remark="302王女士"))[
        "errcode"
    ] == 0
    rows = (await api.post("/cgi-bin/user/info/batchget", user_list=[{"openid": GUEST}]))["user_info_list"]
    assert [(row["subscribe"], row["remark"], row["nickname"]) for row in rows] == [(1, "302王女士", "")]


async def test_the_blacklist_can_be_read(api: Api, platform: Platform, guest: Phone) -> None:
    platform.blacklist(GUEST)
    assert (await api.post(BLACKLIST, begin_openid=""))["data"]["openid"] == [GUEST]


async def test_a_tag_is_renamed_and_goes_with_everybody_who_had_it(api: Api, guest: Phone) -> None:
    tag = (await api.post(f"{TAG}/create", tag={"name": "老客"}))["tag"]["id"]
    await api.post(f"{TAG}/members/batchtagging", tagid=tag, openid_list=[GUEST])
    assert (await api.post(f"{TAG}/update", tag={"id": tag, "name": "回头客"}))["errcode"] == 0
    assert (await api.get(f"{TAG}/get"))["tags"] == [{"id": tag, "name": "回头客", "count": 1}]
    assert (await api.post(f"{TAG}/delete", tag={"id": tag}))["errcode"] == 0
    assert (await api.post(f"{TAG}/getidlist", openid=GUEST))["tagid_list"] == []


async def test_what_is_left_of_a_quota_can_be_asked_and_cleared_by_the_secret(
    api: Api, platform: Platform, guest: Phone
) -> None:
    ask = ("/cgi-bin/openapi/quota/get", {"cgi_path": CUSTOM})
    await api.post(CUSTOM, **TEXT)
    assert (await api.post(ask[0], **ask[1]))["quota"] == {
        "daily_limit": 500_000,
        "used": 1,
        "remain": 499_999,
    }
    account = platform.account
    wrong = {"appid": account.appid, "appsecret": "wrong"}
    assert (await api.raw("/cgi-bin/clear_quota/v2", wrong))["errcode"] == 40125
    assert (await api.raw("/cgi-bin/clear_quota/v2", {**wrong, "appsecret": account.secret}))["errcode"] == 0
    assert (await api.post(ask[0], **ask[1]))["quota"]["used"] == 0
