"""Writes docs/reference/ from the code: commands, settings, checks, exit codes. A test fails when they differ.

Usage: python scripts/reference.py
The words come from where they are used: help texts, the docstring below each field, the rules' and errors' docstrings.
"""

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from keys import page, profile_page, prose, settings, table  # noqa: E402  after the path

from pipeline import check, errors  # noqa: E402  after the path
from pipeline.cli import SECTIONS, monday  # noqa: E402  after the path

TARGET = ROOT / "docs" / "reference"


# --- commands


def commands() -> str:
    """Every command with its help, options and examples."""
    parts = [_options(monday, "Options of every command, written before its name")]
    for section, names in SECTIONS.items():
        parts.append(f"## {section}")
        for name in names:
            command = monday.get_command(click.Context(monday), name)
            assert command is not None
            parts += _command(command, f"monday {name}")
    intro = (
        "What `monday --help` and `monday COMMAND --help` say. Places of articles count from 1, as in the email. An"
        " option may come from the environment, too: `MONDAY_FOLDER` is `-C`, `MONDAY_RUN_UNTIL` is the `--until` of"
        " `monday run`."
    )
    return page("Commands", intro, *parts)


def _command(command: click.Command, path: str, depth: int = 3) -> Iterator[str]:
    yield f"{'#' * depth} {path}"
    paragraphs = re.split(r"\n\s*\n", inspect.cleandoc(command.help or ""))
    blocks = [p for p in paragraphs if p.startswith("\b")]
    yield "\n\n".join(prose(p) for p in paragraphs if p not in blocks)
    usage = " ".join([path, *command.collect_usage_pieces(click.Context(command))])
    yield f"Usage: `{usage}`"
    for block in blocks:
        head, *lines = block.removeprefix("\b").strip("\n").split("\n")
        yield f"{head.strip()}\n\n{textwrap.indent(textwrap.dedent(chr(10).join(lines)), '    ')}"
    if options := _options(command):
        yield options
    for name, inner in getattr(command, "commands", {}).items():
        yield from _command(inner, f"{path} {name}", depth + 1)


def _options(command: click.Command, head: str = "Option") -> str:
    context = click.Context(command)
    records = [p.get_help_record(context) for p in command.get_params(context) if isinstance(p, click.Option)]
    rows = [(f"`{names}`", words) for names, words in filter(None, records) if "--help" not in names]
    return table((head, "What it does"), iter(rows)) if rows else ""


# --- checks


def checks() -> str:
    """Every rule: its levels, what it asks for, why, and what to do."""
    rules: Mapping[str, Callable[..., object]] = {
        **check.RULES,
        **{f"tools.{name}": judge for name, judge in check.JUDGES.items()},
    }
    manuals, parts = check.manuals(), []
    for name, rule in rules.items():
        what, why = manuals[name]
        levels, hints = _raised(rule)
        rows = {
            "Why": prose(why),
            "Level": " or ".join(level for level in check.GROUPS if level in levels),
            "What to do": "; ".join(map(prose, hints)),
        }
        lines = "\n".join(f"- {head}: {words}" for head, words in rows.items() if words)
        parts.append(f"### {name}\n\n{prose(what)}\n\n{lines}")
    groups = ", ".join(f"*{level}* ({words})" for level, words in check.GROUPS.items())
    intro = (
        f"Every rule of `monday check`, also shown by `monday check --explain RULE`. Levels: {groups}. Errors must be"
        " fixed before approval; the rest is for you to judge. How to read the remarks: [checks](../checks.md)."
    )
    return page("Check rules", intro, *parts)


def _raised(rule: Callable[..., object]) -> tuple[set[str], tuple[str, ...]]:
    """The levels at which *rule* speaks, and its hints; also through the helpers of its own module."""
    module = ast.parse(inspect.getsource(sys.modules[rule.__module__]))
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    outside = {node.targets[0].id: node.value for node in module.body if _is_named(node)}
    levels, hints, seen = set(), [], set()

    def look(name: str) -> None:
        seen.add(name)
        nodes = list(ast.walk(functions[name]))
        assigned: dict[str, ast.expr] = dict(outside)
        for node in nodes:
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value):
                    assigned[target] = value
                case ast.Name(id=word) if word in check.GROUPS:
                    levels.add(word)
                case ast.Name(id=word) if word in functions and word not in seen:
                    look(word)
        for call in sorted((node for node in nodes if isinstance(node, ast.Call)), key=lambda node: node.lineno):
            match call:
                case ast.Call(func=ast.Name(id=word), args=[_, _, hint, *_]) if word in (*check.GROUPS, "level"):
                    hints.append(_words(hint, assigned))
                case ast.Call(func=ast.Name(id="together"), args=[_, _, _, hint, *_]):
                    hints.append(_words(hint, assigned))
                case ast.Call(func=ast.IfExp(), args=[_, _, hint, *_]):  # (error if … else warning)(…)
                    hints.append(_words(hint, assigned))

    look(rule.__name__)
    return levels, tuple(dict.fromkeys(hint for hint in hints if hint.strip("…, ")))


def _is_named(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)


def _words(hint: ast.expr, assigned: Mapping[str, ast.expr]) -> str:
    """A hint as it stands in the code; what is filled in as it goes is an ellipsis."""
    match hint:
        case ast.Constant(value=words):
            return str(words)
        case ast.Name(id=name) if name in assigned:
            return _words(assigned[name], {other: value for other, value in assigned.items() if other != name})
        case ast.JoinedStr(values=parts):
            return "".join(_words(part, assigned) for part in parts)
        case ast.FormattedValue(value=value):
            return _words(value, assigned)
    return "…"


# --- exit codes


def exit_codes() -> str:
    """Every exit code: what it means, and what a person then does."""
    parts = ["## 0\n\nDone, or nothing to do."]
    found: dict[int, list[type[errors.MondayError]]] = {}
    kinds_of_error: tuple[type[errors.MondayError], ...] = (errors.MondayError, *errors.MondayError.__subclasses__())
    for kind in kinds_of_error:
        if "code" in vars(kind):
            found.setdefault(kind.code, []).append(kind)
    for code, classes in sorted(found.items()):
        parts.append("\n\n".join((f"## {code}", *(prose(inspect.getdoc(kind) or "") for kind in classes))))
    intro = (
        "A failed command prints two lines: `Error:` says what happened, `Hint:` what to do next. Its exit code tells"
        " the same to scripts and to whoever watches cron. A traceback is a fault in the program: please report it."
    )
    return page("Exit codes", intro, *parts)


PAGES: Mapping[str, Callable[[], str]] = {
    "commands.md": commands,
    "settings.md": settings,
    "profile.md": profile_page,
    "checks.md": checks,
    "exit-codes.md": exit_codes,
}


def main() -> None:
    """Write the pages."""
    TARGET.mkdir(exist_ok=True)
    for name, made in PAGES.items():
        (TARGET / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
