"""Holds every import to the table of docs/architecture.md. Reads the files and imports none of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("bot", "scheduler", "store", "locales", "tests", "bench")

# Who may import which of our folders, beside itself. Tests and bench may import all but one another.
MAY_IMPORT = {
    "bot": {"scheduler", "store", "locales"},
    "scheduler": {"store", "locales"},
    "store": {"locales"},
    "locales": set[str](),
    "tests": {"bot", "scheduler", "store", "locales"},
    "bench": {"bot", "scheduler", "store", "locales"},
}

# Where a library stays; tests and bench are free.
STAYS_IN = {
    "wechatpy": "bot/wechat",
    "sqlalchemy": "store",
    "redis": "store",
    "alembic": "store",
    "aiosqlite": "store",
    "asyncpg": "store",
    "sqlite3": "store",
    "apscheduler": "scheduler",
    "icalendar": "scheduler",
}

_REASON = re.compile(r"# (?:noqa: PLC0415 - |lazy: )(\S.*)$")

SIMULATOR = "bot.simulator"
MAY_SIMULATE = ("bot/simulator/", "bot/cli/demo.py", "bot/cli/chat.py", "bot/cli/simulate.py", "tests/")


@dataclass(frozen=True)
class Import:
    file: str  # relative to the root, with slashes
    line: int
    module: str  # absolute, as far as it is known: "store.people.Address" for a from-import
    inline: bool  # inside a function
    reason: str  # why it is there, as its line says

    def __str__(self) -> str:
        return f"{self.file}:{self.line} imports {self.module}"

    @property
    def folder(self) -> str:
        return self.file.split("/")[0]

    @property
    def library(self) -> str:
        return self.module.split(".")[0]


@cache
def _files() -> tuple[Path, ...]:
    return tuple(sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py")))


@cache
def _imports() -> tuple[Import, ...]:
    return tuple(found for path in _files() for found in _imports_of(path))


def _imports_of(path: Path) -> Iterator[Import]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    file = path.relative_to(ROOT).as_posix()
    for node, inline in _walk(ast.parse(text, file), inline=False):
        for module in _modules(node, file):
            reason = _REASON.search(lines[node.lineno - 1])
            yield Import(file, node.lineno, module, inline, reason[1] if reason else "")


def _walk(node: ast.AST, inline: bool) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, inline
        inside = inline or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        yield from _walk(child, inside)


def _modules(node: ast.Import | ast.ImportFrom, file: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    if node.level:
        package = file.split("/")[: -node.level]
        base = ".".join([*package, *([base] if base else [])])
    yield from (f"{base}.{alias.name}" for alias in node.names)


def _within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def test_imports_run_one_way() -> None:
    wrong = [
        str(found)
        for found in _imports()
        if found.library in OURS
        and found.library != found.folder
        and found.library not in MAY_IMPORT[found.folder]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", STAYS_IN)
def test_library_stays_in_its_folder(library: str) -> None:
    wrong = [
        str(found)
        for found in _imports()
        if found.library == library
        and not found.file.startswith((STAYS_IN[library] + "/", "tests/", "bench/"))
    ]
    assert wrong == []


def test_simulator_is_imported_by_demo_chat_and_tests_alone() -> None:
    wrong = [
        str(found)
        for found in _imports()
        if _within(found.module, SIMULATOR) and not found.file.startswith(MAY_SIMULATE)
    ]
    assert wrong == []


def test_import_inside_a_function_names_its_reason() -> None:
    """Such a line ends with ``# noqa: PLC0415 - <reason>`` or ``# lazy: <reason>``."""
    assert [str(found) for found in _imports() if found.inline and not found.reason] == []


def test_every_module_says_first_what_it_is_for() -> None:
    silent = []
    for path in _files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if tree.body and not ast.get_docstring(tree):
            silent.append(path.relative_to(ROOT).as_posix())
    assert silent == []


def test_reader_of_imports_sees_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.test_imports.ROOT", tmp_path)
    file = tmp_path / "bot" / "wechat" / "api.py"
    file.parent.mkdir(parents=True)
    file.write_text(
        "import os, redis.asyncio\n"
        "from . import envelope\n"
        "from ..settings import Settings\n"
        "class A:\n"
        "    import json\n"
        "    def f(self):\n"
        "        from store import people  # lazy: a cycle\n"
        "        import apscheduler  # noqa: PLC0415 - start fast\n"
        "        import base64  # noqa: PLC0415\n"
    )
    assert [(found.line, found.module, found.inline, found.reason) for found in _imports_of(file)] == [
        (1, "os", False, ""),
        (1, "redis.asyncio", False, ""),
        (2, "bot.wechat.envelope", False, ""),
        (3, "bot.settings.Settings", False, ""),
        (5, "json", False, ""),
        (7, "store.people", True, "a cycle"),
        (8, "apscheduler", True, "start fast"),
        (9, "base64", True, ""),
    ]
