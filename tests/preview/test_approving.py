"""Approving knowingly: warnings are named, an approval says whose it is, and can be withdrawn."""

import json
import re

import pytest

from pipeline import issue
from tests.newsletter import TOPICS, call, drafted
from tests.preview.test_reading import RISKY, Desk

FIVE = ("hand", "fatigue", "speech", "carers")


def finish(page):
    return re.sub(r"<[^>]*>|\s+", " ", page.text.partition('id="finish"')[2])


@pytest.fixture
def desk(tmp_path):
    """An issue with one thing to be warned of: a preheader that repeats the subject."""
    desk = Desk(drafted(tmp_path, topics={name: RISKY[name] for name in (*FIVE, "prevention")}))
    desk.get("/reading/page", url=desk.url)
    desk.post(op="fine", url=desk.url, by="Ada")
    text = desk.file.read_text()
    desk.file.write_text(issue.Document(text).set("", 0, "subject", "Amazing! " * 8).text)
    desk.client.application.extensions["live"].refresh()
    return desk


def approve(desk):
    seen = re.search(r'name="seen" value="([^"]*)"', desk.get("/").text)[1]
    return desk.post(op="approve", by="Ada", seen=seen)


def warnings(desk):
    return [f for f in desk.studio.render().findings if f.level == "warning"]


def test_the_button_counts_the_warnings(desk):
    """The button says how many warnings stand, and each is listed above it."""
    page, found = desk.get("/"), warnings(desk)
    count = f"{len(found)} warning{'s' if len(found) > 1 else ''}"

    assert found
    assert re.search(rf'id="approve"[^>]*>Approve, with {count}<', page.text)
    assert len(found) == page.text.partition('id="warned"')[2].count('<li class="warning">')


def test_the_command_prints_the_same(desk):
    """`monday approve` tells each warning that stands."""
    said = call(desk.folder, "approve")

    assert said.exit_code == 0
    assert [f"Warning: {f.message} ({f.where})" for f in warnings(desk)] == said.stderr.splitlines()


def test_what_was_approved(desk):
    """After it the page says who approved it and when, what happens next, and shows no form any more."""
    page = approve(desk)

    assert "✓ Approved by Ada, Friday, 9:00 AM" in finish(page)
    assert "The site shows it from Monday, November 23, 08:00." in finish(page)
    assert ('id="approve"' in page.text, 'id="withdraw"' in page.text) == (False, True)


def test_withdraw(desk):
    """An approval that was withdrawn is void, and the form is back."""
    approve(desk)
    page = desk.post(op="withdraw")

    assert "Approval withdrawn: " in page.text
    assert 'id="approve"' in page.text
    assert json.loads(call(desk.folder, "status", "--json").stdout)["issues"][0]["state"] == "draft"


def test_an_edit_asks_for_approval_again(desk):
    """Words changed after the approval void it, and the form is back."""
    approve(desk)
    desk.post(op="save", **{"was.intro": desk.now.intro, "intro": "Other words."})

    assert 'id="approve"' in desk.get("/").text


def test_a_change_says_that_the_approval_is_void(desk):
    """Undo and any other change say so at once; without an approval there is nothing to say."""
    void = "The approval no longer holds."
    desk.post(op="down", url=desk.now.stories[0].url)
    approve(desk)

    assert void in desk.post(op="undo").text
    assert void not in desk.post(op="down", url=desk.now.stories[0].url).text


def test_unread_stories_are_named_at_the_end(tmp_path):
    """Finish names the stories that wait for their reading, each a click away."""
    desk = Desk(drafted(tmp_path, topics={name: RISKY[name] for name in (*FIVE, "prevention")}))
    page = desk.get("/")

    assert f"Not yet: 1 of the {len(TOPICS) - 1} articles must be read first." in finish(page)
    assert f'<a href="#story-{desk.place}">' in page.text
    assert approve(desk).status_code != 422 or "to read before approving" in approve(desk).text


def test_what_stands_in_the_way_is_settled_on_the_page(tmp_path):
    """An editor is sent to the page's own checkbox and lists, never to a terminal."""
    desk = Desk(drafted(tmp_path, topics={name: RISKY[name] for name in (*FIVE, "prevention")}))
    unread = approve(desk)
    desk.get("/reading/page", url=desk.url)
    desk.post(op="fine", url=desk.url, by="Ada")
    desk.post(op="save", **{"was.subject": desk.now.subject, "subject": "Painting with your left hand + 9 more"})
    unintended = approve(desk)

    assert (unread.status_code, unintended.status_code) == (422, 422)
    assert "to read before approving" in unread.text
    assert 'data-field="named" data-loose aria-describedby="slip"' in unintended.text
    assert "Change it, or confirm here that it is intentional." in unintended.text
    assert not re.search(r"\bmonday (edit|approve|check)\b", unread.text + unintended.text)
