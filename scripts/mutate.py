#!/usr/bin/env python3
"""Change one thing of a module at a time, and see whether its tests notice.

    .venv/bin/python scripts/mutate.py --sample 60 generator/counterpoint/site/corrections.py tests/test_what_is_public.py …

Works on a copy of the package. It prints every change that no test noticed, and the share of those that some did. This takes minutes and is
no part of the suite.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Gt: ast.LtE,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.LtE: ast.Gt,
}


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node may be changed to."""
    changed = copy.deepcopy(node)
    match changed:
        case ast.Compare(ops=[operation]) if type(operation) in OPPOSITE:
            changed.ops = [OPPOSITE[type(operation)]()]
            yield changed
        case ast.BoolOp():
            changed.op = ast.Or() if isinstance(changed.op, ast.And) else ast.And()
            yield changed
        case ast.UnaryOp(op=ast.Not()):
            yield changed.operand
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield ast.Constant(value + 1)
        case ast.IfExp():
            yield changed.body
            yield changed.orelse
        case ast.Continue():
            yield ast.Pass()
        case ast.BinOp(op=ast.Add() | ast.BitOr() | ast.Sub()):
            yield changed.left


def mutants(tree: ast.Module) -> Iterator[tuple[int, int, ast.AST, ast.AST]]:
    """(line, number of the node, node, what it may be changed to) of every change."""
    nodes = [node for node in ast.walk(tree) if not _is_annotation(node, tree)]
    for number, node in enumerate(nodes):
        for variant in changes(node):
            yield getattr(node, "lineno", 0), number, node, variant


def mutated(tree: ast.Module, number: int, variant: ast.AST) -> str:
    """Write a module with one node changed."""
    other = copy.deepcopy(tree)
    target = [item for item in ast.walk(other) if not _is_annotation(item, other)][number]
    return ast.unparse(ast.fix_missing_locations(_Replace(target, ast.copy_location(variant, target)).visit(other)))


class _Replace(ast.NodeTransformer):
    def __init__(self, target: ast.AST, variant: ast.AST) -> None:
        self.target, self.variant = target, variant

    def visit(self, node: ast.AST) -> ast.AST:
        return self.variant if node is self.target else self.generic_visit(node)


def _is_annotation(node: ast.AST, tree: ast.Module) -> bool:
    key = id(tree)
    if key not in _ANNOTATIONS:
        found: set[int] = set()
        for item in ast.walk(tree):
            for name in ("annotation", "returns"):
                if (annotation := getattr(item, name, None)) is not None:
                    found |= {id(part) for part in ast.walk(annotation)}
            if isinstance(item, ast.ClassDef):  # whether values are frozen is checked by types
                found |= {id(part) for keyword in item.keywords for part in ast.walk(keyword)}
            if isinstance(item, ast.Assign) and isinstance(item.value, ast.BinOp) and isinstance(item.value.op, ast.BitOr):
                found |= {id(part) for part in ast.walk(item.value)}
        _ANNOTATIONS[key] = found
        _KEEP.append(tree)
    return id(node) in _ANNOTATIONS[key]


_ANNOTATIONS: dict[int, set[int]] = {}
_KEEP: list[ast.Module] = []


def has_passed(source: Path, tests: Sequence[str]) -> bool:
    """Run tests on a copy of the package, in a process of their own that has all libraries loaded.

    A change that lets them run or wait without an end is noticed, too.
    """
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        signal.alarm(300)
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
        for name in [name for name in sys.modules if name.partition(".")[0] == "counterpoint"]:
            del sys.modules[name]
        os.environ.update(PYTHONPATH=str(source), CI="1")
        sys.path.insert(0, str(source))
        sys.dont_write_bytecode = True
        status = pytest.main(["-xq", "-pno:cacheprovider", "-n0", "-o", f"pythonpath={source}", *tests])
        os._exit(int(status))
    return os.waitpid(child, 0)[1] == 0


def load_libraries() -> None:
    """Load what the package and its tests use, so that no change has to wait for it."""
    for name in ("hypothesis", "pydantic", "yaml", "ruamel.yaml", "counterpoint.build", "counterpoint.reanchor", "counterpoint.cli"):
        importlib.import_module(name)


def main() -> int:
    """Try a sample of the changes."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module", type=Path)
    parser.add_argument("tests", nargs="+")
    parser.add_argument("--first", action="append", default=[], metavar="TEST", help="quick tests, which are run before the others")
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    tree = ast.parse(options.module.read_text(encoding="utf-8"))
    everything = list(mutants(tree))
    chosen = random.Random(options.seed).sample(everything, min(options.sample, len(everything)))
    chosen.sort(key=lambda change: change[:2])
    noticed = 0
    os.chdir(ROOT)
    load_libraries()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "generator"
        shutil.copytree(ROOT / "generator", source)
        (Path(folder) / "templates").symlink_to(ROOT / "templates")
        target = source / options.module.resolve().relative_to(ROOT / "generator")
        for count, (line, number, node, variant) in enumerate(chosen, 1):
            target.write_text(mutated(tree, number, variant), encoding="utf-8")
            if has_passed(source, options.first or options.tests) and (not options.first or has_passed(source, options.tests)):
                print(f"{options.module}:{line}: not noticed: {ast.unparse(node)}  →  {ast.unparse(variant)}", flush=True)
            else:
                noticed += 1
            print(f"{noticed} of {count} noticed", file=sys.stderr, flush=True)
    print(f"{noticed} of {len(chosen)} changes noticed ({100 * noticed // max(1, len(chosen))} %), of {len(everything)} possible")
    return 0


if __name__ == "__main__":
    sys.exit(main())
