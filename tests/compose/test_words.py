"""Our own words: few, and easy."""

import re
from dataclasses import replace

import pytest

from pipeline import text
from pipeline.compose import compose, email
from pipeline.model import Story
from tests.compose import sample


def ours(part: str) -> str:
    """What we wrote of the text part: links, lines, titles and sources left out."""
    for story in sample.STORIES:
        part = part.replace(story.title, "").replace(story.source, "")
    return re.sub(r"https?://\S+|-{3,}", "", part)


def test_at_most_300_words():
    """At most 300 words of our own, and 40 before the first title."""
    made = email(sample.issue(), sample.newsletter(), sample.TEMPLATES).text
    before, _, _ = made.partition(sample.STORIES[0].title)

    assert len(ours(made).split()) <= 300
    assert len(ours(before).split()) <= 40


def test_easy():
    """A reader of eleven understands it: grade 6 or less, blurbs included."""
    assert text.grade(ours(email(sample.issue(), sample.newsletter(), sample.TEMPLATES).text)) <= 6


def test_no_intro():
    """Without an intro the tagline opens the email."""
    made = email(sample.issue(intro=""), sample.newsletter(), sample.TEMPLATES)

    assert "Five articles on stroke recovery, every Monday" in made.html
    assert "Five articles on stroke recovery, every Monday" in made.text


def test_unknown_minutes():
    """A total that leaves out an article says so, one that knows all says that too; if few are known, there is none."""
    untimed = [replace(story, minutes=None) for story in sample.STORIES]
    some = email(sample.issue(), sample.newsletter(), sample.TEMPLATES).text
    every = email(sample.issue(*sample.STORIES[:4]), sample.newsletter(), sample.TEMPLATES).text
    few = email(sample.issue(*sample.STORIES[3:], *untimed[:1]), sample.newsletter(), sample.TEMPLATES).text
    none = email(sample.issue(sample.STORIES[4]), sample.newsletter(), sample.TEMPLATES).text

    assert "18 minutes or more.\n" in some
    assert "18 minutes in all.\n" in every
    assert "in all" not in few + none
    assert "or more" not in few + none


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_stories(count):
    """An issue of two, one or none still reads like English, in every part."""
    stories = [Story(title=f"Story {n}", url="https://a.example/", minutes=1) for n in range(count)]
    issue = replace(sample.issue(), stories=tuple(stories))
    made = compose(issue, sample.newsletter(), sample.TEMPLATES)
    total = {0: "", 1: "1 minute in all", 2: "2 minutes in all"}[count]

    for name in ("email.html", "email.txt", "web.html"):
        assert "That is all. See" in made[name].decode()
        assert total in made[name].decode()
        assert "If you read one thing" not in made[name].decode() or count == 2
        assert '<p class="meta"></p>' not in made[name].decode()
