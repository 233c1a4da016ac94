"""One normaliser for every text and every query, so that both sides meet.

Accents, Arabic vowel marks and letter variants, and German ae/oe/ue spellings fall together;
`stem` cuts light endings by script, since a query seldom says which language it is in.
Rules follow the light stemmers of Savoy (2006, Latin scripts), Larkey et al. (2007, Arabic
light10) and Dolamic and Savoy (2009, Slavic), shortened.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و",
    "ة": "ه", "ک": "ك", "ـ": None, "ґ": "г", "ʼ": "'", "’": "'", "‘": "'",
})  # fmt: skip
_UMLAUT = re.compile("([aou])e+(?=[a-z])")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ARABIC = re.compile("[\u0600-\u06ff]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_ELISION = re.compile(r"^(?:d|l|j|m|n|s|t|c|qu|dell|nell|all|sull|un|quest|dall)'(?=\w{2})")

_LATIN_ENDINGS = (
    "izations", "ization", "ations", "ements", "ement", "ation", "ings", "ungen", "heiten",
    "ness", "ing", "ies", "ung", "ion", "ant", "ent", "ern", "ers", "eur", "ed", "es", "en",
    "er", "em", "ly", "ias", "os", "as", "ie", "ia", "s", "e", "n", "y", "i", "o", "a",
)  # fmt: skip
_CYRILLIC_ENDINGS = (
    "ованими", "ування", "еннями", "ення", "ання", "ськими", "ського", "ський", "ська", "ське",
    "ські", "ських", "ському", "ські", "иями", "ями", "ами", "ого", "ому", "ими", "ыми", "ість",
    "остi", "ость", "ости", "ості", "еми", "ів", "ев", "ов", "ям", "ам", "ах", "ях", "ою", "ею",
    "ия", "ие", "ии", "ій", "ий", "ый", "их", "ых", "им", "ым", "ом", "ем", "єю", "ти", "ть",
    "ая", "яя", "ою", "а", "я", "о", "е", "є", "у", "ю", "и", "і", "ы", "ь", "й",
)  # fmt: skip
_ARABIC_PROCLITICS = ("وال", "بال", "كال", "فال", "لل", "ال", "و")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")
_ROOM = 4


def fold(text: str) -> str:
    """Lower case without accents, vowel marks and letter variants; applying it twice changes
    nothing."""
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    bare = "".join(char for char in folded if not unicodedata.combining(char))
    return unicodedata.normalize("NFKC", bare.translate(_LETTERS)).casefold()


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    return _UMLAUT.sub(r"\1", _ELISION.sub("", word)).replace("'", "")


def tokens(text: str) -> list[str]:
    """The words of a text, folded, with ae/oe/ue written a/o/u and elisions dropped."""
    return [key for word in _WORD.findall(fold(text)) if (key := _key(word))]


@lru_cache(maxsize=65536)
def stem(token: str) -> str:
    """The token without light endings, by its script."""
    if _ARABIC.search(token):
        return _stem_arabic(token)
    if _CYRILLIC.search(token):
        return _cut(token, _CYRILLIC_ENDINGS_FOLDED)
    return token if any(map(str.isdigit, token)) else _cut(token, _LATIN_ENDINGS)


def _stem_arabic(token: str) -> str:
    for start in _ARABIC_PROCLITICS:
        if token.startswith(start) and len(token) - len(start) >= 3:
            token = token[len(start) :]
            break
    return _cut(token, _ARABIC_ENDINGS, room=3)


def _cut(token: str, endings: tuple[str, ...], room: int = _ROOM) -> str:
    for ending in endings:
        if token.endswith(ending) and len(token) - len(ending) >= room:
            return token[: -len(ending)]
    return token


_CYRILLIC_ENDINGS_FOLDED = tuple(dict.fromkeys(fold(ending) for ending in _CYRILLIC_ENDINGS))
