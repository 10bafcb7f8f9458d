"""Tokens, faults on demand, menu, codes, media, followers and quotas of the simulated API."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest

from bot.simulator.phone import EXPIRED_CODE, Phone
from bot.simulator.platform import Platform
from tests.simulator.kit import GUEST, OTHER, Api, Times, Webhook

CUSTOM = "/cgi-bin/message/custom/send"
USERS = "/cgi-bin/user/get"


async def _with(api: Api, token: str) -> int:
    """The errcode of a harmless call with this token."""
    async with api.session.get(api.base + USERS, params={"access_token": token}) as answer:
        return int((await answer.json()).get("errcode", 0))


# --- tokens ---


async def test_stable_token_is_the_same_until_five_minutes_before_its_end(api: Api, times: Times) -> None:
    first = await api.token()
    assert first["expires_in"] == 7200
    times.machine.at += 6900
    again = await api.token()
    assert (again["access_token"], again["expires_in"]) == (first["access_token"], 300)
    times.machine.at += 1
    new = await api.token()
    assert new["access_token"] != first["access_token"]
    assert [await _with(api, one["access_token"]) for one in (first, new)] == [0, 0]
    times.machine.at += 299
    assert [await _with(api, one["access_token"]) for one in (first, new)] == [42001, 0]


async def test_forced_refresh_kills_the_former_token_at_most_twenty_times_a_day(
    api: Api, times: Times
) -> None:
    first = (await api.token())["access_token"]
    second = (await api.token(force_refresh=True))["access_token"]
    assert [await _with(api, first), await _with(api, second)] == [40001, 0]
    assert (await api.token(force_refresh=True))["access_token"] == second  # within 30 seconds
    forced = set()
    for _ in range(25):
        times.machine.at += 30
        forced.add((await api.token(force_refresh=True))["access_token"])
    assert len(forced) == 19  # the 20th of the day was the last; later calls give it again
    times.machine.at += 86400
    assert (await api.token(force_refresh=True))["access_token"] not in forced


async def test_plain_token_is_new_each_time_and_apart_from_the_stable_one(api: Api, times: Times) -> None:
    account = api.platform.account
    query = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret}
    plain = []
    for _ in range(2):
        async with api.session.get(f"{api.base}/cgi-bin/token", params=query) as answer:
            plain.append((await answer.json())["access_token"])
    stable = (await api.token())["access_token"]
    assert [await _with(api, token) for token in (*plain, stable)] == [0, 0, 0]
    times.machine.at += 300
    assert [await _with(api, token) for token in (*plain, stable)] == [42001, 0, 0]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"grant_type": "password"}, 40002),
        ({"appid": "wx-another"}, 40013),
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
    ],
)
async def test_stable_token_refuses_wrong_credentials(api: Api, wrong: dict[str, str], code: int) -> None:
    assert (await api.token(**wrong))["errcode"] == code


async def test_token_errors_name_their_cause(api: Api, platform: Platform) -> None:
    good = (await api.token())["access_token"]
    assert [await _with(api, ""), await _with(api, "x"), await _with(api, good)] == [41001, 40001, 0]
    platform.expire_token()
    assert await _with(api, good) == 42001
    assert await _with(api, (await api.token())["access_token"]) == 0


async def test_no_secret_and_no_token_stands_in_the_log(api: Api, platform: Platform) -> None:
    good = (await api.token())["access_token"]
    await _with(api, good)
    written = repr(platform.log)
    assert platform.account.secret not in written
    assert good not in written


# --- trouble on demand ---


async def test_fail_next_answers_the_code_so_often_and_sends_nothing(
    api: Api, platform: Platform, guest: Phone
) -> None:
    platform.fail_next(CUSTOM, errcode=-1, times=2)
    assert [await api.text(GUEST, "好") for _ in range(3)] == [-1, -1, 0]
    assert len(guest.messages) == 1


async def test_fail_next_with_an_http_error(api: Api, platform: Platform) -> None:
    good = (await api.token())["access_token"]
    platform.fail_next(USERS, http=502)
    async with api.session.get(api.base + USERS, params={"access_token": good}) as answer:
        assert (answer.status, answer.content_type) == (502, "text/html")


@pytest.mark.parametrize(("drop", "arrived"), [("before", 0), ("after", 1)])
async def test_fail_next_with_a_broken_connection(
    api: Api, platform: Platform, guest: Phone, drop: str, arrived: int
) -> None:
    platform.fail_next(CUSTOM, drop="before" if drop == "before" else "after")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api.text(GUEST, "到了吗")
    assert len(guest.messages) == arrived


def test_fail_next_wants_one_kind_of_trouble_and_a_known_path(platform: Platform) -> None:
    with pytest.raises(ValueError, match="no /cgi-bin/typo"):
        platform.fail_next("/cgi-bin/typo", errcode=-1)
    with pytest.raises(ValueError, match="choose one"):
        platform.fail_next(CUSTOM)


async def test_offline_ends_by_machine_time(api: Api, platform: Platform, times: Times) -> None:
    platform.offline(60)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await api.token()
    times.machine.at += 60
    assert "access_token" in await api.token()


async def test_wrong_calls_are_refused(api: Api) -> None:
    good = (await api.token())["access_token"]
    assert (await api.post("/cgi-bin/nothing"))["errcode"] == -1
    assert (await api.get(CUSTOM))["errcode"] == 43002
    assert (await api.post(USERS))["errcode"] == 43001
    for body, code in ((b"", 44002), (b"{", 47001), (b"[]", 47001), (b"\xff{}", 47001)):
        async with api.session.post(f"{api.base}{CUSTOM}?access_token={good}", data=body) as answer:
            refused = await answer.json()
            assert (refused["errcode"], " rid: " in refused["errmsg"]) == (code, True)


# --- quotas ---


async def test_daily_quota_ends_at_midnight_in_beijing(api: Api, platform: Platform, times: Times) -> None:
    platform.limit_calls(USERS, 2)
    assert [(await api.get(USERS)).get("errcode", 0) for _ in range(3)] == [0, 0, 45009]
    times.wind(hours=12)
    assert "errcode" not in await api.get(USERS)


async def test_clear_quota_ten_times_a_month(api: Api, platform: Platform) -> None:
    platform.limit_calls(USERS, 1)
    await api.get(USERS)
    appid = platform.account.appid
    assert (await api.post("/cgi-bin/clear_quota", appid=appid))["errcode"] == 0
    assert "errcode" not in await api.get(USERS)
    codes = [(await api.post("/cgi-bin/clear_quota", appid=appid))["errcode"] for _ in range(10)]
    assert codes == [0] * 9 + [48006]


# --- menu ---


async def test_menu_is_made_read_and_deleted(api: Api, platform: Platform) -> None:
    sub = [{"type": "click", "name": "订单", "key": "ORDERS"}]
    menu = [
        {"name": "我的", "sub_button": sub},
        {"type": "view", "name": "地图", "url": "https://example.com"},
    ]
    platform.set_console(menu=[{"type": "text", "name": "旧的", "value": "欢迎"}])
    assert (await api.get("/cgi-bin/menu/get"))["errcode"] == 46003
    before = await api.get("/cgi-bin/get_current_selfmenu_info")
    assert before["selfmenu_info"]["button"][0]["name"] == "旧的"
    assert (await api.post("/cgi-bin/menu/create", button=menu))["errcode"] == 0
    assert (await api.get("/cgi-bin/menu/get"))["menu"]["button"] == menu
    now = await api.get("/cgi-bin/get_current_selfmenu_info")
    assert now["selfmenu_info"]["button"][0] == {"name": "我的", "sub_button": {"list": sub}}
    assert (await api.get("/cgi-bin/menu/delete"))["errcode"] == 0
    assert (await api.get("/cgi-bin/menu/get"))["errcode"] == 46003


@pytest.mark.parametrize(
    ("button", "code"),
    [
        ([], 40016),
        ([{"type": "click", "name": "一", "key": "k"}] * 4, 40016),
        ([{"type": "click", "name": "名字实在太长了", "key": "k"}], 40018),
        ([{"type": "dance", "name": "一"}], 40017),
        ([{"type": "click", "name": "一", "key": "k" * 129}], 40019),
        ([{"type": "view", "name": "一"}], 40020),
    ],
)
async def test_menu_create_refuses_a_wrong_menu(api: Api, button: list[dict[str, str]], code: int) -> None:
    assert (await api.post("/cgi-bin/menu/create", button=button))["errcode"] == code


async def test_auto_replies_of_the_console_can_be_read(api: Api, platform: Platform) -> None:
    platform.set_console(auto_reply={"is_autoreply_open": 1, "keyword_autoreply_info": {"list": []}})
    answer = await api.get("/cgi-bin/get_current_autoreply_info")
    assert (answer["is_autoreply_open"], answer["is_add_friend_reply_open"]) == (1, 0)


# --- QR codes ---


async def test_code_for_a_while_expires_in_house_time(
    api: Api, platform: Platform, webhook: Webhook, times: Times
) -> None:
    scene = {"scene": {"scene_str": "bk_7Kq"}}
    answer = await api.post(
        "/cgi-bin/qrcode/create", action_name="QR_STR_SCENE", expire_seconds=60, action_info=scene
    )
    assert (answer["expire_seconds"], len(answer["ticket"])) == (60, 96)
    phone = platform.phone(GUEST)
    assert (await phone.scan("bk_7Kq")).fields["Ticket"] == answer["ticket"]
    times.wind(seconds=60)
    assert (await phone.scan("bk_7Kq")).text == EXPIRED_CODE
    assert len(webhook.bodies) == 1


async def test_qrcode_create_refuses_what_is_out_of_range(api: Api, platform: Platform) -> None:
    async def code(action: str, scene: dict[str, object], **more: object) -> int:
        answer = await api.post(
            "/cgi-bin/qrcode/create", action_name=action, action_info={"scene": scene}, **more
        )
        return int(answer.get("errcode", 0))

    assert await code("QR_LIMIT_STR_SCENE", {"scene_str": "room_302"}) == 0
    assert await code("QR_SCENE", {"scene_id": 7}) == 0
    assert await code("QR_STR_SCENE", {"scene_str": "x" * 65}) == 40035
    assert await code("QR_LIMIT_SCENE", {"scene_id": 100_001}) == 40035
    assert await code("QR_STR_SCENE", {"scene_str": "x"}, expire_seconds=2_592_001) == 40035
    platform.account = replace(platform.account, kind="subscription")
    assert await code("QR_SCENE", {"scene_id": 7}) == 48001


# --- media ---


async def _upload(api: Api, kind: str, data: bytes, content_type: str) -> dict[str, object]:
    form = aiohttp.FormData()
    form.add_field("media", data, filename="map.jpg", content_type=content_type)
    good = (await api.token())["access_token"]
    url = f"{api.base}/cgi-bin/media/upload"
    async with api.session.post(url, params={"access_token": good, "type": kind}, data=form) as answer:
        return dict(await answer.json())


async def test_media_goes_up_and_comes_back_for_three_days(api: Api, guest: Phone, times: Times) -> None:
    media_id = str((await _upload(api, "image", b"\xff\xd8map", "image/jpeg"))["media_id"])
    good = (await api.token())["access_token"]
    query = {"access_token": good, "media_id": media_id}
    async with api.session.get(f"{api.base}/cgi-bin/media/get", params=query) as answer:
        assert (answer.content_type, await answer.read()) == ("image/jpeg", b"\xff\xd8map")
    image = {"touser": GUEST, "msgtype": "image", "image": {"media_id": media_id}}
    assert (await api.post(CUSTOM, **image))["errcode"] == 0
    assert guest.messages[-1].text == "[图片]"
    times.wind(days=3)
    assert (await api.get("/cgi-bin/media/get", media_id=media_id))["errcode"] == 40007


@pytest.mark.parametrize(
    ("kind", "size", "content_type", "code"),
    [
        ("poem", 1, "image/jpeg", 40004),
        ("image", 1, "text/plain", 40005),
        ("thumb", (64 << 10) + 1, "image/jpeg", 40006),
    ],
)
async def test_media_upload_refuses_wrong_files(
    api: Api, kind: str, size: int, content_type: str, code: int
) -> None:
    assert (await _upload(api, kind, b"x" * size, content_type))["errcode"] == code


async def test_phone_keeps_a_picture_that_wechat_forgets(api: Api, guest: Phone, times: Times) -> None:
    media_id = str((await _upload(api, "image", b"\xff\xd8map", "image/jpeg"))["media_id"])
    await api.post(CUSTOM, touser=GUEST, msgtype="image", image={"media_id": media_id})
    times.wind(days=4)
    assert guest.file(guest.messages[-1]) == b"\xff\xd8map"


async def test_media_of_a_test_account_goes_up_five_hundred_times_a_day(api: Api, platform: Platform) -> None:
    platform.account = replace(platform.account, kind="test")
    platform.state.used[platform.state.beijing().strftime("%Y-%m-%d"), "/cgi-bin/media/upload"] = 499
    assert "media_id" in await _upload(api, "image", b"x", "image/jpeg")
    assert (await _upload(api, "image", b"x", "image/jpeg"))["errcode"] == 45009


# --- people ---


async def test_user_info_gives_no_name(api: Api, platform: Platform) -> None:
    phone = platform.phone(GUEST)
    assert (await api.get("/cgi-bin/user/info", openid=GUEST))["subscribe"] == 0
    await phone.follow("room_302")
    info = await api.get("/cgi-bin/user/info", openid=GUEST)
    assert (info["subscribe"], info["nickname"], info["qr_scene_str"]) == (1, "", "room_302")
    assert (await api.get("/cgi-bin/user/info", openid="oNobody"))["errcode"] == 40003


async def test_user_get_pages_behind_an_openid(api: Api, platform: Platform, guest: Phone) -> None:
    await platform.phone(OTHER).follow()
    first = await api.get(USERS)
    assert (first["total"], first["data"]["openid"]) == (2, [GUEST, OTHER])
    assert (await api.get(USERS, next_openid=GUEST))["data"]["openid"] == [OTHER]
    last = await api.get(USERS, next_openid=OTHER)
    assert (last["count"], "data" in last) == (0, False)


async def test_tags_have_their_limits(api: Api, guest: Phone) -> None:
    created = [await api.post("/cgi-bin/tags/create", tag={"name": f"标签{number}"}) for number in range(101)]
    assert created[-1]["errcode"] == 45056
    ids = [one["tag"]["id"] for one in created[:-1]]
    batch = "/cgi-bin/tags/members/batchtagging"
    codes = [(await api.post(batch, tagid=tag, openid_list=[GUEST]))["errcode"] for tag in ids[:21]]
    assert codes == [0] * 20 + [45059]
    assert (await api.post("/cgi-bin/tags/getidlist", openid=GUEST))["tagid_list"] == ids[:20]
    assert (await api.post("/cgi-bin/user/tag/get", tagid=ids[0]))["data"]["openid"] == [GUEST]
    assert (await api.post(batch, tagid=ids[0], openid_list=[GUEST] * 51))["errcode"] == 40032
    untag = "/cgi-bin/tags/members/batchuntagging"
    assert (await api.post(untag, tagid=ids[0], openid_list=[GUEST]))["errcode"] == 0
    assert [tag["count"] for tag in (await api.get("/cgi-bin/tags/get"))["tags"][:2]] == [0, 1]
    for name, code in (("标签1", 45157), ("长" * 11, 45158)):
        assert (await api.post("/cgi-bin/tags/create", tag={"name": name}))["errcode"] == code


async def test_private_templates_are_listed_as_the_console_has_them(api: Api) -> None:
    listed = (await api.get("/cgi-bin/template/get_all_private_template"))["template_list"]
    assert [(row["template_id"], row["title"]) for row in listed] == [("T-arrival", "入住提醒")]
    assert (await api.get("/cgi-bin/customservice/getkflist"))["kf_list"] == []
