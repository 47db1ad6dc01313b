"""`monday doctor`: each thing that newcomers trip over is made true, and must be named with its fix."""

import json
import os
import shutil
import socket
import subprocess
import sys
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from pipeline import config
from pipeline.check import sample_findings
from pipeline.config import load
from pipeline.model import Issue
from pipeline.work import last_run
from tests.handoff.stubs.listmonk import DOCUMENTED, TOKEN, Listmonk
from tests.newsletter import DAY, ROOT, argv, call
from tests.server import answer, serving

ISSUE = Issue(number=1, date=date(2026, 11, 23), subject="", preheader="")
NOW_SEEN = "Fri, 20 Nov 2026 17:00:00 GMT"
BARE = """
[newsletter]
title = "Walking on"
[[feeds]]
url = "feed.xml"
name = "Our own"
"""


@pytest.fixture
def folder(tmp_path) -> Path:
    """A newsletter with the least that works, and a feed of its own."""
    (tmp_path / "newsletter.toml").write_text(BARE)
    shutil.copy(ROOT / "pipeline" / "data" / "samples" / "harbour.xml", tmp_path / "feed.xml")
    return tmp_path


def signs(folder: Path, *, code: int) -> dict[str, dict[str, str]]:
    """What doctor says, by what it is about; the worst where it says several things."""
    said = call(folder, "doctor", "--json")
    assert code == said.exit_code, said.output
    found = sorted(json.loads(said.stdout), key=lambda sign: ("ok", "note", "bad").index(sign["level"]))
    return {sign["about"]: sign for sign in found}


def settings(folder: Path, more: str, *, home: str = "") -> None:
    """Write newsletter.toml anew, with *more* before the feeds."""
    head, feeds = BARE.split("[[feeds]]")
    own = f'home = "{home}"\n' if home else ""
    (folder / "newsletter.toml").write_text(f"{head}{own}{more}\n[[feeds]]{feeds}")


def test_a_fresh_folder_is_only_told_what_to_fill_in(tmp_path):
    """After init nothing is in the way: samples and example addresses are notes, each with a fix, and the exit is 0."""
    call(tmp_path, "init")

    found = signs(tmp_path, code=0)

    assert {"feeds", "home", "from", "reply_to", "postal_address", "contact", "handoff", "smtp", "ebook"} == {
        about for about, sign in found.items() if sign["level"] == "note" and about != "chromium"
    }
    assert found["feeds"]["what"] == "sample feeds: 10 of 10; their articles are never sent"
    assert all(sign["fix"] for sign in found.values() if sign["level"] != "ok")
    assert "it is 2026-11-20 09:00; the November 23 issue goes out at 2026-11-23 08:00" in found["timezone"]["what"]


def test_for_people_the_fix_stands_below(tmp_path):
    """In a terminal each sign is a line, and its fix the next."""
    call(tmp_path, "init")

    said = call(tmp_path, "doctor")

    assert (
        "note  no SMTP server is set: no test emails, and no email to editors\n      newsletter.toml: [smtp]"
        in said.stdout
    )


