"""Golden conversations: every transcript is replayed as it stands, a third with a restart after every turn, some on PostgreSQL.

``RESTART_ALL=1`` restarts in all of them.

``UPDATE_CONVERSATIONS=1`` writes down what was really said, to be read aloud and reviewed before it is committed.
"""

from __future__ import annotations

import asyncio
import difflib
import os
from pathlib import Path
from zlib import crc32

import pytest

from tests.conversations.replay import Replay
from tests.conversations.transcript import Misspelt, header, lines
from tests.template import migrated

HERE = Path(__file__).parent
ALL = sorted(HERE.glob("*.txt"))
SHARE = (
    3  # every third, by name, with RESTART_ALL=1 each: what a turn leaves behind is no matter of its words
)
RESTARTED = [path for path in ALL if os.environ.get("RESTART_ALL") or crc32(path.stem.encode()) % SHARE == 0]
ON_POSTGRES = [path for path in ALL if header(path.read_text("utf-8")).on_postgres]


def by_name(path: Path) -> str:
    return path.stem


def hold(path: Path, database_url: str, *, reopening: bool = False) -> None:
    """Replay a transcript; it must read as it was written."""
    written = path.read_text("utf-8")
    seen = asyncio.run(Replay(header(written), database_url, reopening).run(written))
    if os.environ.get("UPDATE_CONVERSATIONS") and not reopening:
        path.write_text(seen, "utf-8")
        return
    if seen != written:
        diff = difflib.unified_diff(
            written.splitlines(), seen.splitlines(), "written", "seen", lineterm="", n=4
        )
        pytest.fail(f"{path.name} reads otherwise:\n" + "\n".join(diff), pytrace=False)


@pytest.mark.parametrize("path", ALL, ids=by_name)
def test_conversation_reads_as_written(path: Path, tmp_path: Path) -> None:
    hold(path, migrated(tmp_path))


@pytest.mark.parametrize("path", RESTARTED, ids=by_name)
def test_conversation_restarted_after_every_turn(path: Path, tmp_path: Path) -> None:
    hold(path, migrated(tmp_path), reopening=True)


@pytest.mark.parametrize("path", ON_POSTGRES, ids=by_name)
def test_conversation_on_postgres(path: Path, postgres_url: str) -> None:
    hold(path, postgres_url)


@pytest.mark.parametrize("path", ALL, ids=by_name)
def test_conversation_tells_what_it_is_for(path: Path) -> None:
    """A transcript is documentation: a title, and one line of why."""
    first, second, *_ = path.read_text("utf-8").splitlines()
    assert first.startswith("# ")
    assert second.startswith("# ")


def test_transcript_with_an_unknown_line_is_refused() -> None:
    with pytest.raises(Misspelt, match="line 2"):
        list(lines("house demo; account service; at 2026-12-01 10:00\nguset 小王\n"))


def test_transcript_without_a_house_is_refused() -> None:
    with pytest.raises(Misspelt):
        header("guest 小王\n")
