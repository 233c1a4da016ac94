"""How well questions hang together, or coders agree."""

from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _

from bothways.analysis.answers import Answer, assumption, interval_words, short
from bothways.analysis.questions import (
    choice,
    columns,
    draws,
    level,
    number,
    optional_column,
    seed,
)  # fmt: skip
from bothways.analysis.readers.columns import refuse
from bothways.analysis.tables import Table
from bothways.stats.estimate import Estimate
from bothways.stats.scales import (
    Agreement,
    cohen_kappa,
    item_rest,
    krippendorff_alpha,
    scale_consistency,
)  # fmt: skip
from bothways.stats.scales import Scale as Scoring


@dataclass(frozen=True, slots=True)
class Scale:
    """How well the items of a scale hang together; with --coder, how well coders agree."""

    item: tuple[str, ...] = columns("the questions; patterns such as Q* are understood", "items")
    reverse: tuple[str, ...] = columns("items whose answers are turned")
    low: float = number(1.0, "lowest answer, for turning")
    high: float = number(5.0, "highest answer, for turning")
    cluster: str | None = optional_column("class or school, for the interval")
    coder: tuple[str, ...] = columns("codes of each coder, instead of items", "coders")
    kind: Literal["nominal", "ordinal", "interval"] = choice(
        "nominal", ("nominal", "ordinal", "interval"), "kind of codes"
    )
    draws: int = draws(1_000)
    seed: int = seed()
    level: float = level()


def analyse(asked: Scale, table: Table) -> Answer:
    if bool(asked.item) == bool(asked.coder):
        raise refuse("items", _("Expected the columns of a scale (--item) or of coders (--coder)."))
    return _agreement(asked, table) if asked.coder else _consistency(asked, table)


def _consistency(asked: Scale, table: Table) -> Answer:
    names = table.matching(asked.item)
    turned = tuple(table.matching(asked.reverse))
    items = {name: table.numbers(name) for name in names}
    specification = Scoring(
        turned, asked.low, asked.high, draws=asked.draws, seed=asked.seed, level=asked.level
    )
    clusters = table.complete_labels(asked.cluster) if asked.cluster else None
    found = scale_consistency(specification, items, clusters)
    rest = tuple(
        replace(e, term=f"{e.term} with the rest") for e in item_rest(specification, items)
    )
    values = {
        "count": len(names), "value": short(found[0].value), "interval": interval_words(found[0])
    }  # fmt: skip
    message = _("The %(count)s items hang together with an alpha of %(value)s (%(interval)s).")
    return _described(message % values, (*found, *rest), found[:1])


def _agreement(asked: Scale, table: Table) -> Answer:
    names = table.matching(asked.coder)
    if len(names) < 2:
        raise refuse("coders", _("Expected at least two columns after --coder."))
    specification = Agreement(asked.kind, asked.draws, asked.seed, asked.level)
    read = table.labels if asked.kind == "nominal" else table.numbers
    codes = {name: read(name) for name in names}
    found: list[Estimate] = [
        replace(krippendorff_alpha(specification, codes), term="Krippendorff alpha")
    ]
    if len(names) == 2 and asked.kind == "nominal":
        found.append(cohen_kappa(specification, *codes.values()))
    values = {
        "count": len(names), "value": short(found[0].value), "interval": interval_words(found[0])
    }  # fmt: skip
    message = _("The %(count)s coders agree with an alpha of %(value)s (%(interval)s).")
    return _described(message % values, tuple(found), tuple(found))


def _described(
    sentence: str, estimates: tuple[Estimate, ...], drawn: tuple[Estimate, ...]
) -> Answer:
    return Answer(
        "description", sentence, estimates, assumption("description"), drawn=drawn, mark="dot"
    )
