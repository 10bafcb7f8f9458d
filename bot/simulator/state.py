"""What the platform remembers of one account: people, windows, media, menus, codes, templates and the log.

Never talks to anybody: pushes it owes stand in `owed` until the courier takes them.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bot.simulator.account import Account
from bot.simulator.faults import Faults
from bot.simulator.messages import Fields
from bot.simulator.seen import Shown
from bot.simulator.tokens import Tokens
from store.world import World

BEIJING = timezone(timedelta(hours=8))  # WeChat's days and months
LONG_AGO = datetime.min.replace(tzinfo=UTC)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
MESSAGE_WINDOW = (5, timedelta(hours=48))  # after a message
TOUCH_WINDOW = (3, timedelta(minutes=1))  # after a tap, a follow, a scan


@dataclass(slots=True)
class WecomApp:
    """An app of a company's WeCom."""

    corp_id: str
    agent_id: int
    secret: str
    members: set[str]  # accounts, as WeCom writes them: in small letters
    hidden: set[str] = field(default_factory=set)  # members outside the visible range
    shown: list[tuple[str, str]] = field(default_factory=list)  # (member, text), oldest first
    shown_at: dict[str, list[float]] = field(default_factory=dict)  # machine seconds, by member
    known: dict[str, float] = field(default_factory=dict)  # messages that ask not to be repeated: when
    trusts_us: bool = True  # the caller's address stands in 企业可信IP
    token: str = ""
    token_until: float = 0.0
    message_ids: int = 0


@dataclass(slots=True)
class User:
    """A person as this account knows them."""

    openid: str
    following: bool = False
    followed_at: datetime | None = None
    language: str = "zh_CN"  # their WeChat is set to
    scene: str = ""  # of the code they followed by
    left: int = 0  # customer-service messages still allowed
    until: datetime = LONG_AGO
    acted_at: datetime | None = None
    typing_until: datetime = LONG_AGO
    tags: list[int] = field(default_factory=list)
    notices: Counter[str] = field(default_factory=Counter)  # ticks left, by template
    refuses: bool = False  # service notices switched off: the send is accepted, the result says "user block"
    blacklisted: bool = False  # by the owner, in the console
    silenced: bool = False  # the person takes no messages of this account
    remark: str = ""
    massed: list[datetime] = field(default_factory=list)
    seen: list[Shown] = field(default_factory=list)

    def touch(self, now: datetime, window: tuple[int, timedelta] | None) -> None:
        """The person did something: the window becomes the larger of what is open and what this opens."""
        self.acted_at = now
        if window is None:
            return
        count, length = window
        self.left = max(self.left if now < self.until else 0, count)
        self.until = max(self.until, now + length)


@dataclass(frozen=True, slots=True)
class Media:
    """A temporary file: forgotten by WeChat after three days of house time."""

    kind: str
    name: str
    content_type: str
    data: bytes
    at: datetime


