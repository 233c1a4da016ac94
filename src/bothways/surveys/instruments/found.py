"""Which instruments stand in a form: those of whose items at least one question has the name."""

from bothways.surveys.forms.definition import Definition
from bothways.surveys.instruments.catalogue import instruments


def instruments_in(definition: Definition) -> dict[str, str]:
    """Identifier -> version, for each instrument that the form can be scored by."""
    names = {part.name for part in definition.questions}
    return {
        one.id: one.version
        for one in instruments().values()
        if any(set(map(one.question, scale.items)) & names for scale in one.scales)
    }
