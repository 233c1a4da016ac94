"""The rules as text: the tables of docs/method/rating.md, written from the tables in code."""

from collections.abc import Iterable, Sequence

from bothways.practices.rating import tables as rules


def rules_as_markdown() -> str:
    """All tables, in the order in which the rules are used."""
    return "\n\n".join(
        f"### {title}\n{_table(head, rows)}" for title, head, rows in _tables()
    )  # fmt: skip


Rows = Iterable[Sequence[object]]


def _table(head: Sequence[str], rows: Rows) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _tables() -> list[tuple[str, Sequence[str], Rows]]:
    return [
        ("Design", ("design", "at most", "rests on", "without it", "status"), _designs()),
        ("Power and attrition", ("cap", "detectable effect", "people lost", "status"), _bands()),
        (
            "Largest difference in losses (WWC, percentage points)",
            ("people lost", "cautious", "optimistic"),
            _differences(),
        ),
        ("Threats", ("threats above low", "taken off", "status"), _deductions()),
        ("Words", ("C", "study", "practice, per outcome"), _words()),
        ("Steps inside C0 and C1", ("step", "meaning"), rules.STEP_WORDS.items()),
        ("Numbers", ("rule", "value", "status"), _numbers()),
        ("Status of what others would say", ("registry", "status"), _registries()),
    ]


def _designs() -> Rows:
    for rule in rules.DESIGNS.values():
        check = rules.CHECKS[rule.check] if rule.check else "–"
        without = rule.without_check if rule.check else "–"
        yield f"`{rule.code}`", rule.ceiling, check, without, rules.STATUS["design"]


def _bands() -> Rows:
    power, lost = rules.POWER_BANDS, rules.ATTRITION_BANDS
    for place, (size, share) in enumerate(zip(power, lost, strict=True)):
        cap = rules.BEST - place
        yield cap, f"below {size:.1f}", f"below {share:.0%}", rules.STATUS["power"]
    yield 0, f"{power[-1]:.1f} or more", f"{lost[-1]:.0%} or more", rules.STATUS["attrition"]


def _differences() -> Rows:
    for overall in range(0, 70, 5):
        yield f"{overall} %", *(_limit(overall, t) for t in (rules.CAUTIOUS, rules.OPTIMISTIC))


def _limit(overall: int, table: tuple[float, ...]) -> str:
    return f"{table[overall]:.1f}" if overall < len(table) else "always high"


def _deductions() -> Rows:
    return ((row.words, row.points, row.status) for row in rules.DEDUCTIONS)


def _words() -> Rows:
    words = zip(rules.STUDY_LABELS, rules.PRACTICE_LABELS, strict=True)
    return ((f"C{level}", *pair) for level, pair in enumerate(words))


def _numbers() -> Rows:
    own = "our own choice"
    return (
        ("a computed detectable effect this near to a limit counts on both sides",
         rules.POWER_EDGE, own),
        ("intraclass correlation when groups were drawn and none is reported",
         rules.ASSUMED_ICC, own),
        ("share of variance explained by earlier measurements", rules.ASSUMED_R2, own),
        ("correlation of before and after in one group", rules.ASSUMED_CORRELATION, own),
        ("baseline difference that is fine", rules.BALANCE_FINE, rules.STATUS["balance"]),
        ("baseline difference that fails", rules.BALANCE_LIMIT, rules.STATUS["balance"]),
        ("ceiling with one group in an arm", rules.ONE_GROUP_CEILING, own),
        ("no effect: interval inside plus or minus", rules.NULL_MARGIN, own),
        ("no effect: or around 0 with a detectable effect below", rules.NULL_SIZE, own),
        ("lasting: months after the end", rules.LASTING_MONTHS, own),
        ("ESSA tiers 1 and 2: students", rules.TIER_STUDENTS, rules.STATUS["tiers"]),
        ("ESSA tiers 1 and 2: sites", rules.TIER_SITES, rules.STATUS["tiers"]),
    )  # fmt: skip


def _registries() -> Rows:
    return rules.CROSSWALK_STATUS.items()
