"""A whole Monday by keyboard alone, in the email itself, over the real stages: from the draft to a correction."""

import io
from datetime import UTC, date, datetime

import pytest
from PIL import Image

from pipeline import issue
from pipeline.archive import ledger
from pipeline.config import load
from pipeline.preview import serving
from tests.browser.studio import email_of, says
from tests.newsletter import DAY, call, plain
from tests.preview.test_reading import RISKY, Shelf

pytestmark = [pytest.mark.browser, pytest.mark.prove]

FRIDAY, TUESDAY = datetime(2026, 11, 20, 17, tzinfo=UTC), datetime(2026, 11, 24, 17, tzinfo=UTC)
SMTP = '[smtp]\nhost = "127.0.0.1"\nport = {port}\nstarttls = false\n'
ACTIVE = """() => {
  let it = document.activeElement;
  if (it.tagName === "IFRAME") it = it.contentDocument.activeElement;
  if (it.tagName === "BODY") return it.ownerDocument === document ? "nowhere" : "the frame";
  return it.id || it.dataset.edits || it.getAttribute("aria-label") || it.textContent.trim();
}"""


@pytest.fixture
def newsletter(tmp_path, mailbox):
    """An issue with one story to read, and a bench."""
    topics = {name: words for name, words in RISKY.items() if name != "harm"}
    plain(tmp_path, SMTP.format(port=mailbox.port), topics=topics)
    said = call(tmp_path, "run", "--issue", "next")
    assert said.exit_code == 0, said.stderr
    return tmp_path


class Keys:
    """Somebody at a keyboard, who is never lost; every key counts but those of the words that are typed."""

    def __init__(self, page, objections):
        self.page, self.count, self._objections = page, 0, objections

    @property
    def where(self):
        return self.page.evaluate(ACTIVE)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def leap(self, digit):
        """Alt and a digit, as a real keyboard sends them: Playwright leaves out the text that access keys go by."""
        session = self.page.context.new_cdp_session(self.page)
        key = {"modifiers": 1, "key": digit, "code": f"Digit{digit}", "windowsVirtualKeyCode": ord(digit)}
        session.send("Input.dispatchKeyEvent", {"type": "keyDown", "unmodifiedText": digit, **key})
        session.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        session.detach()
        self.count += 1

    def to(self, wanted, key="Tab", most=40):
        passed = []
        while not (here := self.where).startswith(wanted):
            passed.append(here)
            assert len(passed) <= most, passed
            self.press(key)

    def done(self, words):
        says(self.page, words)
        assert self.where != "nowhere"
        assert self._objections(self.page) == []


@pytest.fixture
def objections(objections):
    """As the session's, without unfolding anything: the keyboard goes on where it was."""

    def ask(page):
        return objections(page, unfold=False)

    return ask


