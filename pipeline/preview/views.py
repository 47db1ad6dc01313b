"""Views of an issue: what each mail client, screen or eye makes of the same email. Approximations."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final
from urllib.parse import urlencode

from pipeline.preview.outlook import outlook
from pipeline.text import table
from pipeline.wcag import channels, written

_TABLE: Final = table("studio")
LABELS: Final[Mapping[str, str]] = {name: values["label"] for name, values in _TABLE["views"].items()}
CHOICES: Final[Mapping[str, Mapping[str, str]]] = {
    name: {value: words for value, words in values.items() if value != "label"}
    for name, values in _TABLE["views"].items()
}
"""Each setting's values, and what the studio calls them; the first is the default."""
WIDEST: Final = (200, 2000)  # the smallest and the largest width that may be asked for, in pixels


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """One way to look; it lives in the address, so it can be shared and comes back on reload."""

    show: str = "email"
    width: str = "phone"
    shade: str = "light"
    sight: str = "whole"
    images: str = "on"
    styles: str = "kept"
    text: str = "normal"

    @property
    def pixels(self) -> int:
        """How wide the frame is."""
        return _TABLE["pixels"].get(self.width) or int(self.width)

    def settings(self) -> dict[str, str]:
        """What differs from the defaults."""
        return {name: value for name, value in asdict(self).items() if value != next(iter(CHOICES[name]))}

    def query(self, **changes: str) -> str:
        """The address of this view with *changes*; defaults are left out."""
        return urlencode(replace(self, **changes).settings())


def read(given: Mapping[str, str]) -> View:
    """The view that an address asks for; what nobody knows falls back to the default."""
    known = {name: given[name] for name, values in CHOICES.items() if given.get(name) in values}
    if re.fullmatch(r"[1-9]\d{2,3}", given.get("width", ""), re.ASCII):
        known["width"] = str(min(max(int(given["width"]), WIDEST[0]), WIDEST[1]))
    return View(**known)


def email(html: str, view: View) -> str:
    """The email as *view* shows it."""
    html = _media(html, dark=view.shade == "dark")
    if view.styles == "stripped":
        html = re.sub(r"<style\b.*?</style>", "", html, flags=re.DOTALL | re.IGNORECASE)
    if view.styles == "word":
        html = outlook(html).html
    if view.shade in ("partial", "full"):
        html = _force_dark(html, whole=view.shade == "full")
    if view.text == "large":
        html = _add_style(html, "html{zoom:1.5}")
    return html


Row = tuple[str, Mapping[str, tuple[str, str]]]
"""One row of an inbox: its name, and of each part what is shown and what is cut off."""


def inbox(sender: str, subject: str, preheader: str) -> tuple[Row, ...]:
    """The issue's row in an inbox at several widths, cut as there."""
    parts = {"sender": sender, "subject": subject, "preheader": preheader}
    return tuple(
        (name, {part: _cut(words, most) for (part, words), most in zip(parts.items(), letters, strict=True)})
        for name, letters in _TABLE["inboxes"].items()
    )


def _cut(words: str, letters: int) -> tuple[str, str]:
    if len(words) <= letters:
        return words, ""
    at = letters - 1
    while at and (unicodedata.combining(words[at]) or words[at] in _JOINS or words[at - 1] == "\u200d"):
        at -= 1  # never inside what the eye takes for one sign
    return words[:at].rstrip() + "…", words[at:]


_JOINS = "\u200d\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"


def _media(html: str, *, dark: bool) -> str:
    """Answer the question for dark colors here: a frame would ask the editor's own screen."""
    answer = "(min-width: 0)" if dark else "not all"
    html = re.sub(r"(?<=@media )\s*\(prefers-color-scheme:\s*dark\)", answer, html)
    scheme = "dark" if dark else "light"
    return re.sub(r"color-scheme:\s*light dark", f"color-scheme: {scheme}", html).replace(
        'content="light dark"', f'content="{scheme}"'
    )


_COLOR = re.compile(
    r"(?P<before>(?P<name>background(?:-color)?|bgcolor|border(?:-\w+)?|color)\s*[:=]\s*[\"']?(?:[^;\"'{}]*\s)?)"
    r"(?P<hex>#[0-9a-f]{6}|#[0-9a-f]{3})\b",
    re.IGNORECASE,
)


def _force_dark(html: str, *, whole: bool) -> str:
    """Turn colors over as some clients do: all of them, or only light grounds and dark letters."""

    def turned(match: re.Match[str]) -> str:
        code = match["hex"] if len(match["hex"]) == 7 else "#" + "".join(digit * 2 for digit in match["hex"][1:])
        red, green, blue = channels(code)
        light = (max(red, green, blue) + min(red, green, blue)) / 2 > 127
        if not whole and light != match["name"].lower().startswith(("background", "bgcolor")):
            return match[0]
        shift = 255 - max(red, green, blue) - min(red, green, blue)
        return match["before"] + written((red + shift, green + shift, blue + shift))

    return _add_style(_COLOR.sub(turned, html), "html{background:#000}" if whole else "html{background:#121212}")


def _add_style(html: str, rules: str) -> str:
    return html.replace("</head>", f"<style>{rules}</style></head>", 1)
