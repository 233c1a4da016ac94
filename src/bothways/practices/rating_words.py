"""Words for ratings: both ends of a range, and the fields of the rules as the record names them."""

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from bothways.practices.record.fields import FIELD, OUTCOME_COLUMNS, STUDY_COLUMNS
from bothways.practices.said import Said

# Fields of the rules whose column in the record has another name.
COLUMN_OF = {
    "n_participants": "n", "baseline_difference": "baseline_max_smd",
    "independent_evaluator": "independent", "follow_up_months": "months_after_end",
    "effect": "estimate", "threats": "threats_weighed",
}  # fmt: skip
LABELS = {column.id: column.label for column in (*OUTCOME_COLUMNS, *STUDY_COLUMNS)}


def field_words(field: str) -> str:
    """What the record's forms call a field of the rules; other words are translated as they are."""
    column = COLUMN_OF.get(field, field)
    if column in LABELS:
        return str(LABELS[column])
    return str(FIELD[field].label) if field in FIELD else gettext(field)


def label_of_range(low: int, high: int, words: tuple[str, ...]) -> Said:
    """The rating in words: ``C3 causal, one adequate study`` or both ends of a range."""
    if low == high:
        return Said(_("C%(level)s %(words)s"), {"level": low, "words": Said(words[low])})
    return Said(
        _("between C%(low)s (%(low_words)s) and C%(high)s (%(high_words)s)"),
        {"low": low, "low_words": Said(words[low]), "high": high, "high_words": Said(words[high])},
    )
