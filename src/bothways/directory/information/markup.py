"""The few marks that editors use, as HTML: paragraphs, ``- `` lists, ``## `` headings, addresses.

Everything is escaped first. The first time a glossary word stands in a text it is marked, and its
meaning is listed below the text, so that it is there on paper and without a mouse as well.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

ADDRESS = re.compile(r"https?://[^\s<>\"'()]+[^\s<>\"'().,;:!?]")
PHONE = re.compile(r"(?<![\w./-])\+?\d[\d ()/-]{5,}\d(?![\w/-])")


@dataclass(frozen=True)
class Meaning:
    """A word with what it means, and under which mark the text points to it."""

    code: str
    word: str
    meaning: str


@dataclass(frozen=True)
class Marked:
    html: SafeString
    meanings: tuple[Meaning, ...]


def marked(body: str, glossary: Mapping[str, tuple[str, str]]) -> Marked:
    """``glossary``: code -> word and meaning, in the language of the text."""
    html = "".join(_block(block) for block in re.split(r"\n\s*\n", body.strip()) if block.strip())
    html, found = _with_words(html, glossary)
    return Marked(mark_safe(html), found)  # noqa: S308 (escaped above)


def _block(block: str) -> str:
    lines = block.strip().splitlines()
    if lines[0].startswith("## "):
        rest = "\n".join(lines[1:])
        return f"<h2>{escape(lines[0][3:])}</h2>" + (_block(rest) if rest.strip() else "")
    if all(line.lstrip().startswith("- ") for line in lines):
        rows = (f"<li>{_line(line.lstrip()[2:])}</li>" for line in lines)
        return f"<ul>{''.join(rows)}</ul>"
    return f"<p>{'<br>'.join(_line(line) for line in lines)}</p>"


def _line(text: str) -> str:
    """Addresses become links, telephone numbers keep their order between Arabic words."""
    parts, end = [], 0
    for found in ADDRESS.finditer(text):
        parts.append(_phones(escape(text[end : found.start()])))
        address = escape(found.group())
        parts.append(f'<a href="{address}" rel="noopener"><bdi dir="ltr">{address}</bdi></a>')
        end = found.end()
    return "".join([*parts, _phones(escape(text[end:]))])


def _phones(html: str) -> str:
    return PHONE.sub(lambda found: f'<bdi dir="ltr">{found.group()}</bdi>', html)


ARABIC = re.compile("[\u0600-\u06ff]")
PROCLITICS = "(?:[وفبك]?ال|[ول]ل|[وفبل])?"
TEXT = re.compile(r"(<a\b.*?</a>|<[^>]+>)", re.DOTALL)


def _with_words(
    html: str, glossary: Mapping[str, tuple[str, str]]
) -> tuple[str, tuple[Meaning, ...]]:
    """Longest words first, each once, never inside a link or a mark."""
    parts, found = TEXT.split(html), []
    for code, (word, meaning) in sorted(glossary.items(), key=lambda row: -len(row[1][0])):
        # Arabic joins the article and short prepositions to a word.
        before = PROCLITICS if ARABIC.search(word) else ""
        wanted = re.compile(rf"(?<!\w){before}{re.escape(escape(word))}(?!\w)", re.IGNORECASE)
        for at in range(0, len(parts), 2):
            hit = wanted.search(parts[at])
            if word and hit:
                mark = f'<dfn><a href="#word-{code}">{hit.group()}</a></dfn>'
                parts[at : at + 1] = [parts[at][: hit.start()], mark, parts[at][hit.end() :]]
                found.append(Meaning(code, word, meaning))
                break
    return "".join(parts), tuple(found)


def anchors(text: str) -> tuple[list[str], list[str]]:
    """Links and numbers of a text, sorted: a translation has to keep them all."""
    links = sorted(ADDRESS.findall(text))
    bare = ADDRESS.sub(" ", text)
    return links, sorted(re.sub(r"\D", "", number) for number in PHONE.findall(bare))
