"""check: email (+ results fetched by flow) → findings; one module per family of rules. No network, disk or clock."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from inspect import isgeneratorfunction

from pipeline import text
from pipeline.check import (
    access,
    again,
    clients,
    headers,
    images,
    inlining,
    links,
    parity,
    promise,
    reading,
    safety,
    size,
    structure,
)
from pipeline.check.material import Answer, Findings, Material
from pipeline.check.promise import EBOOK, ebook_findings, example_settings, sample_findings
from pipeline.check.size import sizes
from pipeline.check.tools import JUDGES, TOOLS
from pipeline.model import Finding, Level

__all__ = ["EBOOK", "JUDGES", "TOOLS", "Answer", "Material"]
__all__ += ["ebook_findings", "example_settings", "sample_findings", "sizes"]

Rule = Callable[[Material], Findings]
FAMILIES = (structure, safety, reading, clients, inlining, links, size, promise, again, headers, parity, images, access)
RULES: Mapping[str, Rule] = {
    f"{family.__name__.rpartition('.')[2]}.{name.rstrip('_').replace('_', '-')}": rule
    for family in FAMILIES
    for name, rule in vars(family).items()
    if isgeneratorfunction(rule) and rule.__module__ == family.__name__ and not name.startswith("_")
}
"""Every rule by name, ``family.rule``: a family's public generators. A rule's docstring is its manual."""
GROUPS: Mapping[Level, str] = {
    "error": "must be fixed before approval",
    "warning": "worth a look",
    "note": "good to know",
}
"""The three levels, the worst first, and what each means to an editor."""
_ORDER = tuple(GROUPS)


def check(material: Material) -> tuple[Finding, ...]:
    """What would hurt a reader, or embarrass us in an inbox, the worst first."""
    found = [replace(finding, rule=name) for name, rule in RULES.items() for finding in rule(material)]
    for name, output in material.tools.items():
        found += [replace(finding, rule=f"tools.{name}") for finding in JUDGES[name](output)]
    return tuple(sorted(found, key=lambda finding: _ORDER.index(finding.level)))


def manuals() -> Mapping[str, tuple[str, str]]:
    """What each rule and each tool asks for, in a sentence, and why: its docstring."""
    every = {**RULES, **{f"tools.{name}": judge for name, judge in JUDGES.items()}}
    said = {name: text.sentences(text.squeeze(rule.__doc__ or "")) for name, rule in every.items()}
    return {name: (what, " ".join(why)) for name, (what, *why) in said.items()}


def to_do(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that an editor can act on. A note without a hint is for the record: checks.json and --json have it."""
    return tuple(finding for finding in findings if finding.level != "note" or finding.hint)


def tally(findings: Iterable[Finding]) -> str:
    """How many there are of each level, in words."""
    counts = Counter(finding.level for finding in findings)
    return ", ".join(text.counted(counts[level], level) for level in GROUPS)
