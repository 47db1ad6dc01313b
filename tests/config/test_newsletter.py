"""newsletter.toml: what is refused, and how."""

from datetime import date

import pytest

from pipeline import config, toml
from pipeline.errors import ConfigError
from tests.newsletter import call, plain

LEAST = '[newsletter]\ntitle = "T"\n[[feeds]]\nurl = "feeds/a.xml"\nname = "A"\n'


def with_lines(table: str, *lines: str) -> str:
    return LEAST + f"[{table}]\n" + "\n".join(lines) + "\n"


def test_defaults(tmp_path):
    """A title and one feed are enough; the ebook's page is the signup page below home."""
    loaded = config.read(LEAST, tmp_path)

    assert loaded.ebook_url == "https://example.org/monday/signup/"
    assert loaded.choose.count == 5
    assert loaded.feeds[0].tier == ""
    assert tmp_path.resolve() == loaded.folder


def test_addresses_are_what_mail_servers_take(tmp_path):
    """A domain with an umlaut is kept as the network writes it, whoever is given the address; its name stays."""
    asked = LEAST.replace(
        'title = "T"', 'title = "T"\nfrom = "Räder <monday@räder.example>"\nreply_to = "a@räder.example"'
    )
    loaded = config.read(asked, tmp_path)

    assert loaded.newsletter.from_ == "Räder <monday@xn--rder-loa.example>"
    assert loaded.newsletter.reply_to == "a@xn--rder-loa.example"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        pytest.param(with_lines("choose", "cuont = 5"), "newsletter.toml:7: unknown key 'cuont'",
                     "did you mean 'count'?", id="misspelt key"),
        pytest.param(LEAST.replace("name", "nmae"), "newsletter.toml:5: unknown key 'nmae'",
                     "did you mean 'name'?", id="misspelt key of a feed"),
        pytest.param(LEAST + "[chose]\ncount = 5\n", "newsletter.toml:6: unknown key 'chose'",
                     "did you mean 'choose'?", id="misspelt table"),
        pytest.param(with_lines("schedule", 'timezone = "Europe/Lodnon"'),
                     "newsletter.toml:7: timezone: unknown timezone; did you mean 'Europe/London'?"
                     " (it is 'Europe/Lodnon')", "correct that line", id="unknown timezone"),
        pytest.param(with_lines("schedule", 'time = "8"'),
                     "newsletter.toml:7: time: write the time as 08:00 (it is '8')", "correct that line",
                     id="bad time"),
        pytest.param(with_lines("choose", 'count = "5"'),
                     "newsletter.toml:7: count: should be a whole number, without quotes (it is '5')",
                     "correct that line", id="a number in quotes"),
        pytest.param(with_lines("collect", "fetch_picks = 1"),
                     "newsletter.toml:7: fetch_picks: should be true or false, without quotes (it is 1)",
                     "correct that line", id="a number for yes"),
        pytest.param(with_lines("schedule", "skip = [5]"),
                     "newsletter.toml:7: skip, item 1: write the date as 2026-12-28 (it is 5)", "correct that line",
                     id="a number for a date"),
        pytest.param(with_lines("schedule", 'skip = ["28.12.2026"]'),
                     "newsletter.toml:7: skip, item 1: write the date as 2026-12-28 (it is '28.12.2026')",
                     "correct that line", id="a date in another form"),
        pytest.param(with_lines("schedule", 'skip = ["2026-02-30"]'),
                     "newsletter.toml:7: skip, item 1: there is no such date (it is '2026-02-30')",
                     "correct that line", id="a date that no calendar has"),
        pytest.param(with_lines("schedule", "skip = [2026-12-28, 2026-12-29]"),
                     "newsletter.toml:7: skip, item 2: 2026-12-29 is not a Monday; the nearest are 2026-12-28 and"
                     " 2027-01-04", "correct that line", id="a day to skip that is no Monday"),
        pytest.param(LEAST.replace("feeds/a.xml", "../a.xml"),
                     "newsletter.toml:4: the feed ../a.xml is outside the newsletter's folder",
                     "copy the file into the newsletter's folder, and write its path from there",
                     id="outside the folder"),
        pytest.param(LEAST.replace("feeds/a.xml", "file:///a.xml"), "newsletter.toml:4: only http and https feeds"
                     " are supported", "write https://…", id="file scheme"),
        pytest.param(LEAST + '[[feeds]]\nurl = "feeds/a.xml"\nname = "B"\n',
                     "newsletter.toml:7: this feed is listed twice: feeds/a.xml", "remove one of the two",
                     id="twice"),
        pytest.param("[schedule]\n", "newsletter.toml:1: 'newsletter' is missing",
                     "add a table: [newsletter]", id="no newsletter"),
        pytest.param("[newsletter]\ntitle = T\n", "newsletter.toml:2: invalid value",
                     "look at that line for a missing quote, bracket or = sign; the line before may be the cause",
                     id="broken TOML"),
        pytest.param("folder = 1\n" + LEAST, "newsletter.toml:1: unknown key 'folder'", "remove that line",
                     id="our own field"),
        pytest.param(with_lines("choose", "count = 3", "minimum = 4"),
                     "newsletter.toml:6: choose: minimum (4) is more than count (3)", "correct that line",
                     id="minimum over count"),
        pytest.param(LEAST.replace('title = "T"', 'title = "T"\nfrom = "Rad <räd@a.example>"'),
                     "newsletter.toml:3: from: many mail servers cannot deliver to or from räd@a.example;"
                     " use plain letters before the @ (it is 'Rad <räd@a.example>')",
                     "correct that line", id="an address with an umlaut"),
        pytest.param(LEAST.replace('title = "T"', 'title = "T"\nfrom = "nobody"'),
                     "newsletter.toml:3: from: an email address is needed, such as Monday Five"
                     " <monday@example.org> (it is 'nobody')", "correct that line", id="no address"),
        pytest.param(with_lines("signup", 'provider = "listmonk"'),
                     "newsletter.toml:6: signup: provider listmonk needs an action: the address that the form"
                     " posts to", "correct that line", id="a form that posts nowhere"),
        pytest.param(LEAST.replace('"T"', '" "'), "newsletter.toml:2: title: this must not be empty (it is ' ')",
                     "correct that line", id="no title"),
        pytest.param(with_lines("ebook", 'title = ""'), "newsletter.toml:7: title: this must not be empty (it is '')",
                     "correct that line", id="a button without words"),
        *(pytest.param(LEAST.replace('title = "T"', f'title = "T"\nhome = "https://a.org/{more}"'),
                       "newsletter.toml:3: home: only the address is needed, without a user name, ? or #"
                       f" (it is 'https://a.org/{more}')", "correct that line", id=f"a home with {more}")
          for more in ("?a=b", "?", "#a")),
        pytest.param(with_lines("handoff", 'url = "https://ada:pw@mail.org"'),
                     "newsletter.toml:7: url: only the address is needed, without a user name, ? or #"
                     " (it is 'https://***@mail.org')", "correct that line", id="a password in the service's address"),
        pytest.param(with_lines("notify", 'ping_url = "https://ping.org/a b"'),
                     "newsletter.toml:7: ping_url: a web address is needed, such as https://example.org/monday/"
                     " (it is 'https://ping.org/a b')", "correct that line", id="an address with a space"),
        pytest.param(with_lines("schedule", "draft_days = 0", 'time = "01:30"'),
                     "newsletter.toml:6: schedule: with draft_days = 0 nothing is drafted before 01:30; write 1 or"
                     " more", "correct that line", id="a draft after its send time"),
        *(pytest.param(with_lines("smtp", f'host = "{host}"'),
                       "newsletter.toml:7: host: only the server's name is needed, such as smtp.example.org; its port"
                       f" has its own line (it is '{host}')", "correct that line", id=host)
          for host in ("mail.a.org:587", "https://mail.a.org", " mail.a.org")),
        pytest.param(with_lines("schedule", "max_late_hours = 0"),
                     "newsletter.toml:7: max_late_hours: should be greater than or equal to 1 (it is 0)",
                     "correct that line", id="late at once"),
        *(pytest.param(LEAST.replace('name = "A"', f'name = "{name}"'), "newsletter.toml:4: a feed needs a url and a"
                       " name", 'add: name = "…"', id=f"a feed named {name!r}") for name in (" ", r"\n", r"\u202e")),
    ],
)  # fmt: skip
def test_refused(tmp_path, text, message, hint):
    """What cannot be meant is refused, with its line and what to do."""
    with pytest.raises(ConfigError) as caught:
        config.read(text, tmp_path)

    assert message == str(caught.value)
    assert hint == caught.value.hint
    assert caught.value.code == 78


