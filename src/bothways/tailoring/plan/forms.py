"""What the small forms of a plan ask. Labels and hints are the field's own words."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.vocabularies import vocabulary
from bothways.tailoring.models import Adaptation, AdaptationPlan, Decision, PlanPart

NAMES_HINT = _(
    "Names are stored so that partners see who decided. They are taken out two years after the "
    "last change of the plan, or earlier if its owner says so."
)
LONG = 4000


def words(label: Any, hint: Any = "", *, required: bool = False, rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=LONG, widget=area
    )


def line(label: Any, hint: Any = "", *, required: bool = False, most: int = 200) -> forms.CharField:
    box = forms.TextInput(attrs={"dir": "auto"})
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=most, widget=box
    )


def day(label: Any, hint: Any = "", *, required: bool = False) -> forms.DateField:
    # The browser's own calendar sends and expects this one form, in every language.
    box = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(
        label=label, help_text=hint, required=required, widget=box, input_formats=["%Y-%m-%d"]
    )


def labels_of(name: str) -> list[tuple[str, str]]:
    language = get_language() or "en"
    found = vocabulary(name)
    return [(code.id, found.label(code.id, language)) for code in found.offered()]


class AboutForm(forms.Form):
    title = line(_("Title of the plan"), required=True)
    goal = words(_("Goal"), _("What shall be different for whom, and by when?"))
    group = words(_("Group"), _("Who is it for, in words that partners understand?"))
    where = line(_("Place"), _("Town, school, centre."), most=300)
    starts_on = day(_("Start"))
    language = forms.ChoiceField(
        label=_("Language of the plan"),
        help_text=_("The language that its words are written in."),
        choices=settings.LANGUAGES,
    )

    @staticmethod
    def of(plan: AdaptationPlan) -> dict[str, Any]:
        return {name: getattr(plan, name) for name in AboutForm.base_fields}


class PartForm(forms.Form):
    part = line(_("What is added"), required=True, most=1000)
    change = words(_("How, and why"), rows=2)


class PreconditionForm(forms.Form):
    what = line(_("What is needed"), required=True, most=1000)
    must = forms.BooleanField(label=_("It cannot be done without this"), required=False)


class ContactForm(forms.Form):
    name = line(_("Name or office"), NAMES_HINT, required=True)
    organisation = line(_("Organisation"))
    reach = line(_("Phone or email"))


class MemberForm(forms.Form):
    who = line(_("User name or email address"), required=True)
    may_write = forms.BooleanField(label=_("May also write"), required=False)


class CloseForm(forms.Form):
    words = words(
        _("Closing words"), _("What became of it, and what the next team should know.")
    )
    names_until = day(
        _("Keep names until"),
        _("Left empty: two years from today. At most five years. On that day every name is "
          "taken out; the plan itself stays."),
    )  # fmt: skip


class DecisionForm(forms.Form):
    question = words(_("What is to be decided"), required=True, rows=2)
    asked_of = line(_("Asked of"), _("People or organisations, as they stand on the brief."),
                    most=300)  # fmt: skip
    answer = words(_("Decision"), _("Empty as long as it is open. It then stands on the brief."))
    decided_by = line(_("Decided by"), NAMES_HINT, most=300)
    decided_on = day(_("Decided on"))
    because = words(_("Why"), rows=2)

    @staticmethod
    def of(decision: Decision) -> dict[str, Any]:
        return {name: getattr(decision, name) for name in DecisionForm.base_fields}


class CodesField(forms.MultipleChoiceField):
    def __init__(self, name: str, label: Any, hint: Any = "") -> None:
        super().__init__(
            label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple,
            choices=lambda: labels_of(name),
        )  # fmt: skip


class CodeField(forms.ChoiceField):
    def __init__(self, name: str, label: Any, hint: Any = "", *, none: Any = "") -> None:
        before = [("", none)] if none else []
        super().__init__(
            label=label, help_text=hint, required=not none, widget=forms.RadioSelect,
            choices=lambda: [*before, *labels_of(name)],
        )  # fmt: skip


class EntryForm(forms.Form):
    """The eight aspects of FRAME, in its order, after one sentence in the person's own words."""

    what = words(_("What was changed"), _("One sentence, as you would tell a colleague."),
                 required=True, rows=2)  # fmt: skip
    made_on = day(_("On which day"), required=True)
    part = forms.ChoiceField(label=_("Which part of the practice"), required=False)
    when = CodeField("frame_when", _("1. When in the work"))
    planned = CodeField("frame_planned", _("2. Planned or not"))
    deciders = CodesField("frame_decider", _("3. Who took part in deciding"))
    decided_by = line(_("Their names, if you want to record them"), NAMES_HINT, most=300)
    modified = CodesField("frame_what", _("4. What is modified"))
    levels = CodesField("frame_level", _("5. For whom it is modified"))
    content_changes = CodesField("frame_content", _("6. Kind of change to the content"))
    context_changes = CodesField("frame_context", _("6. Kind of change around it"))
    fidelity = CodeField(
        "frame_fidelity", _("7. Relation to the core"),
        _("A change to a core part counts as a change of the core. You may judge otherwise and "
          "say why; what has to be measured stays as the plan computes it."),
        none=_("as the plan computes it"),
    )  # fmt: skip
    fidelity_because = words(_("Why you judge otherwise"), rows=2)
    goals = CodesField("frame_goal", _("8. Goal of the change"))
    reasons = CodesField("frame_reason", _("8. Reason for the change"))
    because = words(_("Reason in words"), rows=2)

    def __init__(self, *args: Any, parts: list[PlanPart], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = {str(part.pk): part for part in parts}
        rows = [(key, part.part) for key, part in self.parts.items()]
        choices = [("", _("no single part")), *rows]
        self.fields["part"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def of(entry: Adaptation | None) -> dict[str, Any]:
        if entry is None:
            return {"made_on": timezone.localdate(), "fidelity": ""}
        found = {name: getattr(entry, name) for name in EntryForm.base_fields if name != "part"}
        return {**found, "part": str(entry.part_id or "")}

    def fields_of_entry(self) -> dict[str, Any]:
        """What the action takes: the part itself in place of its number."""
        return {**self.cleaned_data, "part": self.parts.get(self.cleaned_data["part"])}


class NewForm(forms.Form):
    """What the fit profile sends, and the title if somebody came by the page."""

    practice = forms.SlugField(max_length=120, widget=forms.HiddenInput)
    wish = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)
    title = line(_("Title of the plan"), _("You find it again by this title."))
