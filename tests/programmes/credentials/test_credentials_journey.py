"""An officer issues for a group, a stranger checks the paper, the officer takes one back."""

import random
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from bothways.core.models import User
from bothways.programmes.credentials.level_actions import Mark, levels_record
from bothways.programmes.credentials.models import Certificate, CertificateJob
from bothways.programmes.credentials.tasks import certificates_make
from bothways.programmes.credentials.trainer_actions import trainer_add, trainer_step_add
from bothways.programmes.credentials.verifying import address_of, verify
from bothways.programmes.models import Cohort, Person, Programme
from tests.programmes.credentials.conftest import agree_to_share
from tests.programmes.credentials.test_learner_files import from_abroad

pytestmark = [pytest.mark.browser, pytest.mark.pdf]
Page = Any
Axe = Callable[[Page], list[str]]
SignIn = Callable[[Page, User], None]


def scanned(certificate: Certificate) -> str:
    """The path of the address that a phone reads from the square."""
    return "/V/" + address_of(certificate.payload).rpartition("/V/")[2]


def test_issue_check_revoke_and_check_again(
    page: Page, new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, cohort: Cohort,
    layla: Person, omar: Person, officer: User, transactional_db: None,
) -> None:  # fmt: skip
    sign_in(page, officer)
    page.goto(f"/programmes/{cohort.programme_id}/certificates/")
    page.get_by_role("link", name="Set the rule").click()
    page.get_by_role("link", name="Set the rule", exact=True).click()
    page.get_by_label("Units attended at least").fill("4")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("not attended enough")).to_be_visible()
    page.get_by_role("button", name="Issue for those ticked").click()
    expect(page.get_by_text("Waiting for the worker.")).to_be_visible()
    assert axe(page) == []
    assert certificates_make.call(CertificateJob.objects.get().pk) == "ready"
    # The page asks again by itself.
    expect(page.get_by_text("1 certificate is issued.")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Download").click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")
    certificate = Certificate.objects.get()
    _check(new_page(), certificate, axe)
    page.get_by_role("link", name="Back to the group").click()
    page.get_by_role("link", name=re.compile("Check or revoke")).click()
    page.get_by_label("Why it is revoked").fill("Wrong name")
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("The certificate is revoked.")).to_be_visible()
    _check_revoked(new_page(java_script_enabled=False), certificate)


def _check(page: Page, certificate: Certificate, axe: Axe) -> None:
    """A stranger scans the square; the browser checks the signature itself."""
    page.goto(scanned(certificate))
    expect(page.get_by_role("heading", name="This certificate is genuine.")).to_be_visible()
    expect(page.get_by_text("Layla Hasan")).to_be_visible()
    expect(page.get_by_text("without asking this site")).to_be_visible()
    assert axe(page) == []
    text = certificate.payload
    other = "A" if text[40] != "A" else "B"
    page.get_by_label("Text of the code").fill(text[:40] + other + text[41:])
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="The code was changed.")).to_be_visible()


def _check_revoked(page: Page, certificate: Certificate) -> None:
    page.goto(scanned(certificate))
    expect(page.get_by_role("heading", name="This certificate was revoked.")).to_be_visible()


def test_the_file_that_is_kept_checks_without_a_network(
    new_page: Callable[..., Page], issue: Callable[[Person], Certificate], layla: Person,
    transactional_db: None, tmp_path: Path,
) -> None:  # fmt: skip
    certificate = issue(layla)
    page = new_page()
    file = tmp_path / "check.html"
    file.write_bytes(page.request.get("/verify/offline.html").body())
    page.context.set_offline(True)
    page.goto(file.as_uri())
    for text, words in (
        (address_of(certificate.payload), "This certificate is genuine."),
        (certificate.payload[:-20], "The code is cut off."),
    ):
        page.get_by_label("Text of the code").fill(text)
        page.get_by_role("button", name="Check").click()
        expect(page.get_by_role("heading", name=words)).to_be_visible()


