"""Words say in which language they are, dates follow the country, and the closing line knows the next Monday."""

from dataclasses import replace

import pytest

from pipeline.compose import compose, view
from tests.compose import sample


def newsletter(line: str = "", extra: str = ""):
    """The newsletter of these tests with one more *line* in [newsletter]."""
    return sample.newsletter(extra, settings=sample.SETTINGS.replace("[[feeds]]", f"{line}\n\n[[feeds]]", 1))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param("", "November 23, 2026", id="beside 911"),
        pytest.param('emergency = "999"', "23 November 2026", id="beside 999"),
        pytest.param('emergency = "112"\nlanguage = "en-US"', "November 23, 2026", id="a country in the language"),
        pytest.param('language = "en-GB"', "23 November 2026", id="that country before the number"),
    ],
)
def test_dates(line, said):
    """Month first in the United States, day first elsewhere."""
    assert said == view.page(sample.issue(), newsletter(line)).day


@pytest.mark.parametrize(
    ("skip", "said"),
    [
        pytest.param("", "next Monday", id="the usual"),
        pytest.param("2026-11-30", "on Monday, December 7, 2026", id="the next one is skipped"),
        pytest.param("2026-11-30, 2026-12-07", "on Monday, December 14, 2026", id="two are skipped"),
    ],
)
def test_the_next_monday(skip, said):
    """Readers are told when they hear from us again."""
    config = newsletter(extra=f"\n[schedule]\nskip = [{skip}]\n")

    assert said == view.page(sample.issue(), config).next


def test_shipped_words_are_english():
    """Under language = "fr", our English words stay English, and what the editor wrote is French."""
    html = compose(sample.issue(), newsletter('language = "fr"'), sample.TEMPLATES)["email.html"].decode()

    assert '<html lang="en"' in html
    assert html.count('<h2 class="title" dir="auto" lang="fr"') == 5


def test_translated_templates():
    """Templates of one's own are in the newsletter's language."""
    name = "email/email.html"
    own = {**sample.TEMPLATES, name: sample.TEMPLATES[name].replace("Unsubscribe", "Se désabonner")}
    html = compose(sample.issue(), newsletter('language = "fr"'), own)["email.html"].decode()

    assert '<html lang="fr"' in html
    assert 'dir="auto" lang=' not in html


def test_a_title_in_another_language():
    """Where a feed tells a language, the title carries it."""
    first, *rest = sample.STORIES
    story = replace(first, title="Ejercicios para la mano", lang="es")
    made = compose(sample.issue(story, *rest), newsletter(), sample.TEMPLATES)

    assert b'<h2 class="title" dir="auto" lang="es"' in made["email.html"]
    assert b'<h2 dir="auto" lang="es"' in made["web.html"]


def test_emergency_lines():
    """For those who cannot speak, and for those without hope: a number gets its verb, words stay as they are."""
    config = newsletter('emergency_text = "61016"\ncrisis_line = "Call or text 988"')
    made = compose(sample.issue(), config, sample.TEMPLATES)

    for name in ("email.html", "email.txt", "web.html"):
        assert b"Cannot speak? Text 61016." in made[name]
        assert b"Feeling hopeless? Call or text 988." in made[name]


def test_a_story_on_suicide():
    """The crisis line stands under a story that mentions suicide, too."""
    first, *rest = sample.STORIES
    story = replace(first, blurb="One survivor speaks about **suicide**, and about what helped.")
    made = compose(sample.issue(story, *rest), newsletter('crisis_line = "988"'), sample.TEMPLATES)

    assert made["email.txt"].count(b"Feeling hopeless? Call 988.") == 2
    assert made["email.html"].count(b"Feeling hopeless? Call 988.") == 2
