"""How plain a text is: LIX (Björnsson 1968), which counts long words and long sentences. Pure.

It needs no dictionary, so it serves every language; a figure only compares with others of the
same language.
"""

import re
from dataclasses import dataclass

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?:؟۔]+(?:\s|$)|\n\s*\n|\n(?=[-#])")
LONG_WORD = 6
LONG_SENTENCE = 20
EASY, HARD = 35, 50


@dataclass(frozen=True)
class Plainness:
    """``lix`` is None where there is not enough text to tell."""

    lix: float | None
    words: int
    long_sentences: tuple[str, ...]

    @property
    def level(self) -> str:
        if self.lix is None:
            return ""
        return "easy" if self.lix < EASY else "hard" if self.lix > HARD else "medium"


def plainness(text: str) -> Plainness:
    sentences = [part.strip() for part in SENTENCE.split(text) if WORD.search(part)]
    words = WORD.findall(text)
    if not words:
        return Plainness(None, 0, ())
    long_words = sum(len(word) > LONG_WORD for word in words)
    lix = len(words) / len(sentences) + 100 * long_words / len(words)
    too_long = tuple(s for s in sentences if len(WORD.findall(s)) > LONG_SENTENCE)
    return Plainness(round(lix, 1), len(words), too_long)
