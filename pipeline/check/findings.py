"""What rules say and of which place, in short; and the comparisons that they share."""

from collections.abc import Iterable
from functools import lru_cache, partial
from urllib.parse import SplitResult, unquote, urlsplit

from pipeline import urls
from pipeline.check.html import Node
from pipeline.model import Finding, Level
from pipeline.text import squash


@lru_cache(maxsize=1024)  # each of our sources is compared with each line
def same(one: str, other: str) -> bool:
    """Whether two texts say the same, apart from white space, signs and a cut at the end."""
    a, b = squash(one), squash(other)
    return a == b if min(len(a), len(b)) < 100 else a[:100] == b[:100]


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to the same page: one as a person wrote it, the other as compose writes it."""
    return unquote(one.strip()) == unquote(other.strip()) or urls.canonical(one) == urls.canonical(other)


def split(url: str) -> SplitResult:
    """The parts of an address; all empty if it is none."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return urlsplit("")


def at(node: Node) -> str:
    """A place in the email."""
    return f"email.html:{node.line}"


def story_at(n: int, key: str) -> str:
    """A place in issue.toml."""
    return f"issue.toml: story {n}, {key}"


def _found(level: Level, where: str, message: str, hint: str = "") -> Finding:
    """One thing that was found, and where; `check` adds the rule's name."""
    return Finding(level=level, rule="", where=where, message=message, hint=hint)


error, warning, note = partial(_found, "error"), partial(_found, "warning"), partial(_found, "note")


def listed(items: Iterable[str], most: int = 3) -> str:
    """A short list in words; what is left out is counted."""
    every = list(dict.fromkeys(items))
    more = len(every) - most
    return ", ".join(every[:most]) + (f" and {more} more" if more > 0 else "")
