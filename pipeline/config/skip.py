"""Mondays without an issue: a date goes into `[schedule] skip`, or out of it, in the text of newsletter.toml. Pure."""

import re
from datetime import date

from pipeline.config.rewrite import set_value, source_of

_DATE = re.compile(r"""(["']?)(\d{4}-\d{2}-\d{2})\1""")
_COMMENT = re.compile(r"#[^\n]*")


def skip(text: str, day: date, *, skipped: bool) -> str:
    """*text* with *day* skipped, or not skipped any more; the other dates and all comments stay as they are.

    A date that was put in and is taken out again leaves the very bytes. Raises as `rewrite.set_value` does.
    """
    old = source_of(text, "schedule", "skip") or "[]"
    return set_value(text, "schedule", "skip", (_with if skipped else _without)(old, day))


def _with(source: str, day: date) -> str:
    found = _dates(source)
    if any(item[2] == day.isoformat() for item in found):
        return source
    if not found:
        return source.replace("[", f"[{day}," if "#" in source else f"[{day}", 1)
    before = source[: found[0].start()]
    gap = before[len(before.rstrip()) :] or " "
    later = [item for item in found if item[2] > day.isoformat()]
    if not later and "#" not in source:
        at = found[-1].end()
        return f"{source[:at]},{gap}{day}{source[at:]}"
    at = (later or found)[0].start()  # never behind a date: a comment there speaks of that one
    return f"{source[:at]}{day},{gap}{source[at:]}"


def _without(source: str, day: date) -> str:
    found = _dates(source)
    n = next((n for n, item in enumerate(found) if item[2] == day.isoformat()), None)
    if n is None:
        return source
    start, end = found[n].span()
    if n + 1 < len(found) and not source[end : found[n + 1].start()].strip(", \t\r\n"):
        end = found[n + 1].start()
    elif n and n + 1 == len(found) and not source[found[n - 1].end() : start].strip(", \t\r\n"):
        start = found[n - 1].end()
    elif comma := re.compile(r"\s*,").match(source, end):
        end = comma.end()
    return source[:start] + source[end:]


def _dates(source: str) -> list[re.Match[str]]:
    """The dates of the array, in order; those in comments do not count."""
    return list(_DATE.finditer(_COMMENT.sub(lambda found: " " * len(found[0]), source)))
