"""Every course that a hand-off can take, whole: what is asked, what the ledger says by then, what the editor is told.

Refresh: `REFRESH=1 pytest tests/handoff/test_stories.py`, then review the diff.
"""

import pytest

from tests.handoff import courses, golden
from tests.handoff.story import Story
from tests.handoff.world import TARGETS, World

pytestmark = [pytest.mark.golden, pytest.mark.usefixtures("elsewhere")]

CASES = [
    pytest.param(course, target, id=f"{course.__name__}-{target}")
    for course in courses.SERVICE
    for target in TARGETS
    if (course, target) != (courses.begun_and_stopped, "buttondown")  # it stops nothing by half
] + [pytest.param(course, "listmonk", id=f"{course.__name__}-listmonk") for course in courses.LISTMONK]


@pytest.mark.parametrize(("course", "target"), CASES)
def test_a_service(tmp_path, course, target):
    """The course is told word for word as it was when a person last read it."""
    with World(tmp_path, target) as world:
        story = Story(world)
        course(story)
    golden.same(f"{target}.txt", title(course), story.text())


@pytest.mark.parametrize("course", courses.MAIL, ids=lambda course: course.__name__)
def test_a_mail_server(tmp_path, course):
    """By mail to the list's address, too, every course is told word for word."""
    with World(tmp_path, "smtp") as world:
        story = Story(world)
        course(story)
    golden.same("smtp.txt", title(course), story.text())


def test_titles():
    """No story is left over from a course that is gone."""
    for target in TARGETS:
        assert {title(p.values[0]) for p in CASES if p.values[1] == target} == golden.titles(f"{target}.txt")
    assert {title(course) for course in courses.MAIL} == golden.titles("smtp.txt")


def title(course):
    """A story's title is its course's name."""
    return course.__name__.replace("_", " ")
