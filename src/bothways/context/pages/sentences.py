"""What the figures of a place say, in plain sentences. Rounded no finer than they are published."""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.context.pages.figures import Gap
from bothways.context.pages.place_figures import SPLIT_BY_SEX, Measure
from bothways.context.pages.series import ENOUGH, Trend, trend
from bothways.context.pages.wording import Sides, amount, gap_unit, with_unit

APART = 5.0  # points between the gaps of women and men from which we say that gender matters
# Shares of all people of a group. Others, such as unemployment, are shares of a part of it.
OF_ALL_PEOPLE = frozenset(
    ("employment_rate", "activity_rate", "arop", "arope", "attainment", "low_education",
     "tertiary_attainment", "upper_secondary_education", "early_leavers", "neet")
)  # fmt: skip
NOTABLE = 1.0  # points of change below which we say "hardly changed"


def headline(measure: Measure, named: Sides, name: str, age: str, gap: Gap | None) -> str:
    """Of 100 people on each side; where that would not be true, the figures themselves."""
    if gap is None or gap.hosts.value is None or gap.newcomers.value is None:
        return ""
    both = (gap.hosts.value, gap.newcomers.value)
    words = {"name": name, "age": age, "year": gap.time}
    words |= {"host_group": named.hosts, "new_group": named.newcomers}
    if measure.indicator in OF_ALL_PEOPLE:
        hosts, newcomers = (str(round(value)) for value in both)
        return _of_hundred() % {**words, "hosts": hosts, "newcomers": newcomers}
    hosts, newcomers = (with_unit(value, measure.unit) for value in both)
    return _(
        "%(name)s, %(age)s, %(year)s: %(host_group)s %(hosts)s, %(new_group)s %(newcomers)s."
    ) % {**words, "hosts": hosts, "newcomers": newcomers}


def _of_hundred() -> str:
    return _(
        "%(name)s, %(age)s, %(year)s: %(hosts)s of 100 (%(host_group)s), "
        "%(newcomers)s of 100 (%(new_group)s)."
    )


def by_gender(measure: Measure, women: Gap | None, men: Gap | None) -> tuple[str, bool]:
    """The two gaps side by side, and whether gender changes what one would conclude."""
    if measure.indicator in SPLIT_BY_SEX:
        return "", False
    if not women or not men or women.value is None or men.value is None or women.time != men.time:
        return "", False
    told = _(
        "Among women the gap is %(women)s %(unit)s, among men %(men)s (%(year)s)."
    ) % {
        "women": amount(women.value, measure.unit),
        "men": amount(men.value, measure.unit),
        "unit": gap_unit(measure.unit),
        "year": women.time,
    }  # fmt: skip
    return told, measure.is_percent and _changes(women, men)


def _changes(women: Gap, men: Gap) -> bool:
    one, other = women.value or 0.0, men.value or 0.0
    if _within_chance(women, men, abs(one - other)):
        return False
    opposite = one * other < 0 and min(abs(one), abs(other)) >= NOTABLE
    return opposite or abs(one - other) >= APART


def _within_chance(one: Gap, other: Gap, apart: float) -> bool:
    """Whether two intervals, taken as independent, leave room for no difference at all."""
    if one.interval is None or other.interval is None:
        return False
    half = math.hypot(*((high - low) / 2 for low, high in (one.interval, other.interval)))
    return apart < half


def gap_trend(measure: Measure, gaps: Sequence[Gap]) -> list[str]:
    """How the gap moved within the last stretch that was counted in one way."""
    found = trend(gaps)
    if found is None:
        return []
    told = [_movement(measure, found)]
    if found.breaks:
        told.append(_breaks(found.breaks))
    if found.unreliable and found.periods > 1:
        told.append(_("One end of this rests on few people; read it with care."))
    return told


def _movement(measure: Measure, found: Trend) -> str:
    first, last = found.first, found.last
    words: dict[str, Any] = {
        "first": first.time,
        "last": last.time,
        "from": amount(first.value or 0.0, measure.unit),
        "to": amount(last.value or 0.0, measure.unit),
        "unit": gap_unit(measure.unit),
    }
    if found.periods == 1:
        return _single(found) % words
    if found.periods < ENOUGH:
        return _(
            "The gap was %(from)s %(unit)s in %(first)s and %(to)s in %(last)s. "
            "Two figures are a change, not a trend."
        ) % words  # fmt: skip
    return _direction(measure, first, last) % words


def _single(found: Trend) -> str:
    if found.since_break:
        return _(
            "Counting changed in %(first)s and there is no later figure to compare with, "
            "so no trend can be told."
        )
    return _("No unbroken run of figures leads up to %(first)s, so no trend can be told.")


def _direction(measure: Measure, first: Any, last: Any) -> str:
    before, after = first.value or 0.0, last.value or 0.0
    change = abs(after) - abs(before)
    least = NOTABLE if measure.is_percent else abs(before) * 0.1
    if _within_chance(first, last, abs(after - before)):
        return _(
            "From %(first)s to %(last)s the gap went from %(from)s to %(to)s %(unit)s: "
            "chance alone can produce such a change."
        )
    if before * after < 0 and max(abs(before), abs(after)) >= least:
        return _(
            "From %(first)s to %(last)s the gap turned round, from %(from)s to %(to)s %(unit)s."
        )
    if abs(change) < least:
        return _("From %(first)s to %(last)s the gap hardly moved: %(from)s, then %(to)s %(unit)s.")
    if change < 0:
        return _("From %(first)s to %(last)s the gap narrowed from %(from)s to %(to)s %(unit)s.")
    return _("From %(first)s to %(last)s the gap widened from %(from)s to %(to)s %(unit)s.")


def _breaks(years: Sequence[str]) -> str:
    return ngettext(
        "Counting changed in %(years)s: figures before and after are not compared.",
        "Counting changed in %(years)s: figures before and after these years are not compared.",
        len(years),
    ) % {"years": ", ".join(years)}  # fmt: skip
