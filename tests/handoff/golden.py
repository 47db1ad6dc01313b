"""Texts that a person has read once, compared whole since. Refresh: `REFRESH=1 pytest TEST`, then review the diff."""

import os
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "golden" / "handoff"
HEAD = "=== "


def same(name: str, chapter: str, made: str) -> None:
    """Hold *made* against one chapter of the file *name*; where a refresh is asked for, write it there first."""
    path = FOLDER / name
    kept = _chapters(path.read_text(encoding="utf-8")) if path.exists() else {}
    if os.environ.get("REFRESH"):
        kept[chapter] = made.rstrip()
        FOLDER.mkdir(exist_ok=True)
        path.write_text("\n".join(f"{HEAD}{title}\n\n{words}\n" for title, words in kept.items()), encoding="utf-8")
    assert kept.get(chapter) == made.rstrip()


def titles(name: str) -> set[str]:
    """The chapters of a file."""
    return set(_chapters((FOLDER / name).read_text(encoding="utf-8")))


def _chapters(text: str) -> dict[str, str]:
    """By title, in their order."""
    parts = (chapter.partition("\n") for chapter in f"\n{text}".split(f"\n{HEAD}")[1:])
    return {title: words.strip() for title, _, words in parts}
