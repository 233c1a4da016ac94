"""Codes into sentences, in the language that is read. Points are out of 100."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bothways.tailoring.allocation.core.people import Rules

Json = Mapping[str, Any]

TERM_LABELS = {
    "preference": gettext_lazy("the family's own wishes"),
    "ties": gettext_lazy("relatives or friends live there"),
    "languages": gettext_lazy("the family's languages are spoken there"),
    "services": gettext_lazy("services the family asks for"),
    "nearness": gettext_lazy("near to where the family lives now"),
}
FIGURE_LABELS = {
    "unplaced": gettext_lazy("without a place"),
    "first_wish": gettext_lazy("got their first wish"),
    "fit": gettext_lazy("mean fit, of 100 (0 without a place)"),
    "distance": gettext_lazy("mean distance, km"),
}
GROUP_LABELS = {
    "sex": gettext_lazy("Sex"),
    "age_band": gettext_lazy("Age"),
    "origin_region": gettext_lazy("Region of origin"),
    "size": gettext_lazy("Size of the family"),
}
STEP_LABELS = {
    "": gettext_lazy("Waiting for the worker."),
    "filters": gettext_lazy("Checking what each family needs against each place."),
    "prices": gettext_lazy("Finding out which seats are scarce."),
    "relaxation": gettext_lazy("Looking for the best allocation."),
    "repair": gettext_lazy("Keeping families whole."),
    "exact": gettext_lazy("Proving that nothing better exists."),
    "floor": gettext_lazy("Lifting groups to the floor."),
    "wishes": gettext_lazy("Working out what the wishes cost."),
    "reasons": gettext_lazy("Writing down the reasons."),
}
STATE_LABELS = {
    "ready": gettext_lazy("not run yet"),
    "waiting": gettext_lazy("waiting for the worker"),
    "running": gettext_lazy("being run"),
    "done": gettext_lazy("suggestions stand"),
    "stopped": gettext_lazy("stopped"),
    "failed": gettext_lazy("failed"),
    "emptied": gettext_lazy("emptied"),
}


def points(share: float) -> str:
    """Points of 100, with one digit when that is needed to tell two apart."""
    text = f"{100.0 * share:.1f}"
    return text.removesuffix(".0")


@dataclass(frozen=True)
class Option:
    """One place as a family sees it."""

    key: str
    name: str
    points: str
    terms: list[tuple[str, str, str]]  # label, points, most there are
    full: bool
    suggested: bool


def options_of(document: Json, names: Mapping[str, str], rules: Rules) -> list[Option]:
    return [
        Option(
            row["place"], names.get(row["place"], row["place"]), points(row["fit"]),
            [
                (str(label), points(row["terms"][term]), points(rules.weights.share(term)))
                for term, label in TERM_LABELS.items()
                if rules.weights.share(term) > 0
            ],
            row["full"], row["place"] == document["place"],
        )
        for row in document["ranked"]
    ]  # fmt: skip


def filter_words(excluded: Mapping[str, int]) -> list[str]:
    """Which hard needs how many places do not meet."""
    return [_FILTERS[name](count) for name, count in excluded.items() if name in _FILTERS]


_FILTERS = {
    "age": lambda n: ngettext(
        "%(n)s place does not take these ages, or the ages are not known.",
        "%(n)s places do not take these ages, or the ages are not known.", n) % {"n": n},
    "instruction": lambda n: ngettext(
        "%(n)s place does not teach in a language that was asked for.",
        "%(n)s places do not teach in a language that was asked for.", n) % {"n": n},
    "needs": lambda n: ngettext(
        "%(n)s place lacks something that is needed.",
        "%(n)s places lack something that is needed.", n) % {"n": n},
    "gender": lambda n: ngettext(
        "%(n)s place does not match the need for a group of one gender.",
        "%(n)s places do not match the need for a group of one gender.", n) % {"n": n},
    "size": lambda n: ngettext(
        "%(n)s place has fewer seats in all than the family needs.",
        "%(n)s places have fewer seats in all than the family needs.", n) % {"n": n},
}  # fmt: skip


def verdict(document: Json, names: Mapping[str, str]) -> str:
    """What is suggested, or why nothing is."""
    if document["place"]:
        return _("Suggested: %(place)s.") % {
            "place": names.get(document["place"], document["place"])
        }
    if document["why_none"] == "filters":
        return _("No place fits: none meets everything that is needed.")
    message = ngettext(
        "No place is suggested: %(n)s place would fit, but its seats go to others.",
        "No place is suggested: %(n)s places would fit, but their seats go to others.",
        document["open_places"],
    )
    return message % {"n": document["open_places"]}


def margin_words(document: Json, names: Mapping[str, str]) -> str:
    """The next best place and how far it is behind or ahead."""
    if not document["place"]:
        return ""
    if not document["runner_up"]:
        return _("No other place meets everything that is needed.")
    values = {
        "place": names.get(document["runner_up"], document["runner_up"]),
        "points": points(abs(document["margin"])),
    }
    if document["margin"] < 0:
        message = _(
            "%(place)s fits this family better by %(points)s points, but its seats do more for "
            "others."
        )
    elif document["margin"] == 0:
        message = _("%(place)s fits just as well; a lottery decided between them.")
    else:
        message = _("Next best: %(place)s, %(points)s points behind.")
    return message % values


def bound_words(result: Json) -> str:
    """How good the whole is, in words that promise nothing unproven."""
    if result["proven"]:
        return _("Proven: no other allocation has a higher sum of fit.")
    share = 100.0 * result["gap"]
    text = "0.01" if share < 0.01 else f"{share:.2f}"
    return _("Within %(share)s %% of the bound: no allocation can be better by more than that.") % {
        "share": text
    }


def wish_words(result: Json) -> str:
    share = f"{100.0 * result['wish_price']:.1f}"
    return _(
        "Counting the wishes costs %(share)s %% of everything else that counts, among them having "
        "a place at all."
    ) % {"share": share}


def price_words(price: float, rules: Rules) -> str:
    """What one more seat is worth, in points and against a wish that comes true."""
    if price < 5e-7:
        return _("Nothing: seats are left, or nobody who fits would gain.")
    values = {"points": points(price), "wish": points(rules.weights.share("preference"))}
    if rules.capacity_in == "persons":
        return _(
            "%(points)s points. A first wish that comes true for one person adds %(wish)s."
        ) % (values)
    return _("%(points)s points. A first wish that comes true for one person adds %(wish)s, for a "
             "family as often as it has persons if each person counts.") % values  # fmt: skip


def floor_words(floor: Json | None) -> str:
    if floor is None:
        return ""
    values = {"asked": f"{100 * floor['asked']:.0f}", "cost": f"{100 * floor['cost']:.2f}",
              "lowest": f"{100 * min(floor['after']):.1f}"}  # fmt: skip
    if floor["kept"]:
        return (
            _(
                "Floor kept: every group has at least %(asked)s %% of what it could have had if it "
                "chose first. The whole loses %(cost)s %% by it."
            )
            % values
        )
    return (
        _(
            "Floor missed: %(asked)s %% was asked for, the lowest group reaches %(lowest)s %%. "
            "The whole loses %(cost)s %% by the attempt."
        )
        % values
    )
