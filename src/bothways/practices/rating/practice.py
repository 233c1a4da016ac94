"""Step C: what the studies of a practice say together, outcome by outcome, without counting votes.

The direction is claimed from the pooled interval only, and the more outcomes were measured the
stricter: a practice measured on five outcomes must not shine by chance on one.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from bothways.practices.rating.effect import direction_sentence
from bothways.practices.rating.flags import Flag, no_effect
from bothways.practices.rating.record import StudyRecord
from bothways.practices.rating.study import Rating, rate_study
from bothways.practices.rating.tables import (
    BEST,
    DESIGNS,
    LASTING_MONTHS,
    PRACTICE_LABELS,
    RULE_VERSION,
    Needs,
)
from bothways.practices.rating_words import label_of_range
from bothways.stats.estimate import Estimate, inputs_hash, quantile
from bothways.stats.said import N_, Said
from bothways.stats.synthesis import Pooled, RandomEffects, pool

ALPHA = 0.05
SOUND = 3
# Without a second independent study nothing is "strong and replicated".
UNREPLICATED = 4
Rated = tuple[StudyRecord, Rating]
CROSSES = Said(N_("one less: a new study could show the opposite (prediction interval)"))
OWN_EVALUATION = Said(N_("one less: every study was made by the developer"))
NO_COMPARISON = Said(N_("No effect of a comparison is reported."))


@dataclass(frozen=True, slots=True)
class Together:
    """The effect of the studies together with its 95 % interval.

    ``sign`` is what may be claimed, `alone` what the interval shows when no other outcome counts.
    """

    value: float
    interval: tuple[float, float]
    sign: int
    alone: int
    crosses: bool
    samples: int

    @property
    def sentence(self) -> Said:
        return direction_sentence(self.value, self.interval)


@dataclass(frozen=True, slots=True)
class OutcomeRating:
    """The rating of a practice on one outcome."""

    outcome: str
    low: int
    high: int
    direction: str
    sentence: Said
    reasons: tuple[Said, ...]
    decided_by: Needs
    flags: tuple[Flag, ...]

    @property
    def confidence(self) -> int | None:
        return self.low if self.low == self.high else None

    @property
    def label(self) -> Said:
        return label_of_range(self.low, self.high, PRACTICE_LABELS)


@dataclass(frozen=True, slots=True)
class PracticeRating:
    """All outcomes of a practice; its own rating is that of its best known outcome."""

    outcomes: tuple[OutcomeRating, ...]
    rule_version: str
    inputs_hash: str

    @property
    def best(self) -> OutcomeRating | None:
        """The outcome rated highest at worst, then at best; None without a study."""
        return max(self.outcomes, key=lambda rating: (rating.low, rating.high), default=None)


def rate_practice(studies: Sequence[StudyRecord]) -> PracticeRating:
    """The rating of each outcome; the order of the studies does not matter."""
    return rate_rated([(study, rate_study(study)) for study in studies])


def rate_rated(pairs: Sequence[Rated]) -> PracticeRating:
    """The same from studies that are rated already."""
    rated = sorted(pairs, key=lambda pair: (pair[0].outcome, pair[1].inputs_hash, pair[0].name))
    ordered = [study for study, _ in rated]
    outcomes = sorted({study.outcome for study in ordered})
    compared = len({study.outcome for study in ordered if _counts(study)})
    measured = max([1, compared, *(study.outcomes_measured or 1 for study in ordered)])
    found = tuple(
        _outcome(outcome, [pair for pair in rated if pair[0].outcome == outcome], measured)
        for outcome in outcomes
    )
    stamp = inputs_hash([(rating.inputs_hash, _sample(s)) for s, rating in rated], {})
    return PracticeRating(found, RULE_VERSION, stamp)


def _outcome(outcome: str, rated: list[Rated], outcomes: int) -> OutcomeRating:
    together = pooled_effect([study for study, _ in rated], 1 - ALPHA / outcomes)
    low, reasons = _confidence(rated, [rating.low for _, rating in rated], together)
    high, at_best = _confidence(rated, [rating.high for _, rating in rated], together)
    needs = dict.fromkeys(f for _, rating in rated for f in rating.decided_by)
    if together and together.alone != together.sign:
        many = N_("clear on this outcome alone, but %(count)s outcomes were measured")
        reasons.append(Said(many, {"count": outcomes}))
    notes = tuple(dict.fromkeys((*reasons, *at_best)))
    return OutcomeRating(
        outcome, min(low, high), high, _direction(together),
        together.sentence if together else NO_COMPARISON,
        (*notes, *_bound(rated)), tuple(needs) if low != high else (), _flags(rated, together),
    )  # fmt: skip


def _bound(rated: list[Rated]) -> Iterable[Said]:
    """What binds the best study, since it carries the rating."""
    study, rating = max(rated, key=lambda pair: (pair[1].high, pair[1].low))
    name = study.name or Said(N_("the best study"))
    return (
        Said(N_("%(study)s: %(reason)s"), {"study": name, "reason": reason})
        for reason in rating.reasons
    )


def _confidence(
    rated: list[Rated], scores: list[int], together: Together | None
) -> tuple[int, list[Said]]:
    """The best study, one more for replication, less for contradiction and own evaluation."""
    reasons: list[Said] = []
    confidence = max(scores)
    replicated = _replicating(rated, scores, together)
    if len(replicated) > 1:
        confidence += 1
        agree = N_("one more: %(count)s independent studies of C3 or more agree")
        reasons.append(Said(agree, {"count": len(replicated)}))
    if together and together.crosses:
        confidence -= 1
        reasons.append(CROSSES)
    if all(study.independent_evaluator is False for study, _ in rated):
        confidence -= 1
        reasons.append(OWN_EVALUATION)
    others = any(study.independent_evaluator for study in replicated)
    most = BEST if len(replicated) > 1 and others else UNREPLICATED
    if confidence > most:
        alone = N_("capped at %(cap)s: not replicated by an independent evaluator")
        reasons.append(Said(alone, {"cap": most}))
    return max(0, min(confidence, most)), reasons


def _replicating(
    rated: list[Rated], scores: list[int], together: Together | None
) -> list[StudyRecord]:
    """One sound study a sample whose effect has the sign of a pooled effect clear of 0."""
    if together is None or together.sign == 0:
        return []
    agreeing = {
        _sample(study): study
        for (study, _), score in zip(rated, scores, strict=True)
        if score >= SOUND and _counts(study) and (study.effect or 0) * together.sign > 0
    }
    return list(agreeing.values())


def _counts(study: StudyRecord) -> bool:
    """Whether the study compares and gives an effect with a usable interval."""
    compares = study.design is not None and DESIGNS[study.design].compares
    interval = study.interval
    return compares and study.effect is not None and interval is not None and _width(study) > 0


def _width(study: StudyRecord) -> float:
    low, high = study.interval or (0.0, 0.0)
    return high - low


def _sample(study: StudyRecord) -> str:
    """Findings of the same people are one study; without a name each record is its own."""
    return study.sample or study.name or study.inputs_hash()


def pooled_effect(studies: Sequence[StudyRecord], level: float) -> Together | None:
    """All that compare, one effect a sample, whatever they found; None when none compares."""
    effects, errors = _one_a_sample([study for study in studies if _counts(study)])
    if not effects:
        return None
    if len(effects) == 1:
        ends = _around(effects[0], errors[0], 1 - ALPHA)
        strict = _around(effects[0], errors[0], level)
        return Together(effects[0], ends, _both(ends, strict), _sign(ends), False, 1)
    pooled: Pooled = pool(RandomEffects(), effects, errors)
    strict = _ends(pool(RandomEffects(test="normal", level=level), effects, errors).effects[0])
    mean, ends = pooled.effects[0].value, _ends(pooled.effects[0])
    crosses = pooled.prediction is not None and _sign(_ends(pooled.prediction)) == 0
    return Together(mean, ends, _both(ends, strict), _sign(ends), crosses, len(effects))


Ends = tuple[float, float]


def _around(value: float, error: float, level: float) -> Ends:
    half = quantile(0.5 + level / 2, None) * error
    return value - half, value + half


def _ends(estimate: Estimate) -> Ends:
    low, high = estimate.interval or (None, None)
    return -math.inf if low is None else low, math.inf if high is None else high


def _sign(ends: Ends) -> int:
    return int(ends[0] > 0) - int(ends[1] < 0)


def _both(ends: Ends, strict: Ends) -> int:
    """The sign that both intervals show, else 0.

    The Hartung-Knapp interval guards against studies that differ; at the strict level it has no
    end for two or three studies, so the guard against many outcomes uses the normal one.
    """
    return _sign(ends) if _sign(ends) == _sign(strict) else 0


def _one_a_sample(studies: Sequence[StudyRecord]) -> tuple[list[float], list[float]]:
    """Mean effect and mean error of the findings of each sample."""
    samples: dict[str, list[StudyRecord]] = {}
    for study in studies:
        samples.setdefault(_sample(study), []).append(study)
    times = 2 * quantile(0.975, None)
    effects = [fmean(s.effect or 0.0 for s in group) for group in samples.values()]
    return effects, [fmean(_width(s) / times for s in group) for group in samples.values()]


def _direction(together: Together | None) -> str:
    if together is None:
        return "not measured"
    return {1: "positive", 0: "not clear", -1: "negative"}[together.sign]


def _flags(rated: list[Rated], together: Together | None) -> tuple[Flag, ...]:
    signs = {study.direction for study, _ in rated}
    positive = [s for s, _ in rated if s.direction == 1]
    sound = {_sample(s) for s in positive if any(s is t and r.low >= SOUND for t, r in rated)}
    replicated = len(sound) > 1 and together is not None and together.sign == 1
    lasting = any((s.follow_up_months or 0) >= LASTING_MONTHS for s in positive)
    independent = any(study.independent_evaluator for study, _ in rated)
    null = bool(together and not together.sign and any(no_effect(s, r.low) for s, r in rated))
    harm = bool(together and together.sign == -1) or -1 in signs
    conditions = {
        Flag(
            "replicated", Said(N_("two or more sound studies found it, and all together do"))
        ): replicated,
        Flag("lasting", Said(N_("still there 12 months or more after the end"))): lasting,
        Flag("independent", Said(N_("evaluated by others than the developer"))): independent,
        Flag("mixed", Said(N_("studies point clearly in opposite directions"))): {1, -1} <= signs,
        Flag("no_effect", Said(N_("a sound study found no effect (NE)"))): null,
        Flag("harm", Said(N_("a study or all together point below 0"))): harm,
    }
    return tuple(flag for flag, holds in conditions.items() if holds)
