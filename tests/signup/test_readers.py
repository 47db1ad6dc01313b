"""The site's own form, posted to the stand-in for listmonk: what each kind of reader then has in hand."""

import re
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from pipeline import compose
from pipeline.config import resources
from pipeline.config.ebook import offer
from tests.compose import sites
from tests.signup.listmonk import Listmonk, MailingList, Page

OURS = MailingList("Monday Five", uuid="95d8e524-410d-431c-8fcf-2bd40a4c3584")
HOME = "https://news.example/monday/"
CHECK = f"{HOME}signup/check/"
TEMPLATES = resources.templates(sites.ROOT / "nowhere")


def site(uuid=OURS.uuid):
    """The site with the sample ebook and a form for the list *uuid*."""
    conf = sites.settings(
        '[ebook]\nfile = "sample:ebook.pdf"\n[signup]\nprovider = "listmonk"\n'
        f'action = "https://lists.example/"\nlist = "{uuid}"\n'
    )
    return compose.site([sites.public()], conf, TEMPLATES, compose.Extras(offer=offer(conf)))


def post(made, there, email) -> Page:
    """Fill in the form of the signup page, press the button, and see what listmonk answers."""
    page = made["signup/index.html"].decode()
    fields = {name: [value] for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)}
    action = re.search(r'method="post" action="([^"]*)"', page)[1]
    assert action == "https://lists.example/subscription/form"
    return there.answer("POST", urlsplit(action).path, {}, {**fields, "email": [email], "nonce": [""]})


def downloads(made, url):
    """The bytes behind the download button of the site's page at *url*; b"" where there is none."""
    page = made[url.removeprefix(HOME) + "index.html"].decode()
    found = re.search(r'<a class="button" href="([^"]+\.pdf)">Download', page)
    return made[urljoin(url, found[1]).removeprefix(HOME)] if found else b""


@pytest.mark.parametrize(
    ("standing", "blocked", "mailed"),
    [
        pytest.param("", False, True, id="new"),
        pytest.param("unconfirmed", False, True, id="never confirmed"),
        pytest.param("confirmed", False, False, id="known"),
        pytest.param("unsubscribed", False, True, id="unsubscribed before"),
        pytest.param("unsubscribed", True, False, id="blocked"),
    ],
)
def test_whoever_uses_the_form_has_the_ebook(standing, blocked, mailed):
    """Whatever listmonk knows of an address, the reader is led to a page with the download, and nothing tells them
    apart; only those who need to confirm get a mail."""
    there, made = Listmonk(OURS, trusted=[CHECK]), site()
    if standing:
        there.join("a@readers.example", OURS.uuid, standing, blocklisted=blocked)

    answer = post(made, there, "a@readers.example")

    assert (answer.status, answer.location) == (303, CHECK)
    assert downloads(made, answer.location).startswith(b"%PDF-")
    assert mailed is bool(there.mails)
    words = made["signup/check/index.html"].decode()
    assert "Do you already get our emails? Then there is nothing more to do." in words


def test_a_new_reader_confirms():
    """The link in the mail leads to a button, and the button puts the reader on the list."""
    there, made = Listmonk(OURS, trusted=[CHECK]), site()
    post(made, there, "a@readers.example")
    ((_, link),) = there.mails
    parts = urlsplit(link)

    asked = there.answer("GET", parts.path, parse_qs(parts.query), {})
    done = there.answer("POST", parts.path, parse_qs(parts.query), {"confirm": ["true"]})

    assert (asked.title, done.title) == ("Confirm", "Confirmed")
    assert there.readers["a@readers.example"].on[OURS.uuid] == "confirmed"


def test_an_untrusted_next_is_harmless():
    """Where listmonk does not trust our page, the reader sees its own words, and is on the list all the same."""
    there, made = Listmonk(OURS), site()

    answer = post(made, there, "a@readers.example")

    assert (answer.status, answer.location) == (200, "")
    assert "An e-mail has been sent to you" in answer.words
    assert there.readers["a@readers.example"].on[OURS.uuid] == "unconfirmed"


def test_a_mistyped_address():
    """listmonk says in words what is wrong with an address, and leads nowhere."""
    answer = post(site(), Listmonk(OURS, trusted=[CHECK]), "nobody")

    assert (answer.status, answer.words) == (400, "Invalid email.")


@pytest.mark.parametrize("after", ["check", "thanks", "already", "goodbye"])
def test_every_page_after_the_form_has_the_download(after):
    """Whichever of the pages a service leads to, the PDF is one press away."""
    made = site()

    assert downloads(made, f"{HOME}signup/{after}/").startswith(b"%PDF-")
