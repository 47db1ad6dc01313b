"""The pages of docs/reference/ about hand-edited files, from the classes that read them; and the forms of a page."""

import ast
import inspect
import io
import re
import sys
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from itertools import zip_longest
from typing import Any, Literal, get_args, get_origin

from pipeline import model
from pipeline.config import Config, Section, evergreen, profile
from pipeline.config import fields as kinds
from pipeline.handoff.secret import SECRETS

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


def meanings(module: Any) -> Mapping[str, str]:  # noqa: ANN401  # a module
    """The text beside or below each assignment of *module*, by ``Class.name`` or ``name``."""
    source = inspect.getsource(module)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    beside = {token.start[0]: token.string.lstrip("# ") for token in tokens if token.type == tokenize.COMMENT}
    tree = ast.parse(source)
    found = dict(_meanings(tree.body, "", beside))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            found.update(_meanings(node.body, f"{node.name}.", beside))
    return found


def _meanings(body: list[ast.stmt], prefix: str, beside: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for node, after in zip_longest(body, body[1:]):
        match node, after:
            case (
                ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]),
                ast.Expr(value=ast.Constant(value=str(words))),
            ):
                yield prefix + name, " ".join(words.split())
            case (ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]), _):
                if node.end_lineno in beside:
                    yield prefix + name, beside[node.end_lineno]


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
        f"Your standing articles, in `[[standing]]` blocks. {evergreen.StandingArticle.__doc__}",
        _keys(evergreen.StandingArticle),
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
    nodes = ast.walk(ast.parse(inspect.getsource(section)))
    written = {node.target.id: ast.unparse(node.annotation).replace("fields.", "") for node in nodes
               if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)}  # fmt: skip
    for name, info in section.model_fields.items():
        key = prefix + (info.alias or name)
        if isinstance(info.annotation, type) and issubclass(info.annotation, Section):  # as `brand`
            yield from _rows(info.annotation, f"{key}.")
            continue
        default = "needed" if info.is_required() else _toml(info.default)
        yield f"`{key}`", _kind(written[name], info), default, prose(said.get(f"{section.__name__}.{name}", ""))


def _kind(written: str, info: Any) -> str:  # noqa: ANN401  # pydantic's FieldInfo
    """What may stand there, in words: from the type's own text in config/fields.py, or from its limits."""
    words = meanings(kinds)
    if written in words:
        return words[written]
    if get_origin(info.annotation) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(info.annotation))
    if written.startswith("tuple"):
        return f"a list of: {words.get(written[6:].split(',')[0], written).removeprefix('a ')}"
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
            words = said[f"{noun.__name__}.{field.name}"]
            words = words[0].upper() + words[1:].removesuffix(".") + "."  # beside a field they are no sentence
            rows.append((f"`{field.name}`", default, prose(words)))
    return table(("Key", "Default", "Meaning"), iter(rows))


def _toml(value: object) -> str:
    match value:
        case None:
            return "not set"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f'`"{value}"`'
        case dict():
            return "`{}`"
        case tuple():
            return f"`[{', '.join(map(str, value))}]`"
        case _:
            return f"`{value}`"


def profile_page() -> str:
    """Every table of a profile: what a condition's newsletter looks for."""
    parts = ["## At the top", _plain(profile.Profile)]
    for head, section in {
        "[subject]": profile.Subject,
        "[sense]": profile.Sense,
        "[points]": profile.Points,
        "[topics.NAME]": profile.Topic,
        "[[gates]]": profile.Gate,
        "[[kinds]]": profile.Kind,
        "[[kinds]] signs": profile.Sign,
        "[[voices]]": profile.Voice,
        "[[formats]]": profile.Format,
        "[sources]": profile.Sources,
        "[[superseded]]": profile.Superseded,
    }.items():
        parts += [f"## `{head}`", prose(inspect.getdoc(section) or ""), _plain(section)]
    phrases = prose(meanings(profile)["Phrase"])
    intro = (
        "Every key of a profile, the file that says what a newsletter is about. How to write one: [another"
        f" condition](../another-condition.md). Phrases are {phrases[0].lower()}{phrases[1:]} `@name` stands for all"
        " phrases of that list, where `[lists]` has one."
    )
    return page("Profile", intro, *parts)


def _plain(section: Any) -> str:  # noqa: ANN401  # a pydantic class
    """The keys of a table whose values are lists of phrases, numbers or words."""
    own = (row for row in _rows(section, "") if "." not in row[0])  # a table within has its own heading
    rows = ((key, default, words) for key, _, default, words in own if words)
    return table(("Key", "Default", "Meaning"), rows)
