"""Imports point one way: from the command down to the diagnostics, never up."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from counterpoint.cli.main import VERBS, verb_module
from counterpoint.diagnostics import CODES
from counterpoint.site.checks import all_lints

pytestmark = pytest.mark.xdist_group("architecture")  # every file is parsed once
PACKAGE = Path(__file__).resolve().parent.parent / "generator/counterpoint"
ORDER = [
    "engine",
    "diagnostics",
    "outcome",
    "faults",
    "explanations",
    "options",
    "result",
    "progress",
    "model",
    "anchoring",
    "reading",
    "article",
    "site",
    "pages",
    "rendering",
    "links",
    "workers",
    "loading",
    "linking",
    "media",
    "output_folder",
    "site_scan",
    "cluster",
    "targets",
    "pipeline",
    "build",
    "preview",
    "reanchor",
    "scaffold",
    "authoring",
    "serving",
    "importing",
    "release",
    "approach",
    "cli",
    "__main__",
]
PURE = ["model", "anchoring", "article", "site", "pages"]
OUTSIDE = {"os", "pathlib", "time", "subprocess", "socket", "random", "shutil", "tempfile", "io.open"}


def part_of(module: str) -> str:
    return module.split(".")[1]


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def imports(file: Path) -> set[str]:
    imported = set()
    for node in nodes(file):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported |= {f"{node.module}.{name.name}" for name in node.names} if node.module == "counterpoint" else {node.module}
    return imported


def modules() -> dict[str, Path]:
    return {".".join(["counterpoint", *file.relative_to(PACKAGE).with_suffix("").parts]): file for file in PACKAGE.rglob("*.py")}


def module_imports(file: Path, package: dict[str, Path]) -> set[str]:
    """The modules of the package that a module names, be it in a function."""
    imported = set()
    for node in nodes(file):
        if isinstance(node, ast.ImportFrom) and node.module:
            imported |= {full if (full := f"{node.module}.{name.name}") in package else node.module for name in node.names}
    return imported & package.keys()


def test_no_module_imports_itself_by_way_of_others():
    package = modules()
    graph = {name: module_imports(file, package) for name, file in package.items()}
    while leaves := [name for name, needs in graph.items() if not needs & graph.keys()]:
        for name in leaves:
            del graph[name]
    assert not graph, f"a circle among {sorted(graph)}"


def test_the_engine_knows_nothing_of_what_it_builds():
    for file in (PACKAGE / "engine").rglob("*.py"):
        for module in imports(file):
            top = module.split(".")[0]
            assert top in sys.stdlib_module_names or top == "msgspec" or module.startswith("counterpoint.engine."), f"{file}: {module}"


def test_only_the_cluster_needs_a_cluster():
    users = {file.name for file in PACKAGE.rglob("*.py") if any(module.split(".")[0] == "distributed" for module in imports(file))}
    assert users == {"cluster.py"}


def test_imports_point_down():
    for file in PACKAGE.rglob("*.py"):
        here = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for module in imports(file):
            if module.startswith("counterpoint.") and not module.endswith("__version__"):
                assert ORDER.index(part_of(module)) <= ORDER.index(here), f"{file} imports {module}"


def test_the_core_reads_no_disk_clock_or_environment():
    for name in PURE:
        for file in (PACKAGE / name).rglob("*.py"):
            assert not imports(file) & OUTSIDE, file


def test_a_lint_is_a_module_named_as_its_code():
    for module in all_lints():
        name = module.__name__.rpartition(".")[2]
        assert name.replace("_", "-") in CODES
        assert hasattr(module, "check_site") or hasattr(module, "check_article"), name


def test_a_verb_is_a_module_that_says_what_it_is_for():
    modules = {file.stem.removesuffix("_") for file in (PACKAGE / "cli").glob("[a-z]*.py")}
    assert modules - {"main", "options", "terminal", "building", "hosts"} == set(VERBS)
    for name in VERBS:
        verb = verb_module(name)
        assert verb.EXAMPLE.startswith(name), f"{verb.HELP}: {verb.DESCRIPTION}"


MOST_LINES = 60
"""Lines of a function. Exceptions need a reason here; there are none."""


def definitions() -> list[tuple[Path, ast.FunctionDef | ast.ClassDef | ast.Module]]:
    return [
        (file, node)
        for file in PACKAGE.rglob("*.py")
        for node in nodes(file)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
    ]


def test_no_function_is_too_long():
    functions = [(file, node) for file, node in definitions() if isinstance(node, ast.FunctionDef)]
    assert len(functions) > 500
    too_long = [f"{file.name}: {node.name}" for file, node in functions if (node.end_lineno or 0) - node.lineno >= MOST_LINES]
    assert not too_long


VAGUE = {"found", "one", "known", "it", "wrong", "of"}
"""What no variable, parameter or function is called: a noun says more."""


def names_given(tree: ast.AST) -> list[tuple[int, str, str]]:
    """Return (line, kind, name) of each parameter and each variable of a function."""
    given = [(node.lineno, "parameter", node.arg) for node in ast.walk(tree) if isinstance(node, ast.arg)]
    given += [(node.lineno, "function", node.name) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    fields = {
        node.target for cls in ast.walk(tree) if isinstance(cls, ast.ClassDef) for node in cls.body if isinstance(node, ast.AnnAssign)
    }
    stored = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node not in fields)
    return given + [(node.lineno, "variable", node.id) for node in stored]


def test_names_say_what_they_stand_for():
    given = [
        (f"{file.relative_to(PACKAGE)}:{line}", kind, name)
        for file, tree in definitions()
        if isinstance(tree, ast.Module)
        for line, kind, name in names_given(tree)
    ]
    assert len(given) > 5000
    vague = [f"{place}: {kind} {name}" for place, kind, name in given if name in VAGUE]
    assert not vague, "give these a noun: " + "; ".join(vague)
    shadows = [f"{place}: {name}" for place, kind, name in given if kind == "parameter" and name in dir(builtins)]
    assert not shadows, "these parameters hide a builtin: " + "; ".join(shadows)


def test_mistakes_are_given_back_in_one_way():
    """A function gives back diagnostics alone, or an `Outcome`; it adds to no list that it was given."""
    functions = [(file, node) for file, node in definitions() if isinstance(node, ast.FunctionDef)]
    odd = [
        f"{file.relative_to(PACKAGE)}:{node.lineno} {node.name} gives {ast.unparse(node.returns)}"
        for file, node in functions
        if node.returns
        and re.search(r"tuple\[.*, [^.]*Diagnostic\b|list\[Diagnostic\] \||\| (list\[)?Diagnostic\b", ast.unparse(node.returns))
    ]
    assert not odd, "return an Outcome: " + "; ".join(odd)
    for file, node in functions:
        lists = {arg.arg for arg in node.args.args if arg.annotation and ast.unparse(arg.annotation) == "list[Diagnostic]"}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and isinstance(inner.func.value, ast.Name):
                assert inner.func.value.id not in lists or inner.func.attr not in {"append", "extend"}, (
                    f"{file}: {node.name} adds to its argument"
                )
            if isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name):
                assert inner.target.id not in lists, f"{file}: {node.name} adds to its argument"


def test_docstrings_stand_alone():
    texts = [(file, ast.get_docstring(node) or "") for file, node in definitions()]
    assert not [f"{file.name}: {text}" for file, text in texts if text.startswith("The same")]


def is_parser_import(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and node.module == "counterpoint.reading.markdown"
        and "parse" in {name.name for name in node.names}
    )


def test_articles_have_one_front_door():
    makers, builders = set(), set()
    for file in PACKAGE.rglob("*.py"):
        for node in nodes(file):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Dialect":
                makers.add(file.name)
            if isinstance(node, ast.Constant) and node.value == ".yml" and file.parent.name in {"article", "site", "reading", "authoring"}:
                builders.add(file.name)
    parsers = {file.name for file in PACKAGE.rglob("*.py") for node in nodes(file) if is_parser_import(node)}
    assert parsers == {"parsing.py", "loading.py"}, "articles are parsed by article/parsing.py, plain pages by loading.py"
    assert makers == {"loading.py"}
    assert builders == {"files.py"}


def test_the_architecture_page_names_every_part():
    page = (PACKAGE.parent.parent / "docs/architecture.md").read_text(encoding="utf-8")
    for path in PACKAGE.iterdir():
        if path.is_dir() and any(path.glob("*.py")):
            assert f"| `{path.name}/`" in page, path.name
        elif path.suffix == ".py" and not path.name.startswith("__"):
            assert f"`{path.name}`" in page, path.name


METAPHORS = {"cast", "turns", "kept", "packed", "moves", "unchanged", "gather", "outside"}
"""What no module is called: words of this project alone."""


def test_modules_are_named_by_the_words_of_the_field():
    assert not {file.stem for file in PACKAGE.rglob("*.py")} & METAPHORS


def test_a_class_means_one_thing():
    names = [node.name for _, node in definitions() if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    assert len(names) > 100
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, "give each of these a name of its own"


def test_no_two_files_of_tests_have_one_name():
    """Of two, pytest would leave one out, and say so at the end only."""
    names = Counter(file.name for file in Path(__file__).parent.rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
