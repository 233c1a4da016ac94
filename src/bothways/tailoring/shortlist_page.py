"""What the pages of the shortlist show, made from an answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.context.codes import code_list
from bothways.core.places_and_languages import language_label
from bothways.core.search import SearchBusy
from bothways.practices import reading
from bothways.practices.queries import Released
from bothways.practices.rating_queries import ShownRating
from bothways.practices.record.codes import code_label, codes_of, offered_codes
from bothways.practices.related import related_to
from bothways.tailoring import shortlist_terms as terms
from bothways.tailoring import shortlist_words as words
from bothways.tailoring.fit.profile import Profile, ProfileLine
from bothways.tailoring.fit.wish import EMPTY, LINES, MOST_SHOWN, Wish, query_string
from bothways.tailoring.fit.wish_reading import COMPANIES, SIDES
from bothways.tailoring.shortlist import Answer, Entry
from bothways.tailoring.shortlist_queries import library_table

# Lines that stand in the list even when nothing about them was asked.
ALWAYS = ("place", "load")
PARTS_OF_ORDER = ("order", "only", "variety", "show")


@dataclass(frozen=True)
class ShownLine:
    """One line of a profile: mark, name, few words, one sentence and the facts behind it."""

    line: ProfileLine
    name: str
    grade: str
    short: str
    said: str

    @property
    def id(self) -> str:
        return self.line.id

    @property
    def mark(self) -> str:
        return f"g-{self.line.grade}"

    @property
    def facts(self) -> Any:
        return self.line.facts


def shown_line(line: ProfileLine) -> ShownLine:
    return ShownLine(
        line, words.line_name(line.id), words.grade(line), words.short(line), words.said(line)
    )


def shown_lines(profile: Profile) -> list[ShownLine]:
    return [shown_line(line) for line in profile.lines]


@dataclass(frozen=True)
class ShownEntry:
    entry: Entry
    wish: Wish

    @property
    def title(self) -> reading.Prose:
        return reading.prose(self.entry.released.document, "title", _language())

    @property
    def where(self) -> str:
        return reading.joined(reading.country_names(self.entry.released.document, _language()), 4)

    @property
    def when(self) -> str:
        return reading.years(self.entry.released.document)

    @property
    def lines(self) -> list[ShownLine]:
        asked = [
            line for line in self.entry.profile.lines
            # Confidence stands beside the mark.
            if line.id != "confidence" and (line.grade != "not_asked" or line.id in ALWAYS)
        ]  # fmt: skip
        return [shown_line(line) for line in asked]

    @property
    def warnings(self) -> list[str]:
        return warnings_of(self.entry.profile)

    @property
    def why(self) -> list[str]:
        """Why it stands here, and what would move it."""
        said = [words.stands_here(self.entry.before_next)]
        if self.entry.varied:
            said.append(words.varied(self.entry.by_rule))
        return said + [words.moved(m.kind, m.line, m.place) for m in self.entry.moves]

    @property
    def lacks(self) -> str:
        rows = self.entry.profile.line("preconditions").facts["rows"]
        return reading.joined(
            precondition_name(row) for row in rows if row["state"] == "unmet" and row["must"]
        )

    @property
    def address(self) -> str:
        return profile_address(self.entry.slug, self.wish)

    @property
    def rating(self) -> ShownRating | None:
        return self.entry.rating

    @property
    def who_changes(self) -> str:
        return self.entry.released.document.get("who_changes") or ""


def precondition_name(row: dict[str, Any]) -> str:
    return row["what"] or _("devices for those who take part")


def warnings_of(profile: Profile) -> list[str]:
    return [words.warning(one.code, one.facts) for one in profile.warnings]


def _language() -> str:
    return get_language() or "en"


def profile_address(slug: str, wish: Wish) -> str:
    asked = wish.but(**{name: EMPTY[name] for name in PARTS_OF_ORDER})
    return f"{reverse('fit_profile', args=[slug])}?{query_string(asked)}"


def plan_address() -> str:
    """Where a plan begins; empty while there are no plans here."""
    try:
        return reverse("plan_new")
    except NoReverseMatch:
        return ""


def place_address(code: str) -> str:
    """The page of a place; empty while there are no pages of places here."""
    try:
        return reverse("place", args=[code])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Choice:
    code: str
    label: str
    chosen: bool


def _choices(vocabulary: str, chosen: Iterable[str]) -> list[Choice]:
    held = set(chosen)
    return [
        Choice(code, code_label(vocabulary, code, _language()), code in held)
        for code in offered_codes(vocabulary)
    ]


def form_choices(wish: Wish) -> dict[str, Any]:
    """Every list the form offers, in the reader's language."""
    places = [Choice(c, words.place_name(c), c == wish.place) for c in codes_of("country")]
    if wish.place and wish.place not in codes_of("country"):
        places.append(Choice(wish.place, words.place_name(wish.place), True))
    return {
        "places": sorted(places, key=lambda one: one.label),
        "stages": _choices("stage", wish.stage),
        "stays": _choices("duration_of_stay", wish.stay),
        "outcome_lists": [_choices("outcome_families", [o]) for o in wish.outcome or ("",)],
        "sides": [Choice(c, code_label("outcome_for", c, _language()), c in wish.side)
                  for c in SIDES],
        "companies": [Choice(c, str(terms.COMPANY[c]), c == wish.company) for c in COMPANIES],
        "genders": _choices("gender", [wish.gender]),
        "orders": [Choice(c, words.line_name(c), c == wish.order) for c in LINES],
        "filters": [Choice(c, words.line_name(c), c in wish.only) for c in LINES],
        "language_names": _spoken(), "languages": _named(wish.language),
        "team_languages": _named(wish.team_language),
    }  # fmt: skip


