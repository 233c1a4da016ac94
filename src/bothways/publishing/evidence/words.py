"""A pooled estimate in plain sentences: what it says, how sure, what would change it."""

import math
from collections.abc import Iterator, Sequence

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.practices.reading import MINUS, joined, number
from bothways.practices.record.fields import FIELD
from bothways.practices.record.spec import Column
from bothways.publishing.evidence.change import Turn
from bothways.publishing.evidence.findings import ANSWERS, PROBLEMS, Finding
from bothways.publishing.evidence.history import Moment
from bothways.publishing.evidence.pooled import (
    FEWEST_FOR_SMALL_STUDIES,
    FEWEST_TO_LEAVE_OUT,
    Ends,
    Pool,
    small_study_slope,
    without_each,
)

FEW = 5
SIDE_HEADS: dict[str, Promise] = {
    "newcomers": gettext_lazy("Measured on newcomers"),
    "hosts": gettext_lazy("Measured on hosts"),
    "institutions": gettext_lazy("Measured on institutions"),
}
PROBLEM_WORDS: dict[str, Promise] = {
    "no_design": gettext_lazy("the design is not coded"),
    "no_comparison": gettext_lazy("nobody was compared: a change over time is not an effect"),
    "no_size": gettext_lazy("no size is reported"),
    "other_unit": gettext_lazy("the size is not in standard deviations"),
    "no_direction": gettext_lazy("the record does not say which direction is better"),
    "no_interval": gettext_lazy("no usable interval is reported"),
    "no_family": gettext_lazy("the record does not say which outcome family it belongs to"),
    "no_side": gettext_lazy("the record does not say on whom it was measured"),
}


def size(value: float, signed: bool = True) -> str:
    """Standard deviations with two digits and a true sign; an end that does not exist in words."""
    if math.isinf(value):
        return _("no limit")
    text = str(number_format(abs(value), 2))
    if float(f"{abs(value):.2f}") == 0:
        return text
    sign = MINUS if value < 0 else "+" if signed else ""
    return f"{sign}{text}"


def span(ends: Ends) -> str:
    return _("%(low)s to %(high)s") % {"low": size(ends[0], False), "high": size(ends[1], False)}


def share(value: float) -> str:
    return _("%(percent)s %%") % {"percent": number_format(100 * value, 0)}


def headline(whole: Pool) -> str:
    """What may be said, from the interval alone."""
    if not whole.is_pooled:
        return _("One study: it cannot be pooled and stands as it is.")
    if whole.sign > 0:
        return _("Together the studies show a gain: the interval excludes no effect.")
    if whole.sign < 0:
        return _("Together the studies show a loss: the interval lies below no effect.")
    return _("Together the studies cannot tell: the interval includes no effect.")


def people(whole: Pool) -> str:
    """How much that is, and how many people it rests on."""
    from bothways.stats.effects import more_in_hundred

    moved = round(abs(more_in_hundred(whole.mean)))
    if moved == 0:
        much = _("Fewer than 1 person in 100 moved across the former middle.")
    elif whole.mean > 0:
        much = _("About %(n)s more in 100 stand above the former middle.") % {"n": moved}
    else:
        much = _("About %(n)s fewer in 100 stand above the former middle.") % {"n": moved}
    return f"{much} {rests_on(whole)}"


def rests_on(whole: Pool) -> str:
    studies = ngettext("%(k)s study", "%(k)s studies", whole.k) % {"k": whole.k}
    if not whole.n:
        return _("Rests on %(studies)s; how many people were measured is not reported.") % {
            "studies": studies
        }
    if whole.without_n:
        return _("Rests on %(studies)s and at least %(n)s people.") % {
            "studies": studies, "n": number(whole.n),
        }  # fmt: skip
    return _("Rests on %(studies)s and %(n)s people.") % {"studies": studies, "n": number(whole.n)}


def spread(whole: Pool) -> str:
    """Tau squared and I squared in plain words."""
    if whole.tau is None or whole.shared is None:
        return ""
    figures = {"share": share(whole.shared), "tau": number_format(whole.tau**2, 3)}
    if whole.tau == 0:
        told = _(
            "The results differ no more than chance would make them (I² %(share)s, τ² %(tau)s)."
        )
    else:
        told = _(
            "About %(share)s of the differences between the results is more than chance "
            "(I² %(share)s, τ² %(tau)s)."
        )
    words = told % figures
    if whole.shared_ends:
        low, high = (share(end) for end in whole.shared_ends)
        words += " " + _("The interval of I² runs from %(low)s to %(high)s.") % {
            "low": low, "high": high,
        }  # fmt: skip
    return words


