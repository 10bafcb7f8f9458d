"""The environment, checked: every `XIAOER_` variable, its default and what is wrong with it, all at once.

Secrets are never printed, logged or put into an error; nothing here opens a connection.
"""

from __future__ import annotations

import base64
import binascii
import difflib
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from store.world import Chance

PREFIX = "XIAOER_"
KEY_BYTES = 32
DATABASE_SCHEMES = ("sqlite:///", "sqlite+aiosqlite:///", "postgresql://", "postgresql+asyncpg://")
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One thing wrong with the environment; never contains a value."""

    variable: str  # "XIAOER_PORT"
    what: str
    advice: str

    def __str__(self) -> str:
        return f"{self.variable}: {self.what}. {self.advice}"


class SettingsError(Exception):
    """The environment cannot be used. The command line catches it and prints every problem."""

    def __init__(self, problems: tuple[SettingProblem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


def _refuse(what: str, advice: str) -> PydanticCustomError:
    return PydanticCustomError("setting", "{what}", {"what": what, "advice": advice})


def _database_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    scheme = next((known for known in DATABASE_SCHEMES if url.startswith(known)), "")
    if not scheme or len(url) == len(scheme):
        raise _refuse(
            "is not a database address xiaoer can use",
            "Write sqlite:///var/xiaoer.db or postgresql://user:password@host/name.",
        )
    return value


def _redis_url(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise _refuse("is not a Redis address", "Write redis://127.0.0.1:6379/0, or leave it out.")
    return value


def _web_address(value: str) -> str:
    """An address without query or closing slash; plain http only on this machine."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _refuse("is not a web address", "Write it like https://inn.example.com.")
    if parts.username or parts.password:
        raise _refuse("contains a user name or password", "Write the address without them.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise _refuse("is not encrypted", "Write https://; plain http is for 127.0.0.1 only.")
    return value.rstrip("/")


def _app_id(value: str) -> str:
    if not re.fullmatch(r"wx[0-9A-Za-z]{4,30}", value):
        raise _refuse("is not an AppID", "Copy it from the account's console; it begins with wx.")
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9A-Za-z]{3,32}", value.get_secret_value()):
        raise _refuse(
            "must be 3 to 32 letters and digits", "Use the Token of the console's server configuration."
        )
    return value


def _app_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{8,128}", value.get_secret_value()):
        raise _refuse("is not an AppSecret", "Copy it again from the account's console, without spaces.")
    return value


def _aes_key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9A-Za-z]{43}", value.get_secret_value()):
        raise _refuse(
            "must be exactly 43 letters and digits",
            "Use the EncodingAESKey of the console's server configuration.",
        )
    return value


def _data_key(value: SecretStr) -> SecretStr:
    try:
        decode_key(value.get_secret_value())
    except ValueError:
        raise _refuse(
            "is not 32 bytes in base64 or hex", "Let `xiaoer init` make one, or copy it again, whole."
        ) from None
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


