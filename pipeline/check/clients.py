"""Rules about mail clients: what they drop, and what our own CSS subset is."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check import color, css
from pipeline.check import support as known
from pipeline.check.html import INLINE, Node, Page
from pipeline.check.view import View, at, error, listed, note, warning
from pipeline.model import Finding
from pipeline.text import clip, counted

_SELECTOR = re.compile(r"(?:[a-z][a-z0-9]*)?(?:\.[\w-]+)?(?:\s*>\s*|\s+)?(?:[a-z][a-z0-9]*)?(?:\.[\w-]+)?")
_MODERN = re.compile(
    r"\bcalc\(|\bvar\(|\b(?:hsla?|hwb|lab|lch|oklab|oklch|color-mix|light-dark|clamp|min|max)\(|\brgba?\([^,)]*\)|\d(?:rem|vw|vh|ch)\b"
)
_ELEMENTS = frozenset(
    "form input button select textarea script iframe svg video audio link base object embed canvas math marquee".split()
)
_GMAIL = 16_000
_OUTLOOKS = re.compile(r"\bmso\b.*?<style[^>]*>(.*?)</style>", re.DOTALL)


def style_block(view: View) -> Iterator[Finding]:
    """No <style> is larger than 16 KB, none nests an at-rule in another.

    Gmail drops the whole block otherwise.
    """
    for line, sheet in view.sheets:
        if len(sheet.encode()) > _GMAIL:
            yield error(
                f"email.html:{line}", f"a <style> of {len(sheet.encode()):,} bytes; Gmail drops it at 16 KB", "split it"
            )
        if css.depth_of_at_rules(sheet) > 1:
            yield error(f"email.html:{line}", "an at-rule inside an at-rule: Gmail drops the block", "write them apart")


def selector(view: View) -> Iterator[Finding]:
    """inline.css keeps to what can be inlined: .class, element, element.class, .a .b, .a > b.

    Everything else is dropped without a word, or worse; it belongs in head.css.
    """
    for rule in css.rules(_without_tags(view.material.template_sources.get("email/inline.css", ""))):
        if rule.media or not _SELECTOR.fullmatch(rule.selector) or rule.selector.count(".") > 2:
            place = f"templates/email/inline.css:{rule.line}"
            yield error(place, f"cannot be inlined: {' '.join((*rule.media, rule.selector))}", "move it to head.css")


def important(view: View) -> Iterator[Finding]:
    """Every declaration in head.css ends in " !important"; none in a style attribute does.

    Else the inlined styles beat dark and phone rules. Gmail wants it in lower case, Outlook a space before it.
    """
    for node in view.nodes:
        if any(d.important for d in node.declarations):
            yield error(at(node), "!important in a style attribute beats head.css", "take it out of inline.css")
            break
    for rule in css.rules(_without_tags(view.material.template_sources.get("email/head.css", ""))):
        for declaration in rule.declarations:
            if not declaration.written.endswith(" !important"):
                place = f"templates/email/head.css:{rule.line}"
                yield error(place, f'no " !important" at the end: {declaration.written}', "add it, in lower case")


def value(view: View) -> Iterator[Finding]:
    """Colors are #rrggbb and lengths px: no var(), no calc(), no rem, no new color functions.

    Outlook, Yahoo and others drop what they do not know, and inlining loses it.
    """
    places = [(at(node), node.declarations) for node in view.nodes]
    places += [(f"email.html:{rule.line}", rule.declarations) for rule in view.rules]
    told = set()
    for where, declarations in places:
        for declaration in declarations:
            match = _MODERN.search(declaration.value)
            if match and declaration.written not in told:
                told.add(declaration.written)
                said = f"{declaration.written}: many clients drop {match[0]}"
                yield error(_in_sheet(view, declaration) or where, said, "use #rrggbb and px")


def _in_sheet(view: View, declaration: css.Declaration) -> str:
    """Where inline.css writes it; "" when it does not."""
    for rule in css.rules(_without_tags(view.material.template_sources.get("email/inline.css", ""))):
        if any((d.name, d.value) == (declaration.name, declaration.value) for d in rule.declarations):
            return f"templates/email/inline.css:{rule.line}"
    return ""


def outlook_width(view: View) -> Iterator[Finding]:
    """The column and every image have a width as an attribute, and Outlook its own table.

    Outlook on Windows knows no max-width and no CSS width on images.
    """
    for image in view.images:
        if not image.attrs.get("width") and not image.attrs.get("height"):
            yield error(at(image), f"no width attribute: {image.attrs.get('src')}", "write width=… in the template")
    limited = [node for node in view.nodes if "max-width" in node.style]
    for node in limited:
        sized = node.attrs.get("width") or (node.tag == "img" and node.attrs.get("height"))
        if node.tag not in ("table", "img", "td") or not sized:
            yield error(at(node), f"max-width on <{node.tag}> without a width attribute", 'use <table width="100%">')
    ghost = any("if mso" in comment and re.search(r"<table[^>]*\swidth=", comment) for _, comment in view.page.comments)
    if limited and not ghost:
        yield error(
            "email.html:1",
            "Outlook has no table of its own: lines run across the window",
            "add <!--[if mso]><table width=…",
        )


def outlook_crop(view: View) -> Iterator[Finding]:
    """No picture and no large letter stands in a line that Outlook takes as exactly so high.

    With ``mso-line-height-rule: exactly``, Outlook on Windows cuts off what is higher than the line
    (mjml #1096, #2946). A picture stands in a cell of its own, without it.
    """
    exact = exact_lines(view.page)
    high = [(node, css.pixels(node.attrs.get("height", "")) or 0, node.attrs.get("src", "")) for node in view.images]
    high += [(painted.node, painted.size, painted.node.own_text) for painted in view.light]
    for node, needed, what in high:
        if (line := cut_to(node, needed, exact)) < needed:
            hint = "give it a cell of its own, or higher lines"
            yield error(at(node), f"Outlook cuts this to {line:.0f} px: {clip(what, 60)}", hint)


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


def outlook_ground(view: View) -> Iterator[Finding]:
    """A cell with a ground names it in bgcolor, too.

    Clients that read no styles keep attributes, so that light words on a dark button stay readable.
    """
    bare = [
        node
        for node in view.nodes
        if node.tag == "td"
        and (ground := color.parse(node.style.get("background-color", "")))
        and ground != color.parse(node.attrs.get("bgcolor", ""))
    ]
    if bare:
        said = f"{counted(len(bare), 'cell')} with a ground that is not in bgcolor: {clip(bare[0].text, 40)}"
        yield warning(at(bare[0]), said, "write bgcolor on each <td> with a ground")


def element(view: View) -> Iterator[Finding]:
    """No forms, scripts, frames, vector graphics, videos or VML.

    Clients remove them, some with the whole message; VML buttons cannot be reached from a keyboard.
    """
    for node in view.nodes:
        if node.tag in _ELEMENTS or (node.tag == "meta" and node.attrs.get("http-equiv", "").lower() == "refresh"):
            yield error(at(node), f"<{node.tag}> does not work in email", "link to the web page")
    for line, comment in view.page.comments:
        if match := re.search(r"<v:\w+", comment):
            yield error(
                f"email.html:{line}", f"VML ({match[0]}>) cannot be reached from a keyboard", "use a padded <a>"
            )


def support(view: View) -> Iterator[Finding]:
    """What clients do not show, by caniemail's tests; the age of each test is given, many are old.

    A warning when reading suffers without it. All that is cosmetic is one note, kept for the record: only --json and
    checks.json have it, as the email reads well without.
    """
    cosmetic = []
    for feature in known.lacking(known.used(view)):
        clients = f"{len(feature.missing)} of {feature.tested_in} clients"
        said = f"{feature.title}: not in {clients} ({_age(feature.tested, view.issue.date)})"
        if feature.breaks:
            yield warning(
                feature.where, f"{said}, such as {listed(feature.missing)}", "reading suffers there: do without"
            )
        else:
            cosmetic.append(said)
    if cosmetic:
        yield note("email.html", f"cosmetic, where a client lacks it: {listed(cosmetic, 4)}")


def _age(tested: date, today: date) -> str:
    years = (today - tested).days / 365.25
    return f"tested {years:.0f} years before" if years >= 1.5 else "tested lately"


def _without_tags(template: str) -> str:
    """A CSS template without Jinja: values become a colour, the rest goes; lines stay."""
    gone = re.sub(r"\{[%#].*?[%#]\}", lambda m: "\n" * m[0].count("\n"), template, flags=re.DOTALL)
    return re.sub(r"\{\{.*?\}\}", "#000000", gone)


RULES = (style_block, selector, important, value, outlook_width, outlook_crop, outlook_ground, element, support)
