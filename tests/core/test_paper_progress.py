"""The progress of a PDF: pages are told once each, a person may stop it, nothing is left behind."""

import logging

import pytest

from bothways.core.paper_progress import Cancelled, watched

LOGGER = logging.getLogger("weasyprint.progress")


def test_every_page_is_told_once_and_never_the_last_one_too_early() -> None:
    told: list[tuple[int, int]] = []
    with watched(lambda done, total: told.append((done, total)), 3):
        for page in (1, 1, 2, 3, 4):
            LOGGER.info("Step 5 - Creating layout - Page %d", page)
        LOGGER.info("Step 6 - Creating PDF")
    assert told == [(1, 3), (2, 3), (2, 3), (2, 3)]


def test_whoever_stops_it_ends_the_layout_and_the_logger_is_as_before() -> None:
    before = (LOGGER.level, LOGGER.propagate, list(LOGGER.handlers))

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), watched(stop, 3):
        LOGGER.info("Creating layout - Page 1")
    assert (LOGGER.level, LOGGER.propagate, list(LOGGER.handlers)) == before
