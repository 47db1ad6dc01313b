"""What a form of the studio asks for, as edits of the text of issue.toml. Pure.

Stories are named by their address, never by their place: a form may be older than the file it changes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from pipeline import text
from pipeline.choose.draft import subject
from pipeline.errors import Conflict, UsageError
from pipeline.issue import Document, acts
from pipeline.limits import BLURB, TITLE
from pipeline.model import Issue, Story
from pipeline.urls import canonical

HEAD: Final = MappingProxyType(
    {"subject": "Subject", "preheader": "Preview text", "intro": "Intro", "ebook": "Ebook line"}
)
STORY: Final = MappingProxyType({"title": "Title", "blurb": "Blurb", "note": "Note (never published)"})
LONG: Final = ("intro", "blurb")
"""Fields that may hold several lines, and **bold**."""
SAVED: Final = "Saved: "
_MOST = 5000


@dataclass(frozen=True, kw_only=True, slots=True)
class Clash:
    """One field that two people changed at once."""

    key: str
    name: str
    mine: str
    theirs: str


class Clashed(Conflict):
    """The same words were changed by somebody else; *clashes* holds both versions."""

    def __init__(self, clashes: tuple[Clash, ...], url: str) -> None:
        super().__init__("somebody else changed the same words", hint="choose which to keep; nothing was overwritten")
        self.clashes = clashes
        self.url = url


class Here(UsageError):
    """The issue has that article already; *kind* and *place*, from 1, say where."""

    def __init__(self, title: str, kind: str, place: int) -> None:
        super().__init__(f"this issue has that article already: “{title}”")
        self.kind = kind
        self.place = place


def apply(document: Document, form: Mapping[str, str]) -> tuple[Document, str]:
    """The document as the form wants it, and what was done in words. Raises Conflict and UsageError."""
    url = form.get("url", "")
    edited, saved = _words(document, form, url)
    act = _ACTS.get(form.get("op", "save"))
    if act is None:
        raise UsageError(f"the studio does not know how to {form.get('op', '')!r}")
    made, said = act(edited, url, form)
    return made, " ".join(filter(None, (said, saved))) or "Nothing was changed."


def _words(document: Document, form: Mapping[str, str], url: str) -> tuple[Document, str]:
    """The document with the form's words, and which those are; what the form did not change stays, to the byte."""
    kind, index = _find(document.issue, url) if url else ("", 0)
    clashes, changed = [], []
    for key, name in (STORY if url else HEAD).items():
        if key not in form:
            continue
        here = _all(document.issue)[kind][index] if url else document.issue
        was, mine, theirs = (clean(key, value) for value in (form.get(f"was.{key}", ""), form[key], getattr(here, key)))
        if mine in (was, theirs):
            continue
        if theirs != was:
            clashes.append(Clash(key=key, name=name, mine=mine, theirs=theirs))
            continue
        document = document.set(kind, index, key, mine)
        changed.append(name.partition(" (")[0].lower())
        if key == "blurb" and _all(document.issue)[kind][index].draft:
            document = document.set(kind, index, "draft", None)
    if clashes:
        raise Clashed(tuple(clashes), url)
    if not changed:
        return document, ""
    of = f" of “{_all(document.issue)[kind][index].title}”" if url else ""
    return document, f"{SAVED}the {' and the '.join(changed)}{of}."


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
        raise UsageError(f"that is too long: {len(value)} characters", hint=f"keep it under {_MOST}")
    value = re.sub(r"[^\S\n]*\r?\n", "\n", value)
    value = "".join(c for c in value if c == "\n" or c.isprintable() or c in "\u200c\u200d\u00ad" or c.isspace())
    return value.strip() if key in LONG else text.squeeze(value)


Act = Callable[[Document, str, Mapping[str, str]], tuple[Document, str]]


