"""How values and blocks are first written: TOML that a person likes to edit."""

import re
from datetime import date

from pipeline.config.toml import quoted, sound
from pipeline.issue.read import KINDS, STORY
from pipeline.model import Issue, Story

Plain = str | int | bool | date | tuple[str, ...]
"""What a value of issue.toml may be."""

_TOP = """\
# This file is the issue, and it is yours: change any words between the quotes, then save.
# **Two stars** make words bold; nothing else is formatted. Lines that start with # are notes to yourself.
"""
_ABOVE = {
    "story": "# The stories, in the order readers see them. Move a whole [[story]] block to reorder.",
    "bench": "# The next best. Rename a header to [[story]] to use it.",
    "held": "# Held back until you have read it: `flagged` holds the words that raised it.\n"
    "# To release one, rename its header to [[story]].",
    "dropped": "# Not in this issue, and why.",
}
_ALWAYS = ("title", "url", "source", "topic", "format", "blurb", "why", "note")
"""Keys that are written even when empty: they show an editor what can be filled in."""
_LONG = ("blurb", "intro")
_WIDTH = 100


def dump(issue: Issue) -> str:
    """An issue's first issue.toml, with short comments that teach the editor."""
    parts = [_TOP + _head(issue)]
    for kind, field in KINDS.items():
        stories: tuple[Story, ...] = getattr(issue, field)
        if stories:
            parts.append(_ABOVE[kind])
            parts.extend(block(kind, story) for story in stories)
    return "\n\n".join(parts) + "\n"


def block(kind: str, story: Story, *, newline: str = "\n") -> str:
    """One story as a block, without the last line's end."""
    lines = [f"[[{kind}]]"]
    for key in STORY:
        value = getattr(story, key)
        if value not in (None, "", (), False) or key in _ALWAYS:
            lines.append(f"{key} = {encode(value, long=key in _LONG, newline=newline)}")
    return newline.join(lines)


def encode(value: Plain, *, long: bool = False, newline: str = "\n") -> str:
    """A value as TOML; *long* text stands between three quotes, with its lines as they are."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return _long(value, newline) if long or "\n" in value else quoted(value)
    one_line = f"[{', '.join(quoted(item) for item in value)}]"
    if len(one_line) <= _WIDTH:
        return one_line
    return newline.join(["[", *(f"  {quoted(item)}," for item in value), "]"])


def _head(issue: Issue) -> str:
    lines = [
        f"number = {issue.number}",
        f"date = {encode(issue.date)}",
        f"subject = {encode(issue.subject)}",
        f"preheader = {encode(issue.preheader)}   # the line that inboxes show after the subject",
        f"intro = {encode(issue.intro, long=True)}",
    ]
    return "\n".join(lines)


def _long(text: str, newline: str) -> str:
    """A string between three quotes, encoded line by line so that an escape never meets a line's end."""
    lines = [quoted(line)[1:-1] for line in sound(text).split("\n")]
    body = newline.join(_bare_quotes(line) for line in lines)
    return '"""' + (newline if text.startswith("\n") else "") + body + '"""'


def _bare_quotes(line: str) -> str:
    r"""A line's ``\"`` as plain quotes, where three in a row, or one at the end, cannot arise."""
    if line.endswith('"') or '\\"\\"' in line:
        return line
    return re.sub(r"\\(.)", lambda found: '"' if found[1] == '"' else found[0], line)
