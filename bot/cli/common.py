"""What the commands share: reading settings, and turning what is wrong into lines that say what to do."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.settings import Settings, SettingsError, read_environment
from bot.ways_out import NotReady
from store.errors import StaleSchema, Unavailable
from store.house_file import HouseFileError

T = TypeVar("T")


def settings() -> Settings:
    """The settings of this folder: environment over `.env`. Ends the command with all problems when some are wrong."""
    try:
        return Settings.load(read_environment(dict(os.environ), Path(".env")))
    except SettingsError as error:
        raise click.ClickException("these settings are not right:\n" + _listed(error.problems)) from error


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a command's work; what its user can mend is told in words, without a trace."""
    try:
        return asyncio.run(work)
    except HouseFileError as error:
        raise click.ClickException("the house file is not right:\n" + _listed(error.problems)) from error
    except SettingsError as error:
        raise click.ClickException("these settings are not right:\n" + _listed(error.problems)) from error
    except NotReady as error:
        raise click.ClickException(str(error)) from error
    except StaleSchema as error:
        raise click.ClickException(str(error)) from error
    except Unavailable as error:
        raise click.ClickException(f"the database cannot be used: {error}") from error
    except ConnectionError as error:  # nothing else is connected to before a command can say so itself
        raise click.ClickException(f"the database cannot be used: {error}") from error


def _listed(problems: tuple[object, ...]) -> str:
    return "\n".join(f"  · {problem}" for problem in problems)
