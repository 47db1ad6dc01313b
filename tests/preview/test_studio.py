"""The studio's hands over the real stages: real pages, a real mail server, strict mail services."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from pipeline import issue
from pipeline.archive import ledger
from pipeline.config import load
from pipeline.errors import Conflict, FetchError, MondayError, RemoteUnknown, UsageError
from pipeline.issue import candidates
from pipeline.model import Event, Issue, Story
from pipeline.preview import Rendered, Studio
from pipeline.preview.edits import picture
from pipeline.text import table
from tests.handoff.stubs import mailchimp
from tests.handoff.world import ENV
from tests.newsletter import DAY, TOPICS, call, drafted, plain, tree
from tests.preview.newsroom import TOKEN, entered
from tests.server import answer, serving
from tests.test_handoff import KEYS
from tests.tools import need

MONDAY = date.fromisoformat(DAY)
FRIDAY = datetime(2026, 11, 20, 17, tzinfo=UTC)
SEND_AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
NAMES = {
    "listmonk": "listmonk, list 3",
    "mailchimp": f"Mailchimp, audience {mailchimp.AUDIENCE}",
    "buttondown": "Buttondown",
}


class Room:
    """A newsletter's folder, its studio, and the time on its clock."""

    def __init__(self, folder, more="", host=""):
        self.folder, self.now, self.env = folder, FRIDAY, dict(ENV)
        self.more, self.host = more, host
        plain(folder, more)
        if host:
            for path in (folder / "feeds").glob("*.xml"):
                path.write_text(path.read_text().replace(f"https://{path.stem}.org.uk/a", f"{host}/{path.stem}"))

    def draft(self):
        if not self.host and "[notify]" not in self.more:
            drafted(self.folder, self.more)
            return self
        said = call(self.folder, "run", "--issue", "next")
        assert said.exit_code in (0, 4), said.stderr
        return self

    @property
    def home(self):
        return self.folder / "issues" / DAY

    @property
    def file(self):
        return self.home / "issue.toml"

    @property
    def studio(self) -> Studio:
        return Studio(load(self.folder), MONDAY, clock=lambda: self.now, env=self.env)

    @property
    def shown(self) -> Rendered:
        return self.studio.render()

    def edit(self, old, new):
        before = self.file.read_bytes()
        self.studio.save(before.replace(old.encode(), new.encode(), 1), before)


def test_a_draft_is_what_saving_would_make(tmp_path):
    """Words that are not saved yet give the very bytes that they give once they are; nothing is written for them."""
    room = Room(tmp_path).draft()
    studio = room.studio
    found = studio.render().issue
    before = tree(tmp_path)
    story = replace(found.stories[0], blurb="Sit **well**, then move.")
    drafted = studio.draft(replace(found, subject="Steady", stories=(story, *found.stories[1:])))
    assert before == tree(tmp_path)

    document = (
        issue.Document(room.file.read_text()).set("story", 0, "blurb", story.blurb).set("", 0, "subject", "Steady")
    )
    studio.save(document.text.encode(), room.file.read_bytes())
    saved = studio.render().files
    assert drafted == {name: saved[name] for name in drafted}


def test_a_picture_is_made_small_and_kept_beside_the_issue(tmp_path):
    """A photo is named after its story, and stands in the email; what is no picture leaves nothing behind."""
    room = Room(tmp_path).draft()
    before = tree(tmp_path)
    with pytest.raises(UsageError, match="this file is a PDF"):
        room.studio.keep_picture("Hands", b"%PDF-1.7")
    assert before == tree(tmp_path)
    photo = BytesIO()
    Image.effect_noise((3000, 2000), 90).save(photo, "JPEG", quality=95)

    name = room.studio.keep_picture("Wake up your <hand>!", photo.getvalue())

    assert re.fullmatch(r"wake-up-your-hand-[0-9a-f]{6}\.jpg", name)
    assert len((room.home / name).read_bytes()) <= 200_000
    document, _ = picture(issue.Document(room.file.read_text()), room.shown.issue.stories[0].url, name, "A hand")
    room.file.write_text(document.text)
    assert f"{DAY}/{name}".encode() in room.shown.files["email.html"]


