"""Pages of a programme: who sees them, what they say, what a second writer meets."""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bothways.core.models import AuditEntry, User
from bothways.practices.models import Release
from bothways.programmes.models import Indicator, Period, Programme, ProgrammeMember
from bothways.programmes.plan.actions import programme_describe
from bothways.programmes.plan.around_actions import partner_add, risk_add
from bothways.programmes.plan.framework_actions import figures_record, indicator_add
from bothways.programmes.plan.totals import ALL
from bothways.programmes.plan.urls import urlpatterns
from bothways.tailoring.plan.actions import plan_start
from tests.programmes.plan.conftest import ABOUT, PARTNER, RISK, measured

Role = ProgrammeMember.Role
SignedIn = Callable[[User], Client]
TO_ALL = ("programmes", "programme_new")
READ = ("programme", "programme_results", "programme_members")


def addresses(programme: Programme) -> Iterator[tuple[str, str]]:
    """Every address of this programme, by name."""
    rows = {
        "programme_part_remove": programme.parts, "programme_result": programme.results,
        "programme_indicator": programme.indicators, "programme_period": programme.periods,
        "programme_figures": programme.periods, "programme_partner": programme.partners,
        "programme_budget": programme.budget, "programme_risk": programme.risks,
        "programme_member_role": programme.members, "programme_member_remove": programme.members,
    }  # fmt: skip
    for pattern in urlpatterns:
        if pattern.name not in TO_ALL:
            parts = {"number": programme.pk}
            if pattern.name in rows:
                parts["row"] = rows[pattern.name].first().pk  # type: ignore[attr-defined]
            yield str(pattern.name), reverse(str(pattern.name), kwargs=parts)


def test_whoever_has_no_role_meets_404_everywhere_and_writes_nothing(
    full: Programme, outsider: User, editor: User, signed_in: SignedIn
) -> None:
    trail = AuditEntry.objects.count()
    for user in (outsider, editor):
        client = signed_in(user)
        for name, address in addresses(full):
            assert client.get(address).status_code == 404, name
            sent = {"base": "1", "do": "remove", "title": "x"}
            assert client.post(address, sent).status_code == 404, name
        assert full.title not in client.get(reverse("programmes")).content.decode()
    assert AuditEntry.objects.count() == trail


def test_a_partner_reads_and_writes_nothing(
    full: Programme, teacher: User, in_role: Callable[..., ProgrammeMember], signed_in: SignedIn
) -> None:
    in_role(teacher, Role.PARTNER)
    client, trail = signed_in(teacher), AuditEntry.objects.count()
    for name, address in addresses(full):
        if name == "programme_member_remove":
            continue  # a member may leave
        expected = 200 if name in READ else 403
        assert client.get(address).status_code == expected, name
        if name not in READ:
            assert client.post(address, {"base": "1"}).status_code == 403, name
    assert AuditEntry.objects.count() == trail
    page = client.get(reverse("programme", args=[full.pk])).content.decode()
    assert "What is still missing" not in page
    assert "Add a partner" not in page


@pytest.fixture
def desk(officer: User, signed_in: SignedIn) -> Client:
    return signed_in(officer)


def test_every_page_opens_for_the_lead(full: Programme, desk: Client) -> None:
    for name, address in addresses(full):
        sent_only = name in ("programme_part_remove", "programme_member_remove")
        assert desk.get(address).status_code == (405 if sent_only else 200), name


def test_the_page_of_a_practice_and_of_a_plan_lead_to_a_programme(
    release: Release, officer: User, desk: Client
) -> None:
    practice = desk.get(reverse("practice", args=[release.practice.slug])).content.decode()
    assert f"{reverse('programme_new')}?practice={release.practice.slug}" in practice
    plan = plan_start(release, title="Mentors in Berlin", actor=officer)
    address = f"{reverse('programme_new')}?plan={plan.pk}"
    assert address in desk.get(reverse("plan", args=[plan.pk])).content.decode()
    assert "Mentors in Berlin" in desk.get(address).content.decode()


