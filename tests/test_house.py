"""The rules that every test here keeps."""

import ast
import asyncio
import socket
from functools import cache
from pathlib import Path

import pytest

from tests.newsletter import ROOT

NO_ASSERTION_NEEDED: dict[str, str] = {}
"""Tests that fail in another way, each with the reason."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def functions() -> list[tuple[Path, Function]]:
    """Every function below tests/, methods included."""
    paths = [path for path in sorted((ROOT / "tests").rglob("*.py")) if "node_modules" not in path.parts]
    return [(path, n) for path in paths for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, Function)]


def every_test() -> list[tuple[str, Function]]:
    """Every test, by file and name."""
    found = [(p, f) for p, f in functions() if p.name.startswith("test_") and f.name.startswith("test_")]
    return [(f"{path.relative_to(ROOT)}::{node.name}", node) for path, node in found]


def called(node: ast.AST) -> set[str]:
    """The names of what *node* calls."""
    calls = [each.func for each in ast.walk(node) if isinstance(each, ast.Call)]
    return {f.id if isinstance(f, ast.Name) else f.attr if isinstance(f, ast.Attribute) else "" for f in calls}


def asserts(node: Function) -> bool:
    """Whether it asserts by itself, or expects an error."""
    return any(isinstance(each, ast.Assert) for each in ast.walk(node)) or bool(called(node) & {"raises", "fail"})


def test_every_test_asserts():
    """A test without an assertion cannot fail; one may leave it to a helper of ours that asserts."""
    helpers = {node.name for _, node in functions() if asserts(node) and not node.name.startswith("test_")}

    bare = {name for name, node in every_test() if not asserts(node) and not called(node) & helpers}

    assert set(NO_ASSERTION_NEEDED) == bare


def test_every_test_says_what_it_is_about():
    """Each test opens with its behaviour in a sentence."""
    assert [name for name, node in every_test() if not ast.get_docstring(node)] == []


def test_nobody_sleeps():
    """A test waits for what it waits for, never for a while."""
    sleeping = [f"{p.relative_to(ROOT)}::{f.name}" for p, f in functions() if called(f) & {"sleep", "wait_for_timeout"}]

    assert sleeping == []


@pytest.mark.parametrize("host", ["192.0.2.1", "10.1.2.3", "2001:db8::1", "169.254.169.254"])
def test_no_connection_beyond_loopback(host):
    """An address outside this machine cannot be dialled from a test, by a plain socket or by an event loop."""
    with pytest.raises(OSError, match="tests stay on loopback"):
        socket.create_connection((host, 80), timeout=1)
    with pytest.raises(OSError, match="tests stay on loopback"):
        asyncio.run(asyncio.open_connection(host, 80))


def test_no_look_up_of_names():
    """No name is asked for at a resolver."""
    with pytest.raises(socket.gaierror, match="tests ask no resolver"):
        socket.getaddrinfo("example.org", 443)
