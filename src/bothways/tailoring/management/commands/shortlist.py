"""``bothways shortlist --place DE --age 6-12``: the page's answer in a shell."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import activate
from django.utils.translation import gettext as _

from bothways.core.vocabularies import LANGUAGES
from bothways.tailoring.fit.wish import MOST_SHOWN, parameters
from bothways.tailoring.fit.wish_reading import Reading, read_wish
from bothways.tailoring.shortlist import Answer, Entry, shortlist
from bothways.tailoring.shortlist_page import ShownEntry
from bothways.tailoring.shortlist_terms import LACKING
from bothways.tailoring.shortlist_words import left_out

OPTIONS = {
    "place": "country, such as DE", "age": "ages, such as 6-12", "gender": "f, m or any",
    "stage": "stage of stay", "stay": "duration of stay", "language": "languages of the group",
    "company": "with_family or unaccompanied", "side": "newcomers or hosts",
    "outcome": "outcome that is wanted", "budget": "money there is", "currency": "such as EUR",
    "staff": "full-time posts", "hours": "hours with each group", "devices": "devices there are",
    "weeks": "weeks there are", "team-language": "languages the team speaks",
    "met": "precondition that is met", "unmet": "precondition that is not met",
    "order": "line to sort by", "only": "line that has to fit",
}  # fmt: skip
SEVERAL = ("stage", "stay", "language", "side", "outcome", "team-language", "met", "unmet", "only")


class Command(BaseCommand):
    help = (
        "Shows which practices fit a group in a place, as a profile of lines and never one score."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        for name, meaning in OPTIONS.items():
            action = "append" if name in SEVERAL else "store"
            parser.add_argument(f"--{name}", action=action, help=meaning)
        parser.add_argument("--south-south", action="store_true", help="experience of the South")
        parser.add_argument("--no-variety", action="store_true", help="the plain order of the rule")
        parser.add_argument("--query", default="", help="the address of the page, after its ?")
        parser.add_argument("--limit", type=int, help="how many, 10 if nothing is said")
        parser.add_argument(
            "--words", choices=LANGUAGES, default="en", help="language of the words"
        )
        parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        activate(options["words"])
        reading = self._reading(options)
        if reading.lacking:
            raise CommandError(" ".join(str(LACKING[name]) for name in reading.lacking))
        if reading.left_out:
            # A list that silently answers another question would be taken for this one's answer.
            raise CommandError(" ".join(left_out(one) for one in reading.left_out))
        answer = shortlist(reading)
        if options["json"]:
            self.stdout.write(json.dumps(as_json(answer), ensure_ascii=False, indent=1))
        else:
            self._print(answer)

    def _reading(self, options: dict[str, Any]) -> Reading:
        limit = options["limit"]
        if limit is not None and not 1 <= limit <= MOST_SHOWN:
            raise CommandError(_("--limit goes from 1 to %(most)s.") % {"most": MOST_SHOWN})
        asked: dict[str, list[str]] = {}
        for name, value in _pairs(options):
            asked.setdefault(name, []).append(value)
        return read_wish(asked)

    def _print(self, answer: Answer) -> None:
        if not answer.entries:
            self.stdout.write(_("No practice fits all of the filters."))
        for entry in answer.entries:
            self._entry(entry, answer)
        if answer.apart:
            self.stdout.write(_("Apart, since something they cannot do without is not there:"))
        for entry in answer.apart:
            shown = ShownEntry(entry, answer.wish)
            self.stdout.write(f"     {shown.title.text}  [{entry.slug}]: {shown.lacks}")

    def _entry(self, entry: Entry, answer: Answer) -> None:
        shown = ShownEntry(entry, answer.wish)
        self.stdout.write(f"{entry.place:3}. {shown.title.text}  [{entry.slug}]")
        lines = "; ".join(f"{line.name}: {line.short}" for line in shown.lines)
        self.stdout.write(f"     {lines}")
        for text in [*shown.warnings, *shown.why]:
            self.stdout.write(f"     {text}")


def _pairs(options: dict[str, Any]) -> list[tuple[str, str]]:
    rows = parse_qsl(options["query"].lstrip("?"))
    for option in OPTIONS:
        name = option.replace("-", "_")
        value = options[name]
        rows += [(name, each) for each in (value if isinstance(value, list) else [value]) if each]
    rows += [("south_south", "yes")] if options["south_south"] else []
    rows += [("variety", "no")] if options["no_variety"] else []
    rows += [("show", str(options["limit"]))] if options["limit"] else []
    return rows


def as_json(answer: Answer) -> dict[str, Any]:
    """The whole answer: codes, numbers and the facts behind each line."""
    return {
        "wish": parameters(answer.wish),
        "library": answer.library,
        "ranked": answer.ranked,
        "practices": [_entry_json(entry) for entry in answer.entries],
        "apart": [_entry_json(entry) for entry in answer.apart],
    }


def _entry_json(entry: Entry) -> dict[str, Any]:
    profile = asdict(entry.profile)
    return {
        "place": entry.place, "place_by_rule": entry.by_rule, "practice": entry.slug,
        "release": entry.released.number, "title": entry.released.document.get("title"),
        "confidence": entry.rating.short if entry.rating else None,
        "before_next": entry.before_next, "moves": [asdict(move) for move in entry.moves],
        "lines": {line.pop("id"): line for line in profile["lines"]},
        "warnings": profile["warnings"], "reevaluation": profile["reevaluation"],
        "coverage": profile["coverage"],
    }  # fmt: skip
