"""The site: what is public, what is not, and that all of it hangs together."""

import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from pipeline import compose, text
from pipeline.compose.view import Card
from pipeline.config import resources
from pipeline.model import PUBLIC, Issue, Story
from tests.compose import sites

HOME = "https://news.example/monday/"


def pages(made):
    """The HTML pages."""
    return {path: data.decode() for path, data in made.items() if path.endswith(".html")}


def test_when_an_issue_becomes_public():
    """Approved: it has its page. Due: index, feeds, sitemap, search and neighbours name it. Else it is nowhere."""
    made = sites.build([sites.public(1, listed=False), sites.public(0)])

    assert {"2016-12-05/index.html", "2016-12-12/index.html"} <= made.keys()
    naming = {path for path, data in made.items() if b"2016-12-12" in data or b"week 2" in data}
    assert {"2016-12-12/index.html"} == naming
    assert b"noindex" in made["2016-12-12/index.html"]
    later = sites.build([sites.public(1), sites.public(0)])
    wanted = {"index.html", "feed.xml", "feed.json", "sitemap.xml", "search-data.js", "2016-12-05/index.html"}
    assert wanted <= {path for path, data in later.items() if b"2016-12-12" in data}
    assert b"noindex" not in later["2016-12-12/index.html"]


def test_nothing_private_leaks():
    """A draft full of marked secrets is published; none of the marks is in any public byte."""
    secret = Story(
        title="SECRET-title",
        url="https://SECRET.example/",
        blurb="SECRET-blurb",
        why=("SECRET-why",),
        note="SECRET-note",
        image="SECRET.png",
    )
    issue = sites.issue()
    stories = tuple(
        replace(story, note="SECRET-note", flagged=("SECRET-flag",), format="SECRET-format", pinned=True)
        for story in issue.stories
    )
    issue = replace(issue, stories=stories, bench=(secret,), held=(secret,), dropped=(secret,))
    shown = compose.Published(
        issue=issue,
        send_at=datetime(2016, 12, 5, 16, tzinfo=UTC),
        listed=True,
        pictures={"SECRET.png": b"SECRET"},
    )

    for path, data in sites.build([shown]).items():
        assert b"secret" not in data.lower(), path
        assert b"unsubscribe.invalid" not in data, path
        assert b"SECRET" not in path.encode()


def test_published_has_public_fields_only():
    """A new field in the model stays private until somebody puts it on this list."""
    full = {field.name: field.name for field in fields(Story)} | {"why": ("why",), "minutes": 3, "flagged": ("f",)}
    story = Story(**full)
    issue = replace(sites.issue(), ebook="line", stories=(story,), bench=(story,), held=(story,), dropped=(story,))
    shown = compose.Published(issue=issue, send_at=datetime(2016, 12, 5, tzinfo=UTC), listed=True).issue
    assert {"number", "date", "subject", "preheader", "intro", "stories"} == {
        field.name for field in fields(Issue) if getattr(shown, field.name)
    }
    kept = {field.name for field in fields(Story) if getattr(shown.stories[0], field.name)}
    assert set(PUBLIC) == kept
    assert {"title", "lang", "url", "source", "topic", "minutes", "blurb", "why", "image", "image_alt", "shelf"} == kept


def test_what_the_email_shows_is_public():
    """A field of a story that templates may print is on the site, too."""
    shown = {field.name for field in fields(Story)} & {field.name for field in fields(Card)}

    assert set() == shown - set(PUBLIC)


class Links(HTMLParser):
    """All links of a page, and its ids."""

    def __init__(self, page):
        super().__init__()
        self.links, self.ids = [], set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        """Collect."""
        given = dict(attrs)
        self.links += [given[key] for key in ("href", "src", "action") if given.get(key)]
        if tag == "meta" and given.get("property") == "og:url":
            self.links.append(given["content"])
        self.ids |= {given["id"]} if "id" in given else set()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_every_internal_link_resolves(count):
    """Links lead to files of the site, by relative ways that also work below another path or from a disk."""
    made = sites.build([sites.public(n) for n in range(count)])
    for path, page in pages(made).items():
        for link in Links(page).links:
            target = urljoin(HOME + path, link)
            if not target.startswith(HOME):
                assert urlsplit(target).scheme in ("mailto", "https")
                continue
            found = urlsplit(target).path.removeprefix("/monday/")
            found = found + "index.html" if found.endswith("/") or not found else found
            assert found in made, f"{path}: {link}"
            if path != "404.html" and not link.startswith(HOME):
                assert not link.startswith("/")
                assert not link.split("#")[0].endswith("/"), f"{path}: {link} shows a folder on a disk"