def test_a_programme_starts_from_each_origin_with_one_form(
    release: Release, officer: User, desk: Client
) -> None:
    plan = plan_start(release, title="Mentors in Berlin", actor=officer)
    for origin in ({"practice": release.practice.slug}, {"plan": str(plan.pk)},
                   {"template": "mentoring"}, {}):  # fmt: skip
        sent = {"title": "Mentors", "language": "en", "template": "", **origin}
        answer = desk.post(reverse("programme_new"), sent)
        assert answer.status_code == 302, origin
    made = Programme.objects.order_by("pk")
    assert [(bool(p.release), bool(p.plan), p.template) for p in made] == [
        (True, False, ""), (True, True, ""), (False, False, "mentoring"), (False, False, ""),
    ]  # fmt: skip


def test_a_plan_of_others_and_a_practice_that_is_not_there_start_nothing(
    release: Release, editor: User, desk: Client
) -> None:
    plan = plan_start(release, title="Secret", actor=editor)
    new = reverse("programme_new")
    assert desk.get(f"{new}?plan={plan.pk}").status_code == 404
    assert desk.post(new, {"title": "x", "plan": plan.pk}).status_code == 404
    assert desk.get(f"{new}?practice=no-such").status_code == 404
    assert desk.get(f"{new}?plan=x").status_code == 400
    assert desk.post(new, {"title": " ", "language": "en"}).status_code == 422
    assert not Programme.objects.exists()


def test_what_a_slower_writer_typed_stays_in_the_form(
    full: Programme, officer: User, desk: Client
) -> None:
    address = reverse("programme_about", args=[full.pk])
    sent = {"title": "T", "goal": "Mine", "language": "en", "currency": "EUR",
            "keep_months": "24", "silence_days": "14", "base": str(full.number)}  # fmt: skip
    programme_describe(full, {**ABOUT, "goal": "Theirs"}, base=full.number, actor=officer)
    answer = desk.post(address, sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nothing of yours is lost" in page
    assert ">\nMine</textarea>" in page
    full.refresh_from_db()
    assert full.goal == "Theirs"
    again = desk.post(address, {**sent, "base": str(full.number)})
    assert again.status_code == 302
    full.refresh_from_db()
    assert full.goal == "Mine"


def test_a_form_that_comes_back_for_another_reason_has_not_seen_what_is_newer(
    full: Programme, officer: User, desk: Client
) -> None:
    opened = full.number
    programme_describe(full, {**ABOUT, "goal": "Theirs"}, base=opened, actor=officer)
    sent = {"title": "", "language": "en", "currency": "EUR", "base": str(opened)}
    answer = desk.post(reverse("programme_about", args=[full.pk]), sent)
    assert answer.status_code == 422
    assert f'name="base" value="{opened}"' in answer.content.decode()


def figures_sent(indicator: Indicator, base: int, **cells: str) -> dict[str, Any]:
    named = {"all": f"actual-{indicator.pk}", "female": f"actual-{indicator.pk}-female",
             "target": f"target-{indicator.pk}"}  # fmt: skip
    return {"base": str(base), **{named[name]: text for name, text in cells.items()}}


def test_one_figure_that_cannot_be_read_keeps_all_that_was_typed(
    full: Programme, indicator: Indicator, spring: Period, desk: Client
) -> None:
    address = reverse("programme_figures", args=[full.pk, spring.pk])
    sent = figures_sent(indicator, full.number, all="twelve", female="7", target="20")
    answer = desk.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'value="{text}"' in page for text in ("twelve", "7", "20"))
    assert "“twelve” is not a number" in page
    assert not spring.figures.exists()


