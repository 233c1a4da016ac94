"""The functions that expressions of forms may call. Whatever is not in here is refused by name.

Meaning after the ODK XForms specification; time and chance are arguments of the evaluation.
"""

import hashlib
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bothways.surveys.forms.nodes import Node, Value, as_bool, as_number, as_text

LONG_PATTERN = 500
MOST_ROUNDED = 1e18


@dataclass(frozen=True)
class Moment:
    """What an evaluation knows of the world: the time, and a seed for chance."""

    now: datetime
    seed: str = ""

    def chance(self, *of: str) -> float:
        """The same for the same form sheet and question, so that a form can be looked at again."""
        digest = hashlib.sha256("\0".join((self.seed, *of)).encode()).digest()
        return int.from_bytes(digest[:6], "big") / 2**48


Given = list[Value]
Function = Callable[[Given, Moment, Node], Value]


@dataclass(frozen=True)
class Known:
    least: int
    most: int
    run: Function


def _nodes(value: Value) -> list[Node]:
    return value if isinstance(value, list) else []


def _numbers(given: Given) -> list[float]:
    """Each argument, and each node of an argument that is a list; empty answers do not count."""
    texts = [
        text
        for value in given
        for text in ([n.text for n in value] if isinstance(value, list) else [as_text(value)])
    ]
    return [as_number(text) for text in texts if text.strip()]


def _words(value: Value) -> list[str]:
    return as_text(value).split()


def _selected_at(given: Given, _moment: Moment, _node: Node) -> Value:
    words, at = _words(given[0]), as_number(given[1])
    return words[int(at)] if not math.isnan(at) and 0 <= at < len(words) else ""


def _round(given: Given, _moment: Moment, _node: Node) -> Value:
    number = as_number(given[0])
    asked = as_number(given[1]) if len(given) > 1 else 0.0
    if math.isnan(number) or math.isinf(number) or abs(number) > MOST_ROUNDED:
        return number
    ten = 10.0 ** (0 if math.isnan(asked) else int(max(-15, min(15, asked))))
    # Half goes up, as in XPath; Python would go to the even neighbour.
    return math.floor(number * ten + 0.5) / ten


def _substring(given: Given, _moment: Moment, _node: Node) -> Value:
    text, start = as_text(given[0]), as_number(given[1])
    end = start + as_number(given[2]) if len(given) > 2 else math.inf
    return "".join(letter for at, letter in enumerate(text, 1) if start <= at < end)


def _substr(given: Given, _moment: Moment, _node: Node) -> Value:
    text, start = as_text(given[0]), as_number(given[1])
    end = as_number(given[2]) if len(given) > 2 else float(len(text))
    return "" if math.isnan(start) or math.isnan(end) else text[int(start) : int(end)]


def _translate(given: Given, _moment: Moment, _node: Node) -> Value:
    text, before, after = map(as_text, given)
    table = {ord(letter): after[at : at + 1] for at, letter in reversed(list(enumerate(before)))}
    return text.translate(table)


def _regex(given: Given, _moment: Moment, _node: Node) -> Value:
    pattern = as_text(given[1])
    if len(pattern) > LONG_PATTERN:
        return False
    try:
        return re.fullmatch(pattern, as_text(given[0])[:2_000]) is not None
    except re.error:
        return False


def _coalesce(given: Given, _moment: Moment, _node: Node) -> Value:
    return next((text for text in map(as_text, given) if text), "")


def _date(given: Given, _moment: Moment, _node: Node) -> Value:
    number = as_number(given[0])
    if math.isnan(number):
        return ""
    try:
        return (
            datetime.fromordinal(int(number) + datetime(1970, 1, 1).toordinal()).date().isoformat()
        )
    except (ValueError, OverflowError):
        return ""


# Percent codes of ODK that mean the same to Python; %e is the day without a zero.
FORMATS = re.compile(r"%[YymndeHhMSa3b]")


def _format_date(given: Given, _moment: Moment, _node: Node) -> Value:
    try:
        day = datetime.fromisoformat(as_text(given[0]).strip())
    except ValueError:
        return ""
    plain = {"%n": str(day.month), "%e": str(day.day), "%h": str(day.hour), "%3": "000"}
    return FORMATS.sub(
        lambda found: plain.get(found[0]) or day.strftime(found[0]), as_text(given[1])
    )


def _position(given: Given, _moment: Moment, node: Node) -> Value:
    found = _nodes(given[0])[:1] if given else [node]
    if not found or found[0].parent is None:
        return 1.0
    same = [child for child in found[0].parent.children if child.name == found[0].name]
    return float(same.index(found[0]) + 1)


def _join(given: Given, _moment: Moment, _node: Node) -> Value:
    texts = [
        text
        for value in given[1:]
        for text in ([n.text for n in value] if isinstance(value, list) else [as_text(value)])
    ]
    return as_text(given[0]).join(text for text in texts if text)


def _concat(given: Given, moment: Moment, node: Node) -> Value:
    return _join(["", *given], moment, node)


def _once(given: Given, _moment: Moment, node: Node) -> Value:
    return node.value or as_text(given[0])


def _uuid(_given: Given, moment: Moment, node: Node) -> Value:
    digits = hashlib.sha256(f"{moment.seed}\0uuid\0{node.path}".encode()).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:32]))


def _power(given: Given, _moment: Moment, _node: Node) -> Value:
    try:
        return math.pow(as_number(given[0]), as_number(given[1]))
    except (ValueError, OverflowError):
        return math.nan


