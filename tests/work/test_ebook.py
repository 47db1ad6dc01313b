"""Approval, run, doctor and hand-off know the promise: emails that offer an ebook go out with one that readers get."""

import json

import pytest

from tests import server
from tests.config.test_ebook import plain_pdf
from tests.newsletter import DAY, ROOT, call, plain, tree
from tests.signup.listmonk import Listmonk, MailingList

GIVE = 'newsletter.toml, [ebook]: file = "ebook.pdf"; or show = false, to send the emails without it'
LIST = MailingList("Monday Five", uuid="95d8e524-410d-431c-8fcf-2bd40a4c3584")
HOME = "https://news.river-trust.org.uk/monday/"


def drafted(folder, *lines):
    """A newsletter with these lines under [ebook], and this week's draft."""
    plain(folder, more="\n".join(["[ebook]", *lines, ""]))
    said = call(folder, "run", "--issue", "next")
    assert said.exit_code == 0, said.stderr
    return said


def test_without_an_ebook_nothing_is_approved(tmp_path):
    """Refused with 4 and two ways out; the run waits for it and exits 0 until the send time; nothing is lost."""
    said = drafted(tmp_path)
    before = tree(tmp_path)
    refused = call(tmp_path, "approve", "--by", "A. E.")

    assert refused.exit_code == 4
    assert f"Error: not approved: there is no ebook yet (newsletter.toml: [ebook])\nHint: {GIVE}\n" in refused.stderr, (
        refused.stderr
    )
    assert before == tree(tmp_path)
    assert f"It is waiting for the ebook, too: there is no ebook yet. Add it: {GIVE}." in said.stdout
    assert call(tmp_path, "run").exit_code == 0
    assert call(tmp_path, "run", now="2026-11-23T08:30").exit_code == 5


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(("show = false",), id="left out"),
        pytest.param(('url = "https://news.river-trust.org.uk/ebook"',), id="elsewhere"),
        pytest.param(('file = "ebook.pdf"',), id="a file"),
    ],
)
def test_the_ways_out(tmp_path, lines):
    """A PDF, an address, or emails without the block: each lets the approval through."""
    (tmp_path / "ebook.pdf").write_bytes((ROOT / "pipeline" / "data" / "ebook" / "ebook.pdf").read_bytes())
    said = drafted(tmp_path, *lines)
    approved = call(tmp_path, "approve", "--by", "A. E.")

    assert approved.exit_code == 0, approved.stderr
    assert "waits for the ebook" not in said.stdout


def test_a_pdf_that_nobody_can_open(tmp_path):
    """A damaged file is no ebook."""
    (tmp_path / "ebook.pdf").write_bytes(b"%PDF-1.7 and no more")
    drafted(tmp_path, 'file = "ebook.pdf"')

    refused = call(tmp_path, "approve", "--by", "A. E.")

    assert refused.exit_code == 4
    assert "the ebook ebook.pdf cannot be used: it is not a readable PDF" in refused.stderr


def test_other_faults_stop_nothing(tmp_path):
    """An untagged PDF without a title is a warning days before, in the draft's check and in doctor; it is approved."""
    (tmp_path / "ebook.pdf").write_bytes(plain_pdf())
    said = drafted(tmp_path, 'file = "ebook.pdf"')
    found = json.loads((tmp_path / "issues" / DAY / "checks.json").read_text())
    signs = json.loads(call(tmp_path, "doctor", "--json").stdout)

    words = [one["message"] for one in found if one["rule"] == "promise.download"]
    assert "the PDF is not tagged: a screen reader cannot find its headings" in words
    assert {*words} <= {one["what"] for one in signs if one["about"] == "ebook" and one["level"] == "note"}
    assert "warnings" in said.stderr
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0


def test_the_sample_ebook_is_only_rehearsed(tmp_path):
    """The bundled ebook blocks an approval as sample articles do; a rehearsal asks for nothing."""
    drafted(tmp_path, 'file = "sample:ebook.pdf"')

    refused = call(tmp_path, "approve", "--by", "A. E.")
    rehearsed = call(tmp_path, "approve", "--sample", "--by", "A. E.")

    assert refused.exit_code == 4
    assert "the ebook is the sample" in refused.stderr
    assert rehearsed.exit_code == 0, rehearsed.stderr


def test_a_rehearsal_needs_no_ebook(tmp_path):
    """Without any ebook the approval can still be rehearsed."""
    drafted(tmp_path)

    assert call(tmp_path, "approve", "--sample", "--by", "A. E.").exit_code == 0


