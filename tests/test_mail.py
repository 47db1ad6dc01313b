"""Headers as bytes: what is written is what three decoders read; what programs read stays plain."""

import json
import random
import re
import subprocess
import zipfile
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path

import feedparser
import pytest

from pipeline import mail
from pipeline.check import headers
from pipeline.compose.view import clean
from pipeline.limits import TITLE
from tests import tools

SUBJECTS = 20_000
WORDS = (
    "stroke hand the arm’s “walking” ‘singing voice.’ Here’s what’s “next”—or not – 20–30 minutes… naïve Zürich café "
    '=?utf-8?q?x?= ?= _ =20 a_b C++ 50% <b> & {{ x }} "quoted" it\'s (maybe) re: [1] 🧠 👩🏽‍⚕️ 🇬🇧 ❤️ 5⃣ مرحبا بالعالم '
    "שלום עולם 日本語 リハビリ 脳卒中 한국어 ไทย हिन्दी Ελληνικά Кириллица e\u0301clair Å 𝒻𝒶𝓃𝒸𝓎 \xa0and"
).split(" ")
JSMIME = """
import { jsmime } from "./jsmime.mjs";
import { readFileSync } from "node:fs";
const read = (value) => jsmime.headerparser.parseStructuredHeader("Subject", [value]);
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
"""


@cache
def subjects() -> tuple[str, ...]:
    """Words of all kinds, up to 120 of them, as a subject holds them."""
    dice = random.Random(20)
    made = (" ".join(dice.choices(WORDS, k=min(dice.randint(1, 120), dice.randint(1, 120)))) for _ in range(SUBJECTS))
    return tuple(clean(words, TITLE) for words in made)


def real_titles() -> list[str]:
    """What real feeds call their articles."""
    files = [path for path in tools.data("feeds").rglob("*") if path.is_file()]
    entries = (entry for path in files for entry in feedparser.parse(path.read_bytes()).entries)
    return [clean(title, TITLE) for title in dict.fromkeys(e.get("title", "") for e in entries) if title]


def lines(words: list[str]) -> list[str]:
    """The headers that hold them."""
    return [mail.text_header("Subject", one) for one in words]


def value(line: str) -> str:
    """A header without its name, unfolded."""
    return line.partition(":")[2].replace("\r\n", "").strip()


def standard(line: str) -> str:
    """As the standard library decodes it."""
    return str(message_from_bytes(line.encode("ascii") + b"\r\n\r\n", policy=policy.default)["Subject"])