def _mathematical(run: Callable[[float], float]) -> Function:
    def _run(given: Given, _moment: Moment, _node: Node) -> Value:
        try:
            return run(as_number(given[0]))
        except (ValueError, OverflowError):
            return math.nan

    return _run


def _whole(round_it: Callable[[float], int]) -> Function:
    def _run(given: Given, _moment: Moment, _node: Node) -> Value:
        number = as_number(given[0])
        return number if math.isnan(number) or math.isinf(number) else float(round_it(number))

    return _run


def _time_of_day(given: Given, _moment: Moment, _node: Node) -> Value:
    try:
        at = datetime.fromisoformat(as_text(given[0]).strip())
    except ValueError:
        return math.nan
    days = at.toordinal() - datetime(1970, 1, 1).toordinal()
    return days + (at.hour * 3600 + at.minute * 60 + at.second) / 86_400


def _squeezed(text: str) -> str:
    return " ".join(text.split())


MANY = 200
FUNCTIONS: dict[str, Known] = {
    "true": Known(0, 0, lambda g, m, n: True),
    "false": Known(0, 0, lambda g, m, n: False),
    "not": Known(1, 1, lambda g, m, n: not as_bool(g[0])),
    "boolean": Known(1, 1, lambda g, m, n: as_bool(g[0])),
    "boolean-from-string": Known(1, 1, lambda g, m, n: as_text(g[0]) in ("true", "1")),
    "number": Known(1, 1, lambda g, m, n: as_number(g[0])),
    "int": Known(1, 1, _whole(math.trunc)),
    "string": Known(0, 1, lambda g, m, n: as_text(g[0]) if g else n.text),
    "concat": Known(0, MANY, _concat),
    "join": Known(1, MANY, _join),
    "contains": Known(2, 2, lambda g, m, n: as_text(g[1]) in as_text(g[0])),
    "starts-with": Known(2, 2, lambda g, m, n: as_text(g[0]).startswith(as_text(g[1]))),
    "ends-with": Known(2, 2, lambda g, m, n: as_text(g[0]).endswith(as_text(g[1]))),
    "substring": Known(2, 3, _substring),
    "substr": Known(2, 3, _substr),
    "substring-before": Known(
        2, 2, lambda g, m, n: as_text(g[0]).partition(as_text(g[1]))[0]
        if as_text(g[1]) in as_text(g[0]) else ""
    ),
    "substring-after": Known(2, 2, lambda g, m, n: as_text(g[0]).partition(as_text(g[1]))[2]),
    "string-length": Known(0, 1, lambda g, m, n: float(len(as_text(g[0]) if g else n.text))),
    "normalize-space": Known(0, 1, lambda g, m, n: _squeezed(as_text(g[0]) if g else n.text)),
    "translate": Known(3, 3, _translate),
    "count": Known(1, 1, lambda g, m, n: float(sum(node.relevant for node in _nodes(g[0])))),
    "count-non-empty": Known(1, 1, lambda g, m, n: float(sum(bool(x.text) for x in _nodes(g[0])))),
    "sum": Known(1, 1, lambda g, m, n: float(math.fsum(_numbers(g)))),
    "min": Known(1, MANY, lambda g, m, n: min(_numbers(g), default=math.nan)),
    "max": Known(1, MANY, lambda g, m, n: max(_numbers(g), default=math.nan)),
    "floor": Known(1, 1, _whole(math.floor)),
    "ceiling": Known(1, 1, _whole(math.ceil)),
    "round": Known(1, 2, _round),
    "abs": Known(1, 1, lambda g, m, n: abs(as_number(g[0]))),
    "pow": Known(2, 2, _power),
    "sqrt": Known(1, 1, _mathematical(math.sqrt)),
    "sin": Known(1, 1, _mathematical(math.sin)),
    "cos": Known(1, 1, _mathematical(math.cos)),
    "tan": Known(1, 1, _mathematical(math.tan)),
    "atan": Known(1, 1, _mathematical(math.atan)),
    "exp": Known(1, 1, _mathematical(math.exp)),
    "log": Known(1, 1, _mathematical(math.log)),
    "log10": Known(1, 1, _mathematical(math.log10)),
    "pi": Known(0, 0, lambda g, m, n: math.pi),
    "selected": Known(2, 2, lambda g, m, n: as_text(g[1]).strip() in _words(g[0])),
    "selected-at": Known(2, 2, _selected_at),
    "count-selected": Known(1, 1, lambda g, m, n: float(len(_words(g[0])))),
    "coalesce": Known(2, MANY, _coalesce),
    "once": Known(1, 1, _once),
    "regex": Known(2, 2, _regex),
    "today": Known(0, 0, lambda g, m, n: m.now.date().isoformat()),
    "now": Known(0, 0, lambda g, m, n: m.now.isoformat(timespec="milliseconds")),
    "date": Known(1, 1, _date),
    "date-time": Known(1, 1, lambda g, m, n: as_text(g[0])),
    "format-date": Known(2, 2, _format_date),
    "format-date-time": Known(2, 2, _format_date),
    "decimal-date-time": Known(1, 1, _time_of_day),
    "random": Known(0, 0, lambda g, m, n: m.chance("random", n.path)),
    "uuid": Known(0, 1, _uuid),
    "position": Known(0, 1, _position),
}  # fmt: skip
# These look at more than the values of their arguments and stand in ``evaluate``.
SPECIAL = {"if": (3, 3), "indexed-repeat": (3, 7), "jr:choice-name": (2, 2), "pulldata": (4, 4)}
# Their value is another one at another time, so what a phone has computed is believed.
PASSING = {"today", "now", "random", "uuid", "once"}
