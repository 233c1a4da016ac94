"""Writes after the plan is locked: runs over the answers, the finding that leaves the study."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.core.audit import audit
from bothways.core.errors import Refused
from bothways.core.models import User
from bothways.practices.proposals import propose_study
from bothways.studies.answers import measured
from bothways.studies.bundle import bundle
from bothways.studies.commands import Line, lines_of
from bothways.studies.counts import OutcomeCounts, outcome_counts
from bothways.studies.designs import design_named
from bothways.studies.fidelity import delivered
from bothways.studies.models import Finding, Run, Study
from bothways.studies.plan import deviations
from bothways.studies.policies import require_writer
from bothways.studies.predictions import compared
from bothways.studies.record import study_record
from bothways.studies.tables import StudyTable, study_table
from bothways.surveys.models import Wave


@transaction.atomic
def study_run(study: Study, *, actor: User) -> Run:
    """Analyses what was answered, as the locked plan says.

    The same table and plan find the run that is there; a changed input makes a new one, and the
    old one stays.
    """
    require_writer(study.programme, actor)
    study = Study.objects.select_for_update(of=("self",)).get(pk=study.pk)
    _check_ready(study)
    table = study_table(study, measured)
    lines = lines_of(study, table)
    stamp = _stamp(study, table, lines)
    run = study.runs.filter(inputs_hash=stamp).first()
    is_new = run is None
    if run is None:
        run = _made(study, table, lines, stamp, actor)
    audit("run", "study", study.pk, actor=actor, run=run.number, new=is_new)
    return run


@transaction.atomic
def finding_release(run: Run, *, actor: User, threats: Mapping[str, str] | None = None) -> Finding:
    """Hands the finding back: a study record in a draft of the practice, rated anew.

    Nothing public changes; an editor of the practice reads the draft, and a second person
    releases it.
    """
    study = run.study
    require_writer(study.programme, actor)
    _check_releasable(run)
    record = study_record(run, threats or {})
    release = study.programme.release
    finding = Finding(run=run, record=record, released_by=actor)
    finding.delivered = delivered(study.programme)
    plan = study.programme.plan
    finding.predictions = compared(plan.prediction if plan else {}, record["outcomes"])
    about: tuple[str, object] = ("finding", finding.uid)
    if release is not None:
        draft = propose_study(release.practice, record, author=actor)
        finding.practice, finding.revision = release.practice, draft.revision
        finding.rating_before, finding.rating_after = draft.before, draft.after
        about = ("practice", release.practice.slug)
    finding.save()
    Study.objects.filter(pk=study.pk).update(state=Study.State.RELEASED)
    audit("release_finding", *about, actor=actor, study=study.pk, finding=str(finding.uid))
    return finding


@transaction.atomic
def run_take(run: Run, *, actor: User) -> bytes:
    """The table of answers and all that redoes the run. Who took it away is kept."""
    require_writer(run.study.programme, actor)
    audit("take", "study", run.study_id, actor=actor, run=run.number)
    return bundle(run)


def _check_ready(study: Study) -> None:
    if not study.plan_locked_at:
        raise Refused(_("Lock the plan first: what is analysed is fixed before anybody looks."))
    endline = study.endline
    is_open = design_named(study.design).is_open
    if endline is None or (endline.state != Wave.State.CLOSED and not is_open):
        raise Refused(_("The last survey is still open. Close it, then run the analysis."))
    if not endline.submissions.exists():
        raise Refused(_("Nobody has answered the last survey."))


def _made(study: Study, table: StudyTable, lines: Sequence[Line], stamp: str, actor: User) -> Run:
    from bothways.studies.running import run_lines

    counts = {o.key: outcome_counts(study, o, table) for o in study.outcomes.all()}
    answers = [_withheld(row, counts[row["outcome"]]) for row in run_lines(lines, table.as_csv())]
    study.state = Study.State.ANALYSED
    study.save(update_fields=["state", "updated_at"])
    return Run.objects.create(
        study=study, number=study.runs.count() + 1, inputs_hash=stamp, table=table.as_csv(),
        dictionary=table.dictionary(), commands=[str(line) for line in lines], answers=answers,
        counts=[one.kept() for one in counts.values()], deviations=deviations(study),
        plan_hash=study.plan_hash, made_by=actor,
    )  # fmt: skip


def _withheld(answer: dict[str, Any], counts: OutcomeCounts) -> dict[str, Any]:
    """A result that could be traced to somebody stays inside, whatever it says."""
    if not counts.is_traceable:
        return answer
    return {**answer, "withheld": True, "estimates": [], "sentence": "", "cautions": []}


def _stamp(study: Study, table: StudyTable, lines: Sequence[Line]) -> str:
    parts = [study.plan_hash, table.as_csv(), [str(line) for line in lines]]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def _check_releasable(run: Run) -> None:
    if Finding.objects.filter(run__study=run.study_id).exists():
        raise Refused(_("This study has released its finding already."))
    if run.study.runs.first() != run:
        raise Refused(_("There is a newer run. Release that one, or none."))
    if run.study.endline.state != Wave.State.CLOSED:  # type: ignore[union-attr]
        raise Refused(_("The last survey is still open. Close it, then run the analysis."))
    if all(row.get("withheld") for row in run.answers):
        raise Refused(_("So few answered that every result could be traced to somebody."))
