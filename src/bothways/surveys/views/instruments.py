"""The instruments: what is asked, how it is scored, who owns the words. For everybody."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.surveys.instruments.catalogue import Instrument, ScaleKey, answer_scales
from bothways.surveys.instruments.catalogue import instruments as known_instruments


@dataclass(frozen=True)
class Row:
    """An instrument in one language."""

    instrument: Instrument
    language: str

    @property
    def title(self) -> str:
        return self.instrument.titles.get(self.language, self.instrument.titles["en"])

    @property
    def about(self) -> str:
        return self.instrument.about.get(self.language, self.instrument.about["en"])

    @property
    def items(self) -> list[tuple[str, str, bool]]:
        one = self.instrument
        return [
            (one.question(item.id), item.texts.get(self.language, ""), item.reversed)
            for item in one.items
        ]

    @property
    def answers(self) -> list[tuple[str, str]]:
        found = answer_scales().get(self.instrument.answers, {})
        return [(value, texts.get(self.language, value)) for value, texts in found.items()]

    @property
    def scales(self) -> list[tuple[str, str]]:
        return [(scale.id, scored(scale)) for scale in self.instrument.scales]

    @property
    def translations(self) -> list[tuple[str, str]]:
        words = state_words()
        return [(code, words[state]) for code, state in self.instrument.translations.items()]


def scored(scale: ScaleKey) -> str:
    """How the score comes about, in one sentence."""
    if scale.of:
        return _("Sum of the scales: %(names)s.") % {"names": ", ".join(scale.of)}
    rule = {
        "mean": _("Mean of the answers"), "sum": _("Sum of the answers, made whole if some miss"),
        "share": _("Mean of the answers set to a range from 0 to 1"),
    }[scale.rule]  # fmt: skip
    direction = {
        "higher_is_better": _("higher is better"), "lower_is_better": _("lower is better"),
        "neither": _("neither end is better"),
    }[scale.direction]  # fmt: skip
    least = _("at least %(n)s of %(all)s answered") % {
        "n": scale.min_answered, "all": len(scale.items),
    }  # fmt: skip
    return f"{rule}; {least}; {direction}."


def state_words() -> dict[str, str]:
    return {
        "source": _("the wording itself"), "translated": _("translated, not translated back"),
        "back_translated": _("translated and back"), "tested": _("translated back and tested"),
    }  # fmt: skip


def catalogue(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    rows = [Row(one, language) for one in known_instruments().values()]
    return render(request, "surveys/instruments.html", {"section": "surveys", "rows": rows})


def instrument(request: HttpRequest, name: str) -> HttpResponse:
    found = known_instruments().get(name)
    if found is None:
        raise Http404(_("There is no instrument with this name."))
    context: dict[str, Any] = {"section": "surveys", "row": Row(found, get_language() or "en")}
    return render(request, "surveys/instrument.html", context)
