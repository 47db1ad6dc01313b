"""Text that means the same: what a feed's words say is what an editor reads."""

import pytest

from pipeline.collect.parse import parse
from pipeline.model import Feed

FEED = Feed(url="https://a.example/feed", name="Lakeside Daily News")


def read(*items, doctype=""):
    head = '<rss version="2.0"><channel><title>T</title>'
    rows = (f"<item><link>https://a.example/{n}</link>{item}</item>" for n, item in enumerate(items))
    return parse(f"{doctype}{head}{''.join(rows)}</channel></rss>".encode(), feed=FEED, url=FEED.url).articles


def atom(entry):
    text = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>{entry}</entry></feed>'
    (article,) = parse(text.encode(), feed=FEED, url=FEED.url).articles
    return article


@pytest.mark.parametrize(
    "summary, kept",
    [
        ("People rested. Read on days when you are tired", "People rested. Read on days when you are tired"),
        ("Rest. Read more books to your child.", "Rest. Read more books to your child."),
        ("Speak. Continue reading aloud for ten minutes.", "Speak. Continue reading aloud for ten minutes."),
        ("People rested. Read on", "People rested."),
        ("People rested. Read more »", "People rested."),
        ("People rested. Continue reading Ten ways to rest →", "People rested."),
        ("People rested. Continue reading “Ten ways to rest”", "People rested."),
        ("People rested. Read more: Ten ways to rest", "People rested."),
        ("People rested. Read the full story at Lakeside Daily.", "People rested."),
        ("People rested […] Read more about it", "People rested"),
        ("Rested. The post Rest appeared first on Lake.", "Rested."),
    ],
)
def test_furniture_is_not_what_a_sentence_may_say(summary, kept):
    """What publishing software adds below a summary goes; a sentence that begins with the same words stays."""
    (article,) = read(f"<title>A</title><description>{summary}</description>")

    assert kept == article.summary


@pytest.mark.parametrize(
    "title, shown",
    [
        ("How to sleep - Lakeside Daily News", "How to sleep"),
        ("How to sleep | Lakeside Daily News", "How to sleep"),
        ("How to sleep - Hillside Times", "How to sleep"),
        ("How to sleep - a guide", "How to sleep - a guide"),
        ("Sleep - Hillside Times", "Sleep - Hillside Times"),
    ],
)
def test_a_title_loses_its_publisher(title, shown):
    """Behind a dash or bar, where the feed or the entry's source is called the same; a short title stays whole."""
    (article,) = read(f'<title>{title}</title><source url="https://h.example">Hillside Times</source>')

    assert shown == article.title


@pytest.mark.parametrize(
    "entry, shown",
    [
        ('<title type="text">a &lt;b&gt; c</title>', "a <b> c"),
        ('<title type="text">Less &lt;em&gt;is&lt;/em&gt; more</title>', "Less <em>is</em> more"),
        ('<title type="text">AT&amp;amp;T</title>', "AT&T"),
        ('<title type="html">Less &lt;em&gt;is&lt;/em&gt; more</title>', "Less is more"),
    ],
)
def test_text_of_atom_is_text(entry, shown):
    """What Atom calls text is not read as markup."""
    assert shown == atom(entry).title


def test_a_title_of_invisible_letters_is_no_title():
    """The first words of the summary stand in for it."""
    found = read("<title>&#x3164;</title><description>Ten ways to rest</description>", "<title>Walk&#xE0069;n</title>")

    assert [article.title for article in found] == ["Ten ways to rest", "Walkn"]


@pytest.mark.parametrize("value", ['"&#160;"', "'&#xA0;'"])
def test_harmless_entities_are_read(value):
    """A name for one letter is written out; `nbsp` and its kind stand in many feeds."""
    (article,) = read("<title>A&nbsp;b &other;</title>", doctype=f"<!DOCTYPE rss [<!ENTITY nbsp {value}>]>")

    assert article.title[:3] == "A b"
