"""How the world reaches the house: its domain and port, the files that prove it, WeChat's time against ours, and WeCom."""

from __future__ import annotations

from collections.abc import AsyncIterator
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from bot.doctor.findings import Finding
from bot.settings import Settings
from bot.wechat.envelope import sign
from bot.wechat.failures import Unanswered
from bot.wechat.robot import RobotChannel
from bot.wechat.transport import read_whole
from bot.wechat.wecom_app import WecomAppChannel
from locales import N_
from scheduler.channel import Accepted, Outcome
from store.shared import Shared
from store.world import World

PORTS = (80, 443)  # WeChat calls no other
LATE, FAR_OFF = 5, 60  # seconds our clock may differ: WeChat's own windows are minutes
_LARGEST = 65536
_FILES = 10  # that prove the domain: a house has two or three
_FAILURES = (aiohttp.ClientError, TimeoutError, OSError, Unanswered)


async def clock(chosen: Settings, session: aiohttp.ClientSession, world: World) -> Finding | None:
    """Our clock against the Date of WeChat's answer; None when nobody told the time."""
    try:
        async with session.get(chosen.wechat_api_base, allow_redirects=False) as response:
            told = parsedate_to_datetime(response.headers.get("Date", ""))
    except (*_FAILURES, ValueError):
        return None
    values = {"seconds": abs(round(told.timestamp() - world.machine.wall()))}
    if values["seconds"] <= LATE:
        return Finding("clock", "ok", N_("The clock is right."))
    text = N_("The server's clock is {seconds} seconds off.")
    advice = N_("Switch on time synchronisation (timedatectl set-ntp true).")
    return Finding("clock", "wrong" if values["seconds"] > FAR_OFF else "attention", text, advice, values)


async def domain(chosen: Settings, session: aiohttp.ClientSession, world: World) -> AsyncIterator[Finding]:
    """Whether the house's own address leads here, as WeChat's console would ask it."""
    if chosen.public_url is None:
        text = N_("XIAOER_PUBLIC_URL is not set: notices carry no links, and the way in is not looked at.")
        yield Finding(
            "domain", "attention", text, N_("Set it to your domain, such as https://inn.example.com.")
        )
        return
    parts = urlsplit(chosen.public_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS:
        text = N_("The address uses port {port}; WeChat calls 80 and 443 alone.")
        advice = N_("Put a web server such as Caddy or nginx before xiaoer, on port 443.")
        yield Finding("domain", "wrong", text, advice, {"port": port})
    yield await _handshake(chosen, session, world)
    async for finding in _files(chosen, session):
        yield finding


async def _handshake(chosen: Settings, session: aiohttp.ClientSession, world: World) -> Finding:
    """The same question the console asks when the address is entered there."""
    url = f"{str(chosen.public_url).rstrip('/')}/wechat"
    stamp, nonce, echo = str(world.machine.wall()), "doctor", "xiaoer-doctor"
    token = chosen.wechat_token.get_secret_value() if chosen.wechat_token else ""
    query = {"signature": sign(token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "echostr": echo}
    values = {"url": url}
    try:
        async with session.get(url, params=query, allow_redirects=False) as response:
            status, body = (
                response.status,
                (await read_whole(response.content, _LARGEST)).decode("utf-8", "replace"),
            )
    except _FAILURES as error:
        text = N_("{url} cannot be reached from here.")
        advice = N_(
            "Is `xiaoer serve` running, the domain pointing here, the port open? Try it from a phone too."
        )
        return Finding("domain", "wrong", text, advice, values, type(error).__name__)
    if status == 200 and body == echo:
        return Finding("domain", "ok", N_("{url} answers as WeChat wants it."), values=values)
    if status == 403:
        text = N_("{url} refuses the Token that is set here.")
        return Finding(
            "domain", "wrong", text, N_("Restart `xiaoer serve`, so that it has the same settings."), values
        )
    text, advice = (
        N_("Something else answers at {url}."),
        N_("Let the web server pass /wechat on to xiaoer as it is."),
    )
    return Finding("domain", "wrong", text, advice, values, f"HTTP {status}")


async def _files(chosen: Settings, session: aiohttp.ClientSession) -> AsyncIterator[Finding]:
    """Each file that proves the domain must come back as it is."""
    if chosen.verify_dir is None or not chosen.verify_dir.is_dir():
        return
    for path in sorted(chosen.verify_dir.glob("*_verify_*.txt"))[:_FILES]:
        url = f"{str(chosen.public_url).rstrip('/')}/{path.name}"
        values = {"file": path.name}
        try:
            async with session.get(url, allow_redirects=False) as response:
                body = (await read_whole(response.content, _LARGEST)).decode("utf-8", "replace")
        except _FAILURES:
            body = ""
        if body.strip() == path.read_bytes()[:_LARGEST].decode("utf-8", "replace").strip():
            yield Finding("domain", "ok", N_("{file} is served."), values=values)
        else:
            text, advice = N_("{file} is not served."), N_("Let the web server pass it on to xiaoer.")
            yield Finding("domain", "wrong", text, advice, values)


async def wecom(
    chosen: Settings, session: aiohttp.ClientSession, shared: Shared, world: World
) -> AsyncIterator[Finding]:
    """The group's robot and the house's app, where there are any. Nobody is told anything."""
    if chosen.wecom_robot_key is not None:
        key = chosen.wecom_robot_key.get_secret_value()
        robot = RobotChannel(key, session, world, chosen.wecom_api_base)
        ok, wrong = N_("The group's robot is there."), N_("The group's robot does not answer as it should.")
        advice = N_("Look at the robot in the group, and at its key in XIAOER_WECOM_ROBOT_KEY.")
        yield _judged("robot", await robot.examined(), ok, wrong, advice)
    if chosen.wecom_secret is not None:
        secret, agent = chosen.wecom_secret.get_secret_value(), chosen.wecom_agent_id or 0
        corp = chosen.wecom_corp_id or ""
        app = WecomAppChannel(corp, agent, secret, session, shared, world, chosen.wecom_api_base)
        ok, wrong = N_("The WeCom app is there."), N_("The WeCom app does not answer as it should.")
        advice = N_(
            "Compare company id, AgentId and Secret with WeCom's console, and add this server to 企业可信IP."
        )
        yield _judged("app", await app.examined(), ok, wrong, advice)


def _judged(subject: str, outcome: Outcome, ok: str, wrong: str, advice: str) -> Finding:
    if isinstance(outcome, Accepted):
        return Finding(subject, "ok", ok)
    return Finding(subject, "wrong", wrong, advice, detail=getattr(outcome, "detail", ""))
