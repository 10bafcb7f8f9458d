"""What the texts of the project say is true: commands, options, settings, dependencies, links, and the words of the house.

Reads the texts; runs only what changes nothing outside a folder of its own.
"""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click
import pytest
from click.testing import CliRunner

from bot.cli import COMMANDS, xiaoer
from bot.settings import Settings
from bot.understanding.commands import read_command
from store import tickets
from store.bookings import TAKING, State
from store.rights import MAY_COMMAND
from store.schema import metadata

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
TEXTS = tuple(
    path.relative_to(ROOT).as_posix() for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
)

_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_NAMED_PATH = re.compile(r"`((?:bot|store|scheduler|locales|tests|docs|bench|\.ci)/[\w./-]*)`")
_CALL = re.compile(r"`(?:\.venv/bin/)?(xiaoer(?: [^`]*)?)`")
_MAKE = re.compile(r"`(make [^`]*)`")
_ASSIGNMENT = re.compile(r"[A-Z_]+=")


@dataclass(frozen=True)
class Line:
    """One command of a text, without comment, pipe or variables before it."""

    text: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.text}: {' '.join(self.words)}"


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def shell_lines(name: str) -> list[Line]:
    """The commands of a text's shell blocks, in order."""
    return [line for block in _BLOCK.findall(read(name)) for line in _lines(name, block)]


def _lines(name: str, block: str) -> Iterator[Line]:
    for written in block.replace("\\\n", " ").splitlines():
        lexer = shlex.shlex(written, posix=True, punctuation_chars="|;&")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, ";"]:
            if not set(word) <= set("|;&"):
                words.append(word)
                continue
            while words and _ASSIGNMENT.match(words[0]):
                words.pop(0)
            if words:
                yield Line(name, tuple(words))
            words = []


def calls(name: str) -> list[Line]:
    """Every call of xiaoer in a text, in blocks and within sentences, as the words after `xiaoer`."""
    found = [line.words for line in shell_lines(name)]
    found += [tuple(shlex.split(call)) for call in _CALL.findall(_CODE.sub("", read(name)))]
    return [Line(name, words[1:]) for words in found if words[0].removeprefix(".venv/bin/") == "xiaoer"]


ALL_CALLS = {str(call): call for name in TEXTS for call in calls(name)}


def resolved(words: tuple[str, ...]) -> tuple[click.Command, tuple[str, ...]]:
    """The command that `words` name, and the words left for it. Raises LookupError when there is none."""
    command: click.Command = xiaoer
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        if found is None:
            raise LookupError(f"no command {words[0]}")
        command, words = found, words[1:]
    return command, words


# --- commands ---


@pytest.mark.parametrize("call", ALL_CALLS.values(), ids=ALL_CALLS)
def test_call_names_a_command_and_options_it_has(call: Line) -> None:
    command, words = resolved(call.words)
    context = click.Context(command, help_option_names=["-h", "--help"])
    known = {option for parameter in command.get_params(context) for option in parameter.opts}
    assert {word for word in words if word.startswith("-")} - known == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_command_tells_what_it_does(name: str) -> None:
    result = CliRunner().invoke(xiaoer, [name, "--help"])
    assert result.exit_code == 0, result.output
    assert result.output.startswith(f"Usage: xiaoer {name}")


@pytest.mark.parametrize("name", TEXTS)
def test_make_targets_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    said = [line.words for line in shell_lines(name)]
    said += [tuple(shlex.split(call)) for call in _MAKE.findall(read(name))]
    assert {words[1] for words in said if words[0] == "make" and len(words) > 1} - targets == set()


def test_both_readmes_have_the_same_commands() -> None:
    english, chinese = ([line.words for line in shell_lines(name)] for name in READMES)
    assert english == chinese
    assert english


@pytest.mark.parametrize("name", READMES)
def test_table_of_commands_names_every_command(name: str) -> None:
    rows = re.findall(r"^\| `xiaoer ([a-z-]+)", read(name), re.MULTILINE)
    assert rows == list(COMMANDS)


def test_newcomer_follows_the_readme_to_a_house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """init, import, tick and rekey as written there; only the account's own values are filled in by hand."""
    for variable in [f"XIAOER_{field.upper()}" for field in Settings.model_fields]:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("bookings.csv").write_text(
        "订单号,姓名,房型,入住,离店\nMT1,王女士,大床,2030-12-24,2030-12-26\n", encoding="utf-8"
    )
    harmless = {"init", "import", "tick", "rekey"}
    steps = [call.words for call in calls("README.md") if call.words and call.words[0] in harmless]
    steps = [words for words in dict.fromkeys(steps) if words != ("import", "bookings")]
    assert {words[0] for words in steps} == harmless
    said = []
    for words in sorted(steps, key=lambda words: words[0] != "init"):
        written = Path("bookings.csv") in map(Path, words) and "--source" not in words
        result = CliRunner().invoke(xiaoer, [*words, *(["--source", "美团"] if written else [])])
        assert result.exit_code == 0, f"{words}: {result.output}"
        said.append(result.output)
    assert "1 created, 0 changed, 0 unchanged, 0 unplaced, 0 bad" in "".join(said)


@pytest.mark.parametrize(
    ("name", "sentence"), [("README.md", "In chat, staff write "), ("README.zh-CN.md", "在聊天里，员工发")]
)
def test_words_in_the_readme_are_granted_to_whom_it_says(name: str, sentence: str) -> None:
    """What staff may write, then what the owner may write besides; 帮助 in chat lists all."""
    said = next(line for line in read(name).splitlines() if line.startswith(sentence))
    staff, owner = (_commands(part) for part in re.split("[;；]", said, maxsplit=1))
    assert staff - MAY_COMMAND["staff"] == set()
    assert owner - (MAY_COMMAND["owner"] - MAY_COMMAND["staff"]) == set()


