"""issue.toml as it is first written, and its edits: blocks of stories move, values change, all else keeps its bytes."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from pipeline import text, toml
from pipeline.errors import IssueError, UsageError
from pipeline.issue.read import HEAD, KINDS, STORY, read
from pipeline.model import Issue, Story
from pipeline.toml import Plain, Source, encode

_ORDER = ("", *KINDS)
_ALWAYS = ("title", "url", "source", "topic", "format", "blurb", "why", "note")
"""Keys that are written even when empty: they show an editor what can be filled in."""
LONG: Final = ("blurb", "intro")  # keys whose texts stand between three quotes


def dump(issue: Issue) -> str:
    """An issue's first issue.toml, with short comments that teach the editor."""
    head = (
        f"number = {issue.number}",
        f"date = {encode(issue.date)}",
        f"subject = {encode(issue.subject)}",
        f"preheader = {encode(issue.preheader)}   # the line that inboxes show after the subject",
        f"intro = {encode(issue.intro, long=True)}",
        f"ebook = {encode(issue.ebook)}   # this week's line about the ebook; empty: the one in newsletter.toml",
    )
    words = text.table("issue")
    parts = [words["top"] + "\n".join(head)]
    for kind, field in KINDS.items():
        stories: tuple[Story, ...] = getattr(issue, field)
        if stories:
            parts.append(words["above"][kind])
            parts.extend(block(kind, story) for story in stories)
    return "\n\n".join(parts) + "\n"


def block(kind: str, story: Story, *, newline: str = "\n") -> str:
    """One story as a block, without the last line's end."""
    values = {key: getattr(story, key) for key in STORY}
    shown = {key: value for key, value in values.items() if value not in (None, "", (), False) or key in _ALWAYS}
    return toml.block(kind, shown, long=LONG, newline=newline)


class Document:
    """The text of an issue.toml and what it says; every edit answers with a new document. Places count from 0.
    Raises as `Source` does, and UsageError for what an issue does not have."""

    def __init__(self, text: str | Source, *, name: str = "issue.toml") -> None:
        self._source = text if isinstance(text, Source) else Source(text, name=name, error=IssueError)
        self.text = self._source.text
        self.issue: Issue = read(self._source)

    def set(self, kind: str, index: int, key: str, value: Plain | None) -> "Document":
        """Replace one value: of the *index*-th block of *kind*, or of the head (kind ""). None takes the key away."""
        order = STORY if kind else HEAD
        here = self._stories(kind)[self._index(kind, index)] if kind else self.issue
        if getattr(here, key) == (type(here).__dataclass_fields__[key].default if value is None else value):
            return self
        long = key in LONG
        if old := self._source.value(kind, key, index=index):
            long = old.startswith(('"""', "'''"))
        written = None if value is None else encode(value, long=long, newline=self._source.newline)
        return Document(self._source.set(kind, key, written, index=index, order=order))

    def move(self, index: int, to: int, *, kind: str = "story") -> "Document":
        """Put the *index*-th block of *kind* at place *to*; the others keep their order."""
        return Document(self._source.move(kind, self._index(kind, index), self._index(kind, to)))

    def turn(self, kind: str, index: int, into: str, position: int | None = None) -> "Document":
        """Make a block one of another kind, last or at *position*: a bench story joins the issue."""
        if kind == into:
            return self.move(index, len(self._stories(kind)) - 1 if position is None else position, kind=kind)
        written = self._source.block(kind, self._index(kind, index), into=into)
        return Document(self.remove(kind, index)._source.put(into, written, position, order=_ORDER))

    def add(self, kind: str, story: Story, position: int | None = None) -> "Document":
        """Write a new block, last of its kind or at *position*."""
        written = block(kind, story, newline=self._source.newline)
        return Document(self._source.put(kind, written, position, order=_ORDER))

    def remove(self, kind: str, index: int) -> "Document":
        """Take a block away, with the comments directly above it."""
        return Document(self._source.remove(kind, self._index(kind, index)))

    def swap(self, story: int, bench: int | None = None) -> "Document":
        """An article of the bench takes the place of a story, which goes to the end of the bench. Without *bench* it is
        the first that keeps the issue varied."""
        story = self._index("story", story)
        bench = best(self.issue, story) if bench is None else bench
        return self.turn("bench", bench, "story", story).turn("story", story + 1, "bench")

    def drop(self, kind: str, index: int, reason: str = "", *, places: int = 0) -> "Document":
        """Take an article out; *reason* joins its note. One from the bench takes the place of a story, as in a swap,
        unless the issue has more stories than *places*; 0 does not limit them."""
        crowded = 0 < places < len(self.issue.stories)
        made = self._without(kind, index, "dropped", 0, fill=kind == "story" and not crowded)
        note = made.issue.dropped[0].note
        return made.set("dropped", 0, "note", f"{note}; {reason}" if note else reason) if reason else made

    def keep(self, kind: str, index: int) -> "Document":
        """Keep an article for later; a story's place is filled from the bench, as when it is dropped."""
        made = self.set(kind, index, "kept", True)
        return made._without("story", index, "bench", None, fill=True) if kind == "story" else made

    def _without(self, kind: str, index: int, into: str, position: int | None, *, fill: bool) -> "Document":
        """A block goes to another kind; to *fill* a story's place, the best of the bench as it was takes it."""
        filler = best(self.issue, index) if fill and self.issue.bench else None
        made = self.turn(kind, index, into, position)
        return made if filler is None else made.turn("bench", filler, "story", index)

    def _stories(self, kind: str) -> Sequence[Story]:
        found: tuple[Story, ...] = getattr(self.issue, KINDS[kind])
        return found

    def _index(self, kind: str, index: int) -> int:
        count = len(self._stories(kind))
        if 0 <= index < count:
            return index
        first = f"write a block [[{kind}]] in {self._source.name} first"
        hint = f"choose a place from 1 to {count}" if count else first
        raise UsageError(f"there is no {text.table('issue')['places'][kind].format(index + 1)}", hint=hint)


def best(issue: Issue, story: int, among: Sequence[int] | None = None) -> int:
    """The place on the bench, one of *among* if given, that repeats the least: neither source nor topic of the others.
    The first where there is none; one that is kept for later weeks only where no other is left."""
    others = [other for place, other in enumerate(issue.stories) if place != story]
    sources, topics = {other.source for other in others}, {other.topic for other in others if other.topic}

    def repeats(place: int) -> tuple[bool, int]:
        article = issue.bench[place]
        return article.kept, (article.source in sources) + (article.topic in topics)

    return min(range(len(issue.bench)) if among is None else among, key=repeats, default=0)


def changes(before: Issue, after: Issue) -> tuple[str, ...]:
    """The stories after an edit, and what the editor should look at again, line by line."""
    lines = [f"  {n}. {s.title} ({s.source}, {s.topic})" for n, s in enumerate(after.stories, start=1)]
    for name in ("source", "topic"):
        counts = Counter(found for story in after.stories if (found := getattr(story, name)))
        lines += [f"Note: {count} articles with the {name} {value}" for value, count in counts.items() if count > 1]
    if len(after.stories) != len(before.stories):
        lines.append(f"Note: the issue has {len(after.stories)} articles now")
    named = next((story for story in before.stories if text.names(after.subject, story.title)), None)
    if named and named.url not in [story.url for story in after.stories[:1]]:
        said = f"Note: the subject still names “{named.title}”"
        lines.append(f"{said}; write a new one in issue.toml, and a new preheader")
    return tuple(lines)
