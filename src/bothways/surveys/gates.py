"""Reasons of other rooms why a wave must not open yet.

A room that builds on surveys registers a function when it starts; surveys ask it and know no more.
"""

from collections.abc import Callable

from bothways.surveys.models import Wave

Gate = Callable[[Wave], str]
_gates: list[Gate] = []


def register_gate(gate: Gate) -> None:
    """``gate`` says why a wave must stay shut; an empty text lets it open."""
    if gate not in _gates:
        _gates.append(gate)


def reasons_to_wait(wave: Wave) -> list[str]:
    return [reason for gate in _gates if (reason := gate(wave))]
