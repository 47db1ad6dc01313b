"""Plain text: markup reduced to words, words to sentences, sentences to a reading grade. Never raises on any text."""

import json
import re
import tomllib
from contextlib import suppress
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from pipeline.text.printable import visible

LIMIT = 400_000  # characters of markup that `plain` looks at; the largest real article stays far below it

DATA = Path(__file__).resolve().parent.parent / "data"
_SUP = str.maketrans("0123456789+-−()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿⁱ")
_SUB = str.maketrans("0123456789+-−()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₍₎")
_SCRIPT = re.compile(r"<(sup|sub)(?=[\s>])[^<>]*>((?:(?!</?\1[\s>]).){0,80}?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ª|º|TM|SM|[®™℠©*†‡§]", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|em|strong|br|hr|div|span|img|sup|sub|ul|ol|li|h[1-6]|blockquote|figure|table|tr|td|font)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile("[\u00c2-\u00f4][\u0080-\u00bfŒœŠšŸŽžƒˆ˜–—‘’‚“”„†‡•…‰‹›€™]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_NOT_AN_END = re.compile(
    r"(?:^|[\s(])(?:(?:Dr|Mr|Mrs|Ms|Prof|St|No|vs|approx|Fig|e\.g|i\.e|cf|al|Inc|Ltd|Jan|Feb|Aug|Sept|Oct|Nov|Dec)"
    r"|(?:[A-Z]\.)*[A-Z])\.$"
)
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9])")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.DOTALL)


# A tag, a comment or a declaration; as in HTML's own standard, a quote opens a value only after "=". Possessive, and
# the end of the text ends it too: no markup is searched again and again.
_ATTRIBUTES = r"""(?:[^=>]++|=\s*+(?:"[^"]*+"|'[^']*+')?+)*+"""
_MARKUP = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(/?)([a-z][^\s/>]*+)({_ATTRIBUTES})(?:>|\Z)|<[/!?][^>]*+>", re.IGNORECASE | re.DOTALL
)
MORE = re.compile(r"\s\+ (\d{1,3}) more\s*$")  # how `choose` ends a subject
_TELLING = 12  # letters that tell one title from another


@cache
def table(name: str) -> dict[str, Any]:  # Any: TOML and JSON
    """A table that ships with the program: ``data/NAME.toml`` or ``data/NAME.json``. Treat it as read-only."""
    path = DATA / f"{name}.toml"
    if path.exists():
        return tomllib.loads(path.read_text(encoding="utf-8"))
    return dict(json.loads(path.with_suffix(".json").read_text(encoding="utf-8")))


@cache
def _html(name: str) -> frozenset[str]:
    return frozenset(table("html")[name].split())


def counted(number: int, noun: str) -> str:
    """How many there are, as people say it: "1 feed", "2 feeds"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def decoded(body: bytes, *encodings: str) -> str:
    """*body* as text, in the encoding of its byte order mark, else the first of *encodings* that there is, else UTF-8.
    What does not fit becomes a replacement character."""
    marked = ["utf-16"] if body.startswith((b"\xff\xfe", b"\xfe\xff")) else []
    for name in (*marked, *encodings):
        with suppress(LookupError, ValueError):
            return body.decode(name, "replace")
    return body.decode("utf-8-sig", "replace")


def plain(markup: str) -> str:
    """HTML → plain text: blocks become lines; scripts and styles go; entities are decoded at most twice."""
    text = _mended(_read(markup[:LIMIT]))
    if _TAG.search(text):  # the feed escaped its markup twice
        text = _read(text)
    else:
        # Decoding everything again would break a correct "AT&T" or "x &lt y"; only what is plainly an entity goes.
        text = _ENTITY.sub(lambda entity: unescape(entity[0]), text)
    text = visible(re.sub(r"[\x0b\x0c\r\x85\u2028\u2029]", " ", text))
    return "\n".join(filter(None, map(squeeze, text.split("\n"))))


def _mended(words: str) -> str:
    """Words whose UTF-8 was once read as Windows-1252 ("donâ€™t"), as they were meant."""
    if not _MOJIBAKE.search(words):
        return words
    from ftfy import fix_encoding  # inside: few feeds need it

    return str(fix_encoding(words))


def _read(markup: str) -> str:
    if "<" not in markup:
        return re.sub(r"\s+", " ", unescape(markup)) if "&" in markup else re.sub(r"[^\S\n]+", " ", markup)
    if "<![CDATA[" in markup:
        markup = re.sub(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", r"\1", markup, flags=re.DOTALL)
    last = markup.rfind(">") + 1  # what is open at the end is not a tag
    seen = squeeze(markup[:last] + markup[last:].replace("<", "&lt;"))  # a line break in the source is only a space
    if "<s" in seen or "<S" in seen:
        seen = _SCRIPT.sub(_raised, seen)
    return "\n".join(squeeze(unescape(line)) for line in _without_markup(seen).split("\n"))


def _without_markup(markup: str) -> str:
    """The text between tags: a line break where a block begins or ends, nothing of what an element hides."""
    kept, at, ends = list[str](), 0, dict[str, tuple[int, int, bool]]()
    blocks, unseen = _html("block"), _html("unseen")
    while found := _MARKUP.search(markup, at):
        kept.append(markup[at : found.start()])
        at, name, attributes = found.end(), (found[2] or "").lower(), found[3]
        if attributes and _is_prose(attributes):
            kept.append("<")
            at = found.start() + 1
        elif name in blocks:
            kept.append("\n")
        elif name in unseen and not found[1] and not attributes.endswith("/"):
            opened, at = at, _hidden(markup, name, at, ends)
            kept.append(" " if at == opened else "")
    return "".join((*kept, markup[at:]))


def _is_prose(attributes: str) -> bool:
    """Whether what follows "<" and a word is not attributes but prose: `a<b then c>d`."""
    if "=" in attributes or "<" in attributes:
        return False
    return any("-" not in one and one not in _html("bare") for one in attributes.lower().split())


def _hidden(markup: str, name: str, at: int, ends: dict[str, tuple[int, int, bool]]) -> int:
    """Where what the element *name* hides ends, which opened before *at*; *ends* remembers each name's next tag."""
    start, end, closes = ends.get(name, (-1, -1, False))
    if start < at:
        tag = re.compile(rf"<(/?){name}(?=[\s/>])[^>]*>", re.IGNORECASE).search(markup, at)
        start, end, closes = (tag.start(), tag.end(), bool(tag[1])) if tag else (len(markup), len(markup), False)
        ends[name] = (start, end, closes)
    if closes:
        return end
    return len(markup) if name in _html("to_the_end") and start == len(markup) else at


