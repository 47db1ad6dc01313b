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
from dataclasses import MISSING, fields
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline import check, errors, model  # noqa: E402  after the path
from pipeline.cli import SECTIONS, monday  # noqa: E402
from pipeline.config import Config, Section, evergreen  # noqa: E402
from pipeline.config import fields as kinds  # noqa: E402
from pipeline.doctor import SECRETS  # noqa: E402

TARGET = ROOT / "docs" / "reference"
WRITTEN = "<!-- Written by scripts/reference.py; change the words where they are used, in the code. -->"


def page(title: str, intro: str, *parts: str) -> str:
    """A whole page."""
    return "\n\n".join((f"# {title}", WRITTEN, intro, *parts)) + "\n"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def prose(words: str) -> str:
    """A docstring as one line of Markdown: ``code``, *the name of a neighbour* and HTML tags as code."""
    words = re.sub(r"(?<![*\w])\*(\w+)\*(?!\*)", r"`\1`", " ".join(words.replace("``", "`").split()))
    pieces = re.split(r"(`[^`]*`)", words)  # what is code already stays as it is
    return "".join(piece if piece.startswith("`") else _tags_as_code(piece) for piece in pieces)


def _tags_as_code(words: str) -> str:
    return re.sub(r"<(\w+)[^<>]*>[^<]*</\1>|<[^<>]+>|\*\*…\*\*", r"`\g<0>`", words)


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
        "What `monday --help` and `monday COMMAND --help` say. Places of stories count from 1, as in the email. An"
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


# --- settings


def meanings(module: Any) -> Mapping[str, str]:  # noqa: ANN401  # a module
    """The text below each assignment of *module*, by ``Class.name`` or ``name``."""
    tree = ast.parse(inspect.getsource(module))
    found = dict(_below(tree.body, ""))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found.update(_below(node.body, f"{node.name}."))
    return found


def _below(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, str]]:
    for node, after in pairwise(body):
        match node, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield prefix + name, " ".join(words.split())


def settings() -> str:
    """Every key of newsletter.toml, evergreen.toml and issue.toml."""
    parts = []
    for name, info in Config.model_fields.items():
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            parts += [f"## `[{name}]`", prose(inspect.getdoc(info.annotation) or ""), _keys(info.annotation)]
    parts += ["## `[[feeds]]`", "One block for each source; at least one.", _nouns(model.Feed)]
    parts += [
        "## Secrets",
        "Never in a file of the newsletter: set the variable where `monday run` starts, or the same name with `_FILE`"
        " to a file that only its owner can read (mode 0600).",
        table(("For", "Variable"), ((f"`{target}`", f"`{name}`") for target, name in SECRETS.items())),
        "## evergreen.toml",
        f"Your standing articles, in `[[standing]]` blocks. {evergreen.Standing.__doc__}",
        _keys(evergreen.Standing),
        "## issue.toml",
        "One issue, in its folder below `issues/`. At the top:",
        _nouns(model.Issue),
        "Then blocks: `[[story]]` for what readers see, in order; `[[bench]]` for the next best; `[[held]]` for what"
        " needs an editor's release; `[[dropped]]` for what was taken out. To use an article of the bench, rename its"
        " header to `[[story]]`. All blocks have the same keys:",
        _nouns(model.Story),
    ]
    intro = (
        "Every key of `newsletter.toml`, with its default. Only `title` and one feed are needed. An unknown key is an"
        " error that names its line and the likely right word. `monday doctor` says what is still missing."
    )
    return page("Settings", intro, *parts)


def _keys(section: Any, prefix: str = "") -> str:  # noqa: ANN401  # a pydantic class
    return table(("Key", "Value", "Default", "Meaning"), _rows(section, prefix))


def _rows(section: Any, prefix: str) -> Iterator[tuple[str, ...]]:  # noqa: ANN401  # a pydantic class
    said = meanings(sys.modules[section.__module__])
    written = {node.target.id: ast.unparse(node.annotation) for node in ast.walk(ast.parse(inspect.getsource(section)))
               if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}  # fmt: skip
    for name, info in section.model_fields.items():
        key = prefix + (info.alias or name)
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):
            yield from _rows(info.annotation, f"{key}.")
            continue
        default = "needed" if info.is_required() else _toml(info.default)
        yield f"`{key}`", _kind(written[name], info), default, prose(said[f"{section.__name__}.{name}"])


def _kind(written: str, info: Any) -> str:  # noqa: ANN401  # pydantic's FieldInfo
    """What may stand there, in words: from the type's own text in config/fields.py, or from its limits."""
    words = meanings(kinds)
    if written in words:
        return words[written]
    if get_origin(info.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(info.annotation))
    if written.startswith("tuple"):
        return f"a list of: {words[written[6:].split(',')[0]].removeprefix('a ')}"
    ge, le = (re.search(rf"{name}=(\d+)", written) for name in ("ge", "le"))
    if ge and le:
        return f"a whole number, {ge[1]} to {le[1]}"
    return words["Home"] if "OptionalUrl" in written else "text"


def _nouns(noun: Any) -> str:  # noqa: ANN401  # a dataclass
    """The keys of a hand-written block that is a dataclass of model.py."""
    said = meanings(model)
    rows = []
    for field in fields(noun):
        if f"{noun.__name__}.{field.name}" in said:
            default = "needed" if field.default is MISSING else _toml(field.default)
            rows.append((f"`{field.name}`", default, prose(said[f"{noun.__name__}.{field.name}"])))
    return table(("Key", "Default", "Meaning"), iter(rows))


def _toml(value: object) -> str:
    match value:
        case None:
            return "not set"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f'`"{value}"`'
        case tuple():
            return f"`[{', '.join(map(str, value))}]`"
        case _:
            return f"`{value}`"


# --- checks


def checks() -> str:
    """Every rule: its levels, what it asks for, why, and what to do."""
    rules: Mapping[str, Callable[..., object]] = {
        **check.RULES,
        **{f"tools.{name}": judge for name, judge in check.JUDGES.items()},
    }
    parts = []
    for name, rule in rules.items():
        what, _, why = (inspect.getdoc(rule) or "").partition("\n\n")
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
        " put right before an approval; the rest is for you to judge. How to read the remarks: [checks](../checks.md)."
    )
    return page("Check rules", intro, *parts)


def _raised(rule: Callable[..., object]) -> tuple[set[str], tuple[str, ...]]:
    """The levels at which *rule* speaks, and its hints; also through the helpers of its own module."""
    module = ast.parse(inspect.getsource(sys.modules[rule.__module__]))
    functions = {node.name: node for node in module.body if isinstance(node, ast.FunctionDef)}
    levels, hints, seen = set(), [], set()

    def look(name: str) -> None:
        seen.add(name)
        nodes = list(ast.walk(functions[name]))
        assigned: dict[str, ast.expr] = {}
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
                    hint = assigned.get(hint.id, hint) if isinstance(hint, ast.Name) else hint
                    match hint:
                        case ast.Constant(value=str(words)):
                            hints.append(words)
                        case ast.JoinedStr(values=parts):  # what is filled in as it goes is an ellipsis here
                            hints.append("".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in parts))

    look(rule.__name__)
    return levels, tuple(dict.fromkeys(hints))


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