def as_a_user(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as somebody types it who has no more rights than the files give."""
    no_more = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*no_more, *argv(folder, *words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("shut", [".", ".monday", "issues", "newsletter.toml"])
def test_a_folder_that_cannot_be_written_to(folder, shut):
    """To a user who may only read, doctor names the first place that is shut, and the command that opens it."""
    for name in ("issues", ".monday"):
        (folder / name).mkdir()
    (folder / shut).chmod(0o555)

    done = as_a_user(folder, "doctor", "--json")
    (folder / shut).chmod(0o755)

    bad = [sign for sign in json.loads(done.stdout) if sign["level"] == "bad"]
    assert done.returncode == 1, done.stderr
    assert [f"{(folder / shut).resolve()} cannot be written to"] == [sign["what"] for sign in bad]
    assert bad[0]["fix"].startswith("run: chmod -R u+w ")


@pytest.mark.parametrize("collected", [True, False])
def test_who_may_only_read_still_sees_how_things_stand(folder, collected):
    """In a folder that is read-only status and the list of feeds say what is known; what would write says it cannot."""
    if collected:
        assert call(folder, "collect").exit_code == 0
    shut = [folder, *folder.rglob("*")]
    for path in shut:
        path.chmod(0o555 if path.is_dir() else 0o444)

    done = {words: as_a_user(folder, *words) for words in (("status",), ("feeds", "list"), ("collect",))}
    for path in shut:
        path.chmod(0o755)

    assert [said.returncode for said in done.values()] == [0, 0, 1], done
    assert "Next: the November 23 issue goes out" in done["status",].stdout
    assert (" 2026-11-20 " if collected else " never ") in done["feeds", "list"].stdout
    assert "cannot write" in done["collect",].stderr
    assert "Hint: give yourself the right to write there" in done["collect",].stderr


def test_a_full_disk(folder):
    """Where nothing can be written any more, status and doctor say how things stand; what would write says why not."""
    resource = pytest.importorskip("resource")
    assert call(folder, "collect").exit_code == 0
    done = {
        words: subprocess.run(
            argv(folder, *words),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0)),  # no file may grow
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for words in (("status",), ("doctor",), ("feeds", "list"), ("collect",))
    }

    assert [said.returncode for said in done.values()] == [0, 0, 0, 1], done
    assert " 2026-11-20 " in done["feeds", "list"].stdout
    assert "Hint: check that the disk has room" in done["collect",].stderr


def test_who_may_only_read_can_check_an_issue(tmp_path):
    """`check`, `rebuild --check` and `choose --explain` say on a read-only folder what they say elsewhere."""
    call(tmp_path, "init")
    assert call(tmp_path, "run", "--issue", "next").exit_code == 0
    words = (("check",), ("rebuild", "--check"), ("choose", "--explain"))
    before = [call(tmp_path, *one) for one in words]
    shut = [tmp_path, *tmp_path.rglob("*")]
    for path in shut:
        path.chmod(0o555 if path.is_dir() else 0o444)

    done = [as_a_user(tmp_path, *one) for one in words]
    for path in shut:
        path.chmod(0o755)

    assert [(said.exit_code, said.stdout) for said in before] == [(said.returncode, said.stdout) for said in done]


@pytest.mark.parametrize(
    ("about", "name", "words"),
    [
        ("profile", "newsletter.toml", '[choose]\nprofile = "mine.toml"'),
        ("evergreen", "evergreen.toml", "[[standing]]"),
    ],
)
def test_what_the_next_choice_would_stumble_over(folder, about, name, words):
    """A profile that is not there, and standing articles that cannot be read, are found before Friday."""
    if about == "profile":
        settings(folder, words)
    else:
        (folder / name).write_text(words)

    found = signs(folder, code=1)[about]

    assert found["level"] == "bad"
    assert found["fix"]


def test_a_template_that_is_no_text(folder):
    """An own template that is not UTF-8 is named."""
    (folder / "templates").mkdir()
    (folder / "templates" / "page.css").write_bytes(b"\xff\xfe")

    assert "templates/page.css:1" in signs(folder, code=1)["templates"]["what"]


def test_time_zone_data_is_missing(folder):
    """Without any time zone data the settings cannot be read, and the error says what to install."""
    code = "import sys; sys.modules['tzdata'] = None; from pipeline.__main__ import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", code, "-C", str(folder), "doctor"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONTZPATH": ""},
    )

    assert done.returncode == 78
    assert "this Python has no time zone data; install it: pip install tzdata" in done.stderr


@pytest.mark.parametrize("text, words", [
    pytest.param("no feed at all", "Our own failed: ", id="broken"),
    pytest.param(None, "Our own failed: the file cannot be read", id="missing"),
])  # fmt: skip
def test_feeds_that_fail(folder, text, words):
    """A feed that failed when it was last read is named with what was wrong; all of them failing is in the way."""
    (folder / "feed.xml").unlink()
    if text is not None:
        (folder / "feed.xml").write_text(text)
    call(folder, "collect")

    found = signs(folder, code=1)["feeds"]

    assert found["what"].startswith(words)
    assert "monday feeds check" in found["fix"]


def test_feeds_that_were_never_read(folder):
    """Before the first collection doctor says how to read them, and afterwards that they were."""
    assert signs(folder, code=0)["feeds"]["fix"] == "run: monday collect"
    assert call(folder, "collect").exit_code == 0
    assert signs(folder, code=0)["feeds"]["what"] == "1 of 1 feed read"


@pytest.mark.parametrize("target", ["none", "buttondown"])
@pytest.mark.parametrize("kind", ["example", "real"])
def test_doctor_and_approval_agree_on_what_is_made_up(folder, kind, target, monkeypatch):
    """What doctor calls an example is what an approval refuses; a real name that looks like one is neither.

    Once a mail service is set, an example is in the way.
    """
    monkeypatch.setenv("MONDAY_BUTTONDOWN_TOKEN", "a-token")
    name = {"example": "news.example.org", "real": "counterexample.org.uk"}[kind]
    street = {"example": "1 Example Street", "real": "1 Exampleton Road"}[kind]
    text = BARE.replace(
        "[[feeds]]",
        f"""home = "http://{name}:1/"
from = "Walking on <monday@{name}>"
reply_to = "hello@{name.upper()}"
postal_address = "{street}"
[collect]
contact = "x"
[handoff]
target = "{target}"
[[feeds]]""",
    )
    (folder / "newsletter.toml").write_text(text)

    found = signs(folder, code=0 if target == "none" else 1)
    said = {about for about, sign in found.items() if "is still an example" in sign["what"]}
    refused = {f.where.rpartition(" ")[2] for f in sample_findings(ISSUE, config.load(folder))}

    assert said == refused
    assert said == ({"home", "from", "reply_to", "postal_address"} if kind == "example" else set())
    assert {"note" if target == "none" else "bad"} >= {found[about]["level"] for about in said}


def test_home_is_published(folder):
    """A home that answers is fine, and its clock agrees with ours."""
    with serving(lambda _: answer(200, b"<p>here", Date=NOW_SEEN)) as server:
        settings(folder, "", home=server.url("/monday/"))
        found = signs(folder, code=0)

    assert found["home"]["level"] == "ok"
    assert "clock" not in found
    assert [asked.path for asked in server.asked] == ["/monday/"]


@pytest.mark.parametrize("target, code, level", [("none", 0, "note"), ("buttondown", 1, "bad")])
def test_home_is_not_published(folder, monkeypatch, target, code, level):
    """A home that answers 404 is worth knowing; with a mail service set it is in the way: the email links there."""
    monkeypatch.setenv("MONDAY_BUTTONDOWN_TOKEN", "a-token")
    with serving({}) as server:
        settings(folder, f'[handoff]\ntarget = "{target}"', home=server.url("/monday/"))
        found = signs(folder, code=code)["home"]

    assert level == found["level"]
    assert found["what"].endswith("answered with 404: nothing is there yet")
    assert "monday archive" in found["fix"]


def test_home_cannot_be_reached(folder):
    """A home where nobody listens is named."""
    with serving({}) as server:
        pass
    settings(folder, "", home=server.url("/monday/"))

    assert "cannot be reached" in signs(folder, code=0)["home"]["what"]


def test_the_clock_differs_from_the_world(folder):
    """A clock that is more than five minutes away from the home's own is in the way."""
    from datetime import UTC, datetime

    theirs = format_datetime(datetime(2026, 11, 20, 17, 6, tzinfo=UTC), usegmt=True)
    with serving(lambda _: answer(200, Date=theirs)) as server:
        settings(folder, "", home=server.url("/"))
        found = signs(folder, code=1)["clock"]

    assert found["what"].startswith("the clock here says 2026-11-20 17:00 UTC, the one at ")
    assert "timedatectl" in found["fix"]


def test_the_clock_is_behind_our_own_past(folder):
    """A clock that is behind what was already done here is in the way, without asking anybody."""
    ledger = folder / "issues" / DAY / "ledger.jsonl"
    ledger.parent.mkdir(parents=True)
    ledger.write_text('{"at": "2027-01-01T00:00:00+00:00", "kind": "drafted", "sha256": "0"}\n')
    (ledger.parent / "issue.toml").write_text("number = 1\n")

    assert "something was done here at 2027-01-01 00:00 UTC" in signs(folder, code=1)["clock"]["what"]


@pytest.mark.parametrize("handoff, env, words", [
    pytest.param('target = "buttondown"', {}, "MONDAY_BUTTONDOWN_TOKEN is not set", id="buttondown's token"),
    pytest.param('target = "mailchimp"\naudience = "a1"', {}, "MONDAY_MAILCHIMP_TOKEN is not set", id="mailchimp's"),
    pytest.param('target = "listmonk"\nurl = "http://127.0.0.1:9/"\nlists = [1]', {},
                 "MONDAY_LISTMONK_TOKEN is not set", id="listmonk's"),
    pytest.param('target = "listmonk"', {"MONDAY_LISTMONK_TOKEN": "api:x"}, "needs its address", id="listmonk's lists"),
    pytest.param('target = "mailchimp"', {"MONDAY_MAILCHIMP_TOKEN": "x-us1"}, "audience", id="mailchimp's audience"),
    pytest.param('target = "smtp"', {}, "the list's address", id="smtp's list"),
    pytest.param('target = "buttondown"', {"MONDAY_BUTTONDOWN_TOKEN_FILE": "/none/at/all"},
                 "MONDAY_BUTTONDOWN_TOKEN_FILE cannot be read", id="a file that is not there"),
])  # fmt: skip
def test_what_the_target_lacks(folder, monkeypatch, handoff, env, words):
    """A missing secret is named, and so is each key that the target cannot do without."""
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings(folder, f"[handoff]\n{handoff}")

    found = signs(folder, code=1)["handoff"]

    assert words in found["what"]
    assert found["fix"]


def test_a_secret_in_a_file_is_found(folder, monkeypatch, tmp_path):
    """A secret in a file that only its owner reads is as good as one in the environment."""
    file = tmp_path / "token"
    file.write_text("a-token\n")
    file.chmod(0o600)
    monkeypatch.setenv("MONDAY_BUTTONDOWN_TOKEN_FILE", str(file))
    settings(folder, '[handoff]\ntarget = "buttondown"')

    assert signs(folder, code=1)["handoff"]["level"] == "ok"


def test_cron_that_has_stopped(folder):
    """With a mail service set, doctor says when no daily run came, and when nothing outside would notice that."""
    settings(folder, '[handoff]\ntarget = "buttondown"')

    before = signs(folder, code=1)
    last_run.record(load(folder), at=datetime(2026, 11, 20, 16, tzinfo=UTC), code=0)
    after = signs(folder, code=1)["runs"]

    assert (before["runs"]["level"], before["runs"]["what"]) == ("note", "there has been no daily run yet")
    assert "would notice that cron has stopped" in before["watcher"]["what"]
    assert (after["level"], after["what"]) == ("ok", "last run: Friday, November 20, at 08:00 PST, exit code 0")


@pytest.mark.parametrize("lacks, words", [("", "all it needs"), ("campaigns:send", "lacks campaigns:send")])
def test_listmonk_is_asked(folder, monkeypatch, lacks, words):
    """The token's rights are asked of listmonk itself, so that nobody hears of them first on a Monday morning."""
    remote = Listmonk(lambda: datetime(2026, 11, 20, tzinfo=UTC))
    remote.users["user"].permissions = tuple(one for one in DOCUMENTED if one != lacks)
    monkeypatch.setenv("MONDAY_LISTMONK_TOKEN", TOKEN)
    with remote.stub:
        settings(folder, f'[handoff]\ntarget = "listmonk"\nurl = "{remote.stub.url}"\nlists = [3]')
        found = signs(folder, code=1)["handoff"]

    assert (words in found["what"], "bad" if lacks else "ok") == (True, found["level"])
    assert {"GET"} == {request.method for request in remote.stub.seen}


@pytest.fixture
def mail_server():
    """A real mail server that lets in whoever knows the password."""
    with socket.create_server(("127.0.0.1", 0)) as free:  # the controller cannot choose a port itself
        port = free.getsockname()[1]
    controller = Controller(object(), hostname="127.0.0.1", port=port, authenticator=log_in, auth_require_tls=False)
    controller.start()
    yield port
    controller.stop()


def log_in(server, session, envelope, mechanism, data):
    return AuthResult(success=data.password == b"right", handled=False)


@pytest.mark.parametrize("password, code, words", [
    pytest.param("right", 0, "accepts our login", id="right"),
    pytest.param("wrong", 1, "the mail server refused the login (535)", id="wrong"),
    pytest.param("", 1, "MONDAY_SMTP_PASSWORD is not set", id="missing"),
])  # fmt: skip
def test_the_mail_server(folder, monkeypatch, mail_server, password, code, words):
    """The mail server is greeted for real: doctor says whether it lets us in, and nothing is sent."""
    monkeypatch.setenv("MONDAY_SMTP_PASSWORD", password)
    settings(folder, f'[smtp]\nhost = "127.0.0.1"\nport = {mail_server}\nuser = "monday"\nstarttls = false')

    assert words in signs(folder, code=code)["smtp"]["what"]


def test_the_mail_server_is_not_there(folder):
    """A mail server that nobody runs is named with its port."""
    with serving({}) as server:
        pass
    settings(folder, f'[smtp]\nhost = "127.0.0.1"\nport = {server.port}')

    found = signs(folder, code=1)["smtp"]

    assert f"the mail server 127.0.0.1:{server.port} cannot be reached" in found["what"]
    assert "check host and port" in found["fix"]


def test_no_chromium(folder, monkeypatch):
    """Without Chromium doctor says what needs it and how to install it; the work goes on."""
    monkeypatch.setenv("PATH", "/nowhere")

    found = signs(folder, code=0)["chromium"]

    assert found["what"] == "Chromium is not installed: no screenshots"
    assert "apt-get install chromium" in found["fix"]


@pytest.mark.parametrize("line, about, words", [
    pytest.param('[archive]\nupload = "no-program public/"', "upload", "is missing: no-program", id="upload"),
    pytest.param('[choose]\nblurb_command = "no-such-program"', "blurb_command", "is missing", id="blurbs"),
    pytest.param("[archive]\nupload = \"rsync 'public/\"", "upload", "No closing quotation", id="an open quote"),
])  # fmt: skip
def test_programs_that_the_settings_name(folder, line, about, words):
    """A program that newsletter.toml names and nobody installed is found before Monday."""
    settings(folder, line)

    assert words in signs(folder, code=1)[about]["what"]


def test_a_program_in_the_newsletters_folder(folder, tmp_path, monkeypatch):
    """A path counts from the newsletter's folder, wherever the command is typed."""
    (folder / "mine.sh").write_text("#!/bin/sh\n")
    (folder / "mine.sh").chmod(0o755)
    settings(folder, '[choose]\nblurb_command = "./mine.sh"')
    monkeypatch.chdir(tmp_path)

    assert "blurb_command" not in signs(folder, code=0)
