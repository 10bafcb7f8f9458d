"""A person's phone: what they can do in the chat with the house, and everything they see there.

Knows nothing of the product; each action is pushed and gives the Delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.simulator import messages
from bot.simulator.api.pages import opened
from bot.simulator.courier import Courier, Delivery
from bot.simulator.messages import Fields, Value
from bot.simulator.seen import Link, Shown
from bot.simulator.state import LONG_AGO, MESSAGE_WINDOW, TOUCH_WINDOW, Media, State, User

EXPIRED_CODE = "二维码已过期"


class NotFollowingError(RuntimeError):
    """Only a follower can write to the account. Raised to whoever holds the phone."""


@dataclass(frozen=True, slots=True)
class Phone:
    """One person's phone, following the account or not."""

    openid: str
    state: State
    courier: Courier

    @property
    def following(self) -> bool:
        return self._user().following

    @property
    def messages(self) -> Sequence[Shown]:
        """Everything received, oldest first: passive, customer-service, template, notice, mass, system."""
        return tuple(self._user().seen)

    @property
    def links(self) -> Sequence[Link]:
        """What can be tapped, newest message first."""
        return [link for shown in reversed(self._user().seen) for link in shown.links]

    def file(self, shown: Shown) -> bytes:
        """What a picture, voice or film on this phone is. Raises LookupError for a message without one."""
        media = self.state.media.get(shown.media_id)  # a phone keeps what WeChat forgets
        if media is None:
            raise LookupError("this message has no file")
        return media.data

    # --- what opens 48 hours ---

    async def say(self, text: str) -> Delivery:
        """Type and send a text. Raises NotFollowingError, as every message does."""
        return await self._act(messages.text(text), MESSAGE_WINDOW)

    def keep_image(self, data: bytes, content_type: str = "image/jpeg") -> str:
        """Put a picture into WeChat's store; gives its media_id, for `send_image`."""
        return self._keep("image", "photo.jpg", content_type, data)

    async def send_image(self, data: bytes = b"\xff\xd8\xff\xe0 a picture", kept: str = "") -> Delivery:
        media_id = kept or self.keep_image(data)
        return await self._act(
            messages.image(media_id, f"http://mmbiz.qpic.cn/{media_id[:16]}/0"), MESSAGE_WINDOW
        )

    async def send_voice(self, data: bytes = b"#!AMR\n a voice", heard: str = "") -> Delivery:
        """`heard` is what WeChat makes of it: nothing, since 2023."""
        media_id = self._keep("voice", "voice.amr", "audio/amr", data)
        better = self._keep("voice", "voice16k.speex", "audio/speex", data)
        return await self._act(messages.voice(media_id, better, heard), MESSAGE_WINDOW)

    async def send_video(
        self, data: bytes = b"\0\0\0\x18ftypmp42 a video", *, short: bool = False
    ) -> Delivery:
        media_id = self._keep("video", "video.mp4", "video/mp4", data)
        thumb_id = self._keep("thumb", "thumb.jpg", "image/jpeg", b"\xff\xd8\xff")
        return await self._act(messages.video(media_id, thumb_id, short=short), MESSAGE_WINDOW)

    async def send_location(
        self, latitude: float = 25.606486, longitude: float = 100.267638, label: str = "大理市才村码头"
    ) -> Delivery:
        return await self._act(messages.location(latitude, longitude, label), MESSAGE_WINDOW)

    async def send_link(self, title: str, url: str, description: str = "") -> Delivery:
        return await self._act(messages.link(title, description, url), MESSAGE_WINDOW)

    async def send_sticker(self) -> Delivery:
        return await self.say(messages.UNSUPPORTED)

    # --- what opens one minute ---

    async def tap(self, label: str) -> Delivery:
        """Tap the newest message-menu link so labelled. Raises LookupError where none is on the screen."""
        for link in self.links:
            if link.label == label and link.menu_id is not None:
                return await self.touch(link)
        raise LookupError(f"nothing labelled {label!r} can be tapped on this phone")

    async def touch(self, link: Link) -> Delivery:
        """Tap this message-menu link, in whatever message it stands."""
        menu_id = link.menu_id if self.state.account.may("msgmenu") else None
        return await self._act(messages.text(link.says, menu_id), TOUCH_WINDOW)

    async def click(self, key: str) -> Delivery:
        """Press a menu button; a phone may still show an older menu, so any key can arrive."""
        return await self._act(messages.event("CLICK", key), TOUCH_WINDOW)

    async def scan_in_chat(self, key: str, result: str, *, waits: bool = True) -> Delivery:
        """Press a menu button that scans (scancode_waitmsg, or scancode_push), and scan."""
        return await self._act(messages.scanned_in_chat(waits, key, result), TOUCH_WINDOW)

    async def follow(self, scene: str | None = None) -> Delivery:
        """Follow the account, through a QR code where `scene` is given. Raises ValueError if following."""
        user = self._user()
        if user.following:
            raise ValueError("this person follows the account already")
        user.following, user.followed_at, user.scene = True, self.state.now(), scene or ""
        if scene is None:
            return await self._act(messages.event("subscribe", ""), TOUCH_WINDOW)
        pushed = messages.event("subscribe", f"qrscene_{scene}", Ticket=self._ticket(scene))
        return await self._act(pushed, TOUCH_WINDOW)

    async def scan(self, scene: str) -> Delivery:
        """Scan a QR code: follows through it, or tells a follower's scan. An expired code pushes nothing."""
        code = self.state.codes.get(scene)
        if code and code.expires and code.expires <= self.state.now():
            shown = Shown(self.state.now(), "system", EXPIRED_CODE)
            self.state.show(self.openid, shown)
            return Delivery({}, shown=shown)
        if not self.following:
            return await self.follow(scene)
        pushed = messages.event("SCAN", scene, Ticket=self._ticket(scene))
        return await self._act(pushed, TOUCH_WINDOW)

    # --- what opens nothing ---

    async def unfollow(self) -> Delivery:
        """Stop following: nothing reaches this person any more. Raises NotFollowingError."""
        self._must_follow()
        user = self._user()
        user.following, user.until, user.tags = False, LONG_AGO, []
        return await self.courier.deliver(self.openid, messages.event("unsubscribe", ""), visible=False)

    async def view(self, url: str) -> Delivery:
        """Open a page from the menu."""
        return await self._act(messages.event("VIEW", url, MenuId="1"), None)

    def open_page(self, url: str, *, snapshot: bool = False) -> str:
        """Open an authorize link, and follow it: gives the address it leads to. Raises PageError.

        `snapshot` True: the person looks without agreeing, and the page is told an openid that is nobody's.
        """
        return opened(self.state, self.openid, url, snapshot=snapshot)

    async def choose_pictures(self, key: str, *md5s: str, way: str = "pic_weixin") -> Delivery:
        """A menu button that asks for pictures; they follow as messages of their own."""
        return await self._act(messages.pictures_chosen(way, key, md5s), None)

    async def choose_place(self, key: str, latitude: float, longitude: float, label: str) -> Delivery:
        """A menu button that asks for a place."""
        return await self._act(messages.place_chosen(key, latitude, longitude, label), None)

    async def report_location(self, latitude: float, longitude: float) -> Delivery:
        places = {"Latitude": f"{latitude:.6f}", "Longitude": f"{longitude:.6f}", "Precision": "30.000000"}
        return await self._act(messages.event("LOCATION", None, **places), None)

    async def answer_notice_box(self, template_id: str, *, accept: bool = True) -> Delivery:
        """Tick (or refuse) one notice of a template: one tick, one `subscribe/bizsend`."""
        if accept:
            self._user().notices[template_id] += 1
        return await self._act(messages.notice_asked(template_id, accept), None)

    async def refuse_notices(self, template_id: str = "") -> Delivery:
        """Switch service notices off: template sends are accepted and then fail with "user block"."""
        user = self._user()
        user.refuses = True
        user.notices.clear()
        return await self._act(messages.notice_switched_off(template_id), None)

    async def send_event(self, name: str, key: str | None = None, **more: Value) -> Delivery:
        """Any other event of the contract (kf_create_session, scancode_waitmsg, debug_demo …)."""
        return await self.courier.deliver(self.openid, messages.event(name, key, **more))

    async def send_fields(self, fields: Fields) -> Delivery:
        """Push fields as they are: kinds nobody has heard of, and those built by `messages`."""
        return await self.courier.deliver(self.openid, fields)

    def _user(self) -> User:
        return self.state.user(self.openid)

    def _must_follow(self) -> None:
        if not self.following:
            raise NotFollowingError("follow the account first")

    async def _act(self, fields: Fields, window: tuple[int, timedelta] | None) -> Delivery:
        self._must_follow()
        self._user().touch(self.state.now(), window)
        return await self.courier.deliver(self.openid, fields)

    def _keep(self, kind: str, name: str, content_type: str, data: bytes) -> str:
        return self.state.keep_media(Media(kind, name, content_type, data, self.state.now()))

    def _ticket(self, scene: str) -> str:
        """The ticket of a code made by the API; one printed by the console has its own."""
        code = self.state.codes.get(scene)
        return code.ticket if code else f"console-ticket-{scene}"
