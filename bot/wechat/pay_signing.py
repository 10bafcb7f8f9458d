"""Signatures and envelope of WeChat Pay v3: what we sign, what proves to be WeChat's, what a notice hides. It calls nobody."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

SCHEME = "WECHATPAY2-SHA256-RSA2048"
FRESH = 300  # seconds by which a signature's time may differ from ours


class Forged(Exception):
    """Something does not prove to be WeChat Pay's. Caught by whoever asked, who believes nothing of it."""


class NoKey(Exception):
    """A file does not hold the key it should. Caught while starting, and named there."""


@dataclass(frozen=True, slots=True, repr=False)
class Merchant:
    """Who takes the money, and the keys of both sides."""

    mchid: str
    serial: str  # of the merchant's certificate
    key: RSAPrivateKey
    api_key: bytes  # APIv3: 32 bytes
    wechat_id: str  # PUB_KEY_ID_…
    wechat_key: RSAPublicKey

    def signature(self, *lines: str) -> str:
        """Our signature over these lines, each ended."""
        said = "".join(f"{line}\n" for line in lines).encode()
        return base64.b64encode(self.key.sign(said, PKCS1v15(), SHA256())).decode()

    def authorization(self, method: str, path: str, body: str, at: int, nonce: str) -> str:
        """The header that proves a call to be ours."""
        values = {
            "mchid": self.mchid,
            "nonce_str": nonce,
            "signature": self.signature(method, path, str(at), nonce, body),
            "timestamp": str(at),
            "serial_no": self.serial,
        }
        return f"{SCHEME} " + ",".join(f'{name}="{value}"' for name, value in values.items())

    def check(self, headers: Mapping[str, str], body: bytes, now: int) -> None:
        """Raises Forged unless WeChat Pay signed this body within the last minutes with the key we know."""
        at, nonce = headers.get("Wechatpay-Timestamp", ""), headers.get("Wechatpay-Nonce", "")
        if headers.get("Wechatpay-Serial", "") != self.wechat_id:
            raise Forged("another key")
        if not (at.isascii() and at.isdigit() and len(at) <= 12 and abs(int(at) - now) <= FRESH):
            raise Forged("not of this time")
        said = f"{at}\n{nonce}\n".encode() + body + b"\n"
        try:
            signature = base64.b64decode(headers.get("Wechatpay-Signature", ""), validate=True)
            self.wechat_key.verify(signature, said, PKCS1v15(), SHA256())
        except (binascii.Error, ValueError, InvalidSignature):
            raise Forged("signature") from None

    def opened(self, nonce: str, ciphertext: str, associated: str) -> bytes:
        """What the envelope of a notice holds. Raises Forged."""
        try:
            sealed = base64.b64decode(ciphertext, validate=True)
            return AESGCM(self.api_key).decrypt(nonce.encode(), sealed, associated.encode())
        except (binascii.Error, ValueError, InvalidTag):
            raise Forged("envelope") from None


def merchant_key(path: Path) -> RSAPrivateKey:
    """apiclient_key.pem. Raises NoKey."""
    try:
        key = load_pem_private_key(path.read_bytes(), None)
    except (OSError, ValueError, TypeError):
        raise NoKey(path.name) from None
    if not isinstance(key, RSAPrivateKey):
        raise NoKey(path.name)
    return key


def wechat_key(path: Path) -> RSAPublicKey:
    """pub_key.pem. Raises NoKey."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (OSError, ValueError):
        raise NoKey(path.name) from None
    if not isinstance(key, RSAPublicKey):
        raise NoKey(path.name)
    return key
