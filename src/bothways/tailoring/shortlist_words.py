"""The fit in the reader's words: lines, grades, reasons, warnings. The one place for wording."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bothways.core.places_and_languages import country_label, language_label
from bothways.practices.reading import ages, joined, number
from bothways.practices.record.codes import code_label
from bothways.tailoring.fit.order import VARIED
from bothways.tailoring.fit.profile import ProfileLine
from bothways.tailoring.fit.wish_reading import LeftOut
from bothways.tailoring.shortlist_terms import (
    COMPANY,
    DUTY_REASONS,
    GRADE_WORDS,
    LINE_NAMES,
    OWN_GRADE_WORDS,
    REASONS,
    RESOURCES,
    VOCABULARY,
    WARNINGS,
    WHY_NOT,
)

Facts = Mapping[str, Any]


def line_name(line: str) -> str:
    return str(LINE_NAMES.get(line, line))


def place_name(code: str) -> str:
    """A country by its name; a region by its country's name and its own code."""
    country, dash, region = code.partition("-")
    name = country_label(country, _language())
    return f"{name} ({region})" if dash else name


def _language() -> str:
    return get_language() or "en"


def names(line: str, codes: Iterable[str]) -> str:
    """Codes of a line in words, as a list."""
    if line == "languages":
        return joined(language_label(code, _language()) for code in codes)
    if line == "company":
        return joined(
            str(COMPANY[c]) if c in COMPANY else code_label(VOCABULARY[line], c, _language())
            for c in codes
        )
    return joined(code_label(VOCABULARY[line], code, _language()) for code in codes)


def per_cent(share: float) -> str:
    return _("%(number)s %%") % {"number": number_format(round(100 * share), 0)}


def short(line: ProfileLine) -> str:
    """A few words for the list: what the grade rests on."""
    return SHORT.get(line.id, _short_codes)(line)


def grade(line: ProfileLine) -> str:
    """The grade in words that suit the line."""
    return str(OWN_GRADE_WORDS.get((line.id, line.grade)) or GRADE_WORDS[line.grade])


def _short_codes(line: ProfileLine) -> str:
    wished, shared = line.facts.get("wished", ()), line.facts.get("shared", ())
    if line.grade == "partly" and len(wished) > 1:
        return _("%(some)s of %(all)s") % {"some": len(shared), "all": len(wished)}
    return grade(line)


def _short_age(line: ProfileLine) -> str:
    if line.grade != "partly":
        return grade(line)
    return _("%(covered)s of %(years)s years") % line.facts


def _short_confidence(line: ProfileLine) -> str:
    steps = line.facts["crossings"]
    return _("not rated yet") if steps is None else f"C{steps}"


def _short_place(line: ProfileLine) -> str:
    if line.facts["same"]:
        return _("it ran here")
    if line.facts["nearer_than"] is None:
        return _("no figures to compare")
    return _("nearer than %(share)s of places") % {"share": per_cent(line.facts["nearer_than"])}


def _short_means(line: ProfileLine) -> str:
    rows = [row for row in line.facts["rows"] if row["state"] != "not_on_record"]
    covered = [row for row in rows if row["state"] == "covered"]
    if not rows:
        return _("nothing on record")
    if any(row["state"] == "short" for row in rows):
        return _("not enough: %(what)s") % {
            "what": joined(str(RESOURCES[r["resource"]]) for r in rows if r["state"] == "short")
        }
    return _("%(some)s of %(all)s on record covered") % {"some": len(covered), "all": len(rows)}


def _short_preconditions(line: ProfileLine) -> str:
    rows = line.facts["rows"]
    if not rows:
        return _("none on record")
    unmet = [row for row in rows if row["state"] == "unmet"]
    met = [row for row in rows if row["state"] == "met"]
    if unmet:
        return _("%(some)s of %(all)s not met") % {"some": len(unmet), "all": len(rows)}
    return _("%(some)s of %(all)s met") % {"some": len(met), "all": len(rows)}


def _short_effect(line: ProfileLine) -> str:
    known = [one for one in line.facts["outcomes"] if one["low"] is not None]
    if not known:
        return _("cannot be estimated")
    worst = min(known, key=lambda one: one["low"])
    return _("%(low)s to %(high)s") % {"low": effect(worst["low"]), "high": effect(worst["high"])}


