"""WeChat's API, asynchronously: wechatpy's endpoint classes over our own transport and token.

Importing this costs half a second (wechatpy, requests): only what really calls WeChat does so. Never use what
wechatpy does synchronously: `media.get_url`, `qrcode.show`, `jsapi`'s tickets.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from wechatpy.client import WeChatClient

from bot.wechat.failures import Declined, Unanswered, Unreached
from bot.wechat.files import ENDINGS
from bot.wechat.token import TokenSource
from bot.wechat.transport import FILE_TIMEOUT, Call, perform, read_whole
from store.shared import Shared
from store.world import World

OFFICIAL = "https://api.weixin.qq.com/"
TOKEN_REFUSED = frozenset({40001, 40014, 42001})
_TYPING_IGNORED = frozenset({45072, 45080, 45081})  # no contact in 30 s, or typing already
_MASS_KNOWN = 45065  # this clientmsgid was sent before
_FREE_TO_REPEAT = (
    "cgi-bin/stable_token",
    "cgi-bin/menu/create",
    "cgi-bin/message/custom/typing",
    "cgi-bin/media/upload",
)


class WeChatApi(WeChatClient):  # type: ignore[misc]  # wechatpy ships no types
    """One account's API: wechatpy's own methods, awaited (`await api.menu.create(...)`).

    All raise Declined, Unanswered and Unreached. `root` is another address for tests and the simulator.
    """

    def __init__(
        self,
        app_id: str,
        secret: str,
        session: aiohttp.ClientSession,
        store: Shared,
        world: World,
        root: str = OFFICIAL,
    ) -> None:
        # wechatpy's own __init__ would open a blocking session and a second token store.
        self.appid = app_id
        self.secret = secret
        self._session = session
        self._world = world
        self._root = root.rstrip("/") + "/"
        self._tokens = TokenSource(app_id, store, self._fetch_token, world.chance)

    @property
    def access_token(self) -> str:
        """Never here: wechatpy's `__new__` reads every property, and forgives an AttributeError only."""
        raise AttributeError("the token is fetched asynchronously")

    async def language_of(self, openid: str) -> str:
        """The language a follower's WeChat is set to, as WeChat writes it: zh_CN, en …"""
        info = await self.user.get(openid)
        return str(info.get("language") or "")

    async def send_text(self, to: str, text: str) -> dict[str, Any]:
        """One customer-service text. Not repeated once it left: a second copy would reach the guest."""
        return _mapping(await self.message.send_text(to, text))

    async def upload(self, kind: str, data: bytes, content_type: str) -> str:
        """Gives WeChat a file (`kind` image or voice) for three days; its media id."""
        name = f"{kind}.{ENDINGS[content_type]}"
        answer = _mapping(await self.media.upload(kind, (name, data, content_type)))
        if not isinstance(answer.get("media_id"), str):
            raise Unanswered("WeChat's answer to an upload holds no media id")
        return str(answer["media_id"])

    async def send_file(self, to: str, kind: str, media_id: str) -> dict[str, Any]:
        """One customer-service picture or voice message that was uploaded before. Not repeated once it left."""
        send = self.message.send_voice if kind == "voice" else self.message.send_image
        return _mapping(await send(to, media_id))

    async def typing(self, to: str, on: bool = True) -> None:
        """Shows or ends "typing…" for up to 15 s; does nothing where WeChat does not allow it now."""
        command = "Typing" if on else "CancelTyping"
        try:
            await self.post("message/custom/typing", data={"touser": to, "command": command})
        except Declined as declined:
            if declined.code not in _TYPING_IGNORED:
                raise

    async def send_template(
        self, to: str, template_id: str, data: Mapping[str, str], client_msg_id: str, url: str = ""
    ) -> dict[str, Any]:
        """One template message; the same `client_msg_id` within ten minutes is sent once only."""
        message: dict[str, Any] = {
            "touser": to,
            "template_id": template_id,
            "data": {name: {"value": value} for name, value in data.items()},
            "client_msg_id": client_msg_id,
        }
        if url:
            message["url"] = url
        return _mapping(await self.post("message/template/send", data=message))

    async def send_mass_text(self, tag_id: int, text: str, client_msg_id: str) -> str:
        """A text to all with a tag, once per `client_msg_id` (at most 64 bytes). Gives WeChat's msg id."""
        data = {
            "filter": {"is_to_all": False, "tag_id": tag_id},
            "msgtype": "text",
            "text": {"content": text},
            "clientmsgid": client_msg_id,
        }
        answer = await self.post("message/mass/sendall", data=data, accept=frozenset({_MASS_KNOWN}))
        sent = _mapping(answer)
        return str(sent.get("msg_id") or sent.get("msgid") or "")

    async def download(self, media_id: str, limit: int) -> AsyncIterator[bytes]:
        """A guest's picture or voice, in pieces. Raises Declined(40006) for more than `limit` bytes."""
        token = await self._tokens.current()
        for last in (False, True):
            try:
                async for piece in self._download(token, media_id, limit):
                    yield piece
                return
            except Declined as declined:
                if last or declined.code not in TOKEN_REFUSED:
                    raise
            token = await self._tokens.renew(token)

    async def _download(self, token: str, media_id: str, limit: int) -> AsyncIterator[bytes]:
        url, params = f"{self._root}cgi-bin/media/get", {"access_token": token, "media_id": media_id}
        try:
            async with self._session.get(url, params=params, timeout=FILE_TIMEOUT) as response:
                if not _is_json(response):
                    async for piece in _pieces(response, limit):
                        yield piece
                    return
                answer = json.loads(await read_whole(response.content, 65536), strict=False)
            self._check(answer, token)
            film = answer.get("video_url") if isinstance(answer, dict) else None
            if not isinstance(film, str) or not self._wechats_own(film):
                raise Declined(40007, "WeChat has no file for this media id")
            async with self._session.get(film, timeout=FILE_TIMEOUT, allow_redirects=False) as response:
                async for piece in _pieces(response, limit):
                    yield piece
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Unreached(f"no connection to WeChat ({type(error).__name__})") from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise Unanswered(f"the file did not arrive ({type(error).__name__})") from None

    def _wechats_own(self, url: str) -> bool:
        """Whether a film's address is one of WeChat's: nobody sends us elsewhere."""
        found = urlsplit(url)
        return found.scheme in ("http", "https") and (
            (found.hostname or "").endswith(".qq.com") or url.startswith(self._root)
        )

    async def _request(self, method: str, url_or_endpoint: str, **kwargs: Any) -> Any:
        """What all of wechatpy's endpoint classes call, so that they give an awaitable."""
        processor: Callable[[Any], Any] | None = kwargs.pop("result_processor", None)
        accept: frozenset[int] = kwargs.pop("accept", frozenset())
        token = await self._tokens.current()
        for last in (False, True):
            call = self._call(token, method, url_or_endpoint, kwargs)
            answer = await perform(self._session, call, self._world)
            try:
                self._check(answer, token, accept)
                return _processed(answer, processor)
            except Declined as declined:
                if last or declined.code not in TOKEN_REFUSED:
                    raise
            token = await self._tokens.renew(token)
        raise AssertionError("the second try returns or raises")

    def _call(self, token: str, method: str, endpoint: str, kwargs: Mapping[str, Any]) -> Call:
        url = self._address(endpoint, kwargs.get("api_base_url") or self.API_BASE_URL)
        params = {name: str(value) for name, value in (kwargs.get("params") or {}).items()}
        data = kwargs.get("data") if kwargs.get("data") is not None else kwargs.get("json")
        marked = isinstance(data, dict) and ("client_msg_id" in data or "clientmsgid" in data)
        repeatable = method.lower() == "get" or marked or url.endswith(_FREE_TO_REPEAT)
        form = _form(kwargs["files"], data) if kwargs.get("files") else None
        body = None if form else _body(data)
        return Call(method.upper(), url, {**params, "access_token": token}, body, form, repeatable)

    def _address(self, endpoint: str, base: str) -> str:
        url = endpoint if endpoint.startswith(("http://", "https://")) else base + endpoint
        return self._root + url.removeprefix(OFFICIAL) if url.startswith(OFFICIAL) else url

    def _check(self, answer: Any, token: str, accept: frozenset[int] = frozenset()) -> None:
        """Raises Declined for an errcode; brings the odd `base_resp` of some answers into one form."""
        if not isinstance(answer, dict):
            return
        if isinstance(answer.get("base_resp"), dict):
            answer.update(answer.pop("base_resp"))
        try:
            code = int(answer.get("errcode") or 0)
        except (TypeError, ValueError):
            raise Unanswered("WeChat's answer has an errcode that is no number") from None
        if code and code not in accept:
            raise Declined(code, self._without_secrets(str(answer.get("errmsg", "")), token))

    def _without_secrets(self, text: str, token: str) -> str:
        for secret in (token, self.secret):
            if secret:
                text = text.replace(secret, "***")
        return text[:300]

    async def _fetch_token(self) -> tuple[str, int]:
        body = _body({"grant_type": "client_credential", "appid": self.appid, "secret": self.secret})
        call = Call("POST", f"{self._root}cgi-bin/stable_token", {}, body, repeatable=True)
        answer = await perform(self._session, call, self._world)
        try:
            self._check(answer, "")
        except Declined as declined:
            raise Declined(declined.code, declined.text, at_token=True) from None
        if not isinstance(answer, dict) or not isinstance(answer.get("access_token"), str):
            raise Unanswered("WeChat's answer to the request for a token holds none")
        life = answer.get("expires_in")
        return answer["access_token"], life if isinstance(life, int) else 300


