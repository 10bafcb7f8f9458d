"""Finds the messages in the source code, by reading it; never imports or runs what it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("bot", "scheduler", "locales")
_PLACE_OF_MESSAGE = {"N_": 0, "say": 1, "say_many": 1, "turn.say": 0, "turn.say_many": 0}


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the code has it."""

    text: str
    plural: str  # "" when it does not count
    file: str  # "bot/turn.py"
    line: int
    given: frozenset[str] | None  # the places the call fills; None when the call does not show them


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or call whose messages cannot be known."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


def messages(root: Path) -> Iterator[Message | Unreadable]:
    """Every message under the folders of `root`, files in order of path, each from top to bottom."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            yield from of_text(path.read_text("utf-8"), path.relative_to(root).as_posix())


def of_text(text: str, file: str) -> Iterator[Message | Unreadable]:
    """The messages of one file's text."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield Unreadable(file, error.lineno or 0, "is not Python")
        return
    names = _imported(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        called = _called(call, names)
        if called:
            yield from _message(call, called, file)


def _imported(tree: ast.Module) -> dict[str, str]:
    """The names by which the file calls our functions."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "locales"
        for alias in node.names
        if alias.name in _PLACE_OF_MESSAGE
    }


def _called(call: ast.Call, names: dict[str, str]) -> str:
    match call.func:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=ast.Name(id="locales"), attr=attr) if attr in _PLACE_OF_MESSAGE:
            return attr
        case ast.Attribute(value=ast.Name(id="turn"), attr=attr) if f"turn.{attr}" in _PLACE_OF_MESSAGE:
            return f"turn.{attr}"
    return ""


def _message(call: ast.Call, called: str, file: str) -> Iterator[Message | Unreadable]:
    at = _PLACE_OF_MESSAGE[called]
    many = called.endswith("say_many")
    wanted = call.args[at : at + 2] if many else call.args[at : at + 1]
    texts = [arg.value for arg in wanted if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if len(texts) == len(wanted) > 0:
        keywords = frozenset(keyword.arg or "" for keyword in call.keywords)
        given = None if called == "N_" or "" in keywords else keywords
        if given is not None and many:
            given |= {"n"}
        yield Message(texts[0], texts[1] if len(texts) > 1 else "", file, call.lineno, given)
    elif called == "N_" or any(isinstance(arg, ast.JoinedStr) for arg in wanted):
        yield Unreadable(file, call.lineno, f"{called} needs its message as one plain text")