def test_errata():
    """A correction stands on the page with its day in the newsletter's zone, and the list says so."""
    at = datetime(2016, 12, 7, 2, tzinfo=UTC)
    made = sites.build([sites.public(errata=[(at, "The second link was wrong. <b>")])])

    page = made["2016-12-05/index.html"].decode()
    assert "Correction, December 6, 2016" in page
    assert "The second link was wrong. &lt;b&gt;" in page
    assert "Corrected" in made["index.html"].decode()


def test_standing_articles_are_labeled():
    """Wherever readers meet a standing article on the site, a line says that it is an older one."""
    first, *others = sites.issue().stories
    made = sites.build([sites.public(0, stories=(replace(first, shelf=True), *others))])
    line = "An older article that is still useful."

    assert [made[path].decode().count(line) for path in ("2016-12-05/index.html", "feed.xml", "feed.json")] == [1, 1, 2]


def test_pictures():
    """A picture that a story names lies beside its page."""
    story = Story(title="T", url="https://a.example/", image="walk.png", image_alt="A walk")
    made = sites.build([sites.public(stories=(story,), pictures={"walk.png": b"png", "other.png": b"no"})])

    assert made["2016-12-05/walk.png"] == b"png"
    assert "2016-12-05/other.png" not in made


def test_hostile_words():
    """Titles and search words are text, in markup and in the script."""
    story = Story(title="</script><script>alert(1)</script>", url="javascript:alert(1)", source='"><img src=x>')
    made = sites.build([sites.public(stories=(story,), subject="</title><script>alert(2)</script>")])

    for path, page in pages(made).items():
        assert "<script>alert" not in page, path
        assert "javascript:" not in page, path
    assert b"alert" in made["search-data.js"]


def test_same_bytes_whatever_the_order():
    """The site depends on what is published, not on the order in which it is given."""
    shown = [sites.public(n) for n in range(5)]

    assert sites.build(shown) == sites.build(shown[::-1])


def test_adding_an_issue_touches_what_changes():
    """A new issue makes its page, one new link in its neighbour, the lists, and the pages that show the latest."""
    before = sites.build([sites.public(n) for n in range(60)])
    after = sites.build([sites.public(n) for n in range(61)])

    changed = {path for path in after if before.get(path) != after[path]}
    assert {"2018-01-22/index.html", "2018-01-29/index.html"} == {path for path in changed if path[0] == "2"}
    assert before.keys() <= after.keys()


def test_index_of_ten_years():
    """The index of 520 issues stays at 100 KB or less."""
    made = sites.build([sites.public(n) for n in range(520)])

    assert len(made["index.html"]) <= 100_000
    assert len(re.findall(r"<li><a href=\"20", made["index.html"].decode())) == 520


FORMS = {
    "custom": ("https://x.example/join", "", {"email", "consent", "website"}, "https://x.example/join"),
    "listmonk": (
        "https://lists.example/",
        'list = "d1f0c1f3-7a2b-4c5d-8e9f-0a1b2c3d4e5f"',
        {"email", "l", "next", "nonce"},
        "https://lists.example/subscription/form",
    ),
    "buttondown": (
        "https://buttondown.com/api/emails/embed-subscribe/me",
        "",
        {"email", "embed"},
        "https://buttondown.com/api/emails/embed-subscribe/me",
    ),
    "mailchimp": (
        "https://a.us1.list-manage.com/subscribe/post?u=77&id=9a",
        "",
        {"EMAIL", "b_77_9a"},
        "https://a.us1.list-manage.com/subscribe/post?u=77&amp;id=9a",
    ),
}


@pytest.mark.parametrize("provider", FORMS)
def test_form(provider):
    """Each service gets the field names that it wants, and no script but ours."""
    action, more, names, shown = FORMS[provider]
    conf = sites.settings(f'[signup]\nprovider = "{provider}"\naction = "{action}"\n{more}\n')

    page = sites.build([sites.public()], conf)["signup/index.html"].decode()

    assert f'method="post" action="{shown}"' in page
    assert names == set(re.findall(r'<input[^>]* name="([^"]*)"', page))
    assert "checked" not in page
    assert not re.search(r"<script[^>]+src=", page)


