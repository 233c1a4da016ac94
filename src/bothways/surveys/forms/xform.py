"""Reads an XForm: what pyxform writes, and what a phone gets.

The reading is the only one: page, phone and import are judged by it. Markup is read without
DTDs or entities, and problems name the question they stand at.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from bothways.core.problems import Problem, errors
from bothways.surveys.forms.checks import check
from bothways.surveys.forms.definition import (
    Choice,
    Choices,
    Definition,
    Kind,
    Part,
    Rules,
    Words,
)
from bothways.surveys.forms.xpath import Expression, ExpressionError, parse

MOST_BYTES = 5 * 1024 * 1024
XF = "{http://www.w3.org/2002/xforms}"
XH = "{http://www.w3.org/1999/xhtml}"
JR = "{http://openrosa.org/javarosa}"
CONTROLS: dict[str, Kind | None] = {
    "input": None, "select1": "select_one", "select": "select_multiple", "range": "range",
    "upload": "file", "trigger": "acknowledge", "rank": "rank", "secret": "text",
}  # fmt: skip
TYPES: dict[str, Kind] = {
    "int": "integer", "integer": "integer", "decimal": "decimal", "date": "date", "time": "time",
    "dateTime": "datetime", "geopoint": "place", "geotrace": "place", "geoshape": "place",
    "binary": "file", "barcode": "text", "boolean": "text",
}  # fmt: skip
ITEXT = re.compile(r"jr:itext\('(.*)'\)$")
ITEMSET = re.compile(r"\s*(?:randomize\()?\s*instance\('([^']+)'\)/root/item(.*)$", re.DOTALL)
Itext = dict[str, Words]


def read_xform(
    text: str, files: Mapping[str, bytes] | None = None
) -> tuple[Definition | None, list[Problem]]:
    """The form, unless something in it is an error. ``files`` are lists that came beside it."""
    if len(text.encode()) > MOST_BYTES:
        limit = MOST_BYTES // 1024**2
        return None, [
            _wrong("", "too_large", _("The form is larger than %(n)s MB.") % {"n": limit})
        ]
    try:
        page = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        message = _("The form is not XML that can be read safely (%(reason)s).")
        return None, [_wrong("", "broken_form", message % {"reason": type(error).__name__})]
    reader = _Reader(page, files or {})
    definition = reader.definition()
    return (None if errors(reader.problems) else definition), reader.problems


def _wrong(place: str, code: str, message: str, level: Any = "error") -> Problem:
    return Problem(0, place, code, message, level)


class _Reader:
    """Goes through one XForm; what is wrong gathers in ``problems``."""

    def __init__(self, page: Element, files: Mapping[str, bytes]) -> None:
        self.page, self.files = page, files
        self.problems: list[Problem] = []
        self.page_refusals: list[Problem] = []
        self.media: set[str] = set()
        self.itext = self._itext()
        self.binds = {_below(bind.get("nodeset", "")): bind for bind in page.iter(f"{XF}bind")}
        self.controls = self._controls()
        self.firsts = self._firsts()

    def definition(self) -> Definition | None:
        root = self._root()
        if root is None:
            self._say("", "no_questions", _("The form holds no questions."))
            return None
        self.root_name = _local(root)
        lists = {key: tuple(found) for key, found in self._lists()}
        title = self.page.findtext(f"{XH}head/{XH}title") or ""
        definition = Definition(
            form_id=root.get("id", ""),
            version=root.get("version") or root.get(f"{JR}version") or "",
            title=title, root=self._part(root, ""), languages=self.languages, lists=lists,
        )  # fmt: skip
        order, problems = check(definition)
        self.problems += problems
        return Definition(
            definition.form_id, definition.version, title, definition.root, self.languages, lists,
            order, tuple(sorted(self.media)), tuple(self.page_refusals),
        )  # fmt: skip

    # words

    def _itext(self) -> Itext:
        found: dict[str, dict[str, dict[str, Any]]] = {}
        translations = list(self.page.iter(f"{XF}translation"))
        self.languages = tuple(part.get("lang", "") for part in translations) or ("default",)
        for translation in translations:
            for text in translation:
                words = found.setdefault(
                    text.get("id", ""), {"pieces": {}, "audio": {}, "image": {}}
                )
                for value in text:
                    self._keep_value(words, translation.get("lang", ""), value)
        return {key: Words(**words) for key, words in found.items()}

    def _keep_value(self, words: dict[str, dict[str, Any]], language: str, value: Element) -> None:
        form = value.get("form", "")
        if not form:
            pieces = self._pieces(value)
            # pyxform writes a dash where a translation is missing.
            if pieces not in ((), ("-",)):
                words["pieces"][language] = pieces
        elif form in ("audio", "image") and (name := _file_name(value.text or "")):
            words[form][language] = name
            self.media.add(name)

    def _pieces(self, element: Element | None) -> tuple[str | Expression, ...]:
        if element is None:
            return ()
        found: list[str | Expression] = [element.text or ""]
        for child in element:
            if _local(child) == "output":
                found += self._expression(child.get("value", ""), "", "label")
            found.append(child.tail or "")
        if len(found) == 1:
            return (str(found[0]).strip(),) if str(found[0]).strip() else ()
        return tuple(piece for piece in found if piece != "")

    def _expression(self, text: str, place: str, what: str) -> list[Expression]:
        try:
            return [parse(text)] if text.strip() else []
        except ExpressionError as error:
            message = _("The %(what)s of “%(name)s” cannot be read: %(reason)s. It says: %(text)s")
            values = {"what": what, "name": place, "reason": error, "text": text[:120]}
            self._say(place, "bad_expression", message % values)
            return []

    def _one(self, text: str | None, place: str, what: str) -> Expression | None:
        return next(iter(self._expression(text or "", place, what)), None)

    def _words(self, element: Element | None) -> Words:
        """Of a label or hint: what it refers to, or what stands in it."""
        if element is None:
            return Words()
        found = ITEXT.match(element.get("ref", ""))
        if found:
            return self.itext.get(found[1], Words())
        pieces = self._pieces(element)
        return Words(dict.fromkeys(self.languages[:1], pieces) if pieces else {})

    def _message(self, text: str | None) -> Words:
        found = ITEXT.match(text or "")
        if found:
            return self.itext.get(found[1], Words())
        return Words({self.languages[0]: (text,)} if text else {})

    # data

    def _root(self) -> Element | None:
        first = self.page.find(f"{XH}head/{XF}model/{XF}instance")
        return next(iter(first), None) if first is not None else None

    def _controls(self) -> dict[str, Element]:
        body = self.page.find(f"{XH}body")
        found: dict[str, Element] = {}
        for control in body.iter() if body is not None else ():
            path = _below(control.get("ref") or control.get("nodeset") or "")
            if path and _local(control) in (*CONTROLS, "group", "repeat"):
                # A repeat stands in a group of the same place, which holds its label.
                found[f"{path}#repeat" if _local(control) == "repeat" else path] = control
        return found

    def _firsts(self) -> dict[str, Expression | None]:
        found: dict[str, Expression | None] = {}
        for action in self.page.iter(f"{XF}setvalue"):
            path, events = _below(action.get("ref", "")), action.get("event", "").split()
            if "xforms-value-changed" in events:
                message = _("“%(name)s” is computed when another answer changes.")
                self.page_refusals.append(
                    _wrong(path, "trigger", message % {"name": path}, "warning")
                )
            else:
                text = action.get("value") or f"'{action.text or ''}'"
                found[path] = self._one(text, path, "default")
        return found

    def _part(self, node: Element, path: str) -> Part:
        bind = self.binds.get(path)
        children = self._children(node, path)
        control, repeat = self.controls.get(path), self.controls.get(f"{path}#repeat")
        if repeat is not None:
            return self._repeat(node, path, bind, control, repeat, children)
        if children or (control is not None and _local(control) == "group") or path == "":
            return Part(
                path, _local(node), "group", self._rules(bind, path), self._words(_label(control)),
                appearance=_get(control, "appearance"), children=children,
                is_shown=not _is_meta(path),
            )  # fmt: skip
        return self._question(node, path, bind, control)

    def _children(self, node: Element, path: str) -> tuple[Part, ...]:
        """Rows of a repeat that stand in the data beside its template are not parts of the form."""
        found: dict[str, Part] = {}
        for child in node:
            below = f"{path}/{_local(child)}".lstrip("/")
            if below not in found:
                found[below] = self._part(child, below)
        return tuple(found.values())

    def _repeat(
        self, node: Element, path: str, bind: Element | None, group: Element | None,
        repeat: Element, children: tuple[Part, ...],
    ) -> Part:  # fmt: skip
        count = self._one(repeat.get(f"{JR}count"), path, "repeat_count")
        return Part(
            path, _local(node), "repeat", self._rules(bind, path), self._words(_label(group)),
            appearance=_get(repeat, "appearance"), children=children, count=count,
        )  # fmt: skip

    def _question(
        self, node: Element, path: str, bind: Element | None, control: Element | None
    ) -> Part:
        kind = self._kind(bind, control)
        self._page_can(path, kind, control)
        return Part(
            path, _local(node), kind, self._rules(bind, path),
            self._words(_label(control)), self._words(_first(control, "hint")),
            refusal=self._message(_get(bind, f"{JR}constraintMsg")),
            needed=self._message(_get(bind, f"{JR}requiredMsg")),
            appearance=_get(control, "appearance"),
            parameters=_parameters(control),
            choices=self._choices(path, control) if control is not None else None,
            default=(node.text or "").strip(),
            first=self.firsts.get(path),
            preload=_preload(bind),
            is_shown=control is not None,
        )  # fmt: skip

    def _rules(self, bind: Element | None, path: str) -> Rules:
        if bind is None:
            return Rules()
        return Rules(
            relevant=self._one(bind.get("relevant"), path, "relevant"),
            constraint=self._one(bind.get("constraint"), path, "constraint"),
            calculate=self._one(bind.get("calculate"), path, "calculation"),
            required=self._one(bind.get("required"), path, "required"),
            readonly=bind.get("readonly", "").strip() == "true()",
        )

    def _kind(self, bind: Element | None, control: Element | None) -> Kind:
        if control is None:
            return "hidden"
        kind = CONTROLS.get(_local(control))
        typed = _get(bind, "type").removeprefix("xsd:")
        if kind == "range":
            return kind
        if kind is None:
            kind = TYPES.get(typed, "text")
        is_note = kind == "text" and _get(bind, "readonly").strip() == "true()"
        return "note" if is_note else kind

    def _page_can(self, path: str, kind: Kind, control: Element | None) -> None:
        query = "query" in (control.attrib if control is not None else {})
        if kind == "rank" or query:
            message = _("A page cannot ask “%(name)s”; ODK Collect can.")
            self.page_refusals.append(
                _wrong(path, "not_on_pages", message % {"name": path}, "warning")
            )

    # choices

    def _choices(self, path: str, control: Element) -> Choices | None:
        if _local(control) not in ("select", "select1", "rank"):
            return None
        itemset = _first(control, "itemset")
        if itemset is None:
            fixed = (
                Choice((item.findtext(f"{XF}value") or "").strip(), self._words(_label(item)))
                for item in control.iter(f"{XF}item")
            )
            return Choices("", None, tuple(fixed))
        return self._itemset(path, itemset.get("nodeset", ""))

    def _itemset(self, path: str, nodeset: str) -> Choices | None:
        found = ITEMSET.match(nodeset)
        if found is None:
            message = _("The choices of “%(name)s” come from answers, which a page cannot show.")
            self.page_refusals.append(
                _wrong(path, "choices_from_answers", message % {"name": path}, "warning")
            )
            return Choices("", None)
        condition = found[2].strip()
        end = condition.rfind("]")
        text = condition[1:end] if condition.startswith("[") else ""
        return Choices(found[1], self._one(text, path, "choice_filter"))

    def _lists(self) -> Iterator[tuple[str, list[Choice]]]:
        for instance in self.page.iter(f"{XF}instance"):
            key, source = instance.get("id"), instance.get("src", "")
            if not key:
                continue
            root = next(iter(instance), None)
            if source:
                yield key, self._from_file(key, source)
            elif root is not None:
                yield key, [self._choice(entry) for entry in root if _local(entry) == "item"]

    def _choice(self, entry: Element) -> Choice:
        columns = {_local(cell): (cell.text or "").strip() for cell in entry}
        label = self.itext.get(columns.get("itextId", ""))
        if label is None:
            text = columns.get("label", "")
            label = Words({self.languages[0]: (text,)} if text else {})
        return Choice(columns.get("name", ""), label, columns)

    def _from_file(self, key: str, source: str) -> list[Choice]:
        """Choices of a CSV file that came beside the form: columns name and label."""
        from bothways.core.tables import read_table

        name = source.rpartition("/")[2]
        self.media.add(name)
        if name not in self.files or not name.endswith(".csv"):
            message = _("The form takes choices from the file “%(name)s”. Bring that CSV file too.")
            self.page_refusals.append(
                _wrong(key, "file_missing", message % {"name": name}, "warning")
            )
            return []
        table = read_table(name, self.files[name])
        self.problems += table.problems
        language = self.languages[0]
        return [
            Choice(row.get("name", ""), Words({language: (row.get("label", ""),)}), row)
            for _number, row in table.records()
        ]

    def _say(self, place: str, code: str, message: str) -> None:
        self.problems.append(_wrong(place, code, message))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _below(nodeset: str) -> str:
    """A place in the data without the name of the form: ``/data/group/age`` is ``group/age``."""
    return nodeset.strip().lstrip("/").partition("/")[2]


def _first(element: Element | None, name: str) -> Element | None:
    return element.find(f"{XF}{name}") if element is not None else None


def _label(element: Element | None) -> Element | None:
    return _first(element, "label")


def _get(element: Element | None, name: str) -> str:
    return element.get(name, "") if element is not None else ""


def _is_meta(path: str) -> bool:
    return path == "meta" or path.startswith("meta/")


def _preload(bind: Element | None) -> str:
    kind, what = _get(bind, f"{JR}preload"), _get(bind, f"{JR}preloadParams")
    return f"{kind} {what}".strip()


def _file_name(text: str) -> str:
    return text.strip().rpartition("/")[2]


def _parameters(control: Element | None) -> dict[str, str]:
    if control is None:
        return {}
    return {key: control.get(key, "") for key in ("start", "end", "step") if control.get(key)}
