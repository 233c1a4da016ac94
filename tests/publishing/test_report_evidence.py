"""Ratings, gaps and estimates in a Snapshot report, and that an edition keeps them."""

import io
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from docx import Document as Word

from bothways.core.models import User
from bothways.practices.models import Lowering, Practice
from bothways.practices.rating.printed import rule_tables
from bothways.practices.said import told
from bothways.publishing.actions import report_freeze
from bothways.publishing.models import ReportEdition
from bothways.publishing.report.chapters import Report, report_from
from bothways.publishing.report.docx import report_docx
from bothways.publishing.report.forest_picture import lines
from bothways.publishing.report.pdf import report_html
from tests.publishing.comparable import documents_with_effects, release_all


@pytest.fixture
def edition(starter: list[dict[str, Any]], editor: User) -> ReportEdition:
    documents = documents_with_effects(starter)
    for document in documents:
        document["countries"] = ["IS"]
    release_all(documents)
    return report_freeze("country=IS", title="Made up", actor=editor)


def lower(slug: str, level: int, reviewer: User) -> None:
    practice = Practice.objects.get(slug=slug)
    Lowering.objects.create(
        practice=practice, release=practice.live, level=level, reason="Later.", author=reviewer
    )


def test_an_edition_keeps_its_ratings_when_one_is_lowered_later(
    edition: ReportEdition, reviewer: User, editor: User
) -> None:
    before = report_html(report_from(edition, "en"))
    lower("made-up-1", 0, reviewer)
    stored = ReportEdition.objects.get(pk=edition.pk)
    assert report_html(report_from(stored, "en")) == before
    following = report_freeze("country=IS", title="Made up", actor=editor, series=edition.series)
    assert following.difference and following.difference["rerated"] == ["made-up-1"]
    assert "Lowered from C4 by a reviewer: Later." in report_html(report_from(following, "en"))


def test_the_report_pools_its_own_practices_and_prints_the_rules(edition: ReportEdition) -> None:
    report = report_from(edition, "en")
    assert [(label, [one.side for one in found]) for label, found in report.estimates] == [
        ("attitudes of hosts", ["hosts"]),
        ("well-being", ["newcomers", "hosts"]),
    ]
    page = report_html(report)
    assert "Annex: how we rate" in page and "Rules version 1" in page
    assert "Gaps by type" in page and "striped: a sign of harm" in page
    assert page.count('class="forest"') == 3


def test_the_annex_prints_the_rules_in_the_language_of_the_report(edition: ReportEdition) -> None:
    stored = ReportEdition.objects.get(pk=edition.pk)
    with override("de"):
        annex, shown = report_from(stored, "de").rules, rule_tables()
        expected = [(told(table.title), [told(word) for word in table.head]) for table in shown]
        rows = [[[told(cell) for cell in row] for row in table.rows] for table in shown]
        assert [(table.title, list(table.head)) for table in annex] == expected
        assert [[list(row) for row in table.rows] for table in annex] == rows
        # A number is written as this language writes it: kept as a number, not as English text.
        assert "unter 0,2" in rows[1][0] or "below 0,2" in rows[1][0]


def test_practices_stand_by_confidence(edition: ReportEdition) -> None:
    lows = [page.rating.low for page in report_from(edition, "en").practices if page.rating]
    assert lows == sorted(lows, reverse=True)
    assert len(lows) == len(edition.document["practices"])


def old(edition: ReportEdition) -> Report:
    """The same edition as it would have been frozen before practices were rated."""
    keys = ("ratings", "findings", "rules", "year")
    document = {k: v for k, v in edition.document.items() if k not in keys}
    return Report(document, edition.title, 1, edition.frozen_at.date(), None, "en")


def test_an_edition_of_before_there_were_ratings_reads_as_it_did(edition: ReportEdition) -> None:
    page = report_html(old(edition))
    assert "No practice is rated yet" in page
    assert "tested by drawing lots" in page
    assert "Annex: how we rate" not in page and "Why this confidence" not in page
    assert Word(io.BytesIO(report_docx(old(edition)))).tables


def test_the_docx_has_forest_plots_and_reasons(edition: ReportEdition) -> None:
    word = Word(io.BytesIO(report_docx(report_from(edition, "en"))))
    words = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Why this confidence" in words and "Annex: how we rate" in words
    assert len(word.inline_shapes) == 4  # the world map and three forest plots


def test_the_page_of_a_report_shows_estimates_in_arabic_too(
    edition: ReportEdition, visitor: Client
) -> None:
    page = visitor.get(f"/ar/reports/{edition.series.slug}/1/").content.decode()
    assert page.count('class="forest"') == 3 and " style=" not in page


def test_the_corners_of_a_path_come_out_in_order() -> None:
    assert list(lines("M1 2H5M1 0v4")) == [[(1, 2), (5, 2)], [(1, 0), (1, 4)]]
    assert list(lines("M5 5l2 2-2 2-2-2z")) == [[(5, 5), (7, 7), (5, 9), (3, 7)]]


def test_reasons_stand_as_sentences_without_naming_the_only_study(edition: ReportEdition) -> None:
    page = report_html(report_from(edition, "en"))
    why = page.partition("Why this confidence")[2].partition("</dl>")[0]
    assert "Capped at" in why and "the best study" not in why
