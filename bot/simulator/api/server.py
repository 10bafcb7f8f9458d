"""The HTTP face of the API: routes, token, permission, quota, ordered faults, log. Never reads a message."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from aiohttp import BodyPartReader, web

from bot.simulator.api import console, custom, mass, media, pages, people, robot, templates, wecom_app
from bot.simulator.api.call import ApiError, Call, File, Result, Route
from bot.simulator.courier import Courier
from bot.simulator.faults import Fault
from bot.simulator.state import LETTERS, State

ROUTES: tuple[Route, ...] = (
    Route("GET", "/cgi-bin/token", console.token, with_token=False),
    Route("POST", "/cgi-bin/stable_token", console.stable_token, with_token=False),
    Route("POST", "/cgi-bin/message/custom/send", custom.send, "custom"),
    Route("POST", "/cgi-bin/message/custom/typing", custom.typing, "custom"),
    Route("GET", "/cgi-bin/customservice/getkflist", custom.agents, "custom"),
    Route("POST", "/cgi-bin/message/template/send", templates.send, "template"),
    Route("GET", "/cgi-bin/template/get_all_private_template", templates.listed, "template"),
    Route("POST", "/cgi-bin/message/subscribe/bizsend", templates.notify, "notice"),
    Route("POST", "/cgi-bin/message/mass/sendall", mass.send_all, "mass"),
    Route("POST", "/cgi-bin/message/mass/send", mass.send_list, "mass"),
    Route("POST", "/cgi-bin/message/mass/preview", mass.preview, "mass"),
    Route("POST", "/cgi-bin/media/upload", media.upload, "media"),
    Route("GET", "/cgi-bin/media/get", media.download, "media"),
    Route("GET", media.FILM, media.film, with_token=False),
    Route("POST", "/cgi-bin/menu/create", console.create_menu, "menu"),
    Route("GET", "/cgi-bin/menu/get", console.get_menu, "menu"),
    Route("GET", "/cgi-bin/menu/delete", console.delete_menu, "menu"),
    Route("GET", "/cgi-bin/get_current_selfmenu_info", console.current_menu),
    Route("GET", "/cgi-bin/get_current_autoreply_info", console.current_auto_reply),
    Route("POST", "/cgi-bin/qrcode/create", console.create_code, "qrcode"),
    Route("GET", "/cgi-bin/user/info", people.info, "people"),
    Route("POST", "/cgi-bin/user/info/batchget", people.infos, "people"),
    Route("POST", "/cgi-bin/user/info/updateremark", people.remark, "people"),
    Route("GET", "/cgi-bin/user/get", people.followers, "people"),
    Route("POST", "/cgi-bin/tags/members/getblacklist", people.blacklist, "people"),
    Route("POST", "/cgi-bin/user/tag/get", people.tagged, "people"),
    Route("POST", "/cgi-bin/tags/create", people.create_tag, "people"),
    Route("GET", "/cgi-bin/tags/get", people.list_tags, "people"),
    Route("POST", "/cgi-bin/tags/update", people.rename_tag, "people"),
    Route("POST", "/cgi-bin/tags/delete", people.delete_tag, "people"),
    Route("POST", "/cgi-bin/tags/members/batchtagging", people.tag_members, "people"),
    Route("POST", "/cgi-bin/tags/members/batchuntagging", people.untag_members, "people"),
    Route("POST", "/cgi-bin/tags/getidlist", people.tags_of, "people"),
    Route("POST", "/cgi-bin/clear_quota", console.clear_quota),
    Route("POST", "/cgi-bin/clear_quota/v2", console.clear_quota_by_secret, with_token=False),
    Route("POST", "/cgi-bin/openapi/quota/get", console.quota),
    Route("GET", "/sns/oauth2/access_token", pages.exchange, "pages", with_token=False),
    Route("POST", "/cgi-bin/webhook/send", robot.send, with_token=False),  # WeCom's, on the same address
    Route("GET", "/cgi-bin/gettoken", wecom_app.token, with_token=False),
    Route("GET", "/cgi-bin/agent/get", wecom_app.about, with_token=False),
    Route("POST", "/cgi-bin/message/send", wecom_app.send, with_token=False),
)
_ESCAPED = re.compile(rb"(?<!\\)(?:\\\\)*\\u(?!00[01][0-9a-fA-F])[0-9a-fA-F]{4}")
_HTTP_ERROR = "<html><body>the simulator was told to fail</body></html>"


def application(state: State, courier: Courier) -> web.Application:
    """The API for one account; results that WeChat tells later are handed to `courier`."""
    server = _Server(state, courier, {route.path: route for route in ROUTES})
    app = web.Application(client_max_size=16 << 20)
    app.router.add_route("*", "/{path:.*}", server.answer)
    return app


class _Server:
    def __init__(self, state: State, courier: Courier, routes: Mapping[str, Route]) -> None:
        self._state, self._courier, self._routes = state, courier, routes

    async def answer(self, request: web.Request) -> web.StreamResponse:
        fault = self._state.faults.take(request.path, self._state.world.machine.seconds())
        if fault and fault.drop == "before":
            return self._dropped(request, "connection broken")
        if fault and fault.http is not None:
            self._state.note("api", request.path, "", f"HTTP {fault.http}")
            return web.Response(status=fault.http, text=_HTTP_ERROR, content_type="text/html")
        result, sent = await self._result(request, fault)
        self._state.note("api", request.path, sent, _summary(result))
        if fault and fault.drop == "after":
            self._courier.launch()
            return self._dropped(request, "done, then connection broken")
        response = _response(result)
        await response.prepare(request)
        await response.write_eof()
        self._courier.launch()  # only now: the result of a send follows its answer
        return response

    async def _result(self, request: web.Request, fault: Fault | None) -> tuple[Result, str]:
        sent = ""
        try:
            route = self._route(request)
            if fault and fault.errcode is not None:
                raise ApiError(fault.errcode, fault.errmsg)
            self._check(route, request)
            call, sent = await _call(route, request)
            return route.handler(self._state, call), sent
        except ApiError as error:
            rid = self._state.world.chance.token(8, LETTERS)
            text = f"{error.text} rid: {rid}"
            return {"errcode": error.code, "errmsg": text, **error.more}, sent

    def _route(self, request: web.Request) -> Route:
        route = self._routes.get(request.path)
        if route is None:
            raise ApiError(-1, f"the simulator has no {request.path}")
        if request.method != route.method:
            raise ApiError(43001 if route.method == "GET" else 43002, f"require {route.method} method")
        return route

    def _check(self, route: Route, request: web.Request) -> None:
        """Token, then permission, then the day's quota."""
        if route.with_token and (code := self._state.tokens.judge(request.query.get("access_token", ""))):
            raise ApiError(code)
        if route.ability and not self._state.account.may(route.ability):
            raise ApiError(48001)
        counted = (self._state.beijing().strftime("%Y-%m-%d"), route.path)
        limit = self._state.a_day(route.path)
        if limit is not None and self._state.used[counted] >= limit:
            raise ApiError(45009)
        self._state.used[counted] += 1

    def _dropped(self, request: web.Request, said: str) -> web.Response:
        self._state.note("api", request.path, "", said)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()