def test_states_outlive_the_studio(tmp_path):
    """What issue.toml was is known after a restart, by the newsletter's own clock; a damaged line hides no other."""
    room = Room(tmp_path).draft()
    room.studio.remember(b"a = 1", b"a = 2", "the subject")
    room.studio.remember(b"a = 2", b"a = 3", "the intro")
    room.studio.remember(b"by hand", b"a = 4", "the blurb")
    (path,) = (tmp_path / ".monday").glob("states-*.jsonl")
    path.write_bytes(b'{"at": 7}\n' + path.read_bytes() + b"torn")

    states = room.studio.remembered()
    assert [s.said for s in states] == ["as it was before", "the subject", "the intro", "as it was before", "the blurb"]
    assert [s.text for s in states] == [b"a = 1", b"a = 2", b"a = 3", b"by hand", b"a = 4"]
    assert {"Friday, 9:00 AM"} == {s.when for s in states}


# ---- an article by its address

PAGE = """<html lang="en"><head><title>{title}</title><meta name="description" content="{title}. {words}"></head>
<body><article><h1>{title}</h1><p>{words}</p></article></body></html>"""
LONG = "Sit down with your family after your stroke. Move your hand a little, then rest it. " * 12


def pages(found):
    return {
        path: answer(200, PAGE.format(title=title, words=words).encode(), Content_Type="text/html")
        for path, (title, words) in found.items()
    }


@pytest.fixture
def web():
    found = pages(
        {
            "/plan": ("Plan your week after a stroke", LONG),
            "/golf": ("A better golf swing", "Keep your head down and follow the ball. " * 20),
            "/cure": ("A miracle after your stroke", f"This secret cure works overnight. {LONG}"),
            **{f"/{name}": (title, f"{words} {LONG}") for name, (title, words) in TOPICS.items()},
        }
    )
    with serving(found) as server:
        yield server


@pytest.fixture
def room(tmp_path, web):
    (tmp_path / "n").mkdir()
    more = "allow_private = true"
    return Room(tmp_path / "n", more=more, host=web.url("").rstrip("/"))


def test_the_machines_own_words(room):
    """A picked article that an editor takes out and adds again is the same block, but for the editor's reason."""
    room.folder.joinpath("newsletter.toml").write_text(
        room.folder.joinpath("newsletter.toml").read_text().replace("fetch_picks = false", "fetch_picks = true")
    )
    room.draft()
    picked = room.shown.issue.stories[0]

    found = room.studio.find(picked.url)

    assert picked.minutes is not None
    assert replace(picked, why=("An editor added it", *picked.why)) == found


def test_a_page_that_no_feed_has(room, web):
    """Topic, minutes, source and words come from the page itself."""
    found = room.draft().studio.find(web.url("/plan"))

    assert ("Plan your week after a stroke", "127.0.0.1", web.url("/plan")) == (found.title, found.source, found.url)
    assert (found.why[0], found.note) == ("An editor added it", "")
    assert found.topic
    assert found.minutes == 2
    assert "sit down with your family after your stroke." in found.blurb.lower()


def test_what_the_machine_would_have_left_out(room, web):
    """An editor may add what a gate rejects; the objection is a private note, and no reason for readers."""
    found = room.draft().studio.find(web.url("/golf"))

    assert "The machine would have left it out: says nothing about" in found.note
    assert not [why for why in found.why if "left it out" in why]
    assert found.flagged == ()


def test_what_must_be_held(room, web):
    """What promises too much is flagged with the sentence that raised it, whoever adds it."""
    found = room.draft().studio.find(web.url("/cure"))

    assert "This secret cure works overnight." in " ".join(found.flagged)
    assert found.note.startswith("Held: ")
    assert found.why[0] == "An editor added it"
    assert not [why for why in found.why if "promise" in why]


def sent(room, day, url):
    """An approved issue of *day* with one story."""
    story = Story(title="As it was sent", url=url, source="Plan")
    home = room.folder / "issues" / day
    home.mkdir(parents=True)
    made = Issue(number=1, date=date.fromisoformat(day), subject="Old", preheader="Old", stories=(story,))
    (home / "issue.toml").write_text(issue.dump(made))
    ledger.append(home / ledger.NAME, Event(at=FRIDAY, kind="approved", data={"fingerprint": "x"}))


