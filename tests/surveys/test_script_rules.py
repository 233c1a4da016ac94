"""The script in the browser follows the rules of a form as the server does."""

import json
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

import bothways.surveys
from bothways.surveys.forms.evaluate import fill
from bothways.surveys.forms.functions import Moment
from bothways.surveys.forms.script import FUNCTIONS, script_rules
from bothways.surveys.forms.xform import read_xform
from tests.surveys.forms import FRIENDS, HOUSEHOLD, SHEETS, row

RULES = Path(bothways.surveys.__file__).parent / "static/surveys/rules.js"
# Each uses some of the functions; together all but today().
EXPRESSIONS = (
    "${a} > 5 and not(${b} = 'yes')", "selected(${c}, 'yes') or ${a} < 2",
    "count-selected(${c}) >= 2", "coalesce(${d}, ${b}) = 'yes'", "${a} * 2 - 1 = 9",
    "if(${a} = 5, 'five', string(${a})) = 'five'", "contains(${d}, 'o')",
    "starts-with(concat(${d}, ${b}), 'x')", "string-length(${d}) mod 2 = 1",
    "regex(${d}, '[a-z]{2,3}')", "int(${a} div 2) = 2", "number(${d}) = 7 or true() = false()",
    "${d} = '' and ${a} != ''", "-${a} <= -5", "'2026-01-01' < ${d}",
)  # fmt: skip
ANSWERS = {
    "a": ["", "1", "5", "6", "x", "05"], "b": ["", "yes", "no"], "c": ["", "yes", "no yes"],
    "d": ["", "x", "foo", "7", "2026-09-01", "ab1"],
}  # fmt: skip


def form_of(expressions: tuple[str, ...]) -> str:
    from pyxform.xls2xform import convert

    asked = [row("text", name, name, name) for name in ANSWERS]
    asked += [row("text", f"q{n}", "q", "q", relevant=one) for n, one in enumerate(expressions)]
    settings = [{"form_id": "rules", "version": "1"}]
    sheets: dict[str, Any] = {"survey": asked, "settings": settings}
    return str(convert(sheets, form_name="data").xform)


def test_forms_that_a_script_cannot_follow_are_left_to_the_server() -> None:
    household, _problems = read_xform(HOUSEHOLD)
    friends, _problems = read_xform(FRIENDS)
    assert household is not None and friends is not None and SHEETS
    assert script_rules(household) is None, "it has a repeat"
    assert script_rules(friends) is not None


def test_the_script_knows_just_the_functions_that_are_handed_to_it() -> None:
    source = RULES.read_text()
    assert all(f'"{name}()"' in source for name in FUNCTIONS)


@pytest.mark.browser
def test_script_and_server_ask_the_same(chromium: Any) -> None:
    definition, problems = read_xform(form_of(EXPRESSIONS))
    assert definition is not None, problems
    rules, rng, moment = script_rules(definition), Random(1), Moment(datetime(2026, 9, 1))
    page = chromium.new_page()
    source = RULES.read_text().replace("export function", "function")
    page.evaluate(f"() => {{ {source}; window.follow = follow; }}")
    for _time in range(150):
        answers = {name: rng.choice(values) for name, values in ANSWERS.items()}
        answers |= {f"q{n}": "z" for n in range(len(EXPRESSIONS))}
        call = f"window.follow({json.dumps(rules)}, {json.dumps(answers)}).asked"
        asked = page.evaluate(call)
        sheet = fill(definition, answers, moment)
        here = {part.path: sheet.nodes(part.path)[0].relevant for part in definition.questions
                if part.is_shown}  # fmt: skip
        assert {path: asked[path] for path in here} == here, answers
    page.close()
