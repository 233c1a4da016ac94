"""No estimator stays outside the suite."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import bothways.stats

SUITE = "".join(p.read_text() for p in Path(__file__).parent.glob("*.py"))
ANSWERS = ("Estimate", "Pooled", "Regression", "TrialAnalysis", "SafeTable")
# These take numbers instead of rows: their known answers are tested in tests/stats.
WITHOUT_ROWS = {"change_effect", "minimum_detectable"}


def doors() -> dict[str, str]:
    """Every public function of the statistics core that answers with estimates."""
    found = {}
    for package in pkgutil.iter_modules(bothways.stats.__path__, "bothways.stats."):
        module = importlib.import_module(package.name)
        for name in getattr(module, "__all__", vars(module)):
            made = getattr(module, name)
            if inspect.isfunction(made) and made.__module__.startswith(package.name):
                answer = str(inspect.signature(made).return_annotation)
                if any(word in answer for word in ANSWERS):
                    found[name] = answer
    return found


def test_every_estimator_has_joined_the_suite() -> None:
    missing = [name for name in doors() if f"{name}(" not in SUITE]
    assert sorted(missing) == sorted(WITHOUT_ROWS)


def test_every_estimator_says_what_it_needs_and_where_it_comes_from() -> None:
    for package in pkgutil.iter_modules(bothways.stats.__path__, "bothways.stats."):
        module = importlib.import_module(package.name)
        for name in set(doors()) & set(vars(module)):
            told = inspect.getdoc(getattr(module, name)) or ""
            for part in ("Returns", "Examples"):
                assert f"{part}\n---" in told, f"{name}: {part}"