def _named(tags: Iterable[str]) -> str:
    return ", ".join(language_label(tag, _language()) for tag in tags)


def _spoken() -> list[str]:
    """The languages of the library, to choose from while typing."""
    found = library_table().codes["languages"].place
    return sorted(language_label(tag, _language()) for tag in found)


def wish_words(wish: Wish) -> list[str]:
    """The wish in a few words, for the heading of the answer."""
    return list(_wish_words(wish))


def _wish_words(wish: Wish) -> Iterator[str]:
    if wish.age:
        span = reading.ages([{"age_min": wish.age[0], "age_max": wish.age[1]}])
        yield _("ages %(ages)s") % {"ages": span}
    for line, codes in (
        ("gender", [wish.gender] if wish.gender else []), ("stage", wish.stage),
        ("stay", wish.stay), ("languages", wish.language),
        ("company", [wish.company] if wish.company else []), ("side", wish.side),
        ("outcome", wish.outcome),
    ):  # fmt: skip
        if codes:
            yield words.names(line, codes)
    if wish.place:
        yield words.place_name(wish.place)
    if wish.south_south:
        yield words.line_name("south_south")


def more_address(answer: Answer) -> str:
    """The address that shows more of the list; empty at its end."""
    if answer.wish.show >= min(answer.ranked, MOST_SHOWN):
        return ""
    return query_string(answer.wish, show=min(MOST_SHOWN, max(10, 2 * answer.wish.show)))


def ways_out(wish: Wish) -> list[tuple[str, str]]:
    """What to let go of when nothing is left: only filters can empty the list."""
    return [
        (words.line_name(name),
         query_string(wish, only=tuple(one for one in wish.only if one != name)))
        for name in wish.only
    ]  # fmt: skip


@dataclass(frozen=True)
class ShownGap:
    """One indicator in both places, as a row of the table."""

    name: str
    here: str
    there: str
    apart: str
    flags: str
    sources: str


def shown_gaps(line: ProfileLine) -> list[ShownGap]:
    return [_gap(row) for row in line.facts["gaps"]]


def _gap(row: dict[str, Any]) -> ShownGap:
    rows = [each for side in ("here", "there") for each in row[side]["rows"]]
    return ShownGap(
        str(terms.YARDSTICKS[row["yardstick"]]),
        _point(row["here"], row["unit"]), _point(row["there"], row["unit"]),
        reading.number(round(row["standardised"], 1), signed=True),
        ", ".join(
            code_name("flag", sign)
            for sign in sorted(set(row["here"]["flag"] + row["there"]["flag"]))
        ),
        "; ".join(dict.fromkeys(each["source"] for each in rows if each["source"])),
    )  # fmt: skip


def _point(point: dict[str, Any], unit: str) -> str:
    """The difference of two shares is counted in percentage points."""
    value = reading.number(round(point["value"], 1))
    is_gap = len(point["rows"]) > 1
    if unit == "PC" and not is_gap:
        shown = _("%(number)s %%") % {"number": value}
    else:
        shown = f"{value} {code_name('unit', 'PP' if unit == 'PC' else unit)}"
    return f"{shown} ({point['year']})"


def code_name(name: str, code: str) -> str:
    return code_list(name).label(code, _language())


def shown_needs(line: ProfileLine) -> list[dict[str, str]]:
    return [
        {
            "name": str(terms.RESOURCES[row["resource"]]),
            "needed": _need(row), "has": reading.number(row["has"]),
            "state": str(terms.NEED_STATES[row["state"]]),
        }
        for row in line.facts["rows"]
    ]  # fmt: skip


def _need(row: dict[str, Any]) -> str:
    if row["resource"] == "devices" and row["needed"] is not None:
        return _("needed") if row["needed"] else _("not needed")
    return reading.number(None if row["needed"] is None else round(row["needed"], 2))


def cost_words(line: ProfileLine, wish: Wish) -> list[str]:
    """The cost on record, what it would be here, or what is lacking to say so."""
    cost = line.facts["cost"]
    said = [_("Cost as reported: %(words)s.") % {"words": cost["words"]}] if cost["words"] else []
    if cost["amount"] is None:
        return said
    amount = f"{reading.number(cost['amount'])} {cost['currency']}"
    said.append(_("Cost by ingredient, added up: %(amount)s.") % {"amount": amount})
    if "currency" in cost["lacks"]:
        found = _("It cannot be re-priced: that takes a budget in %(currency)s.")
        return [*said, found % {"currency": cost["currency"]}]
    if "price_level" in cost["lacks"]:
        found = _("It cannot be re-priced: that takes a price level of %(here)s and of the places "
                  "where it ran.")  # fmt: skip
        return [*said, found % {"here": words.place_name(wish.country)}]
    here = f"{reading.number(round(cost['here'], 2))} {cost['currency']}"
    return [*said, _("At the prices here: %(amount)s.") % {"amount": here}]


def released_title(released: Released) -> reading.Prose:
    return reading.prose(released.document, "title", _language())


def similar(released: Released, wish: Wish) -> list[tuple[reading.Prose, str]]:
    """Practices that share codes with this one, each with the address of its profile."""
    try:
        found = related_to(released)
    except SearchBusy:
        # The index is being built; the profile itself does not need it.
        return []
    return [(released_title(other), profile_address(other.slug, wish)) for other in found]