async def _call(route: Route, request: web.Request) -> tuple[Call, str]:
    """The call, and its body as the log may show it (never a secret)."""
    if route.method == "GET":
        return Call(request.query, base=str(request.url.origin()), ip=request.remote or ""), ""
    if request.content_type.startswith("multipart/"):
        return Call(request.query, upload=await _file(request)), "(a file)"
    raw = await request.read()
    call = Call(request.query, _object(raw), ip=request.remote or "")
    return call, raw.decode() if route.with_token or route.handler in (robot.send, wecom_app.send) else ""


def _object(raw: bytes) -> Mapping[str, Any]:
    if not raw:
        raise ApiError(44002)
    if _ESCAPED.search(raw):
        raise ApiError(40033, "invalid charset: write UTF-8, not \\uXXXX")
    try:
        body = json.loads(raw.decode())
    except ValueError as error:
        raise ApiError(47001) from error
    if not isinstance(body, dict):
        raise ApiError(47001)
    return body


async def _file(request: web.Request) -> File | None:
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "media":
            content_type = part.headers.get("Content-Type", "")
            return File(part.filename or "", content_type, bytes(await part.read()))
    return None


def _response(result: Result) -> web.Response:
    if isinstance(result, File):
        disposition = f'attachment; filename="{result.name}"'
        headers = {"Content-Type": result.content_type, "Content-Disposition": disposition}
        return web.Response(body=result.data, headers=headers)
    body = json.dumps(result, ensure_ascii=False).encode()
    return web.Response(body=body, headers={"Content-Type": "application/json; encoding=utf-8"})


def _summary(result: Result) -> str:
    if isinstance(result, File):
        return f"(file {result.name})"
    return "ok" if "access_token" in result else json.dumps(result, ensure_ascii=False)