def test_no_feeds_yet(tmp_path):
    """A newsletter without feeds can be read: the first is added by a command."""
    assert config.read('[newsletter]\ntitle = "T"\n', tmp_path).feeds == ()


def test_a_name_that_was_pasted(tmp_path):
    """A feed's name is one line, without what nobody can see."""
    pasted = LEAST.replace('"A"', r'"Stroke\u200b\n \u202eTrust "')

    assert config.read(pasted, tmp_path).feeds[0].name == "Stroke Trust"


def test_fewer_articles(tmp_path):
    """A smaller count lowers the minimum with it."""
    assert config.read(with_lines("choose", "count = 3"), tmp_path).choose.minimum == 3


def test_skipped_dates(tmp_path):
    """A date to skip is written with or without quotes."""
    loaded = config.read(with_lines("schedule", 'skip = [2026-12-28, "2027-01-04"]'), tmp_path)

    assert (date(2026, 12, 28), date(2027, 1, 4)) == loaded.schedule.skip


def test_no_newsletter_here(tmp_path):
    """A folder without a newsletter says how to make one."""
    with pytest.raises(ConfigError) as caught:
        config.load(tmp_path)

    assert "there is no newsletter.toml" in str(caught.value)
    assert "monday init" in caught.value.hint


def test_byte_order_mark(tmp_path):
    """An editor on Windows may leave a byte order mark."""
    (tmp_path / "newsletter.toml").write_text(LEAST, encoding="utf-8-sig")

    assert config.load(tmp_path).newsletter.title == "T"


