"""Study records of every kind, for hypothesis."""

from dataclasses import replace

from hypothesis import strategies as st

from bothways.practices.rating import StudyRecord, Threat
from bothways.practices.rating.tables import DESIGNS, LEVELS, THREATS

DESIGN_CODES = sorted(DESIGNS)
shares = st.one_of(
    st.none(), st.sampled_from([0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0]), st.floats(0, 1, width=32)
)
threat_lists = st.none() | st.lists(
    st.builds(Threat, st.sampled_from(sorted(THREATS)), st.sampled_from([None, *LEVELS])),
    max_size=8,
).map(tuple)
answers = st.sampled_from([None, True, False])


@st.composite
def records(draw: st.DrawFn) -> StudyRecord:
    people = draw(st.none() | st.integers(1, 20_000))
    effect = draw(st.none() | st.floats(-3, 3))
    half = draw(st.none() | st.floats(0, 2))
    known = effect is not None and half is not None
    return StudyRecord(
        name=draw(st.text(max_size=5)),
        design=draw(st.none() | st.sampled_from(DESIGN_CODES)),
        unit_of_randomisation=draw(st.sampled_from([None, "person", "group"])),
        n_clusters=draw(st.none() | st.integers(1, min(400, people or 400))),
        n_participants=people,
        mdes=draw(st.none() | st.floats(0.01, 2)),
        attrition_overall=draw(shares),
        attrition_differential=draw(shares),
        effect=effect,
        ci_low=effect - half if known else None,
        ci_high=effect + half if known else None,
        threats=draw(threat_lists),
        icc=draw(st.none() | st.floats(0, 0.9)),
        baseline_difference=draw(st.none() | st.floats(0, 1)),
        baseline_adjusted=draw(answers),
        assumption_shown=draw(answers),
        preregistered=draw(answers),
        outcomes_measured=draw(st.none() | st.integers(1, 30)),
        follow_up_months=draw(st.none() | st.floats(0, 48)),
        independent_evaluator=draw(answers),
        sites=draw(st.none() | st.integers(1, 30)),
        instrument_validated=draw(answers),
        dose_or_norm=draw(answers),
        theory_linked=draw(answers),
        users_asked=draw(st.none() | st.integers(0, 200)),
    )


@st.composite
def nearly_sound(draw: st.DrawFn) -> StudyRecord:
    """A sound trial with a few fields of any other record: rules bite where little else binds."""
    other = draw(records())
    fields = draw(st.lists(st.sampled_from(CHANGING), max_size=3, unique=True))
    return replace(SOUND, **{name: getattr(other, name) for name in fields})


SOUND = StudyRecord(
    "sound", "rct", n_participants=20_000, n_clusters=400, mdes=0.15, attrition_overall=0.05,
    attrition_differential=0.01, threats=(), assumption_shown=True, baseline_difference=0.0,
)  # fmt: skip
CHANGING = (
    "design", "unit_of_randomisation", "mdes", "attrition_overall", "attrition_differential",
    "threats", "baseline_difference", "assumption_shown", "preregistered", "outcomes_measured",
    "instrument_validated",
)  # fmt: skip
studies = records() | nearly_sound()