def _processed(answer: Any, processor: Callable[[Any], Any] | None) -> Any:
    """What wechatpy's endpoint class makes of the answer."""
    try:
        return processor(answer) if processor else answer
    except (KeyError, TypeError):
        raise Unanswered("WeChat's answer lacks what the call asked for") from None


def _is_json(response: aiohttp.ClientResponse) -> bool:
    return response.status < 400 and response.content_type in ("application/json", "text/plain")


async def _pieces(response: aiohttp.ClientResponse, limit: int) -> AsyncIterator[bytes]:
    if response.status >= 300:
        raise Unanswered(f"WeChat answered HTTP {response.status}")
    size = 0
    async for piece in response.content.iter_any():
        size += len(piece)
        if size > limit:
            raise Declined(40006, f"the file is larger than {limit} bytes")
        yield piece


def _mapping(answer: Any) -> dict[str, Any]:
    if isinstance(answer, dict):
        return answer
    raise Unanswered("something else than WeChat answered: no JSON")


def _body(data: Any) -> bytes | None:
    if data is None or isinstance(data, bytes):
        return data
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)  # \uXXXX shows literally
    return text.encode("utf-8", "replace")


def _form(files: Mapping[str, Any], data: Any) -> Callable[[], aiohttp.FormData]:
    """A multipart form of `files`: name -> bytes, an open file, or (file name, either, content type)."""
    parts = []
    for name, file in files.items():
        file_name, content, *kind = file if isinstance(file, tuple) else (name, file)
        whole = content.read() if hasattr(content, "read") else content
        parts.append((name, whole, kind[0] if kind else "application/octet-stream", file_name))

    def build() -> aiohttp.FormData:
        form = aiohttp.FormData()
        for name, whole, kind, file_name in parts:
            form.add_field(name, whole, content_type=kind, filename=file_name)
        for name, value in (data or {}).items():
            form.add_field(name, str(value))
        return form

    return build
