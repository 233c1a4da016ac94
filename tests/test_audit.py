"""Every public function of every module of actions leaves one audit row, and none for outsiders.

A new action needs one entry in CALLS, here or in its room's ``audit_calls.py``: what it starts
from, and how it is called.
"""

import importlib
import inspect
import json
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import bothways
from bothways.context import actions as context
from bothways.context import import_actions as figures
from bothways.context.models import Dataset
from bothways.core.actions import user_invite
from bothways.core.errors import NotAllowed
from bothways.core.models import AuditEntry, User
from bothways.practices import actions, import_actions, rating_actions
from bothways.practices.models import ImportBatch, Practice, Rating, ReviewComment
from bothways.publishing import actions as publishing
from bothways.publishing.models import ReportEdition, ReportFile
from tests.practices.test_actions import LEAD
from tests.rooms import names_of_rooms, of_rooms

# Public functions of actions modules that only read or check.
READS = {
    "bothways.practices.import_actions.check_all",
    "bothways.practices.import_actions.import_states",
    *names_of_rooms("audit_calls", "READS"),
    "bothways.context.import_actions.read_file",
}
# Anybody may ask for the file of a public report.
OPEN_TO_ALL = {
    "bothways.publishing.actions.report_file_request",
    *names_of_rooms("audit_calls", "OPEN_TO_ALL"),
}


FIGURES = b"indicator,place,time,value,dataset\nemployment_rate,DE,2024,1,own:test\n"


class Scene:
    """Things in the state that each action starts from, made by the machine's owner."""

    def __init__(self, editor: User) -> None:
        self.editor = editor

    def draft(self) -> Practice:
        return actions.practice_create(LEAD, actor=None)

    def revised(self) -> Practice:
        practice = self.draft()
        actions.practice_save(practice, {**LEAD, "title": "Pals"}, base=1, actor=None)
        return self.fresh(practice)

    def submitted(self) -> Practice:
        practice = self.draft()
        actions.practice_submit(practice, actor=None)
        return self.fresh(practice)

    def released(self) -> Practice:
        practice = self.submitted()
        actions.practice_release(practice, actor=None)
        return self.fresh(practice)

    def comment(self) -> ReviewComment:
        practice = self.submitted()
        actions.practice_return(practice, comments={"title": "Shorter"}, actor=None)
        comment = practice.comments.first()
        assert comment is not None
        return comment

    def staged(self) -> ImportBatch:
        return import_actions.import_stage("a.json", json.dumps([LEAD]).encode(), actor=None)

    def committed(self) -> ImportBatch:
        batch = self.staged()
        import_actions.import_commit(batch, actor=None)
        batch.refresh_from_db()
        return batch

    def report(self) -> ReportEdition:
        self.released()
        return publishing.report_freeze("", title="A report", actor=None)

    def report_file(self) -> ReportFile:
        return publishing.report_file_request(self.report(), "pdf", "en", actor=None)[0]

    def trial(self) -> Practice:
        practice = actions.practice_create({**LEAD, "studies": [{"design": "rct"}]}, actor=None)
        actions.practice_submit(practice, actor=None)
        actions.practice_release(self.fresh(practice), actor=None)
        return self.fresh(practice)

    def lowered(self) -> Practice:
        practice = self.trial()
        rating_actions.rating_lower(practice, 1, reason="Nobody saw the data", actor=None)
        return practice

    def of_old_rules(self) -> None:
        self.released()
        Rating.objects.update(rule_version="0")

    def staged_figures(self) -> Dataset:
        context.indicators_load(actor=None)
        return figures.observations_stage("a.csv", FIGURES, actor=None)

    def figures_taken_in(self) -> Dataset:
        dataset = self.staged_figures()
        figures.observations_commit(dataset, actor=None)
        dataset.refresh_from_db()
        return dataset

    @staticmethod
    def fresh(practice: Practice) -> Practice:
        return Practice.objects.get(pk=practice.pk)


