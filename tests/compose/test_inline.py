"""Inlining: premailer's known traps stay closed."""

import re

import pytest

from pipeline.compose.inline import inline
from pipeline.errors import TemplateError
from pipeline.limits import END


def page(body: str, *, sheet: str = "", head: str = "") -> str:
    """A small email."""
    return (
        f"<!DOCTYPE html><html><head><style>{sheet}</style>"
        f'<style data-premailer="ignore">{head}</style></head><body>{body}{END}</body></html>'
    )


def test_two_stylesheets():
    """Plain rules move into elements and are gone; the other sheet stays, with its !important."""
    head = "@media (max-width: 480px) { .a { color: #111111 !important; } }"
    made = inline(page('<p class="a">x</p>', sheet=".a { color: #222222; }", head=head))

    assert '<p class="a" style="color:#222">x</p>' in made
    assert head in made
    assert made.count("<style") == 1


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('<img alt="" width="544" height="306">', id="sizes of pictures"),
        pytest.param('<td align="center" bgcolor="#ffffff">x</td>', id="attributes that templates wrote"),
        pytest.param('<a href="https://a.example/?b=1&amp;c=%7B%7Bx%7D%7D">x</a>', id="addresses"),
        pytest.param("<!--[if mso]><table><tr><td><![endif]-->", id="comments for Outlook"),
        pytest.param("<p>{{ x }} {% y %} *|Z|* [[w]]</p>", id="template tags"),
    ],
)
def test_untouched(body):
    """What the templates wrote by hand is not rewritten."""
    made = inline(page(f"<table><tr>{body}</tr></table>" if body.startswith("<td") else body))

    assert body in made


def test_ascii():
    """Every character beyond ASCII is a number, so that no charset can break it."""
    assert "<p>&#8217; &#233; &#128512;</p>" in inline(page("<p>’ é 😀</p>"))


def test_mso_properties_survive():
    """Properties that no browser knows are kept for Outlook."""
    assert "mso-padding-alt:14px" in inline(page('<p class="a">x</p>', sheet=".a { mso-padding-alt: 14px; }"))


def test_too_deep():
    """An end that gets lost is an error, not a shorter email."""
    with pytest.raises(TemplateError, match="the end of the email is lost"):
        inline(page("<div>" * 300 + "x" + "</div>" * 300))


def test_no_end():
    """A template without the end mark is refused, since nothing could be proved about it."""
    with pytest.raises(TemplateError, match=re.escape(f"the line {END} is missing")):
        inline("<p>x</p>")


def test_a_selector_that_premailer_cannot_read():
    """A crash of the inliner is an error with a hint, not a traceback."""
    with pytest.raises(TemplateError, match="cannot be inlined") as caught:
        inline(page("<p>x</p>", sheet='a[title="x,y"] { color: #111111; }'))

    assert "head.css" in caught.value.hint


def test_twice_is_the_same():
    """Premailer's caches leak nothing from one email into the next."""
    html = page('<p class="a" style="margin: 0">x</p>', sheet=".a { color: #222222; }")

    assert inline(html) == inline(html)


def test_a_second_opinion():
    """css-inline, which shares no code with premailer, agrees on every element (it also adds <tbody>)."""
    import css_inline
    from lxml import html

    from pipeline.compose import source
    from tests.compose import sample

    def styles(markup: str) -> list[dict[str, str]]:
        found = html.document_fromstring(markup.encode()).body.iter()
        return [declarations(e.get("style", "")) for e in found if isinstance(e.tag, str) and e.tag != "tbody"]

    def declarations(style: str) -> dict[str, str]:
        pairs = (d.split(":", 1) for d in style.split(";") if d.strip())
        return {name.strip(): value.strip().replace("Helvetica,sans", "Helvetica, sans") for name, value in pairs}

    before = source(sample.illustrated(), sample.newsletter(), sample.TEMPLATES)
    theirs = css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False).inline(
        re.sub(r'<style data-premailer="ignore">.*?</style>', "", before, flags=re.DOTALL)
    )

    assert styles(theirs) == styles(inline(before))
