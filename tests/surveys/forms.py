"""Forms of the tests as XForms, as pyxform writes them; made once from the tables below."""

from functools import cache
from typing import Any

from pyxform.xls2xform import convert

YES_NO = [
    {"list_name": "yn", "name": "yes", "label::English (en)": "Yes", "label::العربية (ar)": "نعم"},
    {"list_name": "yn", "name": "no", "label::English (en)": "No", "label::العربية (ar)": "لا"},
]


def row(kind: str, name: str, label: str = "", arabic: str = "", **more: str) -> dict[str, str]:
    words = {"label::English (en)": label, "label::العربية (ar)": arabic} if label else {}
    return {"type": kind, "name": name, **words, **more}


@cache
def _made(name: str) -> str:
    return str(convert(SHEETS[name], form_name="data").xform)


SHEETS: dict[str, dict[str, Any]] = {
    "friends": {
        "survey": [
            row("text", "class_code", "Class code", "رمز الصف", required="yes"),
            row("text", "card_number", "Card number", "رقم البطاقة", required="yes"),
            row("begin group", "about", "About you", "عنك"),
            row("integer", "age", "How old are you?", "كم عمرك؟", required="yes",
                constraint=". > 3 and . < 100", **{"media::audio::English (en)": "age.mp3"}),
            row("select_one yn", "likes", "Do you like school?", "هل تحب المدرسة؟", required="yes"),
            row("text", "why", "What do you like?", "ماذا تحب؟", relevant="${likes} = 'yes'"),
            row("text", "why_not", "What is bad?", "ما السيئ؟", relevant="${likes} = 'no'"),
            row("end group", "about"),
            row("integer", "school_belonging_1", "I feel that I am part.", "أشعر أنني جزء.",
                constraint=". >= 1 and . <= 4"),
            row("integer", "school_belonging_2", "I feel alone.", "أشعر بالوحدة.",
                relevant="${age} > 5"),
            row("calculate", "older", calculation="${age} + 1"),
        ],
        "choices": YES_NO,
        "settings": [{"form_id": "friends", "version": "1", "form_title": "Friends"}],
    },
}  # fmt: skip
FRIENDS = _made("friends")
