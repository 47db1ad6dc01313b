"""Rules about mail clients: what they drop, and what our own CSS subset is."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from operator import itemgetter

from pipeline.check import color, css
from pipeline.check.html import INLINE, Node, Page
from pipeline.check.material import Findings, Material, at, error, listed, note, warning
from pipeline.config.resources import features_of
from pipeline.text import clip, counted, table

_INLINE, _HEAD = "email/inline.css", "email/head.css"
_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?(?:\.[\w-]+)?(?:\s*>\s*|\s+)?(?:[a-z][a-z0-9]*)?(?:\.[\w-]+)?")
_MODERN = re.compile(
    r"\bcalc\(|\bvar\(|\b(?:hsla?|hwb|lab|lch|oklab|oklch|color-mix|light-dark|clamp|min|max)\(|\brgba?\([^,)]*\)|\d(?:rem|vw|vh|ch)\b"
)
_GMAIL = 16_000
_OUTLOOKS = re.compile(r"\bmso\b.*?<style[^>]*>(.*?)</style>", re.DOTALL)


def style_block(given: Material) -> Findings:
    """No <style> is larger than 16 KB, none nests an at-rule in another. Gmail drops the whole block otherwise."""
    for line, sheet in given.sheets:
        where, size = f"email.html:{line}", len(sheet.encode())
        if size > _GMAIL:
            yield error(where, f"a <style> of {size:,} bytes; Gmail drops it at 16 KB", "split it")
        outer = [body for prelude, body, _ in css.blocks(css.bare(sheet)) if prelude.startswith("@")]
        if any(prelude.startswith("@") for body in outer for prelude, _, _ in css.blocks(body)):
            yield error(where, "an at-rule inside an at-rule: Gmail drops the block", "separate them")


def selector(given: Material) -> Findings:
    """inline.css keeps to what can be inlined: .class, element, element.class, .a .b, .a > b. Everything else is
    dropped silently, or worse; it belongs in head.css."""
    for where, rule in _rules(given, _INLINE):
        if rule.media or not _SELECTOR.fullmatch(rule.selector) or rule.selector.count(".") > 2:
            yield error(where, f"cannot be inlined: {' '.join((*rule.media, rule.selector))}", "move it to head.css")


def important(given: Material) -> Findings:
    """Every declaration in head.css ends in " !important"; none in a style attribute does. Otherwise the inlined styles
    beat dark and phone rules. Gmail wants it in lower case, Outlook a space before it."""
    loud = (node for node in given.nodes if any(d.important for d in node.declarations))
    if node := next(loud, None):
        yield error(at(node), "!important in a style attribute beats head.css", "remove it from inline.css")
    for where, rule in _rules(given, _HEAD):
        for declaration in rule.declarations:
            if not declaration.written.endswith(" !important"):
                yield error(where, f'no " !important" at the end: {declaration.written}', "add it, in lower case")


def value(given: Material) -> Findings:
    """Colors are #rrggbb and lengths px: no var(), no calc(), no rem, no new color functions. Outlook, Yahoo and others
    drop what they do not know, and inlining loses it."""
    written = {(d.name, d.value): where for where, rule in _rules(given, _INLINE) for d in rule.declarations}
    places = [(node.line, one) for node in given.nodes for one in node.declarations]
    places += [(rule.line, one) for rule in given.rules for one in rule.declarations]
    first: dict[str, tuple[int, css.Declaration]] = {}
    for line, one in places:
        first.setdefault(one.written, (line, one))
    for line, one in first.values():
        if match := _MODERN.search(one.value):
            where = written.get((one.name, one.value), f"email.html:{line}")
            yield error(where, f"{one.written}: many clients drop {match[0]}", "use #rrggbb and px")


def _rules(given: Material, name: str) -> Iterator[tuple[str, css.Rule]]:
    """The rules of a template for CSS, each with its place."""
    for rule in css.rules(css.without_tags(given.template_sources.get(name, ""), "#000000")):
        yield f"templates/{name}:{rule.line}", rule


def outlook_width(given: Material) -> Findings:
    """What has a max-width has a width as an attribute, and Outlook its own table. Outlook on Windows knows no
    max-width."""
    limited = [node for node in given.nodes if "max-width" in node.style]
    for node in limited:
        sized = node.attrs.get("width") or (node.tag == "img" and node.attrs.get("height"))
        if node.tag not in ("table", "img", "td") or not sized:
            yield error(at(node), f"max-width on <{node.tag}> without a width attribute", 'use <table width="100%">')
    ghost = any(
        "if mso" in comment and re.search(r"<table[^>]*\swidth=", comment) for _, comment in given.page.comments
    )
    if limited and not ghost:
        yield error("email.html:1", "in Outlook, lines are as wide as the window", "add <!--[if mso]><table width=…")


def outlook_crop(given: Material) -> Findings:
    """No picture and no large letter is higher than a line whose height Outlook takes as exact. With
    ``mso-line-height-rule: exactly``, Outlook on Windows cuts off what is higher (mjml #1096, #2946)."""
    exact = exact_lines(given.page)
    high = [(node, css.pixels(node.attrs.get("height", "")) or 0, node.attrs.get("src", "")) for node in given.images]
    high += [(painted.node, painted.size, painted.node.own_text) for painted in given.light]
    for node, needed, what in high:
        if (line := cut_to(node, needed, exact)) < needed:
            yield error(at(node), f"Outlook cuts this to {line:.0f} px: {clip(what, 60)}", "give it its own cell")


def exact_lines(page: Page) -> list[css.Rule]:
    """The rules that only Outlook on Windows reads."""
    return [rule for _, said in page.comments for sheet in _OUTLOOKS.findall(said) for rule in css.rules(sheet)]


def cut_to(node: Node, needed: float, exact: list[css.Rule]) -> float:
    """How much of a *node* that needs so many px Outlook shows; *exact* are its own rules."""
    block = next(outer for outer in node.up() if outer.tag not in INLINE)
    written = next((found for outer in block.up() if (found := outer.style.get("line-height"))), "")
    line = css.pixels(written) or needed
    return line if line < needed - 1 and _is_exact(block, exact) else needed


def _is_exact(block: Node, rules: list[css.Rule]) -> bool:
    """Whether Outlook keeps to the line height that is written, by the nearest word on it."""
    name = "mso-line-height-rule"
    for outer in block.up():
        ruled = [d for rule in rules if css.matches(rule.selector, outer) for d in rule.declarations]
        if said := {d.name: d.value for d in (*ruled, *outer.declarations)}.get(name):
            return said == "exactly"
    return False


def outlook_ground(given: Material) -> Findings:
    """A cell with a background names it in bgcolor, too. Clients that read no styles keep attributes, so that light
    words on a dark button stay readable."""
    bare = [
        node
        for node in given.nodes
        if node.tag == "td"
        and (ground := color.parse(node.style.get("background-color", "")))
        and ground != color.parse(node.attrs.get("bgcolor", ""))
    ]
    if bare:
        said = f"{counted(len(bare), 'cell')} with a background that is not in bgcolor: {clip(bare[0].text, 40)}"
        yield warning(at(bare[0]), said, "write bgcolor on each <td> with a background")


def element(given: Material) -> Findings:
    """No forms, scripts, frames, vector graphics, videos or VML. Clients remove them, some with the whole message; VML
    buttons cannot be reached from a keyboard."""
    removed = table("markup")["removed"]
    for node in given.nodes:
        if node.tag in removed or (node.tag == "meta" and node.attrs.get("http-equiv", "").lower() == "refresh"):
            yield error(at(node), f"<{node.tag}> does not work in email", "link to the web page")
    for line, comment in given.page.comments:
        if match := re.search(r"<v:\w+", comment):
            yield error(f"email.html:{line}", f"VML cannot be reached by keyboard: {match[0]}>", "use a padded <a>")


def support(given: Material) -> Findings:
    """What the email uses and some clients do not show, by caniemail's tests, with the age of each test. A warning if
    reading suffers without it. What is cosmetic is one note, only in --json and checks.json."""
    data, breaks, found = table("clients"), table("markup")["breaks"], []
    for slug, where in _used(given).items():
        if entry := data["features"].get(slug):
            lacking = [name for name, mark in zip(data["clients"], entry["support"], strict=True) if mark == "n"]
            tested = sum(mark in "yan" for mark in entry["support"])
            if lacking and len(lacking) * 8 >= tested:
                years = (given.issue.date - date.fromisoformat(entry["tested"])).days / 365.25
                age = f"tested {years:.0f} years before" if years >= 1.5 else "tested recently"
                said = f"{entry['title']}: not in {len(lacking)} of {tested} clients ({age})"
                found.append((-len(lacking) / tested, slug in breaks, where, said, lacking))
    found.sort(key=itemgetter(0))
    for _, suffers, where, said, lacking in found:
        if suffers:
            yield warning(where, f"{said}, such as {listed(lacking)}", "this makes it harder to read: do without it")
    if cosmetic := [said for _, suffers, _, said, _ in found if not suffers]:
        yield note("email.html", f"cosmetic, where a client lacks it: {listed(cosmetic, 4)}")


def _used(given: Material) -> Mapping[str, str]:
    """The features that the email uses, by caniemail's names, and the first place of each."""
    known = table("markup")
    found: dict[str, str] = {}
    together = {tag: slug for slug, tags in known["together"].items() for tag in tags}
    for node in given.nodes:
        slugs = [together.get(node.tag, f"html-{node.tag}")]
        slugs += [f"html-{name}" for name in known["attributes"] if name in node.attrs]
        if node.tag == "img":
            source = node.attrs.get("src", "").partition("?")[0]
            kind = "base64" if source.startswith("data:") else source.rpartition(".")[2].lower().replace("jpeg", "jpg")
            slugs.append(f"image-{kind}")
        for slug in (*slugs, *_declared(node.declarations)):
            found.setdefault(slug, at(node))
    for rule in given.rules:
        slugs = ["css-pseudo-class-hover"] if ":hover" in rule.selector else []
        for media in rule.media:
            kind = "-prefers-color-scheme" if "prefers-color-scheme" in media else ""
            slugs.append(f"css-at-media{kind}" if media.startswith("@media") else "css-at-supports")
        for slug in (*slugs, *_declared(rule.declarations)):
            found.setdefault(slug, f"email.html:{rule.line}")
    return found


def _declared(declarations: tuple[css.Declaration, ...]) -> Iterator[str]:
    return (slug for declaration in declarations for slug in features_of(declaration.name, declaration.value))
