"""How each action on certificates, levels, learner files and trainers is called."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from bothways.programmes.credentials import (
    issue_actions,
    keeping_actions,
    learner_actions,
    level_actions,
    trainer_actions,
)
from bothways.programmes.credentials.learner import write
from bothways.programmes.credentials.learner_record import learner_of, signed_bytes
from bothways.programmes.credentials.level_actions import Mark
from bothways.programmes.credentials.models import Certificate, TrainerStep
from bothways.programmes.credentials.signing import public_key, sign
from bothways.programmes.models import Cohort
from bothways.programmes.plan.actions import programme_start
from tests.conftest import person
from tests.programmes.credentials.conftest import (
    RULE,
    agree_to_share,
    hold_sessions,
    mark,
    take_part,
)

READS = {"bothways.programmes.credentials.learner_actions.signature_of"}
DAY = date(2026, 3, 1)


def a_cohort(scene: Any) -> Any:
    """A group of somebody else with one person who attended enough."""
    lead = person("credentials_lead")
    programme = programme_start("A programme", actor=lead)
    cohort = Cohort.objects.create(programme=programme, title="Group")
    learner = take_part(cohort, "Layla Hasan")
    for session in hold_sessions(cohort):
        mark(session, learner)
    issue_actions.certificate_rule_set(cohort, RULE, actor=lead)
    return SimpleNamespace(programme=programme, cohort=cohort, learner=learner, lead=lead)


def a_job(scene: Any) -> Any:
    start = a_cohort(scene)
    return issue_actions.certificates_issue(start.cohort, [start.learner.pk], actor=start.lead)


def a_certificate(scene: Any) -> Certificate:
    start = a_cohort(scene)
    return Certificate.objects.create(
        serial="00" * 8, person=start.learner, cohort=start.cohort, title="T", programme_title="P",
        language="en", units=6, issued_on=DAY, payload="AA",
    )  # fmt: skip


def agreed(scene: Any) -> Any:
    start = a_cohort(scene)
    start.consent = agree_to_share(start.learner)
    return start


def a_file(start: Any) -> bytes:
    learner = learner_of(start.learner, start.consent, DAY)
    return write(learner, public_key(), sign(signed_bytes(learner)), "")


def brought(scene: Any) -> Any:
    start = agreed(scene)
    content = a_file(start)
    return learner_actions.learner_file_bring(start.programme, content, actor=start.lead)


def two_trainers(scene: Any) -> Any:
    start = a_cohort(scene)
    start.one, start.two = (
        trainer_actions.trainer_add(start.programme, name, None, actor=start.lead)
        for name in ("Ana", "Ben")
    )
    return start


def a_step(scene: Any) -> TrainerStep:
    start = two_trainers(scene)
    return trainer_actions.trainer_step_add(start.one, start.two, DAY, actor=start.lead)


def a_trusted_site(scene: Any) -> Any:
    start = a_cohort(scene)
    key = public_key().text
    return learner_actions.site_trust(start.programme, key, "Us", actor=start.lead)


HERE = "bothways.programmes.credentials"
CALLS: dict[str, tuple[Callable[[Any], Any], Callable[..., Any]]] = {
    f"{HERE}.issue_actions.certificate_rule_set": (
        a_cohort,
        lambda start, actor: issue_actions.certificate_rule_set(start.cohort, RULE, actor=actor),
    ),
    f"{HERE}.issue_actions.certificates_issue": (
        a_cohort,
        lambda start, actor: issue_actions.certificates_issue(
            start.cohort, [start.learner.pk], actor=actor
        ),
    ),
    f"{HERE}.issue_actions.certificate_job_cancel": (
        a_job,
        lambda start, actor: issue_actions.certificate_job_cancel(start, actor=actor),
    ),
    f"{HERE}.issue_actions.certificate_revoke": (
        a_certificate,
        lambda start, actor: issue_actions.certificate_revoke(start, "Mistake", actor=actor),
    ),
    f"{HERE}.level_actions.levels_record": (
        a_cohort,
        lambda start, actor: level_actions.levels_record(
            start.programme, [Mark(start.learner.pk, "reading", "laslliam-1")], language="de",
            method="test", taken_on=DAY, actor=actor,
        ),
    ),
    f"{HERE}.learner_actions.learner_file_give": (
        agreed,
        lambda start, actor: learner_actions.learner_file_give(start.learner, actor=actor),
    ),
    f"{HERE}.learner_actions.learner_file_bring": (
        agreed,
        lambda start, actor: learner_actions.learner_file_bring(
            start.programme, a_file(start), actor=actor
        ),
    ),
    f"{HERE}.learner_actions.learner_file_take": (
        brought,
        lambda start, actor: learner_actions.learner_file_take(
            start, {"person.given_name"}, actor=actor
        ),
    ),
    f"{HERE}.learner_actions.learner_file_drop": (
        brought,
        lambda start, actor: learner_actions.learner_file_drop(start, actor=actor),
    ),
    f"{HERE}.learner_actions.site_trust": (
        a_cohort,
        lambda start, actor: learner_actions.site_trust(
            start.programme, public_key().text, "Us", actor=actor
        ),
    ),
    f"{HERE}.learner_actions.site_distrust": (
        a_trusted_site,
        lambda start, actor: learner_actions.site_distrust(start, actor=actor),
    ),
    f"{HERE}.trainer_actions.trainer_add": (
        a_cohort,
        lambda start, actor: trainer_actions.trainer_add(start.programme, "Ana", None, actor=actor),
    ),
    f"{HERE}.trainer_actions.trainer_step_add": (
        two_trainers,
        lambda start, actor: trainer_actions.trainer_step_add(
            start.one, start.two, DAY, actor=actor
        ),
    ),
    f"{HERE}.trainer_actions.trainer_step_together": (
        a_step,
        lambda start, actor: trainer_actions.trainer_step_together(start, DAY, actor=actor),
    ),
    f"{HERE}.trainer_actions.trainer_step_remove": (
        a_step,
        lambda start, actor: trainer_actions.trainer_step_remove(start, actor=actor),
    ),
    f"{HERE}.trainer_actions.trainer_remove": (
        two_trainers,
        lambda start, actor: trainer_actions.trainer_remove(start.one, actor=actor),
    ),
    f"{HERE}.keeping_actions.credentials_tidy": (
        lambda scene: None,
        lambda _start, actor: keeping_actions.credentials_tidy(timezone.now(), actor=actor),
    ),
}  # fmt: skip