def _commands(part: str) -> set[str]:
    read_as = {word: read_command(word) for word in re.findall("`([^`]+)`", part)}
    assert [word for word, command in read_as.items() if command is None] == []
    return {command.name for command in read_as.values() if command is not None}


# --- settings and dependencies ---


def settings_rows(name: str) -> list[tuple[str, str, str]]:
    """(variable, default, description) of the table."""
    rows = re.findall(r"^\| `(XIAOER_[A-Z_]+)` \| (?:`(.*?)`)? *\| (.*) \|$", read(name), re.MULTILINE)
    return [(variable, default, said) for variable, default, said in rows]


def described() -> list[tuple[str, str, str]]:
    rows = []
    for line in Settings.describe():
        assignment, _, description = line.partition("  # ")
        variable, _, default = assignment.partition("=")
        rows.append((variable, default, description))
    return rows


def test_english_table_of_settings_is_the_settings() -> None:
    assert settings_rows("README.md") == described()


def test_chinese_table_of_settings_is_the_settings() -> None:
    chinese = settings_rows("README.zh-CN.md")
    assert [row[:2] for row in chinese] == [row[:2] for row in described()]
    assert [variable for variable, _, said in chinese if not re.search("[\u4e00-\u9fff]", said)] == []


def listed(heading: str) -> list[str]:
    """The packages of one table of docs/dependencies.md."""
    part = read("docs/dependencies.md").split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]
    return re.findall(r"^\| `([^`]+)` \|(?:[^|]+\|){3}$", part, re.MULTILINE)


def required(requirements: list[str], *, extras: bool) -> list[str]:
    pattern = r"[\w.-]+(?:\[[\w,]+\])?" if extras else r"[\w.-]+"
    return [match[0] for text in requirements if (match := re.match(pattern, text))]


def test_list_of_dependencies_is_that_of_the_project() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    extras = project["project"]["optional-dependencies"]
    assert list(extras) == ["scale"]
    assert list(project["dependency-groups"]) == ["dev", "browser"]
    assert listed("Runtime") == required(project["project"]["dependencies"], extras=False)
    assert listed("Scale") == required(extras["scale"], extras=True)
    assert listed("Browser") == required(project["dependency-groups"]["browser"], extras=False)
    assert listed("Development") == required(project["dependency-groups"]["dev"], extras=False)


# --- links, paths, words ---


def slug(heading: str) -> str:
    """The anchor of a heading, as the usual viewers make it."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").casefold()).replace(" ", "-")


@pytest.mark.parametrize("name", TEXTS)
def test_links_lead_somewhere(name: str) -> None:
    lost = []
    for target in _LINK.findall(_CODE.sub("", read(name))):
        if re.match(r"https://", target):
            continue
        file, _, anchor = target.partition("#")
        path = (ROOT / name).parent / file if file else ROOT / name
        anchors = {slug(heading) for heading in _HEADING.findall(path.read_text("utf-8"))} if anchor else {""}
        if not path.exists() or anchor not in anchors:
            lost.append(target)
    assert lost == []


@pytest.mark.parametrize("name", TEXTS)
def test_files_and_folders_that_are_named_exist(name: str) -> None:
    named = [*_NAMED_PATH.findall(read(name))]
    named += [word for line in shell_lines(name) for word in line.words if word.startswith("tests/")]
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_concepts_name_every_state_of_a_booking() -> None:
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| (yes|no) \|", read("docs/concepts.md"), re.MULTILINE)
    assert [state for state, _ in rows] == list(get_args(State))
    assert tuple(state for state, takes in rows if takes == "yes") == TAKING


def test_concepts_name_every_state_of_a_ticket() -> None:
    part = read("docs/concepts.md").split("A ticket is in one of these states:", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE) == list(get_args(tickets.State))


def test_architecture_names_every_table() -> None:
    part = read("docs/architecture.md").split("\n## The data", 1)[1].split("\n## ", 1)[0]
    first_cells = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", part, re.MULTILINE)
    named = [table for cell in first_cells for table in re.findall(r"`(\w+)`", cell)]
    assert sorted(named) == sorted(metadata.tables)


@pytest.mark.parametrize("folder", ["bot/flows", "bot/handlers", "scheduler"])
def test_maps_name_every_module_of_a_folder(folder: str) -> None:
    """Whoever looks for where something happens finds it in the architecture or in the map of CONTRIBUTING."""
    maps = read("docs/architecture.md") + read("CONTRIBUTING.md")
    modules = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / folder).glob("[!_]*.py"))]
    assert [module for module in modules if module not in maps] == []


def test_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(path.stem for path in (ROOT / "docs/decisions").glob("*.md"))
    assert [int(name[:3]) for name in names] == list(range(1, len(names) + 1))
    for name in names:
        assert read(f"docs/decisions/{name}.md").startswith(f"# {name[:3]} "), name


@pytest.mark.parametrize("name", ["README.zh-CN.md"])
def test_chinese_text_has_no_blanks_between_scripts(name: str) -> None:
    """Chinese beside Latin letters needs none. Commands and table cells keep theirs, and so does the title."""
    prose = re.sub(r"`[^`\n]*`", "`", _CODE.sub("", read(name)).partition("\n")[2])
    assert (
        re.findall(
            r"[\u4e00-\u9fff，。：；、！？（）「」] +[A-Za-z0-9`]|[A-Za-z0-9`] +[\u4e00-\u9fff]", prose
        )
        == []
    )
