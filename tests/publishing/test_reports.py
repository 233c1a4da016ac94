"""Snapshot reports: frozen is frozen, editions differ by what differs, files are real files."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.test import Client

from bothways.core.errors import NotAllowed, Refused
from bothways.core.models import AuditEntry, User
from bothways.core.paper_progress import Cancelled
from bothways.practices.actions import practice_withdraw
from bothways.practices.import_actions import import_commit
from bothways.practices.models import ImportBatch, Practice
from bothways.publishing import actions
from bothways.publishing.actions import report_file_cancel, report_file_request, report_freeze
from bothways.publishing.models import ReportEdition, ReportFile
from bothways.publishing.report.chapters import report_from
from bothways.publishing.report.frozen import difference
from bothways.publishing.tasks import report_file_make


def release_again(document: dict[str, Any], **changes: Any) -> None:
    batch = ImportBatch.objects.create(
        file_name="again", file_format="json", file_hash="", documents=[{**document, **changes}]
    )
    import_commit(batch, actor=None, release=True)


@pytest.fixture
def norway(starter: list[dict[str, Any]], editor: User) -> ReportEdition:
    return report_freeze("country=NO", title="Norway", actor=editor)


def members(edition: ReportEdition) -> list[str]:
    return [row["practice"] for row in edition.releases]


def test_a_report_holds_just_what_the_search_finds(
    norway: ReportEdition, starter: list[dict[str, Any]]
) -> None:
    expected = {d["id"] for d in starter if "NO" in (d.get("countries") or ())}
    assert set(members(norway)) == expected
    assert norway.document["searched"] == len(starter)
    assert norway.document["steps"] == [
        {"name": "country", "values": ["NO"], "left": len(expected)}
    ]


def test_frozen_stays_frozen_when_a_practice_changes(
    norway: ReportEdition, starter: list[dict[str, Any]]
) -> None:
    first = members(norway)[0]
    before = report_from(norway, "en").practices
    titles = [practice.title.text for practice in before]
    document = next(d for d in starter if d["id"] == first)
    release_again(document, title="Another title altogether")
    norway.refresh_from_db()
    assert [p.title.text for p in report_from(norway, "en").practices] == titles


def test_the_meaning_of_a_code_is_frozen_too(norway: ReportEdition) -> None:
    codes = norway.document["codes"]["components"]["codes"]
    used = [row for row in codes.values() if row["used"]]
    assert used
    assert all(set(row["definition"]) >= {"en", "fr", "de", "es", "ar", "uk"} for row in used)


def test_the_next_edition_tells_what_was_added_dropped_and_changed(
    norway: ReportEdition, starter: list[dict[str, Any]], reviewer: User, editor: User
) -> None:
    gone, changed = members(norway)[:2]
    document = next(d for d in starter if d["id"] == changed)
    practice_withdraw(Practice.objects.get(slug=gone), reason="A mistake.", actor=reviewer)
    release_again(document, title="Newly told")
    release_again(document, id="brand-new", title="Brand new")
    second = report_freeze("country=NO", title="Norway", actor=editor, series=norway.series)
    assert second.number == 2
    assert second.difference == {
        "added": ["brand-new"],
        "dropped": [gone],
        "changed": [{"practice": changed, "from": 1, "to": 2}],
        "rerated": [],
    }
    page = Client().get("/reports/norway/2/").content.decode()
    assert "Brand new" in page
    assert "release 1 to 2" in page


def test_an_edition_that_would_equal_the_last_is_refused(
    norway: ReportEdition, editor: User
) -> None:
    with pytest.raises(Refused, match="Nothing has changed"):
        report_freeze("country=NO", title="Norway", actor=editor, series=norway.series)
    assert ReportEdition.objects.count() == 1


def test_editions_without_a_common_practice_differ_in_all_of_them() -> None:
    old = [{"practice": "a", "number": 1, "hash": "x"}]
    new = [{"practice": "b", "number": 1, "hash": "y"}]
    assert difference(old, new) == {"added": ["b"], "dropped": ["a"], "changed": []}
    assert difference(old, old) == {"added": [], "dropped": [], "changed": []}


@pytest.mark.parametrize(
    ("query", "title", "message"),
    [
        ("country=NO", "  ", "title"),
        ("country=NO", "x" * 201, "201"),
        ("country=AQ", "Antarctica", "nothing to report"),
        ("country=Atlantis", "Atlantis", "Not understood: country=Atlantis"),
        ("colour=blue", "Blue", "Not understood: colour=blue"),
    ],
)
def test_what_cannot_be_a_report_is_refused_with_the_reason(
    starter: list[dict[str, Any]], editor: User, query: str, title: str, message: str
) -> None:
    with pytest.raises(Refused, match=message):
        report_freeze(query, title=title, actor=editor)
    assert not ReportEdition.objects.exists()


def test_a_search_that_finds_too_much_is_asked_to_be_narrowed(
    starter: list[dict[str, Any]], editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_PRACTICES", 10)
    with pytest.raises(Refused, match="113 practices fit. A report holds at most 10"):
        report_freeze("", title="Everything", actor=editor)


def test_an_outsider_freezes_nothing(starter: list[dict[str, Any]], outsider: User) -> None:
    with pytest.raises(NotAllowed):
        report_freeze("country=NO", title="Norway", actor=outsider)


def test_every_write_leaves_one_line_in_the_audit_trail(
    norway: ReportEdition, editor: User
) -> None:
    file, _new = report_file_request(norway, "docx", "en", actor=editor)
    report_file_cancel(file, actor=editor)
    told = AuditEntry.objects.filter(thing__startswith="report").order_by("pk")
    assert [entry.verb for entry in told] == ["freeze", "request", "cancel"]


def test_the_same_file_is_made_once(norway: ReportEdition) -> None:
    first, new = report_file_request(norway, "docx", "en", actor=None)
    again, newer = report_file_request(norway, "docx", "en", actor=None)
    assert (first.pk, new, newer) == (again.pk, True, False)


def test_a_made_file_can_be_downloaded(norway: ReportEdition, visitor: Client) -> None:
    file, _new = report_file_request(norway, "docx", "en", actor=None)
    assert report_file_make.call(file.pk) == ReportFile.State.READY
    answer = visitor.get(f"/reports/files/{file.pk}/download/")
    content = b"".join(answer.streaming_content)
    assert content.startswith(b"PK")
    assert 'filename="norway-1-en.docx"' in answer["Content-Disposition"]


def test_a_cancelled_file_is_not_made(norway: ReportEdition, editor: User) -> None:
    file, _new = report_file_request(norway, "docx", "en", actor=None)
    report_file_cancel(file, actor=editor)
    assert report_file_make.call(file.pk) == "not waiting"
    with pytest.raises(Refused):
        report_file_cancel(file, actor=editor)


def test_cancelling_stops_the_work_at_its_next_sign_of_life(
    norway: ReportEdition, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, _new = report_file_request(norway, "docx", "en", actor=None)
    told: list[int] = []

    def slow(report: Any, file_format: str, progress: Callable[[int, int], None]) -> bytes:
        told.append(1)
        report_file_cancel(file, actor=editor)
        progress(1, 2)
        raise AssertionError("the work went on")

    monkeypatch.setattr("bothways.publishing.tasks.make_file", slow)
    assert report_file_make.call(file.pk) == ReportFile.State.CANCELLED
    assert told == [1]
    assert issubclass(Cancelled, Exception)


def test_a_missing_system_library_is_told_in_one_line(
    norway: ReportEdition, monkeypatch: pytest.MonkeyPatch, visitor: Client
) -> None:
    import builtins

    real = builtins.__import__

    def broken(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0': no such file")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", broken)
    file, _new = report_file_request(norway, "pdf", "en", actor=None)
    assert report_file_make.call(file.pk) == ReportFile.State.FAILED
    page = visitor.get(f"/reports/files/{file.pk}/").content.decode()
    assert "libpango-1.0-0 is missing" in page.replace("&#x27;", "'")
    with pytest.raises(CommandError, match="apt install libpango"):
        call_command("snapshot", query="country=NO", out="/tmp/never.pdf")  # noqa: S108


def test_the_builder_freezes_from_a_search(
    starter: list[dict[str, Any]], editor: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(editor)
    assert client.get("/reports/?country=NO").url == "/reports/new/?country=NO"
    page = client.get("/reports/new/?country=NO").content.decode()
    assert "Country: Norway" in page
    answer = client.post("/reports/new/", {"query": "country=NO", "title": "Norway now"})
    assert answer.url == "/reports/norway-now/1/"
    wrong = client.post("/reports/new/", {"query": "country=AQ", "title": "Ice"})
    assert wrong.status_code == 422
    assert "nothing to report" in wrong.content.decode()


def test_visitors_are_asked_to_sign_in_and_outsiders_are_told_the_role(
    starter: list[dict[str, Any]], visitor: Client, outsider: User,
    signed_in: Callable[[User], Client],
) -> None:  # fmt: skip
    assert visitor.get("/reports/new/").status_code == 302
    assert signed_in(outsider).post("/reports/new/", {"title": "x"}).status_code == 403
    assert AnonymousUser().is_authenticated is False


def test_a_report_is_public_and_light(norway: ReportEdition, visitor: Client) -> None:
    import gzip

    for address in ("/reports/", "/reports/norway/1/", "/ar/reports/norway/1/", "/codebook/"):
        answer = visitor.get(address)
        assert answer.status_code == 200, address
        assert len(gzip.compress(answer.content)) < 30_000, address
        assert " style=" not in answer.content.decode()
    assert visitor.get("/reports/norway/7/").status_code == 404


def test_a_practice_of_a_report_is_a_page_of_its_own(
    norway: ReportEdition, visitor: Client
) -> None:
    slug = members(norway)[0]
    page = visitor.get(f"/reports/norway/1/{slug}/").content.decode()
    assert "What is not known" in page
    assert visitor.get("/reports/norway/1/unheard-of/").status_code == 404


def test_no_statement_is_made_for_each_practice(
    norway: ReportEdition, visitor: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        visitor.get("/reports/norway/1/")


def test_the_shell_writes_the_same_report_again_without_a_new_edition(
    starter: list[dict[str, Any]], tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "snapshot.docx"
    for _time in range(2):
        call_command("snapshot", query="country=NO", format="docx", out=out)
    assert ReportEdition.objects.count() == 1
    told = capsys.readouterr()
    assert "[##############################]" in told.err
    assert "edition 1 of country-norway" in told.out
    assert io.BytesIO(out.read_bytes()).read(2) == b"PK"


def test_the_shell_names_the_folder_that_is_not_there() -> None:
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("snapshot", query="", out="/nowhere/at/all.pdf")
