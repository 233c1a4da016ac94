"""The register of organisations: who keeps it, and what it refuses."""

from typing import Any

import pytest

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import User
from bothways.directory.organisations import queries
from bothways.directory.organisations.actions import (
    member_admit,
    organisation_describe,
    organisation_register,
    organisation_verify,
)
from bothways.directory.organisations.policies import speaks_for


def test_an_editor_registers_describes_and_verifies(editor: User) -> None:
    made = organisation_register(
        {"name": " Welcome House ", "kind": "ngo", "place": "DE"}, actor=editor
    )
    organisation_describe(made, {"languages": ["ar", "uk"]}, actor=editor)
    organisation_verify(made, actor=editor)
    (row,) = queries.organisations("welcome", kind="ngo", place="DE")
    assert (row.name, row.languages) == ("Welcome House", ("ar", "uk"))
    assert row.verified_at is not None


def test_the_same_name_twice_in_a_place_is_refused(editor: User) -> None:
    organisation_register({"name": "Welcome House", "place": "DE"}, actor=editor)
    organisation_register({"name": "Welcome House", "place": "AT"}, actor=editor)
    with pytest.raises(Refused, match="already"):
        organisation_register({"name": "WELCOME HOUSE", "place": "DE"}, actor=editor)


@pytest.mark.parametrize(
    "wrong",
    [{"name": " "}, {"kind": "club"}, {"email": "nobody"}, {"website": "javascript:alert(1)"}],
)
def test_what_cannot_be_right_is_refused(editor: User, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        organisation_register({"name": "Welcome House", **wrong}, actor=editor)


def test_a_member_speaks_for_the_organisation_but_does_not_keep_the_register(
    editor: User, teacher: User
) -> None:
    made = organisation_register({"name": "School"}, actor=editor)
    assert not speaks_for(teacher, made)
    member_admit(made, teacher, actor=editor)
    assert speaks_for(teacher, made)
    assert [row.name for row in queries.organisations_of(teacher)] == ["School"]
    with pytest.raises(NotAllowed):
        organisation_describe(made, {"name": "Our school"}, actor=teacher)
