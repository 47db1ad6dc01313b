"""What `check` judges but cannot fetch itself: the answers of links, the output of real tools."""

import html
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from pipeline.check import TOOLS, Answer
from pipeline.collect.gather import policy
from pipeline.config import Config
from pipeline.errors import FetchError, MondayError, UsageError
from pipeline.model import Issue
from pipeline.outside import browser, programs
from pipeline.outside.browser import shots, thunderbird
from pipeline.outside.web import Request, Response, fetch_all

NAMES = (*TOOLS, "chromium", "thunderbird")  # the real tools that `monday check --with` knows


def links(
    issue: Issue, config: Config, *, progress: Callable[[int, int], None] = lambda done, of: None
) -> tuple[Answer, ...]:
    """Ask each story's page and the ebook's once, politely and through the gate; *progress* counts the answers."""
    found: dict[str, Answer] = {}

    def keep(request: Request, answer: Response | FetchError) -> None:
        if isinstance(answer, Response):
            found[request.url] = Answer(url=request.url, status=answer.status, final=answer.url)
        elif answer.reason == "too-big":
            found[request.url] = Answer(url=request.url, status=200)  # it is there: a long page, or a PDF
        else:
            found[request.url] = Answer(url=request.url, reason=answer.reason)
        progress(len(found), len(urls))

    urls = [url for url in dict.fromkeys([*(story.url for story in issue.stories), config.ebook_url]) if url]
    gentle = replace(policy(config), total_seconds=20, per_host=1)
    fetch_all([Request(url=url) for url in urls], policy=gentle, on_response=keep)
    return tuple(found[url] for url in urls if url in found)


def tools(names: Iterable[str], made: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Run real tools over compose's files; their output by name. Raises MondayError that says what to install."""
    own = {"chromium": _chromium, "thunderbird": _thunderbird}
    found = {}
    for name in names:
        if name not in NAMES:
            raise UsageError(f"there is no tool {name}", hint=f"known are: {', '.join(NAMES)}")
        found[name] = own[name](made) if name in own else _run(name, made)
    return found


def _run(name: str, made: Mapping[str, bytes]) -> bytes:
    tool, jar = TOOLS[name], os.environ.get("MONDAY_VNU_JAR", "")
    argv = ("java", "-jar", jar, *tool.argv[1:]) if name == "vnu" and jar else tool.argv
    if programs.find(argv[0]) is None:
        raise MondayError(f"{argv[0]} is not installed", hint=f"install it: {tool.package}")
    return programs.run(argv, stdin=made[tool.reads], timeout=120).stdout


def _chromium(made: Mapping[str, bytes]) -> bytes:
    """What Chromium measures: texts that cannot be read, lines that are too wide, links that are too low."""
    markup = made["email.html"].decode("ascii")
    states = [{"name": state.name, "unreadable": state.unreadable} for state in shots.survival(markup)]
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
