"""`monday preview` as an editor starts it: the real stages behind the real page."""

import json
import os
import re
import signal
import subprocess

import pytest

from pipeline import issue
from pipeline.archive import ledger
from tests.newsletter import DAY, NOW, ROOT, argv, call

pytestmark = pytest.mark.browser


@pytest.fixture
def newsletter(tmp_path):
    assert call(tmp_path, "init").exit_code == 0
    assert call(tmp_path, "run", "--issue", "next").exit_code == 0
    return tmp_path


def test_preview(newsletter, chromium):
    """The printed address opens the draft; changes land in issue.toml; fiction is rehearsed; Ctrl-C ends it well."""
    file = newsletter / "issues" / DAY / "issue.toml"
    before = file.read_text()
    first, second = issue.parse(before).stories[:2]
    command = subprocess.Popen(
        argv(newsletter, "preview", "--port", "0", "--no-open", now=NOW),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )
    try:
        page = chromium.new_page(viewport={"width": 1400, "height": 900})
        page.goto(command.stdout.readline().split()[-1])
        page.frame_locator("#frame").get_by_text(first.title).first.wait_for()

        page.locator("#story-1-down").click()
        page.get_by_role("status").get_by_text("was moved to position 2").wait_for()
        page.locator("#by").fill("A. E.")
        assert page.locator("#approve").count() == 0
        page.get_by_role("button", name=re.compile("^Rehearse")).click()
        page.get_by_role("status").get_by_text("it is a rehearsal and will never be sent").wait_for()
        page.locator("#top").get_by_text(": rehearsal").wait_for()
        assert json.loads(call(newsletter, "status", "--json").stdout)["issues"][0]["state"] == "rehearsal"

        assert [second, first] == list(issue.parse(file.read_text()).stories[:2])
        page.locator("#undo").click()
        page.get_by_role("status").get_by_text("This change was undone").wait_for()
        assert before == file.read_text()
        page.locator("#top").get_by_text("changed since approval").wait_for()
        page.close()
        command.send_signal(signal.SIGINT)
        _, said = command.communicate(timeout=60)
    finally:
        command.kill()  # whatever failed above, nothing waits for it
        command.communicate()

    assert command.returncode == 0, said
    assert "Traceback" not in said
    record = ledger.read(file.parent / ledger.NAME)
    assert [(e.data["by"], e.data["rehearsal"]) for e in record if e.kind == "approved"] == [("A. E.", True)]
