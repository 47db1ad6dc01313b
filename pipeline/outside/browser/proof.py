"""Two measurements of the final bytes in Chromium: did inlining change anything, and what survives a hostile client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.outside import browser


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """One way in which an email is seen, and what was measured there."""

    name: str
    elements: int
    changed: int
    """Elements whose computed style differs from what it should be."""
    first: str
    """The first of them, with the property; "" when none changed."""
    unreadable: tuple[str, ...]
    """The beginnings of texts whose contrast is below 4.5, and edges that stand out less than 3 from either side."""


def inlining(source: str, inlined: str) -> tuple[Measured, ...]:
    """*source* before, *inlined* after premailer: how many elements changed, in every state."""
    states = [
        _state(f"{width} px, {scheme}", width=width, scheme=scheme)
        for width in (700, 375, 320)
        for scheme in ("light", "dark")
    ]
    states.append(_state("700 px, styles stripped", change="no styles"))
    return _compared(source, inlined, states)


def survival(inlined: str) -> tuple[Measured, ...]:
    """*inlined* as hostile clients show it: how many elements look different, and which texts cannot be read."""
    states = [_state(f"{change}, {scheme}", change=change, scheme=scheme) for scheme, change in _HOSTILE]
    return _compared(inlined, inlined, states)


_HOSTILE = (
    ("light", "as it is"),
    ("light", "no doctype"),
    ("light", "no pictures"),
    ("light", "no backgrounds"),
    ("light", "no styles"),
    ("light", "inverted"),
    ("light", "partly inverted"),
    ("light", "outlook dark"),
    ("dark", "as it is"),
    ("dark", "no backgrounds"),
)
"""Color scheme and what a client does to the email, as compare.js knows it."""


def _state(name: str, *, width: int = 700, scheme: str = "light", change: str = "") -> Mapping[str, object]:
    return {"name": name, "width": width, "dark": scheme == "dark", "change": change}


def _compared(one: str, other: str, states: Sequence[Mapping[str, object]]) -> tuple[Measured, ...]:
    answers = browser.ask(browser.script("compare"), {"one": one, "other": other, "states": states})
    return tuple(Measured(**{**answer, "unreadable": tuple(answer["unreadable"])}) for answer in answers)
