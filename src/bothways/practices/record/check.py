"""Checks of a document against the field list. One function a kind; all problems at once."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard

import nh3
from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.practices.record.check_envelope import check_coding, check_translations
from bothways.practices.record.codes import codes_of
from bothways.practices.record.document import is_digital, is_empty, may_reach_children
from bothways.practices.record.fields import ENVELOPE, FIELD, FIELDS
from bothways.practices.record.spec import CHECK_ANSWERS, Column, Field

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MISSING_REASONS = ("not_reported", "not_applicable", "not_looked_for")
MAX_TEXT = 20_000

Spec = Field | Column
Found = Iterator[tuple[str, str, str, str]]  # column, code, message, level


def check_document(document: Mapping[str, Any], row: int = 1) -> list[Problem]:
    """Everything wrong with a document that is to be stored as a draft."""
    return [
        Problem(row, column, code, message, level)  # type: ignore[arg-type]
        for column, code, message, level in _check(document)
    ]


def check_release(document: Mapping[str, Any], row: int = 1) -> list[Problem]:
    """What stands against publishing: the checks of a draft, and the rules people release by."""
    problems = [p for p in check_document(document, row) if p.level == "error"]
    for field in FIELDS:
        if field.level == "lead" and field.required and is_empty(document.get(field.id)):
            message = _("%(field)s is empty. A release needs it.") % {"field": field.label}
            problems.append(Problem(row, field.id, "required", message))
    if is_digital(document) and may_reach_children(document):
        problems += _open_ethics(document, row)
    return problems


def _open_ethics(document: Mapping[str, Any], row: int) -> Iterator[Problem]:
    answers = document.get("influence_ethics") or {}
    open_checks = [code for code in codes_of("influence_ethics") if answers.get(code) is None]
    if open_checks:
        message = _(
            "This digital practice may reach children, and %(count)s questions of its ethics "
            "checklist are open. Answer each with yes, no or not applicable."
        ) % {"count": len(open_checks)}
        yield Problem(row, "influence_ethics", "ethics_open", message)


def _check(document: Mapping[str, Any]) -> Found:
    yield from _check_identity(document)
    for key, value in document.items():
        if key in FIELD:
            if not is_empty(value):
                yield from _check_value(FIELD[key], value, key)
        elif key not in ENVELOPE:
            yield key, "unknown_field", _("There is no field of this name."), "error"
    yield from _check_missing(document.get("missing"))
    yield from check_coding(document.get("coding"))
    yield from check_translations(document.get("translations"))
    yield from _check_years(document.get("years"))
    yield from _check_ages(document.get("target_groups"))
    yield from _check_provenance(document)
    yield from _check_words(document)


def _check_identity(document: Mapping[str, Any]) -> Found:
    identity = document.get("id")
    if not isinstance(identity, str) or not SLUG.fullmatch(identity) or len(identity) > 120:
        message = _("Write an id of small letters, digits and hyphens, such as reading-buddies.")
        yield "id", "bad_id", message, "error"
    title = document.get("title")
    if not isinstance(title, str) or not title.strip():
        yield "title", "required", _("Every practice needs a title."), "error"


def _check_value(spec: Spec, value: Any, path: str) -> Found:
    yield from CHECKS[spec.kind](spec, value, path)


def _check_text(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, str):
        yield path, "not_text", _("Text is expected here."), "error"
    elif len(value) > MAX_TEXT:
        message = _("This text has %(n)s characters; the most is %(most)s.")
        yield path, "too_long", message % {"n": len(value), "most": MAX_TEXT}, "error"
    elif clean_text(value) != value:
        message = _("Markup was found in this text. Write plain text; tags are taken out.")
        yield path, "markup", message, "warning"


def _check_texts(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, list):
        yield path, "not_list", _("A list of lines is expected here."), "error"
        return
    for place, line in enumerate(value, start=1):
        yield from _check_text(spec, line, f"{path}.{place}")


def _check_code(spec: Spec, value: Any, path: str) -> Found:
    known = codes_of(spec.vocabulary)
    if not isinstance(value, str) or value not in known:
        yield path, "unknown_code", _unknown_code(value, known), "error"


def _unknown_code(value: Any, known: tuple[str, ...]) -> str:
    if len(known) > 40:
        return _("%(value)s is not a known code.") % {"value": value}
    message = _("%(value)s is not a known code. Known: %(known)s.")
    return message % {"value": value, "known": ", ".join(known)}


def _check_codes(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, list):
        yield path, "not_list", _("A list of codes is expected here."), "error"
        return
    for place, code in enumerate(value, start=1):
        yield from _check_code(spec, code, path)
        if code in value[: place - 1]:
            yield path, "repeated_code", _("%(code)s stands twice.") % {"code": code}, "error"


def _check_number(spec: Spec, value: Any, path: str) -> Found:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield path, "not_number", _("%(value)s is not a number.") % {"value": value}, "error"
        return
    if spec.kind == "integer" and int(value) != value:
        message = _("%(value)s is not a whole number.") % {"value": value}
        yield path, "not_whole", message, "error"
    yield from _check_range(spec, value, path)


def _check_range(spec: Spec, value: float, path: str) -> Found:
    low = getattr(spec, "low", None)
    high = getattr(spec, "high", None)
    if low is not None and value < low:
        message = _("%(value)s is below %(low)s, the least possible.")
        yield path, "too_small", message % {"value": value, "low": low}, "error"
    if high is not None and value > high:
        message = _("%(value)s is above %(high)s, the most possible.")
        yield path, "too_large", message % {"value": value, "high": high}, "error"


def _check_yesno(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, bool):
        yield path, "not_yes_no", _("Write yes or no."), "error"


def _check_group(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, Mapping):
        yield path, "not_group", _("Named parts are expected here."), "error"
        return
    columns = {column.id: column for column in spec.columns}
    for key, part in value.items():
        if key not in columns:
            yield f"{path}.{key}", "unknown_field", _("There is no part of this name."), "error"
        elif not is_empty(part):
            yield from _check_value(columns[key], part, f"{path}.{key}")
    for column in spec.columns:
        if column.required and is_empty(value.get(column.id)):
            message = _("%(column)s is empty. Each row needs it.") % {"column": column.label}
            yield f"{path}.{column.id}", "required", message, "error"


def _check_table(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, list):
        yield path, "not_list", _("A list of rows is expected here."), "error"
        return
    for place, line in enumerate(value, start=1):
        yield from _check_group(spec, line, f"{path}.{place}")


def _check_checklist(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, Mapping):
        yield path, "not_group", _("Named parts are expected here."), "error"
        return
    known = codes_of(spec.vocabulary)
    for code, answer in value.items():
        if code not in known:
            yield f"{path}.{code}", "unknown_code", _unknown_code(code, known), "error"
        if answer is not None and answer not in CHECK_ANSWERS:
            message = _("Answer with yes, no or not_applicable.")
            yield f"{path}.{code}", "bad_answer", message, "error"


def _check_url(spec: Spec, value: Any, path: str) -> Found:
    if not isinstance(value, str) or not re.match(r"https?://\S+$", value):
        message = _("%(value)s is not a web address. It starts with http:// or https://.")
        yield path, "bad_address", message % {"value": value}, "error"


CHECKS: dict[str, Callable[[Spec, Any, str], Found]] = {
    "text": _check_text,
    "prose": _check_text,
    "texts": _check_texts,
    "code": _check_code,
    "codes": _check_codes,
    "integer": _check_number,
    "number": _check_number,
    "yesno": _check_yesno,
    "group": _check_group,
    "table": _check_table,
    "checklist": _check_checklist,
    "url": _check_url,
}


def _check_missing(missing: Any) -> Found:
    if missing is None:
        return
    if not isinstance(missing, Mapping):
        yield "missing", "not_group", _("Named parts are expected here."), "error"
        return
    for field, reason in missing.items():
        if field not in FIELD:
            message = _("There is no field of this name.")
            yield f"missing.{field}", "unknown_field", message, "error"
        if reason not in MISSING_REASONS:
            yield (
                f"missing.{field}",
                "unknown_code",
                _unknown_code(reason, MISSING_REASONS),
                "error",
            )


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _check_years(years: Any) -> Found:
    if not isinstance(years, Mapping):
        return
    start, end = years.get("start"), years.get("end")
    if _whole(start) and _whole(end) and end < start:
        message = _("The end year %(end)s is earlier than the start year %(start)s.")
        yield "years.end", "end_before_start", message % {"end": end, "start": start}, "error"


def _check_ages(groups: Any) -> Found:
    for place, group in enumerate(groups if isinstance(groups, list) else [], start=1):
        if not isinstance(group, Mapping):
            continue
        low, high = group.get("age_min"), group.get("age_max")
        if _whole(low) and _whole(high) and high < low:
            message = _("The oldest age %(high)s is below the youngest age %(low)s.")
            path = f"target_groups.{place}.age_max"
            yield path, "age_reversed", message % {"high": high, "low": low}, "error"


def _check_provenance(document: Mapping[str, Any]) -> Found:
    sources = document.get("sources")
    rows = document.get("provenance")
    if not isinstance(rows, list) or not isinstance(sources, list):
        return
    known = [source.get("id") for source in sources if isinstance(source, Mapping)]
    for place, line in enumerate(rows, start=1):
        if isinstance(line, Mapping) and line.get("source") not in known:
            message = _("No source has the number %(source)s.") % {"source": line.get("source")}
            yield f"provenance.{place}.source", "unknown_source", message, "error"


def _check_words(document: Mapping[str, Any]) -> Found:
    for field in FIELDS:
        text = document.get(field.id)
        if field.words and isinstance(text, str) and text.strip():
            least, most = field.words
            count = len(text.split())
            if not least <= count <= most:
                message = _("This text has %(n)s words. The aim is %(least)s to %(most)s.")
                values = {"n": count, "least": least, "most": most}
                yield field.id, "word_count", message % values, "warning"


def clean_text(text: str) -> str:
    """The text without tags; what is not markup stays as it is, also < and &."""
    # Again until nothing changes: what was written as &lt;b&gt; beside a tag is a tag by now.
    while "<" in text and _TAG.search(text):
        cleaned = _unescape(nh3.clean(text, tags=set(), attributes={}))
        if cleaned == text:
            break
        text = cleaned
    return text


_TAG = re.compile(r"<\s*[a-zA-Z/!]")


def _unescape(text: str) -> str:
    return (
        text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\xa0")
        .replace("&amp;", "&")
    )
