"""Whatever is called in whatever order, no active pairing with a minor lacks a safeguard."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bothways.core.errors import BothwaysError
from bothways.core.models import User
from bothways.programmes.models import (
    Consent,
    Pairing,
    Person,
    Programme,
    ProgrammeMember,
    SafeguardingCheck,
)
from bothways.programmes.plan.actions import programme_start
from bothways.programmes.protection import pairing_actions as pairings
from bothways.programmes.protection.card import token_of
from bothways.programmes.protection.check_actions import check_add, check_revoke
from bothways.programmes.protection.consent_actions import (
    Given,
    card_for_sheet,
    consent_record,
    consent_withdraw,
    consent_withdraw_by_card,
)
from bothways.programmes.protection.erasure_actions import person_erase
from bothways.programmes.protection.text_actions import (
    consent_text_release,
    consent_text_withdraw,
)
from tests.programmes.protection.conftest import TODAY

PEOPLE = st.integers(0, 2)
HELPERS = st.integers(0, 2)
KINDS = st.sampled_from(["background", "training"])
# Eleven, unknown, and fifteen: who needs a guardian, who nobody knows, who needs both.
AGES = (11, None, 15)


class Calls(RuleBasedStateMachine):
    """Three young people, two helpers and a supervisor; every action of the room in any order."""

    @initialize()
    def begin(self) -> None:
        Programme.objects.all().delete()
        User.objects.all().delete()
        lead = User.objects.create_user("lead", "lead@example.org", "a long password")
        self.programme = programme_start("Reading together", actor=lead)
        names = (("one", "facilitator"), ("two", "facilitator"), ("three", "safeguarding"))
        self.helpers = [
            ProgrammeMember.objects.create(
                programme=self.programme, user=User.objects.create_user(name), role=role
            )
            for name, role in names
        ]
        year = TODAY().year
        self.people = [
            Person.objects.create(programme=self.programme, given_name=f"Child {age}",
                                  birth_year=age and year - age) for age in AGES
        ]  # fmt: skip
        self.release("mentoring")
        self.release("taking_part")
        # Begins where there is something to lose: all three meet their mentor.
        for who in range(3):
            self.do_everything_right(who, 0, 2)
        assert Pairing.objects.filter(state="active").count() == 3

    def attempt(self, act: Any, *args: Any, **kwargs: Any) -> None:
        """Refusals are answers too; what matters is what is true afterwards."""
        with suppress(BothwaysError):
            act(*args, **kwargs, actor=None)

    def release(self, purpose: str) -> None:
        consent_text_release(self.programme, purpose, words={"en": "I agree."}, actor=None)

    @rule(who=PEOPLE, by=st.sampled_from(["guardian", "self"]))
    def agree(self, who: int, by: str) -> None:
        given = Given(by, TODAY(), "en", giver_name="Huda")
        self.attempt(consent_record, self.people[who], ["mentoring", "taking_part"], given)

    @rule(who=PEOPLE, what=st.sampled_from(["mentoring", "taking_part"]))
    def take_back(self, who: int, what: str) -> None:
        self.attempt(consent_withdraw, self.people[who], [what], by="guardian")

    @rule(who=PEOPLE)
    def take_back_by_card(self, who: int) -> None:
        if Person.objects.filter(pk=self.people[who].pk, erased_at=None).exists():
            token = token_of(card_for_sheet(self.people[who], actor=None))
            self.attempt(consent_withdraw_by_card, token, ["mentoring"], by="guardian")

    @rule(who=HELPERS, kind=KINDS)
    def check(self, who: int, kind: str) -> None:
        self.attempt(check_add, self.helpers[who], kind=kind, authority="Court",
                     checked_on=TODAY(), valid_until=TODAY() + timedelta(days=30))  # fmt: skip

    @rule()
    def revoke(self) -> None:
        newest = SafeguardingCheck.objects.order_by("-pk").first()
        if newest:
            self.attempt(check_revoke, newest)

    @rule(who=PEOPLE, mentor=HELPERS, supervisor=st.none() | HELPERS)
    def propose(self, who: int, mentor: int, supervisor: int | None) -> None:
        named = None if supervisor is None else self.helpers[supervisor]
        self.attempt(pairings.pairing_propose, self.people[who], self.helpers[mentor],
                     supervisor=named)  # fmt: skip

    @rule(which=st.integers(0, 5))
    def activate(self, which: int) -> None:
        self._with(which, pairings.pairing_activate)

    @rule(which=st.integers(0, 5))
    def suspend(self, which: int) -> None:
        self._with(which, pairings.pairing_suspend)

    @rule(which=st.integers(0, 5), supervisor=st.none() | HELPERS)
    def supervise(self, which: int, supervisor: int | None) -> None:
        named = None if supervisor is None else self.helpers[supervisor]
        self._with(
            which, lambda found, actor: pairings.pairing_supervise(found, named, actor=actor)
        )

    @rule(which=st.integers(0, 5))
    def close(self, which: int) -> None:
        self._with(which, lambda found, actor: pairings.pairing_close(found, words="", actor=actor))

    @rule(who=PEOPLE)
    def erase(self, who: int) -> None:
        self.attempt(person_erase, self.people[who])

    @rule(do=st.sampled_from(["release", "withdraw"]))
    def change_the_text(self, do: str) -> None:
        text = self.programme.consent_texts.filter(purpose="mentoring").first()
        if do == "release" or text is None:
            self.release("mentoring")
        else:
            self.attempt(consent_text_withdraw, text)

    @rule(who=PEOPLE, mentor=HELPERS, supervisor=HELPERS)
    def do_everything_right(self, who: int, mentor: int, supervisor: int) -> None:
        """Chance alone would rarely get back this far."""
        self.agree(who, "guardian")
        self.agree(who, "self")
        for kind in ("background", "training"):
            self.check(mentor, kind)
        self.propose(who, mentor, supervisor)
        for pairing in Pairing.objects.filter(state__in=["proposed", "suspended"]):
            self.attempt(pairings.pairing_activate, pairing)

    def _with(self, which: int, act: Any) -> None:
        found = Pairing.objects.order_by("pk")[which : which + 1].first()
        if found:
            self.attempt(act, found)

    @invariant()
    def no_active_pairing_lacks_a_safeguard(self) -> None:
        for pairing in Pairing.objects.filter(state="active").select_related("supervisor"):
            kinds = SafeguardingCheck.objects.filter(
                member=pairing.mentor_id, revoked_on=None, valid_until__gte=TODAY()
            ).values_list("kind", flat=True)
            assert set(kinds) == {"background", "training"}
            assert pairing.supervisor is not None
            assert pairing.supervisor_id != pairing.mentor_id
            assert pairing.supervisor.role == "safeguarding"
            assert Person.objects.filter(pk=pairing.person_id, erased_at=None).exists()
            agreed = Consent.objects.filter(
                person=pairing.person_id, text__purpose="mentoring", withdrawn_on=None,
                text__withdrawn_at=None,
            ).values_list("given_by", flat=True)  # fmt: skip
            is_fifteen = pairing.person_id == self.people[2].pk
            assert set(agreed) >= ({"guardian", "self"} if is_fifteen else {"guardian"})


class TestAnySequence(TestCase):
    @pytest.mark.django_db
    def test_no_active_pairing_lacks_a_safeguard(self) -> None:
        machine = Calls.TestCase()
        machine.settings = settings(
            max_examples=40, stateful_step_count=10, deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        machine.runTest()
