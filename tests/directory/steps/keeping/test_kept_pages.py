"""The pages of kept plans for the office and for the family; no script is needed for any."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from bothways.core.models import AuditEntry, User, WrongCodes
from bothways.directory.organisations.models import Organisation
from bothways.directory.steps.carried import code_in, code_of, file_of, profile_of
from bothways.directory.steps.keeping.codes import code_of as sheet_code
from bothways.directory.steps.keeping.family_views import SHEETS
from bothways.directory.steps.models import KeptPlan, PlanRead
from bothways.directory.steps.profile import Profile, from_document
from tests.conftest import person
from tests.directory.steps.keeping.conftest import FAMILY, TOLD, YES, admit

SignIn = Callable[[User], Client]
NEW = ("directory_plan_new", ["lindbach"])
NAMES = ("directory_plan", "directory_plan_compare", "directory_plan_agree",
         "directory_plan_sheet", "directory_plan_file", "directory_plan_end")  # fmt: skip


def text(answer: Any) -> str:
    return str(answer.content.decode())


def hidden(page: str, name: str) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[0]


def today() -> str:
    return timezone.localdate().isoformat()


def asked(client: Client, **sent: str) -> str:
    return text(client.post(reverse(NEW[0], args=NEW[1]), {**TOLD, **sent}))


def answer_yes(client: Client, page: str, **changed: str) -> Any:
    sent = {name: hidden(page, name) for name in ("code", "shown", "read_in", "organisation")}
    said = {**sent, **YES, "given_on": today(), "note": "", "do": "yes", **changed}
    return client.post(reverse(NEW[0], args=NEW[1]), said)


def test_only_people_of_an_organisation_see_that_a_plan_may_be_kept(
    caseworker: User, outsider: User, editor: User, visitor: Client, signed_in: SignIn
) -> None:
    address = reverse("guide_steps", args=["lindbach"])
    new = reverse(NEW[0], args=NEW[1])
    assert new in text(signed_in(caseworker).get(address))
    for client in (visitor, signed_in(outsider), signed_in(editor)):
        assert new not in text(client.get(address))
    assert signed_in(editor).post(new, TOLD).status_code == 403


def test_nothing_is_kept_while_the_family_is_asked(caseworker: User, signed_in: SignIn) -> None:
    before = AuditEntry.objects.count()
    page = asked(signed_in(caseworker), done="register", read="ar")
    assert "Welcome House Lindbach" in page
    assert "جواز سفر" in page
    assert 'lang="ar" dir="rtl"' in page
    assert not KeptPlan.objects.exists()
    assert AuditEntry.objects.count() == before


def test_the_yes_keeps_the_answers_and_the_words_that_stood_there(
    caseworker: User, signed_in: SignIn
) -> None:
    client = signed_in(caseworker)
    page = asked(client, done="register", read="ar")
    assert answer_yes(client, page).status_code == 302
    plan = KeptPlan.objects.get()
    assert from_document(plan.answers).done == {"register"}
    assert plan.consents.get().language == "ar"
    assert plan.consents.get().way == "person_interpreter"


def test_a_no_leads_back_to_the_steps_with_every_answer_and_keeps_nothing(
    caseworker: User, signed_in: SignIn
) -> None:
    client = signed_in(caseworker)
    page = asked(client)
    address = reverse("guide_steps", args=["lindbach"])
    assert f'formaction="{address}"' in page
    back = text(client.post(address, {"do": "open", "code": hidden(page, "code"), **YES}))
    assert 'value="36 9"' in back
    assert not KeptPlan.objects.exists()


def test_a_yes_to_other_words_than_those_shown_is_asked_anew(
    caseworker: User, signed_in: SignIn
) -> None:
    client = signed_in(caseworker)
    answer = answer_yes(client, asked(client), months="12")
    assert answer.status_code == 422
    assert "Read them to the family once more" in text(answer)
    assert not KeptPlan.objects.exists()
    assert answer_yes(client, text(answer), months="12").status_code == 302
    assert KeptPlan.objects.get().months == 12


def test_a_changed_code_or_a_foreign_organisation_is_refused(
    caseworker: User, signed_in: SignIn, stranger: User
) -> None:
    client = signed_in(caseworker)
    page = asked(client)
    assert answer_yes(client, page, code="a:b:c").status_code == 302
    other = stranger.organisations.get().organisation_id
    assert answer_yes(client, page, organisation=str(other)).status_code == 422
    assert not KeptPlan.objects.exists()


def test_whoever_speaks_for_two_organisations_says_for_which(
    caseworker: User, signed_in: SignIn, office: Organisation
) -> None:
    second = Organisation.objects.exclude(pk=office.pk).order_by("name")[0]
    admit(second, caseworker)
    client = signed_in(caseworker)
    page = asked(client)
    sent = {name: hidden(page, name) for name in ("code", "shown", "read_in")}
    said = {**sent, **YES, "given_on": today(), "do": "yes", "organisation": str(office.pk)}
    answer = client.post(reverse(NEW[0], args=NEW[1]), said)
    if answer.status_code == 422:  # the words named the first of the two
        said["shown"] = hidden(text(answer), "shown")
        answer = client.post(reverse(NEW[0], args=NEW[1]), said)
    assert answer.status_code == 302
    plan = KeptPlan.objects.get()
    assert plan.organisation == office
    assert office.name in plan.consents.get().words


@pytest.mark.parametrize("name", NAMES)
def test_for_everybody_else_there_is_no_such_plan(
    kept: KeptPlan, outsider: User, editor: User, stranger: User, visitor: Client,
    signed_in: SignIn, name: str,
) -> None:  # fmt: skip
    address = reverse(name, args=[kept.pk])
    nowhere = reverse(name, args=["00000000-0000-4000-8000-000000000000"])
    for user in (outsider, editor, stranger):
        client = signed_in(user)
        assert [client.get(at).status_code for at in (address, nowhere)] == [404, 404]
        assert client.post(address, {"do": "yes"}).status_code == 404
    # A visitor is asked to sign in at every address, whether or not something is there.
    assert [visitor.get(at).status_code for at in (address, nowhere)] == [302, 302]
    assert not PlanRead.objects.exists()
    kept.refresh_from_db()
    assert kept.number == 1


@pytest.mark.parametrize("name", ["directory_plan", "directory_plan_agree",
                                  "directory_plan_sheet", "directory_plan_file"])  # fmt: skip
def test_whoever_of_the_office_sees_the_answers_leaves_a_row(
    kept: KeptPlan, colleague: User, signed_in: SignIn, name: str
) -> None:
    answer = signed_in(colleague).get(reverse(name, args=[kept.pk]))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert [row.reader for row in PlanRead.objects.filter(plan=kept)] == [colleague]


def save(client: Client, plan: KeptPlan, base: int, **sent: Any) -> Any:
    said = {**TOLD, "base": base, "on": today(), "note": "", **sent}
    return client.post(reverse("directory_plan", args=[plan.pk]), said)


def test_a_second_meeting_ticks_a_step_and_stands_in_the_log(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    client = signed_in(caseworker)
    answer = save(client, kept, 1, done="register", note="School papers next week")
    assert answer.status_code == 302
    page = text(client.get(reverse("directory_plan", args=[kept.pk])))
    assert 'value="register" form="steps" checked' in page
    assert "School papers next week" in page
    assert "Nothing about health" in page


def test_what_the_book_no_longer_asks_is_not_lost_at_the_next_meeting(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    told = {"a": "2026-11-23", "l": ["ar"], "h": ["old_paper"], "f": {"old_question": True},
            "d": ["old_step"]}  # fmt: skip
    KeptPlan.objects.update(answers=told)
    save(signed_in(caseworker), kept, 1, done="register")
    kept.refresh_from_db()
    assert kept.answers["l"] == ["ar"]
    assert kept.answers["h"] == ["old_paper", "passport"]
    assert kept.answers["f"] == {"old_question": True}
    assert kept.answers["d"] == ["old_step", "register"]


def test_a_day_that_cannot_be_read_saves_nothing_and_loses_nothing(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    answer = save(signed_in(caseworker), kept, 1, arrival="soon", done="register", note="Papers")
    assert answer.status_code == 422
    assert 'value="register" form="steps" checked' in text(answer)
    assert 'value="Papers"' in text(answer)
    kept.refresh_from_db()
    assert kept.number == 1


def test_the_slower_of_two_caseworkers_sees_both_versions_and_chooses(
    kept: KeptPlan, caseworker: User, colleague: User, signed_in: SignIn
) -> None:
    assert save(signed_in(colleague), kept, 1, done="register").status_code == 302
    client = signed_in(caseworker)
    answer = save(client, kept, 1, ages="36 9 1", note="A baby")
    page = text(answer)
    assert answer.status_code == 409
    assert "Nothing of what you typed is lost" in page
    assert 'value="A baby"' in page
    said = {"code": hidden(page, "code"), "base": hidden(page, "base"), "do": "choose",
            "on": today(), "note": "A baby"}  # fmt: skip
    address = reverse("directory_plan_compare", args=[kept.pk])
    refused = client.post(address, {**said, "take.ages": "theirs"})
    assert (refused.status_code, "Choose one of the two" in text(refused)) == (422, True)
    chosen = {"take.ages": "theirs", "take.done.register": "ours"}
    assert client.post(address, {**said, **chosen}).status_code == 302
    kept.refresh_from_db()
    found = from_document(kept.answers)
    assert found.done == {"register"}
    assert [member.age for member in found.members or ()] == [36, 9, 1]


def brought(profile: Profile) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("my-steps.json", file_of(profile, "lindbach"))}


def test_a_newer_file_of_the_family_is_shown_beside_the_plan_and_overwrites_nothing(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    newer = Profile(**{**vars(FAMILY), "has": frozenset({"passport", "account"})})
    client = signed_in(caseworker)
    address = reverse("directory_plan_compare", args=[kept.pk])
    page = text(client.post(address, {**brought(newer), "do": "compare"}))
    assert "bank account" in page
    assert "birth certificate" not in page
    kept.refresh_from_db()
    assert from_document(kept.answers) == FAMILY
    said = {"code": hidden(page, "code"), "base": "1", "do": "choose", "on": today(), "note": ""}
    client.post(address, {**said, "take.paper.account": "theirs"})
    kept.refresh_from_db()
    assert from_document(kept.answers) == newer


def test_a_file_of_another_site_is_refused(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    address = reverse("directory_plan_compare", args=[kept.pk])
    answer = signed_in(caseworker).post(address, {"code": "x:y:z"}, follow=True)
    assert "another site made it" in text(answer)


def test_a_file_that_says_the_same_differs_in_nothing(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    address = reverse("directory_plan_compare", args=[kept.pk])
    answer = signed_in(caseworker).post(address, {"code": code_of(FAMILY)})
    assert "No answer differs" in text(answer)


def test_the_sheet_speaks_the_language_of_the_yes_and_bears_both_numbers(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    page = text(signed_in(caseworker).get(reverse("directory_plan_sheet", args=[kept.pk])))
    assert '<html lang="ar" dir="rtl">' in page
    assert "سجّل عنوان سكنك" in page
    code = sheet_code(kept)
    for number in (kept.reference, code):
        assert " ".join(number[at : at + 4] for at in range(0, len(number), 4)) in page
    assert "/ar/guide/lindbach/steps/kept/" in page
    assert translation.get_language() == "en"


def test_the_sheet_says_in_the_spoken_language_what_the_place_has_in_it(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    kept.consents.update(spoken="fa")
    page = text(signed_in(caseworker).get(reverse("directory_plan_sheet", args=[kept.pk])))
    assert '<html lang="ar" dir="rtl">' in page
    assert "ثبت نشانی" in page
    assert "/ar/guide/lindbach.fa/steps/kept/" in page


def test_a_renewed_yes_is_a_row_of_its_own(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    client = signed_in(caseworker)
    address = reverse("directory_plan_agree", args=[kept.pk])
    page = text(client.get(address))
    sent = {name: hidden(page, name) for name in ("shown", "read_in", "organisation")}
    said = {**sent, **YES, "given_on": today(), "do": "yes"}
    assert client.post(address, said).status_code == 302
    assert kept.consents.count() == 2


def test_the_office_takes_it_back_and_finds_only_the_fact(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    client = signed_in(caseworker)
    client.post(reverse("directory_plan_end", args=[kept.pk]))
    for name in NAMES:
        page = text(client.get(reverse(name, args=[kept.pk])))
        assert "This plan is erased" in page
        assert "36 9" not in page
    listed = text(client.get(reverse("directory_plans")))
    assert "took its yes back at the office" in listed


KEPT = "/guide/lindbach/steps/kept/"


def test_the_family_sees_copies_and_takes_back_without_an_account(
    kept: KeptPlan, visitor: Client
) -> None:
    numbers = {"reference": kept.reference, "code": sheet_code(kept)}
    answer = visitor.post(KEPT, numbers)
    page = text(answer)
    assert "School first" in page
    assert "What you agreed to" in page
    assert "no-store" in answer["Cache-Control"]
    assert "sessionid" not in answer.cookies
    saved = visitor.post(KEPT, {**numbers, "do": "file"}).content
    assert profile_of(code_in(saved)) == FAMILY
    assert "It is erased" in text(visitor.post(KEPT, {**numbers, "do": "take_back"}))
    kept.refresh_from_db()
    assert (kept.ended_by, kept.answers) == ("family", {})
    assert visitor.post(KEPT, numbers).status_code == 422


def test_the_square_fills_in_the_first_number_and_tells_nothing(
    kept: KeptPlan, visitor: Client
) -> None:
    known, unknown = (text(visitor.get(f"{KEPT}?reference={number}"))
                      for number in (kept.reference, "11111111"))  # fmt: skip
    shown = f"{kept.reference[:4]} {kept.reference[4:]}"
    assert f'value="{shown}"' in known
    assert strip(known).replace(shown, "") == strip(unknown).replace("1111 1111", "")


def strip(page: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r"reference=\d+", "", page)


def test_a_wrong_number_tells_nothing_and_many_of_them_have_to_wait(
    kept: KeptPlan, visitor: Client
) -> None:
    right = {"reference": kept.reference, "code": sheet_code(kept)}
    for reference in (kept.reference, "11111111", "1"):
        wrong = {"reference": reference, "code": "123456789012"}
        answers = {visitor.post(KEPT, wrong).status_code for _each in range(SHEETS.at_once // 3)}
        assert answers == {422}
    answer = visitor.post(KEPT, right)
    assert (answer.status_code, int(answer["Retry-After"]) <= 60) == (429, True)
    # Whoever guesses from elsewhere does not lock the family out.
    assert visitor.post(KEPT, right, REMOTE_ADDR="192.0.2.7").status_code == 200
    WrongCodes.objects.all().delete()
    assert visitor.post(KEPT, right).status_code == 200


def test_the_desk_stands_in_the_menu_of_people_of_an_organisation_only(
    caseworker: User, outsider: User, editor: User, visitor: Client, signed_in: SignIn
) -> None:
    door = reverse("directory_desk")
    menu = f'<a href="{door}">Desk</a>'
    assert menu in text(signed_in(caseworker).get("/guide/"))
    for client in (visitor, signed_in(outsider), signed_in(editor)):
        assert menu not in text(client.get("/guide/"))
    desk = text(signed_in(caseworker).get(door))
    assert reverse("directory_plans") in desk
    assert "aria-current" in desk.partition('href="/desk/directory/"')[2][:40]


def test_the_list_tells_no_personal_detail(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    page = text(signed_in(caseworker).get(reverse("directory_plans")))
    assert f"{kept.reference[:4]} {kept.reference[4:]}" in page
    for word in ("passport", "School first", "36 9"):
        assert word not in page


def test_somebody_dismissed_finds_nothing_more(
    kept: KeptPlan, caseworker: User, signed_in: SignIn
) -> None:
    caseworker.organisations.all().delete()
    assert signed_in(caseworker).get(reverse("directory_plan", args=[kept.pk])).status_code == 404
    assert person("newcomer").organisations.count() == 0
