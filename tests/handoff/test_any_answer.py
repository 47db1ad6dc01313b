"""One value of one answer is of a kind that no mail service documents: a hand-off still ends in words for people."""

import json
from contextlib import suppress
from itertools import count
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import handoff
from pipeline.archive import ledger
from pipeline.archive.ledger import Record
from pipeline.errors import MondayError
from tests.handoff.story import Answer
from tests.handoff.stubs.server import Request
from tests.handoff.world import TARGETS, World

ODD = (
    None, True, -1, 1e999, "", "a/../b?c", "http://[", "\x1b[2J\ud800", "0001-01-01T00:00:00+01:00", [], [None],
    [[]], [{}], {}, {"a": {}}, [7], ["7"],
)  # fmt: skip
folders = count()


def at_hand(remote):
    """`web.call` without a network: the same answers in a tenth of the time."""

    def call(method, url, *, headers, body, **_):
        parts = urlsplit(url)
        request = Request(
            method, parts.path, parse_qs(parts.query), {k.lower(): v for k, v in headers.items()},
            json.loads(body) if body else None, f"{parts.path}?{parts.query}" if parts.query else parts.path,
        )  # fmt: skip
        status, found = remote.stub.handle(request)
        return Answer(status, found.encode() if isinstance(found, str) else json.dumps(found).encode())

    return call


def places(value, here=()):
    """Every place in a JSON value, its whole first."""
    yield here
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in inside:
        yield from places(inner, (*here, key))


def with_odd(value, place, odd):
    """*value* with *odd* at a *place* in it."""
    if not place:
        return odd
    key, *rest = place
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[key] = with_odd(copy[key], rest, odd)
    return copy


def course(world):
    """Everything that is ever asked of a service."""

    def look():
        if Record(ledger.read(world.ledger)).is_handed_off:
            world.look()

    for act in (lambda: handoff.ready(world.config, world.env, world.call), world.test, world.run, look,
                world.rollback, world.run):  # fmt: skip
        with suppress(MondayError):
            act()


def struck(world, number, place, odd):
    """The course, with *odd* at that place of that answer; how many answers there were, and the places in that one."""
    real, told = at_hand(world.remote), []

    def call(*words, **more):
        answer = real(*words, **more)
        told.append(answer)
        if len(told) != number + 1 or not answer.body.startswith((b"{", b"[")):
            return answer
        value = json.loads(answer.body)
        found[:] = places(value)
        at = found[place % len(found)]
        return Answer(answer.status, json.dumps(with_odd(value, at, odd)).encode())

    found = []
    world.call = call
    course(world)
    return len(told), found


@pytest.mark.parametrize("target", TARGETS)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(number=st.integers(0, 45), place=st.integers(0, 80), odd=st.sampled_from(ODD))
def test_an_odd_value(tmp_path, target, number, place, odd):
    """Whatever the value is, it is no bug to us, nothing forbidden is asked, and no second campaign is made."""
    with World(tmp_path / f"{next(folders)}", target) as world:
        struck(world, number, place, odd)
        assert [asked for asked in world.remote.stub.broken if not asked.startswith("GET ")] == []
        assert world.remote.count() <= 1
