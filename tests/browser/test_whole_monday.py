"""A whole Monday of an editor, in a real browser over the real stages: from the draft to an approved issue."""

import html
import json
from datetime import UTC, date, datetime

import pytest

from pipeline import issue
from pipeline.archive import ledger
from pipeline.archive.ledger import Record, fingerprint
from pipeline.config import load
from pipeline.config.when import send_instant
from pipeline.preview import Studio, serving
from tests.browser.studio import email_of, says
from tests.newsletter import DAY, call, plain

pytestmark = pytest.mark.browser

FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
MORE = {
    "falls": ("Falls at home after a stroke", "Clear the floor. Put a lamp by your bed and wear firm shoes."),
    "mood": ("Low mood after a stroke", "Tell one person how you feel. Ask your doctor for help."),
    "pain": ("Shoulder pain after a stroke", "Rest your arm on a pillow. Ask your therapist to look at it."),
    "cure": ("A miracle for your arm after a stroke", "This secret cure helps your arm overnight. Order now."),
}


@pytest.fixture
def newsletter(tmp_path):
    """Ten sources, so that the bench is long and one article is held; the draft has one slip."""
    settings = plain(tmp_path) / "newsletter.toml"
    for name, (title, words) in MORE.items():
        (tmp_path / "feeds" / f"{name}.xml").write_text(
            (tmp_path / "feeds" / "hand.xml").read_text()
            .replace("Wake up your hand after a stroke", title)
            .replace("Scrunch a towel with your fingers. Do it five times and rest.", words)
            .replace("https://hand.org.uk", f"https://{name}.org.uk")
        )  # fmt: skip
        feed = f'[[feeds]]\nurl = "feeds/{name}.xml"\nname = "{name.title()} Trust"\ntier = "A"\n'
        settings.write_text(settings.read_text() + feed)
    said = call(tmp_path, "run", "--issue", "next")
    assert said.exit_code == 0, said.stderr
    path = tmp_path / "issues" / DAY / "issue.toml"
    path.write_text(issue.Document(path.read_text()).set("", 0, "preheader", "").text)
    return tmp_path


