"""Reads of surveys: lists, one survey whole, response rates, and the table of answers.

``answer_rows`` is what other rooms build on. It carries pseudonyms and the opaque keys; whoever
calls it has checked who may see answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from bothways.core.models import User
from bothways.surveys.instruments.catalogue import instruments
from bothways.surveys.instruments.scoring import scores
from bothways.surveys.models import (
    FormVersion,
    KeptAside,
    Respondent,
    Submission,
    Survey,
    SurveyForm,
    SurveyGroup,
    Wave,
)


@dataclass(frozen=True)
class SurveyRow:
    """A survey in the list."""

    number: int
    title: str
    owner: str
    is_own: bool
    groups: int
    waves: int
    open_waves: int
    changed_at: datetime


def surveys_of(user: User) -> list[SurveyRow]:
    """The person's own surveys and those they were let into, newest first. One statement."""
    rows = (
        Survey.objects.filter(Q(owner=user) | Q(members__user=user))
        .annotate(
            n_groups=Count("groups", distinct=True), n_waves=Count("waves", distinct=True),
            n_open=Count("waves", Q(waves__state=Wave.State.OPEN), distinct=True),
        )
        .order_by("-updated_at", "-pk").distinct()
        .values_list("pk", "title", "owner__username", "owner_id", "n_groups", "n_waves",
                     "n_open", "updated_at")
    )  # fmt: skip
    return [
        SurveyRow(pk, title, owner, owner_id == user.pk, groups, waves, open_waves, at)
        for pk, title, owner, owner_id, groups, waves, open_waves, at in rows
    ]


def survey_numbered(number: int) -> Survey | None:
    return Survey.objects.select_related("owner").filter(pk=number).first()


def surveys_due(on: date) -> list[Survey]:
    """Those whose answers should be gone by this day."""
    return list(Survey.objects.filter(keep_until__lte=on, erased_at=None).order_by("pk"))


@dataclass(frozen=True)
class FormRow:
    """A form with its newest version, if it has one."""

    form: SurveyForm
    versions: Sequence[FormVersion]

    @property
    def newest(self) -> FormVersion | None:
        return next(iter(self.versions), None)


def forms_of(survey: Survey) -> list[FormRow]:
    """Two statements, without the long texts."""
    versions = FormVersion.objects.defer("xform", "source").order_by("-number")
    forms = list(survey.forms.order_by("pk"))
    found: dict[int, list[FormVersion]] = {form.pk: [] for form in forms}
    for version in versions.filter(form__survey=survey):
        found[version.form_id].append(version)
    return [FormRow(form, found[form.pk]) for form in forms]


@dataclass(frozen=True)
class GroupRow:
    """A group with the number of its cards."""

    number: int
    name: str
    code: str
    group_key: str
    cards: int


def groups_of(survey: Survey) -> list[GroupRow]:
    rows = survey.groups.annotate(cards=Count("respondents")).order_by("name", "pk")
    return [GroupRow(*row) for row in rows.values_list("pk", "name", "code", "group_key", "cards")]


def waves_of(survey: Survey) -> list[Wave]:
    """With how many answered. One statement."""
    waves = survey.waves.select_related("version", "version__form").defer(
        "version__xform", "version__source"
    )
    return list(waves.annotate(answered=Count("submissions")).order_by("number"))


def open_wave_for(group: SurveyGroup) -> Wave | None:
    """The wave that asks this group now; of several the one that was planned first."""
    waves = Wave.objects.filter(survey=group.survey_id, state=Wave.State.OPEN)
    asks = Q(groups=None) | Q(groups=group)
    return (
        waves.filter(asks).select_related("survey", "version", "version__form")
        .order_by("number").distinct().first()
    )  # fmt: skip


def last_wave_for(group: SurveyGroup) -> Wave | None:
    """The newest wave that asked this group and is closed: what comes late belongs to it."""
    waves = Wave.objects.filter(survey=group.survey_id, state=Wave.State.CLOSED)
    asks = Q(groups=None) | Q(groups=group)
    return (
        waves.filter(asks).select_related("survey", "version", "version__form")
        .order_by("-number").distinct().first()
    )  # fmt: skip


