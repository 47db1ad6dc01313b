"""What editors do to stories, each as one edit of issue.toml; `monday edit` and the studio both call these.

What was taken out of the issue joins the bench last, what an editor releases or takes back comes first. *kind* names a
kind of block, and places count from 0. Each raises UsageError where there is no such block, and IssueError where the
edit could damage the file.
"""

from collections import Counter
from collections.abc import Sequence

from pipeline import text
from pipeline.issue.document import Document
from pipeline.model import Issue


def swap(document: Document, story: int, bench: int | None = None) -> Document:
    """An article of the bench takes the place of a story, which goes to the end of the bench. Without *bench* it is the
    first that keeps the issue varied."""
    bench = best(document.issue, story) if bench is None else bench
    return document.turn("bench", bench, "story", story).turn("story", story + 1, "bench")


def drop(document: Document, kind: str, index: int, reason: str = "", *, places: int = 0) -> Document:
    """Take an article out; *reason* joins its note. One from the bench takes the place of a story, as in a swap. None
    does while the issue has more stories than *places*; 0 does not limit them."""
    crowded = 0 < places < len(document.issue.stories)
    filler = best(document.issue, index) if kind == "story" and document.issue.bench and not crowded else None
    document = document.turn(kind, index, "dropped", 0)
    if reason:
        note = document.issue.dropped[0].note
        document = document.set("dropped", 0, "note", f"{note}; {reason}" if note else reason)
    return document if filler is None else document.turn("bench", filler, "story", index)


def keep(document: Document, kind: str, index: int) -> Document:
    """Keep an article for later; a story's place is filled from the bench, as when it is dropped."""
    document = document.set(kind, index, "kept", True)
    if kind != "story":
        return document
    filler = best(document.issue, index) if document.issue.bench else None
    document = document.turn("story", index, "bench")
    return document if filler is None else document.turn("bench", filler, "story", index)


def told(before: Issue, after: Issue) -> tuple[str, ...]:
    """The stories after an edit, and what the editor should look at again, line by line."""
    lines = [f"  {n}. {s.title} ({s.source}, {s.topic})" for n, s in enumerate(after.stories, start=1)]
    for name in ("source", "topic"):
        counts = Counter(found for story in after.stories if (found := getattr(story, name)))
        lines += [f"Note: {count} stories with the {name} {value}" for value, count in counts.items() if count > 1]
    if len(after.stories) != len(before.stories):
        lines.append(f"Note: the issue has {len(after.stories)} stories now")
    named = next((story for story in before.stories if text.names(after.subject, story.title)), None)
    if named and named.url not in [story.url for story in after.stories[:1]]:
        said = f"Note: the subject still names “{named.title}”"
        lines.append(f"{said}; write a new one in issue.toml, and a new preheader")
    return tuple(lines)


def best(issue: Issue, story: int, among: Sequence[int] | None = None) -> int:
    """The place on the bench, one of *among* if given, that repeats the least: neither source nor topic of the others.
    The first where there is none; one that is kept for later weeks only where no other is left."""
    others = [other for place, other in enumerate(issue.stories) if place != story]
    sources, topics = {other.source for other in others}, {other.topic for other in others if other.topic}

    def repeats(place: int) -> tuple[bool, int]:
        article = issue.bench[place]
        return article.kept, (article.source in sources) + (article.topic in topics)

    return min(range(len(issue.bench)) if among is None else among, key=repeats, default=0)
