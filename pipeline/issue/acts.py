"""What editors do to stories, each as one edit of issue.toml; `monday edit` and the studio both call these.

What was taken out of the issue joins the bench last, what an editor releases or takes back comes first. *kind* names a
kind of block, and places count from 0. Each raises UsageError where there is no such block, and IssueError where the
edit could damage the file.
"""

from collections.abc import Sequence

from pipeline import text
from pipeline.issue.document import Document
from pipeline.model import Issue


def swap(document: Document, story: int, bench: int | None = None) -> Document:
    """An article of the bench takes the place of a story, which goes to the end of the bench.

    Without *bench* it is the first that keeps the issue varied.
    """
    bench = best(document.issue, story) if bench is None else bench
    return document.turn("bench", bench, "story", story).turn("story", story + 1, "bench")


def drop(document: Document, kind: str, index: int, reason: str = "") -> Document:
    """Take an article out; *reason* joins its note. One from the bench takes the place of a story, as in a swap."""
    filler = best(document.issue, index) if kind == "story" and document.issue.bench else None
    document = document.turn(kind, index, "dropped", 0)
    if reason:
        note = document.issue.dropped[0].note
        document = document.set("dropped", 0, "note", f"{note}; {reason}" if note else reason)
    return document if filler is None else document.turn("bench", filler, "story", index)


def to_bench(document: Document, kind: str, index: int) -> Document:
    """Put an article first on the bench: one that was held, or dropped."""
    return document.turn(kind, index, "bench", 0)


def keep(document: Document, kind: str, index: int) -> Document:
    """Keep an article for later; a story's place is filled from the bench, as when it is dropped."""
    document = document.set(kind, index, "kept", True)
    if kind != "story":
        return document
    filler = best(document.issue, index) if document.issue.bench else None
    document = document.turn("story", index, "bench")
    return document if filler is None else document.turn("bench", filler, "story", index)


def read(document: Document, kind: str, index: int, by: str) -> Document:
    """Write down who has read an article that may not go out unread."""
    return document.set(kind, index, "read_by", by)


def pin(document: Document, kind: str, index: int, *, pinned: bool = True) -> Document:
    """Mark an article as one that a new choice keeps, or take that mark away."""
    return document.set(kind, index, "pinned", True if pinned else None)


def told(before: Issue, after: Issue) -> tuple[str, ...]:
    """What an edit came to, in lines for the editor: the stories now, and what to look at again."""
    lines = [f"  {n}. {s.title} ({s.source}, {s.topic})" for n, s in enumerate(after.stories, start=1)]
    for name in ("source", "topic"):
        found = [getattr(s, name) for s in after.stories if getattr(s, name)]
        lines += [
            f"Note: {found.count(v)} stories with the {name} {v}" for v in dict.fromkeys(found) if found.count(v) > 1
        ]
    if len(after.stories) != len(before.stories):
        lines.append(f"Note: the issue has {len(after.stories)} stories now")
    named = next((story for story in before.stories if text.names(after.subject, story.title)), None)
    if named and named.url not in [story.url for story in after.stories[:1]]:
        lines.append(
            f"Note: the subject still names “{named.title}”; write a new one in issue.toml, and a new preheader"
        )
    return tuple(lines)


def best(issue: Issue, story: int, among: Sequence[int] | None = None) -> int:
    """The place on the bench, one of *among* if given, that repeats the least: neither source nor topic of the others.

    The first where there is none; one that is kept for later weeks only where no other is left.
    """
    others = [other for place, other in enumerate(issue.stories) if place != story]
    sources, topics = {other.source for other in others}, {other.topic for other in others if other.topic}

    def repeats(place: int) -> tuple[bool, int]:
        article = issue.bench[place]
        return article.kept, (article.source in sources) + (article.topic in topics)

    return min(range(len(issue.bench)) if among is None else among, key=repeats, default=0)