def test_the_browser_and_the_server_say_the_same_of_every_changed_text(
    new_page: Callable[..., Page], issue: Callable[[Person], Certificate], layla: Person,
    transactional_db: None,
) -> None:  # fmt: skip
    """Two readers of one format, written apart: any difference would be a hole."""
    rng, whole = random.Random(7), issue(layla).payload
    texts = [whole, whole.lower(), f" {whole[:50]} \n{whole[50:]}", "", "hello", "A", "AB==", "é"]
    for _n in range(60):
        at = rng.randrange(len(whole))
        texts.append(
            whole[:at] + rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567019") + whole[at + 1 :]
        )
        texts.append(whole[:at])
        texts.append(whole + whole[:at])
    page = new_page()
    page.goto("/verify/")
    found = page.evaluate(
        """async (texts) => {
            const { check } = await import("/static/programmes/credentials/verify.js");
            const doc = JSON.parse(document.getElementById("certificate-check").textContent);
            return Promise.all(texts.map(async (text) => (await check(text, doc)).reason));
        }""",
        texts,
    )
    said = dict(zip(texts, found, strict=True))
    assert said == {text: verify(text).reason.value for text in texts}
    assert {"valid", "changed", "cut_off", "no_certificate"} <= set(found)


def test_a_file_from_abroad_is_compared_and_taken_over_without_script(
    new_page: Callable[..., Page], sign_in: SignIn, programme: Programme, officer: User,
    transactional_db: None,
) -> None:  # fmt: skip
    page = new_page(java_script_enabled=False)
    sign_in(page, officer)
    page.goto(f"/programmes/{programme.pk}/learner-files/")
    page.get_by_label("Learner file").set_input_files(
        {"name": "learner.zip", "mimeType": "application/zip", "buffer": from_abroad()}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="The signature cannot be checked")).to_be_visible()
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("I know where this file comes from").check()
    page.get_by_role("button", name="Take over what is ticked").click()
    expect(page.get_by_role("heading", name="Sami Noor")).to_be_visible()
    expect(page.get_by_text("signature not checked")).to_be_visible()


@pytest.mark.parametrize(("prefix", "width"), [("", 1280), ("/ar", 390)])
def test_every_page_is_clean_and_never_scrolls_sideways(
    new_page: Callable[..., Page], sign_in: SignIn, axe: Axe, ruled: Cohort, layla: Person,
    omar: Person, officer: User, issue: Callable[[Person], Certificate], transactional_db: None,
    prefix: str, width: int,
) -> None:  # fmt: skip
    from bothways.programmes.credentials.learner_actions import learner_file_bring

    one, programme = f"{prefix}/programmes/{ruled.programme_id}", ruled.programme
    levels_record(programme, [Mark(layla.pk, "reading", "laslliam-2")], language="de",
                  method="test", taken_on=date(2026, 9, 1), actor=officer)  # fmt: skip
    certificate = issue(layla)
    agree_to_share(layla)
    ana, ben = (trainer_add(programme, name, None, actor=officer) for name in ("Ana", "Ben"))
    step = trainer_step_add(ana, ben, date(2026, 9, 1), actor=officer)
    brought = learner_file_bring(programme, from_abroad(), actor=officer)
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, officer)
    cohort = f"{one}/cohorts/{ruled.pk}"
    for address in (
        f"{one}/certificates/", f"{cohort}/certificates/", f"{cohort}/certificates/rule/",
        f"{cohort}/levels/", f"{one}/certificates/jobs/{certificate.job_id}/",
        f"{one}/certificates/{certificate.pk}/revoke/", f"{one}/people/{layla.pk}/certificates/",
        f"{one}/learner-files/", f"{one}/learner-files/{brought.pk}/", f"{one}/trainers/",
        f"{one}/trainers/new/", f"{one}/trainers/steps/new/", f"{one}/trainers/steps/{step.pk}/",
        f"{prefix}/verify/",
    ):  # fmt: skip
        page.goto(address)
        assert axe(page) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, address
