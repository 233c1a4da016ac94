"""What a planned study can detect, said before it starts, and what would help."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.stats.estimate import Estimate

if TYPE_CHECKING:
    from bothways.stats.trials import TrialSize

# What most programmes of this kind reach at best: .2 standard deviations (docs/studies.md).
MODEST = 0.2


@dataclass(frozen=True)
class Assumed:
    """What nobody knows yet: how alike the members of a group are, how much of the endline a
    baseline of the same scale explains (in and between groups), how many do not answer again.
    """

    icc: float
    r2: float
    loss: float

    def kept(self) -> dict[str, float]:
        return asdict(self)

    @classmethod
    def from_kept(cls, row: Mapping[str, float]) -> "Assumed":
        return cls(row["icc"], row["r2"], row["loss"])


# Where each comes from stands in docs/studies.md, and beside its field on the sheet.
SOCIAL = Assumed(icc=0.10, r2=0.30, loss=0.15)
ACHIEVEMENT = Assumed(icc=0.20, r2=0.50, loss=0.15)
# Outcome families that tests of achievement measure.
LEARNED = frozenset({"language_reading", "school_results"})


def starting_values(families: Iterable[str]) -> Assumed:
    """By what the main outcomes measure; the harder case where they differ."""
    return ACHIEVEMENT if LEARNED & set(families) else SOCIAL


@dataclass(frozen=True)
class Detectable:
    """The smallest effect that the study finds four times in five, and what would shrink it."""

    least: Estimate
    size: "TrialSize"
    advice: tuple[str, ...]
    assumed: Assumed = SOCIAL

    def kept(self) -> dict[str, Any]:
        """As plain JSON, to be held against what came out."""
        return {
            "least": round(self.least.value, 3),
            "groups": self.size.clusters,
            "people": self.size.people,
            "icc": self.size.icc,
            "attrition": self.size.attrition,
            "r2": self.size.r2_cluster,
        }


def planned_size(
    sizes: Sequence[int], *, by_person: bool, share: float, strata: int, has_baseline: bool,
    assumed: Assumed = SOCIAL,
) -> "TrialSize":  # fmt: skip
    """The trial behind units of these sizes, with what is assumed for what nobody knows yet."""
    from bothways.stats.trials import TrialSize

    explained = assumed.r2 if has_baseline else 0.0
    common = TrialSize(
        clusters=len(sizes), treated_share=share, attrition=assumed.loss,
        covariates=max(strata - 1, 0),
        r2_cluster=explained, r2_person=explained,
    )  # fmt: skip
    if by_person:
        staying = max(round(len(sizes) * (1 - assumed.loss)), 1)
        return replace(common, people=1.0, icc=0.0, attrition=0.0, clusters=staying)
    mean = sum(sizes) / len(sizes)
    spread = (sum((size - mean) ** 2 for size in sizes) / len(sizes)) ** 0.5
    return replace(common, people=mean, icc=assumed.icc, size_cv=spread / mean if mean else 0.0)


def detectable(size: "TrialSize", assumed: Assumed = SOCIAL) -> Detectable | None:
    """None where the design has no degree of freedom left: it can detect nothing."""
    from bothways.stats.errors import StatsError
    from bothways.stats.trials import minimum_detectable

    try:
        least = minimum_detectable(size)
    except StatsError:
        return None
    return Detectable(least, size, tuple(_advice(size, least.value, assumed)), assumed)


def _advice(size: "TrialSize", least: float, assumed: Assumed) -> list[str]:
    said = []
    if size.r2_cluster == 0 and assumed.r2:
        with_baseline = replace(size, r2_cluster=assumed.r2, r2_person=assumed.r2)
        words = _("Ask before the start too: the smallest effect falls from %(now)s to %(then)s.")
        said.append(words % {"now": _places(least), "then": _places(_least(with_baseline))})
    if least > MODEST:
        said += _more_groups(size)
    if size.icc and least > MODEST:
        single = replace(size, clusters=round(size.clusters * size.people), people=1.0, icc=0.0,
                         size_cv=0.0)  # fmt: skip
        said.append(
            _("If lots could fall on single people, the smallest effect would be %(then)s.")
            % {"then": _places(_least(single))}
        )
    return said


def _more_groups(size: "TrialSize") -> list[str]:
    from bothways.stats.errors import StatsError
    from bothways.stats.trials import clusters_needed

    try:
        needed = clusters_needed(size, MODEST)
    except StatsError:
        return []
    words = _("To find an effect of %(effect)s it takes %(units)s groups; there are %(have)s.")
    return [words % {"effect": _places(MODEST), "units": needed, "have": size.clusters}]


def _least(size: "TrialSize") -> float:
    from bothways.stats.trials import minimum_detectable

    return minimum_detectable(size).value


def _places(number: float) -> str:
    return f"{number:.2f}"
