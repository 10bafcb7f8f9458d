"""WeChat's signature and AES envelope, written apart from `bot/wechat` so that each checks the other.

Never decides what a message means.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # PKCS#7 over 32-byte blocks, although AES has 16


class EnvelopeError(ValueError):
    """The ciphertext is not what this account's key would have made. Caught where a reply is judged."""


def signature(*parts: str) -> str:
    """The hex SHA-1 over the sorted parts: token, timestamp, nonce (and ciphertext for `msg_signature`)."""
    joined = "".join(sorted(parts))
    return hashlib.sha1(joined.encode(), usedforsecurity=False).hexdigest()


def encrypt(encoding_key: str, receiver: str, message: str, salt: bytes) -> str:
    """The base64 ciphertext of `message` for the app id `receiver`. `salt`: the 16 random bytes in front."""
    body = message.encode()
    plain = salt + len(body).to_bytes(4, "big") + body + receiver.encode()
    pad = BLOCK - len(plain) % BLOCK
    cipher = _cipher(encoding_key).encryptor()
    return base64.b64encode(cipher.update(plain + bytes([pad]) * pad) + cipher.finalize()).decode()


def decrypt(encoding_key: str, receiver: str, ciphertext: str) -> str:
    """The message inside. Raises EnvelopeError for any damage, a wrong key or another receiver."""
    try:
        raw = base64.b64decode(ciphertext, validate=True)
    except (binascii.Error, ValueError) as error:
        raise EnvelopeError("Encrypt is not base64") from error
    if not raw or len(raw) % 16:
        raise EnvelopeError("Encrypt is not a whole number of AES blocks")
    cipher = _cipher(encoding_key).decryptor()
    return _unpack(_unpadded(cipher.update(raw) + cipher.finalize()), receiver)


def _cipher(encoding_key: str) -> Cipher[modes.CBC]:
    key = base64.b64decode(encoding_key + "=")
    if len(encoding_key) != 43 or len(key) != 32:
        raise ValueError("EncodingAESKey: 43 letters and digits are needed")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise EnvelopeError("the padding is wrong: another key, or not PKCS#7 over 32 bytes")
    return plain[:-pad]


def _unpack(plain: bytes, receiver: str) -> str:
    if len(plain) < 20:
        raise EnvelopeError("too short for salt and length")
    length = int.from_bytes(plain[16:20], "big")
    body, tail = plain[20 : 20 + length], plain[20 + length :]
    if len(body) != length:
        raise EnvelopeError("the length field points past the end")
    if tail != receiver.encode():
        raise EnvelopeError("made for another app id")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise EnvelopeError("the message is not UTF-8") from error
