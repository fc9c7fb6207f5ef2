"""Put module and process state back between two builds of one session.

Hygiene, not security: native code, or a walk over all objects, gets around it. Attributes that a script sets (the plug-in idiom
``Workplane.rib = f`` is common) are put back; deeper changes are reported, and the session is then replaced.
"""

from __future__ import annotations

import builtins
import decimal
import gc
import os
import random
import sys
import tempfile
import threading
import types
import warnings
from typing import Any

# scipy brings a second BLAS, which would start threads of its own
ENVIRONMENT = {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
WATCHED = {"cadquery", "builtins", "math", "json", "random", "os", "time", "numpy"}
WATCHED_DEEP = {"cadquery"}          # here also functions and containers
IGNORED = {"__warningregistry__", "__annotations__", "_"}
FILTERS = list(warnings.filters)


class CleanState:
    """What the watched modules looked like before the first script."""

    def __init__(self) -> None:
        self.pythons = vars(builtins)           # ready at hand: putting anything back needs them
        self.own = dict(self.pythons)
        self.modules = dict(sys.modules)
        self.path = list(sys.path)
        self.owners: list[tuple[Any, dict[str, Any]]] = []
        self.functions: list[tuple[types.FunctionType, types.CodeType, Any]] = []
        self.containers: list[tuple[Any, Any]] = []
        for name, module in self.modules.items():
            package = name.split(".")[0]
            if package in WATCHED and isinstance(module, types.ModuleType):
                self._remember(name, module, deep=package in WATCHED_DEEP)

    def _remember(self, name: str, module: types.ModuleType, *, deep: bool) -> None:
        classes = [c for c in vars(module).values() if isinstance(c, type) and c.__module__ == name] if deep else []
        for owner in [module, *classes]:
            values = dict(vars(owner))
            self.owners.append((owner, values))
            if not deep:
                continue
            for value in values.values():
                if isinstance(value, types.FunctionType):
                    self.functions.append((value, value.__code__, value.__defaults__))
                elif type(value) in (dict, list, set):
                    self.containers.append((value, value.copy()))

    def restore(self) -> tuple[list[str], list[str]]:
        """Put attributes back. Returns the names of those that had changed, and of what cannot be put back."""
        self.pythons.update(self.own)
        drift: list[str] = []
        deep: list[str] = []
        for owner, before in self.owners:
            self._restore_owner(owner, before, drift, deep)
        deep += [f.__qualname__ for f, code, defaults in self.functions if f.__code__ is not code or f.__defaults__ is not defaults]
        deep += [f"a {type(value).__name__}" for value, copy in self.containers if len(value) != len(copy) or value != copy]
        deep += [name for name, module in self.modules.items() if sys.modules.get(name) is not module]
        deep += ["threads"] * (threading.active_count() > 1)
        sys.path[:] = self.path
        return drift, deep

    @staticmethod
    def _restore_owner(owner: Any, before: dict[str, Any], drift: list[str], deep: list[str]) -> None:
        now = vars(owner)
        for key in {k for k, v in now.items() if before.get(k) is not v} | (before.keys() - now.keys()):
            if key in IGNORED or (key not in before and isinstance(now[key], types.ModuleType)):    # a submodule was imported
                continue
            drift.append(f"{owner.__name__}.{key}")
            try:
                if key in before:
                    setattr(owner, key, before[key])
                else:
                    delattr(owner, key)
            except (AttributeError, TypeError):
                deep.append(key)


def reset_process(scratch: str) -> None:
    """Before every build: folder, environment, interpreter switches, warnings, number formats and random seeds as new."""
    os.chdir(scratch)
    os.environ.clear()
    os.environ.update(ENVIRONMENT, HOME=scratch, TMPDIR=scratch)
    tempfile.tempdir = None                 # it remembers the zygote's
    sys.settrace(None)
    sys.setprofile(None)
    sys.setrecursionlimit(1000)
    gc.enable()
    gc.callbacks.clear()
    random.seed(0)
    decimal.setcontext(decimal.Context())
    warnings.filters[:] = FILTERS  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]
    if numpy := sys.modules.get("numpy"):
        numpy.seterr(divide="warn", over="warn", under="ignore", invalid="warn")
        numpy.random.seed(0)
