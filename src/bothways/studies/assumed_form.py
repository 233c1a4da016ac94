"""The values that a power sheet assumes, to be tried; each says where it starts and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.studies.detect import ACHIEVEMENT, Assumed

ICC_SOCIAL = _(
    "Starts at .10. Most of what pupils say of themselves stays below .04; what a class lives "
    "through together, such as its climate, reaches .10 (Parker and others 2025)."
)
ICC_ACHIEVEMENT = _("Starts at .20, as between schools (Hedges and Hedberg 2007, second-hand).")
R2_SOCIAL = _(
    "Counts if there is a survey before. Starts at .30: belonging in primary school explained .22 "
    "of belonging a year later in another school, and retests after a year say .31 to .36."
)
R2_ACHIEVEMENT = _(
    "Counts if there is a survey before. Starts at .50: a test before halves the number of primary "
    "schools that are needed (Bloom and others 2007)."
)
LOSS = _(
    "Starts at .15, an assumption without a source. In half of 64 British trials in schools at "
    "least one group left (Parker and others 2021)."
)


def _share(label: Any, hint: Any = "") -> forms.FloatField:
    box = forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal", "dir": "ltr"})
    return forms.FloatField(
        label=label, help_text=hint, min_value=0, max_value=0.95, localize=False, widget=box
    )


class AssumedForm(forms.Form):
    icc = _share(_("How alike the members of a group are (intraclass correlation)"))
    r2 = _share(_("How much a survey before explains (share of the variance)"))
    loss = _share(_("How many do not answer again (share)"), LOSS)

    def __init__(self, *args: Any, starting: Assumed, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_learned = starting == ACHIEVEMENT
        self.fields["icc"].help_text = ICC_ACHIEVEMENT if is_learned else ICC_SOCIAL
        self.fields["r2"].help_text = R2_ACHIEVEMENT if is_learned else R2_SOCIAL

    def assumed(self) -> Assumed:
        return Assumed(**{name: self.cleaned_data[name] for name in ("icc", "r2", "loss")})
