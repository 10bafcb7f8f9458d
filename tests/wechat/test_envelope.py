"""What WeChat posts is opened, and nothing else is."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from bot.wechat.envelope import (
    MAX_BODY,
    Account,
    Forgery,
    Opened,
    open_push,
    seal,
    sign,
    unseal,
    verify_handshake,
)
from bot.wechat.messages import to_inbound
from tests.wechat.samples import (
    AES_KEY,
    RANDOM,
    SAFE_JSON_ENCRYPT,
    SAFE_JSON_PLAIN,
    TOKEN,
    XML_ENCRYPT,
    XML_PLAIN,
    account,
    envelope,
    plain_query,
    push,
    safe_query,
    xml,
)

PREVIOUS = "B" * 42 + "C"
COMPONENT = "wx134c8103faa5a59e"


def test_sign_worked_examples() -> None:
    examples = {
        "f464b24fc39322e44b38aa78f5edd27bd1441696": (TOKEN, "1714036504", "1514711492"),
        "899cf89e464efb63f54ddac96b0a0a235f53aa78": (TOKEN, "1714037059", "486452656"),
        "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3": (TOKEN, "1714112445", "415670741", SAFE_JSON_ENCRYPT),
        "6c5c811b55cc85e0e1b54100749188c20beb3f5d": (TOKEN, "1714112445", "415670741"),
        "6c12a4205838198b8fa631b3220723bb07f1015c": (TOKEN, "1715943329", "1590219412", XML_ENCRYPT),
    }
    for expected, parts in examples.items():
        assert sign(*parts) == expected


def test_verify_handshake_worked_example() -> None:
    query = {
        "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696",
        "timestamp": "1714036504",
        "nonce": "1514711492",
        "echostr": "4375120948345356249",
    }
    assert verify_handshake(account(), query) == "4375120948345356249"
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])  # wechatpy agrees


@pytest.mark.parametrize("signature", ["", "f464", "é", "\ud800", "F464B24FC39322E44B38AA78F5EDD27BD1441696"])
def test_verify_handshake_wrong_signature(signature: str) -> None:
    query = {"signature": signature, "timestamp": "1714036504", "nonce": "1514711492", "echostr": "1"}
    with pytest.raises(Forgery):
        verify_handshake(account(), query)


def test_open_push_safe_json_worked_example() -> None:
    query = {
        "timestamp": "1714112445",
        "nonce": "415670741",
        "openid": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY",
        "encrypt_type": "aes",
        "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
    }
    body = json.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": SAFE_JSON_ENCRYPT}, indent=4).encode()
    fields = {name: str(value) for name, value in json.loads(SAFE_JSON_PLAIN).items()}
    assert open_push(account(), query, body) == Opened(fields, True, "current", "415670741", "1714112445")


def test_open_push_xml_component_worked_example() -> None:
    query = {
        "timestamp": "1715943329",
        "nonce": "1590219412",
        "encrypt_type": "aes",
        "msg_signature": "6c12a4205838198b8fa631b3220723bb07f1015c",
    }
    opened = open_push(account(app_id=COMPONENT), query, envelope(XML_ENCRYPT))
    assert (opened.json, opened.key, opened.fields["debug_str"]) == (False, "current", "hello world")
    assert unseal(account(app_id=COMPONENT), "current", XML_ENCRYPT).decode() == XML_PLAIN


@pytest.mark.parametrize(
    ("app_id", "random16", "plain", "expected", "signature"),
    [
        (
            "wxba5fad812f8e6fb9",
            b"707722b803182950",
            b'{"demo_resp":"good luck"}',
            "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==",
            "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1",
        ),
        (
            COMPONENT,
            b"999951349e8ee746",
            b"<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>",
            "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6"
            "+3HAZbSvPT9t/o11MI7d6WELwqrGd7jMnV0zv3Zc9Nq7",
            "03e0812039325c2712ef5f0f980fd14c70d6e307",
        ),
    ],
)
def test_seal_worked_examples(
    app_id: str, random16: bytes, plain: bytes, expected: str, signature: str
) -> None:
    assert seal(account(app_id=app_id), "current", plain, random16) == expected
    assert sign(TOKEN, "1713424427", "415670741", expected) == signature


@given(text=st.text(min_size=1, max_size=300))
def test_seal_wechatpy_reads_it(text: str) -> None:
    plain = text.encode()
    crypto = WeChatCrypto(TOKEN, AES_KEY, "wxba5fad812f8e6fb9")
    cipher = seal(account(), "current", plain, RANDOM)
    query = safe_query(cipher)
    message = {"Encrypt": cipher}
    read = crypto.decrypt_message(message, query["msg_signature"], query["timestamp"], query["nonce"])
    assert read.encode() == plain


def test_unseal_wechatpy_wrote_it() -> None:
    crypto = WeChatCrypto(TOKEN, AES_KEY, "wxba5fad812f8e6fb9")
    body = crypto.encrypt_message(xml(MsgType="text", Content="你好", MsgId="1"), "n", "1714112445").encode()
    cipher = body.decode().split("<Encrypt><![CDATA[")[1].split("]]")[0]
    opened = open_push(account(), safe_query(cipher), body)
    assert opened.fields["Content"] == "你好"


# Downgrades and keys


def test_open_push_safe_mode_refuses_plain_body() -> None:
    body = xml(MsgType="text", Content="1", MsgId="1").encode()
    with pytest.raises(Forgery, match="one Encrypt field"):
        open_push(account("safe"), plain_query(), body)


def test_open_push_safe_mode_refuses_plain_signature_alone() -> None:
    _, body = push(xml(MsgType="text").encode(), account())
    with pytest.raises(Forgery, match="signature"):
        open_push(account("safe"), plain_query(), body)


def test_open_push_compatible_mode_takes_only_the_decrypted_copy() -> None:
    to = account("compatible")
    query, body = push(xml(MsgType="text", Content="true", MsgId="1").encode(), to)
    forged = body.replace(b"<xml>", b"<xml><MsgType>text</MsgType><Content>forged</Content>")
    assert open_push(to, query, forged).fields["Content"] == "true"


def test_open_push_compatible_mode_takes_plain_body() -> None:
    body = xml(MsgType="text", Content="1", MsgId="1").encode()
    opened = open_push(account("compatible"), plain_query(), body)
    assert (opened.key, opened.fields["Content"]) == ("", "1")


def test_open_push_compatible_mode_encrypt_type_without_cipher() -> None:
    body = xml(MsgType="text", Content="1", MsgId="1").encode()
    with pytest.raises(Forgery, match="one Encrypt field"):
        open_push(account("compatible"), {**plain_query(), "encrypt_type": "aes"}, body)


def test_open_push_plain_mode_console_in_safe_mode() -> None:
    _, body = push(xml(MsgType="text").encode(), account())
    with pytest.raises(Forgery, match="set to plain mode"):
        open_push(account("plain"), plain_query(), body)


def test_open_push_previous_key() -> None:
    to = account(previous=PREVIOUS)
    query, body = push(xml(MsgType="text", Content="1").encode(), to, "previous")
    assert open_push(to, query, body).key == "previous"
    with pytest.raises(Forgery):
        open_push(account(), query, body)


def test_open_push_key_with_spare_bits() -> None:
    to = Account("wx1", TOKEN, "A" * 42 + "9")
    query, body = push(xml(MsgType="text", Content="1").encode(), to)
    assert open_push(to, query, body).fields["Content"] == "1"


@pytest.mark.parametrize(
    "settings_", [{"aes_key": ""}, {"aes_key": "A" * 42}, {"aes_key": "-" * 43}, {"token": ""}]
)
def test_account_impossible_settings(settings_: Mapping[str, str]) -> None:
    values = {"app_id": "wx1", "token": "t", "aes_key": AES_KEY, **settings_}
    with pytest.raises(ValueError, match=r"needs|exactly"):
        Account(**values)  # type: ignore[arg-type]


def test_account_repr_without_secrets() -> None:
    text = repr(Account("wx1", "secret-token", "K" * 43, "P" * 43))
    assert text == "Account(app_id='wx1', mode='safe')"


# Ciphertexts nobody sent


def _raw(data: bytes) -> str:
    """`data` encrypted as it stands, without padding."""
    key = base64.b64decode(AES_KEY + "=")
    encryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(data)).decode()


@pytest.mark.parametrize(
    ("cipher", "why"),
    [
        ("***", "base64"),
        ("é", "base64"),
        ("QUFB", "impossible length"),
        (_raw(bytes(32)), "our key"),  # padding 0
        (_raw(bytes(31) + b"\x21"), "our key"),  # padding 33
        (_raw(bytes(30) + b"\x01\x02"), "our key"),  # padding bytes disagree
        (_raw(b"\x10" * 16), "beyond its end"),
        (_raw(bytes(15) + b"\x01"), "beyond its end"),
        (_raw(bytes(16) + b"\xff\xff\xff\xff" + bytes(11) + b"\x01"), "beyond its end"),
        (_raw(bytes(16) + bytes(4) + b"wrongwrongw" + b"\x01"), "another account"),
    ],
)
def test_open_push_hostile_ciphertext(cipher: str, why: str) -> None:
    with pytest.raises(Forgery, match=why):
        open_push(account(), safe_query(cipher), envelope(cipher))


def test_open_push_wrong_app_id() -> None:
    query, body = push(xml(MsgType="text").encode(), account(app_id="wxother"))
    with pytest.raises(Forgery, match="another account"):
        open_push(account(), query, body)


def test_open_push_decrypted_not_utf8() -> None:
    query, body = push(b"<xml>\xff\xfe</xml>", account())
    with pytest.raises(Forgery, match="UTF-8"):
        open_push(account(), query, body)


# Bodies


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><xml><MsgType>&b;</MsgType></xml>'
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>&a;</MsgType></xml>'


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"\xff", b"<xml>", b"<xml></lmx>", b"<xml>&a;</xml>", b"{", b"[1]", b'"x"', b"x"),
        *(BOMB.encode(), XXE.encode(), b"<a>" * 21 + b"</a>" * 21),
        *(b'{"a":' * 10000, b'{"a":' * 21 + b"1" + b"}" * 21, b"[" * 60000),
        b"<xml>" + b" " * MAX_BODY + b"</xml>",
        b"<xml>" + b"<a/>" * 1000 + b"</xml>",
        b'{"a":[' + b"1," * 1000 + b"1]}",
    ],
)
def test_open_push_unreadable_body(body: bytes) -> None:
    with pytest.raises(Forgery):
        open_push(account("plain"), plain_query(), body)


@pytest.mark.parametrize("content", ["", "<xml>", BOMB, "{", "[]", "nonsense", "<xml/>", "{}", "<a>" * 30])
def test_open_push_signed_but_unreadable(content: str) -> None:
    query, body = push(content.encode(), account())
    opened = open_push(account(), query, body)
    assert (opened.fields, to_inbound(opened.fields)) == ({}, None)


def test_open_push_control_character_in_words() -> None:
    query, body = push(xml(MsgType="text", Content="a\x08b").encode(), account())
    assert open_push(account(), query, body).fields["Content"] == "ab"


def test_open_push_byte_order_mark_and_declaration() -> None:
    body = b'\xef\xbb\xbf \n<?xml version="1.0" encoding="gbk"?>' + xml(MsgType="text", Content="好").encode()
    assert open_push(account("plain"), plain_query(), body).fields["Content"] == "好"


def test_open_push_json_values_become_text() -> None:
    body = b'{"a": 1, "b": null, "c": true, "d": [1, {"e": 1e999}], "f": "\\ud83d\\u0000x"}'
    fields = open_push(account("plain"), plain_query(), body).fields
    assert fields == {"a": "1", "b": "", "c": "true", "d": ["1", {"e": "1e999"}], "f": "x"}


# Anything at all


@settings(max_examples=300)
@given(body=st.binary(max_size=400), mode=st.sampled_from(["plain", "compatible", "safe"]))
def test_open_push_any_bytes(body: bytes, mode: str) -> None:
    _opens_or_refuses(account(mode), plain_query(), body)  # type: ignore[arg-type]


@settings(max_examples=300)
@given(content=st.binary(max_size=200))
def test_open_push_any_signed_content(content: bytes) -> None:
    query, body = push(content, account())
    _opens_or_refuses(account(), query, body)


@settings(max_examples=300)
@given(data=st.binary(min_size=16, max_size=160).map(lambda data: data[: len(data) // 16 * 16]))
def test_open_push_any_signed_ciphertext(data: bytes) -> None:
    cipher = base64.b64encode(data).decode()
    with pytest.raises(Forgery):
        open_push(account(previous=PREVIOUS), safe_query(cipher), envelope(cipher))


_LEAF = st.text(max_size=20)
_NAMES = st.sampled_from(
    ["MsgType", "Event", "EventKey", "CreateTime", "ToUserName", "FromUserName", "MsgID", "List"]
)
_TREES = st.recursive(
    _LEAF | st.integers() | st.none() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=5),
)


@settings(max_examples=300)
@given(tree=st.dictionaries(_NAMES, _TREES))
def test_open_push_any_json(tree: dict[str, object]) -> None:
    query, body = push(json.dumps(tree).encode(), account())
    to_inbound(open_push(account(), query, body).fields)


@settings(max_examples=300)
@given(tree=st.dictionaries(_NAMES, _TREES))
def test_open_push_any_xml(tree: dict[str, object]) -> None:
    query, body = push(_xml_of(tree).encode("utf-8", "replace"), account())
    to_inbound(open_push(account(), query, body).fields)


def _xml_of(tree: object) -> str:
    if isinstance(tree, dict):
        return (
            "<xml>" + "".join(f"<{name}>{_xml_of(value)}</{name}>" for name, value in tree.items()) + "</xml>"
        )
    if isinstance(tree, list):
        return "".join(f"<item>{_xml_of(value)}</item>" for value in tree)
    return str(tree)


def _opens_or_refuses(to: Account, query: Mapping[str, str], body: bytes) -> None:
    try:
        opened = open_push(to, query, body)
    except Forgery:
        return
    to_inbound(opened.fields)