@dataclass(frozen=True, slots=True)
class Template:
    """A template in the owner's console. `content` holds lines such as ``入住时间：{{time3.DATA}}``."""

    template_id: str
    title: str
    content: str
    example: str = ""
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key -> values a const field takes


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code made by the API; `expires` None: for ever."""

    scene: str
    ticket: str
    expires: datetime | None


@dataclass(slots=True)
class Grant:
    """A code that a page was opened with (OAuth2), for the account's server to exchange once."""

    openid: str
    scope: str
    at: float  # machine seconds
    snapshot: bool = False  # the page was only looked at: the openid is nobody's
    used: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log: a push or an API call, and what was answered."""

    at: datetime  # house time
    way: str  # "push" or "api"
    name: str  # "text", "event:click", or the API's path
    sent: str
    answer: str


@dataclass(slots=True)
class State:
    """All of it. Made by Platform; the API handlers and phones change it."""

    account: Account
    world: World
    tokens: Tokens
    faults: Faults
    users: dict[str, User] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)  # by scene
    grants: dict[str, Grant] = field(default_factory=dict)  # by code
    page_domain: str = ""  # of the console's 网页授权域名; "": any
    trusted_ips: frozenset[str] | None = None  # the console's IP whitelist; None: switched off
    tags: dict[int, str] = field(default_factory=dict)
    menu: list[dict[str, Any]] | None = None  # made by the API
    console_menu: list[dict[str, Any]] | None = None  # made by hand in the console, before the URL was set
    auto_reply: dict[str, Any] = field(default_factory=dict)  # as get_current_autoreply_info gives it
    sent_keys: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    mass_keys: dict[str, tuple[float, int]] = field(default_factory=dict)
    mass_sent: list[datetime] = field(default_factory=list)  # to everybody
    mass_calls: list[float] = field(default_factory=list)  # machine seconds
    mass_verdict: str = (
        ""  # of WeChat's look at the next mass message: "err(10001)" and the like, "" lets it pass
    )
    card_lost: int = 0  # so many template messages are taken and then fail: "failed: system failed"
    review_next: int = 0  # so many template messages go to WeChat's own review
    in_review: list[tuple[str, Shown]] = field(default_factory=list)
    used: Counter[tuple[str, str]] = field(default_factory=Counter)  # calls by (Beijing day, path)
    quotas: dict[str, int] = field(default_factory=dict)  # calls a day by path
    cleared: Counter[str] = field(default_factory=Counter)  # clear_quota by Beijing month
    owed: list[tuple[str, Fields]] = field(default_factory=list)  # events to push once the API has answered
    log: deque[Entry] = field(default_factory=lambda: deque(maxlen=2000))
    watchers: list[Callable[[str, Shown], None]] = field(default_factory=list)
    listeners: list[Callable[[Entry], None]] = field(default_factory=list)  # told of each line of the log
    last_id: int = 0
    robot_key: str = ""  # of WeCom's group robot; "": there is none
    robot_left: bool = False  # it was removed from the group
    group: list[str] = field(default_factory=list)  # what the group read, oldest first
    group_pictures: list[bytes] = field(default_factory=list)
    robot_calls: list[float] = field(default_factory=list)  # machine seconds
    group_watchers: list[Callable[[Shown], None]] = field(default_factory=list)
    app: WecomApp | None = None  # of the house's WeCom; None: there is none

    def now(self) -> datetime:
        return self.world.clock.now()

    def a_day(self, path: str) -> int | None:
        """How often an interface may be called a day: as a test says, else as this kind of account may."""
        return self.quotas.get(path, self.account.a_day(path))

    def beijing(self) -> datetime:
        return self.now().astimezone(BEIJING)

    def user(self, openid: str) -> User:
        """The person, made on first mention: anybody may hold a phone, following or not."""
        return self.users.setdefault(openid, User(openid))

    def show(self, openid: str, shown: Shown) -> None:
        """Put a message on a phone."""
        self.user(openid).seen.append(shown)
        for watcher in self.watchers:
            watcher(openid, shown)

    def show_group(self, shown: Shown) -> None:
        """Put a message of the robot into the group."""
        self.group.append(shown.text)
        for watcher in self.group_watchers:
            watcher(shown)

    def next_id(self) -> int:
        """A new 64-bit message id: it starts at the wall clock, so that a restart never repeats one."""
        self.last_id = max(self.last_id + 1, self.world.machine.wall() * 1_000_000_000)
        return self.last_id

    def keep_media(self, media: Media) -> str:
        """Keep a file; gives its media_id."""
        media_id = self.world.chance.token(64, LETTERS)
        self.media[media_id] = media
        return media_id

    def find_media(self, media_id: str) -> Media | None:
        """The file, None where it never was or its three days are over."""
        media = self.media.get(media_id)
        return media if media and self.now() < media.at + timedelta(days=3) else None

    def note(self, way: str, name: str, sent: str, answer: str) -> None:
        entry = Entry(self.now(), way, name, sent, answer)
        self.log.append(entry)
        for listener in self.listeners:
            listener(entry)
