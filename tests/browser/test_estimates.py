"""What check estimates from styles is what Chromium computes."""

import pytest

from pipeline.check import color, css, html
from pipeline.outside import browser
from tests import tools
from tests.check import sound

pytestmark = pytest.mark.browser

STATES = [
    state for state in color.APPEARANCES if not state.invert and state.backgrounds and state.sheets and not state.data
]
SCRIPT = """async ({ markup, states }) => states.map(({ width, dark }) => {
  const frame = open(markup, width, dark);
  const channels = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const found = channels(getComputedStyle(e).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found.slice(0, 3);
    }
    return null;
  };
  const texts = [...frame.contentDocument.body.querySelectorAll("*")].flatMap(e => {
    const words = [...e.childNodes].filter(n => n.nodeType === 3).map(n => n.data).join(" ").split(/[\\s\\u00a0]+/)
      .filter(w => w).join(" ");
    const style = getComputedStyle(e);
    if (!words || !e.getClientRects().length) return [];
    return [[words, channels(style.color), behind(e), parseFloat(style.fontSize), parseFloat(style.lineHeight),
      style.fontWeight >= 600, style.textAlign]];
  });
  frame.remove();
  return texts;
})"""


def test_estimates():
    """Colour, ground, size, line height, weight and alignment of every text, in light, dark and on a phone."""
    tools.need("chromium", "chromium")
    markup = sound.material().email.html
    page = html.parse(markup)
    rules = [
        rule
        for style in page.root.all("style")
        for rule in css.rules("".join(item for item in style.inside if isinstance(item, str)))
    ]
    asked = [{"width": state.width, "dark": state.dark} for state in STATES]
    measured = browser.ask(SCRIPT, {"markup": markup, "states": asked})

    assert {"light", "light, on a phone", "dark", "dark, on a phone"} == {state.name for state in STATES}
    paintings = color.paintings(next(page.root.all("body")), rules)
    for state, seen in zip(STATES, measured, strict=True):
        estimated = [
            [p.node.own_text, list(p.text), list(p.ground), p.size, p.line, p.bold, p.align]
            for p in paintings[state].texts
        ]
        assert [state.name, *seen] == [state.name, *estimated]
