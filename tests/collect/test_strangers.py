"""Words of strangers: no header, name or address of theirs steers a terminal, hides in a file or stops the others."""

import ast
import json
import sqlite3
import unicodedata
from contextlib import closing
from dataclasses import asdict
from email import message_from_bytes, policy

import pytest
from click.testing import CliRunner

from pipeline.cli import monday
from pipeline.collect.parse import parse
from pipeline.collect.pool import NAME as POOL
from pipeline.errors import FetchError, MondayError
from pipeline.model import Feed
from pipeline.outside.web import Policy, Request, fetch_all
from pipeline.text.printable import printable, visible
from tests.collect.newsletters import newsletter, rss
from tests.newsletter import ROOT
from tests.server import serving

HEADERS = (
    "Content-Encoding Content-Type Content-Length Content-Language Content-Location Content-Disposition Location Link "
    "Retry-After Cache-Control Expires Date Age ETag Last-Modified Vary Server Via X-Powered-By Set-Cookie Refresh "
    "WWW-Authenticate Proxy-Authenticate Cf-Mitigated Cf-Ray Strict-Transport-Security Content-Security-Policy "
    "Alt-Svc Accept-Ranges Allow Pragma Warning Transfer-Encoding Connection Upgrade Trailer Keep-Alive X-Pingback "
    "X-Robots-Tag X-Frame-Options"
).split()
VALUES = (
    b"caf\xe9 \xff\xfe",
    b"\x1b[2J\x1b]0;owned\x07",
    "x\u202egpj.exe\u2066".encode(),
    "x\U000e0041\U000e007f\u3164".encode(),
    b"\x9b31mred\x9d0;t\x9c",
    b"http://a.example/" + b"A" * 59_000,
)
FEED = rss("one")


def attack(path):
    """The answer at /HEADER/VALUE, two numbers: a sound feed but for that one header."""
    header, value = (int(part) for part in path.strip("/").split("/")[:2])
    name = HEADERS[header]
    status = {"Location": "302 Found", "Retry-After": "503 Busy"}.get(name, "200 OK")
    lines = {"Content-Length": str(len(FEED)).encode(), "Connection": b"close", name: VALUES[value]}
    head = b"".join(b"%s: %s\r\n" % (key.encode(), said) for key, said in lines.items())
    return [f"HTTP/1.1 {status}\r\n".encode() + head + b"\r\n" + FEED]


def unseen(text):
    """The characters of *text* that can disguise or steer, named."""
    kept = "\n\t\u200c\u200d"
    return {f"{c!r}" for c in text if c not in kept and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}


def test_forty_headers_with_six_hostile_values_each():
    """Whatever header is hostile, the answer is a value or a named failure, in words that can be shown."""
    paths = [f"/{h}/{v}" for h in range(len(HEADERS)) for v in range(len(VALUES))]
    told = {}

    def keep(request, result):
        words = [str(result), result.hint] if isinstance(result, FetchError) else list(result.headers.values())
        told[request.url] = "\n".join(words)

    with serving(lambda asked: attack(asked.path)) as server:
        policy = Policy(user_agent="test", allow_private=True, per_host=20)
        fetch_all([Request(url=server.url(path)) for path in paths], policy=policy, on_response=keep)

    assert len(told) == 240
    assert {url: unseen(words) for url, words in told.items() if unseen(words)} == {}


