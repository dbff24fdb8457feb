"""Style is a test: short lines, short functions, no chance in algorithms, a reference and a mutant for each."""

import ast
import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import leaderlab
from leaderlab import algorithms

HOME = Path(leaderlab.__file__).parent
TESTS = Path(__file__).parent
SOURCES = sorted(HOME.rglob("*.py"))
OWN_TESTS = sorted([*TESTS.glob("*.py"), *TESTS.glob("mutants/*.py")])
ALGORITHMS = sorted({Path(inspect.getfile(node)).stem for node in algorithms.NODES})

LONGEST_LINE = 120
LONGEST_FUNCTION = 45           # lines of code, without its docstring
LONG_ON_PURPOSE = set()         # "file.py: function", with a reason in the function itself
FORBIDDEN = {"random", "time", "threading", "datetime", "asyncio", "os", "socket", "uuid", "secrets"}


def short(path):
    return str(path.relative_to(HOME.parent if HOME in path.parents else TESTS))


def tree(path):
    return ast.parse(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [*SOURCES, *OWN_TESTS], ids=short)
def test_lines_are_short_and_end_without_spaces(path):
    text = path.read_text(encoding="utf-8")
    bad = [f"{k}: {line}" for k, line in enumerate(text.splitlines(), 1)
           if len(line) > LONGEST_LINE or line != line.rstrip() or "\t" in line]
    assert not bad, "\n".join(bad)
    assert not text or text.endswith("\n") and not text.endswith("\n\n")


def code_lines(function):
    """How many lines of a function are neither its docstring, nor a comment, nor blank (nested functions count)."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return len({k for part in body for node in ast.walk(part) if hasattr(node, "lineno")
                for k in range(node.lineno, node.lineno + 1)})


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_functions_are_short(path):
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)]
    long = {f"{path.name}: {f.name}": code_lines(f) for f in functions if code_lines(f) > LONGEST_FUNCTION}
    assert set(long) <= LONG_ON_PURPOSE, long


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_every_file_and_every_public_thing_has_a_docstring(path):
    module = tree(path)
    if path.name != "__init__.py" or module.body:
        assert ast.get_docstring(module), "the file does not say what it is for"
    for node in module.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and not node.name.startswith("_"):
            assert ast.get_docstring(node) or speaks_for_itself(node), node.name


def speaks_for_itself(node):
    """A node class says everything in its fields and handlers, a function of three lines in its name."""
    is_node = isinstance(node, ast.ClassDef) and [getattr(base, "id", None) for base in node.bases] == ["Node"]
    return is_node or isinstance(node, ast.FunctionDef) and len(node.body) <= 3


@pytest.mark.parametrize("name", leaderlab.__all__)
def test_everything_public_is_documented(name):
    thing = getattr(leaderlab, name)
    assert inspect.getdoc(thing)
    if inspect.isclass(thing):
        for method, function in inspect.getmembers(thing, inspect.isfunction):
            assert method.startswith("_") or inspect.getdoc(function), f"{name}.{method}"


# -- arrows ------------------------------------------------------------------------------------------------------------

# Each file of the engine may import those before it, and nothing behind it.
ENGINE = ["errors", "collector", "values", "watchdog", "node", "network", "events", "properties", "system", "reactions",
          "local", "wires", "weather", "graph", "tape", "world", "trace", "agenda", "run", "replay", "simulate",
          "verify", "walk", "archive"]
# What a function may look up when it is called: text becomes a system, and a trace knows its other forms.
DOORS = {"system": {"algorithms"}, "trace": {"replay", "archive", "view"}, "verify": {"maps"}}


def imports(path, at_the_top):
    """The parts of leaderlab that a file imports, at the top or inside of functions."""
    module = tree(path)
    top = set(map(id, module.body))
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.level and (id(node) in top) is at_the_top:
            for name in [node.module] if node.module else [alias.name for alias in node.names]:
                yield name.split(".")[0]


def test_the_engine_is_these_files():
    assert sorted(ENGINE) == sorted(path.stem for path in HOME.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", ENGINE)
def test_arrows_go_one_way(name):
    path = HOME / f"{name}.py"
    before = set(ENGINE[:ENGINE.index(name)])
    assert set(imports(path, at_the_top=True)) <= before
    assert set(imports(path, at_the_top=False)) <= before | DOORS.get(name, set())


@pytest.mark.parametrize("path", sorted(HOME.glob("algorithms/[a-z]*.py")), ids=short)
def test_an_algorithm_knows_nodes_systems_and_networks_only(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            assert not {alias.name.split(".")[0] for alias in node.names} & FORBIDDEN
        if isinstance(node, ast.ImportFrom):
            if node.level == 2:
                assert node.module in ("errors", "node", "network", "system")
            else:
                assert node.level == 1 or node.module not in FORBIDDEN


# -- every algorithm has -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_algorithm_has_references_a_builder_with_an_example_and_a_short_file(name):
    module = importlib.import_module(f"leaderlab.algorithms.{name}")
    assert "References\n----------\n.. [1] " in module.__doc__
    builder = getattr(module, name)
    assert ">>> " in builder.__doc__ and builder.__name__ in algorithms.__all__
    assert len(inspect.getsource(module).splitlines()) <= 200


@pytest.mark.parametrize("name", ALGORITHMS)
def test_every_algorithm_has_a_golden_run_and_mutants(name):
    assert any(f"({name}(" in path.read_text(encoding="utf-8") for path in (TESTS / "traces").glob("*.txt"))
    assert importlib.import_module(f"mutants.{name}").MUTANTS


# -- examples ----------------------------------------------------------------------------------------------------------

MODULES = sorted(module.name for module in pkgutil.walk_packages([str(HOME)], "leaderlab."))


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_the_documentation_are_true(name):
    module = importlib.import_module(name)
    assert doctest.testmod(module).failed == 0
