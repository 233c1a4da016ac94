"""What the shell says about microdata, and the files of figures that come of it."""

from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bothways.context.codes import code_list
from bothways.context.formats import Asked, Message, write_plain_csv
from bothways.context.microdata.dimensions import dimensions
from bothways.context.microdata.survey import as_columns
from bothways.context.models import Indicator
from bothways.context.observation import Observation
from bothways.core.errors import Refused

Options = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """Figures made of microdata, as a file that is imported like any other."""

    name: str
    content: bytes
    asked: Asked
    read: Message


@dataclass(frozen=True)
class Microdata:
    help: str
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Options], Made]


def _common(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--indicator", required=True, help="code of the indicator")
    parser.add_argument("--time", required=True, help="2024, 2022-07 or 2022-Q3")
    parser.add_argument(
        "--dataset", required=True, help="a name for these figures, own:survey-2024"
    )
    parser.add_argument("--source", default="", help="who made the file, as readers will see it")
    parser.add_argument("--vintage", type=date.fromisoformat, help="day of the figures")
    parser.add_argument(
        "--by", action="append", default=[], metavar="DIMENSION=COLUMN:VALUE=CODE,VALUE=CODE"
    )
    parser.add_argument("--threshold", type=int, default=10, help="smaller groups are held back")
    parser.add_argument("--dry-run", action="store_true", help="compute and compare, write nothing")


def _survey_arguments(parser: ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("--place", required=True, help="code of the place")
    parser.add_argument("--weights", required=True, help="column of the full weight")
    parser.add_argument("--replicates", required=True, nargs="+", help="columns, such as W_FSTR*")
    parser.add_argument("--pv", "--values", dest="values", required=True, nargs="+",
                        help="the column, or its plausible values, such as PV*MATH")  # fmt: skip
    parser.add_argument("--share-of", default="", help="the share of this value, not a mean")
    parser.add_argument("--method", default="fay",
                        choices=("fay", "brr", "jk1", "jk2", "sdr", "bootstrap"))  # fmt: skip
    parser.add_argument("--fay", type=float, default=0.5)


def _register_arguments(parser: ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("--place", required=True, help="COLUMN, or COLUMN:VALUE=CODE,...")
    parser.add_argument("--outcome", required=True, help="column of 0 and 1, or of an amount")
    parser.add_argument("--weight", default="", help="column of weights")
    parser.add_argument("--age-bands", help="with --by age=COLUMN: 15-24,25-54,55-64")
    parser.add_argument("--duration-bands", help="with --by duration=COLUMN: -4,5-9,10-")
    parser.add_argument("--within", action="append", default=[], metavar="COLUMN=LOW..HIGH",
                        help="only rows between the two, both included")  # fmt: skip


def _from_survey(options: Options) -> Made:
    from bothways.context.microdata.survey import SurveyFigures, survey_figures
    from bothways.stats.surveys import Replication

    asked = SurveyFigures(
        options["indicator"], _unit(options["indicator"]), _place(options["place"]),
        options["time"], tuple(dimensions(options["by"])), options["weights"],
        tuple(options["replicates"]), tuple(options["values"]),
        "share" if options["share_of"] else "mean", options["share_of"],
        Replication(options["method"], options["fay"]), options["threshold"],
    )  # fmt: skip
    return _made(survey_figures(asked, options["file"]), options)


def _from_register(options: Options) -> Made:
    from bothways.context.microdata.register import RegisterFigures, bands, register_figures

    [place] = dimensions([f"place={options['place']}"])
    banded = {
        name: bands(options[f"{name}_bands"])
        for name in ("age", "duration")
        if options[f"{name}_bands"]
    }
    asked = RegisterFigures(
        options["indicator"], _unit(options["indicator"]), options["time"], options["outcome"],
        place, tuple(dimensions(options["by"])), banded, options["weight"],
        tuple(map(_within, options["within"])), options["threshold"],
    )  # fmt: skip
    return _made(register_figures(asked, options["file"]), options)


def _within(text: str) -> tuple[str, float, float]:
    column, _mark, ends = text.partition("=")
    low, mark, high = ends.partition("..")
    try:
        return column, float(low), float(high)
    except ValueError as error:
        message = _("--within %(text)s: expected COLUMN=LOW..HIGH, such as age=15..64.")
        raise Refused(message % {"text": text}) from error


def _unit(code: str) -> str:
    found = Indicator.objects.filter(code=code).first()
    if found is None:
        message = _("%(code)s is no indicator that is known. See bothways observations list.")
        raise Refused(message % {"code": code})
    return found.unit


def _place(text: str) -> str:
    code = code_list("place").code_of(text)
    if code is None:
        raise Refused(_("%(place)s is no place that is known.") % {"place": text})
    return code


def _made(rows: list[Observation], options: Options) -> Made:
    name: str = options["file"].name
    columns = as_columns(rows, options["dataset"], options["source"] or options["dataset"])
    columns = replace(columns, vintage=options["vintage"] or date.today())
    asked = Asked(options["indicator"], options["dataset"], options["vintage"])
    return Made(name, write_plain_csv(columns), asked, Message(columns, [], columns.source))


MICRODATA: dict[str, Microdata] = {
    "from-survey": Microdata(
        "figures from a survey with replicate weights", _survey_arguments, _from_survey
    ),
    "from-register": Microdata(
        "figures from a register in Parquet", _register_arguments, _from_register
    ),
}
