"""Our text stays text in every service's template language, and every service's own tokens work."""

import html as markup
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import MondayError
from pipeline.handoff import escape
from tests.handoff.stubs.gotemplate import ACTION, fault, render, unquote
from tests.handoff.world import HTML, LINK, TEXT

PIECES = st.lists(
    st.sampled_from(
        ["{", "}", "{{", "{%", "{#", "*|", "|*", "|", "*", "<", '"', "\\", "a", " ", "\n", "é", "@TrackLink"]
    )
)
FUNCTIONS = [
    pytest.param(escape.listmonk_html, id="listmonk-html"),
    pytest.param(escape.listmonk_text, id="listmonk-text"),
    pytest.param(escape.buttondown_html, id="buttondown-html"),
    pytest.param(lambda t: escape.mailchimp_html(t, "x"), id="mailchimp-html"),
    pytest.param(lambda t: escape.mailchimp_text(t, "x"), id="mailchimp-text"),
]


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("text", ["", "nothing", LINK + LINK], ids=["empty", "none", "two"])
def test_exactly_one_link(function, text):
    """No unsubscribe link, or two, is an error before anything is sent."""
    with pytest.raises(MondayError, match="unsubscribe links"):
        function(text)


ADDRESS = "1 <Street> & Ü"


@pytest.mark.parametrize(("function", "given", "expected"), [
    (escape.listmonk_html, "{ {{ {LINK} {<!-- a --> @TrackLink {<!--[if mso]>", "{ &#123;{ &#123;{{ UnsubscribeURL }}} "
     '&#123;{{ Safe "<!-- a -->" }} &#64;TrackLink &#123;{{ Safe "<!--[if mso]>" }}'),
    (escape.listmonk_html, "LINK<!--[if !mso]><!-->y<!--<![endif]--> <!--[if mso]>x<![endif]-->",
     '{{ UnsubscribeURL }}{{ Safe "<!--[if !mso]><!-->" }}y{{ Safe "<!--<![endif]-->" }} '
     '{{ Safe "<!--[if mso]>" }}x{{ Safe "<![endif]-->" }}'),
    (escape.listmonk_text, "{ {{ {{{ {LINK} a < b {< @TrackLink @Track",
     '{ {{ Safe "{{" }} {{ Safe "{{{" }} {{ Safe "{" }}{{ UnsubscribeURL }}} a {{ Safe "<" }} b '
     '{{ Safe "{" }}{{ Safe "<" }} {{ Safe "@" }}TrackLink @Track'),
    (escape.listmonk_subject, "{ {{ {{{ {% *|", '{ {{ "{{" }} {{ "{{{" }} {% *|'),
    (escape.buttondown_html, "{ {{ {% {# {LINK }} {<!-- a -->",
     "{ &#123;{ &#123;% &#123;# &#123;{{ unsubscribe_url }} }} {<!-- a -->"),
    (escape.buttondown_subject, "{ {{ {{{ {% {# {a *|", "{ { { { { { { % { # {a *|"),
    (lambda t: escape.mailchimp_html(t, ADDRESS), "*|A|* LINK 1 &lt;Street&gt; &amp; &#220; </BODY>",
     "&#42;|A|* *|UNSUB|* *|LIST:ADDRESS|* </BODY>"),
    (lambda t: escape.mailchimp_html(t, ADDRESS), "LINK </BODY></body>",
     "*|UNSUB|* <p>*|LIST:ADDRESS|*</p></BODY></body>"),
    (lambda t: escape.mailchimp_html(t, ""), "LINK</body>", "*|UNSUB|*<p>*|LIST:ADDRESS|*</p></body>"),
    (lambda t: escape.mailchimp_text(t, ADDRESS), f"*|A|* LINK {ADDRESS} X\n",
     "* |A|* *|UNSUB|* *|LIST:ADDRESS|* X\n"),
    (lambda t: escape.mailchimp_text(t, ""), "LINK X \n\n", "*|UNSUB|* X \n\n*|LIST:ADDRESS|*\n"),
    (lambda t: escape.mailchimp_text(t, "elsewhere"), "LINK XX", "*|UNSUB|* XX\n\n*|LIST:ADDRESS|*\n"),
    (escape.mailchimp_subject, "*| |* {{", "* | |* {{"),
])  # fmt: skip
def test_each(function, given, expected):
    """What a service would read as its own is written otherwise; the rest stays, letter for letter."""
    assert expected == function(given.replace("LINK", LINK))


