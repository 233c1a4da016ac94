"""``bothways import`` and ``bothways export``: the same from the shell."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from bothways.practices.exporters.csv_writer import write_csv
from bothways.practices.importers import read_file
from bothways.practices.models import ImportBatch, Practice, Release
from bothways.practices.record.document import Document, canonical

pytestmark = pytest.mark.django_db


def run(*arguments: Any, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*arguments, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_bytes(write_csv([{"id": f"p-{n}", "edition": 1, "title": "A"} for n in range(3)]))
    return path


def test_a_dry_run_tells_and_writes_nothing(good: Path) -> None:
    out, _err = run("import", "practices", good, "--dry-run")
    assert "3 new" in out
    assert not ImportBatch.objects.exists()


def test_an_import_writes_drafts(good: Path) -> None:
    out, err = run("import", "practices", good)
    assert "3 records were written as drafts" in out
    assert "3/3" in err
    assert Practice.objects.count() == 3
    assert not Release.objects.exists()


def test_an_import_with_release_publishes_and_a_second_time_changes_nothing(good: Path) -> None:
    run("import", "practices", good, "--release")
    assert Release.objects.count() == 3
    run("import", "practices", good, "--release")
    assert Release.objects.count() == 3


def test_an_import_over_older_records_keeps_their_history(good: Path, tmp_path: Path) -> None:
    run("import", "practices", good, "--release")
    created = Practice.objects.get(slug="p-1").created_at
    changed = tmp_path / "changed.csv"
    changed.write_bytes(write_csv([{"id": "p-1", "edition": 1, "title": "New"}]))
    run("import", "practices", changed, "--release")
    practice = Practice.objects.get(slug="p-1")
    assert (practice.head.number, practice.live.number) == (2, 2)
    assert practice.live.document["title"] == "New"
    assert practice.created_at == created


def test_a_refused_file_is_told_by_row_and_column_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text("id,title,approach\na,A,adaptive\nb,B,adpative\na,C,\n")
    err = StringIO()
    with pytest.raises(CommandError, match="2 errors"):
        call_command("import", "practices", path, stderr=err)
    assert "row 3, column approach" in err.getvalue()
    assert "row 4, column id" in err.getvalue()
    assert "stands in row 2" in err.getvalue()
    assert not Practice.objects.exists()
    assert ImportBatch.objects.get().state == ImportBatch.State.DISCARDED


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import", "practices", tmp_path / "none.csv")


def test_the_exported_library_comes_back_identical(starter: list[Document], tmp_path: Path) -> None:
    for ending in ("json", "csv", "xlsx"):
        path = tmp_path / f"all.{ending}"
        run("export", "practices", "--format", ending, "--out", path)
        read, _problems = read_file(path.name, path.read_bytes())
        assert sorted(map(canonical, read)) == sorted(map(canonical, starter))


def test_an_export_goes_to_standard_output_and_honours_a_query(
    starter: list[Document], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    call_command("export", "practices", "--query", "country=DE")
    taken = json.loads(capfdbinary.readouterr().out)["practices"]
    assert {d["id"] for d in taken} == {d["id"] for d in starter if "DE" in (d["countries"] or [])}


def test_an_export_refuses_a_query_it_does_not_understand(starter: list[Document]) -> None:
    with pytest.raises(CommandError, match="Atlantis"):
        run("export", "practices", "--query", "country=Atlantis")
