"""A family's plan in the demonstration town, and what a book is refused for."""

from datetime import date

from bothways.core.problems import errors
from bothways.directory.demonstration.services import document
from bothways.directory.steps.book import read_book, read_yaml
from bothways.directory.steps.conditions import Condition, verdict
from bothways.directory.steps.plan import make_plan
from bothways.directory.steps.profile import Member, Profile
from bothways.directory.steps.question import best_question
from tests.directory.steps.books import book, demonstration_book, step

ARRIVAL = date(2026, 11, 23)
FAMILY = Profile(
    arrival=ARRIVAL, members=(Member(36), Member(34), Member(9), Member(4)),
    languages=frozenset({"ar", "en"}), has=frozenset({"passport", "birth_certificate"}),
)  # fmt: skip


def test_a_family_sees_its_steps_in_the_order_of_their_papers() -> None:
    plan = make_plan(demonstration_book(), FAMILY)
    codes = [planned.step.code for planned in plan.steps]
    pairs = [
        ("landlord_paper", "register"), ("register", "enrol"), ("translate_birth", "enrol"),
        ("school_health", "enrol"), ("collect_vaccination", "school_health"), ("enrol", "meals"),
    ]  # fmt: skip
    for earlier, later in pairs:
        assert codes.index(earlier) < codes.index(later)
    assert "collect_birth" in plan.done
    assert "youth_club" in plan.left_out
    assert "recognise" in codes


def test_a_date_of_law_pulls_the_steps_before_it() -> None:
    found = {p.step.code: p for p in make_plan(demonstration_book(), FAMILY).steps}
    assert (found["register"].due, found["register"].due_is_law) == (date(2026, 12, 7), True)
    assert found["enrol"].due == date(2027, 1, 4)
    # Two weeks of waiting for the translation count.
    assert (found["translate_birth"].due, found["translate_birth"].due_for) == (
        date(2026, 12, 21), "enrol",
    )  # fmt: skip
    assert found["landlord_paper"].unblocks > found["register"].unblocks > 3
    assert [FAMILY.members[at].age for at in found["enrol"].members] == [9]  # type: ignore[index]


def test_without_any_answer_everything_is_shown_and_one_question_is_asked() -> None:
    everything = demonstration_book()
    plan = make_plan(everything, Profile())
    assert len(plan.steps) == len(everything.steps)
    question = best_question(everything, Profile(), plan)
    assert question is not None
    assert (question.facet, question.decides >= 8) == ("arrival", True)
    told = Profile(arrival=ARRIVAL)
    question = best_question(everything, told, make_plan(everything, told))
    assert question is not None
    assert question.facet == "age"


def test_before_departure_is_a_filter_of_the_same_plan() -> None:
    plan = make_plan(demonstration_book(), Profile(members=(Member(8),)))
    before = {planned.step.code for planned in plan.of_phase("pre_departure")}
    assert {"collect_birth", "collect_vaccination", "translate_birth"} <= before
    assert "register" not in before


def test_no_question_is_about_legal_status() -> None:
    asked = {c.facet for s in demonstration_book().steps for c in s.audience}
    assert asked <= {"age", "speaks_not", "diploma", "looks_for_work", "own_flat"}


def test_three_values() -> None:
    child = Condition("age", 6, 17)
    assert verdict([child], Profile()) is None
    assert verdict([child], Profile(members=())) is False
    assert verdict([child], Profile(members=(Member(None), Member(30)))) is None
    assert verdict([child], Profile(members=(Member(None), Member(7)))) is True
    works = Condition("works")
    assert verdict([child, works], Profile(members=(Member(30),))) is False
    assert verdict([child, Condition("age", 0, 3)], Profile(members=(Member(2),))) is True


def test_a_paper_that_only_somebody_else_is_meant_to_get_still_gets_its_step() -> None:
    only_for_workers = step("get", gives=("paper1",), audience=(Condition("works"),))
    plan = make_plan(book(only_for_workers, step("use", needs=("paper1",))),
                     Profile(facts={"works": False}))  # fmt: skip
    assert [(p.step.code, p.is_meant) for p in plan.steps] == [("get", False), ("use", True)]


def test_a_book_whose_steps_wait_for_each_other_is_refused_with_the_ring() -> None:
    found = document("steps.yaml")
    landlord = next(row for row in found["steps"] if row["code"] == "landlord_paper")
    landlord["needs"] = ["registration"]
    _book, problems = read_book(found)
    (problem,) = errors(problems)
    assert problem.code == "cycle"
    assert "landlord_paper → register → landlord_paper" in problem.message


def test_faults_of_a_book_are_named_by_row_and_column() -> None:
    found = document("steps.yaml")
    found["steps"][0]["gives"] = ["licence"]
    found["steps"][1]["title"].pop("uk")
    found["steps"][2]["for"] = [{"facet": "legal_status"}]
    found["steps"][3]["due"] = {"anchor": "birth", "days": 3}
    _book, problems = read_book(found)
    assert {(p.row, p.column, p.code) for p in errors(problems)} >= {
        (1, "gives", "unknown_paper"), (2, "title", "text_missing"), (3, "for", "unknown_facet"),
        (4, "due", "due"),
    }  # fmt: skip
    assert errors(read_yaml(b"steps: 3")[2])
    assert errors(read_yaml(b"\xff")[2])