def test_listmonk_html():
    """Comments come through, Outlook's too, braces stay, the link is the reader's own."""
    shown = render(escape.listmonk_html(HTML))
    wanted = HTML.replace(LINK, "https://lists.example.org/subscription/x")
    assert markup.unescape(wanted) == markup.unescape(shown)


@pytest.mark.parametrize("words", ["<!-- 😀 -->", "<!-- 𝒻 \x7f \u2028 -->"])
def test_letters_beyond_the_first_plane(words):
    """An emoji in a comment compiles: Go takes it as it is, and refuses the pair of escapes that JSON would make."""
    made = escape.listmonk_html(f"{words}{LINK}")

    assert fault(made) == ""
    assert render(made).startswith(words)


def test_listmonk_text():
    """The plain part comes out as it was, though an HTML engine reads it."""
    assert TEXT.replace(LINK, "https://lists.example.org/subscription/x") == render(escape.listmonk_text(TEXT))


@given(PIECES, PIECES)
def test_listmonk_any_words(before, after):
    """Whatever words stand around the link, the engine sees our tokens alone and gives the words back."""
    text = "".join(before) + LINK + "".join(after)
    for function in (escape.listmonk_html, escape.listmonk_text):
        made = function(text)
        assert fault(made) == ""
        assert "{{" not in ACTION.sub("", made)
        assert "@TrackLink" not in made
        shown = render(made).replace("https://lists.example.org/subscription/x", LINK)
        assert text == (markup.unescape(shown) if function is escape.listmonk_html else shown)


@given(PIECES)
def test_listmonk_subject(pieces):
    """A subject's braces come back as they were."""
    subject = "".join(pieces)
    made = escape.listmonk_subject(subject)
    assert subject == ACTION.sub(lambda m: unquote(m[1][1:-1]), made)
    assert "{{" not in ACTION.sub("", made)


@given(PIECES, PIECES)
def test_buttondown_any_words(before, after):
    """One token of theirs, none of ours."""
    text = "".join(before) + LINK + "".join(after)
    made = escape.buttondown_html(text)
    assert re.findall(r"\{[{%#].*?(?:[}%#]\}|$)", made, flags=re.S) == [("{{ unsubscribe_url }}")]
    assert text == markup.unescape(made).replace("{{ unsubscribe_url }}", LINK)
    assert not re.search(r"\{[{%#]", escape.buttondown_subject("".join(before)))


@given(PIECES, PIECES)
def test_mailchimp_any_words(before, after):
    """Only their own merge tags are left."""
    text = "".join(before) + LINK + "".join(after)
    for made in (escape.mailchimp_html(text, "§"), escape.mailchimp_text(text, "§")):
        assert "*|" not in made.replace("*|UNSUB|*", " ").replace("*|LIST:ADDRESS|*", " ")
        assert made.count("*|UNSUB|*") == 1
    assert "*|" not in escape.mailchimp_subject("".join(before))


def test_mailchimp_address():
    """The audience's own postal address takes the place of ours, or is added."""
    address = "1 Example Street, Example Town"
    assert escape.mailchimp_html(HTML, address).count("*|LIST:ADDRESS|*") == 1
    assert address not in escape.mailchimp_html(HTML, address)
    assert "<p>*|LIST:ADDRESS|*</p></body>" in escape.mailchimp_html(HTML, "elsewhere")
    assert escape.mailchimp_text(TEXT, "elsewhere").endswith("\n\n*|LIST:ADDRESS|*\n")
