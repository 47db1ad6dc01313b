"""What a form of the studio asks for, as edits of the text of issue.toml. Pure. Stories are named by their address,
never by their place: a form may be older than the file it changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline.choose.draft import subject
from pipeline.errors import Conflict, UsageError
from pipeline.issue import Document
from pipeline.model import Issue, Story
from pipeline.preview.fields import HEAD, SAVED, STORY, Clash, Clashed, Slip, clean
from pipeline.toml import Plain
from pipeline.urls import canonical


class Here(UsageError):
    """The issue has that article already; *kind* and *place*, from 1, say where."""

    def __init__(self, title: str, kind: str, place: int) -> None:
        super().__init__(f"that article is already in this issue: “{title}”")
        self.kind = kind
        self.place = place


def apply(document: Document, form: Mapping[str, str], places: int = 0) -> tuple[Document, str]:
    """The document as the form wants it, and what was done in words; an issue has *places*, if known. Raises Conflict
    and UsageError."""
    url, op = form.get("url", ""), form.get("op", "save")
    made, saved = _words(document, form, url)
    said = ""
    if op == "lead":
        made, said = _lead(made)
    elif op in _ACTS:
        act, kinds = _ACTS[op]
        made, said = act(replace(find(made, url, *kinds), places=places), form)
    elif op != "save":
        raise UsageError(f"the studio does not know how to {op!r}")
    return made, " ".join(filter(None, (said, saved))) or "Nothing was changed."


def _words(document: Document, form: Mapping[str, str], url: str) -> tuple[Document, str]:
    """The document with the form's words, and which those are; what the form did not change stays, to the byte."""
    at = find(document, url) if url else None
    kind, index = (at.kind, at.index) if at else ("", 0)
    here = at.story if at else document.issue
    clashes, changed = [], []
    for key, name in (STORY if url else HEAD).items():
        if key not in form:
            continue
        was, mine, theirs = (clean(key, value) for value in (form.get(f"was.{key}", ""), form[key], getattr(here, key)))
        if mine in (was, theirs):
            continue
        if theirs != was:
            clashes.append(Clash(key=key, name=name, mine=mine, theirs=theirs))
            continue
        if key == "title" and not mine:
            raise Slip(key, "the title is empty", hint="readers press it to read on; nothing was saved")
        document = document.set(kind, index, key, mine)
        changed.append(name.partition(" (")[0].lower())
        if key == "blurb":
            document = document.set(kind, index, "draft", None)  # an editor's own words wait for nobody
    if clashes:
        raise Clashed(tuple(clashes), url)
    if not changed:
        return document, ""
    of = f" of “{find(document, url).story.title}”" if url else ""
    return document, f"{SAVED}the {' and '.join(', '.join(changed).rsplit(', ', 1))}{of}."


@dataclass(frozen=True, slots=True)
class At:
    """An article in the document that an act changes."""

    document: Document
    kind: str
    index: int
    story: Story
    places: int = 0  # how many stories the issue should have; 0 where that is not known

    def set(self, key: str, value: Plain | None) -> Document:
        """The document with another value in this block; None takes it away."""
        return self.document.set(self.kind, self.index, key, value)


Made = tuple[Document, str]
Act = Callable[[At, Mapping[str, str]], Made]


def _move(at: At, to: int) -> Made:
    if not 0 <= to < len(at.document.issue.stories):
        return at.document, "It cannot move any farther."
    return at.document.move(at.index, to), f"“{at.story.title}” was moved to position {to + 1}."


def _place(at: At, form: Mapping[str, str]) -> Made:
    wanted, count = form.get("to", ""), len(at.document.issue.stories)
    if not (wanted.isascii() and wanted.isdigit() and 1 <= int(wanted[:9]) <= count):
        raise UsageError(f"there is no article {wanted[:9] or '0'}: the issue has {count}", hint="move it again")
    return _move(at, int(wanted) - 1)


def _keep(at: At, _form: Mapping[str, str]) -> Made:
    return at.set("draft", None), f"The blurb of “{at.story.title}” was kept."


def _pin(at: At, form: Mapping[str, str]) -> Made:
    pinned = form["op"] == "pin"
    said = f"“{at.story.title}” was pinned." if pinned else f"“{at.story.title}” was unpinned."
    return at.set("pinned", pinned or None), said


def _swap(at: At, form: Mapping[str, str]) -> Made:
    other = find(at.document, form.get("with", ""), "bench")
    said = f"“{other.story.title}” replaced “{at.story.title}”, which went to the bench."
    return at.document.swap(at.index, other.index), said


def _use(at: At, _form: Mapping[str, str]) -> Made:
    count = len(at.document.issue.stories) + 1
    more = f" The issue now has {count} articles: drop one." if 0 < at.places < count else ""
    made = at.document.turn(at.kind, at.index, "story")
    return made, f"“{at.story.title}” was added at the end of the issue.{more}"


def _drop(at: At, form: Mapping[str, str]) -> Made:
    if not (reason := clean("note", form.get("reason", ""))):
        raise Slip("reason", "say why you are dropping it", hint="fill in the reason, then drop it")
    made = at.document.drop(at.kind, at.index, reason, places=at.places)
    return made, f"“{at.story.title}” was dropped{_filled(at, made)}."