def test_form_on_the_web_version():
    """The web version of an issue holds the real form too; `check` has nothing to say against it."""
    conf = sites.settings('[signup]\nprovider = "custom"\naction = "https://x.example/join"\n')
    alone = compose.compose(sites.issue(), conf, resources.templates(sites.ROOT / "nowhere"))["web.html"]
    public = sites.build([sites.public()], conf)["2016-12-05/index.html"]

    for page in (alone, public):
        assert page.count(b'<form class="signup" id="signup" method="post" action="https://x.example/join">') == 1
        assert b".signup .consent" in page
    assert b"<form" not in sites.build([sites.public()])["2016-12-05/index.html"]


def test_no_form():
    """Without a service the page says how to sign up, and shows no dead form."""
    page = sites.build([sites.public()])["signup/index.html"].decode()

    assert "<form" not in page
    assert "mailto:hello@example.org?subject=" in page


def test_ebook_elsewhere():
    """A signup page that the editor has elsewhere is linked as it is."""
    made = sites.build([sites.public()], sites.settings('[ebook]\nurl = "https://shop.example/ebook"\n'))

    assert b'href="https://shop.example/ebook"' in made["2016-12-05/index.html"]
    assert b'href="https://shop.example/ebook"' in made["index.html"]


@pytest.mark.parametrize("provider", ["none", "listmonk", "buttondown", "mailchimp", "custom"])
def test_plain_words(provider):
    """Our own words on the signup and privacy pages stay at grade 6 or lower, in sentences of 15 words at most."""
    form = f'[signup]\nprovider = "{provider}"\naction = "https://x.example/"\n'
    form += 'list = "d1f0c1f3-7a2b-4c5d-8e9f-0a1b2c3d4e5f"\n'
    made = sites.build([], sites.settings("" if provider == "none" else form))

    for path, page in pages(made).items():
        main = page.split('<main id="main">')[1].split("</main>")[0]
        main = re.sub(r"</(li|p|h1|h2|h3|label|button|a)>", r".</\1>", main)
        words = re.sub(r"(\s*\.)+", ".", text.plain(main))
        assert text.grade(words) <= 6, (path, words)
        assert max(len(text.words(sentence)) for sentence in text.sentences(words)) <= 15, (path, words)


def test_topics_in_plain_words():
    """Readers see what the profile calls a topic, in the index, the feeds and the search."""
    labels = {"carers": "caregivers and family", "speech": "speech and language"}
    made = compose.site(
        [sites.public()], sites.settings(), resources.templates(sites.ROOT / "nowhere"), compose.Extras(labels=labels)
    )

    told = ["hand and arm", "fatigue", "speech and language", "walking", "caregivers and family"]
    assert ", ".join(told) in made["index.html"].decode()
    assert told == json.loads(made["feed.json"])["items"][0]["tags"]
    assert all(f'term="{topic}"' in made["feed.xml"].decode() for topic in told)
    assert " ".join(told) in made["search-data.js"].decode()


KEEPERS = {
    "none": "You write to us to sign up.",
    "listmonk": "Your email address is on our own mail server, x.example.",
    "buttondown": "Buttondown sends our emails.",
    "mailchimp": "Mailchimp sends our emails.",
    "custom": "The mail service at x.example keeps your email address for us.",
}


@pytest.mark.parametrize("provider", KEEPERS)
def test_privacy_is_true_for_each_service(provider):
    """The page says who keeps what and where, what the site's host may note, who is responsible, how to be erased."""
    form = f'[signup]\nprovider = "{provider}"\naction = "https://x.example/"\n'
    form += 'list = "d1f0c1f3-7a2b-4c5d-8e9f-0a1b2c3d4e5f"\n'
    settings = f'responsible = "The River Trust, Leeds"\n{"" if provider == "none" else form}'
    words = text.squeeze(text.plain(sites.build([], sites.settings(settings))["privacy/index.html"].decode()))

    assert [provider] == [name for name, said in KEEPERS.items() if said in words]
    for said in (
        "The River Trust, Leeds",
        "They come from news.example.",
        "The company that runs this site may record each visit.",
        "Do you want it erased?",
        "You can complain to your country's data protection office.",
    ):
        assert said in words
    assert "nothing else" not in words
