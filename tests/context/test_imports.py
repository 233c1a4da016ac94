"""Files of figures: looked at, taken in, corrected, undone; all or nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from bothways.context import queries
from bothways.context.actions import indicators_load
from bothways.context.columns import Observations
from bothways.context.formats import Asked, read_sdmx_csv, write_json_stat
from bothways.context.import_actions import (
    observations_commit,
    observations_discard,
    observations_stage,
    observations_undo,
)
from bothways.context.models import Dataset, Observation
from bothways.context.pages import reading
from bothways.context.stored import write_rows
from bothways.core.errors import Refused
from bothways.core.models import User

HEAD = "indicator,place,time,sex,value,flag,dataset,vintage\n"
FIRST = HEAD + "".join(
    f"employment_rate,DE,{year},T,{value},,own:test,2025-01-01\n"
    for year, value in ((2022, 60.0), (2023, 61.0), (2024, 62.5))
)
CORRECTED = FIRST.replace("61.0", "61.4") + "employment_rate,FR,2024,T,58,b,own:test,2025-01-01\n"


@pytest.fixture(autouse=True)
def indicators(db: None) -> None:
    indicators_load(actor=None)


def brought(text: str, **asked: Any) -> Dataset:
    return observations_stage("figures.csv", text.encode(), actor=None, asked=Asked(**asked))


def taken_in(text: str, **asked: Any) -> Dataset:
    dataset = brought(text, **asked)
    observations_commit(dataset, actor=None)
    dataset.refresh_from_db()
    return dataset


def values() -> dict[tuple[str, str], float | None]:
    return {(row.place, row.time): row.value for row in queries.observations()}


def test_a_staged_file_shows_nobody_its_figures() -> None:
    dataset = brought(FIRST)
    assert dataset.counts == {"new": 3, "changed": 0, "same": 0, "against": ""}
    assert values() == {}
    assert queries.places_with_figures() == []


def test_taking_in_shows_the_figures_with_dataset_and_vintage() -> None:
    taken_in(FIRST)
    assert values() == {("DE", "2022"): 60.0, ("DE", "2023"): 61.0, ("DE", "2024"): 62.5}
    [newest] = queries.latest(["employment_rate"], ["DE"])
    assert (newest.time, newest.dataset, str(newest.vintage)) == ("2024", "own:test", "2025-01-01")


def test_a_corrected_file_writes_what_differs_and_undoing_brings_the_old_back() -> None:
    first = taken_in(FIRST)
    second = brought(CORRECTED)
    assert second.counts == {"new": 1, "changed": 1, "same": 2, "against": "2025-01-01"}
    assert observations_commit(second, actor=None) == 2
    assert values()["DE", "2023"] == 61.4
    with pytest.raises(Refused, match="later file"):
        observations_undo(first, actor=None)
    second.refresh_from_db()
    assert observations_undo(second, actor=None) == 2
    assert values()["DE", "2023"] == 61.0
    assert ("FR", "2024") not in values()
    assert observations_undo(first, actor=None) == 3
    assert Observation.objects.count() == 0


def test_the_same_file_again_writes_nothing() -> None:
    taken_in(FIRST)
    again = brought(FIRST)
    assert again.counts["same"] == 3
    assert observations_commit(again, actor=None) == 0


def test_a_newer_vintage_is_kept_whole_beside_the_older_one() -> None:
    taken_in(FIRST)
    newer = brought(CORRECTED.replace("2025-01-01", "2026-01-01"))
    assert newer.counts["against"] == "2025-01-01"
    assert observations_commit(newer, actor=None) == 4
    assert values()["DE", "2023"] == 61.4
    assert Observation.objects.count() == 7


def test_an_older_vintage_does_not_hide_a_newer_one() -> None:
    taken_in(CORRECTED.replace("2025-01-01", "2026-01-01"))
    taken_in(FIRST)
    assert values()["DE", "2023"] == 61.4


def test_a_newer_file_of_ones_own_stands_beside_the_published_figure() -> None:
    taken_in(FIRST.replace("own:test", "ESTAT:LFSA_ERGAN"))
    taken_in(HEAD + "employment_rate,DE,2024,T,70,,own:survey,2026-01-01\n")
    both = [row for row in queries.observations() if row.time == "2024"]
    assert {row.dataset: row.value for row in both} == {"ESTAT:LFSA_ERGAN": 62.5, "own:survey": 70}
    assert {row.value for row in queries.latest()} == {62.5, 70}
    on_page = reading.rows_of(["DE"], reading.current_datasets())
    assert {(r.dataset, r.time, r.value) for r in on_page} == {
        (r.dataset, r.time, r.value) for r in queries.observations(places=["DE"])
    }
    [compared] = queries.published_first(both)
    assert compared.dataset == "ESTAT:LFSA_ERGAN"
    cube = json.loads(write_json_stat(Observations.from_rows(both)))
    assert sorted(cube["value"].values()) == [62.5, 70]


def test_a_gap_is_never_formed_across_two_datasets() -> None:
    head = HEAD.replace("sex", "citizenship")
    taken_in(head + "employment_rate,DE,2024,NAT,80,,ESTAT:LFSA_ERGAN,2025-01-01\n")
    taken_in(head + "employment_rate,DE,2024,FOR,60,,own:survey,2026-01-01\n")
    assert queries.gaps(["employment_rate"]) == []


def test_nothing_is_written_while_an_error_stands() -> None:
    dataset = brought(FIRST + "employment_rate,Atlantis,2024,T,1,,own:test,2025-01-01\n")
    with pytest.raises(Refused, match="1 errors"):
        observations_commit(dataset, actor=None)
    assert Observation.objects.count() == 0


def test_a_settled_file_cannot_be_settled_again() -> None:
    dataset = brought(FIRST)
    observations_discard(dataset, actor=None)
    for verb in (observations_commit, observations_discard, observations_undo):
        with pytest.raises(Refused):
            verb(dataset, actor=None)


def test_an_interrupted_import_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def _stop(rows: Iterator[Any], total: int, progress: Any = None) -> None:
        write_rows([next(iter(rows))], 1)
        raise KeyboardInterrupt

    dataset = brought(FIRST)
    monkeypatch.setattr("bothways.context.import_actions.write_rows", _stop)
    with pytest.raises(KeyboardInterrupt):
        observations_commit(dataset, actor=None)
    dataset.refresh_from_db()
    assert (dataset.state, Observation.objects.count()) == ("staged", 0)


def test_a_file_that_does_not_say_its_dataset_is_told_so() -> None:
    dataset = brought("indicator,place,time,value\nemployment_rate,DE,2024,1\n")
    assert [problem["code"] for problem in dataset.problems] == ["no_dataset"]
    assert brought("place,time,value\nDE,2024,1\n", indicator="arope", dataset="own:a").counts[
        "new"
    ]


# --- from the shell


def shell(*words: object) -> str:
    from io import StringIO

    out = StringIO()
    call_command("observations", *map(str, words), stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_shell_takes_in_and_undoes(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(FIRST)
    assert "3 new" in shell("import", path, "--dry-run")
    assert values() == {}
    shell("import", path)
    assert len(values()) == 3
    newest = Dataset.objects.filter(state="committed").latest("pk")
    assert str(newest.pk) in shell("list")
    shell("undo", newest.pk)
    assert values() == {}


def test_the_shell_refuses_a_file_with_errors_and_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(FIRST[:-15])
    with pytest.raises(CommandError, match="Refused: 1 errors"):
        shell("import", path)
    assert Dataset.objects.count() == 0


@pytest.mark.parametrize("form", ["sdmx-csv", "json-stat", "csv"])
def test_what_the_shell_exports_can_be_taken_in_elsewhere(form: str, tmp_path: Path) -> None:
    taken_in(CORRECTED)
    before = values()
    path = tmp_path / "out"
    shell("export", "--indicator", "employment_rate", "--place", "DE", "--place", "FR",
          "--format", form, "--out", path)  # fmt: skip
    Dataset.objects.all().delete()
    shell("import", path)
    assert values() == before


def test_fetch_only_tells_the_address_unless_it_is_asked_to_call(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def _called(*_args: object, **_options: object) -> None:
        raise AssertionError("a call left the machine unasked")

    monkeypatch.setattr("urllib.request.urlopen", _called)
    told = shell("fetch", "eurostat", "lfsa_ergan")
    assert "ec.europa.eu" in told
    assert "Nothing was called" in told


def test_fetch_downloads_from_the_address_of_the_setting(
    tmp_path: Path, settings: Any, live_figures: str
) -> None:
    endpoints = tmp_path / "endpoints.yaml"
    endpoints.write_text(f"town: {{name: A town, csv: '{live_figures}/{{dataset}}.csv'}}\n")
    settings.ENDPOINTS_FILE = str(endpoints)
    out = tmp_path / "figures.csv"
    shell("fetch", "town", "figures", "--yes", "--out", out)
    assert out.read_text() == FIRST
    with pytest.raises(CommandError, match="does not answer"):
        shell("fetch", "town", "nothing", "--yes", "--out", out)
    with pytest.raises(CommandError, match="cut off|does not answer"):
        shell("fetch", "town", "short", "--yes", "--out", out)
    assert out.read_text() == FIRST


@pytest.fixture
def live_figures() -> Iterator[str]:
    """A publisher on this machine: one whole file, and one that ends too early."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Publisher(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/nothing.csv":
                self.send_error(404)
                return
            self.send_response(200)
            more = 100 if self.path == "/short.csv" else 0
            self.send_header("Content-Length", str(len(FIRST) + more))
            self.end_headers()
            self.wfile.write(FIRST.encode())

        def log_message(self, *_args: object) -> None:
            """The test says what went wrong."""

    server = HTTPServer(("127.0.0.1", 0), Publisher)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


