"""What every write of a text shares. Called inside an action's transaction; no audit row here."""

from collections.abc import Mapping

from bothways.core.models import User
from bothways.directory.texts.models import Text
from bothways.directory.texts.state import is_same_wording


def newest(kind: str, thing: str, field: str, language: str) -> Text | None:
    return Text.objects.filter(
        kind=kind, thing=thing, field=field, language=language, is_newest=True
    ).first()


def write_sources(
    kind: str, thing: str, bodies: Mapping[str, str], language: str, actor: User | None
) -> int:
    """The words of the source language; only a changed wording becomes a new one."""
    return sum(
        _write(kind, thing, field, language, body, Text.Origin.SOURCE, None, actor)
        for field, body in bodies.items()
    )


def write_translation(
    kind: str, thing: str, field: str, language: str, body: str, *, origin: str, of_number: int,
    actor: User | None,
) -> bool:  # fmt: skip
    """A translation of wording ``of_number``. The same words again confirm that they still hold."""
    return _write(kind, thing, field, language, body, origin, of_number, actor)


def _write(
    kind: str, thing: str, field: str, language: str, body: str, origin: str,
    of_number: int | None, actor: User | None,
) -> bool:  # fmt: skip
    before = newest(kind, thing, field, language)
    if before and _says_the_same(before, body, origin, of_number):
        return False
    number = before.number + 1 if before else 1
    if before:
        before.is_newest = False
        before.save(update_fields=["is_newest"])
    Text.objects.create(
        kind=kind, thing=thing, field=field, language=language, number=number, body=body,
        origin=origin, of_number=number if of_number is None else of_number, author=actor,
    )  # fmt: skip
    return True


def _says_the_same(before: Text, body: str, origin: str, of_number: int | None) -> bool:
    if not is_same_wording(before.body, body):
        return False
    return of_number is None or (before.of_number == of_number and before.origin == origin)
