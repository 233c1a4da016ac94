"""What the forms of this room ask."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from bothways.core.places_and_languages import language_label
from bothways.programmes.choosing import offer
from bothways.programmes.models import Pairing, Person, Programme, ProgrammeMember
from bothways.programmes.protection.consent_actions import Given
from bothways.programmes.protection.consent_queries import OWN_VOICE_FROM, PurposeRow
from bothways.programmes.protection.due import name_of
from bothways.programmes.protection.pairing_review import SUPERVISES
from bothways.programmes.protection.text_actions import LONGEST
from bothways.programmes.protection.wordings import purpose_label
from bothways.programmes.protection.words import CHECKS, MODES, VOICES
from bothways.tailoring.plan.forms import day, line, words

Choices = list[tuple[str, str]]


def ticks(label: Any, choices: Choices) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, widget=forms.CheckboxSelectMultiple
    )


def radios(label: Any, choices: Choices, hint: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, help_text=hint)


def purpose_choices(names: Any) -> Choices:
    language = get_language() or "en"
    return [(name, purpose_label(name, language)) for name in names]


def voice_choices() -> Choices:
    return [(code, str(words)) for code, words in VOICES.items()]


class TextForm(forms.Form):
    """One box a language; those left empty are not part of the text."""

    valid_months = forms.IntegerField(
        label=_("Holds for so many months"), min_value=1, max_value=60, initial=24
    )
    own_voice_from = forms.IntegerField(
        label=_("Own voice from the age of"), min_value=0, max_value=18, initial=OWN_VOICE_FROM,
        help_text=_("From this age a young person signs as well, beside the guardian."),
    )  # fmt: skip

    def __init__(self, *args: Any, said: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tags = list(dict.fromkeys([*dict(settings.LANGUAGES), *said]))
        for tag in self.tags:
            area = forms.Textarea(attrs={"rows": 6, "dir": "auto", "lang": tag})
            self.fields[f"words_{tag}"] = forms.CharField(
                label=language_label(tag, get_language() or "en"), required=False, widget=area,
                max_length=LONGEST, initial=said.get(tag, ""),
            )  # fmt: skip

    def words(self) -> dict[str, str]:
        return {tag: self.cleaned_data[f"words_{tag}"] for tag in self.tags}


class RecordForm(forms.Form):
    """What stands on the signed sheet."""

    given_on = day(_("Signed on"), required=True)
    giver_name = line(_("Name of the guardian"), _("Only if a guardian signed."))
    paper = line(
        _("Where the sheet lies"),
        _("Folder or cupboard, so that somebody finds it. The sheet itself is not stored here."),
    )

    def __init__(self, *args: Any, person: Person, rows: list[PurposeRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = [row.purpose for row in rows]
        shared = set(rows[0].text.words).intersection(*(row.text.words for row in rows))
        tongue = person.language if person.language in shared else person.programme.language
        language = get_language() or "en"
        # The two questions come first, as on the sheet.
        own = {
            "purposes": ticks(_("Agreed to"), purpose_choices(asked)),
            "given_by": radios(_("Signed by"), voice_choices()),
            "language": forms.ChoiceField(
                label=_("Language of the text that was read"), initial=tongue,
                choices=[(tag, language_label(tag, language)) for tag in sorted(shared)],
            ),
        }  # fmt: skip
        self.fields = {**own, **self.fields}
        self.initial.setdefault("given_on", timezone.localdate())
        self.initial.setdefault("giver_name", person.guardian_name)
        needed = rows[0].voices
        self.initial.setdefault("given_by", "guardian" if "guardian" in needed else "self")

    def given(self) -> Given:
        said = self.cleaned_data
        names = ("given_by", "given_on", "language", "giver_name", "paper")
        return Given(**{name: said[name] for name in names})


class WithdrawForm(forms.Form):
    """At the desk and behind the card: what is taken back, and by whom."""

    erase = forms.BooleanField(
        required=False,
        label=_("Also delete the name and the numbers today, not only when their time is over"),
    )

    def __init__(self, *args: Any, held: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {
            "purposes": ticks(_("I take back my consent to"), purpose_choices(held)),
            "by": radios(_("Who takes it back"), voice_choices()),
        }
        self.fields = {**own, **self.fields}


class CheckForm(forms.Form):
    member = forms.ChoiceField(label=_("Helper"))
    kind = forms.ChoiceField(
        label=_("What was checked"),
        choices=lambda: [(code, str(said)) for code, said in CHECKS.items()],
    )
    authority = line(_("Issued by"), _("Authority or course."), required=True)
    reference = line(
        _("Number on the paper"),
        _("Only a code made from it is kept. It tells two papers apart and gives nothing away."),
    )
    checked_on = day(_("Seen on"), required=True)
    valid_until = day(_("Valid until"), required=True)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = members_of(programme)
        offer(self, "member", member_choices(self.rows))


class ProposeForm(forms.Form):
    person = forms.ChoiceField(label=_("Person"))
    mentor = forms.ChoiceField(label=_("Mentor"))
    supervisor = forms.ChoiceField(
        label=_("Supervisor"), required=False,
        help_text=_("Somebody else than the mentor. With a minor nobody meets without one."),
    )  # fmt: skip
    goals = words(_("Goals"), _("At most three, one a line."), rows=3)

    def __init__(
        self, *args: Any, programme: Programme, people: list[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.people = members_of(programme), {str(row.pk): row for row in people}
        named = [(key, row.name or f"{row.pk}") for key, row in self.people.items()]
        offer(self, "person", named)
        offer(self, "mentor", member_choices(self.rows))
        offer(self, "supervisor", supervisor_choices(self.rows))

    def chosen(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "person": self.people[said["person"]],
            "mentor": self.rows[said["mentor"]],
            "supervisor": self.rows.get(said["supervisor"]),
            "goals": said["goals"].splitlines(),
        }


class SuperviseForm(forms.Form):
    supervisor = forms.ChoiceField(label=_("Supervisor"), required=False)

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = members_of(pairing.programme)
        others = {key: row for key, row in self.rows.items() if row.pk != pairing.mentor_id}
        offer(self, "supervisor", supervisor_choices(others))
        self.initial.setdefault("supervisor", str(pairing.supervisor_id or ""))


class ContactForm(forms.Form):
    on = day(_("Met on"), required=True)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=24 * 60)
    mode = forms.ChoiceField(
        label=_("How"), choices=lambda: [(code, str(said)) for code, said in MODES.items()]
    )


class ClosePairingForm(forms.Form):
    words = words(
        _("Closing words"), _("How the two said goodbye. It goes with the person’s data.")
    )


def members_of(programme: Programme) -> dict[str, ProgrammeMember]:
    rows = programme.members.select_related("user").order_by("pk")
    return {str(row.pk): row for row in rows}


def member_choices(rows: dict[str, ProgrammeMember]) -> Choices:
    return [(key, name_of(row)) for key, row in rows.items() if row.user.is_active]


def supervisor_choices(rows: dict[str, ProgrammeMember]) -> Choices:
    may = {key: row for key, row in rows.items() if row.role in SUPERVISES}
    return [("", str(_("nobody yet"))), *member_choices(may)]
