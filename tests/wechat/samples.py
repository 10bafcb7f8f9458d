"""The vendor's own worked examples, word for word, and a signed push of any content."""

from __future__ import annotations

import json

from bot.wechat.envelope import Account, Key, Mode, seal, sign

AES_KEY = "A" * 43
TOKEN = "AAAAA"
RANDOM = b"0123456789abcdef"
OPENID = "o9AgO5Kd5ggOC-bXrbNODIiE3bGY"
GH = "gh_97417a04a28d"

SAFE_JSON_ENCRYPT = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsX"
    "UnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajA"
    "sjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
SAFE_JSON_PLAIN = (
    '{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,'
    '"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}'
)
XML_ENCRYPT = (
    "D7yzvUNAL930rd28wf21s4hvXhz0L6Uit/p2Di6C5DHyYGpEgdBRnKjBec34JwoQXicwaZC7fOVihW80F4VtsdvE//1vr7oAbqjD"
    "v8KenVp+ajKYpJnyQ4zMRhIC+a31fCVOMC03FfzV/QuC94kBP55a+Za3sJgvAn+ZbsNqZI5DkyuzkhQN8OBqCzFhizGmy0xpM0ME"
    "A4agpvE+RuNO1rhHTtuJB5yltw1FiYzecSXJ+y/D2r81VkRn2eYjh2ltsoyfbDR7Is6ookXIFxTfyeNyeHxMeT4KN5WpCDmSbTcU"
    "YrbBUlkGLJ9n/rU8YOywma6G7aTb7KZKOqCxgfoUlYEZPk4FUL/TK7ShriFDMVCLyjQJ15Ob++agDWtcxhfUfe6HIoIpRW8mKNBQ"
    "iY/Jd1svvuskA1wLef1RTtzKfMpagSCX/laZINmdnX4zrF6kIaR9P4xQrWXbsTFHTYe0Mg=="
)
XML_PLAIN = """<xml><ToUserName><![CDATA[gh_97417a04a28d]]></ToUserName>
<FromUserName><![CDATA[o9AgO5Kd5ggOC-bXrbNODIiE3bGY]]></FromUserName>
<CreateTime>1715943329</CreateTime>
<MsgType><![CDATA[event]]></MsgType>
<Event><![CDATA[debug_demo]]></Event>
<debug_str><![CDATA[hello world]]></debug_str>
</xml>"""


def account(mode: Mode = "safe", previous: str = "", app_id: str = "wxba5fad812f8e6fb9") -> Account:
    return Account(app_id, TOKEN, AES_KEY, previous, mode)


def plain_query(timestamp: str = "1714037059", nonce: str = "486452656") -> dict[str, str]:
    return {"timestamp": timestamp, "nonce": nonce, "signature": sign(TOKEN, timestamp, nonce)}


def safe_query(cipher: str, timestamp: str = "1714112445", nonce: str = "415670741") -> dict[str, str]:
    signature = sign(TOKEN, timestamp, nonce, cipher)
    return {**plain_query(timestamp, nonce), "encrypt_type": "aes", "msg_signature": signature}


def envelope(cipher: str, as_json: bool = False) -> bytes:
    if as_json:
        return json.dumps({"ToUserName": GH, "Encrypt": cipher}).encode()
    inner = f"<ToUserName><![CDATA[{GH}]]></ToUserName><Encrypt><![CDATA[{cipher}]]></Encrypt>"
    return f"<xml>{inner}</xml>".encode()


def push(
    content: bytes, to: Account, key: Key = "current", as_json: bool = False
) -> tuple[dict[str, str], bytes]:
    """Query and body as WeChat would post `content` to the account in safe mode."""
    cipher = seal(to, key, content, RANDOM)
    return safe_query(cipher), envelope(cipher, as_json)


def xml(**fields: str) -> str:
    """A push of these fields, from the sample's person unless they say otherwise."""
    common = {"ToUserName": GH, "FromUserName": OPENID, "CreateTime": "1714112445"}
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in {**common, **fields}.items())
    return f"<xml>{inner}</xml>"