def _save(document: Document, _url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    return document, ""


def _move(step: int) -> Act:
    def act(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
        index = _story(document, url)
        to = index + step
        if not 0 <= to < len(document.issue.stories):
            return document, "It is at the end already."
        title = document.issue.stories[index].title
        return document.move(index, to), f"“{title}” is number {to + 1} now."

    return act


def _place(document: Document, url: str, form: Mapping[str, str]) -> tuple[Document, str]:
    index, count = _story(document, url), len(document.issue.stories)
    wanted = form.get("to", "")
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= count):
        raise UsageError(f"there is no place {wanted[:9] or '0'}: the issue has {count} articles", hint="move it again")
    title = document.issue.stories[index].title
    return document.move(index, int(wanted) - 1), f"“{title}” is number {int(wanted)} now."


def _keep(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    index = _story(document, url)
    title = document.issue.stories[index].title
    return document.set("story", index, "draft", None), f"The blurb of “{title}” stays as it is: you have read it."


def _pin(pinned: bool) -> Act:
    def act(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
        kind, index = _find(document.issue, url)
        title = _all(document.issue)[kind][index].title
        made = document.set(kind, index, "pinned", pinned or None)
        return made, f"“{title}” is pinned: it stays." if pinned else f"“{title}” is not pinned any more."

    return act


def _swap(document: Document, url: str, form: Mapping[str, str]) -> tuple[Document, str]:
    index = _story(document, url)
    kind, other = _find(document.issue, form.get("with", ""))
    if kind != "bench":
        raise Conflict("that article is not on the bench any more", hint="look at the bench, then choose again")
    out, comes = document.issue.stories[index].title, document.issue.bench[other].title
    return acts.swap(document, index, other), f"“{comes}” took the place of “{out}”, which is on the bench."


def _use(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    kind, index = _may_move(document.issue, url)
    title = _all(document.issue)[kind][index].title
    return document.turn(kind, index, "story"), f"“{title}” is in the issue now, as the last one."


def _drop(document: Document, url: str, form: Mapping[str, str]) -> tuple[Document, str]:
    kind, index = _find(document.issue, url)
    reason = clean("note", form.get("reason", ""))
    if not reason:
        raise UsageError("say why it is dropped", hint="fill in the reason, then drop it")
    made = acts.drop(document, kind, index, reason)
    return made, f"“{made.issue.dropped[0].title}” is dropped{_filled(document, made, kind, index)}."


def _filled(before: Document, made: Document, kind: str, index: int) -> str:
    """Which article took the place of a story that went, in words; "" where none did."""
    if kind != "story" or len(made.issue.stories) < len(before.issue.stories):
        return ""
    return f"; “{made.issue.stories[index].title}” came from the bench"


def _bench(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    kind, index = _may_move(document.issue, url)
    title = _all(document.issue)[kind][index].title
    return document.turn(kind, index, "bench", 0), f"“{title}” is on the bench now."


def _later(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    kind, index = _may_move(document.issue, url)
    story = _all(document.issue)[kind][index]
    if story.kept:
        return document.set(kind, index, "kept", None), f"“{story.title}” is not kept for later any more."
    made = acts.keep(document, kind, index)
    return made, f"“{story.title}” is kept for later weeks, on the bench{_filled(document, made, kind, index)}."


def _may_move(issue: Issue, url: str) -> tuple[str, int]:
    kind, index = _find(issue, url)
    if kind == "held":
        raise UsageError("that article is held back", hint="read it, then release it with your name")
    return kind, index


def picture(document: Document, url: str, name: str, alt: str) -> tuple[Document, str]:
    """The document with a picture at a story: *name* is its file's, "" where it has one that stays."""
    index = _story(document, url)
    story = document.issue.stories[index]
    if not (name or story.image):
        raise UsageError("there is no picture yet", hint="choose one, or paste or drop it here")
    if not (alt := clean("image_alt", alt)):
        raise UsageError("say in words what the picture shows", hint="many readers do not see it")
    made = document.set("story", index, "image", name or story.image).set("story", index, "image_alt", alt)
    return made, f"“{story.title}” shows {'your picture' if name else 'its picture, in your words'}."


def lead(issue: Issue) -> str:
    """The subject that names the first story; "" while that waits for somebody to read it."""
    ready = issue.stories and (issue.stories[0].read_by or not issue.stories[0].caution)
    return subject(issue.stories) if ready else ""


def _lead(document: Document, _url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    if not (made := lead(document.issue)):
        raise UsageError("article 1 must be read first", hint="read it, then use it as the subject")
    return document.set("", 0, "subject", made), f"The subject is “{made}” now."


def _no_picture(document: Document, url: str, _form: Mapping[str, str]) -> tuple[Document, str]:
    index = _story(document, url)
    title = document.issue.stories[index].title
    document = document.set("story", index, "image", None).set("story", index, "image_alt", None)
    return document, f"“{title}” shows the picture of its topic again."


def add_line(document: Document, url: str, line: str) -> Document:
    """The document with *line* at the end of a story's blurb, unless it is there already."""
    index = _story(document, url)
    blurb = document.issue.stories[index].blurb
    if line in blurb:
        return document
    return document.set("story", index, "blurb", f"{blurb} {line}".strip())


_ACTS: Final[Mapping[str, Act]] = MappingProxyType(
    {
        "save": _save,
        "up": _move(-1),
        "down": _move(1),
        "place": _place,
        "keep": _keep,
        "pin": _pin(True),
        "unpin": _pin(False),
        "swap": _swap,
        "use": _use,
        "drop": _drop,
        "bench": _bench,
        "later": _later,
        "lead": _lead,
        "no-picture": _no_picture,
    }
)


def refuse_twin(issue: Issue, *names: str) -> None:
    """Raise Here when the issue has an article under one of these addresses."""
    for name in names:
        if found := place(issue, name):
            raise Here(found[2].title, *found[:2])


def place(issue: Issue, url: str) -> tuple[str, int, Story] | None:
    """Where the article at an address is in the issue: its kind of block, its place there from 1, and itself."""
    wanted = canonical(url)
    for kind, stories in _all(issue).items():
        for n, story in enumerate(stories, 1):
            if canonical(story.url) == wanted:
                return kind, n, story
    return None


def add(document: Document, story: Story, places: int) -> tuple[Document, str]:
    """The document with a new article: in the issue while one of its *places* is free, else first on the bench.

    A flagged one is held back, as the machine would have done. Raises Here.
    """
    refuse_twin(document.issue, story.url)
    if story.flagged:
        words = ", ".join(f"“{words}”" for words in story.flagged)
        said = f"“{story.title}” is held back for {words}: read it, then release it."
        return document.add("held", story, 0), said
    if story.kept:
        return document.add("bench", story, 0), f"“{story.title}” is kept for later weeks, on the bench."
    if (count := len(document.issue.stories)) < places:
        return document.add("story", story), f"“{story.title}” is in the issue, as number {count + 1}."
    return document.add("bench", story, 0), f"“{story.title}” is the first on the bench."


def _all(issue: Issue) -> Mapping[str, tuple[Story, ...]]:
    return {"story": issue.stories, "bench": issue.bench, "held": issue.held, "dropped": issue.dropped}


def _find(issue: Issue, url: str) -> tuple[str, int]:
    for kind, stories in _all(issue).items():
        for index, story in enumerate(stories):
            if story.url == url:
                return kind, index
    raise Conflict("that article is not in the issue any more", hint="somebody took it out; look, then go on")


def _story(document: Document, url: str) -> int:
    kind, index = _find(document.issue, url)
    if kind != "story":
        raise Conflict("that article is not among the chosen any more", hint="somebody moved it; look, then go on")
    return index


_SHOWN: Final = MappingProxyType({"subject": 40, "preheader": 90, "title": TITLE, "blurb": BLURB})


def measure(key: str, value: str) -> str:
    """What a counter says of the words in a field: characters, and for sentences how hard they are to read."""
    value = value.strip()
    most = _SHOWN.get(key)
    parts = [f"{len(value)}{f' of {most}' if most else ''} characters"]
    if key in LONG and value:
        longest = max((len(text.words(sentence)) for sentence in text.sentences(value)), default=0)
        parts += [f"reading grade {max(text.grade(value), 0):.0f}", f"longest sentence {longest} words"]
    return " · ".join(parts)