@pytest.mark.parametrize("asked", ["/plan", "/plan?utm_source=x#top", "/short"])
def test_sent_before(tmp_path, asked):
    """An address that readers had is refused with the day on which they had it, however it is written."""
    (tmp_path / "n").mkdir()
    found = {**pages({"/plan": ("Plan your week", LONG)}), "/short": answer(302, Location="/plan")}
    with serving(found) as web:
        room = Room(tmp_path / "n", more="allow_private = true").draft()
        sent(room, "2026-11-09", web.url("/plan"))
        with pytest.raises(UsageError) as caught:
            room.studio.find(web.url(asked))

    assert str(caught.value) == "readers had this article on Monday, November 9, 2026: “As it was sent”"
    assert ["/short"] * (asked == "/short") == [one.path for one in web.asked][:1]


def test_sent_before_this_newsletter(room, web):
    """So is one of sent-before.txt."""
    room.draft()
    (room.folder / "issues" / "sent-before.txt").write_text(f"{web.url('/plan')}\n")

    with pytest.raises(UsageError, match=r"sent-before\.txt"):
        room.studio.find(web.url("/plan"))


@pytest.mark.parametrize(("day", "fine"), [("2026-11-16", False), ("2026-05-11", True)])
def test_standing_articles_return(room, web, day, fine):
    """A standing article may come again when it has rested long enough."""
    room.draft()
    (room.folder / "evergreen.toml").write_text(
        f'[[standing]]\ntitle = "Plan"\nurl = "{web.url("/plan")}"\nsource = "Plan"\nreview = 2027-01-01\n'
    )
    sent(room, day, web.url("/plan"))

    if fine:
        assert room.studio.find(web.url("/plan")).shelf
    else:
        with pytest.raises(UsageError):
            room.studio.find(web.url("/plan"))


def test_blocked_source(room, web):
    """A source that the newsletter blocks stays out."""
    room.draft()
    settings = room.folder / "newsletter.toml"
    blocked = f'[[feeds]]\nurl = "{web.url("/feed")}"\nname = "Blocked"\ntier = "X"\n'
    settings.write_text(settings.read_text() + blocked)

    with pytest.raises(UsageError, match="Blocked is blocked"):
        room.studio.find(web.url("/plan"))


def test_own_network(tmp_path):
    """Without the editor's leave nothing on a private address is asked for."""
    with serving(pages({"/plan": ("Plan", LONG)})) as web, pytest.raises(FetchError) as caught:
        Room(tmp_path).draft().studio.find(web.url("/plan"))

    assert caught.value.reason == "not-public"
    assert web.asked == []


# ---- a mistake in newsletter.toml while the studio is open


def test_broken_settings(tmp_path):
    """A mistake in newsletter.toml takes no page away: each shows the issue, or names the mistake."""
    room = Room(tmp_path).draft()
    client = entered(room.studio)
    live = client.application.extensions["live"]
    (tmp_path / "newsletter.toml").write_text(f"bogus = 1\n{(tmp_path / 'newsletter.toml').read_text()}")
    live.refresh()
    ours = {"Host": "127.0.0.1:8765"}

    words = "newsletter.toml:1: "
    answers = {path: client.get(path, headers=ours) for path in ("/", "/past", f"/past/{DAY}", "/calendar", "/balance")}
    was = live.shown.rendered.issue.subject
    form = {"token": TOKEN, "op": "save", "was.subject": was, "subject": "Another subject"}
    saved = client.post("/", headers=ours, data=form)

    assert [path for path, answer in answers.items() if answer.status_code >= 500] == []
    assert [path for path, answer in answers.items() if words not in answer.text] == ["/balance"]
    assert saved.status_code == 422
    assert words in saved.text


# ---- links


