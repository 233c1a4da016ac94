"""What the small forms of delivery ask. Labels and hints are the field's own words."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.programmes.choosing import Choices, offer
from bothways.programmes.delivery.legacy import ENCODINGS, UTF8
from bothways.programmes.delivery.roster import LANGUAGE
from bothways.programmes.delivery.roster_words import SIDES, WORDS
from bothways.programmes.delivery.scheme import schemes
from bothways.programmes.models import Cohort, Person, Programme, Session
from bothways.tailoring.plan.forms import CodeField, CodesField, day, labels_of, line, words

ROOM_HINT = _(
    "The address of a room of your Jitsi or BigBlueButton, with https://. It opens in a window of "
    "its own; nothing of it is built into this site."
)
WEEKDAYS = (
    ("0", _("Monday")), ("1", _("Tuesday")), ("2", _("Wednesday")), ("3", _("Thursday")),
    ("4", _("Friday")), ("5", _("Saturday")), ("6", _("Sunday")),
)  # fmt: skip
MODES = (
    (Session.Mode.ON_SITE, _("on site")),
    (Session.Mode.ONLINE, _("online")),
    (Session.Mode.HOME, _("at home")),
)


def whole(label: Any, hint: Any = "", *, least: int = 0, most: int = 10_000,
          required: bool = False) -> forms.IntegerField:  # fmt: skip
    return forms.IntegerField(
        label=label, help_text=hint, required=required, min_value=least, max_value=most
    )


def clock(label: Any) -> forms.TimeField:
    box = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=box, input_formats=["%H:%M", "%H:%M:%S"])


def _schemes() -> list[tuple[str, str]]:
    language = get_language() or "en"
    return [(name, found.label(language)) for name, found in schemes().items()]


class LanguageTags(forms.CharField):
    """Codes of languages in one line; the value is a list."""

    def clean(self, value: Any) -> list[str]:
        text = str(super().clean(value) or "").lower().replace("_", "-")
        tags = [tag for tag in text.replace(",", " ").split() if tag]
        for tag in tags:
            _check_language(tag)
        return tags

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class CohortForm(forms.Form):
    title = line(_("Name of the group"), required=True)
    place = line(_("Place"), _("Where it meets."))
    time_zone = line(_("Time zone"), _("As Europe/Berlin or Asia/Amman."), required=True, most=60)
    starts_on = day(_("First day"))
    ends_on = day(_("Last day"))
    capacity = whole(_("Capacity"), _("Whoever comes later waits. Left empty: everybody has room."),
                     least=1)  # fmt: skip
    languages = LanguageTags(
        label=_("Languages spoken"), help_text=_("Codes, such as de, ar, uk."), required=False,
        max_length=200,
    )  # fmt: skip
    scheme = forms.ChoiceField(
        label=_("How attendance is counted"), choices=_schemes, widget=forms.RadioSelect,
        help_text=_("It stays as soon as somebody was marked."),
    )  # fmt: skip
    units_planned = whole(_("Units planned in all"))
    join_url = line(_("Online room"), ROOM_HINT, most=500)
    runs = forms.MultipleChoiceField(
        label=_("Who runs it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("A facilitator sees the people of these groups and of no other."),
    )  # fmt: skip

    def __init__(self, *args: Any, people: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "runs", people)

    @staticmethod
    def of(cohort: Cohort) -> dict[str, Any]:
        found = {name: getattr(cohort, name) for name in CohortForm.base_fields if name != "runs"}
        return {**found, "runs": [row.member_id for row in cohort.facilitators.all()]}

    @staticmethod
    def of_programme(programme: Programme) -> dict[str, Any]:
        return {"time_zone": "UTC", "scheme": "simple", "starts_on": programme.starts_on,
                "ends_on": programme.ends_on, "languages": list(programme.languages)}  # fmt: skip


class PersonForm(forms.Form):
    """As little as running a course takes; only a name must be there."""

    given_name = line(WORDS["given_name"], most=120)
    family_name = line(WORDS["family_name"], most=120)
    own_script_name = line(
        WORDS["own_script_name"], _("As the person writes it; a certificate prints it."), most=240
    )
    birth_year = whole(
        WORDS["birth_year"],
        _("Who may be under 18 is protected as a minor; so is who has no year here."),
        least=1800, most=2200,
    )  # fmt: skip
    sex = CodeField("person_sex", WORDS["sex"], none=_("not asked"))
    stage = forms.ChoiceField(label=WORDS["stage"], required=False)
    side = forms.ChoiceField(
        label=WORDS["side"], required=False, choices=[("", _("not asked")), *SIDES.items()],
    )  # fmt: skip
    language = line(_("Language"), _("The language to write to them in, as a code: ar, fa, uk."),
                    most=20)  # fmt: skip
    phone = line(WORDS["phone"], most=40)
    guardian_name = line(WORDS["guardian_name"], _("For a minor."), most=240)
    guardian_phone = line(WORDS["guardian_phone"], most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "stage", [("", _("not asked")), *labels_of("stage")])

    def clean_language(self) -> str:
        tag = str(self.cleaned_data["language"]).strip().lower().replace("_", "-")
        if tag:
            _check_language(tag)
        return tag

    @staticmethod
    def of(person: Person) -> dict[str, Any]:
        return {name: getattr(person, name) for name in PersonForm.base_fields}


class NewPersonForm(PersonForm):
    since = day(_("In the group since"), required=True)
    needs = CodesField("enrolment_need", _("Needs"))
    other_person = forms.BooleanField(
        label=_("It is another person than the one of the same name and year"), required=False
    )


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("Roster as CSV or XLSX"),
        help_text=_("One person a row, at most 500. Nothing is kept before you have seen it."),
    )  # fmt: skip
    encoding = forms.ChoiceField(
        label=_("Letters of a CSV file"), choices=ENCODINGS, initial=UTF8, required=False
    )
    others = forms.BooleanField(
        label=_("People of the same name and year are different people"), required=False
    )


class OnForm(forms.Form):
    on = day(_("On which day"), required=True)


class LeaveForm(OnForm):
    reason = CodeField("leaving_reason", _("Reason for leaving"), none=_("not asked"))


class MoveForm(OnForm):
    to = forms.ChoiceField(label=_("To which group"))

    def __init__(self, *args: Any, cohorts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "to", cohorts)


class SessionForm(forms.Form):
    title = line(_("Title"), _("Left empty, the session goes by its number and day."))
    at = clock(_("Starts at"))
    minutes = whole(_("Minutes"), least=1, most=1440, required=True)
    units = whole(_("Units"), _("As the scheme of the group counts them."), least=1, most=24,
                  required=True)  # fmt: skip
    mode = forms.ChoiceField(label=_("Mode"), choices=MODES, widget=forms.RadioSelect)
    place = line(_("Place"), _("Left empty: the place of the group."))
    join_url = line(_("Online room"), _("Left empty: the room of the group."), most=500)
    facilitator = forms.TypedChoiceField(
        label=_("Who holds it"), required=False, coerce=int, empty_value=None,
        help_text=_("Leads, officers and those who run this group."),
    )  # fmt: skip

    def __init__(self, *args: Any, holders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "facilitator", holders)


class OneSessionForm(SessionForm):
    on = day(_("Day"), required=True)
    note = words(_("Note"), _("About the session. Write nothing about single people here."), rows=2)
    field_order = ("title", "on", "at", "minutes", "units", "facilitator", "mode", "place",
                   "join_url", "note")  # fmt: skip


class SeriesForm(SessionForm):
    first = day(_("First day"), required=True)
    last = day(_("Last day"), required=True)
    weekdays = forms.MultipleChoiceField(
        label=_("On these days of the week"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    without = forms.CharField(
        label=_("Not on these days"), required=False, max_length=2000,
        help_text=_("Holidays, like 2026-12-25, with blanks between them."),
    )  # fmt: skip
    field_order = ("title", "first", "last", "weekdays", "at", "minutes", "without", "units",
                   "facilitator", "mode", "place", "join_url")  # fmt: skip

    def clean_without(self) -> list[Any]:
        field = forms.DateField(input_formats=["%Y-%m-%d"])
        return [
            field.clean(text) for text in self.cleaned_data["without"].replace(",", " ").split()
        ]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day lies before the first. Correct the day."))
        return found


def _check_language(tag: str) -> None:
    if not LANGUAGE.match(tag) or len(tag) > 20:
        message = _("“%(text)s” is no code of a language, such as de, ar or pt-br.")
        raise forms.ValidationError(message, params={"text": tag})
