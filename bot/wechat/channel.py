"""WeChat as a way out: sends texts, files and templates through the API, fetches files, and says what became of it.

Never looks into the database, never retries what may have been delivered, never raises for WeChat's answers.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

from bot.wechat import tagged
from bot.wechat.failures import Declined, Unanswered, Unreached
from bot.wechat.fields import clean
from bot.wechat.files import LARGEST, SENDABLE, content_type
from bot.wechat.reactions import outcome
from bot.wechat.templates import fit, refused_field
from bot.wechat.texts import LIMIT
from scheduler.channel import (
    Abilities,
    Accepted,
    File,
    Lack,
    Outcome,
    Refusal,
    Refused,
    TemplateMap,
    Unfetched,
    Unknown,
)

_BAD_FIELD = 47003
_UNREACHED_WAIT = 30.0  # machine seconds
_FILE_TIME = 30.0  # seconds: half of a lease, so that nobody else takes the row over
_EXPIRED = 40007
_LACKS = {_EXPIRED: Lack.GONE, 40004: Lack.KIND, 40005: Lack.KIND, 40006: Lack.LARGE, 45001: Lack.LARGE}
_ASKED_WITHIN = 1.0  # seconds a new follower's greeting waits for their language


class Api(tagged.Api, Protocol):
    """What the channel needs of `bot.wechat.client.WeChatApi`, which is imported only where it is made."""

    async def send_text(self, to: str, text: str) -> dict[str, Any]: ...

    async def upload(self, kind: str, data: bytes, content_type: str) -> str: ...

    async def language_of(self, openid: str) -> str: ...

    async def send_file(self, to: str, kind: str, media_id: str) -> dict[str, Any]: ...

    def download(self, media_id: str, limit: int) -> AsyncIterator[bytes]: ...

    async def send_template(
        self, to: str, template_id: str, data: Mapping[str, str], client_msg_id: str
    ) -> dict[str, Any]: ...


class WeChatChannel:
    """A `scheduler.channel.Channel`. `wall` gives Unix seconds of the machine, for the end of a quota."""

    def __init__(self, api: Api, abilities: Abilities, wall: Callable[[], int]) -> None:
        self.abilities = abilities
        self.mass = tagged.TaggedPeople(api, wall)
        self._api = api
        self._wall = wall

    async def language_of(self, openid: str) -> str:
        """The language somebody's WeChat is set to; "" where the account may not ask or nobody answers in time."""
        if not self.abilities.customer_service:
            return ""
        try:
            async with asyncio.timeout(_ASKED_WITHIN):
                return await self._api.language_of(openid)
        except (Declined, Unanswered, Unreached, TimeoutError):
            return ""

    async def send_text(self, to: str, text: str) -> Outcome:
        if not self.abilities.customer_service:
            return Refused(Refusal.NOT_AUTHORISED, "the account has no customer-service messages (客服消息)")
        text = clean(text).strip("\n")
        if not text.strip() or len(text.encode()) > LIMIT:
            return Refused(Refusal.CONTENT, f"a text has 1 to {LIMIT} bytes, this one {len(text.encode())}")
        return await self._outcome(self._api.send_text(to, text), to)

    async def send_picture(self, to: str, picture: bytes, caption: str) -> Outcome:
        return await self._send_file(to, "image", picture)

    async def send_voice(self, to: str, voice: bytes, caption: str) -> Outcome:
        return await self._send_file(to, "voice", voice)

    async def fetch(self, source: str, limit: int) -> File | Unfetched:
        """As `scheduler.channel.Source` wants it. WeChat keeps a file for three days."""
        if not self.abilities.media:
            return Unfetched(Lack.ACCOUNT, "the account cannot fetch files")
        try:
            async with asyncio.timeout(_FILE_TIME):
                data = b"".join([piece async for piece in self._api.download(source, limit)])
        except Declined as declined:
            return _unfetched(declined, self._declined(declined, source))
        except (Unanswered, Unreached, TimeoutError) as failure:
            return Unfetched(Lack.LINE, f"not fetched: {failure or 'too slow'}", True, _UNREACHED_WAIT)
        return File(data, content_type(data))

    async def _send_file(self, to: str, kind: str, data: bytes) -> Outcome:
        if not (self.abilities.media and self.abilities.customer_service):
            return Refused(Refusal.NOT_AUTHORISED, "the account can send no files")
        mime = content_type(data)
        if mime not in SENDABLE[kind] or len(data) > LARGEST:
            return Refused(
                Refusal.CONTENT, f"{len(data)} bytes of {mime or 'something'} are no {kind} to send"
            )
        media_id = await self._uploaded(kind, data, mime)
        if not isinstance(media_id, str):
            return media_id
        try:
            return _accepted(await self._api.send_file(to, kind, media_id))
        except Declined as declined:
            if declined.code != _EXPIRED:
                return self._declined(declined, to)
        except (Unanswered, Unreached) as failure:
            return _failed(failure)
        media_id = await self._uploaded(kind, data, mime)  # WeChat forgot it between the two calls: once more
        if not isinstance(media_id, str):
            return media_id
        return await self._outcome(self._api.send_file(to, kind, media_id), to)

    async def _uploaded(self, kind: str, data: bytes, content: str) -> str | Outcome:
        """The media id of a file; why there is none. Nobody has seen anything yet, whatever went wrong."""
        try:
            async with asyncio.timeout(_FILE_TIME):
                return await self._api.upload(kind, data, content)
        except Declined as declined:
            return self._declined(declined, "")
        except (Unanswered, Unreached, TimeoutError) as failure:
            return Refused(
                Refusal.BUSY, f"the file was not uploaded: {failure or 'too slow'}", _UNREACHED_WAIT
            )

    async def send_template(
        self, to: str, template: TemplateMap, values: Mapping[str, str], key: str
    ) -> Outcome:
        if not self.abilities.template:
            return Refused(Refusal.NOT_AUTHORISED, "the account has no template messages (模板消息)")
        missing = [name for name in template.fields.values() if name not in values]
        if missing:
            return Refused(
                Refusal.CONFIGURATION, f"the template asks for unknown values: {', '.join(missing)}"
            )
        data = {field: fit(field, values[name]) for field, name in template.fields.items()}
        empty = [field for field, value in data.items() if not value]
        if empty:
            return Refused(Refusal.CONFIGURATION, f"no value fits into these fields: {', '.join(empty)}")
        try:
            return _accepted(
                await self._api.send_template(to, template.template_id, data, _message_id(key, ""))
            )
        except Declined as declined:
            field = refused_field(declined.text)
            if declined.code != _BAD_FIELD or field not in data:
                return self._declined(declined, to)
        except (Unanswered, Unreached) as failure:
            return _failed(failure)
        data[field] = fit(field, values[template.fields[field]], strict=True) or data[field]
        again = self._api.send_template(to, template.template_id, data, _message_id(key, "strict"))
        return await self._outcome(again, to)

    async def _outcome(self, call: Awaitable[dict[str, Any]], to: str) -> Outcome:
        try:
            return _accepted(await call)
        except Declined as declined:
            return self._declined(declined, to)
        except (Unanswered, Unreached) as failure:
            return _failed(failure)

    def _declined(self, declined: Declined, to: str) -> Outcome:
        text = declined.text.replace(to, "***") if to else declined.text
        return outcome(Declined(declined.code, text, at_token=declined.at_token), self._wall())


def _accepted(answer: Mapping[str, Any]) -> Accepted:
    return Accepted(str(answer.get("msgid") or ""))


def _unfetched(declined: Declined, outcome: Outcome) -> Unfetched:
    """Why WeChat does not give out a file, and whether it may later."""
    if not isinstance(outcome, Refused):
        return Unfetched(Lack.GONE, declined.text)
    again = outcome.reason in (Refusal.BUSY, Refusal.QUOTA, Refusal.CONFIGURATION)
    account = outcome.reason in (Refusal.CONFIGURATION, Refusal.NOT_AUTHORISED)
    other = Lack.LINE if again else Lack.GONE
    lack = _LACKS.get(declined.code, Lack.ACCOUNT if account else other)
    return Unfetched(lack, outcome.detail, again, outcome.retry_after)


def _failed(failure: Unanswered | Unreached) -> Outcome:
    if isinstance(failure, Unanswered):
        return Unknown(str(failure))
    return Refused(Refusal.BUSY, str(failure), _UNREACHED_WAIT)


def _message_id(key: str, variant: str) -> str:
    """WeChat's own guard against repetition, 32 letters; says nothing of the booking in `key`."""
    return hashlib.sha256(f"{key}\0{variant}".encode()).hexdigest()[:32]