# --- on the page


def test_an_editor_brings_looks_takes_in_and_undoes(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    page = client.post(
        reverse("observation_files"), {"file": SimpleUploadedFile("a.csv", FIRST.encode())}
    )
    assert page.status_code == 302
    look = client.get(page.url)
    assert "3 new, 0 changed, 0 the same" in look.content.decode()
    assert values() == {}
    client.post(page.url, {"do": "commit"})
    assert len(values()) == 3
    client.post(page.url, {"do": "undo"})
    assert values() == {}


def test_the_page_names_row_and_column_of_a_problem(editor: User) -> None:
    client = Client()
    client.force_login(editor)
    wrong = FIRST + "employment_rate,Atlantis,2024,T,1,,own:test,2025-01-01\n"
    answer = client.post(
        reverse("observation_files"), {"file": SimpleUploadedFile("a.csv", wrong.encode())}
    )
    text = client.get(answer.url).content.decode()
    assert '<td class="n">5</td><td><bdi dir="ltr">place</bdi></td>' in text
    assert "Atlantis" in text
    assert 'value="commit"' not in text


def test_the_list_of_files_asks_the_database_the_same_for_few_and_many(
    editor: User, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(editor)
    brought(FIRST)
    client.get(reverse("observation_files"))
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        client.get(reverse("observation_files"))
    for _number in range(12):
        brought(FIRST)
    with django_assert_num_queries(len(few)):
        client.get(reverse("observation_files"))


@pytest.mark.browser
@pytest.mark.parametrize("script", [True, False])
def test_a_file_is_brought_in_a_browser_with_and_without_script(
    new_page: Any, sign_in: Any, axe: Any, editor: User, tmp_path: Path, script: bool
) -> None:
    path = tmp_path / "figures.csv"
    path.write_text(FIRST)
    page = new_page(java_script_enabled=script)
    sign_in(page, editor)
    page.goto(reverse("observation_files"))
    if script:
        assert axe(page) == []
    page.set_input_files("#file", path)
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("button", name="Take it in").click()
    expect(page.locator("main")).to_contain_text("3 figures were taken in.")
    if script:
        assert axe(page) == []
    page.get_by_role("button", name="Undo this import").click()
    assert values() == {}


def test_a_dataset_brought_twice_through_two_layouts_is_the_same() -> None:
    """Greece is EL in one layout and GR in our own: one key, no second row."""
    from tests.context.test_formats import example

    rows = read_sdmx_csv(example("eurostat_codes_and_labels.csv")).observations
    from bothways.context.formats import write_plain_csv

    first = observations_stage("a.csv", example("eurostat_codes_and_labels.csv"), actor=None)
    observations_commit(first, actor=None)
    second = observations_stage("b.csv", write_plain_csv(rows), actor=None)
    assert second.counts["same"] == len(rows)