def thunderbird(headers: list[str], folder: Path) -> list[str]:
    """As Thunderbird's own library decodes them."""
    program, node = Path(tools.need("thunderbird", "thunderbird")), tools.need("node", "nodejs")
    archive = next(
        (p for p in (program.resolve().parent, Path("/usr/lib/thunderbird")) if (p / "omni.ja").exists()), None
    )
    if archive is None:
        pytest.skip("this Thunderbird keeps its library elsewhere")
    with zipfile.ZipFile(archive / "omni.ja") as packed:
        (folder / "jsmime.mjs").write_bytes(packed.read("modules/jsmime/jsmime.mjs"))
    (folder / "read.mjs").write_text(JSMIME)
    given = json.dumps([value(header) for header in headers])
    done = subprocess.run([node, folder / "read.mjs"], input=given, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.prove
def test_the_lines_are_as_mail_servers_take_them():
    """ASCII, CRLF, at most 76 bytes a line, no blank at the end of one, encoded words of at most 75."""
    made = "\r\n".join(lines(list(subjects()))).split("\r\n")

    assert [line for line in made if not line.isascii() or len(line) > 76 or line != line.rstrip()] == []
    assert [word for line in made for word in re.findall(r"=\?utf-8\?\S*", line) if len(word) > 75] == []


@pytest.mark.prove
def test_our_own_reading_gives_every_subject_back():
    """What `check` decodes from the bytes is what was written."""
    wrong = [words for words in subjects() if headers.decoded(value(mail.text_header("Subject", words))) != words]

    assert wrong == []


@pytest.mark.prove
def test_the_standard_library_gives_every_subject_back():
    """Quotes, dashes, emoji and letters of all scripts come back, with every blank."""
    wrong = [words for words in subjects() if standard(mail.text_header("Subject", words)) != words]

    assert wrong == []


@pytest.mark.real
@pytest.mark.prove
def test_thunderbird_gives_every_subject_back(tmp_path):
    """A mail client's library reads what was written."""
    assert list(subjects()) == thunderbird(lines(list(subjects())), tmp_path)


@pytest.mark.real
@pytest.mark.prove
def test_real_titles_come_back(tmp_path):
    """Titles of real feeds, by all three."""
    titles = real_titles()
    made = lines(titles)

    assert len(titles) >= 700
    assert titles == [headers.decoded(value(line)) for line in made]
    assert titles == [standard(line) for line in made]
    assert titles == thunderbird(made, tmp_path)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("monday@example.org", ("", "monday@example.org")),
        ("Monday Five <monday@example.org>", ("Monday Five", "monday@example.org")),
        ("Stroke Trust, Leeds <monday@example.org>", ("Stroke Trust, Leeds", "monday@example.org")),
        ('"Stroke Trust, Leeds" <monday@example.org>', ("Stroke Trust, Leeds", "monday@example.org")),
        ('The "Best" Trust <monday@example.org>', ('The "Best" Trust', "monday@example.org")),
        ('"The \\"Best\\" \\\\ Trust" <monday@example.org>', ('The "Best" \\ Trust', "monday@example.org")),
        ("Dr. Ana (Leeds): news <monday@example.org>", ("Dr. Ana (Leeds): news", "monday@example.org")),
        ("Fünf, am Montag <monday@example.org>", ("Fünf, am Montag", "monday@example.org")),
        ("news@home <monday@example.org>", ("news@home", "monday@example.org")),
        ("monday@bücher.example", ("", "monday@xn--bcher-kva.example")),
        ("🧠 " * 40 + "<monday@example.org>", ("🧠 " * 39 + "🧠", "monday@example.org")),
        ("x" * 90 + " <monday@example.org>", ("x" * 90, "monday@example.org")),
        (f"Editors <{'a' * 60}@{'b' * 60}.org>", ("Editors", f"{'a' * 60}@{'b' * 60}.org")),
    ],
)
def test_a_mailbox(written, read):
    """A name needs no quotes from a person, and gets them where mail programs want them; all readings agree."""
    header = mail.address_header("From", written)
    found = message_from_bytes(header.encode("ascii") + b"\r\n\r\n", policy=policy.default)["From"].addresses[0]

    assert read == mail.address(written)
    assert read == mail.address(mail.mailbox(*read))
    assert read == headers.mailbox(value(header))
    assert read[1] == found.addr_spec
    if header.count("=?") < 2:  # the standard library puts a blank between two encoded words of a name
        assert read[0] == found.display_name
    assert [line for line in header.split("\r\n") if "=?" in line and len(line) > 76] == []


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("notanaddress", "an email address is needed"),
        ("", "an email address is needed"),
        ("Ed <>", "an email address is needed"),
        ("Ed <ed@example.org", "an email address is needed"),
        ("ed@example..org", "an email address is needed"),
        ("ed@example.org\r\nBcc: all@example.org", "one email address is needed"),
        ("a@b.org,c@d.org", "one email address is needed, not several"),
        ("a@b.org; c@d.org", "one email address is needed, not several"),
        ("A <a@b.org>, C <c@d.org>", "one email address is needed, not several"),
        ("é@b.org", "many mail servers cannot deliver to or from é@b.org"),
    ],
)
def test_no_mailbox(written, why):
    """What is no address, or more than one, is refused in words."""
    with pytest.raises(ValueError, match=why):
        mail.address(written)


@pytest.mark.parametrize(
    "long", ["newsletter-replies@communications.harbour-rehab-foundation.org", f"{'a' * 300}@b.org"]
)
def test_headers_for_programs_are_never_encoded(long):
    """A list header stays on one line of plain ASCII, however long it is (RFC 2047, 5)."""
    assert f"List-Unsubscribe: <mailto:{long}>" == mail.fixed_header("List-Unsubscribe", f"<mailto:{long}>")
    with pytest.raises(ValueError, match="plain letters"):
        mail.fixed_header("List-Id", "<mondäy.example.org>")


def test_only_the_headers_named_are_replaced():
    """Another Subject, folded or not, takes the place of the old one; everything else keeps its bytes."""
    eml = mail.message([mail.text_header("Subject", "é" * 90), "X-Other: Subject: a"], ("plain", "Subject: mine\n"))
    made = mail.with_headers(eml, mail.text_header("Subject", "New"))

    assert eml.replace(mail.text_header("Subject", "é" * 90).encode(), b"Subject: New") == made


@pytest.mark.parametrize(
    "text", ["a\n", "a", "", "\n\n", ".\n..\n", "From me\n", "tab\t\nblank \n", "é" * 500 + "\n", "a\r\nb"]
)
def test_a_part_comes_back(text):
    """The words of a part arrive as they were, on lines that end as mail's do."""
    eml = mail.message(["Subject: x"], ("plain", text), ("html", "<p>y</p>\n"), boundary="=_b")
    part, html = message_from_bytes(eml, policy=policy.default).iter_parts()

    assert text.replace("\r\n", "\n").removesuffix("\n") + "\n" == part.get_content().replace("\r\n", "\n")
    assert html.get_content().replace("\r\n", "\n") == "<p>y</p>\n"
    assert max(map(len, eml.split(b"\r\n"))) <= 76
    assert eml == mail.with_parts(eml, ("plain", text), ("html", "<p>y</p>\n"))
