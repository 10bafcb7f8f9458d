"""The environment, checked: every `XIAOER_` variable, its default and what is wrong with it, all at once.

Secrets are never printed, logged or put into an error; nothing here opens a connection.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.data_key import read_data_key
from bot.setting_values import (
    PREFIX,
    AesKey,
    AppId,
    AppSecret,
    CorpId,
    DatabaseUrl,
    DataKey,
    LogLevel,
    Mchid,
    MessageMode,
    ModelKey,
    PayKey,
    PayKeyId,
    RedisUrl,
    RobotKey,
    Serial,
    SettingProblem,
    SettingsError,
    Token,
    WebAddress,
    decode_key,
    refuse,
    variable,
)

__all__ = ["SettingProblem", "Settings", "SettingsError", "read_environment"]


class Settings(BaseSettings):
    """What the environment decides. Everything about the house itself stands in the house file instead."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", hide_input_in_errors=True, validate_default=False
    )

    database_url: DatabaseUrl = Field(
        SecretStr("sqlite:///var/xiaoer.db"), description="Where everything is kept: SQLite or PostgreSQL."
    )
    redis_url: RedisUrl | None = Field(None, description="Redis for several workers; one worker needs none.")
    lock: Literal["none", "simulated"] = Field(
        "none", validate_default=True, description="The door locks that take codes: none, or simulated."
    )
    host: str = Field("127.0.0.1", min_length=1, description="The address the web server listens on.")
    port: int = Field(8080, ge=1, le=65535, description="The port the web server listens on.")
    metrics_port: int = Field(
        0, ge=0, le=65535, description="Prometheus figures on 127.0.0.1 at this port; 0: none."
    )
    house: Path = Field(Path("house.toml"), description="The house file.")
    public_url: WebAddress | None = Field(
        None, description="How the world reaches the web server, for links in chat."
    )
    wechat_app_id: AppId | None = Field(None, description="The account's AppID.")
    wechat_app_secret: AppSecret | None = Field(
        None, description="The account's AppSecret, for sending; answering alone needs none."
    )
    wechat_token: Token | None = Field(None, description="The Token of the console's server configuration.")
    wechat_aes_key: AesKey | None = Field(
        None, description="The EncodingAESKey of the console's server configuration."
    )
    wechat_aes_key_previous: AesKey | None = Field(
        None, description="The EncodingAESKey before the last change, while WeChat still uses it."
    )
    wechat_mode: MessageMode = Field(
        "safe", validate_default=True, description="The console's message mode: plain, compatible or safe."
    )
    wechat_api_base: WebAddress = Field("https://api.weixin.qq.com", description="Where WeChat's API is.")
    wecom_api_base: WebAddress = Field("https://qyapi.weixin.qq.com", description="Where WeCom's API is.")
    wecom_robot_key: RobotKey | None = Field(
        None,
        description="The key of a WeCom group's robot that tells staff; without it each is told in WeChat.",
    )
    wecom_corp_id: CorpId | None = Field(
        None, description="The company's id in WeCom, of an app that tells staff; with the next two."
    )
    wecom_agent_id: int | None = Field(None, ge=1, description="The app's AgentId in WeCom.")
    wecom_secret: AppSecret | None = Field(None, description="The app's Secret in WeCom.")
    pay_mchid: Mchid | None = Field(
        None, description="The merchant's number in WeChat Pay, to take payments by link; with the next five."
    )
    pay_serial: Serial | None = Field(None, description="The number of the merchant's API certificate.")
    pay_key_file: Path | None = Field(None, description="The merchant's private key, apiclient_key.pem.")
    pay_api_key: PayKey | None = Field(None, description="The APIv3 key of the merchant.")
    pay_wechat_key_id: PayKeyId | None = Field(None, description="The id of WeChat Pay's public key.")
    pay_wechat_key_file: Path | None = Field(None, description="WeChat Pay's public key, pub_key.pem.")
    pay_api_base: WebAddress = Field(
        "https://api.mch.weixin.qq.com", description="Where WeChat Pay's API is."
    )
    llm_url: WebAddress | None = Field(
        None,
        description="A language model that may read what the rules could not (OpenAI's chat API, up to /v1); with its name.",
    )
    llm_model: str = Field("", max_length=200, description="The model's name at that address.")
    llm_key: ModelKey | None = Field(None, description="The key of that address, if it wants one.")
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
    log_level: LogLevel = Field("info", description="How much is logged: debug, info, warning or error.")

    @field_validator("metrics_port")
    @classmethod
    def _own_port(cls, value: int, info: ValidationInfo) -> int:
        if value == info.data.get("port"):
            raise refuse(f"is the same as {PREFIX}PORT", "Choose another port.")
        return value

    @field_validator("wechat_mode")
    @classmethod
    def _mode_has_key(cls, value: str, info: ValidationInfo) -> str:
        keyless = "wechat_aes_key" in info.data and info.data["wechat_aes_key"] is None
        if keyless and info.data.get("wechat_token") and value != "plain":
            raise refuse(
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
    written = dotenv_values(dotenv, interpolate=False)
    return {**{name: value for name, value in written.items() if value is not None}, **environ}


def _unknown(name: str, known: Mapping[str, str]) -> SettingProblem:
    near = difflib.get_close_matches(name.upper(), known, n=1, cutoff=0.6)
    advice = f"Did you mean {near[0]}?" if near else "Remove it; `xiaoer init` writes them all down."
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
