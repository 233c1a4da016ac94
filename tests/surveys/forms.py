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
    "household": {
        "survey": [
            row("integer", "age", "Age", "العمر", constraint=". > 3"),
            row("begin group", "home", "Home", "البيت", relevant="${age} >= 6"),
            row("select_one yn", "moved", "Did you move?", "هل انتقلت؟", required="yes"),
            row("select_one country", "country", "Where to?", "إلى أين؟",
                relevant="${moved} = 'yes'"),
            row("select_one city", "city", "Which city?", "أي مدينة؟",
                choice_filter="country = ${country}", relevant="${country} != ''"),
            row("end group", "home"),
            row("begin repeat", "kids", "Brothers and sisters", "الإخوة"),
            row("text", "name", "Nickname", "اللقب"),
            row("integer", "years", "Age", "العمر", relevant="../name != ''"),
            row("select_multiple yn", "both", "Tick", "اختر", relevant="${years} > ${age}"),
            row("end repeat", "kids"),
            row("calculate", "many", calculation="count(${kids})"),
            row("calculate", "oldest", calculation="max(${years})"),
            row("text", "more", "Tell more", "أخبرنا", relevant="${many} > 1 and ${oldest} > 9"),
            row("note", "bye", "${many} brothers and sisters", "وداعا"),
        ],
        "choices": [
            *YES_NO,
            *({"list_name": "country", "name": code, "label::English (en)": code,
               "label::العربية (ar)": code} for code in ("de", "es")),
            *({"list_name": "city", "name": name, "country": code, "label::English (en)": name,
               "label::العربية (ar)": name}
              for code, name in (("de", "berlin"), ("de", "bonn"), ("es", "vigo"))),
        ],
        "settings": [{"form_id": "household", "version": "1", "form_title": "Household"}],
    },
    # A question of every kind that a page can ask, and two that it cannot.
    "kinds": {
        "survey": [
            row("note", "hello", "Thank you for your help.", "شكراً على مساعدتك.",
                **{"media::image::English (en)": "picture.png"}),
            row("select_one often", "one", "How often do you talk at home about school?",
                "كم مرة تتحدث في البيت عن المدرسة؟", required="yes",
                **{"hint::العربية (ar)": "اختر جواباً واحداً",
                   "media::audio::English (en)": "one.mp3"}),
            row("select_multiple often", "many", "What do you like?", "ماذا تحب؟"),
            row("range", "warm", "How warm do you feel?", "ما مدى دفء شعورك؟",
                parameters="start=0 end=10 step=1"),
            row("range", "thermometer", "From 0 to 100", "من 0 إلى 100",
                parameters="start=0 end=100 step=1"),
            row("integer", "whole", "How many friends?", "كم صديقاً؟", required="yes"),
            row("decimal", "part", "How far is it?", "كم المسافة؟"),
            row("text", "short", "Your favourite game", "لعبتك المفضلة"),
            row("text", "long", "Tell us more", "أخبرنا أكثر", appearance="multiline"),
            row("date", "day", "Which day?", "أي يوم؟"),
            row("time", "hour", "What time?", "في أي ساعة؟"),
            row("dateTime", "moment", "When exactly?", "متى بالضبط؟"),
            row("acknowledge", "agreed", "I have understood this.", "فهمت هذا."),
            row("geopoint", "place", "Where do you live?", "أين تسكن؟"),
            row("image", "photo", "Take a picture", "التقط صورة"),
            row("begin repeat", "kids", "Brothers and sisters", "الإخوة والأخوات"),
            row("text", "name", "Nickname", "اللقب"),
            row("end repeat", "kids"),
        ],
        "choices": [
            {"list_name": "often", "name": name, "label::English (en)": english,
             "label::العربية (ar)": arabic, "media::image::English (en)": "picture.png"}
            for name, english, arabic in (
                ("never", "Never", "أبداً"), ("often", "Every day or nearly", "كل يوم تقريباً"),
            )
        ],
        "settings": [{"form_id": "kinds", "version": "1", "form_title": "Kinds"}],
    },
}  # fmt: skip
HOUSEHOLD = _made("household")
FRIENDS = _made("friends")
KINDS = _made("kinds")
