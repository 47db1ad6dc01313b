"""Templates: overriding, escaping, and errors that name their place."""

import re

import pytest

from pipeline.compose import compose, render, source
from pipeline.errors import TemplateError
from tests.compose import sample


def test_one_block_of_the_email_is_overridden():
    """An editor's own template may replace one block and keep the rest."""
    own = '{% extends "shipped/email/email.html" %}{% block close %}<tr><td>Until <b>soon</b>.</td></tr>{% endblock %}'
    made = source(sample.issue(), sample.newsletter(), {**sample.TEMPLATES, "email/email.html": own})

    assert "Until <b>soon</b>." in made
    assert "See you on Monday" not in made
    assert "Unsubscribe" in made


def test_one_stylesheet_is_overridden():
    """An editor's own inline.css is used in place of the shipped one."""
    templates = {**sample.TEMPLATES, "email/inline.css": "td { color: #123456; }"}
    made = compose(sample.issue(), sample.newsletter(), templates)["email.html"].decode()

    assert 'style="color:#123456"' in made


@pytest.mark.parametrize(
    ("template", "message"),
    [
        pytest.param("one\n{{ nothing }}", "templates/a.html:2: 'nothing' is undefined", id="unknown name"),
        pytest.param(
            "{% if %}", "templates/a.html:1: Expected an expression, got 'end of statement block'", id="syntax"
        ),
        pytest.param("\n\n{{ 1 / 0 }}", "templates/a.html:3: division by zero", id="a bug"),
        pytest.param('\n{% include "b.html" %}', "templates/b.html:1: 'gone' is undefined", id="inside an include"),
        pytest.param('\n{% include "c.html" %}', "templates/a.html:2: there is no template c.html", id="missing"),
        pytest.param("{{ nothing.more }}", "templates/a.html:1: 'nothing' is undefined", id="below an unknown name"),
        pytest.param('{% include "a.html" %}', "templates/a.html:1: it includes itself", id="endless"),
    ],
)
def test_an_error_names_file_and_line(template, message):
    """Whatever goes wrong in a template, its author is told where."""
    with pytest.raises(TemplateError) as caught:
        render.render({"a.html": template, "b.html": "{{ gone }}"}, "a.html")

    assert message == str(caught.value)
    assert caught.value.hint


def test_a_missing_template():
    """A template that is not there is named."""
    with pytest.raises(TemplateError, match=r"^templates/x\.html:1: there is no template x\.html$"):
        render.render({}, "x.html")


@pytest.mark.parametrize(
    ("value", "html", "text"),
    [
        pytest.param("a **b** c", "a <strong>b</strong> c", "a b c", id="bold"),
        pytest.param("**<i>x</i>**", "<strong>&lt;i&gt;x&lt;/i&gt;</strong>", "<i>x</i>", id="markup inside bold"),
        pytest.param("2 ** 3 & 4", "2 ** 3 &amp; 4", "2 ** 3 & 4", id="stray stars"),
        pytest.param("{{ x }}", "{{ x }}", "{{ x }}", id="template tags are text"),
    ],
)
def test_bold(value, html, text):
    """Two stars mean bold, and nothing else means anything."""
    templates = {"a.html": "{{ value|bold }}", "a.txt": "{{ value|unbold }}"}

    assert html == render.render(templates, "a.html", value=value)
    assert text == render.render(templates, "a.txt", value=value)


def test_no_rule_for_nothing():
    """Each class that the two stylesheets speak of is on some element: every byte goes to every reader."""
    logo = 'brand = { logo = "https://news.example.org/monday/logo.png", logo_alt = "Five" }\n'
    settings = sample.SETTINGS.replace("\n[[feeds]]", f"{logo}\n[[feeds]]")
    made = source(sample.illustrated(), sample.newsletter(settings=settings), sample.TEMPLATES)
    worn = set(" ".join(re.findall(r'class="([^"]*)"', made)).split())
    sheets = "".join(re.findall(r"<style[^>]*>(.*?)</style>", made, re.DOTALL))
    spoken = set(re.findall(r"\.([a-z][\w-]*)(?=[^{}]*\{)", sheets))

    assert {"card", "logo", "off"} <= spoken
    assert set() == spoken - worn
