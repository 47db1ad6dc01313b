"""The email in every width and state: nothing scrolls sideways, no word is clipped, all edges show. Draws a sheet.

Refresh docs/email-states.png: `REFRESH=1 pytest tests/browser/test_matrix.py`, then look at it.
"""

import io
import itertools
import os
from dataclasses import replace

import pytest

from pipeline.compose import Extras, compose, served
from pipeline.outside.browser import script, shown
from tests.check.sound import png
from tests.compose import sample
from tests.tools import module

pytestmark = [pytest.mark.browser, pytest.mark.real]

SHEET = sample.REPO_ROOT / "docs" / "email-states.png"
WIDTHS = (320, 375, 414, 600, 1280)
LABELS = {
    "hand": "hand exercises",
    "fatigue": "fatigue",
    "walking": "walking",
    "sleep": "sleep",
    "driving_work": "driving and work",
}
TOPICS = tuple(LABELS)
LONG = "Rehabilitationskrankenhausaufenthaltsverlängerung"
ISSUES = {
    "usual": {},
    "long words": {
        "title": f"{LONG} and {'W' * 60}",
        "blurb": f"See https://stroke.example/{'path/' * 30}{'x' * 60} for more.",
    },
    "right to left": {"title": "تمارين لليد بعد السكتة الدماغية.", "blurb": "שלוש תנועות קלות ליד, בכל בוקר."},
    "emoji": {"title": "👩🏽‍🦽🧠❤️ " * 12, "blurb": "🧠" * 60},
    "portrait": {"image": "portrait.png", "image_alt": "A man waters plants on his balcony"},
    "tiny": {"image": "tiny.png", "image_alt": "A cup"},
}
PHOTO = {"image": "photo.png", "image_alt": "A hand around a cup"}
PICTURES = {"photo.png": png(1088, 612), "portrait.png": png(900, 1600), "tiny.png": png(60, 40)}
LOGOS = {"none": b"", "square": png(400, 400), "wide": png(1200, 100)}
OUTLOOK_COM = """
  const turned = color => { // the lightness of HSL is turned, the hue stays
    const [r, g, b, seen = 1] = color.match(/[\\d.]+/g).map(Number);
    const shift = 255 - Math.max(r, g, b) - Math.min(r, g, b);
    return seen ? `rgb(${r + shift}, ${g + shift}, ${b + shift})` : color;
  };
  const all = [...document.body.querySelectorAll("*")].map(e => [e, getComputedStyle(e)]);
  const seen = all.map(([e, style]) => [e, turned(style.color), turned(style.backgroundColor)]);
  for (const [e, ink, ground] of seen) {
    if (e.style.color) e.style.color = ink;
    if (e.style.backgroundColor || e.getAttribute("bgcolor")) e.style.backgroundColor = ground;
  }
  document.body.style.backgroundColor = "#292929";
"""
"""What Outlook.com makes of the colors in the elements, before its own rules: dark for light, and light for dark."""
MARKS = "['ogsc', 'ogsb'].forEach(name => document.documentElement.setAttribute('data-' + name, ''));"
"""How Outlook.com marks that it did so."""
NO_GROUNDS = """
  for (const e of document.querySelectorAll("*"))
    e.style.setProperty("background", e.getAttribute("bgcolor") || "none", "important");
"""
"""What a client does that drops grounds from styles: it keeps those in attributes."""
STATES = {
    "light": ("light", ""),
    "dark": ("dark", ""),
    "inverted": ("light", "document.documentElement.style.filter = 'invert(1) hue-rotate(180deg)'"),
    "Outlook.com's dark": ("light", OUTLOOK_COM + MARKS),
    "lightness turned": ("light", OUTLOOK_COM),
    "no grounds": ("light", NO_GROUNDS),
    "no pictures": ("light", "document.querySelectorAll('img').forEach(i => { i.removeAttribute('src'); })"),
    "no styles": ("light", "document.querySelectorAll('style').forEach(s => s.remove())"),
}
MEASURE = (
    """() => {"""
    + script("library")
    + """
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const forced = document.body.style.backgroundColor.startsWith("rgb");
  const canvas = forced ? [41, 41, 41] : dark ? [18, 18, 18] : [255, 255, 255];
  const high = e => e.getBoundingClientRect().height;
  const bottom = found => document.querySelector(found)?.getBoundingClientRect().bottom;
  const words = [...document.querySelectorAll("p, h1, h2, a")].filter(e => e.getClientRects().length);
  return {
    wide: document.documentElement.scrollWidth,
    clipped: words.filter(e => e.scrollWidth > e.clientWidth + 1 && style(e).display !== "inline").map(e => e.tagName),
    faint: edges(document, canvas).filter(({ pairs }) => pairs.every(p => contrast(p) < 3)).map(found => found.words),
    pale: texts(document, canvas).filter(({ pair }) => contrast(pair) < 4.5).map(found => found.words),
    low: [...document.querySelectorAll("a")].filter(a => high(a) < 44).map(a => a.innerText),
    bottoms: Object.fromEntries(["img:not(.logo)", "h2", ".go"].map(found => [found, bottom(found)])),
  };
}"""
)


