"""The calendar: what it says of each coming Monday, and who may skip one."""

import re
from datetime import date

import pytest

from pipeline.archive import ledger
from pipeline.model import Event
from pipeline.work.status import Past
from tests.preview.newsroom import NOW, SETTINGS, TOKEN, Newsroom, entered

OURS = {"Host": "127.0.0.1:8765"}


@pytest.fixture
def newsroom(tmp_path):
    return Newsroom(tmp_path)


def client_of(newsroom, *, read_only=False, knows=True):
    return entered(newsroom.studio(), read_only=read_only, knows=knows)


def seen(client):
    """What the page's buttons know of newsletter.toml."""
    return re.search(r'name="seen" value="(\w+)"', client.get("/calendar", headers=OURS).text)[1]


def press(client, op, day, *, headers=None, **form):
    form = {"token": TOKEN, "op": op, "day": day, "seen": form.pop("seen", None) or seen(client), **form}
    return client.post("/calendar", data=form, headers={**OURS, **(headers or {})})


def test_what_it_says(newsroom):
    """Twelve Mondays, each with its local time and UTC, when it is drafted, and whether it is skipped."""
    page = client_of(newsroom).get("/calendar", headers=OURS).text

    assert page.count('id="m-20') == 12
    assert "8:00 AM</strong> PST" in page
    assert "16:00 UTC" in page
    assert "Drafting starts Friday, November 27" in page
    assert page.count("Skipped: no issue goes out.") == 1
    assert 'aria-label="Restore December 28, 2026"' in page


def test_a_rehearsal_does_not_go_out(newsroom):
    """The Monday of a rehearsal says so, in the place where others say when they go out."""
    newsroom.past = (Past(day=date(2026, 12, 7), number=3, subject="Up", state="rehearsal", words=""),)
    day = (
        client_of(newsroom).get("/calendar", headers=OURS).text.partition('id="m-2026-12-07"')[2].partition("</li>")[0]
    )

    assert "<strong>A rehearsal, never sent.</strong>" in day
    assert "Goes out" not in day


def test_clock_changes_are_named(newsroom):
    """A Monday on which the clocks are other than the week before says so."""
    newsroom.settings.write_text(SETTINGS.replace("America/Los_Angeles", "Australia/Lord_Howe"))
    summer = client_of(newsroom).get("/calendar", headers=OURS).text
    newsroom.settings.write_text(SETTINGS.replace("America/Los_Angeles", "Africa/Casablanca"))
    casablanca = client_of(newsroom).get("/calendar", headers=OURS).text

    assert "Clock change:" not in summer
    assert "the clocks went back 60 minutes" in casablanca


def test_skip_and_back(newsroom):
    """A button skips a Monday, the opposite one brings the very bytes back."""
    client = client_of(newsroom)
    skipped = press(client, "skip", "2026-12-21")
    text = newsroom.settings.read_text()
    back = press(client, "unskip", "2026-12-21")

    assert "Monday, December 21, 2026 is skipped" in skipped.text
    assert SETTINGS.replace("[2026-12-28]", "[2026-12-21, 2026-12-28]") == text
    assert "is no longer skipped" in back.text
    assert newsroom.settings.read_text() == SETTINGS


def test_conflict(newsroom):
    """When newsletter.toml changed since the page was shown, nothing is written, and the new state is shown."""
    client = client_of(newsroom)
    old = seen(client)
    newsroom.settings.write_text(SETTINGS.replace("Monday Five", "Monday Six"))
    answer = press(client, "skip", "2026-12-21", seen=old)

    assert answer.status_code == 409
    assert "newsletter.toml changed since you saw it" in answer.text
    assert "2026-12-21," not in newsroom.settings.read_text()
    assert press(client, "skip", "2026-12-21").status_code == 200


@pytest.mark.parametrize("day", ["2026-12-22", "2025-12-22", "", "../../x", "2026-12-21\n[feeds]", "<script>"])
def test_other_days(newsroom, day):
    """Only one of the Mondays on the page can be skipped."""
    answer = press(client_of(newsroom), "skip", day)

    assert answer.status_code == 422
    assert "not one of the coming Mondays" in answer.text
    assert newsroom.settings.read_text() == SETTINGS


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("result", "scheduled", "mail service has the November 23 issue"),
        ("result", "sent", "mail service has the November 23 issue"),
        ("public", "", "is public and cannot be changed"),
        ("intent", "", "mail service may have the November 23 issue"),
    ],
)
def test_out_already(newsroom, kind, status, words):
    """A Monday whose issue is out, or may be, is not skipped: that would say what is not so."""
    path = newsroom.folder / "issues" / "2026-11-23" / ledger.NAME
    ledger.append(path, Event(at=NOW, kind=kind, data={"status": status}))
    answer = press(client_of(newsroom), "skip", "2026-11-23")

    assert answer.status_code == 422
    assert words in answer.text
    assert newsroom.settings.read_text() == SETTINGS


def test_written_in_another_way(newsroom):
    """A list that an edit could damage is refused with its line, and stays."""
    text = SETTINGS.replace("[schedule]\n", "").replace("skip = [2026-12-28]", "schedule.skip = [2026-12-28]")
    text = text.replace('timezone = "America/Los_Angeles"   # ours\n', "").replace("[newsletter]\n", "", 1)
    text = re.sub(r'(?m)^title = "Monday Five"\n', 'newsletter.title = "Monday Five"\n', text)
    newsroom.settings.write_text(text)
    answer = press(client_of(newsroom), "unskip", "2026-12-28")

    assert answer.status_code == 422
    assert "newsletter.toml:3: [schedule] is written in a way" in answer.text
    assert text == newsroom.settings.read_text()


def test_broken_settings(newsroom):
    """A mistake in newsletter.toml is named with its line."""
    newsroom.settings.write_text(SETTINGS.replace("skip = [", "skip = "))

    assert "newsletter.toml:6: " in client_of(newsroom).get("/calendar", headers=OURS).text


@pytest.mark.parametrize(
    "attack",
    [
        pytest.param({"knows": False}, id="no cookie"),
        pytest.param({"form": {"token": ""}}, id="no token in the form"),
        pytest.param({"form": {"token": "guess"}}, id="a guessed token"),
        pytest.param({"headers": {"Origin": "https://evil.example"}}, id="another site's form"),
        pytest.param({"headers": {"Origin": "null"}}, id="a sandboxed page's form"),
        pytest.param({"headers": {"Sec-Fetch-Site": "cross-site"}}, id="the browser says cross-site"),
        pytest.param({"headers": {"Host": "evil.example"}}, id="a foreign host"),
        pytest.param({"read_only": True}, id="read-only"),
    ],
)
def test_refused(newsroom, attack):
    """Nobody skips a Monday without the cookie, the token and a page of the studio's own."""
    known = seen(client_of(newsroom))
    client = client_of(newsroom, read_only=attack.get("read_only", False), knows=attack.get("knows", True))
    form = {"seen": known, **attack.get("form", {})}
    answer = press(client, "skip", "2026-12-21", headers=attack.get("headers"), **form)

    assert answer.status_code == 403
    assert newsroom.settings.read_text() == SETTINGS


@pytest.mark.parametrize(("read_only", "knows"), [(True, True)])
def test_no_buttons(newsroom, read_only, knows):
    """Who may not change anything sees no button, and no token."""
    page = client_of(newsroom, read_only=read_only, knows=knows).get("/calendar", headers=OURS).text

    assert "<button" not in page
    assert TOKEN not in page
