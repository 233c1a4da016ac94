"""``bothways allocate families.csv places.csv``: suggestions from the shell, nothing kept."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bothways.core.problems import Problem
from bothways.tailoring.allocation.core.allocate import Outcome, allocate
from bothways.tailoring.allocation.core.people import Rules
from bothways.tailoring.allocation.readers.batch import Incoming, Upload, read_batch
from bothways.tailoring.allocation.wording import bound_words, points, verdict, wish_words

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Suggests a place for each family, with reasons. A person decides; nothing is applied."
    requires_system_checks: list[str] = []  # noqa: RUF012
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("families", type=Path, help="a row a family (.csv, .tsv, .xlsx)")
        parser.add_argument("places", type=Path, help="a row a place, with its capacity")
        parser.add_argument("--capacities", type=Path, help="the seats, in a file of their own")
        parser.add_argument("--seed", type=int, default=1, help="decides ties (default 1)")
        parser.add_argument(
            "--capacity-in", choices=("persons", "cases"), default="persons",
            help="what takes a seat: a person, or a family whatever its size",
        )  # fmt: skip
        parser.add_argument(
            "--floor", type=float, default=0.0, metavar="SHARE",
            help="least share of its own optimum for families of each size, such as 0.95",
        )  # fmt: skip
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        capacities = _upload(options["capacities"]) if options["capacities"] else None
        incoming = read_batch(_upload(options["families"]), _upload(options["places"]), capacities)
        self._tell(incoming)
        if not 0 <= options["floor"] <= 1:
            raise CommandError(_("--floor: expected a share from 0 to 1."), returncode=BAD_INPUT)
        rules = Rules(
            capacity_in=options["capacity_in"], seed=options["seed"], floor=options["floor"]
        )
        outcome = allocate(incoming.families, incoming.places, rules)
        names = {place.id: place.name or place.id for place in incoming.places}
        text = _as_json(outcome) if options["json"] else _as_text(outcome, names)
        self.stdout.write(text)

    def _tell(self, incoming: Incoming) -> None:
        for name, problems in incoming.problems.items():
            for problem in problems:
                self.stderr.write(_told(name, problem))
        if incoming.has_errors:
            message = _("Nothing was computed. Correct the rows above.")
            raise CommandError(message, returncode=BAD_INPUT)


def _upload(path: Path) -> Upload:
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        values = {"file": path, "reason": error.strerror}
        message = _("%(file)s cannot be read: %(reason)s.") % values
        raise CommandError(message, returncode=BAD_INPUT) from error


def _told(file: str, problem: Problem) -> str:
    """What is wrong with a file as a whole has no row."""
    if not problem.row:
        return f"{file}: {problem.message}"
    return _("%(file)s, row %(row)s, %(column)s: %(message)s") % {
        "file": file, "row": problem.row, "column": problem.column or "-",
        "message": problem.message,
    }  # fmt: skip


def _as_json(outcome: Outcome) -> str:
    whole = asdict(outcome) | {"gap": outcome.gap}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)


def _as_text(outcome: Outcome, names: dict[str, str]) -> str:
    result = asdict(outcome) | {"gap": outcome.gap}
    lines = [
        f"{one.case:<12} {points(one.fit):>6}  {verdict(asdict(one), names)}"
        for one in outcome.suggestions
    ]
    return "\n".join([*lines, "", bound_words(result), wish_words(result)])
