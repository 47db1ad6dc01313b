"""The small CSS reader: declarations, selectors, media, sides, colours."""

import pytest

from pipeline.check import color, css, html


@pytest.mark.parametrize(
    ("selector", "tags"),
    [
        pytest.param("p", ["p"], id="element"),
        pytest.param(".a", ["div"], id="class"),
        pytest.param("div.a", ["div"], id="both"),
        pytest.param(".a p", ["p"], id="descendant"),
        pytest.param(".a > p", [], id="child, not deeper"),
        pytest.param("td>p", ["p"], id="child without spaces"),
        pytest.param("[lang]", ["td"], id="attribute"),
        pytest.param("p:hover", [], id="states never hold"),
        pytest.param("u + .body", [], id="client hacks never hold"),
    ],
)
def test_matches(selector, tags):
    """A selector picks what a browser would pick."""
    root = html.parse('<div class="a b"><table><tr><td lang="en"><p>x</p></td></tr></table></div>').root

    assert tags == [node.tag for node in root.all() if css.matches(selector, node)]


def test_rules_know_media_and_lines():
    """Comments go, groups are split, lines stay true."""
    found = css.rules("/* a\nb */\na, .b { color: red !important }\n@media print {\n .c { margin: 0; }\n}")

    assert [(rule.selector, rule.line) for rule in found] == [("a", 3), (".b", 3), (".c", 5)]
    assert [rule.media for rule in found] == [(), (), ("@media print",)]
    assert found[0].declarations[0].important


def test_declarations_keep_semicolons_in_quotes():
    """A semicolon in quotes or brackets ends nothing."""
    found = css.declarations("a: url(data:x;y); font: 'b;c'; color : red")

    assert [(d.name, d.value) for d in found] == [("a", "url(data:x;y)"), ("font", "'b;c'"), ("color", "red")]


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ({"padding": "1px"}, ("1px", "1px", "1px", "1px")),
        ({"padding": "1px 2px"}, ("1px", "2px", "1px", "2px")),
        ({"padding": "1px 2px 3px"}, ("1px", "2px", "3px", "2px")),
        ({"padding": "1px", "padding-left": "9px"}, ("1px", "1px", "1px", "9px")),
        ({}, ("0", "0", "0", "0")),
    ],
)
def test_sides(style, expected):
    """Padding is understood whichever way it is written."""
    assert expected == css.sides(style, "padding")


def test_states():
    """Dark rules hold in the dark, phone rules on a phone, and nothing of both without <style>."""
    page = html.parse('<p class="x" style="color:#111111;line-height:1.5">Hi</p>')
    rules = css.rules(
        "@media (prefers-color-scheme: dark) { .x { color: #eeeeee !important } }"
        "@media (max-width: 480px) { .x { font-size: 30px !important } }"
    )
    seen = {state.name: painting.texts[0] for state, painting in color.paintings(page.root, rules).items()}

    assert (17, 17, 17) == seen["light"].text == seen["light, without <style>"].text
    assert (238, 238, 238) == seen["dark"].text == seen["dark by full inversion"].text
    assert (seen["light"].size, seen["light, on a phone"].size, seen["light, on a phone"].line) == (16, 30, 45)


def test_the_tree_forgives():
    """Unclosed and stray tags, odd entities still give a tree with true lines."""
    page = html.parse("<p>a<b>c\n</p></i><img src=x><td>&nbsp;&#x41;")

    assert [(node.tag, node.line) for node in page.root.all()] == [("p", 1), ("b", 1), ("img", 2), ("td", 2)]
    assert page.root.text == "ac A"
