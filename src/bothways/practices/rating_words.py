"""Words for ratings: both ends of a range, and the fields of the rules as the record names them."""

from bothways.practices.rating.tables import PRACTICE_LABELS
from bothways.practices.record.fields import FIELD, OUTCOME_COLUMNS, STUDY_COLUMNS
from bothways.practices.said import told
from bothways.stats.said import N_, Said

# Fields of the rules whose column in the record has another name.
COLUMN_OF = {
    "n_participants": "n", "baseline_difference": "baseline_max_smd",
    "independent_evaluator": "independent", "follow_up_months": "months_after_end",
    "effect": "estimate",
}  # fmt: skip
LABELS = {column.id: column.label for column in (*OUTCOME_COLUMNS, *STUDY_COLUMNS)}


# Asked for by the rules as one thing, kept by the record in several columns.
IN_WORDS = {
    "threats": N_("Threats to the result, each of them weighed"),
    "studies": N_("The studies, or that none was found"),
}
# Why an effect that a record reports is not compared; by the kind of its unit.
UNIT_WORDS = {
    "other": N_("Reported in %(unit)s: no effect in standard deviations can be had from it."),
    "range": N_("Reported as an end of a range (%(unit)s), not as one estimate."),
}


def field_words(field: str) -> str:
    """What the record's forms call a field of the rules; other words are translated as they are."""
    if field in IN_WORDS:
        return told(Said(IN_WORDS[field]))
    column = COLUMN_OF.get(field, field)
    if column in LABELS:
        return str(LABELS[column])
    return str(FIELD[field].label) if field in FIELD else told(Said(field))


def sentence(said: Said) -> str:
    """A reason as a sentence of its own: a capital first and a full stop."""
    text = told(said)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def level_words(level: int) -> str:
    """``C3 causal, one adequate study`` in the active language."""
    return told(label_of_range(level, level, PRACTICE_LABELS))


def label_of_range(low: int, high: int, words: tuple[str, ...]) -> Said:
    """The rating in words: ``C3 causal, one adequate study`` or both ends of a range."""
    if low == high:
        return Said(N_("C%(level)s %(words)s"), {"level": low, "words": Said(words[low])})
    return Said(
        N_("between C%(low)s (%(low_words)s) and C%(high)s (%(high_words)s)"),
        {"low": low, "low_words": Said(words[low]), "high": high, "high_words": Said(words[high])},
    )
