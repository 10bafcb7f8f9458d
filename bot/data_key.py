"""The file of the key personal data is sealed with: made once, read by its owner alone, never replaced."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

from bot.setting_values import KEY_BYTES, PREFIX, SettingProblem, SettingsError, decode_key, variable
from store.world import Chance


def make_data_key(path: Path, chance: Chance) -> None:
    """Write a new key to `path`, mode 0600, whole or not at all. Raises SettingsError if it exists."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{chance.token(8, '0123456789abcdef')}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(base64.b64encode(chance.bytes(KEY_BYTES)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a rename it never replaces a key that is there
    except FileExistsError:
        raise _key_error(
            f"{path} exists already", "Keep it: without it nothing sealed can be read."
        ) from None
    finally:
        draft.unlink()


def read_data_key(path: Path) -> bytes:
    """The key in `path`. Raises SettingsError when it is missing, damaged, or others may read it."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(1024).decode("ascii", "replace")
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise _key_error(
            f"{path} cannot be read ({reason})",
            f"Run `xiaoer init`, or set {PREFIX}DATA_KEY; a lost key cannot be replaced.",
        ) from None
    if mode & 0o077:
        raise _key_error(f"{path} may be read by others (mode {mode:04o})", f"Run: chmod 600 {path}")
    try:
        return decode_key(text)
    except ValueError:
        raise _key_error(
            f"{path} does not hold 32 bytes in base64 or hex", "Put the right key back."
        ) from None


def _key_error(what: str, advice: str) -> SettingsError:
    return SettingsError((SettingProblem(variable("data_key_file"), what, advice),))
