"""No error is missing from the gallery: what the code can raise is printed there, or named here with the reason."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.gallery.test_gallery import GOLDEN
from tests.newsletter import ROOT

PIPELINE = ROOT / "pipeline"
TRAPS = "needs a service that changes under our hands: tests/handoff/test_traps.py and test_handoff.py"
TAKEN = "raised and caught between our own parts; no person sees it"
RACE = "needs two hands at once: tests/outside/test_files.py and tests/archive"
CHROMIUM = "needs a Chromium that is broken"
FILES = {
    "pipeline/preview/": "the studio's own words, shown in the page: tests/preview",
    "pipeline/outside/pictures.py": "an editor's picture: tests/outside/test_pictures.py",
    "pipeline/outside/browser/thunderbird.py": "needs a Thunderbird that is broken",
    "pipeline/toml/source.py": "refusals of edits that no command asks for: tests/toml",
    "pipeline/work/add.py": "the studio's, too: an article added by its address",
    "pipeline/work/schedule.py": "the studio's, too",
    "pipeline/collect/page.py": "the studio's, too: tests/collect/test_single.py",
    "pipeline/handoff/deliver.py": TRAPS,
    "pipeline/handoff/buttondown.py": TRAPS,
    "pipeline/handoff/listmonk.py": TRAPS,
    "pipeline/handoff/mailchimp.py": TRAPS,
    "pipeline/issue/document.py": "what no command can ask for: tests/issue/test_document.py",
}
"""Where the gallery shows what it can, and other tests the rest."""

NOT_SHOWN = {
    "no issue went out on {}: not approved, or not made, in time": "tests/work/test_run.py",
    "{} is not a folder; nothing was published": "needs an issue that is due: tests/cli/test_absurd.py",
    "{} lies outside the site": TAKEN,
    "not approved: the Monday of the {} is skipped": "tests/work/test_front_door.py",
    "the {} did not go out": "an issue that was missed: tests/work/test_rebuild.py",
    "the correction has {} characters; nothing was written": "two thousand letters: tests/work/test_rebuild.py",
    "an event's data cannot hold {}": TAKEN,
    "candidates.json is damaged": TAKEN,
    "only plain letters are allowed here: {}": "what settings let through is plain: tests/test_mail.py",
    "this Python has no time zone data; install it: pip install tzdata": "needs a Python without zones: test_doctor",
    "{} changed since it was read; nothing was written": RACE,
    "the feed cannot be read": "what feedparser itself cannot survive: tests/collect/test_hostile.py",
    "the answer to a search has no list of {}": "a service that breaks its protocol: tests/handoff/test_services.py",
    "the mail server refused: {}": "a server that breaks the protocol: tests/handoff/test_smtp.py",
    "the mail server closed the connection: {}": "one that goes away between two lines: tests/handoff/test_smtp.py",
    "{} of the email has {} unsubscribe links, not one": "`approve` finds it first: check's rule promise.unsubscribe",
    "{} took longer than {} s and was stopped": "takes a minute: tests/outside/test_programs.py",
    "the connection failed: {}": "for what aiohttp may invent",
    "no secure connection: {}": "needs a certificate: tests/outside/web/test_fetch.py",
    "it redirects from https to http": "needs a certificate: tests/outside/web/test_gate.py",
    "too many streams in one body": "tests/outside/web",
    "{} is already in newsletter.toml": "tests/cli/test_feeds.py",
    "the server of {} has not said on three separate days that it moved": "tests/cli/test_feeds.py",
    "it was changed after it was approved, and not approved again in time": "tests/work/test_run.py",
    "no safe connection to the mail server {}: {}": "needs a certificate: tests/handoff/test_smtp.py",
    "article {} does not need to be read first": "tests/work/test_required_reading.py",
    "a reading needs a name": "tests/work/test_required_reading.py",
    "file and url are both set: the email's button can lead to one of them only": "tests/config",
    "provider listmonk needs a list: the UUID of the public list that readers join": "tests/signup",
    "a file in the newsletter's folder is needed, such as ebook{}": "tests/config",
    "it is locked with a password": "a finding of check, and of doctor: tests/config/test_ebook.py",
    "it is not a readable PDF": "a finding of check, and of doctor: tests/config/test_ebook.py",
    "an A lets articles skip the reading, so it needs a name": "tests/work/test_set_aside.py",
    "the issue changed since you saw it": "approving in the studio: tests/preview",
    "what it says cannot be stored: {}": "what SQLite cannot take, if cleaned text has any: tests/collect/test_pool.py",
    "the address is longer than {} characters": "tests/outside/web/test_gate.py",
    "it is larger than {} MB": "tests/outside/web/test_fetch.py",
    "{} asked us to slow down": "needs many requests of one host: tests/outside/web/test_fetch.py",
    "the feed is nested too deeply": "what our own readers cannot survive: tests/collect/test_hostile.py",
    "reading it took longer than {} s": "takes as long: tests/collect/test_hostile.py",
    "reading it broke the parser, or needed too much memory": "what ends a process: tests/collect/test_hostile.py",
    "{} is not at {} yet ({}); nothing was handed over": "needs a public home: tests/handoff",
    "no complete answer within {} s": "takes half a minute: tests/outside/web/test_fetch.py",
    "{} did not answer {} times in a row": "needs many requests of one host: tests/outside/web/test_fetch.py",
    "Chromium ended with code {}: {}": CHROMIUM,
    "Chromium could not measure the page: {}": CHROMIUM,
    "Chromium made no picture ({})": CHROMIUM,
}


def skeleton(node: ast.expr) -> str:
    """The words of a message, with {} for what is filled in."""
    match node:
        case ast.Constant(value=str(words)):
            return words
        case ast.JoinedStr(values=values):
            return "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in values)
        case ast.BinOp(left=left, right=right):
            return skeleton(left) + skeleton(right)
    return "{}"


def families(trees: list[ast.Module]) -> set[str]:
    """MondayError and all that descends from it, by name."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    found = {"MondayError"}
    while grown := {c.name for c in classes if any(isinstance(b, ast.Name) and b.id in found for b in c.bases)} - found:
        found |= grown
    return found


