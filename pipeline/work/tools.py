"""The output of real tools, such as SpamAssassin, which `check` judges but cannot run itself."""

import html
import json
import os
import re
from collections.abc import Iterable, Mapping

from pipeline.check import TOOLS
from pipeline.errors import MondayError, UsageError
from pipeline.outside import browser, programs
from pipeline.outside.browser import shots, thunderbird

NAMES = (*TOOLS, "chromium", "thunderbird")  # the real tools that `monday check --with` knows


def run(names: Iterable[str], made: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Run real tools over compose's files; their output by name. Raises MondayError that says what to install."""
    own = {"chromium": _chromium, "thunderbird": _thunderbird}
    found = {}
    for name in names:
        if name not in NAMES:
            raise UsageError(f"there is no tool {name}", hint=f"known tools: {', '.join(NAMES)}")
        found[name] = own[name](made) if name in own else _piped(name, made)
    return found


def _piped(name: str, made: Mapping[str, bytes]) -> bytes:
    tool, jar = TOOLS[name], os.environ.get("MONDAY_VNU_JAR", "")
    argv = ("java", "-jar", jar, *tool.argv[1:]) if name == "vnu" and jar else tool.argv
    if programs.find(argv[0]) is None:
        raise MondayError(f"{argv[0]} is not installed", hint=f"install it: {tool.package}")
    return programs.run(argv, stdin=made[tool.reads], timeout=120).stdout


def _chromium(made: Mapping[str, bytes]) -> bytes:
    """What Chromium measures: texts that cannot be read, lines that are too wide, links that are too low."""
    markup = made["email.html"].decode("ascii")
    states = [{"name": name, "unreadable": lost} for name, lost in shots.survival(markup).items()]
    layout = browser.ask(browser.script("layout"), {"markup": markup, "widths": [320, 375, 700]})
    return json.dumps({"states": states, "layout": layout}).encode()


def _thunderbird(made: Mapping[str, bytes]) -> bytes:
    """The same of Thunderbird, in its light and its dark theme; and which links it lost on the way."""
    looks = thunderbird.look(made["email.eml"])
    wanted = dict.fromkeys(re.findall(r'<a\b[^>]*\bhref="([^"#][^"]*)"', made["email.html"].decode("ascii")))
    return json.dumps(
        {
            "states": [{"name": look.name, "unreadable": look.unreadable} for look in looks],
            "layout": [{"width": look.width, "needed": look.needed, "low": ()} for look in looks],
            "lost": [url for url in map(html.unescape, wanted) if any(url not in look.links for look in looks)],
        }
    ).encode()
