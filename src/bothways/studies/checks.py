"""What the actions on a study ask before they write: the lots themselves, and what is missing."""

from django.utils.translation import gettext as _

from bothways.core.errors import Refused
from bothways.studies.designs import SCHOOL, design_named
from bothways.studies.models import Study, StudyUnit
from bothways.surveys.models import Wave


def lots_of(study: Study, units: list[StudyUnit]) -> list[int]:
    """The lots of these units by the study's seed: what was drawn, and what anybody redraws."""
    # The mathematics takes a second to load, and few pages draw lots.
    from bothways.stats.errors import StatsError
    from bothways.stats.trials import Lottery, draw_lots

    lottery = Lottery(study.seed or 0, float(study.share))
    strata = [unit.stratum for unit in units] if study.is_stratified else None
    try:
        if study.unit == SCHOOL:
            schools = sorted({unit.stratum for unit in units})
            drawn = dict(zip(schools, draw_lots(lottery, schools).tolist(), strict=True))
            return [drawn[unit.stratum] for unit in units]
        return [int(lot) for lot in draw_lots(lottery, [unit.key for unit in units], strata)]
    except StatsError as error:
        raise Refused(str(error)) from error


def what_is_missing(study: Study) -> list[str]:
    """Why the plan cannot be locked yet, each with its remedy."""
    waves = study.endline is None or (
        design_named(study.design).needs_baseline and study.baseline is None
    )
    reasons = (
        (not study.outcomes.filter(is_primary=True).exists(), _("Name what is measured.")),
        (not study.units.exists(), _("Bring the list of groups.")),
        (not study.assigned_at, _("Draw the lots, or say who takes part.")),
        (waves, _("Choose the waves before and after.")),
        (_has_answers(study), _("The last survey has answers already: too late to fix a plan.")),
    )
    return [words for is_missing, words in reasons if is_missing]


def _has_answers(study: Study) -> bool:
    return study.endline is not None and study.endline.submissions.exists()


def endline_must_wait(wave: Wave) -> str:
    """The gate that surveys ask: the last wave opens only when the plan is locked."""
    study = Study.objects.filter(endline=wave, plan_locked_at=None).first()
    if study is None:
        return ""
    return _("First lock the plan of the study “%(title)s”: what is analysed is fixed before "
             "anybody answers.") % {"title": study.title}  # fmt: skip