def made(logo: bytes = b"", **story: str) -> str:
    """The email of five topics, its first story changed, with its pictures inside."""
    extra = 'brand = { logo = "logo.png", logo_alt = "Monday Five" }\n' if logo else ""
    config = sample.newsletter(settings=sample.SETTINGS.replace("[[feeds]]", f"{extra}\n[[feeds]]"))
    stories = [replace(one, topic=topic) for one, topic in zip(sample.STORIES, TOPICS, strict=True)]
    issue = sample.issue(replace(stories[0], **story), *stories[1:])
    pictures = {story["image"]: PICTURES[story["image"]]} if "image" in story else {}
    extras = Extras(labels=LABELS, pictures=pictures, logo=logo)
    html = compose(issue, config, sample.TEMPLATES, extras)["email.html"].decode()
    return shown(html, served(config.newsletter, issue.date, pictures, logo))


@pytest.fixture
def opened(chromium):
    """Opens an email at a width, in a state."""
    contexts = []

    def show(html: str, width: int, state: str, height: int = 800):
        scheme, script = STATES[state]
        contexts.append(
            chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, offline=True)
        )
        page = contexts[-1].new_page()
        page.set_content(html)
        if script:
            page.evaluate(f"() => {{ {script} }}")
        return page

    yield show
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    "state", ["light", "dark", *(pytest.param(name, marks=pytest.mark.prove) for name in list(STATES)[2:])]
)
def test_every_width(opened, state):
    """In one state, at all widths: no side scroll, no clipped word, edges of 3:1, words of 4.5:1, targets of 44 px."""
    html = made()
    for width in WIDTHS:
        seen = opened(html, width, state).evaluate(MEASURE)

        assert (width, [], []) == (seen["wide"], seen["clipped"], seen["low"])
        assert (seen["faint"], seen["pale"]) == ([], [])


@pytest.mark.parametrize("width", WIDTHS)
def test_the_left_line(opened, width):
    """Without grounds all words still begin at one line; a button's outline begins there, and still shows."""
    page = opened(made(), width, "no grounds")
    lefts = page.evaluate(
        """() => [...document.body.querySelectorAll("p, h1, h2, td")].flatMap(e => {
          if (!e.innerText.trim() || e.querySelector("p, h1, h2, td")) return [];
          const words = document.createRange();
          words.selectNodeContents(e);
          return [Math.round((e.closest(".button, .plain") || words).getClientRects()[0].left)];
        })"""
    )

    assert len(lefts) > 30
    assert len(set(lefts)) == 1, sorted(set(lefts))


@pytest.mark.parametrize("kind", list(ISSUES)[1:])
def test_odd_content(opened, kind):
    """Long words, other scripts, emoji and odd pictures, with and without <style>, at 320 and 1280 px."""
    html = made(**ISSUES[kind])
    for width, state in itertools.product((320, 1280), ("light", "no styles")):
        seen = opened(html, width, state).evaluate(MEASURE)

        assert (width, [], []) == (seen["wide"], seen["clipped"], seen["low"])


@pytest.mark.parametrize("logo", LOGOS)
def test_the_first_phone_screen(opened, logo):
    """The first article's picture, title and button are whole on 375 by 500 px, whatever the logo."""
    seen = opened(made(LOGOS[logo], **PHOTO), 375, "light", 500).evaluate(MEASURE)["bottoms"]

    assert all(0 < bottom <= 500 for bottom in seen.values())
    assert len(seen) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe(opened, scheme):
    """axe finds nothing, with pictures, at 320 px."""
    page = opened(made(**ISSUES["portrait"]), 320, scheme)
    page.add_script_tag(path=module("axe-core/axe.min.js"))
    rules = {
        "landmark-one-main": {"enabled": False},
        "region": {"enabled": False},
        "color-contrast-enhanced": {"enabled": True},
    }
    found = page.evaluate("rules => axe.run(document, { rules, resultTypes: ['violations'] })", rules)

    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found["violations"]] == []


@pytest.mark.golden
def test_sheet(opened):
    """docs/email-states.png shows widths and states side by side."""
    from PIL import Image, ImageDraw

    if not os.environ.get("REFRESH"):
        assert SHEET.read_bytes().startswith(b"\x89PNG")
        return
    html, tall, rows = made(), 1500, []
    for state in STATES:
        shots = [Image.open(io.BytesIO(opened(html, width, state, tall).screenshot())) for width in WIDTHS]
        rows.append((state, [shot.resize((shot.width // 2, shot.height // 2)) for shot in shots]))
    sheet = Image.new("RGB", (sum(s.width + 16 for s in rows[0][1]) + 16, (tall // 2 + 40) * len(rows)), "#888888")
    for n, (state, shots) in enumerate(rows):
        top, left = n * (tall // 2 + 40), 16
        ImageDraw.Draw(sheet).text((left, top + 12), state, fill="#ffffff", font_size=20)
        for shot in shots:
            sheet.paste(shot, (left, top + 40))
            left += shot.width + 16
    sheet.quantize(64).save(SHEET, optimize=True)


def test_blocked_tiles(opened):
    """A tile that does not load leaves no hole."""
    page = opened(made().replace('src="data:', 'src="https://blocked.invalid/'), 375, "light")
    page.wait_for_function("[...document.images].every(image => image.complete)")
    heights = page.evaluate("[...document.querySelectorAll('.photo')].map(e => e.getBoundingClientRect().height)")

    assert (len(heights), max(heights) <= 8) == (5, True)
