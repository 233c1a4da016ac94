"""How a name sounds across scripts: its consonants, so that سمسم and Simsim meet.

Only names in titles are compared, and only for words that nothing else explains.
"""

from __future__ import annotations

import re
from functools import lru_cache

_DIGRAPHS = (("sch", "s"), ("sh", "s"), ("ch", "k"), ("ck", "k"), ("ph", "f"), ("th", "t"),
             ("kh", "h"), ("gh", "k"), ("qu", "k"), ("x", "ks"))  # fmt: skip
_LATIN = str.maketrans("cqgjpvz", "kkkkbfs")
_ARABIC = str.maketrans({
    "ا": "", "و": "", "ي": "", "ء": "", "ع": "", "ه": "h", "ب": "b", "پ": "b", "ت": "t",
    "ط": "t", "ث": "s", "ج": "k", "چ": "s", "ح": "h", "خ": "h", "د": "d", "ذ": "d", "ض": "d",
    "ظ": "s", "ر": "r", "ز": "s", "ژ": "s", "س": "s", "ص": "s", "ش": "s", "غ": "k", "گ": "k",
    "ك": "k", "ق": "k", "ف": "f", "ڤ": "f", "ل": "l", "م": "m", "ن": "n",
})  # fmt: skip
_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "є": "ie", "ж": "s", "з": "s",
    "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h", "ц": "s", "ч": "s", "ш": "s", "щ": "s",
    "ь": "", "ъ": "", "ы": "i", "э": "e", "ю": "iu", "я": "ia",
})  # fmt: skip
_DOUBLED = re.compile(r"(.)\1+")
_VOWELS = str.maketrans("", "", "aeiouyw")
SHORTEST = 3


@lru_cache(maxsize=65536)
def sound(token: str) -> str:
    """The consonants of a token in one alphabet, doubled ones once; empty when too few."""
    text = token.translate(_ARABIC).translate(_CYRILLIC)
    for letters, one in _DIGRAPHS:
        text = text.replace(letters, one)
    text = text.translate(_VOWELS).translate(_LATIN)
    text = _DOUBLED.sub(r"\1", "".join(char for char in text if "a" <= char <= "z"))
    return text if len(text) >= SHORTEST else ""
