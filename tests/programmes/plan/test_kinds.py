"""The templates: whole, in six languages, and what becomes of them in a programme."""

import pytest

from bothways.core.models import User
from bothways.core.vocabularies import LANGUAGES
from bothways.programmes.models import Result
from bothways.programmes.plan.actions import programme_begin
from bothways.programmes.plan.kinds import Kind, KindError, KindResult, _Reader, _Shared, kinds

NAMED = {
    "service_access", "resource_centre", "pre_departure", "language_course", "civic_education",
    "trainer_cascade", "media_training", "awareness_campaign", "consultative_body",
    "teacher_seminar", "mentoring", "fair_recruitment",
}  # fmt: skip


def every(results: tuple[KindResult, ...]) -> list[KindResult]:
    return [found for row in results for found in (row, *every(row.children))]


def test_the_twelve_kinds_that_the_mission_names_are_there() -> None:
    assert set(kinds()) == NAMED


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_kind_is_whole(name: str) -> None:
    """Outcomes that are measured, outputs with activities, groups, risks with an answer."""
    kind = kinds()[name]
    rows = every(kind.outcomes)
    assert all(outcome.indicators for outcome in kind.outcomes)
    assert any(row.level == "output" and row.indicators for row in rows)
    assert any(row.level == "activity" for row in rows)
    assert len(kind.risks) >= 3
    assert len(kind.partners) >= 3
    assert all(len(text) <= 300 for row in rows for text in row.title.values())
    assert all(len(text) <= 60 for row in rows for i in row.indicators for text in i.unit.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_of_another_language_stands_in_place_of_a_translation(language: str) -> None:
    if language == "en":
        return
    same = [
        (kind.id, text["en"])
        for kind in kinds().values()
        for text in _texts(kind)
        if text[language] == text["en"]
    ]
    # Words that two languages share.
    assert [
        pair for pair in same if pair[1] not in ("services", "consultations", "Mentoring")
    ] == []


def _texts(kind: Kind) -> list[dict[str, str]]:
    rows = every(kind.outcomes)
    found = [kind.title, kind.summary, kind.goal, *(row.title for row in rows)]
    found += [text for row in rows for i in row.indicators for text in (i.title, i.definition)]
    return [dict(text) for text in found]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [*sorted(NAMED), "civic_education@DE"])
def test_every_kind_makes_a_programme_in_the_language_of_its_plan(key: str, officer: User) -> None:
    programme = programme_begin("A programme", actor=officer, language="ar", kind=key)
    assert any("\u0600" <= letter <= "\u06ff" for letter in programme.goal)
    levels = set(programme.results.values_list("level", flat=True))
    assert levels == set(Result.Level)
    assert programme.indicators.exists()
    assert programme.risks.exists()


@pytest.mark.django_db
def test_a_country_adds_what_it_asks_for(officer: User) -> None:
    programme = programme_begin("Civics", actor=officer, kind="civic_education@DE")
    added = programme.results.get(title__contains="Germany")
    assert added.level == "output"
    assert added.parent is not None
    assert added.indicators.get().title == "People who pass the test"
    plain = programme_begin("Civics", actor=officer, kind="civic_education")
    assert not plain.results.filter(title__contains="Germany").exists()


def broken(**changes: object) -> dict[str, object]:
    texts = dict.fromkeys(LANGUAGES, "words")
    whole: dict[str, object] = {
        "id": "x", "edition": 1, "title": texts, "summary": texts, "goal": texts,
        "phases": ["settlement"], "groups": ["teachers"], "partners": [["leads", "school"]],
        "outcomes": [{"title": texts}], "risks": [],
    }  # fmt: skip
    return {**whole, **changes}


@pytest.mark.parametrize(("changes", "place"), [
    ({"goal": {"en": "only English"}}, "goal"),
    ({"goal": dict.fromkeys(LANGUAGES, " ")}, "goal"),
    ({"phases": ["childhood"]}, "phases"),
    ({"groups": ["nobody"]}, "groups"),
    ({"partners": [["sponsors", "school"]]}, "partners"),
    ({"risks": ["unheard_of"]}, "risks"),
    ({"variants": {"XX": {}}}, "variants"),
    ({"more": 1}, "document"),
])  # fmt: skip
def test_a_kind_that_breaks_a_rule_is_named_with_its_place(
    changes: dict[str, object], place: str
) -> None:
    with pytest.raises(KindError, match=f"x.yaml: {place}"):
        _Reader("x.yaml", _Shared({}, {})).kind(broken(**changes))
