"""``bothways analyse trial FILE ...``: a person's own table, analysed as its design allows."""

import re
import sys
import warnings
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from bothways.analysis import (
    anytime,
    did,
    match,
    mean,
    meta,
    network,
    power,
    prepost,
    scale,
    suppress,
    survey,
    trial,
)
from bothways.analysis.answers import Answer, as_json, as_text
from bothways.analysis.plot import draw
from bothways.analysis.questions import add_flags, asked
from bothways.analysis.readers import READERS
from bothways.analysis.tables import Table, read_table
from bothways.core.errors import Refused
from bothways.stats.errors import StatsError

BAD_INPUT = 2


class Analysis(NamedTuple):
    question: type[Any]
    analyse: Callable[[Any, Any], Answer]


ANALYSES = {
    "trial": Analysis(trial.Trial, trial.analyse),
    "anytime": Analysis(anytime.Anytime, anytime.analyse),
    "prepost": Analysis(prepost.PrePost, prepost.analyse),
    "did": Analysis(did.Did, did.analyse),
    "match": Analysis(match.Match, match.analyse),
    "mean": Analysis(mean.Mean, mean.analyse),
    "meta": Analysis(meta.Meta, meta.analyse),
    "scale": Analysis(scale.Scale, scale.analyse),
    "network": Analysis(network.Network, network.analyse),
    "survey": Analysis(survey.Survey, survey.analyse),
    "power": Analysis(power.Power, power.analyse),
    "suppress": Analysis(suppress.Suppress, suppress.analyse),
}
# What the mathematics calls a column, and the flag by which the person named it.
ROLES = {
    "outcome": "outcome", "arm": "treatment", "clusters": "cluster", "strata": "strata",
    "participation": "participation", "before": "before", "after": "after", "treated": "treatment",
    "period": "period", "unit": "cluster", "effects": "effect", "errors": "se", "order": "order",
    "pupils": "pupil", "groups": "group", "source": "source", "target": "target",
    "classes": "classroom", "weights": "weight",
}  # fmt: skip


class Command(BaseCommand):
    help = "Analyses a table: prints what its design allows to say, with the figures behind it."
    requires_system_checks: list[str] = []  # noqa: RUF012
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="analysis", required=True, metavar="ANALYSIS")
        for name, (question, _analyse) in ANALYSES.items():
            about = (question.__doc__ or "").strip()
            one = kinds.add_parser(name, help=about, description=about)
            optional = {"nargs": "?"} if name == "power" else {}
            endings = ", ".join(READERS)
            one.add_argument("file", type=Path, help=f"the table ({endings})", **optional)  # type: ignore[arg-type]
            add_flags(one, question)
            one.add_argument("--json", action="store_true", help="print JSON and nothing else")
            one.add_argument("--plot", type=Path, metavar="FILE.svg", help="also write a drawing")
            one.add_argument(
                "--where", action="append", default=[], metavar="COLUMN=VALUE",
                help="only the rows with this value",
            )  # fmt: skip
            one.add_argument(
                "--missing", nargs="+", action="extend", default=[], metavar="CODE",
                help="further codes that mean no value, such as 99",
            )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            answer = self._answer(options)
            drawing = draw(answer) if options["plot"] else ""
        except Refused as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error
        except StatsError as error:
            raise CommandError(_in_their_words(error, options), returncode=BAD_INPUT) from error
        except (ArithmeticError, ValueError, RuntimeError, MemoryError) as error:
            message = _("These numbers cannot be analysed: %(reason)s.") % {"reason": error}
            raise CommandError(message, returncode=BAD_INPUT) from error
        if options["plot"]:
            _write(options["plot"], drawing)
        self.stdout.write(as_json(answer) if options["json"] else as_text(answer))

    def _answer(self, options: dict[str, Any]) -> Answer:
        question, analyse = ANALYSES[options["analysis"]]
        if options["plot"] and options["plot"].suffix.lower() != ".svg":
            message = _("--plot %(file)s: expected a name that ends in .svg.")
            raise Refused(message % {"file": options["plot"]})
        table: Table | None = None
        if options["file"] is not None:
            table = read_table(options["file"], options["missing"], options["where"])
            for remark in table.columns.remarks:
                self.stderr.write(remark.message)
        with warnings.catch_warnings():
            if not sys.warnoptions:
                warnings.simplefilter("ignore", RuntimeWarning)
            return analyse(asked(question, options), table)


def _in_their_words(error: StatsError, options: dict[str, Any]) -> str:
    """The message with the person's own column names in place of the roles."""

    def named(found: re.Match[str]) -> str:
        given = options.get(ROLES.get(found[2], ""))
        return f"{found[1]} {given}" if isinstance(given, str) else found[0]

    return re.sub(r"\b([Cc]olumn) (\w+)", named, str(error))


def _write(path: Path, drawing: str) -> None:
    try:
        path.write_text(drawing, encoding="utf-8")
    except OSError as error:
        values = {"file": path, "reason": error.strerror}
        message = _("%(file)s cannot be written: %(reason)s.") % values
        raise CommandError(message, returncode=BAD_INPUT) from error
