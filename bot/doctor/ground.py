"""What the house stands on: settings, house file, database, disk, Redis. Changes nothing, and brings no database up to date."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.doctor.findings import Finding
from bot.serve_problems import serve_problems
from bot.settings import Settings
from locales import N_
from store import migrations, revision, shared
from store.database import Database, file_of, is_embedded
from store.errors import Unavailable
from store.house_file import House, HouseFileError, parse_house

SCARCE, FULL = 1_000_000_000, 100_000_000  # bytes left
_MB = 1_000_000


def settings(chosen: Settings) -> Iterator[Finding]:
    """What `xiaoer serve` would complain of."""
    problems = serve_problems(chosen)
    for problem in problems:
        text = N_("{variable} {what}.")
        values = {"variable": problem.variable, "what": problem.what, "advice": problem.advice}
        yield Finding("settings", "wrong", text, N_("{advice}"), values)
    if not problems:
        yield Finding("settings", "ok", N_("Everything `xiaoer serve` needs is set."))


def sending(chosen: Settings) -> Iterator[Finding]:
    """What sending needs beyond that, and an examination too."""
    if chosen.wechat_app_secret is None:
        text = N_("No AppSecret is set: messages are answered, and nothing is sent or looked at.")
        advice = N_("Copy the AppSecret from the console into XIAOER_WECHAT_APP_SECRET.")
        yield Finding("settings", "attention", text, advice)


def house_file(path: Path) -> tuple[House | None, list[Finding]]:
    """The house file, where it holds."""
    try:
        return parse_house(path.read_bytes()), [Finding("house", "ok", N_("The house file is right."))]
    except HouseFileError as error:
        text, advice = N_("{n} things in the house file are not right."), N_("Correct them: {first}")
        values = {"n": len(error.problems), "first": str(error.problems[0])}
        detail = "\n".join(str(problem) for problem in error.problems)
        return None, [Finding("house", "wrong", text, advice, values, detail)]
    except OSError:  # that it is not there is said with the settings
        return None, []


async def revision_of(url: str) -> Finding:
    """Whether the database can be reached and has this version's tables."""
    file = file_of(url)
    if file is not None and not file.exists():
        text = N_("There is no database yet; `xiaoer serve` makes it.")
        return Finding("database", "attention", text, N_("Start `xiaoer serve` once, then look again."))
    try:
        found = await migrations.standing(url)
    except (Unavailable, ConnectionError) as error:
        text, advice = (
            N_("The database cannot be used."),
            N_("Look at XIAOER_DATABASE_URL and at the server behind it."),
        )
        return Finding("database", "wrong", text, advice, detail=str(error))
    values = {"found": found or "0", "wanted": migrations.head()}
    if found == migrations.head():
        return Finding(
            "database", "ok", N_("The database has this version's tables ({found})."), values=values
        )
    text = N_("The database is at revision {found}, this version needs {wanted}.")
    if is_embedded(url):
        return Finding(
            "database", "attention", text, N_("The next `xiaoer serve` brings it there by itself."), values
        )
    return Finding("database", "wrong", text, N_("Make a backup, then run `xiaoer migrate`."), values)


async def writable(database: Database) -> Finding | None:
    """Whether anything can be written."""
    try:
        await database.write(revision.stay)
    except Unavailable as error:
        text = N_("The database cannot be written to.")
        advice = N_("Let the user who runs xiaoer write to the database and its folder.")
        return Finding("database", "wrong", text, advice, detail=str(error))
    return None


def disk(url: str) -> Iterator[Finding]:
    """The room left where the embedded database is."""
    file = file_of(url)
    if file is None or not file.parent.is_dir():
        return
    free = shutil.disk_usage(file.parent).free
    values = {"mb": free // _MB}
    if free >= SCARCE:
        yield Finding("disk", "ok", N_("{mb} MB are free."), values=values)
        return
    advice = N_("Make room: a full disk stops every answer.")
    yield Finding(
        "disk", "wrong" if free < FULL else "attention", N_("Only {mb} MB are free."), advice, values
    )


async def redis(chosen: Settings) -> Finding | None:
    """Whether Redis answers, where the house uses it."""
    if chosen.redis_url is None:
        return None
    trouble = await shared.trouble(chosen.redis_url.get_secret_value())
    if not trouble:
        return Finding("redis", "ok", N_("Redis answers."))
    text = N_("Redis does not answer; each process goes on by itself meanwhile.")
    return Finding("redis", "wrong", text, N_("Start Redis, or correct XIAOER_REDIS_URL."), detail=trouble)
