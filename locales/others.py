"""What is said in a language the product does not speak, in that language: that it goes on in English. Nothing else."""

from __future__ import annotations

from collections.abc import Mapping

_SORRY: Mapping[str, str] = {
    "ko": "죄송합니다. 아직 한국어로는 안내해 드리지 못해 영어로 답변드립니다. 중국어나 일본어로 쓰셔도 됩니다.",
    "fr": "Désolé, je ne parle pas encore français. Je continue en anglais ; vous pouvez aussi écrire en chinois ou en japonais.",
    "de": "Entschuldigung, Deutsch kann ich noch nicht. Ich antworte auf Englisch; Chinesisch oder Japanisch geht auch.",
    "es": "Lo siento, todavía no hablo español. Sigo en inglés; también puede escribir en chino o en japonés.",
    "it": "Mi dispiace, non parlo ancora italiano. Continuo in inglese; può scrivere anche in cinese o in giapponese.",
    "ru": "Извините, я пока не говорю по-русски. Отвечу по-английски; можно писать и по-китайски или по-японски.",
    "th": "ขออภัย ตอนนี้ยังตอบเป็นภาษาไทยไม่ได้ จึงขอตอบเป็นภาษาอังกฤษ จะเขียนเป็นภาษาจีนหรือภาษาญี่ปุ่นก็ได้",
    "ar": "عذرًا، لا أتحدث العربية بعد. سأجيب بالإنجليزية، ويمكنكم الكتابة أيضًا بالصينية أو اليابانية.",
    "vi": "Xin lỗi, tôi chưa nói được tiếng Việt. Tôi sẽ trả lời bằng tiếng Anh; cũng có thể viết tiếng Trung hoặc tiếng Nhật.",
}


def sorry(language: str) -> str:
    """That `language` is not spoken here, in that language; "" where we cannot say even that."""
    return _SORRY.get(language, "")
