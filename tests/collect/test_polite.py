"""A server that grades a feed client: each line is one thing that hosts complain about."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipeline import __version__
from pipeline.collect import collect, feed_health
from tests.collect.newsletters import DAY, HOUR, NOW, newsletter, rss
from tests.server import answer, serving

BODY = rss("x")
RULES = Path(__file__).resolve().parents[2] / "docs" / "politeness.md"


@dataclass
class Course:
    """One line: what the server answers (the last answer repeats), when the client runs, what must have happened."""

    says: list
    runs: list
    right: Callable
    feeds: list[str] = field(default_factory=lambda: ["/feed"])


@dataclass
class Seen:
    """What the grader looks at afterwards."""

    asked: list
    health: tuple
    busiest: int

    def sent(self, name):
        return [asked.headers.get(name) for asked in self.asked]

    @property
    def requests(self):
        return len(self.asked)


def _hours(hours):
    return f"<skipHours>{''.join(f'<hour>{hour}</hour>' for hour in hours)}</skipHours>"


def days(count):
    return [day * DAY for day in range(count)]


DATES = {"Date": "Mon, 02 Mar 2026 08:00:00 GMT", "Expires": "Mon, 02 Mar 2026 13:00:00 GMT"}
TAGGED = answer(200, BODY, ETag='W/"a b"', Last_Modified="Mon, 2 Mar 2026 8:00:00 GMT")

COURSES = {
    "Both validators come back byte for byte": Course(
        [TAGGED],
        days(2),
        lambda s: (
            [s.sent("if-none-match")[1], s.sent("if-modified-since")[1]] == (['W/"a b"', "Mon, 2 Mar 2026 8:00:00 GMT"])
        ),
    ),
    "An ETag that changes while the body does not is kept": Course(
        [answer(200, BODY, ETag='"1"'), answer(200, BODY, ETag='"2"'), answer(304)],
        days(3),
        lambda s: s.sent("if-none-match") == [None, '"1"', '"2"'],
    ),
    "A 304's new validators replace the old ones": Course(
        [answer(200, BODY, ETag='"1"'), answer(304, ETag='"2"')],
        days(3),
        lambda s: s.sent("if-none-match") == [None, '"1"', '"2"'],
    ),
    "A 304 without validators leaves them as they are": Course(
        [answer(200, BODY, ETag='"1"'), answer(304)],
        days(3),
        lambda s: s.sent("if-none-match") == [None, '"1"', '"1"'],
    ),
    "A validator that the server dropped is dropped": Course(
        [TAGGED, answer(200, BODY)], days(3), lambda s: s.sent("if-none-match")[2] is None
    ),
    "A failure in between does not cost the validators": Course(
        [TAGGED, answer(500), answer(304)], days(3), lambda s: s.sent("if-none-match")[2] == 'W/"a b"'
    ),
    "At least an hour between two requests, across restarts": Course(
        [answer(200, BODY)], [0 * HOUR, HOUR / 2, 0.9 * HOUR, 1.1 * HOUR], lambda s: s.requests == 2
    ),
    "Cache-Control: max-age is waited for": Course(
        [answer(200, BODY, Cache_Control='Public, Max-Age="18000"')],
        [0 * HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR],
        lambda s: s.requests == 2,
    ),
    "Expires is waited for": Course(
        [answer(200, BODY, **DATES)], [0 * HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR], lambda s: s.requests == 2
    ),
    "The feed's own ttl is waited for, after a 304 too": Course(
        [answer(200, rss("x", ttl=300), ETag='"1"'), answer(304)],
        [0 * HOUR, 4 * HOUR, 6 * HOUR, 10 * HOUR, 12 * HOUR],
        lambda s: s.requests == 3,
    ),
    "The feed's skipHours are left alone": Course(
        [answer(200, rss("x", head=_hours(range(9, 18))))],
        [0 * HOUR, 3 * HOUR, 9 * HOUR, 11 * HOUR, DAY + 2 * HOUR],
        lambda s: s.requests == 2,
    ),
    "The feed's skipDays are left alone": Course(
        [answer(200, rss("x", head="<skipDays><day>Tuesday</day><day> wednesday </day></skipDays>"))],
        [day * 0.5 * DAY for day in range(7)],
        lambda s: s.requests == 3,
    ),
    "Retry-After in seconds is waited for": Course(
        [answer(503, Retry_After="10800")], [0 * HOUR, 2 * HOUR, 4 * HOUR], lambda s: s.requests == 2
    ),
    "Retry-After as a date is waited for": Course(
        [answer(429, Retry_After="Mon, 02 Mar 2026 11:00:00 GMT", Date="Mon, 02 Mar 2026 08:00:00 GMT")],
        [0 * HOUR, 2 * HOUR, 4 * HOUR],
        lambda s: s.requests == 2,
    ),
    "Repeated 429 without Retry-After: each wait is longer": Course(
        [answer(429)], [hour * 1.01 * HOUR for hour in range(8)], lambda s: s.requests == 4
    ),
    "A host that says 429 is left alone with all its feeds": Course(
        [answer(429, Retry_After="86400")],
        [0 * HOUR, 2 * HOUR],
        lambda s: s.requests <= 3,
        [f"/{i}" for i in range(12)],
    ),
    "301 and 308: reported to the editor after three separate days": Course(
        [lambda asked: answer(308, Location="/new") if asked.path == "/feed" else answer(200, BODY)],
        days(3),
        lambda s: s.health[0].moved_to.endswith("/new") and "monday feeds move http" in s.health[0].trouble,
    ),
    "301 on one day is not a move yet": Course(
        [lambda asked: answer(301, Location="/new") if asked.path == "/feed" else answer(200, BODY)],
        [0 * HOUR, 2 * HOUR, 4 * HOUR],
        lambda s: s.requests == 6 and s.health[0].moved_to == "",
    ),
    "302, 303 and 307 are followed and forgotten": Course(
        [lambda asked: answer(302, Location="/new") if asked.path == "/feed" else answer(200, BODY)],
        days(5),
        lambda s: s.health[0].moved_to == "" and [a.path for a in s.asked[::2]] == ["/feed"] * 5,
    ),
    "410 is the end": Course([answer(410)], days(9), lambda s: s.requests == 1 and s.health[0].gone),
    "404 is counted, and reported after three days": Course(
        [answer(404)], days(3), lambda s: s.requests == 3 and "3 times" in s.health[0].trouble
    ),
    "Two requests at a time to one host": Course(
        [lambda asked: slow()], days(1), lambda s: s.busiest <= 2, [f"/{i}" for i in range(12)]
    ),
    "A contact in the User-Agent": Course(
        [answer(200, BODY)],
        days(1),
        lambda s: s.sent("user-agent") == [f"monday-five/{__version__} (editor@example.org)"],
    ),
    "No cookies, no Referer, no cache-busting": Course(
        [
            lambda asked: (
                answer(302, Location="/b", Set_Cookie="a=b")
                if asked.path == "/feed"
                else answer(200, BODY, Set_Cookie="c=d")
            )
        ],
        days(3),
        lambda s: not any({"cookie", "referer", "pragma"} & a.headers.keys() or "?" in a.path for a in s.asked),
    ),
    "Compressed answers are welcome": Course(
        [answer(200, BODY)], days(1), lambda s: s.sent("accept-encoding")[0].startswith("gzip, deflate")
    ),
    "Unconditional at most once in two weeks": Course(
        [TAGGED, *[answer(304)] * 13, TAGGED, answer(304)],
        days(20),
        lambda s: [i for i, tag in enumerate(s.sent("if-none-match")) if tag is None] == [0, 14],
    ),
}


def slow():
    """An answer that takes long enough to overlap with others."""
    import threading

    threading.Event().wait(0.02)
    return answer(200, BODY)


@pytest.mark.parametrize("line", COURSES)
def test_a_line_of_the_grade(tmp_path, line):
    """Ours passes every line."""
    course = COURSES[line]
    left = list(course.says)

    def handler(asked):
        say = left.pop(0) if len(left) > 1 else left[0]
        return say(asked) if callable(say) else say

    (tmp_path / "fine.xml").write_bytes(BODY)
    with serving(handler) as server:
        config = newsletter(tmp_path, *[server.url(path) for path in course.feeds], "fine.xml")
        for after in course.runs:
            collect(config, now=NOW + after, warn=lambda text: None)
        health = feed_health(config, now=NOW + course.runs[-1])
    assert course.right(Seen(asked=server.asked, health=health, busiest=server.busiest)), server.asked


def test_the_manual_shows_the_lines():
    """The docs name every line that is graded, and no other."""
    graded, _, _ = RULES.read_text(encoding="utf-8").partition("\n## ")
    shown = [line[2:] for line in graded.splitlines() if line.startswith("- ")]

    assert list(COURSES) == shown
