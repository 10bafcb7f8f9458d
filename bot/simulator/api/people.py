"""Followers and their tags. A profile holds no name and no picture, as WeChat gives none since 2021."""

from __future__ import annotations

from bot.simulator.api.call import OK, ApiError, Call, Result, known, part_in, text_in
from bot.simulator.state import State, User

PAGE, BATCH = 10_000, 100


def info(state: State, call: Call) -> Result:
    """user/info."""
    return _profile(known(state, call.query.get("openid")))


def infos(state: State, call: Call) -> Result:
    """user/info/batchget: a hundred at a time."""
    listed = call.body.get("user_list")
    if not isinstance(listed, list) or not 1 <= len(listed) <= BATCH:
        raise ApiError(40032, "invalid openid list size")
    users = [known(state, one.get("openid") if isinstance(one, dict) else None) for one in listed]
    return {"user_info_list": [_profile(user) for user in users]}


def remark(state: State, call: Call) -> Result:
    """user/info/updateremark: what the house calls a follower, up to 30 letters."""
    user, given = known(state, call.body.get("openid")), call.body.get("remark")
    if not isinstance(given, str) or len(given) >= 30:
        raise ApiError(40035, "invalid remark")
    user.remark = given
    return dict(OK)


def blacklist(state: State, call: Call) -> Result:
    """tags/members/getblacklist: whom the owner has shut out."""
    return _page([user for user in state.users.values() if user.blacklisted], "")


def _profile(user: User) -> dict[str, object]:
    if not user.following or user.followed_at is None:
        return {"subscribe": 0, "openid": user.openid}
    return {
        "subscribe": 1,
        "openid": user.openid,
        "nickname": "",
        "sex": 0,
        "language": user.language,
        "headimgurl": "",
        "subscribe_time": int(user.followed_at.timestamp()),
        "remark": user.remark,
        "groupid": user.tags[0] if user.tags else 0,
        "tagid_list": list(user.tags),
        "subscribe_scene": "ADD_SCENE_QR_CODE" if user.scene else "ADD_SCENE_SEARCH",
        "qr_scene": 0,
        "qr_scene_str": user.scene,
    }


def followers(state: State, call: Call) -> Result:
    """user/get: ten thousand a page, from behind `next_openid`."""
    return _page([user for user in state.users.values() if user.following], call.query.get("next_openid", ""))


def create_tag(state: State, call: Call) -> Result:
    name = _new_name(state, call)
    if len(state.tags) >= 100:
        raise ApiError(45056, "too many tag now, no need to add new")
    tag_id = max(state.tags, default=99) + 1
    state.tags[tag_id] = name
    return {"tag": {"id": tag_id, "name": name}}


def rename_tag(state: State, call: Call) -> Result:
    """tags/update."""
    tag = _own_tag(state, part_in(call.body, "tag").get("id"))
    state.tags[tag] = _new_name(state, call)
    return dict(OK)


def delete_tag(state: State, call: Call) -> Result:
    """tags/delete: off everybody who had it; a tag of 100,000 people would answer 45057."""
    tag = _own_tag(state, part_in(call.body, "tag").get("id"))
    del state.tags[tag]
    for user in state.users.values():
        user.tags = [one for one in user.tags if one != tag]
    return dict(OK)


def _new_name(state: State, call: Call) -> str:
    name = text_in(part_in(call.body, "tag"), "name", 45158)
    if len(name.encode()) > 30:
        raise ApiError(45158, "tag name too long")
    if name in state.tags.values():
        raise ApiError(45157, "invalid tag name")
    return name


def _own_tag(state: State, tag: object) -> int:
    """A tag the account made itself: 0, 1 and 2 are WeChat's. Raises ApiError."""
    if tag in {0, 1, 2}:
        raise ApiError(45058, "can't modify sys tag")
    if not isinstance(tag, int) or tag not in state.tags:
        raise ApiError(45159, "invalid tag id")
    return tag


def list_tags(state: State, call: Call) -> Result:
    rows = [{"id": tag, "name": name, "count": len(_tagged(state, tag))} for tag, name in state.tags.items()]
    return {"tags": rows}


def tag_members(state: State, call: Call) -> Result:
    """tags/members/batchtagging: at most 50 people, each with at most 20 tags."""
    tag, users = _batch(state, call)
    if any(tag not in user.tags and len(user.tags) >= 20 for user in users):
        raise ApiError(45059, "can't add more than 20 tags to a user")
    for user in users:
        if tag not in user.tags:
            user.tags.append(tag)
    return dict(OK)


def untag_members(state: State, call: Call) -> Result:
    tag, users = _batch(state, call)
    for user in users:
        if tag in user.tags:
            user.tags.remove(tag)
    return dict(OK)


def tagged(state: State, call: Call) -> Result:
    """user/tag/get."""
    return _page(_tagged(state, _tag(state, call)), str(call.body.get("next_openid", "")))


def tags_of(state: State, call: Call) -> Result:
    """tags/getidlist."""
    return {"tagid_list": list(known(state, call.body.get("openid")).tags)}


def _tag(state: State, call: Call) -> int:
    tag = call.body.get("tagid")
    if not isinstance(tag, int) or tag not in state.tags:
        raise ApiError(45159, "invalid tag id")
    return tag


def _tagged(state: State, tag: int) -> list[User]:
    return [user for user in state.users.values() if tag in user.tags]


def _batch(state: State, call: Call) -> tuple[int, list[User]]:
    tag, listed = _tag(state, call), call.body.get("openid_list")
    if not isinstance(listed, list) or not 1 <= len(listed) <= 50:
        raise ApiError(40032, "invalid openid list size")
    users = [known(state, one) for one in listed]
    if any(not user.following for user in users):
        raise ApiError(49003, "not match openid with appid")
    return tag, users


def _page(users: list[User], after: str) -> Result:
    openids = [user.openid for user in users]
    if after and after not in openids:
        raise ApiError(40003)
    page = openids[openids.index(after) + 1 :][:PAGE] if after else openids[:PAGE]
    rows: dict[str, object] = {"data": {"openid": page}} if page else {}
    return {"total": len(users), "count": len(page), **rows, "next_openid": page[-1] if page else ""}
