"""Pages of a plan: who sees them, what they say, what a second writer meets."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse

from bothways.core.models import AuditEntry, User
from bothways.practices.models import Release
from bothways.tailoring.models import AdaptationPlan, PlanRevision
from bothways.tailoring.plan.actions import plan_describe, plan_part_add, plan_precondition_add
from bothways.tailoring.plan.log_actions import adaptation_log, decision_ask
from bothways.tailoring.plan.people_actions import contact_add, member_invite
from bothways.tailoring.plan.urls import urlpatterns
from tests.tailoring.plan.conftest import ABOUT, QUESTION, WISH, Fields, started

Page = tuple[str, str]
TO_ALL = ("plans", "plan_new")
READ = (
    "plan", "plan_revisions", "plan_revision", "plan_json", "plan_brief", "plan_brief_pdf",
)  # fmt: skip
OWNED = ("plan_member_new", "plan_end")


@pytest.fixture
def full(
    plan: AdaptationPlan, officer: User, colleague: User, entry_fields: Fields
) -> AdaptationPlan:
    """A plan with one row of each kind."""
    plan_describe(plan, {**ABOUT, "title": plan.title}, base=1, actor=officer)
    plan_part_add(plan, part="Parents’ evening", change="", actor=officer)
    plan_precondition_add(plan, what="Interpreters", must=True, actor=officer)
    adaptation_log(plan, entry_fields(), actor=officer)
    decision_ask(plan, QUESTION, actor=officer)
    contact_add(plan, name="Town office", organisation="", reach="030 1", actor=officer)
    member_invite(plan, "colleague", may_write=False, actor=officer)
    plan.refresh_from_db()
    return plan


def addresses(plan: AdaptationPlan) -> Iterator[Page]:
    """Every address of this plan, by name."""
    rows = {
        "plan_part_remove": plan.parts.get(origin="plan"),
        "plan_precondition_remove": plan.preconditions.get(is_own=True),
        "plan_entry": plan.adaptations.get(), "plan_decision": plan.decisions.get(),
        "plan_member_remove": plan.members.get(), "plan_contact_remove": plan.contacts.get(),
    }  # fmt: skip
    for pattern in urlpatterns:
        if pattern.name in TO_ALL:
            continue
        parts = {"number": plan.pk}
        if pattern.name in rows:
            parts["row"] = rows[pattern.name].pk
        if pattern.name == "plan_revision":
            parts["revision"] = 1
        yield pattern.name, reverse(pattern.name, kwargs=parts)


def test_whoever_is_not_in_the_plan_meets_404_everywhere_and_writes_nothing(
    full: AdaptationPlan, outsider: User, editor: User, reviewer: User,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    trail = AuditEntry.objects.count()
    pages = list(addresses(full))
    assert len(pages) == len(urlpatterns) - len(TO_ALL)
    for user in (outsider, editor, reviewer):
        client = signed_in(user)
        for name, address in pages:
            assert client.get(address).status_code == 404, name
            assert client.post(address, {"base": "1", "do": "delete"}).status_code == 404, name
        assert full.title not in client.get(reverse("plans")).content.decode()
    assert AuditEntry.objects.count() == trail


def test_a_plan_of_somebody_else_looks_like_no_plan_at_all(
    full: AdaptationPlan, outsider: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(outsider)
    real, invented = (reverse("plan", args=[number]) for number in (full.pk, full.pk + 999))
    hidden, nowhere = (client.get(page).content.decode() for page in (real, invented))
    assert hidden.replace(real, "") == nowhere.replace(invented, "")


def test_a_visitor_is_asked_to_sign_in_everywhere(full: AdaptationPlan, visitor: Client) -> None:
    for name, address in addresses(full):
        for answer in (visitor.get(address), visitor.post(address, {"base": "1"})):
            assert answer.headers.get("Location", "").startswith(reverse("account_login")), name


def test_a_reader_sees_the_plan_and_gets_403_on_every_write(
    full: AdaptationPlan, colleague: User, signed_in: Callable[[User], Client]
) -> None:
    client, trail = signed_in(colleague), AuditEntry.objects.count()
    for name, address in addresses(full):
        if name in READ:
            assert name == "plan_brief_pdf" or client.get(address).status_code == 200, name
        elif name != "plan_member_remove":
            assert client.get(address).status_code == 403, name
            assert client.post(address, {"base": "1"}).status_code == 403, name
    assert AuditEntry.objects.count() == trail
    assert "Log an adaptation" not in client.get(reverse("plan", args=[full.pk])).content.decode()


def test_a_writer_reaches_all_but_what_is_the_owners(
    full: AdaptationPlan, colleague: User, officer: User, signed_in: Callable[[User], Client]
) -> None:
    member_invite(full, "colleague", may_write=True, actor=officer)
    client = signed_in(colleague)
    for name, address in addresses(full):
        if name in OWNED:
            assert client.get(address).status_code == 403, name
        elif not name.endswith("_remove") and name != "plan_brief_pdf":
            assert client.get(address).status_code == 200, name


def test_the_fit_profile_starts_a_plan_with_one_form(
    release: Release, officer: User, signed_in: Callable[[User], Client]
) -> None:
    sent = {"practice": "student-mentors", "wish": WISH}
    answer = signed_in(officer).post(reverse("plan_new"), sent)
    plan = AdaptationPlan.objects.get()
    assert answer.headers["Location"] == reverse("plan", args=[plan.pk])
    assert (plan.owner, plan.place, plan.wish_query) == (officer, "DE", WISH)
    assert plan.title == "Student mentors for newly arrived children: plan for Germany"
    assert plan.wish["age"] == [8, 12]
    assert plan.prediction["profile"]["slug"] == "student-mentors"


def test_what_was_asked_for_survives_signing_in(release: Release, visitor: Client) -> None:
    answer = visitor.post(reverse("plan_new"), {"practice": "student-mentors", "wish": WISH})
    goes_to = unquote(unquote(answer.headers["Location"]))
    assert "/plans/new/?practice=student-mentors" in goes_to
    assert "age=8-12" in goes_to
    assert not AdaptationPlan.objects.exists()


def test_a_plan_without_a_wish_says_that_nothing_was_predicted(
    release: Release, officer: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(officer)
    asked = client.get(reverse("plan_new"), {"practice": "student-mentors"})
    assert "Without a group and a place there is no prediction" in asked.content.decode()
    client.post(reverse("plan_new"), {"practice": "student-mentors", "title": "Plain"})
    page = client.get(reverse("plan", args=[AdaptationPlan.objects.get().pk])).content.decode()
    assert "nothing was predicted" in page


@pytest.mark.parametrize("sent", [{}, {"practice": "no such"}, {"practice": "a b"}])
def test_a_plan_for_no_practice_is_refused(
    sent: dict[str, str], db: None, officer: User, signed_in: Callable[[User], Client]
) -> None:
    assert signed_in(officer).post(reverse("plan_new"), sent).status_code == 400


def test_a_plan_for_an_unknown_practice_is_not_found(
    db: None, officer: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(officer).get(reverse("plan_new"), {"practice": "nobody-knows-it"})
    assert answer.status_code == 404


def test_a_second_writer_is_told_and_keeps_what_they_typed(
    full: AdaptationPlan, officer: User, colleague: User, signed_in: Callable[[User], Client]
) -> None:
    member_invite(full, "colleague", may_write=True, actor=officer)
    address = reverse("plan_about", args=[full.pk])
    mine = {**ABOUT, "starts_on": "", "base": str(full.number), "goal": "My goal"}
    first = signed_in(officer).post(address, {**mine, "goal": "Their goal"})
    assert first.status_code == 302
    second = signed_in(colleague).post(address, mine)
    page = second.content.decode()
    assert second.status_code == 409
    assert "Somebody else saved this part of the plan" in page
    assert "by officer" in page
    assert "My goal" in page
    full.refresh_from_db()
    assert full.goal == "Their goal"
    again = signed_in(colleague).post(address, {**mine, "base": str(full.number)})
    assert again.status_code == 302
    full.refresh_from_db()
    assert full.goal == "My goal"


def test_a_second_writer_on_the_parts_keeps_their_choices(
    full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(officer), reverse("plan_parts", args=[full.pk])
    core = full.parts.get(kind="core")
    sent = {"base": str(full.number), f"part-{core.pk}-choice": "adapt"}
    assert client.post(address, sent).status_code == 302
    late = {**sent, f"part-{core.pk}-choice": "leave_out", f"part-{core.pk}-change": "No time"}
    page = client.post(address, late)
    assert page.status_code == 409
    assert "No time" in page.content.decode()
    core.refresh_from_db()
    assert core.choice == "adapt"


@pytest.mark.parametrize("base", ["", "x", "-1", "9" * 40])
def test_a_form_without_its_revision_saves_nothing(
    base: str, full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    sent = {**ABOUT, "starts_on": "", "base": base, "goal": "Lost"}
    answer = signed_in(officer).post(reverse("plan_about", args=[full.pk]), sent)
    assert answer.status_code == 400
    assert PlanRevision.objects.filter(plan=full).count() == full.number


def test_deleting_needs_a_tick(
    full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    client, address = signed_in(officer), reverse("plan_end", args=[full.pk])
    assert client.post(address, {"do": "delete"}).status_code == 422
    assert AdaptationPlan.objects.filter(pk=full.pk).exists()
    assert client.post(address, {"do": "delete", "sure": "yes"}).status_code == 302
    assert not AdaptationPlan.objects.exists()


def test_a_closed_plan_offers_no_forms_and_refuses_those_that_were_open(
    full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(officer)
    closed = client.post(reverse("plan_end", args=[full.pk]), {"words": "Done", "names_until": ""})
    assert closed.status_code == 302
    page = client.get(reverse("plan", args=[full.pk])).content.decode()
    assert "Closed on" in page
    assert "Log an adaptation" not in page
    late = {**ABOUT, "starts_on": "", "base": str(full.number)}
    refused = client.post(reverse("plan_about", args=[full.pk]), late)
    assert refused.status_code == 422
    assert "This plan is closed" in refused.content.decode()


def test_the_export_holds_all_that_a_programme_needs(
    full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    answer = signed_in(officer).get(reverse("plan_json", args=[full.pk]))
    found = json.loads(answer.content)
    assert found["format"] == "bothways-adaptation-plan"
    assert found["practice"]["slug"] == "student-mentors"
    assert found["practice"]["content_hash"] == full.release.content_hash
    assert [part["kind"] for part in found["parts"]] == [
        "core",
        "adaptable",
        "optional",
        "optional",
    ]
    assert found["prediction"]["sha256"] == found["prediction"]["document"]["inputs_hash"]
    assert found["follows"]["reevaluation"] == "outcome"
    assert found["follows"]["load"]["added"] == 1
    assert found["revision"] == full.number


def test_what_is_typed_into_a_plan_is_shown_as_text(
    full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client], entry_fields: Fields
) -> None:
    bad = "<script>alert(1)</script> 100 %(named)s"
    adaptation_log(full, entry_fields(what=bad, content_changes=["drift"]), actor=officer)
    client = signed_in(officer)
    for name in ("plan", "plan_brief"):
        page = client.get(reverse(name, args=[full.pk])).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; 100 %(named)s" in page


def test_the_list_and_the_page_take_the_same_statements_for_few_and_for_many(
    release: Release, officer: User, signed_in: Callable[[User], Client], entry_fields: Fields,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    plan = started(release, officer)
    client = signed_in(officer)
    page, brief = reverse("plan", args=[plan.pk]), reverse("plan_brief", args=[plan.pk])
    for number in range(12):
        started(release, officer, f"Plan {number}")
        plan_part_add(plan, part=f"Part {number}", change="", actor=officer)
        adaptation_log(plan, entry_fields(what=f"Change {number}"), actor=officer)
        decision_ask(plan, QUESTION, actor=officer)
    # Two of them ask whether a desk stands in the menu.
    with django_assert_max_num_queries(5):
        client.get(reverse("plans"))
    with django_assert_max_num_queries(14):
        client.get(page)
    with django_assert_max_num_queries(16):
        client.get(brief)


def test_every_revision_can_be_read(
    full: AdaptationPlan, officer: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(officer)
    everything = client.get(reverse("plan_revisions", args=[full.pk])).content.decode()
    assert "logged an adaptation" in everything
    before = client.get(reverse("plan_revision", args=[full.pk, 1])).content.decode()
    after = client.get(reverse("plan_revision", args=[full.pk, full.number])).content.decode()
    assert "Two pairs meet together" not in before
    assert "Two pairs meet together" in after
    assert client.get(reverse("plan_revision", args=[full.pk, 99])).status_code == 404
