"""Whatever leaves the process, opened as the settings say: WeChat, WeCom, payments, a language model. Nothing is sent here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.context import PAY
from bot.settings import Settings
from scheduler.channel import Abilities, Channel, TemplateMap
from scheduler.provider import Provider
from store import house, revision
from store.database import Database
from store.house_file import House
from store.shared import Shared
from store.world import World

if TYPE_CHECKING:
    from bot.model import Reader
    from bot.wechat.channel import WeChatChannel


class NotReady(Exception):
    """The product cannot start; the message lists every reason. Caught by the command line."""


@asynccontextmanager
async def wechat_channel(
    settings: Settings, document: House, world: World, shared: Shared
) -> AsyncIterator[WeChatChannel]:
    """The way out to WeChat, and to what people sent there."""
    from bot.wechat.channel import WeChatChannel  # noqa: PLC0415 - half a second that --help need not pay
    from bot.wechat.client import WeChatApi  # noqa: PLC0415 - half a second that --help need not pay
    from bot.wechat.transport import open_session  # noqa: PLC0415 - half a second that --help need not pay

    secret = settings.wechat_app_secret.get_secret_value() if settings.wechat_app_secret else ""
    async with open_session() as session:
        api = WeChatApi(
            settings.wechat_app_id or "", secret, session, shared, world, settings.wechat_api_base
        )
        yield WeChatChannel(api, abilities(document), world.machine.wall)


@asynccontextmanager
async def robot_channel(settings: Settings, world: World) -> AsyncIterator[Channel]:
    """The way out to the house's WeCom group."""
    from bot.wechat.robot import RobotChannel  # noqa: PLC0415 - only houses with a group need it
    from bot.wechat.transport import open_session  # noqa: PLC0415 - only houses with a group need it

    assert settings.wecom_robot_key is not None
    async with open_session() as session:
        yield RobotChannel(
            settings.wecom_robot_key.get_secret_value(), session, world, settings.wecom_api_base
        )


@asynccontextmanager
async def app_channel(settings: Settings, world: World, shared: Shared) -> AsyncIterator[Channel]:
    """The way out to the members of the house's WeCom."""
    from bot.wechat.transport import open_session  # noqa: PLC0415 - only houses with an app need it
    from bot.wechat.wecom_app import WecomAppChannel  # noqa: PLC0415 - only houses with an app need it

    assert settings.wecom_secret is not None
    async with open_session() as session:
        yield WecomAppChannel(
            settings.wecom_corp_id or "",
            settings.wecom_agent_id or 0,
            settings.wecom_secret.get_secret_value(),
            session,
            shared,
            world,
            settings.wecom_api_base,
        )


@asynccontextmanager
async def wechat_pay(settings: Settings, world: World) -> AsyncIterator[Provider | None]:
    """Who takes the house's payments; None where nobody does. Raises NotReady when a key can't be read."""
    if not (settings.pay_mchid and settings.pay_serial and settings.pay_api_key and settings.public_url):
        yield None
        return
    if not (settings.pay_key_file and settings.pay_wechat_key_file and settings.pay_wechat_key_id):
        yield None
        return
    from bot.wechat.pay import WeChatPay  # noqa: PLC0415 - only houses that take payments need it
    from bot.wechat.pay_signing import Merchant, NoKey, merchant_key, wechat_key  # noqa: PLC0415 - the same
    from bot.wechat.transport import open_session  # noqa: PLC0415 - the same

    try:
        merchant = Merchant(
            settings.pay_mchid,
            settings.pay_serial,
            merchant_key(settings.pay_key_file),
            settings.pay_api_key.get_secret_value().encode(),
            settings.pay_wechat_key_id,
            wechat_key(settings.pay_wechat_key_file),
        )
    except NoKey as error:
        raise NotReady(f"there is no key of WeChat Pay in {error}") from None
    async with open_session() as session:
        yield WeChatPay(
            settings.wechat_app_id or "",
            merchant,
            session,
            world,
            settings.pay_api_base,
            f"{settings.public_url}{PAY}notify",
        )


@asynccontextmanager
async def model_reader(settings: Settings, world: World) -> AsyncIterator[Reader | None]:
    """The language model that reads what the rules could not; None where the house allows none."""
    if settings.llm_url is None:
        yield None
        return
    from bot.model import Model  # noqa: PLC0415 - only houses with a model need it
    from bot.wechat.transport import open_session  # noqa: PLC0415 - only houses with a model need it

    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    async with open_session() as session:
        yield Model(session, world, settings.llm_url, settings.llm_model, key).read


def abilities(document: House) -> Abilities:
    """What the account can do, by the house as it stands: its kind, and what the doctor found."""
    wechat = document.wechat
    maps: Mapping[str, TemplateMap] = {
        purpose: TemplateMap(template.id, dict(template.fields))
        for purpose, template in wechat.templates.items()
    }
    return Abilities(wechat.can("customer_service"), wechat.can("template"), maps, media=wechat.can("media"))


@dataclass(slots=True)
class Following:
    """Lets the channel follow the house: what the doctor found, or the owner changed, holds without a restart."""

    database: Database
    channel: WeChatChannel
    seen: int = -1  # the revision

    async def look(self) -> None:
        """Take over what changed since the last look."""
        newest = await self.database.read(revision.number)
        if newest == self.seen:
            return
        present = await self.database.read(house.present)
        if present is not None:
            self.channel.abilities = abilities(present.house)
            self.seen = present.revision
