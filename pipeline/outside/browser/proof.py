"""Two measurements of the final bytes in Chromium: did inlining change anything, and what survives a hostile client."""

from collections.abc import Mapping
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
    unreadable: tuple[str, ...] = ()
    """The beginnings of texts whose contrast is below 4.5, and edges that stand out less than 3 from either side."""


def inlining(source: str, inlined: str) -> tuple[Measured, ...]:
    """*source* before, *inlined* after premailer: how many elements changed, in every state."""
    states = [
        {"name": f"{width} px, {scheme}", "width": width, "dark": scheme == "dark", "change": ""}
        for width in (700, 375, 320)
        for scheme in ("light", "dark")
    ]
    states.append({"name": "700 px, styles stripped", "width": 700, "dark": False, "change": "no styles"})
    return _states(browser.ask(_COMPARE, {"one": source, "other": inlined, "states": states}))


def survival(inlined: str) -> tuple[Measured, ...]:
    """*inlined* as hostile clients show it: how many elements look different, and which texts cannot be read."""
    light = (
        "as it is",
        "no doctype",
        "no pictures",
        "no backgrounds",
        "no styles",
        "inverted",
        "partly inverted",
        "outlook dark",
    )
    dark = ("as it is", "no backgrounds")
    states = [
        {"name": f"{change}, {scheme}", "width": 700, "dark": scheme == "dark", "change": change}
        for scheme, changes in (("light", light), ("dark", dark))
        for change in changes
    ]
    return _states(browser.ask(_COMPARE, {"one": inlined, "other": inlined, "states": states}))


def _states(answers: list[Mapping[str, object]]) -> tuple[Measured, ...]:
    return tuple(
        Measured(
            name=str(answer["name"]),
            elements=int(str(answer["elements"])),
            changed=int(str(answer["changed"])),
            first=str(answer["first"]),
            unreadable=tuple(map(str, answer["unreadable"] if isinstance(answer["unreadable"], list) else ())),
        )
        for answer in answers
    )


CONTRAST = r"""
const channels = colour => (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
const linear = c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
const contrast = pair => {
  const [low, high] = pair.map(light).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
const style = e => e.ownerDocument.defaultView.getComputedStyle(e);
const behind = (e, canvas) => {
  for (; e; e = e.parentElement) {
    const found = channels(style(e).backgroundColor);
    if (found.length < 4 || found[3] > 0) return found;
  }
  return canvas;
};
const texts = (page, canvas) => {
  return [page.body, ...page.body.querySelectorAll(":not(style)")].flatMap(e => {
    const words = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data.trim()).join("");
    if (!words || !e.getClientRects().length) return [];
    return [{ words: words.slice(0, 40), pair: [channels(style(e).color), behind(e, canvas)] }];
  });
};
const edges = (page, canvas) => [...page.body.querySelectorAll("td")].flatMap(e => {
  const side = ["top", "left", "bottom"].find(s => style(e)[`border-${s}-style`] === "solid"
    && parseFloat(style(e)[`border-${s}-width`]) >= 2);
  if (!side || !e.getClientRects().length) return [];
  const line = channels(style(e)[`border-${side}-color`]);
  const grounds = [behind(e, canvas), behind(e.parentElement, canvas)];
  if (grounds.some(ground => contrast([line, ground]) === 1)) return []; // it keeps things apart, and shows none
  return [{ words: `the edge of ${e.className}`, pairs: grounds.map(ground => [line, ground]) }];
});
"""
"""Script: `texts(document, canvas)` lists each visible text with its colors, `edges` each solid line with the grounds
on both sides; `contrast(pair)` is WCAG 2's ratio."""

_COMPARE = (
    "async ({ one, other, states }) => {"
    + CONTRAST
    + r"""
  const sides = ["top", "right", "bottom", "left"];
  const properties = [
    "display", "position", "float", "visibility", "color", "background-color", "background-image", "opacity",
    "font-family", "font-size", "font-weight", "font-style", "line-height", "letter-spacing",
    "text-align", "text-decoration-line", "text-indent", "text-transform", "vertical-align", "white-space",
    "width", "height", "max-width", "border-spacing", "box-sizing", "direction", "list-style-type", "overflow-x",
    ...sides.flatMap(side => [`margin-${side}`, `padding-${side}`, `border-${side}-width`, `border-${side}-color`]),
  ];
  const elements = frame => [...frame.contentDocument.body.querySelectorAll("*")]
    .concat(frame.contentDocument.body).filter(e => e.tagName !== "STYLE");
  const changes = {
    "no styles": html => html.replace(/<style[^>]*>[^]*?<\/style>/g, ""),
    "no doctype": html => html.replace(/<!doctype[^>]*>/i, ""),
    "no pictures": html => html.replace(/<img[^>]*alt="([^"]*)"[^>]*>/g, "<span>$1</span>"),
  };
  const later = {
    "no backgrounds": (frame, { dark }) => elements(frame).forEach(e => {
      const cell = dark ? null : e.getAttribute("bgcolor"); // what drops CSS grounds in light keeps those in attributes
      e.style.setProperty("background", cell || "none", "important");
    }),
    "outlook dark": frame => ["data-ogsc", "data-ogsb"].forEach(name =>
      frame.contentDocument.documentElement.setAttribute(name, "")),
  };
  const unreadable = (frame, { dark, change }) => {
    const invert = colour => colour.slice(0, 3).map(c => 255 - c);
    const shown = {
      inverted: pair => pair.map(invert),
      "partly inverted": ([ink, ground]) =>
        [light(ink) < 0.3 ? invert(ink) : ink, light(ground) > 0.3 ? invert(ground) : ground],
    }[change] || (pair => pair);
    const [page, canvas] = [frame.contentDocument, dark ? [18, 18, 18] : [255, 255, 255]];
    const weak = texts(page, canvas).filter(({ pair }) => contrast(shown(pair)) < 4.5);
    const faint = edges(page, canvas).filter(({ pairs }) => pairs.every(pair => contrast(shown(pair)) < 3));
    return [...weak, ...faint].map(({ words }) => words);
  };
  return states.map(state => {
    const before = open(one, state.width, state.dark);
    const after = open((changes[state.change] || (html => html))(other), state.width, state.dark);
    (later[state.change] || (() => {}))(after, state);
    const [wanted, found] = [elements(before), elements(after)];
    const differing = wanted.flatMap((e, i) => {
      if (!found[i]) return ["missing"];
      const [a, b] = [getComputedStyle(e), getComputedStyle(found[i])];
      const name = properties.find(p => a.getPropertyValue(p) !== b.getPropertyValue(p));
      return name ? [`${e.tagName.toLowerCase()}.${e.className} ${name}: ${a.getPropertyValue(name)}`
        + ` became ${b.getPropertyValue(name)}`] : [];
    });
    const answer = {
      name: state.name, elements: wanted.length, first: differing[0] || "",
      changed: differing.length + Math.max(0, found.length - wanted.length), unreadable: unreadable(after, state),
    };
    before.remove();
    after.remove();
    return answer;
  });
}"""
)