def _raised(found: re.Match[str]) -> str:
    """What stands for <sup> and <sub>: raised figures, so that 10<sup>9</sup> never reads as 109."""
    words, before = squeeze(unescape(re.sub(r"<[^<>]*>", "", found[2]))), found.string[: found.start()][-1:]
    figures = words.translate(_SUP if found[1].lower() == "sup" else _SUB)
    if not words or _ORDINAL.fullmatch(words):
        return words
    if words != figures and not re.search(r"[^\W⁰¹²³⁴⁵⁶⁷⁸⁹ⁿⁱ₀₁₂₃₄₅₆₇₈₉]|\.", figures):
        return escape(figures, quote=False)
    glued = not (before[-1:].isdigit() or words[0].isdigit())
    return escape(words, quote=False) if glued else f" {escape(words, quote=False)} "


def squeeze(text: str) -> str:
    """Every run of white space becomes one space."""
    return " ".join(text.split())


def squash(words: str) -> str:
    """Only letters and digits, in one case."""
    return "".join(filter(str.isalnum, words.casefold()))


def names(subject: str, title: str) -> bool:
    """Whether a subject, without its "+ 4 more", begins with a title, or is the beginning of it."""
    one, other = squash(MORE.sub("", subject)), squash(title)
    return min(len(one), len(other)) >= _TELLING and (one.startswith(other) or other.startswith(one))


def without_source(title: str, *names: str) -> str:
    """A title without its publisher's name behind a dash or a bar, where one of *names* says the same."""
    found = re.fullmatch(r"(.{8,}?)\s+[|–—·:»-]\s+([^|–—·»]{2,80})", title)
    return found[1] if found and squash(found[2]) in filter(None, map(squash, names)) else title


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of plain text; a line break ends one too."""
    found = []
    for line in text.splitlines():
        start = 0
        for end in _END.finditer(line):
            if not _NOT_AN_END.search(line, max(start, end.end() - 20), end.end()):
                found.append(line[start : end.end()])
                start = end.end()
        found.append(line[start:])
    return tuple(filter(None, map(str.strip, found)))


def words(text: str) -> tuple[str, ...]:
    """The words of plain text; parts of a hyphenated word count one by one."""
    return tuple(_WORD.findall(text))


@cache
def _syllables() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("|".join(table("syllables")[name])) for name in ("vowels", "silent", "apart"))


def syllables(word: str) -> int:
    """How many syllables an English word has, by rule of thumb; a number counts as one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    vowels, silent, apart = (len(pattern.findall(letters)) for pattern in _syllables())
    return max(1, vowels - silent + apart)


def grade(text: str) -> float:
    """The Flesch-Kincaid grade (US school year) of plain text; 0.0 without words."""
    if not (spoken := words(text)):
        return 0.0
    per_sentence = len(spoken) / sum(1 for sentence in sentences(text) if words(sentence))
    per_word = sum(map(syllables, spoken)) / len(spoken)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def clip(text: str, limit: int) -> str:
    """At most *limit* characters, cut between words, with an ellipsis where something is missing."""
    text = squeeze(text)
    if len(text) <= limit:
        return text
    if limit < 1:
        return ""
    head = text[: limit - 1]
    if text[limit - 1] != " " and " " in head:
        head = head[: head.rindex(" ")]
    return head.rstrip(" ,;:–—-…") + "…"


def bold_runs(text: str) -> tuple[tuple[str, bool], ...]:
    """Text as runs of (words, bold?): ``**bold**`` is the only markup; stray asterisks stay as they are."""
    parts = _BOLD.split(text)  # plain and bold ones take turns
    return tuple((words, place % 2 == 1) for place, words in enumerate(parts) if words)
