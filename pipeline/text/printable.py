"""Words of strangers made fit to show: from a header, a feed or a program into a message, a file or the terminal."""

import re
from functools import cache
from typing import Final, NewType

Printable = NewType("Printable", str)
"""Words that can do no harm where they are shown. Only `printable` makes them of what a stranger wrote."""
NOTHING: Final = Printable("")
MOST: Final = 200  # characters of a stranger's words that a message shows

# Controls, lone surrogates, direction marks and whatever else a font leaves blank or unseen (Unicode's
# Default_Ignorable_Code_Point, fillers and tags): able to disguise what a line says, or to steer a terminal. The
# joiners U+200C and U+200D stay, which Persian, Hindi and emoji need, and so do an emoji's variation selectors.
_INVISIBLE: Final = (
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    "\u2028-\u202e\u2060-\u206f\u2800\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)


def visible(words: str) -> str:
    """*words* without what cannot be seen; line breaks and tabs stay."""
    return words if words.isascii() and words.isprintable() else _invisible().sub("", words)


@cache
def _invisible() -> re.Pattern[str]:
    return re.compile(_INVISIBLE)  # at the first use: it takes as long as the rest of this package


# What stands before a host and "@"; a password may hold "/", "?" and "#" although it should not.
_USER = re.compile(r'(?<=://)(?:[^\s/?#"<>]+|[^\s/?#@"<>]*:(?!\d+[/?#])[^\s@"<>]*)(?=@)')


def masked(words: str) -> str:
    """*words* without the user names, passwords and tokens in the web addresses among them."""
    return _USER.sub("***", words) if "@" in words else words


def printable(words: object, limit: int = MOST) -> Printable:
    """A stranger's *words* on one line: all of it can be seen, and what is beyond *limit* characters is cut."""
    line = " ".join(visible(re.sub(r"[\r\n\x0b\x0c\x85\u2028\u2029]", " ", str(words)[: 8 * limit])).split())
    return Printable(line if len(line) <= limit else line[: limit - 1].rstrip() + "…")