Act = Callable[..., Any]
# Name of the action -> what it starts from, and the call.
CALLS: dict[str, tuple[Callable[[Scene], Any], Act]] = {
    "bothways.core.actions.user_invite": (
        lambda scene: None,
        lambda _start, actor: user_invite("guest", password="a long one", roles=[], actor=actor),
    ),
    "bothways.practices.actions.practice_create": (
        lambda scene: None,
        lambda _start, actor: actions.practice_create(LEAD, actor=actor),
    ),
    "bothways.practices.actions.practice_save": (
        Scene.draft,
        lambda start, actor: actions.practice_save(
            start, {**LEAD, "title": "Pals"}, base=1, actor=actor
        ),
    ),
    "bothways.practices.actions.practice_restore": (
        Scene.revised,
        lambda start, actor: actions.practice_restore(start, 1, base=2, actor=actor),
    ),
    "bothways.practices.actions.practice_submit": (
        Scene.draft,
        lambda start, actor: actions.practice_submit(start, actor=actor),
    ),
    "bothways.practices.actions.practice_return": (
        Scene.submitted,
        lambda start, actor: actions.practice_return(start, comments={"": "No"}, actor=actor),
    ),
    "bothways.practices.actions.comment_resolve": (
        Scene.comment,
        lambda start, actor: actions.comment_resolve(start, actor=actor),
    ),
    "bothways.practices.actions.practice_release": (
        Scene.submitted,
        lambda start, actor: actions.practice_release(start, actor=actor),
    ),
    "bothways.practices.actions.practice_withdraw": (
        Scene.released,
        lambda start, actor: actions.practice_withdraw(start, reason="Wrong", actor=actor),
    ),
    "bothways.practices.import_actions.import_stage": (
        lambda scene: None,
        lambda _start, actor: import_actions.import_stage("a.json", b"[]", actor=actor),
    ),
    "bothways.practices.import_actions.import_commit": (
        Scene.staged,
        lambda start, actor: import_actions.import_commit(start, actor=actor),
    ),
    "bothways.practices.import_actions.import_discard": (
        Scene.staged,
        lambda start, actor: import_actions.import_discard(start, actor=actor),
    ),
    "bothways.practices.import_actions.import_undo": (
        Scene.committed,
        lambda start, actor: import_actions.import_undo(start, actor=actor),
    ),
    "bothways.publishing.actions.report_freeze": (
        Scene.released,
        lambda _start, actor: publishing.report_freeze("", title="A report", actor=actor),
    ),
    "bothways.publishing.actions.report_file_request": (
        Scene.report,
        lambda start, actor: publishing.report_file_request(start, "pdf", "en", actor=actor),
    ),
    "bothways.publishing.actions.report_file_cancel": (
        Scene.report_file,
        lambda start, actor: publishing.report_file_cancel(start, actor=actor),
    ),
    **of_rooms("audit_calls", "CALLS"),
    # ratings
    "bothways.practices.rating_actions.rating_lower": (
        Scene.trial,
        lambda start, actor: rating_actions.rating_lower(
            start, 1, reason="Nobody saw the data", actor=actor
        ),
    ),
    "bothways.practices.rating_actions.lowering_lift": (
        Scene.lowered,
        lambda start, actor: rating_actions.lowering_lift(start, actor=actor),
    ),
    "bothways.practices.rating_actions.ratings_refresh": (
        Scene.of_old_rules,
        lambda _start, actor: rating_actions.ratings_refresh(actor=actor),
    ),
    # figures of places
    "bothways.context.actions.indicators_load": (
        lambda scene: None,
        lambda _start, actor: context.indicators_load(actor=actor),
    ),
    "bothways.context.actions.starter_load": (
        lambda scene: None,
        lambda _start, actor: context.starter_load(actor=actor),
    ),
    "bothways.context.import_actions.observations_stage": (
        lambda scene: None,
        lambda _start, actor: figures.observations_stage("a.csv", FIGURES, actor=actor),
    ),
    "bothways.context.import_actions.observations_commit": (
        Scene.staged_figures,
        lambda start, actor: figures.observations_commit(start, actor=actor),
    ),
    "bothways.context.import_actions.observations_discard": (
        Scene.staged_figures,
        lambda start, actor: figures.observations_discard(start, actor=actor),
    ),
    "bothways.context.import_actions.observations_undo": (
        Scene.figures_taken_in,
        lambda start, actor: figures.observations_undo(start, actor=actor),
    ),
}


def public_actions() -> Iterator[str]:
    for found in pkgutil.walk_packages(bothways.__path__, "bothways."):
        if found.name.rpartition(".")[2].endswith("actions"):
            module = importlib.import_module(found.name)
            for name, thing in inspect.getmembers(module, inspect.isfunction):
                if thing.__module__ == found.name and not name.startswith("_"):
                    yield f"{found.name}.{name}"


def test_every_action_is_walked() -> None:
    assert set(public_actions()) - READS == set(CALLS)


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("administrator", "a@example.org", "a long password")


@pytest.mark.parametrize("name", sorted(CALLS))
def test_an_action_leaves_one_audit_row_with_its_actor(
    name: str, administrator: User, editor: User
) -> None:
    start, act = CALLS[name]
    scene = start(Scene(editor))
    before = AuditEntry.objects.count()
    act(scene, administrator)
    assert AuditEntry.objects.count() == before + 1
    newest = AuditEntry.objects.order_by("-pk").first()
    assert newest is not None
    assert newest.actor == administrator


@pytest.mark.parametrize("name", sorted(set(CALLS) - OPEN_TO_ALL))
def test_an_outsider_gets_nowhere_and_leaves_no_trace(
    name: str, outsider: User, editor: User
) -> None:
    start, act = CALLS[name]
    scene = start(Scene(editor))
    before = AuditEntry.objects.count()
    with pytest.raises(NotAllowed):
        act(scene, outsider)
    assert AuditEntry.objects.count() == before
