"""A copy editor reads docs, help, messages and pages: proselint's own checks, and our phrases in prose.toml.

Words in code, links and tags are left out. A phrase that is right for once is listed in RIGHT, with the reason.
"""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.newsletter import ROOT
from tests.tools import library

OURS = tomllib.loads((ROOT / "tests" / "prose.toml").read_text(encoding="utf-8"))
THEIRS = """archaism cliches lexical_illusions malapropisms mixed_metaphors mondegreens needless_variants nonwords
oxymorons redundancy skunked_terms social_awareness spelling uncomparables""".split()
"""proselint's families that fit technical writing; its typography and its hedging are for essays."""
RIGHT = {
    "mailman": "the mailing list server",
    "af_inet af_inet": "in a unit file",
    "unless unless": "names of keys",
    "object object": "what a program says of a value by mistake",
}
"""What a check finds and we mean, by the words found."""
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "tests" / "golden" / "errors.txt"]
MARKUP = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]
MARKUP += [*(ROOT / "pipeline").rglob("*.html")]
CODE = sorted((ROOT / "pipeline").rglob("*.py"))


def page(text: str) -> str:
    """The prose of a Markdown page; what is code or an address becomes blanks, so that places stay."""
    code = r"^ *```.*?^ *```$|^ {4,}.*$|`[^`\n]*`|\]\([^)]*\)|<!--.*?-->"
    return re.sub(code, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.MULTILINE | re.DOTALL)


def markup(text: str) -> str:
    """The words of a template."""
    tags = r"<style.*?</style>|<script.*?</script>|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>"
    return re.sub(tags, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.DOTALL)


def data(text: str) -> str:
    """The words of a table that an editor reads: its comments, and what stands in quotes."""
    return "\n".join(" | ".join(re.findall(r'"[^"]*"|#.*', line)) for line in text.splitlines())


def messages(text: str) -> str:
    """The sentences that a module may print: its strings of several words, each on its own line."""
    lines = [""] * (text.count("\n") + 2)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(" ") > 1:
            words = re.sub(r"`[^`]*`", " ", node.value)
            lines[node.lineno] += f" {' | '.join(line.strip() for line in words.splitlines())}."
    return "\n".join(lines)


DATA = [ROOT / "pipeline" / "data" / "starter" / "evergreen.toml"]
DATA += [ROOT / "pipeline" / "data" / f"{name}.toml" for name in ("studio", "reasons", "pages")]
READ = [*((path, page) for path in PAGES), *((path, markup) for path in MARKUP), *((path, messages) for path in CODE)]
READ += [(path, data) for path in DATA]


def wrapped(phrases: Mapping[str, str]) -> dict[str, str]:
    """The phrases with a line's end wherever they have a space: prose is wrapped."""
    return {phrase.replace(" ", r"\s"): advice for phrase, advice in phrases.items()}


def remarks(text: str, *, spelling: bool) -> Iterator[tuple[int, str, str]]:
    """What the copy editor says: line, words, advice."""
    library("proselint")
    from proselint.checks import __register__ as theirs
    from proselint.registry.checks import Check, types

    ours = [Check(types.PreferredForms(wrapped(OURS["everywhere"])), path="ours", message="{}")]
    if spelling:
        ours.append(Check(types.PreferredForms(OURS["spelling"]), path="ours", message="{}"))
    families = [check for check in theirs if check.path.split(".")[0] in THEIRS]
    chosen = [check for check in families if check.path != "spelling.consistency"]  # keys of files keep their spelling
    padded = f"\n{text}\n"
    for check in [*ours, *chosen]:
        for found in check.check_with_flags(padded):
            words = padded[slice(*found.span)].strip(" \n.,;:")
            left_out = re.search(r"\n|  ", words) and "illusion" in found.message  # the repeated word has code between
            if words.lower() not in RIGHT and not left_out:
                yield padded.count("\n", 0, found.span[0] + 1), words, found.message


@pytest.mark.parametrize(("path", "read"), READ, ids=lambda value: str(value)[-40:] if isinstance(value, Path) else "")
def test_reads_well(path, read):
    """Nothing that people read has a phrase that a native editor would strike out."""
    text = read(path.read_text(encoding="utf-8"))

    keys_of_files = read is messages or "reference" in path.parts or "golden" in path.parts  # brand has a `colour`
    assert list(remarks(text, spelling=not keys_of_files)) == []


def test_a_phrase_is_noticed():
    """The copy editor sees our phrases, a word that stands there twice, and no code."""
    text = page("Approve it anew.\nIn the the end, `anew`.\nA nice colour.\nthe issue of 2026-11-09.\nYou say\nyes.\n")

    assert sorted({line for line, _, _ in remarks(text, spelling=True)}) == [1, 2, 3, 4, 5]