@pytest.mark.prove
def test_hostile_headers_through_the_commands(tmp_path, mailbox):
    """Of a tenth of them nothing reaches the terminal, the pool, newsletter.toml or the editors' mail, and the sound
    feed is read."""
    picked = [(h, v) for h in (0, 1, 4, 6, 7, 9) for v in range(len(VALUES)) if (h + v) % 3 != 1]
    with serving(lambda asked: [sound()] if asked.path == "/sound" else attack(asked.path)) as server:
        bad = [{"url": server.url(f"/{h}/{v}"), "name": f"Bad {h} {v}"} for h, v in picked]
        config = newsletter(tmp_path, *bad, {"url": server.url("/sound"), "name": "Sound"})
        outlines = "".join(f'<outline text="B&#x202E;ad" xmlUrl="{server.url(f"/{h}/{v}/again")}"/>' for h, v in picked)
        with (tmp_path / "newsletter.toml").open("a") as file:
            file.write(f'\n[notify]\nto = "ed@example.org"\n[smtp]\nport = {mailbox.port}\nstarttls = false\n')
            file.write('host = "127.0.0.1"\n')
        (tmp_path / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>", encoding="utf-8")
        calls = [
            ["run", "--until", "collect"],
            ["collect"],
            ["feeds", "check"],
            ["feeds", "import", str(tmp_path / "list.opml")],
            ["doctor"],
        ]
        calls += [["feeds", "add", server.url(f"/{h}/{v}/added")] for h, v in picked[::6]]
        calls += [["feeds", "list"], ["status"]]
        told = {" ".join(words): CliRunner().invoke(monday, ["-C", str(config.folder), *words]) for words in calls}
    mails = [
        message_from_bytes(data, policy=policy.default).get_content().replace("\r", "") for _, data in mailbox.mails
    ]
    with closing(sqlite3.connect(tmp_path / POOL)) as pool:
        rows = [row for table in ("feeds", "articles", "hosts") for row in pool.execute(f"SELECT * FROM {table}")]
        read = pool.execute("SELECT count(*) FROM articles WHERE feed = ?", (server.url("/sound"),)).fetchone()
    kept = [str(cell) for row in rows for cell in row]

    assert set() == {type(said.exception) for said in told.values()} - {SystemExit, type(None)}
    assert {call: unseen(said.output) for call, said in told.items() if unseen(said.output)} == {}
    assert {cell: unseen(cell) for cell in kept if unseen(cell)} == {}
    assert ["Bad 0 0" in mail for mail in mails] == [True]
    assert {mail: unseen(mail) for mail in mails if unseen(mail)} == {}
    assert set() == unseen((tmp_path / "newsletter.toml").read_text(encoding="utf-8"))
    assert read == (1,)


def test_hostile_words_in_every_field_of_a_feed():
    """Whatever a feed writes into its fields, no field of an article and nothing said of the feed holds it."""
    odd = "x\u202ey\U000e0041\u3164\u0085z\ufeff"
    fields = "title link guid description author category pubDate dc:identifier prism:doi dc:language source".split()
    item = "".join(f"<{name}>10.1234/{odd}</{name}>" for name in fields)
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/"'
    head, json_fields = f"<title>{odd}</title><language>{odd}</language>", ("id", "title", "url", "summary", "language")
    feeds = {
        "RSS": f"<rss {spaces}><channel>{head}<item>{item}</item></channel></rss>",
        "a guid": f"<rss><channel><item><title>a</title><guid>{odd}</guid></item></channel></rss>",
        "JSON": json.dumps({"title": odd, "items": [dict.fromkeys(json_fields, odd)]}),
    }
    found = {name: parse(body.encode(), feed=Feed(url="u", name="n"), url="") for name, body in feeds.items()}
    values = {name: [one.title, one.reason, *map(str, asdict(one.articles[0]).values())] for name, one in found.items()}

    assert dict.fromkeys(feeds, 1) == {name: len(one.articles) for name, one in found.items()}
    assert [(name, word) for name, words in values.items() for word in words if {*odd} - {*"xyz"} & {*word}] == []


RAW = {"headers", "stdout", "stderr", "decode"}
"""What holds words of strangers as they came; bytes become words by `decode`."""
MADE_FIT = {"printable", "visible", "plain"}
TOLD = {"echo", "secho", "say", "warn", "tell", "fail", "log"}


def name_of(call):
    """The name of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def raw(node):
    """The words of strangers below *node* that no function has made fit to show."""
    if isinstance(node, ast.Call) and name_of(node) in MADE_FIT:
        return []
    own = [node.attr] if isinstance(node, ast.Attribute) and node.attr in RAW else []
    return own + [word for child in ast.iter_child_nodes(node) for word in raw(child)]


def shown(tree):
    """What a module prints, warns of or puts between other words."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node
        elif isinstance(node, ast.Call) and (name_of(node) in TOLD or name_of(node).endswith("Error")):
            yield from (*node.args, *(keyword.value for keyword in node.keywords))


OUR_OWN = {"b64encode(_bytes(chunk))", "b64encode(data)", "opml.write(app.config.feeds"}
"""Bytes that this program made."""


def test_strangers_words_are_made_fit_where_they_are_shown():
    """No header, output of a program or decoded bytes stand in a message but by way of the functions that clean."""
    found = {
        (path.name, ast.unparse(part))
        for path in sorted((ROOT / "pipeline").rglob("*.py"))
        for part in shown(ast.parse(path.read_text()))
        if raw(part) and not any(own in ast.unparse(part) for own in OUR_OWN)
    }

    assert set() == found


def test_only_one_function_calls_words_printable():
    """The type that messages kept of strangers have is made in one place: mypy holds all others to it."""
    makers = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and (name_of(node) == "Printable" or "Printable" in map(ast.unparse, node.args))
    }

    assert {"pipeline/text/printable.py"} == makers


def test_the_lint_sees_what_it_forbids():
    """A header in a warning is found, between words or alone; one that is made fit is not."""
    code = "warn(f'it says {answer.headers[0]}'); say(done.stdout); say(printable(done.stderr)); x = done.stdout"

    assert sorted(word for part in shown(ast.parse(code)) for word in raw(part)) == ["headers", "headers", "stdout"]


def sound():
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(FEED) + FEED


@pytest.mark.parametrize(
    "words, shown",
    [
        ("Walk\U000e0069\U000e0067n\u202e", "Walkn"),
        ("a\x1b[2Jb", "a[2Jb"),
        ("one\r\ntwo\u2028three", "one two three"),
        ("نمی\u200cدانم", "نمی\u200cدانم"),
        ("x" * 300, "x" * 199 + "…"),
        (b"\xff", "b'\\xff'"),
    ],
)
def test_words_of_a_stranger_on_one_line(words, shown):
    """Controls, direction marks, tags and fillers go; what languages need stays; the rest is cut at 200 characters."""
    assert shown == printable(words)


def test_an_error_shows_nothing_unseen():
    """An error's message and hint keep their line breaks, and nothing that cannot be seen."""
    e = MondayError("one\ntwo\x1b[31m", hint="\u202eleft")

    assert (str(e), e.hint) == ("one\ntwo[31m", "left")
    assert visible("a\u3164\tb\n") == "a\tb\n"
