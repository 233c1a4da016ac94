"""Documents of every shape that the field list allows, for property tests."""

from typing import Any

from hypothesis import strategies as st

from bothways.practices.importers.raw import CONTROL
from bothways.practices.record.check import MISSING_REASONS, clean_text
from bothways.practices.record.codes import codes_of
from bothways.practices.record.document import Document
from bothways.practices.record.fields import FIELDS
from bothways.practices.record.spec import CHECK_ANSWERS, Column, Field

# What spreadsheets, delimiters and our own cell grammar could trip over.
TRICKY = (
    "=1+1", "+49 30 1234", "-", "-5", "@name", "\tindent", "\r\nline", "'quoted'", "'=1", "''=1",
    "null", "[]", "{}", '""', "json:[1]", "long:1", "spelled:\"x\"", "a; b", "a, b", 'say "hi"',
    "first\nsecond", "first\r\nsecond", " spaces ", "1", "1.0", "1e3", "007", "true", "yes", "no",
    "#N/A", "#REF!", "_x0041_", "_x005F_x", "x005F_", "ملعب", "Ґанок — їжа", "日本", "🙂",
    "a < b & c", "2015-01-01",
    "[draft] text", "[1, 2]", "question: yes", "＝1",
    "\u2028", "e\u0301", "\ufeffx",
)  # fmt: skip

free_text = st.text(max_size=40).filter(
    lambda text: not CONTROL.search(text) and clean_text(text) == text
)
texts = st.one_of(st.sampled_from(TRICKY), free_text)
numbers = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15)


def _codes(spec: Field | Column) -> st.SearchStrategy[str]:
    return st.sampled_from(codes_of(spec.vocabulary))


def _low(spec: Any, default: float) -> float:
    return default if getattr(spec, "low", None) is None else spec.low


def _high(spec: Any, default: float) -> float:
    return default if getattr(spec, "high", None) is None else spec.high


def _value(spec: Field | Column) -> st.SearchStrategy[Any]:
    """Values that the check lets through, for one field or column."""
    if spec.kind in ("text", "prose"):
        return texts
    if spec.kind == "texts":
        return st.lists(texts, min_size=1, max_size=3)
    if spec.kind == "code":
        return _codes(spec)
    if spec.kind == "codes":
        return st.lists(_codes(spec), min_size=1, max_size=4, unique=True)
    if spec.kind == "integer":
        return st.integers(int(_low(spec, -(10**9))), int(_high(spec, 10**12)))
    if spec.kind == "number":
        low, high = _low(spec, -1e12), _high(spec, 1e12)
        return st.one_of(st.integers(int(low), int(high)), st.floats(low, high))
    if spec.kind == "yesno":
        return st.booleans()
    if spec.kind == "url":
        return st.sampled_from(("https://example.org/a?b=1&c=2", "http://example.org/=x;y"))
    if spec.kind == "checklist":
        answers = st.sampled_from((*CHECK_ANSWERS, None))
        return st.dictionaries(_codes(spec), answers, min_size=1, max_size=4)
    if spec.kind == "group":
        return _line(spec)
    return st.lists(_line(spec), min_size=1, max_size=3)


def _line(spec: Field | Column) -> st.SearchStrategy[Document]:
    """One row: required columns filled, the others present, null or absent."""
    needed = {c.id: _filled(c) for c in spec.columns if c.required}
    optional = {c.id: _maybe(c) for c in spec.columns if not c.required}
    return st.fixed_dictionaries(needed, optional=optional)


def _filled(spec: Field | Column) -> st.SearchStrategy[Any]:
    return _value(spec).filter(lambda value: value not in ("", []))


def _maybe(spec: Field | Column) -> st.SearchStrategy[Any]:
    return st.one_of(_value(spec), st.sampled_from((None, [], "")))


translations = st.dictionaries(
    st.sampled_from(("fr", "ar", "uk")),
    st.dictionaries(
        st.sampled_from([field.id for field in FIELDS if field.translatable]),
        st.fixed_dictionaries(
            {"text": st.one_of(texts, st.lists(texts, max_size=2)), "kind": st.just("human")},
            optional={"source_hash": st.just("0123456789abcdef")},
        ),
        max_size=2,
    ),
    max_size=2,
)
coding = st.fixed_dictionaries(
    {},
    optional={
        "coders": st.integers(0, 5),
        "disputed": st.dictionaries(
            st.sampled_from([field.id for field in FIELDS]),
            st.dictionaries(texts, st.sampled_from(("a", "b", "c")), max_size=2),
            max_size=2,
        ),
    },
)
missing = st.dictionaries(
    st.sampled_from([field.id for field in FIELDS]), st.sampled_from(MISSING_REASONS), max_size=3
)
envelope = {"missing": missing, "coding": coding, "translations": translations}
# Provenance must name a source of the record, which a free strategy seldom hits.
free_fields = [field for field in FIELDS if field.id not in ("title", "provenance", "sources")]
titles = texts.filter(lambda text: bool(text.strip()))
readings = st.sampled_from(codes_of("source_reading"))
sources = st.lists(
    st.fixed_dictionaries(
        {"id": st.sampled_from(("s1", "s2")), "title": titles},
        optional={"url": st.just("https://example.org/"), "read_as": readings},
    ),
    max_size=2,
)
provenance = st.lists(
    st.fixed_dictionaries({"field": texts.filter(bool), "source": st.just("s1")},
                          optional={"quote": texts, "page": texts}),
    max_size=2,
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A record with some of the fields; each present, null, an empty list, or not there."""
    chosen = draw(st.lists(st.sampled_from(free_fields), max_size=12, unique_by=lambda f: f.id))
    document: Document = {
        "id": draw(st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,5})?", fullmatch=True)),
        "edition": 1,
        "title": draw(titles),
    }
    for field in chosen:
        document[field.id] = draw(_maybe(field))
    for key, strategy in envelope.items():
        if draw(st.booleans()):
            document[key] = draw(strategy)
    if draw(st.booleans()):
        document["sources"] = [{"id": "s1", "title": "First"}, *draw(sources)]
        document["provenance"] = draw(provenance)
    return document


collections = st.lists(documents(), min_size=1, max_size=3, unique_by=lambda d: d["id"])