def _short_load(line: ProfileLine) -> str:
    if line.facts["core_technology"]:
        return _("a core part")
    facts = line.facts
    count = len(facts["languages"]) + facts["other_age"] + facts["devices"]
    if not count:
        return grade(line) if line.grade == "unknown" else _("nothing on record")
    return ngettext("%(count)s thing", "%(count)s things", count) % {"count": count}


SHORT: dict[str, Callable[[ProfileLine], str]] = {
    "age": _short_age, "confidence": _short_confidence, "place": _short_place,
    "means": _short_means, "preconditions": _short_preconditions, "effect": _short_effect,
    "load": _short_load,
}  # fmt: skip


def effect(value: float) -> str:
    return number(round(value, 2), signed=True)


def said(line: ProfileLine) -> str:
    """One sentence for the profile page."""
    return SAID.get(line.id, _said_codes)(line)


def _said_codes(line: ProfileLine) -> str:
    wished = names(line.id, line.facts["wished"])
    if line.grade == "not_asked":
        return _on_record(line)
    if line.grade == "unknown" and not line.facts["studied"]:
        return _("You ask for: %(wished)s. The record does not say.") % {"wished": wished}
    studied = names(line.id, line.facts["studied"])
    words = _("You ask for: %(wished)s. On record: %(studied)s.")
    return words % {"wished": wished, "studied": studied}


def _on_record(line: ProfileLine) -> str:
    studied = line.facts.get("studied", ())
    if not studied:
        return _("You did not ask, and the record does not say.")
    return _("You did not ask. On record: %(studied)s.") % {"studied": names(line.id, studied)}


def _spans(facts: Facts) -> str:
    return joined(ages([{"age_min": low, "age_max": None if high >= 120 else high}])
                  for low, high in facts["studied"])  # fmt: skip


def _said_age(line: ProfileLine) -> str:
    facts = line.facts
    if line.grade == "not_asked":
        if not facts["studied"]:
            return _("You did not ask, and the record does not say.")
        return _("You did not ask. On record: %(studied)s.") % {"studied": _spans(facts)}
    low, high = facts["wished"]
    wished = ages([{"age_min": low, "age_max": high}])
    if line.grade == "unknown":
        return _("You ask for ages %(wished)s. The record names no ages.") % {"wished": wished}
    words = _(
        "You ask for ages %(wished)s. %(covered)s of these %(years)s years of age lie inside "
        "the ages on record: %(studied)s."
    )
    return words % {**facts, "wished": wished, "studied": _spans(facts)}


def _said_south(line: ProfileLine) -> str:
    countries = joined(place_name(code) for code in line.facts["countries"])
    origins = joined(place_name(code) for code in line.facts["origins"])
    if origins:
        words = _("It ran in: %(countries)s. People came from: %(origins)s.")
        return words % {"countries": countries, "origins": origins}
    return _("It ran in: %(countries)s. Where people came from is not coded.") % {
        "countries": countries
    }


def _said_confidence(line: ProfileLine) -> str:
    if line.facts["crossings"] is None:
        return _("This release is not rated yet.")
    return _("Rated at C%(steps)s of 5.") % {"steps": line.facts["crossings"]}


def _said_place(line: ProfileLine) -> str:
    facts = line.facts
    here = place_name(facts["wished"])
    if facts["same"]:
        return _("It ran in %(place)s itself.") % {"place": place_name(facts["nearest"])}
    countries = joined(place_name(code) for code in facts["countries"])
    if facts["nearer_than"] is None:
        words = _("There are no figures by which %(here)s can be compared with %(countries)s.")
        return words % {"here": here, "countries": countries}
    words = _(
        "The nearest place where it ran is %(place)s. It is nearer to %(here)s than %(share)s of "
        "the other places with figures, by %(count)s indicators."
    )
    return words % {
        "place": place_name(facts["nearest"]), "here": here,
        "share": per_cent(facts["nearer_than"]), "count": facts["compared"],
    }  # fmt: skip


def _said_means(line: ProfileLine) -> str:
    if all(row["state"] == "not_on_record" for row in line.facts["rows"]):
        return _("The record names no staff, hours, weeks, devices or cost that can be compared.")
    return _("What the record says it takes, against what you have:")


