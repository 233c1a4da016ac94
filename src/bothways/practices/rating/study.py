"""Steps A and B: the rating of one finding of one study, with every reason that binds it."""

from dataclasses import dataclass

from bothways.practices.rating.caps import Cap, attrition_cap, design_cap, power_cap
from bothways.practices.rating.crosswalk import Verdict, crosswalk
from bothways.practices.rating.effect import effect_sentence
from bothways.practices.rating.flags import Flag, study_flags
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.steps import step_of
from bothways.practices.rating.tables import BEST, RULE_VERSION, STUDY_LABELS, Needs
from bothways.practices.rating.threats import Deduction, deduction
from bothways.practices.rating_words import label_of_range
from bothways.stats.said import N_, Said


@dataclass(frozen=True, slots=True)
class Rating:
    """How far a finding can be trusted: from `low` to `high`, the same where nothing is open.

    ``reasons`` are all that bind, ``decided_by`` the missing fields that keep the range open.
    """

    low: int
    high: int
    step: str | None
    reasons: tuple[Said, ...]
    decided_by: Needs
    flags: tuple[Flag, ...]
    effect: Said
    crosswalk: dict[str, Verdict]
    rule_version: str
    inputs_hash: str

    @property
    def confidence(self) -> int | None:
        """The one number, or None while a missing field decides."""
        return self.low if self.low == self.high else None

    @property
    def binding_reason(self) -> Said:
        return self.reasons[0]

    @property
    def label(self) -> Said:
        return label_of_range(self.low, self.high, STUDY_LABELS)


def rate_study(study: StudyRecord) -> Rating:
    """The rating that the tables give; nothing else goes into it."""
    caps, taken = study_caps(study), deduction(study)
    low, high = confidence_range(caps, taken)
    reasons, needs = _reasons(caps, taken, low, high)
    return Rating(
        low, high, step_of(study, low, high), reasons, needs, study_flags(study, low),
        effect_sentence(study), crosswalk(study, low, high, needs), RULE_VERSION,
        study.inputs_hash(),
    )  # fmt: skip


def study_caps(study: StudyRecord) -> tuple[Cap, ...]:
    return design_cap(study), power_cap(study), attrition_cap(study)


def confidence_range(caps: tuple[Cap, ...], taken: Deduction) -> tuple[int, int]:
    """The worst column, less what threats take away, at both ends."""
    low = min(cap.low for cap in caps) - taken.most
    high = min(cap.high for cap in caps) - taken.least
    return max(0, low), max(0, high)


def _reasons(
    caps: tuple[Cap, ...], taken: Deduction, low: int, high: int
) -> tuple[tuple[Said, ...], Needs]:
    """First what holds for sure, then what is open."""
    start = min(cap.high for cap in caps)
    open_caps = [cap for cap in caps if cap.low < cap.high and max(0, cap.low - taken.least) < high]
    firm = [cap for cap in caps if cap.high == start < BEST and cap not in open_caps]
    sentences = [cap.sentence for cap in firm]
    open_threats = taken.least < taken.most and start - taken.least > 0
    if taken.most and start and not open_threats:
        sentences.append(taken.sentence)
    sentences += [cap.sentence for cap in open_caps]
    if open_threats:
        sentences.append(taken.sentence)
    needs = [field for cap in open_caps for field in cap.needs]
    needs += taken.needs if open_threats else ()
    if low == high:
        needs = []
    return tuple(sentences) or (NOTHING_BINDS,), tuple(dict.fromkeys(needs))


NOTHING_BINDS = Said(N_("nothing binds: design, power, attrition and threats all allow 5"))
