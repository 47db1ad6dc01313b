"""The fields that an editor writes in: how their words are stored and counted, shown unsaved, and at odds. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from pipeline import text
from pipeline.errors import Conflict, UsageError
from pipeline.limits import BLURB, TITLE
from pipeline.model import Issue

HEAD: Final[Mapping[str, str]] = text.table("studio")["fields"]["head"]
STORY: Final[Mapping[str, str]] = text.table("studio")["fields"]["story"]
HELP: Final[Mapping[str, str]] = text.table("studio")["fields"]["help"]
LONG: Final = ("intro", "blurb")  # fields that may hold several lines, and **bold**
SAVED: Final = "Saved: "
MAILBOX: Final = re.compile(r"[^@\s,;<>/:]+@[^@\s,;<>/:]+")
_MOST = 5000
_PHONE: Final = 40  # characters of a subject
_SHOWN: Final = {
    "subject": (60, "inboxes cut off the last {}"),
    "preheader": (90, "inboxes cut off the last {}"),
    "title": (TITLE, "the last {} are cut off"),
    "blurb": (BLURB, "the last {} are cut off"),
}


class Clash(NamedTuple):
    """One field that two people changed at once."""

    key: str
    name: str
    mine: str
    theirs: str


class Clashed(Conflict):
    """The same words were changed by somebody else; *clashes* holds both versions."""

    def __init__(self, clashes: tuple[Clash, ...], url: str) -> None:
        said = "this text was changed in another tab or by someone else"
        super().__init__(said, hint="choose which to keep; nothing was overwritten")
        self.clashes = clashes
        self.url = url


class Slip(UsageError):
    """One *field* of the form is not right; the page says so beside it."""

    def __init__(self, field: str, message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.field = field


def typed(issue: Issue, fields: Mapping[str, str]) -> Issue:
    """The issue with words that nobody has saved yet, by the names of their *fields*: "head subject", "URL blurb"."""
    words: dict[str, dict[str, Any]] = {}
    for name, value in fields.items():
        owner, _, key = name.rpartition(" ")
        if key in (HEAD if owner == "head" else STORY):
            words.setdefault(owner, {})[key] = clean(key, value)
    stories = tuple(replace(story, **words.get(story.url, {})) for story in issue.stories)
    return replace(issue, stories=stories, **words.get("head", {}))


def clean(key: str, value: str) -> str:
    """Words as they are stored: no control characters, one line where one is meant."""
    if len(value) > _MOST:
        raise Slip(key, f"that is too long: {len(value)} characters", hint=f"keep it under {_MOST}")
    value = re.sub(r"[^\S\n]*\r?\n", "\n", value)
    value = "".join(c for c in value if c == "\n" or c.isprintable() or c in "\u200c\u200d\u00ad" or c.isspace())
    return value.strip() if key in LONG else text.squeeze(value)


def measure(key: str, value: str) -> Mapping[str, Any]:
    """What a counter says of a field, in *words*, and whether it is *over* its limit: characters, how hard to read."""
    value = value.strip()
    most, cut = _SHOWN.get(key, (0, ""))
    parts = [f"{len(value)}{f'/{most}' if most else ''} characters"]
    if over := 0 < most < len(value):
        parts[0] += f": {cut.format(len(value) - most)}"
    elif key == "subject" and len(value) > _PHONE:
        parts.append(f"phones show about {_PHONE}")
    if key in LONG and value:
        longest = max((len(text.words(sentence)) for sentence in text.sentences(value)), default=0)
        read = f"reading grade {grade:.0f}" if (grade := text.grade(value)) >= 1 else "very easy to read"
        parts += [read, f"longest sentence {longest} words"]
    return {"words": " · ".join(parts), "over": over}
