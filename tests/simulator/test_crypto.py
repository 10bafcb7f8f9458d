"""The vendor's own worked examples against the simulator's signature and envelope."""

from __future__ import annotations

import base64

import pytest

from bot.simulator.crypto import EnvelopeError, decrypt, encrypt, signature

TOKEN = "AAAAA"
KEY = "A" * 43
JSON_PUSH = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6J"
    "sXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8"
    "EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
JSON_PLAIN = (
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,'
    '"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
)
XML_PUSH = (
    "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjDv8KenV"
    "p+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0MEA4agpvE+RuNO"
    "1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcUYrbBUlkGLJ9n/rU8YO"
    "ywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQiY/Jd1svvuskA1wLef1RTtzK"
    "fMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg=="
)
XML_PLAIN = (
    "<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>\n"
    "<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>\n"
    "<CreateTime>1715943329</CreateTime>\n<MsgType><![CDATA[event]]></MsgType>\n"
    "<Event><![CDATA[debug_demo]]></Event>\n<debug_str><![CDATA[hello world]]></debug_str>\n</xml>"
)
JSON_REPLY = "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
XML_REPLY = (
    "hE8R6mGXHkJJjU72KxzKUd1GEkKJaEZq7vRL8XgK3o+00k8JGq6+pZJUIlTSyhsX+bxIBQ72g3GyvDdIZcr6+3HAZbSvPT9t/o11MI7d6W"
    "ELwqrGd7jMnV0zv3Zc9Nq7"
)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("1714036504", "1514711492"), "f464b24fc39322e44b38aa78f5edd27bd1441696"),
        (("1714037059", "486452656"), "899cf89e464efb63f54ddac96b0a0a235f53aa78"),
        (("1714112445", "415670741"), "6c5c811b55cc85e0e1b54100749188c20beb3f5d"),
        (("1714112445", "415670741", JSON_PUSH), "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3"),
        (("1715943329", "1590219412", XML_PUSH), "6c12a4205838198b8fa631b3220723bb07f1015c"),
        (("1713424427", "415670741", JSON_REPLY), "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"),
        (("1713424427", "415670741", XML_REPLY), "03e0812039325c2712ef5f0f980fd14c70d6e307"),
    ],
)
def test_signature_of_a_published_example(parts: tuple[str, ...], expected: str) -> None:
    assert signature(TOKEN, *parts) == expected


@pytest.mark.parametrize(
    ("secret", "receiver", "plain", "salt"),
    [
        (JSON_PUSH, "wxba5fad812f8e6fb9", JSON_PLAIN, b"a8eedb185eb2fecf"),
        (XML_PUSH, "wx134c8103faa5a59e", XML_PLAIN, b"1205899eaf019bbd"),
        (JSON_REPLY, "wxba5fad812f8e6fb9", '{"demo_resp":"good luck"}', b"707722b803182950"),
        (
            XML_REPLY,
            "wx134c8103faa5a59e",
            "<xml><demo_resp>[CDATA[good luck]]</demo_resp></xml>",
            b"999951349e8ee746",
        ),
    ],
)
def test_envelope_of_a_published_example(secret: str, receiver: str, plain: str, salt: bytes) -> None:
    assert decrypt(KEY, receiver, secret) == plain
    assert encrypt(KEY, receiver, plain, salt) == secret


def test_encrypt_pads_a_full_block_where_the_length_fits() -> None:
    message = "x" * (64 - 20 - 18)
    assert len(base64.b64decode(encrypt(KEY, "wxba5fad812f8e6fb9", message, b"0" * 16))) == 96
    assert (
        decrypt(KEY, "wxba5fad812f8e6fb9", encrypt(KEY, "wxba5fad812f8e6fb9", message, b"0" * 16)) == message
    )


@pytest.mark.parametrize(
    ("key", "receiver", "secret"),
    [
        (KEY, "wx-another", JSON_PUSH),
        ("B" * 43, "wxba5fad812f8e6fb9", JSON_PUSH),
        (KEY, "wxba5fad812f8e6fb9", JSON_PUSH[:-8]),
        (KEY, "wxba5fad812f8e6fb9", "no base64!"),
        (KEY, "wxba5fad812f8e6fb9", ""),
    ],
)
def test_decrypt_refuses_what_the_key_did_not_make(key: str, receiver: str, secret: str) -> None:
    with pytest.raises(EnvelopeError):
        decrypt(key, receiver, secret)
