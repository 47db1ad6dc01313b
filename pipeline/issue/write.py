"""How values and blocks are first written: TOML that a person likes to edit."""

from typing import Final

from pipeline import toml
from pipeline.issue.read import KINDS, STORY
from pipeline.model import Issue, Story

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
LONG: Final = ("blurb", "intro")
"""Keys whose texts stand between three quotes."""


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
    values = {key: getattr(story, key) for key in STORY}
    shown = {key: value for key, value in values.items() if value not in (None, "", (), False) or key in _ALWAYS}
    return toml.block(kind, shown, long=LONG, newline=newline)


def _head(issue: Issue) -> str:
    lines = [
        f"number = {issue.number}",
        f"date = {toml.encode(issue.date)}",
        f"subject = {toml.encode(issue.subject)}",
        f"preheader = {toml.encode(issue.preheader)}   # the line that inboxes show after the subject",
        f"intro = {toml.encode(issue.intro, long=True)}",
        f"ebook = {toml.encode(issue.ebook)}   # this week's line about the ebook; empty: the one in newsletter.toml",
    ]
    return "\n".join(lines)