@pytest.mark.parametrize(
    ("slip", "said", "do"),
    [
        ("title = 'A'\ntitle = 'B'", "2: this is there already", "keep one of the two"),
        ("[a]\n[a]", "2: this table is there already", "keep one of its two headers"),
        ("[story]\n[[story]]", "2: this is there already", "has two brackets: [[story]]"),
        ('intro = "one\ntwo"', "1: the text in quotes ends with the line", "three quotes"),
        ('intro = "one\r\ntwo"', "1: the text in quotes ends with the line", "three quotes"),
        ('note = "say "hi" to Ada"', "1: something is left at the end of the line", "write “curly” ones"),
        (r'cover = "C:\Users\cover.png"', "1: a backslash means something else in quotes", "write / in its place"),
    ],
)
def test_slips(slip, said, do):
    """What an editor's slip is, in words that name it, and what to type in its place."""
    with pytest.raises(ConfigError) as caught:
        toml.parse(slip, "issue.toml")

    assert f"issue.toml:{said}" == str(caught.value)
    assert do in caught.value.hint


@pytest.mark.parametrize(
    ("lines", "row", "column", "quote", "types"),
    [
        pytest.param("subject = “Walking”", 1, 11, "“", '"', id="both ends"),
        pytest.param('subject = "Walking”', 1, 19, "”", '"', id="the end"),
        pytest.param('subject = "Walking”  # why', 1, 19, "”", '"', id="the end, before a comment"),
        pytest.param("subject = ‘Walking’", 1, 11, "‘", "'", id="single ones"),
        pytest.param("“subject” = 5", 1, 1, "“", '"', id="around the key"),
        pytest.param('why = ["a", "b”]', 1, 15, "”", '"', id="in a list"),
        pytest.param("intro = “””\nWalk.\n”””", 1, 9, "“", '"""', id="a long text"),
        pytest.param('intro = """\nWalk.””"', 2, 6, "”", '"""', id="the end of a long text"),
        pytest.param('subject = "It’s “fine”"\nsubject = “no”', 2, 11, "“", '"', id="not those inside of words"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_curly_quotes(lines, row, column, quote, types, end):
    """The quotes of a word processor are named with line and column, and with what to type in their place."""
    text = f"# Mine – and yours\n{lines}\nnumber = 5\n".replace("\n", end)

    with pytest.raises(ConfigError) as caught:
        toml.parse(text, "issue.toml")

    assert f"issue.toml:{row + 1}:{column}: {quote} is a curly quote, as word processors insert" == str(caught.value)
    assert caught.value.hint.startswith(f"type {types} there and at the other end;")


@pytest.mark.parametrize(
    "line", ["subject = It’s fine”, really", 'subject = "It’s fine, really', "subject = ", 'a = "“" "']
)
def test_no_curly_quote_is_blamed_for_another_mistake(line):
    """Curly quotes inside of words are no mistake, and never told as one."""
    with pytest.raises(ConfigError) as caught:
        toml.parse(f"{line}\n", "issue.toml")

    assert "curly" not in str(caught.value)


def test_a_key_of_an_earlier_version_gets_a_note(tmp_path):
    """`day = "monday"` was the only day there was: the file works as before, and the note says what to tidy up."""
    plain(tmp_path, more='[schedule]\n# when\nday = "monday"')
    line = 1 + (tmp_path / "newsletter.toml").read_text().splitlines().index('day = "monday"')

    said = call(tmp_path, "status")

    assert said.exit_code == 0
    note = "issues always go out on Mondays; 'day' is no longer needed, remove that line"
    assert f"Note: newsletter.toml:{line}: {note}" == said.stderr.splitlines()[0]


def test_another_day_is_refused(tmp_path):
    """Nobody is led to believe that issues go out on Fridays."""
    plain(tmp_path, more='[schedule]\nday = "friday"')

    assert call(tmp_path, "status").exit_code == 78


@pytest.mark.parametrize("id", ["a--b", "ab-", "-ab", "A-b", "a_b", "é-ü", ""])
def test_an_id_that_a_mail_service_would_change(id, tmp_path):
    """An issue's name at the service begins with the id: what a service would write otherwise is refused here."""
    with pytest.raises(ConfigError, match="use lowercase letters and digits, with single hyphens between them"):
        config.read(LEAST.replace("[newsletter]", f'[newsletter]\nid = "{id}"'), tmp_path)