def _filled(at: At, made: Document) -> str:
    """Which article replaced a story that went, in words; "" where none did."""
    if at.kind != "story" or len(made.issue.stories) < len(at.document.issue.stories):
        return ""
    return f"; “{made.issue.stories[at.index].title}” from the bench took its place"


def _bench(at: At, _form: Mapping[str, str]) -> Made:
    return at.document.turn(at.kind, at.index, "bench", 0), f"“{at.story.title}” was moved to the bench."


def _later(at: At, _form: Mapping[str, str]) -> Made:
    if at.story.kept:
        return at.set("kept", None), f"Keep for later was turned off for “{at.story.title}”."
    made = at.document.keep(at.kind, at.index)
    return made, f"“{at.story.title}” was kept for later: it will compete again in later weeks{_filled(at, made)}."


def _no_picture(at: At, _form: Mapping[str, str]) -> Made:
    made = at.set("image", None).set(at.kind, at.index, "image_alt", None)
    return made, f"“{at.story.title}” went back to its topic's picture."


def picture(document: Document, url: str, name: str, alt: str) -> Made:
    """The document with a picture at a story: *name* is its file's, "" where it has one that stays."""
    at = find(document, url, "story")
    if not (name or at.story.image):
        raise Slip("picture", "there is no picture yet", hint="choose one, or paste or drop it here")
    if not (alt := clean("image_alt", alt)):
        raise Slip("image_alt", "the picture needs a description", hint="many readers cannot see it")
    made = at.set("image", name or at.story.image).set(at.kind, at.index, "image_alt", alt)
    return made, f"{'Your picture' if name else 'A new picture description'} was added to “{at.story.title}”."


def lead(issue: Issue) -> str:
    """The subject that names the first story; "" while that waits for somebody to read it."""
    ready = issue.stories and (issue.stories[0].read_by or not issue.stories[0].caution)
    return subject(issue.stories) if ready else ""


def _lead(document: Document) -> Made:
    if not (made := lead(document.issue)):
        raise UsageError("article 1 must be read first", hint="read it, then use it as the subject")
    return document.set("", 0, "subject", made), f"The subject was set to “{made}”."


def add_line(document: Document, url: str, line: str) -> Document:
    """The document with *line* at the end of a story's blurb, unless it is there already."""
    at = find(document, url, "story")
    return document if line in at.story.blurb else at.set("blurb", f"{at.story.blurb} {line}".strip())


_LOOSE: Final = ("story", "bench", "dropped")
_ACTS: Final[Mapping[str, tuple[Act, tuple[str, ...]]]] = {
    "up": (lambda at, _: _move(at, at.index - 1), ("story",)),
    "down": (lambda at, _: _move(at, at.index + 1), ("story",)),
    "place": (_place, ("story",)),
    "keep": (_keep, ("story",)),
    "pin": (_pin, ()),
    "unpin": (_pin, ()),
    "swap": (_swap, ("story",)),
    "use": (_use, _LOOSE),
    "drop": (_drop, ()),
    "bench": (_bench, _LOOSE),
    "later": (_later, _LOOSE),
    "no-picture": (_no_picture, ("story",)),
}
"""What may be done to an article, and to which kinds of block; to any, where none is named."""


def refuse_twin(issue: Issue, url: str) -> None:
    """Raise Here when the issue has an article at that address."""
    if found := place(issue, url):
        raise Here(found[2].title, *found[:2])


def place(issue: Issue, url: str) -> tuple[str, int, Story] | None:
    """Where the article at an address is in the issue: its kind of block, its place there from 1, and itself."""
    wanted = canonical(url)
    blocks = {"story": issue.stories, "bench": issue.bench, "held": issue.held, "dropped": issue.dropped}
    found = ((kind, n, story) for kind, stories in blocks.items() for n, story in enumerate(stories, 1))
    return next((one for one in found if canonical(one[2].url) == wanted), None)


def add(document: Document, story: Story, places: int) -> tuple[Document, str]:
    """The document with a new article: in the issue while one of its *places* is free, else first on the bench. A
    flagged one is held back, as the machine would have done. Raises Here."""
    refuse_twin(document.issue, story.url)
    if story.flagged:
        words = ", ".join(f"“{words}”" for words in story.flagged)
        said = f"“{story.title}” was held back for {words}: read it, then release it."
        return document.add("held", story, 0), said
    if story.kept:
        said = f"“{story.title}” was kept for later: it will compete again in later weeks."
        return document.add("bench", story, 0), said
    if (count := len(document.issue.stories)) < places:
        return document.add("story", story), f"“{story.title}” was added to the issue, as number {count + 1}."
    return document.add("bench", story, 0), f"“{story.title}” was added to the top of the bench."


def find(document: Document, url: str, *kinds: str) -> At:
    """The article at this address. Raises Conflict where it is gone, or is none of these *kinds* any more."""
    found = place(document.issue, url)
    if found is None:
        raise Conflict(
            "that article is no longer in the issue",
            hint="someone removed it; look at the current version, then continue",
        )
    kind, n, story = found
    if kinds and kind not in kinds:
        if kind == "held" and kinds == _LOOSE:
            raise UsageError("that article is held back", hint="read it, then release it with your name")
        raise Conflict(
            "that article is no longer where it was",
            hint="someone moved it; look at the current version, then continue",
        )
    return At(document, kind, n - 1, story)