@cache
def messages() -> tuple[tuple[str, str], ...]:
    """(place, skeleton) of each message that an error can carry: ours, click's, and a hand-edited value's."""
    return tuple(_messages())


def _messages() -> Iterator[tuple[str, str]]:
    trees = {path: ast.parse(path.read_text()) for path in sorted(PIPELINE.rglob("*.py"))}
    ours = families(list(trees.values()))
    for path, tree in trees.items():
        named, makers = _named(tree), _makers(path, ours)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in makers:
                words = named.get(node.args[0].id, {}) if isinstance(node.args[0], ast.Name) else {}
                before = [line for line in words if line <= node.lineno]
                found = words[max(before)] if before else node.args[0]
                yield f"{path.relative_to(ROOT)}:{node.lineno}", skeleton(found)


def _named(tree: ast.Module) -> dict[str, dict[int, ast.expr]]:
    """What each name is set to, by the line; the nearest above a call is what the call means."""
    found: dict[str, dict[int, ast.expr]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found.setdefault(node.targets[0].id, {})[node.lineno] = node.value
    return found


def _makers(path: Path, ours: set[str]) -> set[str]:
    click = {"UsageError", "BadParameter", "ClickException", "fail"} if "cli" in path.parts else set()
    explained = {"error"} if path.parent.name == "toml" else set()
    return ours | click | explained | {"_doubt", "ValueError"}


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def told(message: str, gallery: str) -> bool:
    """Whether the gallery has these words, with something in each gap."""
    return re.search(r".{0,200}?".join(map(re.escape, message.split("{}"))), gallery) is not None


def bare(message: str) -> bool:
    """Whether it only hands on the words of another message, which is looked for by itself."""
    return len(re.sub(r"\{\}|[\W\d]", "", message)) < 4


def test_every_error_is_in_the_gallery():
    """Whatever can be raised is printed there, or stands in NOT_SHOWN with the reason. A new error needs a new case."""
    gallery = re.sub(r"\s+", " ", GOLDEN.read_text())

    missing = [
        f"{place}: {words}"
        for place, words in messages()
        if not bare(words)
        and words not in NOT_SHOWN
        and not place.startswith(tuple(FILES))
        and not told(re.sub(r"\s+", " ", words), gallery)
    ]

    assert missing == []


def test_no_reason_outlives_its_error():
    """What NOT_SHOWN names is in the code, and really not in the gallery."""
    gallery = re.sub(r"\s+", " ", GOLDEN.read_text())
    known = {words for _, words in messages()}

    assert [path for path in FILES if not (ROOT / path).exists()] == []
    assert [words for words in NOT_SHOWN if words not in known or told(words, gallery)] == []
