"""Rules that compare what email/inline.css says with what arrived in the elements: inlining drops things silently."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.check import css
from pipeline.check.material import Findings, Material, error, listed, warning

_NAME = "email/inline.css"
_STATEMENT = re.compile(r"@(?:import|charset|namespace)\b[^;{}]*;")
_HINT = "use #rrggbb, px and one rule for each selector; what is for dark screens or phones belongs in head.css"


def lost(given: Material) -> Findings:
    """Every declaration of inline.css is in the elements that it speaks of. Inlining silently leaves out what it does
    not understand: nested rules, @import, @font-face, new forms of colors. What is for dark screens, phones or print
    belongs in head.css."""
    plain = css.bare(css.without_tags(given.template_sources.get(_NAME, ""), "_tag_"))
    written = [(match[0], match.start()) for match in _STATEMENT.finditer(plain)]
    for prelude, body, start in css.blocks(plain):
        if "{" in body and not prelude.startswith("@"):
            written.append((f"{prelude} {{ {body.strip()} }}", start))
        elif prelude.startswith("@") and not prelude.startswith(("@media", "@supports")):  # of these, clients.selector
            written.append((prelude, start))
    found = [(words, plain.count("\n", 0, start) + 1) for words, start in written]
    for rule, declaration in _missing(given, css.rules(plain)):
        found.append((f"{rule.selector} {{ {declaration.written.replace('_tag_', '…')} }}", rule.line))
    for words, line in dict.fromkeys(found):
        yield error(f"templates/{_NAME}:{line}", f"never arrives: {words}", _HINT)


def _missing(given: Material, rules: list[css.Rule]) -> Iterator[tuple[css.Rule, css.Declaration]]:
    """The declarations that win on an element, and are not there."""
    plain = [rule for rule in rules if not rule.media]
    for node, hits in css.cascade(plain, (given.body, *given.body.all())).items():
        won = {d.name: (rule, d) for rule in hits for d in rule.declarations}
        for name, (rule, declaration) in won.items():
            arrived = _pattern(declaration.value).fullmatch(_even(node.style.get(name, "")))
            if "{" not in declaration.written and not arrived:
                yield rule, declaration


@lru_cache(maxsize=1024)
def _pattern(value: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in _even(value).split("_tag_")))


@lru_cache(maxsize=1024)
def _even(value: str) -> str:
    """A value in one spelling, whatever inlining made of spaces, quotes, zeros and short colors."""
    value = re.sub(r"\s*([,()/])\s*", r"\1", value.lower().replace('"', "'"))
    value = re.sub(r"#([0-9a-f])([0-9a-f])([0-9a-f])(?![0-9a-f])", r"#\1\1\2\2\3\3", value)
    return re.sub(r"(?<![\w.])0(?:px|pt|em|%)", "0", " ".join(value.split()))


def unstyled(given: Material) -> Findings:
    """Each class of the email has a rule in inline.css or head.css. A copy of one template that is older than the
    others looks half finished. `monday copy` writes the shipped one."""
    sheets = [given.template_sources.get(name, "") for name in (_NAME, "email/head.css")]
    selectors = " ".join(rule.selector for sheet in sheets for rule in css.rules(css.without_tags(sheet, "")))
    known = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors))
    worn = dict.fromkeys(name for node in given.body.all() for name in node.classes)
    if all(sheets) and (bare := [f".{name}" for name in worn if name not in known]):
        yield warning(f"templates/{_NAME}", f"no rule for {listed(bare, 6)}", "see the shipped one: monday copy")
