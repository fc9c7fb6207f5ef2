"""The examples in the docstrings of the colour science run and say what they say."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from cmf_db import science, screen

MODULES = [f"cmf_db.science.{module.name}" for module in pkgutil.iter_modules(science.__path__)] + [screen.__name__]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
