"""The rules as executed, as tables of words: for the page "how we rate" and docs/method/rating.md.

Written from the tables in code, so that neither can say something else than what is done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bothways.practices.rating import tables as rules
from bothways.stats.said import N_, Figure, Said

Cell = Said | Figure | str | int
Rows = tuple[tuple[Cell, ...], ...]
NONE = "–"


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the rules. The first cell of a row is its head."""

    id: str
    title: Said
    head: tuple[Said, ...]
    rows: Rows


def rules_as_markdown() -> str:
    """All tables, in the order in which the rules are used."""
    return "\n\n".join(
        f"### {table.title}\n{_markdown(table.head, table.rows)}" for table in rule_tables()
    )


def _markdown(head: Sequence[Cell], rows: Rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def rule_tables() -> tuple[Table, ...]:
    return (
        _table("design", N_("Design"), _DESIGN_HEAD, tuple(_designs())),
        _table("caps", N_("Power and attrition"), _CAP_HEAD, tuple(_bands())),
        _table("losses", N_("Largest difference in losses (WWC, percentage points)"),
               (N_("people lost"), N_("cautious"), N_("optimistic")), tuple(_differences())),
        _table("threats", N_("Threats"), (N_("threats above low"), N_("taken off"), N_("status")),
               tuple(_deductions())),
        _table("words", N_("Words"), ("C", N_("study"), N_("practice, per outcome")),
               tuple(_words())),
        _table("steps", N_("Steps inside C0 and C1"), (N_("step"), N_("meaning")), tuple(_steps())),
        _table("numbers", N_("Numbers"), (N_("rule"), N_("value"), N_("status")),
               tuple(_numbers())),
        _table("registries", N_("Status of what others would say"), (N_("registry"), N_("status")),
               tuple(_registries())),
    )  # fmt: skip


_DESIGN_HEAD = (N_("design"), N_("at most"), N_("rests on"), N_("without it"), N_("status"))
_CAP_HEAD = (N_("cap"), N_("detectable effect"), N_("people lost"), N_("status"))


def _table(name: str, title: str, head: Sequence[str], rows: Rows) -> Table:
    return Table(name, Said(title), tuple(Said(word) for word in head), rows)


def _status(of: str) -> Said:
    return Said(rules.STATUS_NAMES[rules.STATUS[of]])


def _designs() -> Iterator[tuple[Cell, ...]]:
    for rule in rules.DESIGNS.values():
        check: Cell = Said(rules.CHECKS[rule.check]) if rule.check else NONE
        without: Cell = rule.without_check if rule.check else NONE
        yield Said(rule.words), rule.ceiling, check, without, _status("design")


def _bands() -> Iterator[tuple[Cell, ...]]:
    power, lost = rules.POWER_BANDS, rules.ATTRITION_BANDS
    for place, (size, share) in enumerate(zip(power, lost, strict=True)):
        below = Said(N_("below %(limit)s"), {"limit": Figure(size, 1)})
        yield rules.BEST - place, below, _share(N_("below %(limit)s %%"), share), _status("power")
    most = Said(N_("%(limit)s or more"), {"limit": Figure(power[-1], 1)})
    yield 0, most, _share(N_("%(limit)s %% or more"), lost[-1]), _status("attrition")


def _share(message: str, share: float) -> Said:
    return Said(message, {"limit": Figure(share * 100, 0)})


def _differences() -> Iterator[tuple[Cell, ...]]:
    for overall in range(0, 70, 5):
        limits = (_limit(overall, table) for table in (rules.CAUTIOUS, rules.OPTIMISTIC))
        yield f"{overall} %", *limits


def _limit(overall: int, table: tuple[float, ...]) -> Cell:
    return Figure(table[overall], 1) if overall < len(table) else Said(N_("always high"))


def _deductions() -> Iterator[tuple[Cell, ...]]:
    for row in rules.DEDUCTIONS:
        yield Said(row.words), row.points, Said(rules.STATUS_NAMES[row.status])


def _words() -> Iterator[tuple[Cell, ...]]:
    words = zip(rules.STUDY_LABELS, rules.PRACTICE_LABELS, strict=True)
    for level, (study, practice) in enumerate(words):
        yield f"C{level}", Said(study), Said(practice)


def _steps() -> Iterator[tuple[Cell, ...]]:
    for step, meaning in rules.STEP_WORDS.items():
        yield step, Said(meaning)


def _numbers() -> Iterator[tuple[Cell, ...]]:
    own, two, one = Said(rules.STATUS_NAMES["our own choice"]), 2, 1
    rows: tuple[tuple[str, Cell, Said], ...] = (
        (N_("a computed detectable effect this near to a limit counts on both sides"),
         Figure(rules.POWER_EDGE, two), own),
        (N_("intraclass correlation when groups were drawn and none is reported"),
         Figure(rules.ASSUMED_ICC, one), own),
        (N_("share of variance explained by earlier measurements"),
         Figure(rules.ASSUMED_R2, one), own),
        (N_("correlation of before and after in one group"),
         Figure(rules.ASSUMED_CORRELATION, one), own),
        (N_("baseline difference that is fine"), Figure(rules.BALANCE_FINE, two),
         _status("balance")),
        (N_("baseline difference that fails"), Figure(rules.BALANCE_LIMIT, two),
         _status("balance")),
        (N_("ceiling with one group in an arm"), rules.ONE_GROUP_CEILING, own),
        (N_("no effect: interval inside plus or minus"), Figure(rules.NULL_MARGIN, one), own),
        (N_("no effect: or around 0 with a detectable effect below"),
         Figure(rules.NULL_SIZE, one), own),
        (N_("lasting: months after the end"), rules.LASTING_MONTHS, own),
        (N_("ESSA tiers 1 and 2: students"), rules.TIER_STUDENTS, _status("tiers")),
        (N_("ESSA tiers 1 and 2: sites"), rules.TIER_SITES, _status("tiers")),
    )  # fmt: skip
    for rule, value, status in rows:
        yield Said(rule), value, status


def _registries() -> Iterator[tuple[Cell, ...]]:
    for registry, status in rules.CROSSWALK_STATUS.items():
        yield registry, Said(status)