DatabaseUrl = Annotated[SecretStr, AfterValidator(_database_url)]
RedisUrl = Annotated[SecretStr, AfterValidator(_redis_url)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
AesKey = Annotated[SecretStr, AfterValidator(_aes_key)]
DataKey = Annotated[SecretStr, AfterValidator(_data_key)]


class Settings(BaseSettings):
    """What the environment decides. Everything about the house itself stands in the house file instead."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False
    )

    database_url: DatabaseUrl = Field(
        SecretStr("sqlite:///var/xiaoer.db"), description="Where everything is kept: SQLite or PostgreSQL."
    )
    redis_url: RedisUrl | None = Field(None, description="Redis for several workers; one worker needs none.")
    host: str = Field("127.0.0.1", min_length=1, description="The address the web server listens on.")
    port: int = Field(8080, ge=1, le=65535, description="The port the web server listens on.")
    metrics_port: int = Field(
        0, ge=0, le=65535, description="Prometheus figures on 127.0.0.1 at this port; 0: none."
    )
    house: Path = Field(Path("house.toml"), description="The house file.")
    public_url: WebAddress | None = Field(
        None, description="How the world reaches the web server, for links in chat."
    )
    wechat_app_id: Annotated[str, AfterValidator(_app_id)] | None = Field(
        None, description="The account's AppID."
    )
    wechat_app_secret: Annotated[SecretStr, AfterValidator(_app_secret)] | None = Field(
        None, description="The account's AppSecret, for sending; answering alone needs none."
    )
    wechat_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(
        None, description="The Token of the console's server configuration."
    )
    wechat_aes_key: AesKey | None = Field(
        None, description="The EncodingAESKey of the console's server configuration."
    )
    wechat_aes_key_previous: AesKey | None = Field(
        None, description="The EncodingAESKey before the last change, while WeChat still uses it."
    )
    wechat_mode: Annotated[Literal["plain", "compatible", "safe"], BeforeValidator(_lower)] = Field(
        "safe", validate_default=True, description="The console's message mode: plain, compatible or safe."
    )
    wechat_api_base: WebAddress = Field("https://api.weixin.qq.com", description="Where WeChat's API is.")
    wecom_api_base: WebAddress = Field("https://qyapi.weixin.qq.com", description="Where WeCom's API is.")
    data_key: DataKey | None = Field(
        None, description="The key personal data is sealed with: 32 bytes in base64 or hex."
    )
    data_key_previous: DataKey | None = Field(None, description="The key before it, until `xiaoer rekey`.")
    data_key_file: Path = Field(
        Path("var/data.key"),
        description="The file of the key, readable by its owner alone; used when DATA_KEY is not set.",
    )
    verify_dir: Path | None = Field(
        None, description="A folder of MP_verify_*.txt and WW_verify_*.txt, served at the root."
    )
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        "info", description="How much is logged: debug, info, warning or error."
    )

    @field_validator("metrics_port")
    @classmethod
    def _own_port(cls, value: int, info: ValidationInfo) -> int:
        if value == info.data.get("port"):
            raise _refuse(f"is the same as {PREFIX}PORT", "Choose another port.")
        return value

    @field_validator("wechat_mode")
    @classmethod
    def _mode_has_key(cls, value: str, info: ValidationInfo) -> str:
        keyless = "wechat_aes_key" in info.data and info.data["wechat_aes_key"] is None
        if keyless and info.data.get("wechat_token") and value != "plain":
            raise _refuse(
                f"is {value}, and {PREFIX}WECHAT_AES_KEY is not set",
                "Set the key, or plain, as the console has it.",
            )
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load` was given counts: nothing reads the process environment behind its back."""
        return (init_settings,)

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Settings:
        """The settings in `environ`; empty counts as not set. Raises SettingsError with every problem."""
        ours = {name: value for name, value in environ.items() if name.startswith(PREFIX)}
        known = {variable(field): field for field in cls.model_fields}
        problems = [_unknown(name, known) for name in sorted(ours) if name not in known]
        values = {known[name]: value for name, value in ours.items() if name in known and value.strip()}
        try:
            settings = cls.model_validate(values)
        except ValidationError as error:
            raise SettingsError((*problems, *_problems(error))) from None
        if problems:
            raise SettingsError(tuple(problems))
        return settings

    @classmethod
    def describe(cls) -> tuple[str, ...]:
        """One line a variable: name, default, what it is for. Defaults only, never what is set."""
        return tuple(
            f"{variable(name)}={_shown(field.default)}  # {field.description}"
            for name, field in cls.model_fields.items()
        )

    def data_keys(self) -> tuple[bytes, bytes | None]:
        """The key in use and the one before it. Raises SettingsError when there is none that may be used."""
        previous = decode_key(self.data_key_previous.get_secret_value()) if self.data_key_previous else None
        if self.data_key:
            return decode_key(self.data_key.get_secret_value()), previous
        return read_data_key(self.data_key_file), previous


def read_environment(environ: Mapping[str, str], dotenv: Path) -> dict[str, str]:
    """`environ` with what the file `dotenv` adds; `environ` wins; a missing file adds nothing."""
    written = {name: value for name, value in dotenv_values(dotenv).items() if value is not None}
    return {**written, **environ}


def serve_problems(settings: Settings) -> tuple[SettingProblem, ...]:
    """What `xiaoer serve` needs beyond correct settings and does not have; empty when it may start."""
    problems = [
        SettingProblem(variable(field), "is not set", f"Set it: {advice}")
        for field, advice in (
            ("wechat_app_id", "it stands in the account's console."),
            ("wechat_token", "the Token of the console's server configuration."),
        )
        if getattr(settings, field) is None
    ]
    if settings.wechat_mode != "plain" and settings.wechat_aes_key is None:
        problems.append(
            SettingProblem(
                variable("wechat_aes_key"),
                f"is not set, and the mode is {settings.wechat_mode}",
                "Set it: the EncodingAESKey of the console's server configuration.",
            )
        )
    if not settings.house.is_file():
        problems.append(
            SettingProblem(
                variable("house"),
                f"there is no file {settings.house}",
                "Run `xiaoer init`, or name your house file.",
            )
        )
    if settings.verify_dir is not None and not settings.verify_dir.is_dir():
        problems.append(
            SettingProblem(
                variable("verify_dir"), f"there is no folder {settings.verify_dir}", "Make it, or unset this."
            )
        )
    try:
        settings.data_keys()
    except SettingsError as error:
        problems.extend(error.problems)
    return tuple(problems)


def variable(field: str) -> str:
    """The environment's name of a field: `port` -> `XIAOER_PORT`."""
    return PREFIX + field.upper()


def decode_key(text: str) -> bytes:
    """The 32 bytes written in `text` as base64 (either alphabet) or hex. Raises ValueError."""
    text = text.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{64}", text):
        return bytes.fromhex(text)
    try:
        key = base64.b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except binascii.Error:
        raise ValueError("not base64 or hex") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"not {KEY_BYTES} bytes")
    return key


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


def _unknown(name: str, known: Mapping[str, str]) -> SettingProblem:
    near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.6)
    advice = f"Did you mean {near[0]}?" if near else "Remove it; `xiaoer settings` lists them all."
    return SettingProblem(name, "there is no such setting", advice)


def _problems(error: ValidationError) -> list[SettingProblem]:
    found = []
    for detail in error.errors(include_url=False, include_input=False):
        field, context = str(detail["loc"][0]), detail.get("ctx", {})
        what = detail["msg"].partition(", unable")[0].replace("Input should", "must", 1)
        found.append(SettingProblem(variable(field), what, context.get("advice") or _default_advice(field)))
    return found


def _default_advice(field: str) -> str:
    info = Settings.model_fields[field]
    return f"{info.description} Default: {_shown(info.default) or 'none'}."


def _shown(default: object) -> str:
    if default is None:
        return ""
    return default.get_secret_value() if isinstance(default, SecretStr) else str(default)
