"""The kinds of value a setting may have, how a wrong one is refused, and the problems shown to the operator.

Never shows a value: a setting may be a secret.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

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


def refuse(what: str, advice: str) -> PydanticCustomError:
    """The error a validator raises: what is wrong and what to do, never the value."""
    return PydanticCustomError("setting", "{what}", {"what": what, "advice": advice})


def _database_url(value: SecretStr) -> SecretStr:
    url = value.get_secret_value()
    scheme = next((known for known in DATABASE_SCHEMES if url.startswith(known)), "")
    if not scheme or len(url) == len(scheme):
        raise refuse(
            "is not a database address xiaoer can use",
            "Write sqlite:///var/xiaoer.db or postgresql://user:password@host/name.",
        )
    return value


def _redis_url(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith(("redis://", "rediss://", "unix://")):
        raise refuse("is not a Redis address", "Write redis://127.0.0.1:6379/0, or leave it out.")
    return value


def _web_address(value: str) -> str:
    """An address without query or closing slash; plain http only on this machine."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise refuse("is not a web address", "Write it like https://inn.example.com.")
    if parts.username or parts.password:
        raise refuse("contains a user name or password", "Write the address without them.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise refuse("is not encrypted", "Write https://; plain http is for 127.0.0.1 only.")
    return value.rstrip("/")


def _app_id(value: str) -> str:
    if not re.fullmatch(r"wx[0-9A-Za-z]{4,30}", value):
        raise refuse("is not an AppID", "Copy it from the account's console; it begins with wx.")
    return value


def _token(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9A-Za-z]{3,32}", value.get_secret_value()):
        raise refuse(
            "must be 3 to 32 letters and digits", "Use the Token of the console's server configuration."
        )
    return value


def _app_secret(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{8,128}", value.get_secret_value()):
        raise refuse("is not an AppSecret", "Copy it again from the account's console, without spaces.")
    return value


def _mchid(value: str) -> str:
    if not re.fullmatch(r"[0-9]{8,10}", value):
        raise refuse(
            "is not a merchant's number", "Copy 商户号 from WeChat Pay's merchant console: ten digits."
        )
    return value


def _serial(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Fa-f]{16,64}", value):
        raise refuse(
            "is not a certificate's number", "Copy 证书序列号 from the merchant console, API security."
        )
    return value.upper()


def _pay_key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{32}", value.get_secret_value()):
        raise refuse(
            "must be exactly 32 letters and digits", "Set the APIv3 key in the merchant console anew."
        )
    return value


def _key_id(value: str) -> str:
    if not re.fullmatch(r"PUB_KEY_ID_[0-9A-Za-z]{8,64}", value):
        raise refuse("is not the id of a public key", "Copy 微信支付公钥ID; it begins with PUB_KEY_ID_.")
    return value


def _model_key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[!-~]{1,512}", value.get_secret_value()):
        raise refuse("is not a key", "Copy it again from the provider's page, without spaces.")
    return value


def _corp_id(value: str) -> str:
    if not re.fullmatch(r"[0-9A-Za-z]{10,32}", value):
        raise refuse("is not a company's id", "Copy it from WeCom's console, My company; it begins with ww.")
    return value


def _robot_key(value: SecretStr) -> SecretStr:
    """The key alone, or the whole webhook address that WeCom shows: the key in it counts."""
    written = value.get_secret_value().strip()
    key = written.partition("key=")[2].partition("&")[0] or written
    if not re.fullmatch(r"[0-9A-Za-z-]{8,64}", key):
        raise refuse(
            "is not the key of a group robot",
            "Copy the robot's webhook address from its page in the WeCom group, or what follows key= in it.",
        )
    return SecretStr(key)


def _aes_key(value: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[0-9A-Za-z]{43}", value.get_secret_value()):
        raise refuse(
            "must be exactly 43 letters and digits",
            "Use the EncodingAESKey of the console's server configuration.",
        )
    return value


def _data_key(value: SecretStr) -> SecretStr:
    try:
        decode_key(value.get_secret_value())
    except ValueError:
        raise refuse(
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
AppId = Annotated[str, AfterValidator(_app_id)]
AppSecret = Annotated[SecretStr, AfterValidator(_app_secret)]
Token = Annotated[SecretStr, AfterValidator(_token)]
ModelKey = Annotated[SecretStr, AfterValidator(_model_key)]
Mchid = Annotated[str, AfterValidator(_mchid)]
Serial = Annotated[str, AfterValidator(_serial)]
PayKey = Annotated[SecretStr, AfterValidator(_pay_key)]
PayKeyId = Annotated[str, AfterValidator(_key_id)]
CorpId = Annotated[str, AfterValidator(_corp_id)]
RobotKey = Annotated[SecretStr, AfterValidator(_robot_key)]
MessageMode = Annotated[Literal["plain", "compatible", "safe"], BeforeValidator(_lower)]
LogLevel = Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)]
