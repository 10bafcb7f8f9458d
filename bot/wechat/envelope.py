"""Opens what WeChat posts to us: checks the signature, decrypts, reads the fields; and seals what goes back.

Never answers, never keeps a nonce: two deliveries of one message are told apart by their key, later.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from bot.wechat.fields import Field, Fields, Unreadable, is_json, read

Mode = Literal["plain", "compatible", "safe"]
Key = Literal["", "current", "previous"]

MAX_BODY = 64 * 1024
_BLOCK = 32  # PKCS#7 with K=32, not the cipher's 16
_KEY_LENGTH = 43


class Forgery(Exception):
    """Not from WeChat, or not for this account: the caller answers 403 and does nothing else."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the console and we agreed on. Raises ValueError for settings that could never open a push."""

    app_id: str
    token: str = field(repr=False)
    aes_key: str = field(default="", repr=False)
    aes_key_previous: str = field(default="", repr=False)
    mode: Mode = "safe"

    def __post_init__(self) -> None:
        if not self.app_id or not self.token:
            raise ValueError("a WeChat account needs an app id and a token")
        if self.mode != "plain" and not self.aes_key:
            raise ValueError(f"the {self.mode} mode needs the EncodingAESKey from the console")
        for key in (self.aes_key, self.aes_key_previous):
            if key and not (len(key) == _KEY_LENGTH and key.isascii() and key.isalnum()):
                raise ValueError("an EncodingAESKey has exactly 43 letters and digits")


@dataclass(frozen=True, slots=True)
class Opened:
    """A push that is WeChat's own. Empty `fields` mean that nobody can read it: answer `success`."""

    fields: Fields
    json: bool = False  # the reply is written in the same format
    key: Key = ""  # which key decrypted it and encrypts the reply; "" for a plain push
    nonce: str = ""
    timestamp: str = ""  # as the query has it; worth a log line when far off, never a reason to refuse


def verify_handshake(account: Account, query: Mapping[str, str]) -> str:
    """The `echostr` to answer unchanged when the console checks our address. Raises Forgery."""
    _check_plain(account, query)
    return query.get("echostr", "")


def open_push(account: Account, query: Mapping[str, str], body: bytes) -> Opened:
    """The push in `body`: of an encrypted one only what the signature covers. Raises Forgery."""
    if len(body) > MAX_BODY:
        raise Forgery("the body is larger than any push")
    text = _decode(body)
    outer = _read_outer(text)
    cipher = outer.get("Encrypt")
    wants_cipher = query.get("encrypt_type", "").lower() == "aes"
    if account.mode != "plain" and (cipher is not None or wants_cipher or account.mode == "safe"):
        if not isinstance(cipher, str) or not cipher:
            raise Forgery("an encrypted push has one Encrypt field")
        return _open_encrypted(account, query, cipher)
    _check_plain(account, query)
    if cipher is not None and "MsgType" not in outer:
        raise Forgery("the console encrypts its pushes, but this account is set to plain mode")
    return Opened(outer, is_json(text), "", query.get("nonce", ""), query.get("timestamp", ""))


def sign(*parts: str) -> str:
    """WeChat's signature: SHA-1 over the parts in byte order."""
    encoded = sorted(part.encode("utf-8", "surrogatepass") for part in parts)
    return hashlib.sha1(b"".join(encoded), usedforsecurity=False).hexdigest()


def seal(account: Account, key: Key, plain: bytes, random16: bytes) -> str:
    """`plain` encrypted with the current or previous key, as base64. `random16` must be 16 fresh bytes."""
    if len(random16) != 16:
        raise ValueError("the envelope begins with exactly 16 random bytes")
    data = random16 + len(plain).to_bytes(4, "big") + plain + account.app_id.encode()
    padding = _BLOCK - len(data) % _BLOCK
    encryptor = _cipher(_secret(account, key)).encryptor()
    return base64.b64encode(encryptor.update(data + bytes((padding,)) * padding)).decode("ascii")


def unseal(account: Account, key: Key, cipher: str) -> bytes:
    """The plain text of one ciphertext under one key. Raises Forgery for what WeChat would not write."""
    try:
        data = binascii.a2b_base64("".join(cipher.split()), strict_mode=True)
    except ValueError:  # binascii.Error, and letters beyond ASCII
        raise Forgery("the ciphertext is not base64") from None
    if not data or len(data) % 16:
        raise Forgery("the ciphertext has an impossible length")
    padded = _cipher(_secret(account, key)).decryptor().update(data)
    padding = padded[-1]
    if not 1 <= padding <= _BLOCK or padded[-padding:] != bytes((padding,)) * padding:
        raise Forgery("the ciphertext was not made with our key")
    content = padded[20:-padding]
    length = int.from_bytes(padded[16:20], "big")
    if len(padded) - padding < 20 or length > len(content):
        raise Forgery("the ciphertext names a length beyond its end")
    if not hmac.compare_digest(content[length:], account.app_id.encode()):
        raise Forgery("the ciphertext is for another account")
    return content[:length]


def _open_encrypted(account: Account, query: Mapping[str, str], cipher: str) -> Opened:
    timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
    _check(query.get("msg_signature", ""), sign(account.token, timestamp, nonce, cipher))
    key, plain = _unseal_with_either(account, cipher)
    text = _decode(plain)
    fields: dict[str, Field] = {}
    with suppress(Unreadable):  # WeChat did send it: an error would only make it send it twice more
        fields = read(text)
    return Opened(fields, is_json(text), key, nonce, timestamp)


def _unseal_with_either(account: Account, cipher: str) -> tuple[Key, bytes]:
    try:
        return "current", unseal(account, "current", cipher)
    except Forgery:
        if not account.aes_key_previous:
            raise
    return "previous", unseal(account, "previous", cipher)


def _check_plain(account: Account, query: Mapping[str, str]) -> None:
    expected = sign(account.token, query.get("timestamp", ""), query.get("nonce", ""))
    _check(query.get("signature", ""), expected)


def _check(given: str, expected: str) -> None:
    if not hmac.compare_digest(given.encode("utf-8", "surrogatepass"), expected.encode()):
        raise Forgery("the signature is wrong: not WeChat, or another token in the console")


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Forgery("the body is not UTF-8") from None


def _read_outer(text: str) -> dict[str, Field]:
    try:
        return read(text)
    except Unreadable as error:
        raise Forgery(f"the body cannot be read: {error}") from None


def _secret(account: Account, key: Key) -> str:
    return account.aes_key_previous if key == "previous" else account.aes_key


@lru_cache(maxsize=8)
def _cipher(aes_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(aes_key + "=")  # lenient: the 43rd letter may carry spare bits
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))
