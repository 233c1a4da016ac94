"""Choices of a form that are only known when it is shown."""

from collections.abc import Sequence
from typing import Any

from django import forms

Choices = Sequence[tuple[Any, Any]]


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Django types all fields alike; that this one takes choices is said and checked here."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} takes no choices")
    field.choices = choices