def test_links(tmp_path):
    """A dead link becomes a finding at its story, goes with its address, and the count says how it went."""
    (tmp_path / "n").mkdir()
    alive = pages({f"/{name}": value for name, value in TOPICS.items() if name != "fatigue"})
    with serving(alive) as web:
        more = f'allow_private = true\n[ebook]\nurl = "{web.url("/hand")}"'
        room = Room(tmp_path / "n", more=more, host=web.url("").rstrip("/")).draft()
        studio = room.studio
        told = []
        place = 1 + [s.url for s in studio.render().issue.stories].index(web.url("/fatigue"))

        said = studio.links(told.append)

    dead = [f for f in studio.render().findings if f.rule == "links.dead"]
    number = len({web.url("/hand"), *(s.url for s in room.shown.issue.stories)})
    assert f"{number - 1} of {number} pages answered; see the checks." == said
    assert [f"{n} of {number} pages tested" for n in range(1, number + 1)] == told
    assert [("error", f"issue.toml: story {place}, url")] == [(f.level, f.where) for f in dead]
    before = room.file.read_bytes()
    studio.save(before.replace(b"/fatigue", b"/hand2"), before)
    assert [f for f in studio.render().findings if f.rule == "links.dead"] == []


# ---- pictures


@pytest.mark.browser
@pytest.mark.prove
def test_shots(tmp_path):
    """Real pictures, one for each view, each announced before it is taken; no file is left in the folder."""
    need("chromium", "chromium")
    room = Room(tmp_path).draft()
    before, told = tree(tmp_path), []

    taken = room.studio.shots(told.append)

    assert {"desktop", "phone", "dark", "no-pictures", "large-text"} <= taken.keys() <= table("studio")["shots"].keys()
    assert all(png.startswith(b"\x89PNG") for png in taken.values())
    assert told[0] == "Taking desktop"
    assert before == tree(tmp_path)


def test_no_chromium(tmp_path, monkeypatch):
    """Without Chromium the studio is told what to install."""
    room = Room(tmp_path).draft()
    monkeypatch.setenv("PATH", "/nowhere")

    with pytest.raises(MondayError, match="Chromium is not installed") as caught:
        room.studio.shots(print)
    assert "install it" in caught.value.hint


# ---- a test to an editor


def test_send_test(tmp_path, mailbox):
    """What an approval would bind goes to the editor's address, marked as a test, and no file changes."""
    smtp = (
        f'[smtp]\nhost = "127.0.0.1"\nport = {mailbox.port}\nstarttls = false\n[notify]\nto = "me@river-trust.org.uk"'
    )
    room = Room(tmp_path, more=smtp).draft()
    shown = room.shown

    before = tree(tmp_path)
    assert (shown.step.no_test, shown.step.test_to) == ("", "me@river-trust.org.uk")
    assert "was sent to me@river-trust.org.uk" in room.studio.send_test("me@river-trust.org.uk")
    [_, (to, data)] = mailbox.mails  # the first told of the draft
    assert (["me@river-trust.org.uk"], body(shown.files["email.eml"])) == (to, body(data))
    assert b"Subject: [Test] " in data
    assert before == tree(tmp_path)


def body(eml):
    """A mail without its header."""
    return eml.partition(b"\r\n\r\n")[2]


def test_no_mail_server(tmp_path):
    """Without [smtp] the page knows why not; a server that is away is named."""
    room = Room(tmp_path).draft()
    assert room.shown.step.no_test == "no mail server is set up for this newsletter"

    text = (tmp_path / "newsletter.toml").read_text()
    (tmp_path / "newsletter.toml").write_text(text + '[smtp]\nhost = "127.0.0.1"\nport = 9\nstarttls = false\n')
    with pytest.raises(MondayError, match=r"127\.0\.0\.1:9 cannot be reached"):
        room.studio.send_test("me@example.org")


# ---- what comes next


@pytest.fixture
def mailed(tmp_path, service):
    more = f'[handoff]\ntarget = "{service.name}"\nurl = "{service.stub.url}"\n{KEYS[service.name]}\n'
    return Room(tmp_path, more=more).draft()


def scheduled(room, monkeypatch):
    """Approve in the studio, then let cron run."""
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    said = room.studio.approve("A. E.", "")
    assert call(room.folder, "run").exit_code == 0
    return said


