"""Two sets of answers of one family, side by side, and the one that is chosen. Pure.

Each answer has a key: ``arrival``, ``ages``, ``languages``, ``paper.<code>``, ``fact.<name>``,
``done.<step>``. A value is what the form would hold; empty where nothing was said.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bothways.directory.steps.book import Book
from bothways.directory.steps.profile import Profile, from_document

YES, NO = "yes", "no"
# A household or a list that was told to be empty is not the same as nothing told.
NONE = "-"


@dataclass(frozen=True)
class Differs:
    """One answer that is not the same on both sides."""

    key: str
    ours: str
    theirs: str


def answers_of(profile: Profile) -> dict[str, str]:
    """Key -> value of everything that was told."""
    found: dict[str, str] = {}
    if profile.arrival is not None:
        found["arrival"] = profile.arrival.isoformat()
    if profile.members is not None:
        ages = ("?" if member.age is None else str(member.age) for member in profile.members)
        found["ages"] = " ".join(ages) or NONE
    if profile.languages is not None:
        found["languages"] = " ".join(sorted(profile.languages)) or NONE
    found |= {f"fact.{name}": YES if told else NO for name, told in sorted(profile.facts.items())}
    found |= {f"paper.{code}": NO for code in sorted(profile.lacks)}
    found |= {f"paper.{code}": YES for code in sorted(profile.has)}
    return found | {f"done.{code}": YES for code in sorted(profile.done)}


def differences(ours: Profile, theirs: Profile) -> list[Differs]:
    one, other = answers_of(ours), answers_of(theirs)
    keys = dict.fromkeys([*one, *other])
    return [
        Differs(key, one.get(key, ""), other.get(key, ""))
        for key in keys
        if one.get(key) != other.get(key)
    ]


def merged(ours: Profile, theirs: Profile, taken: Collection[str]) -> Profile:
    """Ours, but with their answer to each of the keys that are taken."""
    one, other = answers_of(ours), answers_of(theirs)
    chosen = {key: value for key, value in one.items() if key not in taken}
    return profile_from(chosen | {key: other[key] for key in taken if key in other})


def with_unasked(typed: Profile, kept: Profile, book: Book, asked: Collection[str]) -> Profile:
    """What was typed, and what was told earlier to questions that the book no longer asks.

    ``asked`` are the languages that the form asks about.
    """
    codes = {step.code for step in book.steps}
    languages = (kept.languages or frozenset()) - frozenset(asked)
    return replace(
        typed,
        languages=(typed.languages or frozenset()) | languages if languages else typed.languages,
        has=typed.has | (kept.has - book.papers.keys()),
        lacks=typed.lacks | (kept.lacks - book.papers.keys()),
        facts={**{k: v for k, v in kept.facts.items() if k not in book.questions}, **typed.facts},
        done=typed.done | (kept.done - codes),
    )


def profile_from(answers: Mapping[str, str]) -> Profile:
    """The inverse of ``answers_of``."""
    return from_document({
        "a": answers.get("arrival"), "l": _list(answers.get("languages")),
        "m": _ages(_list(answers.get("ages"))),
        "h": _codes(answers, "paper", YES), "x": _codes(answers, "paper", NO),
        "f": dict.fromkeys(_codes(answers, "fact", YES), True)
        | dict.fromkeys(_codes(answers, "fact", NO), False),
        "d": _codes(answers, "done", YES),
    })  # fmt: skip


def _list(value: str | None) -> list[str] | None:
    return None if value is None else [] if value == NONE else value.split()


def _ages(found: list[str] | None) -> list[int | None] | None:
    return None if found is None else [None if age == "?" else int(age) for age in found]


def _codes(answers: Mapping[str, str], kind: str, wanted: str) -> list[str]:
    return [key.partition(".")[2] for key, value in answers.items()
            if key.startswith(f"{kind}.") and value == wanted]  # fmt: skip