def test_the_hand_off_asks_for_the_pdf(tmp_path):
    """Where we upload the site, the hand-off asks for the issue's page, its pictures and the PDF before the service."""
    (tmp_path / "ebook.pdf").write_bytes((ROOT / "pipeline" / "data" / "ebook" / "ebook.pdf").read_bytes())
    service = '[archive]\nupload = "true"\n[handoff]\ntarget = "listmonk"\nurl = "http://127.0.0.1:9"\nlists = [3]'
    drafted(tmp_path, 'file = "ebook.pdf"', service)
    assert call(tmp_path, "approve", "--by", "A. E.").exit_code == 0

    shown = call(tmp_path, "handoff", "--dry-run").stdout

    first, *more = [line for line in shown.splitlines() if line.startswith(f"GET {HOME}")]
    assert f"GET {HOME}{DAY}/" == first
    assert any(line.startswith(f"GET {HOME}ebook/free-rehab-exercise-ebook-") for line in more)


# --- the form's service


def doctor(folder, there, monkeypatch, *, token=True, leads=True, uuid=LIST.uuid):
    """What doctor says of the form, with listmonk as the stand-in *there*."""
    monkeypatch.setenv("MONDAY_LISTMONK_TOKEN", "user:token")
    with server.serving(there.handle) as host:
        url = host.url("").rstrip("/")
        target = f'[handoff]\ntarget = "listmonk"\nurl = "{url}"\nlists = [3]\n' if token else ""
        plain(folder, more=f'{target}[signup]\nprovider = "listmonk"\naction = "{url}/"\nlist = "{uuid}"\n')
        if leads:
            there.trusted = [f"{HOME}signup/check/"]
        said = json.loads(call(folder, "doctor", "--json").stdout)
    return [(one["level"], one["what"], one.get("fix", "")) for one in said if one["about"] == "signup"]


def test_a_form_that_works(tmp_path, monkeypatch):
    """The list is there, public and with double opt-in, our page is trusted, no CAPTCHA stands in the way."""
    assert doctor(tmp_path, Listmonk(LIST), monkeypatch) == [
        ("ok", "listmonk takes the form, and its list is there", "")
    ]


@pytest.mark.parametrize(
    ("there", "given", "level", "words", "fix"),
    [
        pytest.param(lambda: Listmonk(LIST), {"uuid": "d1f0c1f3-0000-4000-8000-000000000000"}, "bad",
                     "listmonk has no list d1f0c1f3-0000-4000-8000-000000000000: readers who use the form are told"
                     " that it worked, but are on no list",
                     f"newsletter.toml: [signup] list = …; there Monday Five is {LIST.uuid}", id="a wrong UUID"),
        pytest.param(lambda: Listmonk(LIST), {"uuid": "d1f0c1f3-0000-4000-8000-000000000000", "token": False}, "bad",
                     "listmonk has no list d1f0c1f3-0000-4000-8000-000000000000: readers who use the form are told"
                     " that it worked, but are on no list",
                     f"newsletter.toml: [signup] list = …; there Monday Five is {LIST.uuid}",
                     id="a wrong UUID, asked without a token"),
        pytest.param(lambda: Listmonk(MailingList("Quiet", type="private", uuid=LIST.uuid)), {}, "bad",
                     "the list Quiet is not public: listmonk refuses the form", "make it public there", id="private"),
        pytest.param(lambda: Listmonk(MailingList("Easy", optin="single", uuid=LIST.uuid)), {}, "note",
                     "the list Easy has single opt-in: anyone can put someone else's address on it",
                     "choose double opt-in there", id="single opt-in"),
        pytest.param(lambda: Listmonk(LIST, captcha=True), {}, "bad",
                     "listmonk asks for a CAPTCHA, which the form does not have: it refuses every reader",
                     "Settings, Security: turn the CAPTCHA off", id="a CAPTCHA"),
        pytest.param(lambda: Listmonk(LIST, open=False), {}, "bad",
                     "listmonk's public subscription page is off: it refuses the form",
                     "Settings, General: enable the public subscription page", id="the page is off"),
        pytest.param(lambda: Listmonk(LIST), {"leads": False}, "note",
                     "listmonk does not lead readers to the download after the form: it does not trust the page",
                     f"Settings, Security, Trusted URLs: add {HOME}signup/check/", id="an untrusted next"),
    ],
)  # fmt: skip
def test_a_form_that_does_not(tmp_path, monkeypatch, there, given, level, words, fix):
    """What loses readers is in the way, what only keeps the download from them is a note; each says what to do."""
    assert [(level, words, fix)] == doctor(tmp_path, there(), monkeypatch, **given)


def test_a_mailchimp_address_with_an_ampersand_from_a_page(tmp_path):
    """An address that was copied out of a page's source, with &amp;, is mended."""
    plain(
        tmp_path, more='[signup]\nprovider = "mailchimp"\naction = "https://a.us1.list-manage.com/post?u=7&amp;id=9"\n'
    )
    from pipeline import config
    from pipeline.compose.signup import form

    assert (
        form(config.load(tmp_path)).action,
        form(config.load(tmp_path)).trap,
    ) == ("https://a.us1.list-manage.com/post?u=7&id=9", "b_7_9")