def predicted(whole: Pool) -> str:
    """Where the effect of a new study would lie."""
    if whole.prediction is None:
        return (
            _("Two studies are too few to say what a new one would find.")
            if (whole.is_pooled)
            else ""
        )
    ends = {"span": span(whole.prediction)}
    if whole.prediction[0] <= 0 <= whole.prediction[1]:
        return _("A new study could find anything from %(span)s: also the opposite.") % ends
    return _("A new study would find something from %(span)s, on the same side of no effect.") % (
        ends
    )


def checks(whole: Pool) -> Iterator[str]:
    """Few studies, single studies that carry the answer, small studies that differ."""
    if not whole.is_pooled:
        return
    if whole.k < FEW:
        yield ngettext(
            "With %(k)s study the spread between studies is poorly known.",
            "With %(k)s studies the spread between studies is poorly known.",
            whole.k,
        ) % {"k": whole.k}
    yield _left_out_once(whole)
    yield _small_studies(whole)


def _left_out_once(whole: Pool) -> str:
    if whole.k < FEWEST_TO_LEAVE_OUT:
        return _("Leaving out one study at a time needs at least three studies.")
    rest = without_each(whole)
    means = sorted(row.mean for row in rest)
    turning = [row.sample.findings[0].title for row in rest if row.sign != whole.sign]
    told = _("Without one study at a time the estimate runs from %(low)s to %(high)s.") % {
        "low": size(means[0]), "high": size(means[-1]),
    }  # fmt: skip
    if turning:
        more = _("The answer would be another without: %(titles)s.") % {"titles": joined(turning)}
    else:
        more = _("The answer stays the same whichever study is left out.")
    return f"{told} {more}"


def _small_studies(whole: Pool) -> str:
    slope = small_study_slope(whole)
    if slope is None:
        return _(
            "Whether small studies report larger effects cannot be seen below %(k)s studies."
        ) % {"k": FEWEST_FOR_SMALL_STUDIES}
    low, high = slope.interval or (None, None)
    if low is not None and low > 0:
        return _("Small studies report larger effects: some that found less may be missing.")
    if high is not None and high < 0:
        return _("Small studies report smaller effects than large ones.")
    return _("Nothing shows that small studies report other effects than large ones.")


def turn_sentence(turn: Turn) -> str:
    """What one more trial would have to be."""
    values = {"n": number(turn.people) if turn.people else "", "effect": size(turn.effect)}
    if turn.people is None:
        never = {
            "null": gettext_lazy("No single trial that finds nothing would cloud the answer."),
            "opposite": gettext_lazy(
                "No single trial that finds as much the other way would cloud the answer."
            ),
            "same": gettext_lazy(
                "No single trial with the same effect (%(effect)s) would make the answer clear."
            ),
        }
        return str(never[turn.kind]) % values
    would = {
        "null": gettext_lazy(
            "One more trial of about %(n)s people that finds nothing: the interval would include "
            "no effect."
        ),
        "opposite": gettext_lazy(
            "One more trial of about %(n)s people that finds %(effect)s: the interval would "
            "include no effect."
        ),
        "same": gettext_lazy(
            "One more trial of about %(n)s people that finds the same (%(effect)s): the interval "
            "would exclude no effect."
        ),
    }
    return str(would[turn.kind]) % values


def why_out(finding: Finding) -> str:
    """Why a finding is left out: all reasons, the first that counts first."""
    return "; ".join(str(PROBLEM_WORDS[p]) for p in PROBLEMS if p in finding.problems)


def needs_words(finding: Finding) -> str:
    """Which fields of the record would let it in."""
    if not finding.needs:
        return _("no field: its design compares nobody")
    labels = _field_labels()
    return joined(labels[name] for name in finding.needs if name in labels)


def _field_labels() -> dict[str, str]:
    wanted = {field for fields in ANSWERS.values() for field in fields}
    return {c.id: str(c.label) for c in _columns(FIELD["studies"].columns) if c.id in wanted}


def _columns(columns: Sequence[Column]) -> Iterator[Column]:
    for column in columns:
        yield column
        yield from _columns(column.columns)


def why_moved(moment: Moment) -> str:
    """Which practices came in, changed or went on that day."""
    parts = [
        (_("came in: %(titles)s"), moment.came),
        (_("changed: %(titles)s"), moment.changed),
        (_("went: %(titles)s"), moment.went),
    ]
    return "; ".join(words % {"titles": joined(titles, 5)} for words, titles in parts if titles)


def figure(whole: Pool | None) -> str:
    """The estimate in one cell of a table."""
    if whole is None:
        return _("no study that can be compared")
    values = {"mean": size(whole.mean), "span": span(whole.interval)}
    return _("%(mean)s (%(span)s)") % values
