"""The house files that come with xiaoer: the demo's, and the one `xiaoer init` writes. Never changed here."""

from __future__ import annotations

from importlib.resources import files

from store.house_file.model import House
from store.house_file.reading import parse_house


def demo_house() -> House:
    """小二家客栈 in 才村: twelve rooms of four types, for the demo, the simulator and tests."""
    return parse_house(_read("demo_house.toml"))


def blank_house() -> House:
    """A house nobody has described yet: it waits for its owner."""
    return parse_house(_read("blank_house.toml"))


def new_house_text() -> str:
    """A commented house.toml, valid as it stands."""
    return _read("new_house.toml")


def _read(name: str) -> str:
    return files("store.house_file").joinpath(name).read_text("utf-8")
