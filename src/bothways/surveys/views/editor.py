"""The simple editor: a form from instruments and questions of one's own, and forms brought."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.core.errors import Refused
from bothways.surveys.entry_forms import BringForm, line, words
from bothways.surveys.form_actions import form_bring, form_draft_keep, form_keep_converted
from bothways.surveys.forms.conversion import convert_sheets
from bothways.surveys.forms.draft import languages_of, sheets_of
from bothways.surveys.instruments.catalogue import instruments
from bothways.surveys.models import FormVersion, Survey, SurveyForm
from bothways.surveys.views.access import (
    actor_of,
    done_or_told,
    form_page,
    manager_page,
    reader_page,
    row_or_404,
    saved,
)

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
KINDS = [
    ("select_one", _("one answer of several")), ("select_multiple", _("several answers")),
    ("text", _("words")), ("integer", _("a whole number")), ("note", _("only words to read")),
    ("roster", _("others of the class, by the numbers of their cards")),
]  # fmt: skip


class NewForm(forms.Form):
    title = line(_("Title of the form"))
    form_id = forms.RegexField(
        NAME, label=_("Short name"), max_length=40,
        help_text=_("Small letters, digits and _; phones know the form by it."),
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )


class QuestionForm(forms.Form):
    """One question in every language of the form."""

    kind = forms.ChoiceField(label=_("Kind of answer"), choices=KINDS)
    name = forms.RegexField(
        NAME, label=_("Short name"), max_length=40,
        help_text=_("Small letters, digits and _; it heads the column in the table of answers."),
    )  # fmt: skip
    required = forms.BooleanField(label=_("Needs an answer"), required=False)
    only_question = line(
        _("Ask only if this question"), _("Short name of an earlier question, or empty."),
        required=False,
    )  # fmt: skip
    only_value = line(_("has this answer"), required=False)

    def __init__(self, *args: Any, languages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = languages
        shown = dict(settings.LANGUAGES)
        for at, code in enumerate(languages):
            self.fields[f"text_{code}"] = words(
                _now("Question in %(language)s") % {"language": shown[code]},
                required=at == 0, rows=2,
            )  # fmt: skip
        for code in languages:
            self.fields[f"choices_{code}"] = words(
                _now("Answers in %(language)s") % {"language": shown[code]},
                _now("One a line, in the same order in each language."), rows=4,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") in ("select_one", "select_multiple"):
            lines = self._lines(given, self.languages[0])
            if len(lines) < 2:
                self.add_error(f"choices_{self.languages[0]}", _now("Write at least two answers."))
        for value in (given.get("only_question", ""), given.get("only_value", "")):
            if value and not re.fullmatch(r"[\w.-]+", value):
                self.add_error(
                    "only_question", _now("Use the short name and the number of the answer.")
                )
        return given

    def part(self) -> dict[str, Any]:
        """The question as the draft keeps it. Answers are numbered from 1."""
        given = self.cleaned_data
        part: dict[str, Any] = {
            "kind": given["kind"], "name": given["name"], "required": given["required"],
            "texts": {code: given[f"text_{code}"] for code in self.languages},
        }  # fmt: skip
        if given["only_question"]:
            part["only_if"] = {"question": given["only_question"], "value": given["only_value"]}
        if given["kind"] in ("select_one", "select_multiple"):
            part["choices"] = self._choices(given)
        return part

    def _choices(self, given: dict[str, Any]) -> list[dict[str, Any]]:
        lines = {code: self._lines(given, code) for code in self.languages}
        return [
            {"value": str(at + 1),
             "texts": {code: texts[at] for code, texts in lines.items() if at < len(texts)}}
            for at in range(len(lines[self.languages[0]]))
        ]  # fmt: skip

    @staticmethod
    def _lines(given: dict[str, Any], code: str) -> list[str]:
        return [
            text.strip() for text in given.get(f"choices_{code}", "").splitlines() if text.strip()
        ]


@manager_page
def form_new(request: HttpRequest, survey: Survey) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        given = form.cleaned_data
        draft = {"title": given["title"], "languages": given["languages"], "parts": []}
        made = form_draft_keep(
            survey, None, draft, form_id=given["form_id"], title=given["title"],
            actor=actor_of(request),
        )  # fmt: skip
        return redirect("survey_form", survey.pk, made.pk)

    form = NewForm(request.POST or None, initial={"languages": [get_language()]})
    return form_page(request, survey, form, save, heading=_now("Write a form"))


@manager_page
def form_edit(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    """Parts in their order; add an instrument, move, remove, publish."""
    form: SurveyForm = row_or_404(survey.forms, row)
    if request.method == "POST":
        return done_or_told(request, survey, lambda: _edited(request, survey, form))
    known = instruments()
    language = get_language() or "en"
    parts = [
        {"at": at, "part": part, "title": _title(part, language)}
        for at, part in enumerate(form.draft.get("parts", ()))
    ]
    shippable = [
        {"id": one.id, "title": one.titles.get(language, one.titles["en"])}
        for one in known.values() if one.may_ship
    ]  # fmt: skip
    context = {
        "section": "surveys", "survey": survey, "form_row": form, "parts": parts,
        "instruments": shippable,
        "versions": form.versions.defer("xform", "source").order_by("-number"),
    }  # fmt: skip
    return render(request, "surveys/form_edit.html", context)


def _title(part: dict[str, Any], language: str) -> str:
    if part["kind"] == "instrument":
        titles = instruments()[part["id"]].titles
        return titles.get(language, titles["en"])
    texts = part["texts"]
    return str(texts.get(language) or next((text for text in texts.values() if text), ""))


def _edited(request: HttpRequest, survey: Survey, form: SurveyForm) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "publish":
        return _published(request, survey, form)
    parts = list(form.draft.get("parts", ()))
    at = request.POST.get("at", "")
    place = int(at) if at.isascii() and at.isdigit() and int(at) < len(parts) else -1
    chosen = request.POST.get("instrument", "")
    if do == "add" and chosen in instruments() and instruments()[chosen].may_ship:
        if any(part.get("id") == chosen for part in parts):
            raise Refused(_now("This instrument is in the form already."))
        parts.append({"kind": "instrument", "id": chosen})
    elif do == "remove" and place >= 0:
        parts.pop(place)
    elif do == "up" and place > 0:
        parts[place - 1], parts[place] = parts[place], parts[place - 1]
    _keep(request, survey, form, parts)
    return redirect("survey_form", survey.pk, form.pk)


def _keep(request: HttpRequest, survey: Survey, form: SurveyForm, parts: list[Any]) -> None:
    draft = {**form.draft, "title": form.title, "parts": parts}
    form_draft_keep(
        survey, form, draft, form_id=form.form_id, title=form.title, actor=actor_of(request)
    )


def _published(request: HttpRequest, survey: Survey, form: SurveyForm) -> HttpResponse:
    if not form.draft.get("parts"):
        raise Refused(_now("The form asks nothing yet. Add an instrument or a question."))
    version = str(form.versions.count() + 1)
    sheets = sheets_of(form.draft, form_id=form.form_id, version=version)
    converted = convert_sheets(sheets)
    for problem in converted.problems:
        if problem.level == "error":
            raise Refused(problem.message)
    form_keep_converted(survey, converted, name="", actor=actor_of(request))
    return saved(request, survey, _now("The version is ready. Plan a wave to ask it."), "forms")


@manager_page
def question_new(request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    found: SurveyForm = row_or_404(survey.forms, row)
    parts = list(found.draft.get("parts", ()))

    def save(form: Form) -> HttpResponse:
        part = form.part()  # type: ignore[attr-defined]
        if any(other.get("name") == part["name"] for other in parts):
            raise Refused(_now("There is a question with this short name already."))
        _keep(request, survey, found, [*parts, part])
        return redirect("survey_form", survey.pk, found.pk)

    form = QuestionForm(request.POST or None, languages=languages_of(found.draft))
    return form_page(request, survey, form, save, heading=_now("Add a question"), lede=found.title)


@manager_page
def form_upload(request: HttpRequest, survey: Survey) -> HttpResponse:
    def save(form: Form) -> HttpResponse:
        book = form.cleaned_data["workbook"]
        media = {one.name: one.read() for one in form.cleaned_data["beside"]}
        form_bring(survey, book.name, book.read(), media=media, actor=actor_of(request))
        return saved(request, survey, _now("The form is here. Plan a wave to ask it."), "forms")

    form = BringForm(request.POST or None, request.FILES or None)
    lede = _now("A form is checked before it is taken in: what we cannot do is refused by name.")
    return form_page(request, survey, form, save, heading=_now("Bring an XLSForm"), lede=lede,
                     is_file=True)  # fmt: skip


@reader_page
def version_xml(_request: HttpRequest, survey: Survey, row: int) -> HttpResponse:
    versions = FormVersion.objects.filter(form__survey=survey)
    version: FormVersion = row_or_404(versions, row)
    answer = HttpResponse(version.xform, content_type="text/xml; charset=utf-8")
    name = f"{version.form.form_id}-{version.version}.xml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
