"""The page behind a payment link, and where the provider tells that something was paid. It moves no money and shows no name.

A notice that does not prove to be the provider's changes nothing; told twice it counts once, told too early it is to come again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot.links import HEADERS
from locales import N_, fallback, money, say
from scheduler import paying
from scheduler.provider import Button, NotGenuine, Provider
from store import house, payments
from store.database import Connection, Database
from store.payments import Payment
from store.world import World

_PAGE = """<!DOCTYPE html>
<html lang="{language}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><meta name="referrer" content="no-referrer">{refresh}
<title>{title}</title>
<style>body{{font:18px/1.6 sans-serif;margin:24px auto;padding:0 16px;max-width:480px;color:#222;background:#fff}}
h1{{font-size:22px}}.sum{{font-size:34px}}button{{font-size:20px;width:100%;min-height:52px;margin-top:16px;background:#07813f;color:#fff;border:0;border-radius:8px}}</style></head>
<body><h1>{title}</h1>
<p class="sum">{sum}</p>
<p>{said}</p>
{button}
</body></html>
"""
_DIALOG = """<button id="pay">{label}</button>
<script nonce="{nonce}">document.getElementById("pay").onclick=function(){{
if(typeof WeixinJSBridge==="undefined"){{document.getElementById("pay").textContent={outside};return}}
WeixinJSBridge.invoke("getBrandWCPayRequest",{values},function(){{location.reload()}})}}</script>"""

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class PayPages:
    """The pages of one provider."""

    database: Database
    world: World
    provider: Provider
    wake: Callable[[], None]

    async def show(self, request: web.Request) -> web.Response:
        """What is to be paid, and a button; or that it is paid, or over."""
        language = _language(request)
        found = await self.database.read(_found, request.match_info["token"], language)
        if found is None:
            return _response("", "", say(language, N_("There is no such payment.")), language, status=404)
        payment, called = found
        over = payment.state == "closed" or (
            payment.state == "open"
            and (payment.expires_at <= self.world.clock.now() or payment.provider != self.provider.name)
        )
        title, sum_ = f"{called} B{payment.booking_id}", money(language, payment.fen)
        if payment.state == "paid":
            return _response(title, sum_, say(language, N_("Paid. You can close this page.")), language)
        if over:
            words = N_("This link is over. Write 账单 in the chat for a new one.")
            return _response(title, sum_, say(language, words), language, status=410)
        if payment.prepared is None:
            self.wake()
            return _response(title, sum_, say(language, N_("One moment…")), language, refresh=True)
        button = self.provider.button(payment.prepared)
        nonce = self.world.chance.bytes(12).hex()
        return _response(title, sum_, "", language, button=button, nonce=nonce)

    async def notified(self, request: web.Request) -> web.Response:
        """The provider tells of a payment."""
        body = await request.read()
        try:
            notice = self.provider.heard(request.headers, body)
        except NotGenuine:
            log.warning("notice of a payment refused")
            return _fail(401)
        now, name = self.world.clock.now(), self.provider.name
        became = await self.database.write(paying.heard, notice, name, now)
        if became == "stranger":
            log.warning("notice of another provider's payment refused", number=notice.number)
            return _fail(403)
        if became == "unknown":  # it may be told before the order is written: to come again
            return _fail(404)
        self.wake()
        return web.Response(status=204)


def _found(connection: Connection, token: str, language: str) -> tuple[Payment, str] | None:
    payment, present = payments.by_token(connection, token), house.present(connection)
    if payment is None or present is None:
        return None
    return payment, present.house.called(language)


def _fail(status: int) -> web.Response:
    return web.json_response({"code": "FAIL"}, status=status)


def _language(request: web.Request) -> str:
    first = request.headers.get("Accept-Language", "").partition(",")[0].partition(";")[0].strip()
    return fallback("" if first == "*" else first.replace("-", "_"))


def _response(
    title: str,
    sum_: str,
    said: str,
    language: str,
    *,
    status: int = 200,
    refresh: bool = False,
    button: Button | None = None,
    nonce: str = "",
) -> web.Response:
    text = _PAGE.format(
        language=language.replace("_", "-"),
        title=escape(title),
        sum=escape(sum_),
        said=escape(said),
        refresh='<meta http-equiv="refresh" content="2">' if refresh else "",
        button=_button(button, language, nonce) if button is not None else "",
    )
    policy = HEADERS["Content-Security-Policy"]
    if button is not None and button.url:
        parts = urlsplit(button.url)
        policy = policy.replace("form-action 'self'", f"form-action {parts.scheme}://{parts.netloc}")
    if button is not None and button.dialog is not None:
        policy = f"{policy}; script-src 'nonce-{nonce}'"
    headers = {**HEADERS, "Content-Security-Policy": policy}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


def _button(button: Button, language: str, nonce: str) -> str:
    label = escape(say(language, N_("Pay")))
    if button.dialog is not None:
        outside = say(language, N_("Please open this page in WeChat"))
        return _DIALOG.format(
            label=label, nonce=nonce, values=_script(dict(button.dialog)), outside=_script(outside)
        )
    return f'<form method="post" action="{escape(button.url)}"><button type="submit">{label}</button></form>'


def _script(value: object) -> str:
    """JSON that may stand inside a script."""
    return json.dumps(value).replace("<", "\\u003c")
