"""Every example in the documentation of the statistics core runs."""

import doctest
import importlib
import pkgutil

import pytest

import bothways.stats

MODULES = [m.name for m in pkgutil.walk_packages(bothways.stats.__path__, "bothways.stats.")]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_documentation_run(name: str) -> None:
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0
