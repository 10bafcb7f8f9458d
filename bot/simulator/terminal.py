"""A chat in the terminal over the simulated platform: several phones, one keyboard, a clock to wind.

Says nothing of its own to the product: each line becomes what a phone would push.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.simulator.courier import Delivery
from bot.simulator.phone import NotFollowingError, Phone
from bot.simulator.platform import Platform
from bot.simulator.seen import Shown
from bot.simulator.winding import NextDue, parse_moment, wound
from store.world import WoundClock

HOUSE_ZONE = ZoneInfo("Asia/Shanghai")
ALIASES = {"guest": "客人", "staff": "员工", "owner": "店主"}
MARKS = {"template": "【模板消息】", "notice": "【订阅通知】", "mass": "【群发】", "system": "【微信】"}
HELP = """\
直接打字就是发消息；以 / 开头的是命令。     Type to chat; a line with / is a command.
  /as 员工|店主|名字    换手机（新名字＝新客人）    take another phone (a new name is a new guest)
  /who                 有哪些手机                  whose phones there are
  /follow  /unfollow   关注、取消关注              follow, stop following
  /scan 场景值          扫二维码                    scan a QR code with this scene
  /tap [文字]           点消息里的链接              tap a link; alone: list them
  /click KEY           点公众号菜单                press a menu button
  /photo /voice /where 发图片、语音、位置          send a picture, a voice message, a location
  /burst 甲 | 乙 | 丙   同时发几条                  send several at once
  /clock [+1h | 18:00 | 2026-12-24 18:00]  看钟、往后拨钟   show the clock, wind it on
  /fail 码 接口         下一次调用回这个码，如        the next call is refused, as in
                       /fail 45015 message/custom/send
  /outbox              将要发出的消息              what waits to be sent
  /log [N]             平台与小二之间的往来        what went between platform and product
  /help  /quit"""

Say = Callable[[], Awaitable[str]]


async def converse(  # noqa: PLR0913 - the whole outside of a chat
    platform: Platform,
    phones: dict[str, str],
    clock: WoundClock,
    tick: Say,
    next_due: NextDue,
    outbox: Say,
    lines: AsyncIterator[str],
    out: TextIO,
    *,
    zone: tzinfo = HOUSE_ZONE,
    prompt: bool = False,
) -> None:
    """Chat until `/quit` or the end of `lines`, then wait for outstanding answers.

    `phones` names people and their openids; the first one begins, and new names are added to it. `tick` lets
    the product send what is due after the clock was wound, `outbox` shows what waits; both give text. `next_due`
    says where a clock that is wound must halt. `prompt` True for a person at a keyboard; otherwise each line is
    printed before its answer.
    """
    chat = _Chat(platform, phones, clock, tick, next_due, outbox, out, zone, prompt, next(iter(phones)))
    with platform.watched(chat.show):
        chat.write("输入 /help 看命令。 /help lists the commands.")
        chat.ask()
        async for line in lines:
            if not await chat.take(line.strip()):
                break
            chat.ask()
        chat.tell(await tick())
        await platform.settled()


@dataclass(slots=True)
class _Chat:
    platform: Platform
    phones: dict[str, str]
    clock: WoundClock
    tick: Say
    next_due: NextDue
    outbox: Say
    out: TextIO
    zone: tzinfo
    prompt: bool
    who: str
    asking: bool = False  # the prompt stands at the beginning of the line

    def write(self, text: str) -> None:
        self.out.write(text + "\n")
        self.out.flush()

    def tell(self, text: str) -> None:
        """What one of the callbacks had to say, if anything."""
        if text:
            self.write(text)

    def ask(self) -> None:
        if self.prompt:
            self.out.write(f"{self.who} › ")
            self.out.flush()
            self.asking = True

    def show(self, openid: str, shown: Shown) -> None:
        """Print a message that reached a phone."""
        asking, self.asking = self.asking, False
        if asking:
            self.out.write("\r")  # over the prompt, which comes again below
        name = next((name for name, other in self.phones.items() if other == openid), openid)
        text = (MARKS.get(shown.source, "") + shown.text).replace("\n", "\n    ")
        self.write(f"{self._stamp(shown.at)} {name} ‹ {text}")
        choices = [f"{link.label} <{link.url}>" if link.url else link.label for link in shown.links]
        if choices:
            self.write(f"    [{'] ['.join(choices)}]")
        if asking:
            self.ask()

    async def take(self, line: str) -> bool:
        """Do what one line says; False ends the chat."""
        self.asking = False
        if not line:
            return True
        if not self.prompt:
            self.write(f"{self._stamp(self.clock.now())} {self.who} › {line}")
        name, _, rest = line.partition(" ")
        if name in {"/quit", "/exit"}:
            return False
        try:
            if not line.startswith("/"):
                await self._followed()
                self._report(await self._phone().say(line))
            elif name in COMMANDS:
                await COMMANDS[name](self, rest.strip())
            else:
                self.write(f"没有 {name} 这个命令，/help 看全部。 No such command; see /help.")
        except (ValueError, LookupError, NotFollowingError) as error:
            self.write(f"不行 / cannot: {error}")
        await self.platform.settled()
        return True

    async def switch(self, name: str) -> None:
        name = ALIASES.get(name.lower(), name)
        name = next((known for known in self.phones if name and known.startswith(f"{name}（")), name)
        if not name:
            raise ValueError("/as 谁？ whose phone?")
        if name not in self.phones:
            self.phones[name] = self.platform.new_openid()
            self.write(f"新手机 / a new phone: {name}")
        self.who = name

    async def people(self, rest: str) -> None:
        for name, openid in self.phones.items():
            state = "已关注 following" if self.platform.phone(openid).following else "未关注 not following"
            self.write(f"{'*' if name == self.who else ' '} {name}  {state}")

    async def follow(self, rest: str) -> None:
        self._report(await self._phone().follow())

    async def unfollow(self, rest: str) -> None:
        self._report(await self._phone().unfollow())

    async def scan(self, scene: str) -> None:
        if not scene:
            raise ValueError("/scan 场景值 / which scene?")
        self._report(await self._phone().scan(scene))

    async def tap(self, label: str) -> None:
        if label:
            self._report(await self._phone().tap(label))
            return
        labels = [link.label for link in self._phone().links if link.menu_id is not None]
        self.write("可以点 / to tap: " + (" | ".join(labels) or "无 nothing"))

    async def click(self, key: str) -> None:
        await self._followed()
        self._report(await self._phone().click(key))

    async def photo(self, rest: str) -> None:
        await self._followed()
        self._report(await self._phone().send_image())

    async def voice(self, rest: str) -> None:
        await self._followed()
        self._report(await self._phone().send_voice())

    async def where(self, rest: str) -> None:
        await self._followed()
        self._report(await self._phone().send_location())

    async def burst(self, rest: str) -> None:
        await self._followed()
        texts = [text.strip() for text in rest.split("|") if text.strip()]
        for delivery in await asyncio.gather(*(self._phone().say(text) for text in texts)):
            self._report(delivery)

    async def wind(self, rest: str) -> None:
        """Wind the clock on in steps, so that what falls due on the way arrives at its own time."""
        if rest:
            moment = parse_moment(rest, self.clock.now(), self.zone)
            async for _ in wound(self.clock, moment, self.next_due):
                self.tell(await self.tick())
                await self.platform.settled()
        self.write(f"现在是 / it is now {self.clock.now().astimezone(self.zone):%Y-%m-%d %H:%M}")

    async def fail(self, rest: str) -> None:
        code, _, path = rest.partition(" ")
        self.platform.fail_next(f"/cgi-bin/{path}", errcode=int(code))

    async def waiting(self, rest: str) -> None:
        self.write(await self.outbox() or "没有等着发的 / nothing waits")

    async def history(self, rest: str) -> None:
        count = int(rest) if rest.isdigit() else 10
        for entry in self.platform.log[-count:] if count else ():
            self.write(
                f"{self._stamp(entry.at)} {entry.way} {entry.name}  {entry.sent}\n    → {entry.answer}"
            )

    async def help(self, rest: str) -> None:
        self.write(HELP)

    def _phone(self) -> Phone:
        return self.platform.phone(self.phones[self.who])

    async def _followed(self) -> None:
        """Who writes follows first, as in life."""
        if not self._phone().following:
            self.write(f"（{self.who} 先关注了公众号 / follows the account first）")
            self._report(await self._phone().follow())

    def _report(self, delivery: Delivery) -> None:
        """Say what went wrong at the webhook; what the person sees is printed by `show`."""
        problems = [attempt.problem for attempt in delivery.attempts if attempt.problem]
        if problems:
            self.write(f"    ! {delivery.fields.get('MsgType')}: {', '.join(problems)}")

    def _stamp(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%m-%d %H:%M}"


COMMANDS: dict[str, Callable[[_Chat, str], Awaitable[None]]] = {
    "/as": _Chat.switch,
    "/who": _Chat.people,
    "/follow": _Chat.follow,
    "/unfollow": _Chat.unfollow,
    "/scan": _Chat.scan,
    "/tap": _Chat.tap,
    "/click": _Chat.click,
    "/photo": _Chat.photo,
    "/voice": _Chat.voice,
    "/where": _Chat.where,
    "/burst": _Chat.burst,
    "/clock": _Chat.wind,
    "/fail": _Chat.fail,
    "/outbox": _Chat.waiting,
    "/log": _Chat.history,
    "/help": _Chat.help,
}