@dataclass(frozen=True)
class AnswerRow:
    """The answers of one respondent to one wave, with scores. Never shown as it is."""

    pseudonym: str
    respondent_key: str
    group: str
    group_key: str
    side: str
    language: str
    version: str
    received_at: datetime
    complaints: int
    answers: dict[str, Any]
    scores: dict[str, float | None]


def answer_rows(wave: Wave) -> list[AnswerRow]:
    """Every submission of a wave in the order of arrival. One statement.

    Scores are named ``instrument.scale``, as in ``school_belonging.total``.
    """
    rows = wave.submissions.order_by("pk").values_list(
        "respondent__pseudonym", "respondent__respondent_key", "group__name", "group__group_key",
        "side", "language", "version__version", "received_at", "complaints", "answers",
        "version__instruments", "instance_id",
    )  # fmt: skip
    return [
        AnswerRow(
            pseudonym or f"S-{instance[-12:]}", key or "", group or "", group_key or "", side,
            language, version, at, len(complaints), answers, scores_in(answers, used),
        )
        for pseudonym, key, group, group_key, side, language, version, at, complaints, answers,
            used, instance in rows
    ]  # fmt: skip


def scores_in(answers: dict[str, Any], used: dict[str, str]) -> dict[str, float | None]:
    """Scores of all instruments that stand in the form. Questions count by their last name."""
    plain = {
        path.rpartition("/")[2]: value for path, value in answers.items() if isinstance(value, str)
    }
    return {
        f"{one}.{score.scale}": score.value
        for one in used
        if one in instruments()
        for score in scores(instruments()[one], plain)
    }


@dataclass(frozen=True)
class WaveCount:
    """How many of a group answered, before anything is hidden."""

    group: int
    name: str
    cards: int
    answered: int


def counts_of(wave: Wave) -> list[WaveCount]:
    """Answered cards by group. Two statements."""
    groups = wave.groups.all() if wave.groups.exists() else wave.survey.groups.all()
    done = dict(
        wave.submissions.exclude(respondent=None).values_list("group")
        .annotate(n=Count("pk")).order_by("group")
    )  # fmt: skip
    rows = groups.annotate(cards=Count("respondents")).order_by("name", "pk")
    return [
        WaveCount(pk, name, cards, done.get(pk, 0))
        for pk, name, cards in rows.values_list("pk", "name", "cards")
    ]


def unpaired_in(wave: Wave) -> int:
    """Answers of phones whose class code or card number nobody has."""
    return wave.submissions.filter(respondent=None).count()


def unanswered_cards(wave: Wave, group: SurveyGroup) -> list[int]:
    """Numbers of the cards that have not answered yet: whom to remind, without a name."""
    done = wave.submissions.filter(group=group).values("respondent")
    rows = Respondent.objects.filter(group=group).exclude(pk__in=done)
    return list(rows.order_by("number").values_list("number", flat=True))


@dataclass(frozen=True)
class Reminder:
    """A wave that somebody should do something about."""

    wave: Wave
    what: str
    missing: int


def reminders_of(survey: Survey, today: date) -> list[Reminder]:
    """Waves that should be open or closed by now, and those that still wait for answers."""
    cards = Respondent.objects.filter(group__survey=survey).count()
    found = []
    for wave in waves_of(survey):
        missing = max(cards - wave.answered, 0)  # type: ignore[attr-defined]
        what = _due(wave, today, missing)
        if what:
            found.append(Reminder(wave, what, missing))
    return found


def _due(wave: Wave, today: date, missing: int) -> str:
    if wave.state == Wave.State.PLANNED:
        return "open" if wave.opens_on and wave.opens_on <= today else ""
    if wave.state == Wave.State.OPEN:
        if wave.closes_on and wave.closes_on < today:
            return "close"
        return "missing" if missing else ""
    return ""


def kept_aside_of(survey: Survey) -> list[KeptAside]:
    rows = survey.kept_aside.filter(settled_at=None).select_related("wave")
    return list(rows.order_by("-pk"))


def submissions_of(survey: Survey) -> int:
    return Submission.objects.filter(survey=survey).count()
