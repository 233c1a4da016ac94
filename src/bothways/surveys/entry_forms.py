"""What the small forms of a survey ask of its owner. (``forms/`` holds what respondents see.)"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from bothways.surveys.group_actions import MOST_CARDS, NewCard, NewGroup
from bothways.surveys.models import FormVersion, Side, SurveyGroup, SurveyMember, Wave

LONG = 4000


def line(label: Any, hint: Any = "", *, required: bool = True, most: int = 200) -> forms.CharField:
    box = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=box
    )


def words(label: Any, hint: Any = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONG, widget=area
    )


def day(label: Any, hint: Any = "") -> forms.DateField:
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, help_text=hint, required=False, widget=box, input_formats=["%Y-%m-%d"]
    )


class SurveyForm(forms.Form):
    title = line(_("Title"), _("You find it again by this title. Those who answer do not see it."))
    purpose = words(_("What do you want to find out?"))
    side_question = line(
        _("Question that tells the side"),
        _("The name of a question whose answers are newcomer and host. Leave it empty if the "
          "cards say it, or if nobody shall."),
        required=False,
    )  # fmt: skip
    keep_until = day(
        _("Answers are kept until"),
        _("On this day all answers go by themselves. If you leave it empty when you start, that is "
          "in two years."),
    )  # fmt: skip


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        chosen = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in chosen]


class BringForm(forms.Form):
    workbook = forms.FileField(
        label=_("XLSForm"),
        help_text=_("A workbook .xlsx with the sheets survey, choices and settings."),
    )
    beside = FilesField(
        label=_("Pictures, sounds and lists"),
        help_text=_("The files that the form names, if it names any."),
        required=False, widget=ManyFiles(attrs={"multiple": True}),
    )  # fmt: skip


class GroupsForm(forms.Form):
    groups = forms.CharField(
        label=_("Groups"),
        help_text=_(
            "One group a line: its name, a comma, the number of people. For example: 5a, 24"
        ),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def clean_groups(self) -> list[NewGroup]:
        lines = [text for text in self.cleaned_data["groups"].splitlines() if text.strip()]
        return [_group(number, text) for number, text in enumerate(lines, start=1)]


def _group(number: int, text: str) -> NewGroup:
    name, _comma, size = text.replace(";", ",").rpartition(",")
    if not (name.strip() and size.strip().isdecimal() and 1 <= int(size) <= MOST_CARDS):
        message = _now("Line %(n)s: write a name, a comma and a number from 1 to %(most)s.")
        raise forms.ValidationError(message % {"n": number, "most": MOST_CARDS})
    return NewGroup(name.strip(), [NewCard()] * int(size))


class CardsForm(forms.Form):
    number = forms.IntegerField(label=_("How many more cards"), min_value=1, max_value=100)


class WaveForm(forms.Form):
    title = line(_("Title"), _("Such as “before” or “after a year”."))
    version = forms.ChoiceField(label=_("Form"))
    groups = forms.MultipleChoiceField(
        label=_("Only these groups"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: all groups of the survey."),
    )  # fmt: skip
    opens_on = day(_("Opens on"), _("You open it yourself; on this day you are reminded."))
    closes_on = day(_("Closes on"))

    def __init__(
        self, *args: Any, versions: Sequence[FormVersion], groups: Sequence[SurveyGroup],
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.version_rows = {str(version.pk): version for version in versions}
        self.group_rows = {str(group.pk): group for group in groups}
        self.fields["version"].choices = [  # type: ignore[attr-defined]
            (key, f"{version.form.title}, {version.version}")
            for key, version in self.version_rows.items()
        ]
        names = [(key, group.name) for key, group in self.group_rows.items()]
        self.fields["groups"].choices = names  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """What the action takes: the rows themselves in place of their numbers."""
        found = dict(self.cleaned_data)
        version = self.version_rows[found.pop("version")]
        groups = [self.group_rows[key] for key in found["groups"]]
        return {**found, "version": version, "groups": groups}


class WaveChangeForm(forms.Form):
    title = line(_("Title"))
    opens_on = day(_("Opens on"))
    closes_on = day(_("Closes on"))

    @staticmethod
    def of(wave: Wave) -> dict[str, Any]:
        return {name: getattr(wave, name) for name in WaveChangeForm.base_fields}


class DeviceForm(forms.Form):
    name = line(_("Name of the phone"), _("Such as “Tablet of 5a”, so that you can stop it."))
    group = forms.ChoiceField(
        label=_("Group"), required=False,
        help_text=_("A phone of one group need not ask for the class code."),
    )  # fmt: skip

    def __init__(self, *args: Any, groups: Sequence[SurveyGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", _now("all groups")), *((str(group.pk), group.name) for group in groups)]
        self.fields["group"].choices = rows  # type: ignore[attr-defined]


class MemberForm(DeviceForm):
    name = line(_("User name or email address"))
    role = forms.ChoiceField(
        label=_("May"),
        choices=[
            (SurveyMember.Role.COLLECT, _("print cards and see how many answered, never answers")),
            (SurveyMember.Role.ANALYSE, _("also download answers under pseudonyms")),
            (SurveyMember.Role.MANAGE, _("also write forms, groups and waves")),
        ],
    )
    field_order = ("name", "role", "group")


class ImportForm(forms.Form):
    table = forms.FileField(
        label=_("Export of KoboToolbox or ODK Central"),
        help_text=_("XLSX or ZIP with all sheets; CSV only for forms without repeats. Choose “XML "
                    "values and headers” when you export."),
    )  # fmt: skip


SIDES = [(Side.NEWCOMER, _("newcomers")), (Side.HOST, _("hosts"))]