def _said_preconditions(line: ProfileLine) -> str:
    if not line.facts["rows"]:
        return _("The record names no preconditions. That is not the same as none.")
    return _("What has to be there first:")


def _said_effect(line: ProfileLine) -> str:
    if not line.facts["outcomes"]:
        return _("Name an outcome to see what can be expected.")
    return " ".join(_said_expected(one) for one in line.facts["outcomes"])


def _said_expected(one: Facts) -> str:
    outcome = names("outcome", [one["outcome"]])
    if one["why_not"]:
        return str(WHY_NOT[one["why_not"]]) % {**one, "outcome": outcome}
    words = _(
        "%(outcome)s: a further study would find an effect between %(low)s and %(high)s standard "
        "deviations, 95 times in 100, if it were like the %(comparable)s studies on record."
    )
    return words % {
        "outcome": outcome, "comparable": one["comparable"], "low": effect(one["low"]),
        "high": effect(one["high"]),
    }  # fmt: skip


def _said_load(line: ProfileLine) -> str:
    found = changes(line.facts)
    if not found:
        return _("Nothing that the record shows. The local team may see more.")
    return " ".join(found)


def changes(facts: Facts) -> list[str]:
    """What would have to be made or changed, a sentence each."""
    found = []
    if facts["languages"]:
        produce = names("languages", facts["languages"])
        found.append(_("Languages to produce: %(languages)s.") % {"languages": produce})
        spoken = [tag for tag in facts["languages"] if tag in facts["team"]]
        if spoken:
            spoken_words = names("languages", spoken)
            found.append(_("Your team speaks of these: %(languages)s.")
                         % {"languages": spoken_words})  # fmt: skip
    if facts["other_age"]:
        found.append(_("Contents for another age."))
    if facts["core_technology"]:
        found.append(_("It lives on devices that you do not have: a core part would change."))
    elif facts["devices"]:
        found.append(_("A way to do it without devices."))
    return found


SAID: dict[str, Callable[[ProfileLine], str]] = {
    "age": _said_age, "south_south": _said_south, "confidence": _said_confidence,
    "place": _said_place, "means": _said_means, "preconditions": _said_preconditions,
    "effect": _said_effect, "load": _said_load,
}  # fmt: skip


def warning(code: str, facts: Facts) -> str:
    if code == "other_group":
        lines = joined(line_name(name) for name in facts["lines"])
        return _("Tried with another group: %(lines)s.") % {"lines": lines}
    if code == "not_measured_on_hosts":
        sides = names("side", facts["sides"])
        words = _("Measured on %(sides)s only. What it does to hosts is not known.")
        return words % {"sides": sides}
    if code == "flagged":
        words = _(
            "The comparison of places uses figures that their publisher marks as less certain "
            "(%(flags)s)."
        )
        return words % {"flags": ", ".join(facts["flags"])}
    return str(WARNINGS[code])


def duty_reasons(names_: Iterable[str]) -> str:
    return joined(str(DUTY_REASONS.get(name) or line_name(name)) for name in names_)


def stands_here(line: str) -> str:
    """Why an entry stands before the next one by the rule."""
    if line == "last":
        return _("The last one that the rule puts in order.")
    if not line:
        return _("Level with the next on every line; the alphabet decides.")
    if line == "exactness":
        return _("Before the next because it was made for more exactly this group.")
    name = _("nearness of the place") if line == "nearness" else line_name(line)
    return _("Before the next because of: %(line)s.") % {"line": name}


def varied(by_rule: int) -> str:
    words = _(
        "By the rule alone it would stand at %(place)s. Among the first %(count)s, practices that "
        "are unlike each other change places."
    )
    return words % {"place": by_rule, "count": VARIED}


def moved(kind: str, line: str, place: int) -> str:
    """What would lift an entry, and to which place."""
    if kind == "record":
        words = _(
            "It would stand at %(place)s if the record answered this and it fitted: %(line)s."
        )
    else:
        words = _("It would stand at %(place)s if you did not ask for this: %(line)s.")
    return words % {"place": place, "line": line_name(line)}


def left_out(one: LeftOut) -> str:
    words = str(REASONS[one.reason]) % {"name": one.name, "value": one.value}
    if not one.near:
        return words
    return _("%(words)s Known are: %(near)s.") % {"words": words, "near": ", ".join(one.near)}