def test_a_scheduled_issue_is_taken_back(mailed, service, monkeypatch):
    """Each step says what comes next, by name; a scheduled issue that was taken back is edited and goes out anew."""
    where = NAMES[service.name]
    assert (
        f"Once approved, the next `monday run` hands it to {where}, for Monday, November 23, 08:00."
        == mailed.shown.step.ahead
    )
    assert f"hands it to {where}, for Monday, November 23, 08:00." in scheduled(mailed, monkeypatch)
    standing = mailed.shown.step
    assert (standing.stage, standing.words) == ("scheduled", "scheduled")
    assert f"It is at {where}, and goes out on Monday, November 23, 08:00." == standing.ahead
    with pytest.raises(UsageError, match="the mail service has the November 23 issue; nothing was written"):
        mailed.edit('subject = "', 'subject = "New: ')
    assert service.scheduled() == [SEND_AT]

    assert "draft" in mailed.studio.withdraw()

    assert service.scheduled() == []
    assert (mailed.shown.step.stage, mailed.shown.step.words) == ("open", "")
    mailed.edit('subject = "', 'subject = "New: ')
    scheduled(mailed, monkeypatch)
    assert service.scheduled() == [SEND_AT]


def test_sent(mailed, service, monkeypatch):
    """After its hour an issue is not edited any more, and a correction stands on its page; it is not said to be sent
    before the service has said so."""
    scheduled(mailed, monkeypatch)
    service.clock = mailed.now = SEND_AT + timedelta(minutes=5)

    standing = mailed.shown.step
    assert standing.stage == "out"
    assert standing.ahead.startswith(
        "It should have gone out on Monday, November 23, 08:00; the service was last asked on"
    )
    said = mailed.studio.correct("The second link was wrong.")

    assert "The correction is on the issue's page" in said
    assert ((mailed.now, "The second link was wrong."),) == mailed.shown.step.corrections
    assert "The second link was wrong." in (mailed.folder / "public" / DAY / "index.html").read_text()


def test_a_correction_too_early(mailed):
    """An issue that nobody has yet is corrected in its words."""
    with pytest.raises(UsageError, match="is not out yet"):
        mailed.studio.correct("Oops.")


def test_by_smtp(tmp_path):
    """A mail to a list cannot be taken back: once it may be on its way, only a correction is left."""
    room = Room(
        tmp_path, more='[smtp]\nhost = "127.0.0.1"\n[handoff]\ntarget = "smtp"\nto = "list@river.org.uk"'
    ).draft()
    assert "sends it to the list list@river.org.uk" in room.shown.step.ahead
    room.studio.approve("A. E.", "")
    ledger.append(room.home / ledger.NAME, Event(at=FRIDAY, kind="intent", data={"step": "send", "target": "smtp"}))

    standing = room.shown.step
    assert standing.stage == "out"
    assert "look there" in standing.ahead
    with pytest.raises(RemoteUnknown):
        room.studio.withdraw()


def test_without_a_service(tmp_path):
    """With no mail service the site is what comes next; once public, an issue is out."""
    room = Room(tmp_path).draft()
    assert "the site shows it from Monday, November 23, 08:00. No mail service is set" in room.shown.step.ahead
    room.studio.approve("A. E.", "")
    assert "The site shows it from" in room.shown.step.ahead
    room.now = SEND_AT
    call(tmp_path, "run", now="2026-11-23T08:00")

    assert room.shown.step.stage == "out"
    with pytest.raises(UsageError, match="public and cannot be changed"):
        room.edit('subject = "', 'subject = "New: ')


def test_too_late(mailed):
    """Past max_late_hours the page says that it is not sent any more."""
    mailed.now = SEND_AT + timedelta(hours=12, seconds=1)

    assert "it is too late to send it" in mailed.shown.step.ahead


def test_what_was_considered_is_read_once(tmp_path):
    """candidates.json is read anew only when it changed."""
    room = Room(tmp_path).draft()
    studio = room.studio
    first = studio.considered()
    assert first is studio.considered()

    path = room.home / "candidates.json"
    path.write_bytes(candidates.dump(replace(first, notes=("changed",))))

    assert studio.considered().notes == ("changed",)
    path.unlink()
    with pytest.raises(MondayError):
        studio.considered()


def test_approved_is_what_was_seen(tmp_path):
    """A save between the editor's look and the approval voids it: nothing unseen is ever approved."""
    room = Room(tmp_path).draft()
    seen = room.shown.fingerprint
    room.edit('subject = "', 'subject = "New: ')

    with pytest.raises(Conflict, match="changed since you saw it"):
        room.studio.approve("A. E.", seen)
    assert room.shown.step.words == ""
    assert room.studio.approve("A. E.", room.shown.fingerprint)
    assert room.shown.step.words == "approved"
