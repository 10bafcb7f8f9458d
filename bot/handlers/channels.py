"""渠道: the calendars of other channels, how they are, one more or less; our own for them. No link is ever shown whole."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from bot.context import Turn
from bot.feed_reader import may_open
from bot.handlers import told_by_hand
from bot.handlers.proposals import Change, Detail, Proposal, Refused
from bot.understanding.channel_words import ChannelSaid, read_channel
from bot.understanding.commands import Command
from locales import N_, join
from scheduler import channel_words
from store import audit, deeds, exports, feeds
from store.feeds import Feed


def channels(turn: Turn, command: Command) -> str | Proposal:
    """All of them; or what the words after 渠道 want."""
    types = {name: code for code, kind in turn.house.room_types.items() for name in kind.names()}
    said = read_channel(command.words.get("text", ""), turn.house.rooms(), types)
    match said.does:
        case "list":
            return _listed(turn)
        case "add":
            return _add(turn, said)
        case "export":
            return _export(turn, said)
        case "door":
            return _door(turn, said)
        case "by_hand" | "not_by_hand":
            return told_by_hand.name(turn, said.names, by_hand=said.does == "by_hand")
        case "unclear":
            return _help(turn)
    feed = feeds.get(turn.connection, said.number)
    if feed is None:
        return turn.say(N_("There is no calendar {n}. 渠道 shows them."), n=said.number)
    if said.does == "remove":
        return Proposal("remove_feed", {"feed": feed.id})
    return _pause(turn, feed, said.does == "pause")


# --- how they are ---


def _listed(turn: Turn) -> str:
    known = feeds.listed(turn.connection)
    by_hand = [turn.words(one, "name") for one in turn.house.channels.values() if one.by_hand]
    lines = [_line(turn, feed) for feed in known]
    if by_hand:
        lines.append(turn.say(N_("Told by hand, on 待办: {names}"), names=join(turn.language, by_hand)))
    if not known:
        lines.append(turn.say(N_("No calendar of another channel is read yet.")))
    return "\n".join([*lines, _help(turn)])


def _help(turn: Turn) -> str:
    room = next(iter(turn.house.rooms()))
    return turn.say(
        N_(
            "One more: 渠道 Airbnb {room} and its link. Also: 渠道 暂停1, 渠道 恢复1, 渠道 删除1, 渠道 对外 Airbnb {room}. "
            "Those no calendar reaches: 渠道 手动 美团、携程."
        ),
        room=room,
    )


def _line(turn: Turn, feed: Feed) -> str:
    """1. Airbnb 302｜www.airbnb.com｜12:05读到."""
    return "｜".join([f"{feed.id}. {_called(turn, feed)}", feed.host, _standing(turn, feed)])


def _standing(turn: Turn, feed: Feed) -> str:
    if feed.paused:
        return turn.say(N_("paused"))
    if feed.error:
        return turn.say_many(
            "can't be read: {reason} ({n} time), last at {time}",
            "can't be read: {reason} ({n} times), last at {time}",
            feed.failures,
            reason=channel_words.trouble(turn.language, feed.error),
            time=_at(turn, feed.good_at),
        )
    if feed.good_at is None:
        return turn.say(N_("about to be read"))
    return turn.say(N_("read at {time}"), time=_at(turn, feed.good_at))


def _at(turn: Turn, moment: datetime | None) -> str:
    return "—" if moment is None else f"{moment.astimezone(turn.house.zone_info):%m-%d %H:%M}"


def _called(turn: Turn, feed: Feed) -> str:
    return f"{feed.channel} {_target(turn, feed.target, feed.by_room)}"


def _target(turn: Turn, target: str, by_room: bool) -> str:
    kind = turn.house.room_types.get(target)
    return turn.words(kind, "name") if kind is not None and not by_room else target


# --- one more ---


def _add(turn: Turn, said: ChannelSaid) -> str | Proposal:
    if not may_open(said.url):
        return turn.say(N_("That link can't be opened: it must begin with https://."))
    lacks = _lacks(turn, said)
    if lacks:
        return lacks
    detail = {
        "channel": _label(turn, said.channel),
        "target": said.target,
        "by_room": said.by_room,
        "url": said.url,
    }
    return Proposal("add_feed", detail)


def _lacks(turn: Turn, said: ChannelSaid) -> str:
    """What is still to be said."""
    if not said.channel:
        return turn.say(
            N_("Which channel? For example 渠道 Airbnb {room} and the link."),
            room=next(iter(turn.house.rooms())),
        )
    if not said.target:
        return turn.say(
            N_("Which room or type? For example 渠道 {channel} {room} and the link."),
            channel=said.channel,
            room=next(iter(turn.house.rooms())),
        )
    return ""


def _label(turn: Turn, channel: str) -> str:
    """How the house file calls it, else as the owner writes it: bookings name it as their source."""
    for code, one in turn.house.channels.items():
        if channel.casefold() in (code, one.name.casefold(), one.name_en.casefold()):
            return one.name
    return channel


def _preview_add(turn: Turn, detail: Detail) -> str | Refused:
    return turn.say(
        N_(
            "Every quarter of an hour I read {channel}'s calendar for {target}: {link}. Stays there become bookings here."
        ),
        channel=detail["channel"],
        target=_target(turn, detail["target"], detail["by_room"]),
        link=_masked(detail["url"]),
    )


def _masked(url: str) -> str:
    """Enough to know it by."""
    return f"{urlsplit(url).hostname}/…{url[-4:]}"


def _carry_out_add(turn: Turn, detail: Detail) -> str:
    feed_id = feeds.add(
        turn.connection, detail["channel"], detail["target"], detail["by_room"], detail["url"], turn.now
    )
    if feed_id is None:
        return turn.say(N_("That link is read already. 渠道 shows it."))
    _noted(turn, "feed_added", feed_id, {})
    turn.noticed += 1
    return turn.say(
        N_(
            "Calendar {n} is read from now on. And {channel} should read ours: 渠道 对外 {channel} {target}. A slip? Write 撤销."
        ),
        n=feed_id,
        channel=detail["channel"],
        target=_target(turn, detail["target"], detail["by_room"]),
    )


def _take_back_add(turn: Turn, detail: Detail) -> str:
    return _forgotten(turn, int(detail["feed"]))


def _forgotten(turn: Turn, feed_id: int) -> str:
    feeds.remove(turn.connection, feed_id, turn.now)
    return turn.say(N_("Calendar {n} is read no longer. The bookings it brought stand."), n=feed_id)


# --- less ---


def _preview_remove(turn: Turn, detail: Detail) -> str | Refused:
    feed = feeds.get(turn.connection, int(detail["feed"]))
    if feed is None:
        return Refused(turn.say(N_("There is no calendar {n}. 渠道 shows them."), n=detail["feed"]))
    return turn.say(
        N_("Read calendar {n} no longer: {name}. The bookings it brought stand."),
        n=feed.id,
        name=_called(turn, feed),
    )


def _carry_out_remove(turn: Turn, detail: Detail) -> str:
    feed = feeds.get(turn.connection, int(detail["feed"]))
    if feed is None:
        return turn.say(N_("There is no calendar {n}. 渠道 shows them."), n=detail["feed"])
    _noted(turn, "feed_removed", feed.id, {})
    return _forgotten(turn, feed.id)


def _take_back_remove(turn: Turn, detail: Detail) -> str:
    feed_id = int(detail["feed"])
    if not feeds.restore(turn.connection, feed_id, turn.now):
        return turn.say(N_("There is no calendar {n}. 渠道 shows them."), n=feed_id)
    return turn.say(N_("Taken back: it is calendar {n} now, and read again."), n=feed_id)


def _pause(turn: Turn, feed: Feed, paused: bool) -> str:
    feeds.set_paused(turn.connection, feed.id, paused, turn.now)
    _noted(turn, "feed_paused" if paused else "feed_resumed", feed.id, {"was": feed.paused})
    turn.noticed += 1
    if paused:
        return turn.say(
            N_("{name} is not read until 渠道 恢复{n}: I don't see what is booked there."),
            name=_called(turn, feed),
            n=feed.id,
        )
    return turn.say(N_("{name} is read again."), name=_called(turn, feed))


def _take_back_pause(turn: Turn, detail: Detail) -> str:
    feeds.set_paused(turn.connection, int(detail["feed"]), bool(detail["was"]), turn.now)
    return turn.say(N_("Taken back: calendar {n} is as it was."), n=detail["feed"])


def _noted(turn: Turn, kind: str, feed_id: int, detail: Detail) -> None:
    me = turn.standing.person_id
    deeds.note(turn.connection, me, kind, {"feed": feed_id, **detail}, turn.now)
    audit.note(turn.connection, turn.now, me, kind, f"feed:{feed_id}")


# --- ours ---


def _export(turn: Turn, said: ChannelSaid) -> str:
    """The address of our own calendar for a channel: nights only, and never what it sold itself."""
    lacks = _lacks(turn, said)
    if lacks:
        return lacks
    if not turn.server.public_url:
        return turn.say(N_("Others can't reach this server yet: set XIAOER_PUBLIC_URL first."))
    channel = _label(turn, said.channel)
    token = exports.token(turn.connection, channel, said.target, said.by_room)
    audit.note(
        turn.connection, turn.now, turn.standing.person_id, "export_shown", f"export:{token.split('-')[0]}"
    )
    return turn.say(
        N_(
            "Put this into {channel} as the calendar of {target}. Whoever has it sees when it is taken:\n{link}"
        ),
        channel=channel,
        target=_target(turn, said.target, said.by_room),
        link=f"{turn.server.public_url.rstrip('/')}/ical/{token}.ics",
    )


def _door(turn: Turn, said: ChannelSaid) -> str:
    """Where a channel's own server sends bookings, and with what it signs."""
    label = _label(turn, said.channel)
    code = next((code for code, one in turn.house.channels.items() if one.name == label), "")
    if not code:
        return turn.say(
            N_("{channel} is not in the house file: name it there under [channels] first."),
            channel=said.channel,
        )
    if not turn.server.public_url:
        return turn.say(N_("Others can't reach this server yet: set XIAOER_PUBLIC_URL first."))
    audit.note(turn.connection, turn.now, turn.standing.person_id, "door_shown", f"channel:{code}")
    return turn.say(
        N_(
            "{channel} sends bookings to {link} and signs with this secret, which nobody else may have: {secret}"
        ),
        channel=label,
        link=f"{turn.server.public_url.rstrip('/')}/channel/{code}",
        secret=feeds.webhook_secret(turn.connection, code),
    )


CHANGES = {
    "add_feed": Change(_preview_add, _carry_out_add),
    "remove_feed": Change(_preview_remove, _carry_out_remove),
}
TAKING_BACK = {
    "feed_added": _take_back_add,
    "feed_removed": _take_back_remove,
    "feed_paused": _take_back_pause,
    "feed_resumed": _take_back_pause,
    **told_by_hand.TAKING_BACK,
}