def test_by_keyboard(newsletter, chromium, objections, mailbox):
    """Subject, blurbs, a picture, a swap, another article, a reading, a test, the approval, back, and a correction."""
    home = newsletter / "issues" / DAY
    clock = [FRIDAY]

    def now():
        return issue.parse((home / "issue.toml").read_text())

    studio = Shelf(load(newsletter), date.fromisoformat(DAY), clock=lambda: clock[0], env={})
    (risky,) = (reading.place for reading in studio.render().readings)
    studio.pages = (now().stories[risky - 1].url,)
    safe = [n for n in range(1, 6) if n != risky]
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    page.on("dialog", lambda dialog: dialog.accept())
    page.on("filechooser", lambda chooser: None)  # from the start: what is asked for first is caught too
    keys = Keys(page, objections)
    with serving(studio) as address:
        page.goto(address)
        email_of(page).locator("[data-edits]").first.wait_for()

        # "Use this", in place of one of the five
        comes, goes = now().bench[0], now().stories[safe[3] - 1]
        keys.leap("5")
        page.get_by_role("heading", name="All articles").wait_for()
        keys.to("words")
        page.keyboard.insert_text(comes.title)
        keys.press("Enter")
        page.get_by_text("1 of ").wait_for()
        keys.to("in-place-")
        page.keyboard.press(str(safe[3]))  # as one types a name
        keys.to("Use this: ")
        keys.press("Enter")
        keys_say = page.get_by_role("status").get_by_text("replaced")
        keys_say.wait_for()
        assert objections(page) == []
        assert goes.title not in [story.title for story in now().stories]
        keys.to("Issue")
        keys.press("Enter")
        email_of(page).locator("[data-edits]").first.wait_for()

        # the subject: it names what is not in the issue, on purpose
        keys.leap("1")
        page.locator("#subject-words:focus").wait_for()
        keys.press("Control+a")
        page.keyboard.insert_text(goes.title)
        page.locator("#letter").get_by_text(goes.title).wait_for()
        keys.press("Control+Enter")
        keys.done("Saved: the subject.")

        # two blurbs, with bold words, in the email
        keys.press("Escape")
        for place in safe[:2]:
            keys.to(f"{now().stories[place - 1].url} blurb")
            keys.press("Enter")
            page.locator(f"#story-{place}-blurb-words:focus").wait_for()
            keys.press("Control+a")
            page.keyboard.insert_text("Ten minutes a day are enough, and rest")
            keys.press("Control+b")
            email_of(page).locator("strong").get_by_text("rest", exact=True).last.wait_for()
            keys.press("Control+Enter")
            keys.done(f"Saved: the blurb of “{now().stories[place - 1].title}”")
            keys.press("Escape")
        assert sum(story.blurb.endswith("**rest**") for story in now().stories) == 2

        # a picture
        place = safe[1]
        keys.to(f"{now().stories[place - 1].url} picture", "Shift+Tab")
        keys.press("Enter")
        page.locator(f"#story-{place}-picture:focus").wait_for()
        photo = io.BytesIO()
        Image.effect_noise((1600, 1200), 60).save(photo, "JPEG")
        with page.expect_file_chooser() as chosen:
            keys.press("Enter")
        chosen.value.set_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()})
        keys.to(f"story-{place}-image_alt-words")
        page.keyboard.insert_text("A hand on a towel")
        keys.press("Enter")
        keys.done("Your picture was added")
        assert (home / now().stories[place - 1].image).stat().st_size <= 200_000

        # a swap
        place = safe[2]
        keys.to(f"story-{place}-swap-open", most=60)
        keys.press("Enter", "Tab", "ArrowDown")
        keys.to(f"story-{place}-swap")
        keys.press("Enter")
        keys.done("replaced")
        assert f"story-{place}-name" == keys.where

        # read, and decide
        keys.to(f"story-{risky}-text", "Tab" if risky > place else "Shift+Tab", most=60)
        keys.press("Enter")
        email_of(page).locator("mark").first.wait_for()
        keys.to("Back to the issue")
        keys.press("Enter")
        page.locator(f"#story-{risky}-text:focus").wait_for()
        keys.to(f"story-{risky}-by")
        page.keyboard.insert_text("Ada")
        keys.to(f"story-{risky}-fine")
        keys.press("Enter")
        keys.done("was read by Ada")

        # a test, and the approval with what is named
        keys.leap("4")
        keys.to("to")
        page.keyboard.insert_text("ada@river-trust.org.uk")
        keys.press("Enter")
        keys.done("was sent to ada@river-trust.org.uk")
        assert "ada@river-trust.org.uk" in [to for mail in mailbox.mails for to in mail[0]]
        keys.to("named")
        keys.press("Space")
        keys.to("approve")
        assert "with 1 warning" in page.locator("#approve").inner_text()
        keys.press("Enter")
        keys.done("is approved")

        # taken back, approved again; when it is out, corrected
        keys.to("withdraw")
        keys.press("Enter")
        keys.done("Approval withdrawn: ")
        keys.to("named")
        keys.press("Space")
        keys.to("approve")
        keys.press("Enter")
        keys.done("is approved")
        clock[0] = TUESDAY
        assert call(newsletter, "run", now="2026-11-24T09:00:00-08:00").exit_code == 0
        page.locator("#correction").wait_for()
        assert keys.where != "nowhere"
        keys.leap("4")
        keys.to("correction")
        page.keyboard.insert_text("The second link was wrong.")
        keys.press("Tab", "Enter")
        keys.done("The correction is on the issue's page")
        page.goto("about:blank")
    page.close()

    record = ledger.read(home / ledger.NAME)
    assert [event.data["by"] for event in record if event.kind == "read"] == ["Ada"]
    assert keys.count <= 200
