"""Adapters for real tools: what `flow` runs when they are installed, and what their output means."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.check.material import Findings, error, listed, note, warning

Judge = Callable[[bytes], Findings]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tool:
    """A program that looks at one of compose's files, given on its standard input."""

    argv: tuple[str, ...]
    reads: str  # email.eml or email.html
    package: str  # what an editor installs to have it


def spamassassin(output: bytes) -> Findings:
    """SpamAssassin's local rules give the email no points. Watch what changes from week to week; without the network
    tests the score itself says little."""
    report = output.decode("utf-8", "replace")
    score = re.search(r"^X-Spam-Status:.*?score=(-?[\d.]+)", report, re.MULTILINE)
    if score is None:
        yield warning("email.eml", "SpamAssassin's answer cannot be read", "try: spamassassin -L -t < email.eml")
        return
    for points, name, words in re.findall(r"^\s*(\d+\.\d+)\s+([A-Z][A-Z0-9_]+)\s+(.*?)\s*$", report, re.MULTILINE):
        if float(points) > 0:
            said = f"{float(points):+.1f} spam points, {name}: {words}"
            level = warning if float(points) >= 0.5 else note
            yield level("email.eml", said, "see the words or the header it names")
    if float(score[1]) > 0:
        yield error("email.eml", f"the spam score is {score[1]}; it should be 0 or less", "see the rules that it lists")


def vnu(output: bytes) -> Findings:
    """The W3C's validator finds no error, apart from Outlook's own names."""
    for line in output.decode("utf-8", "replace").splitlines():
        match = re.match(r'(?:"[^"]*"|-)?:?(\d+)[.:]\S*\s*(?:info\s+)?(error|warning): (.*)', line)
        if match and not re.search(r"mso-|xmlns:|center. element is obsolete", match[3]):
            yield (error if match[2] == "error" else note)(f"email.html:{match[1]}", match[3], "see the template")


def chromium(output: bytes) -> Findings:
    """In a real browser no text is unreadable, nothing is wider than the screen, no link is lower than 44 px. Chromium
    measures at 320, 375 and 700 px, in light and dark, and with doctype, styles, backgrounds or pictures taken away.
    Thunderbird, in both its themes, says whether every link can be clicked, too."""
    answer = json.loads(output or b"{}")
    for state in answer.get("states", ()):
        if texts := state["unreadable"]:
            said = f"cannot be read in the state {state['name']!r}: {listed(map(str, texts))}"
            yield error("email.html", said, "see head.css and inline.css")
    for layout in answer.get("layout", ()):
        if layout["needed"] > layout["width"]:
            said = f"scrolls sideways: {layout['needed']} px wide on a screen of {layout['width']}"
            yield error("email.html", said, "look for a fixed width or a long word")
        if layout["low"]:
            names = listed(f"{words} ({height} px)" for words, height in layout["low"])
            yield warning("email.html", f"links lower than 44 px at {layout['width']} px: {names}", "more padding")
    if lost := answer.get("lost"):
        yield error("email.html", f"cannot be clicked: {listed(map(str, lost))}", "see how the link is written")


TOOLS = {
    "spamassassin": Tool(argv=("spamassassin", "-L", "-t"), reads="email.eml", package="apt-get install spamassassin"),
    "vnu": Tool(
        argv=("vnu", "--errors-only", "--format", "gnu", "--exit-zero-always", "--stdout", "-"),
        reads="email.html",
        package="npm install --global vnu-jar, and Java 17",
    ),
}
"""What `monday check --with NAME` runs; their output comes back in `Material.tools`."""
JUDGES: dict[str, Judge] = {"spamassassin": spamassassin, "vnu": vnu, "chromium": chromium, "thunderbird": chromium}
"""What each tool's output means."""