def test_a_whole_monday(newsletter, chromium):
    """Read, swap, edit, reorder, drop, release, mend, approve: the files are then what was seen, and undo brings back
    the bytes of the beginning."""
    home = newsletter / "issues" / DAY
    file = home / "issue.toml"
    before = file.read_bytes()
    day = date.fromisoformat(DAY)
    config = load(newsletter)
    changes = 0

    def now():
        return issue.parse(file.read_text())

    first, second, third, fourth, fifth = (story.title for story in now().stories)
    gone = now().stories[1].url
    beside, spare, following = now().bench[:3]
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.on("dialog", lambda dialog: dialog.accept())
    with serving(Studio(config, day, clock=lambda: FRIDAY, env={})) as address:
        page.goto(address)

        def done(words):
            nonlocal changes
            changes += 1
            says(page, words)

        # read why
        page.locator("#story-1-why summary").click()
        why = page.locator("#story-1-why")
        for words in ("reason", "From a charity or health service", "Published November 18, 2026."):
            why.get_by_text(words).first.wait_for()
        why.get_by_role("heading", name="What it beat").wait_for()

        # mend what the checks found
        page.locator("#findings").get_by_role("link", name="Preview text").click()
        page.locator("#preheader-words:focus").wait_for()
        page.keyboard.type("Ten quiet minutes a day are enough for all of these.")
        page.keyboard.press("Control+Enter")
        done("Saved: the preview text.")
        page.locator("#findings .error").first.wait_for(state="detached")

        # swap two
        for place, comes in ((2, beside), (5, spare)):
            page.locator(f"#story-{place}-swap-open").click()
            page.locator(f"#story-{place}-with [value='{comes.url}']").check()
            page.locator(f"#story-{place}-swap").click()
            done(f"“{comes.title}” replaced")

        # edit a blurb, while somebody else changes the same words in the file
        page.locator("#story-1-blurb-words").fill("Mine: move it, then rest.")
        theirs = issue.Document(file.read_text()).set("story", 0, "blurb", "Theirs: rest first.").text
        file.write_text(theirs)
        page.locator("#story-1-save").click()
        page.get_by_text("Blurb: your version").wait_for()
        page.get_by_text("Theirs: rest first.").first.wait_for()
        assert now().stories[0].blurb == "Theirs: rest first."
        page.get_by_role("button", name="Use mine").click()
        says(page, "Saved: the blurb of “")
        page.locator("#undo").click()
        says(page, "This change was undone: saved the blurb of “")
        assert theirs == file.read_text()
        file.write_text(issue.Document(theirs).set("story", 0, "blurb", "Move it, then rest.").text)
        by_hand = file.read_bytes()
        page.locator("#story-1-blurb-words").evaluate("(field) => new Promise((done) => { const look = () =>"
            " document.getElementById('story-1-blurb-words').value === 'Move it, then rest.' ? done() :"
            " requestAnimationFrame(look); look() })")  # fmt: skip
        changes = 0  # undo cannot go behind a change that was made by hand

        # reorder by keyboard, then by hand
        page.locator("#story-1-down").focus()
        page.keyboard.press("Enter")
        done(f"“{first}” was moved to position 2.")
        grip = page.locator("#story-4 .grip")
        grip.evaluate("(grip) => grip.scrollIntoView({ block: 'center', behavior: 'instant' })")
        box = grip.bounding_box()
        page.mouse.move(box["x"] + 22, box["y"] + 22)
        page.mouse.down()
        top = page.locator("#story-3 h3").bounding_box()["y"]
        page.mouse.move(box["x"] + 22, top - 10, steps=4)
        page.mouse.up()
        done(f"“{fourth}” was moved to position 3.")

        # drop with a reason, release, swap
        page.locator("#story-4-drop-open").click()
        page.locator("#story-4-reason").fill("We had it in May")
        page.keyboard.press("Enter")
        done(f"“{third}” was dropped; “{following.title}” from the bench took its place.")
        with page.expect_popup() as opened:
            page.locator("#held-1-page").click()
        opened.value.close()
        page.locator("#held-1-by").fill("A. E.")
        page.locator("#held-1-release").click()
        done("Released by A. E.: it is first on the bench.")
        page.locator("#bench-1-why summary").click()
        page.locator("#bench-1").get_by_text("Flagged words: ").wait_for()
        page.locator("#story-4-swap-open").click()
        page.locator(f"#story-4-with [value='{gone}']").check()
        page.locator("#story-4-swap").click()
        done(f"“{second}” replaced “{following.title}”")

        # approve, and compare
        page.locator("#ahead").get_by_text(
            "Once approved, the site shows it from Monday, November 23, 08:00."
        ).wait_for()
        seen = page.evaluate("fetch('/source').then((answer) => answer.text())")
        titles = [story.title for story in now().stories]
        shown = email_of(page).locator("body").inner_text()
        page.locator("#by").fill("A. E.")
        page.locator("#approve").click()
        says(page, "is approved; the site shows it from Monday, November 23, 08:00.")
        page.locator("#ahead").get_by_text("The site shows it from Monday, November 23, 08:00.").wait_for()

        email = (home / "email.html").read_text()
        assert email == html.unescape(seen.partition("<pre>")[2].partition("</pre>")[0])
        assert [beside.title, first, fourth, second, spare.title] == titles
        assert sorted(shown.index(title) for title in titles) == [shown.index(title) for title in titles]
        assert [(third, "We had it in May")] == [(story.title, story.note) for story in now().dropped]
        assert [fifth, following.title] == [story.title for story in now().bench][-2:]
        record = ledger.read(home / ledger.NAME)
        bound = fingerprint((home / "email.eml").read_bytes(), send_instant(config.schedule, day))
        assert bound == Record(record).approval
        assert record[-1].data["by"] == "A. E."
        assert json.loads(call(newsletter, "status", "--json").stdout)["issues"][0]["state"] == "approved"

        # undo, to the byte; the approval was for something else
        for _ in range(changes):
            page.locator("#undo").click()
            says(page, "This change was undone: ")
            page.locator("#notice").evaluate("(notice) => notice.replaceChildren()")
        assert by_hand == file.read_bytes()
        page.locator("#top").get_by_text("changed since approval").wait_for()
        page.goto("about:blank")
    page.close()
    assert before != by_hand
