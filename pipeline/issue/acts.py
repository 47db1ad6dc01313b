"""What editors do to stories, each as one edit of issue.toml; `monday edit` and the studio both call these.

The bench is in the order in which it is used: what was taken out of the issue joins it last, what an editor releases or
takes back comes first. *kind* names a kind of block, and places count from 0. Each raises UsageError where there is no
such block, and IssueError where the edit could damage the file.
"""

from pipeline.issue.document import Document


def swap(document: Document, story: int, bench: int) -> Document:
    """An article of the bench takes the place of a story, which goes to the end of the bench."""
    return document.turn("bench", bench, "story", story).turn("story", story + 1, "bench")


def drop(document: Document, kind: str, index: int, reason: str = "") -> Document:
    """Take an article out; *reason* joins its note. The first on the bench takes the place of a story."""
    filled = kind == "story" and bool(document.issue.bench)
    document = document.turn(kind, index, "dropped", 0)
    if reason:
        note = document.issue.dropped[0].note
        document = document.set("dropped", 0, "note", f"{note}; {reason}" if note else reason)
    return document.turn("bench", 0, "story", index) if filled else document


def to_bench(document: Document, kind: str, index: int) -> Document:
    """Put an article first on the bench: one that was held, or dropped."""
    return document.turn(kind, index, "bench", 0)


def pin(document: Document, kind: str, index: int, *, pinned: bool = True) -> Document:
    """Mark an article as one that a new choice keeps, or take that mark away."""
    return document.set(kind, index, "pinned", True if pinned else None)