def test_figures_in_arabic_digits_are_saved_and_shown_with_their_rest(
    full: Programme, indicator: Indicator, spring: Period, desk: Client
) -> None:
    address = reverse("programme_figures", args=[full.pk, spring.pk])
    sent = figures_sent(indicator, full.number, all="٢٠", female="١٢", target="40")
    assert desk.post(address, sent).status_code == 302
    assert spring.figures.get(kind="actual", sex="").value == 20
    page = desk.get(reverse("programme_results", args=[full.pk])).content.decode()
    assert "not broken down" in page
    assert "50&nbsp;%" in page


def test_parts_that_exceed_the_total_are_told_on_the_page(
    full: Programme, indicator: Indicator, spring: Period, officer: User, desk: Client
) -> None:
    cells = {(indicator.pk, "actual", ALL): Decimal(10),
             (indicator.pk, "actual", ("female", "", "")): Decimal(12)}  # fmt: skip
    figures_record(spring, cells, base=99, actor=officer)
    page = desk.get(reverse("programme_results", args=[full.pk])).content.decode()
    assert "By sex the parts make 12, which is more than the total of 10. (Spring)" in page


def test_a_small_part_is_shown_to_the_officer_and_to_no_partner(
    full: Programme, indicator: Indicator, spring: Period, officer: User, teacher: User,
    in_role: Callable[..., ProgrammeMember], desk: Client, signed_in: SignedIn,
) -> None:  # fmt: skip
    in_role(teacher, Role.PARTNER)
    cells = {(indicator.pk, "actual", ALL): Decimal(20),
             (indicator.pk, "actual", ("female", "", "")): Decimal(2)}  # fmt: skip
    figures_record(spring, cells, base=99, actor=officer)
    address = reverse("programme_results", args=[full.pk])
    own = desk.get(address).content.decode()
    assert "By sex" in own and ">18<" in own and "nobody is recognised" not in own
    theirs = signed_in(teacher).get(address).content.decode()
    assert '<bdi dir="ltr">18</bdi>' not in theirs  # what is left of 20 without the small part
    assert "hidden, so that nobody is recognised" in theirs and ">20<" in theirs


def test_the_export_holds_the_plan_and_nobody_by_name(
    full: Programme, officer: User, desk: Client
) -> None:
    answer = desk.get(reverse("programme_json", args=[full.pk]))
    document = json.loads(answer.content)
    assert document["format"] == "bothways-programme"
    assert document["partners"][0]["organisation"] == "Word by word"
    assert [figure["value"] for figure in document["figures"]] == ["5", "40"]
    assert document["budget"][0]["planned"] == "12000.5"
    assert officer.username not in answer.content.decode()


def test_a_row_of_another_programme_is_not_there(
    full: Programme, officer: User, desk: Client
) -> None:
    other = Programme.objects.create(title="Other")
    ProgrammeMember.objects.create(programme=other, user=officer, role=Role.LEAD)
    risk = full.risks.get()
    assert desk.get(reverse("programme_risk", args=[other.pk, risk.pk])).status_code == 404


def test_the_list_takes_as_many_statements_for_one_programme_as_for_many(
    full: Programme, officer: User, desk: Client, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        made = Programme.objects.create(title=f"P{number}")
        ProgrammeMember.objects.create(programme=made, user=officer, role=Role.LEAD)
    # Two of them ask whether a desk stands in the menu.
    with django_assert_max_num_queries(5):
        assert "P4" in desk.get(reverse("programmes")).content.decode()


def test_the_overview_takes_as_many_statements_for_a_long_plan_as_for_a_short_one(
    full: Programme, officer: User, desk: Client, django_assert_num_queries: Any
) -> None:
    address = reverse("programme", args=[full.pk])
    with CaptureQueriesContext(connection) as short:
        desk.get(address)
    outcome = full.results.get()
    for number in range(6):
        partner_add(full, {**PARTNER, "name": f"Office {number}"}, actor=officer)
        risk_add(full, RISK, actor=officer)
        indicator_add(full, measured(outcome), actor=officer)
    with django_assert_num_queries(len(short)):
        assert "Office 5" in desk.get(address).content.decode()
