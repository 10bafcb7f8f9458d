"""A WeChat for one account, on this machine: phones on one side, webhook and API on the other.

Refuses to bind or to call anything beyond loopback; forgets everything when it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from aiohttp import web

from bot.simulator.account import Account
from bot.simulator.api.server import ROUTES, application
from bot.simulator.courier import PATIENCE, Courier
from bot.simulator.faults import Drop, Fault, Faults
from bot.simulator.loopback import listen
from bot.simulator.phone import Phone
from bot.simulator.seen import Shown
from bot.simulator.state import Entry, State, Template, WecomApp
from bot.simulator.tokens import Tokens
from store.world import World

OPENID_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"


class Platform:
    """Use as an async context manager; `webhook` may be set later, once the product listens."""

    def __init__(
        self, account: Account, world: World, webhook: str = "", *, patience: float = PATIENCE
    ) -> None:
        self.state = State(account, world, Tokens(world), Faults())
        self.courier = Courier(self.state, webhook, patience)
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Platform:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    @property
    def account(self) -> Account:
        return self.state.account

    @account.setter
    def account(self, account: Account) -> None:
        """Change the console's settings (a new key, another mode); holds from the next push."""
        self.state.account = account

    @property
    def webhook(self) -> str:
        return self.courier.webhook

    @webhook.setter
    def webhook(self, url: str) -> None:
        self.courier.webhook = url

    def app(self) -> web.Application:
        """The API, to be served by a test server or by `start`."""
        return application(self.state, self.courier)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serve the API; gives its base URL. Raises NotLoopbackError for any other host."""
        self._runner = web.AppRunner(self.app(), access_log=None)
        return await listen(self._runner, host, port)

    async def close(self) -> None:
        """End what is under way, then everything."""
        await self.courier.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def verify_url(self) -> bool:
        """The console's handshake with the webhook: whether it passes."""
        return await self.courier.handshake()

    async def settled(self) -> None:
        """Return when no push is owed any more (results of template and mass sends)."""
        await self.courier.settled()

    def phone(self, openid: str) -> Phone:
        """The phone of a person, new or known; following only after `follow` or `scan`."""
        self.state.user(openid)
        return Phone(openid, self.state, self.courier)

    def new_openid(self) -> str:
        """An openid nobody has yet, in WeChat's form."""
        return "o" + self.state.world.chance.token(27, OPENID_LETTERS)

    @property
    def log(self) -> Sequence[Entry]:
        """The pushes and API calls so far, oldest first (the last 2,000)."""
        return tuple(self.state.log)

    def calls(self, path: str) -> int:
        """How often an interface of the API was called."""
        return sum(entry.name == _served(path) for entry in self.state.log)

    @contextmanager
    def watched(self, watcher: Callable[[str, Shown], None]) -> Iterator[None]:
        """Inside, `watcher(openid, shown)` is called for each message that reaches a phone."""
        self.state.watchers.append(watcher)
        try:
            yield
        finally:
            self.state.watchers.remove(watcher)

    @contextmanager
    def listened(self, listener: Callable[[Entry], None]) -> Iterator[None]:
        """Inside, `listener(entry)` is called for each push and API call, once it is answered."""
        self.state.listeners.append(listener)
        try:
            yield
        finally:
            self.state.listeners.remove(listener)

    # --- the owner's console ---

    def add_template(self, template: Template) -> None:
        self.state.templates[template.template_id] = template

    def set_console(
        self, menu: list[dict[str, Any]] | None = None, auto_reply: dict[str, Any] | None = None
    ) -> None:
        """What the owner had made by hand, as the two `get_current_…_info` calls give it."""
        self.state.console_menu = menu
        self.state.auto_reply = auto_reply or {}

    def limit_calls(self, path: str, a_day: int) -> None:
        """Allow `path` so often per Beijing day, then 45009."""
        self.state.quotas[_served(path)] = a_day

    def trust_only(self, *ips: str) -> None:
        """Switch the console's IP whitelist on: from anywhere else, no token (40164)."""
        self.state.trusted_ips = frozenset(ips)

    def came_before(self, openid: str) -> None:
        """Somebody who follows since long ago; nothing is pushed."""
        user = self.state.user(openid)
        user.following, user.followed_at = True, self.state.now()

    def blacklist(self, openid: str) -> None:
        """Shut somebody out in the console: nothing can be sent to them (43019)."""
        self.state.user(openid).blacklisted = True

    # --- the house's WeCom group ---

    def add_robot(self, key: str) -> None:
        """Put a robot into the group; another key takes the place of the one before."""
        self.state.robot_key = key
        self.state.robot_left = False

    def remove_robot(self) -> None:
        """Take the robot out of the group: its key stays known, and answers 93008."""
        self.state.robot_left = True

    @property
    def robot(self) -> str:
        """The key of the robot in the group; "" while there is none."""
        return "" if self.state.robot_left else self.state.robot_key

    @contextmanager
    def group_watched(self, watcher: Callable[[Shown], None]) -> Iterator[None]:
        """Inside, `watcher(shown)` is called for each message the group reads."""
        self.state.group_watchers.append(watcher)
        try:
            yield
        finally:
            self.state.group_watchers.remove(watcher)

    @property
    def group(self) -> Sequence[str]:
        """What the group read, oldest first."""
        return tuple(self.state.group)

    @property
    def group_pictures(self) -> Sequence[bytes]:
        """The pictures the group saw, oldest first."""
        return tuple(self.state.group_pictures)

    # --- the house's WeCom app ---

    def add_app(self, corp_id: str, agent_id: int, secret: str, members: Sequence[str]) -> None:
        """A company with one app and these members, all inside its visible range."""
        self.state.app = WecomApp(corp_id, agent_id, secret, set(members))

    def hide_from_app(self, member: str) -> None:
        """Take a member out of the app's visible range."""
        assert self.state.app is not None
        self.state.app.hidden.add(member)

    def end_app_token(self) -> None:
        """WeCom takes the app's token back before its time."""
        assert self.state.app is not None
        self.state.app.token = ""

    @property
    def told_in_app(self) -> Sequence[tuple[str, str]]:
        """(member, text) of what the app's members read, oldest first."""
        return tuple(self.state.app.shown) if self.state.app is not None else ()

    # --- trouble on demand ---

    def fail_next(
        self,
        path: str,
        *,
        errcode: int | None = None,
        errmsg: str = "",
        times: int = 1,
        http: int | None = None,
        drop: Drop | None = None,
    ) -> None:
        """Let the next `times` calls of `path` fail: by an error code, an HTTP status or a broken connection.

        `drop="after"` breaks it once the call has had its effect: the caller cannot know.
        """
        if (errcode is None) + (http is None) + (drop is None) != 2:
            raise ValueError("choose one of errcode, http and drop")
        self.state.faults.order(_served(path), Fault(errcode, errmsg, http, drop), times)

    def expire_token(self, errcode: int = 42001) -> None:
        """Every access token given so far dies now."""
        self.state.tokens.expire(errcode)

    def offline(self, seconds: float) -> None:
        """The API breaks every connection for so many machine seconds; 0 ends it."""
        self.state.faults.away_until = self.state.world.machine.seconds() + seconds

    def deliver_twice(self, times: int = 1) -> None:
        """Lose the next answers of the webhook on their way: WeChat delivers those pushes once more."""
        self.state.faults.lost_answers += times

    def review_next(self, times: int = 1) -> None:
        """The next template messages get 40252: held for WeChat's review."""
        self.state.review_next = times

    def judge_next_mass(self, verdict: str) -> None:
        """What WeChat finds in the next mass message: "err(10001)" for advertising, and so on."""
        self.state.mass_verdict = verdict

    def lose_next_cards(self, times: int = 1) -> None:
        """The next template messages are taken and then fail: "failed: system failed"."""
        self.state.card_lost = times

    def end_reviews(self, *, passed: bool) -> None:
        """Deliver what is held in review, or let it vanish; no event tells the product."""
        held, self.state.in_review = self.state.in_review, []
        for openid, shown in held if passed else ():
            self.state.show(openid, shown)


def _served(path: str) -> str:
    """The path, which must be one of the API's. Raises ValueError for a slip of the pen."""
    if path not in {route.path for route in ROUTES}:
        raise ValueError(f"the simulator has no {path}")
    return path
