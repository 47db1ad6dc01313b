"""The last look before an issue goes out: its links are asked once more; what is wrong is said, and nothing changed."""

import json
from datetime import date, timedelta

import pytest

from pipeline.archive import Newsletter
from pipeline.config import load
from pipeline.work import last_run
from pipeline.work.build import build
from pipeline.work.finish import Run
from pipeline.work.run import run
from pipeline.work.status import status
from tests.newsletter import DAY, call, plain
from tests.server import answer, serving
from tests.work.test_run import SEND_AT

SOON = SEND_AT - timedelta(minutes=13)
PAGES = {
    "/good": answer(),
    "/gone": answer(410),
    "/moved": answer(301, Location="/elsewhere"),
    "/elsewhere": answer(),
    "/shy": answer(403),
    "/broken": answer(500),
}
GONE, MOVED, BROKEN = (
    "article 2 links to a page that is gone (410): {0}/gone",
    "article 3 links to a page that has moved: {1}/moved now leads to {1}/elsewhere",
    "article 5 links to a page that does not answer (500): {2}/broken",
)


@pytest.fixture
def server():
    """Six pages on loopback, each in a state of its own."""
    with serving(PAGES) as running:
        yield running


def hosts_of(server):
    """A host for each story's page, since one host is asked slowly."""
    return [server.url("", host=f"127.0.0.{number}") for number in range(2, 7)]


@pytest.fixture
def newsletter(tmp_path, server):
    """A newsletter whose approved issue links to those pages."""
    return approved(tmp_path, server)


def approved(tmp_path, server):
    """A newsletter in that folder, whose approved issue links to the pages of that server."""
    plain(tmp_path, f'allow_private = true\n[ebook]\nurl = "{server.url("/good", host="127.0.0.7")}"')
    call(tmp_path, "run", "--issue", "next")
    found = Newsletter(load(tmp_path))
    path = tmp_path / "issues" / DAY / "issue.toml"
    text = path.read_text()
    addresses = [
        f"{host}{page}" for host, page in zip(hosts_of(server), list(PAGES)[:3] + list(PAGES)[4:], strict=True)
    ]
    for story, address in zip(found.edition(date.fromisoformat(DAY)).issue.stories, addresses, strict=True):
        text = text.replace(f'url = "{story.url}"', f'url = "{address}"')
    path.write_text(text)
    built = build(found, date.fromisoformat(DAY))
    bound = {"fingerprint": built.fingerprint, "send_at": SEND_AT.isoformat(), "by": "A. E.", "rehearsal": False}
    found.approve(date.fromisoformat(DAY), text.encode(), at=SOON - timedelta(days=2), **bound)
    return found


def runs(newsletter, now, *, pretending=False, until=None):
    """The warnings of one run at *now*."""
    warned: list[str] = []
    work = Run(
        newsletter=newsletter, clock=lambda: now, env={}, pretending=pretending,
        tell=lambda _: None, warn=warned.append, fail=warned.append,
    )  # fmt: skip
    run(work, forced=None, until=until, progress=lambda *_: None)
    return warned


def test_broken_links_are_reported_once(newsletter, server):
    """A dead, a moved and a silent page are reported by one run, stay in status until the issue is out, and no more."""
    hosts, before = hosts_of(server), (newsletter.folder(date.fromisoformat(DAY)) / "issue.toml").read_bytes()
    expected = [words.format(hosts[1], hosts[2], hosts[4]) for words in (GONE, MOVED, BROKEN)]

    first, second = runs(newsletter, SOON), runs(newsletter, SOON + timedelta(minutes=5))

    remedy = "Nothing was changed. To replace an article: monday edit swap PLACE, then monday approve, each with"
    assert [f"the November 23 issue: {words}. {remedy} --issue {DAY}" for words in expected] == first
    assert second == []
    assert expected == list(status(newsletter, now=SOON)["issues"][0]["links"])
    assert f"{DAY}: {expected[0]}." in status(newsletter, now=SOON)["next"]
    assert before == (newsletter.folder(date.fromisoformat(DAY)) / "issue.toml").read_bytes()
    assert list(status(newsletter, now=SEND_AT + timedelta(minutes=1))["issues"][0]["links"]) == []


@pytest.mark.parametrize("now, more", [
    pytest.param(SEND_AT - timedelta(hours=25), {}, id="days before"),
    pytest.param(SEND_AT + timedelta(minutes=17), {}, id="after the send time"),
    pytest.param(SOON, {"pretending": True}, id="at a pretended time"),
    pytest.param(SOON, {"until": "check"}, id="in a run that stops early"),
])  # fmt: skip
def test_nobody_is_asked_otherwise(newsletter, server, now, more):
    """Links are asked within a day of the send time, by a run that does all that is due."""
    asked = len(server.asked)

    runs(newsletter, now, **more)

    assert asked == len(server.asked)


def test_without_a_network_nothing_is_said_of_the_pages(tmp_path):
    """Where no page answers at all, this machine has no network: no link is called dead."""
    with serving(PAGES) as server:
        newsletter = approved(tmp_path, server)

    assert runs(newsletter, SOON) == []
    assert newsletter.edition(date.fromisoformat(DAY)).record.broken_links == ()


def test_when_the_last_run_came(newsletter):
    """Status says when the daily run came and how it ended; a day later it says that cron may have stopped."""
    assert last_run.read(newsletter.config, now=SOON) is None
    assert "daily run" not in " ".join(status(newsletter, now=SOON)["next"]), "nothing is set up yet"

    runs(newsletter, SOON)
    runs(newsletter, SOON + timedelta(hours=1), until="collect")

    assert {"at": SOON.isoformat(), "exit": 4} == status(newsletter, now=SOON)["last_run"]
    assert "Last run: Monday, November 23, at 07:47 PST, exit code 4." in status(newsletter, now=SOON)["next"]
    late = " ".join(status(newsletter, now=SOON + timedelta(hours=27))["next"])
    assert "There has been no daily run since Monday, November 23, at 07:47 PST: see whether cron works" in late


def test_a_damaged_note_of_the_last_run(newsletter):
    """What stands in .monday/ may be lost or damaged: then no run is known."""
    (newsletter.config.folder / ".monday" / "last-run.json").write_text(json.dumps(["no"]))

    assert last_run.read(newsletter.config, now=SOON) is None
