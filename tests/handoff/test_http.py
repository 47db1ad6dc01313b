"""One request to a service: what it is, how each answer is judged, and what is told of it."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import FetchError
from pipeline.handoff.http import Ask, Refused, Reply, Service, Unclear, Unsent
from tests.handoff.said import error
from tests.handoff.story import Answer

ASK = Ask(method="PUT", path="/one?two=3", body={"name": "ö"}, headers={"X-Key": "k"})
AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
AGAIN = "run it again: it checks before it acts"


def service(*answers):
    """A service that answers so, one after the other; ``asked`` keeps each call."""
    left = list(answers)
    asked = []

    def call(*words, **more):
        asked.append((words, more))
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    made = Service(
        name="lists", base="https://lists.example.org", auth={"Authorization": "token s3cret"}, secrets=("s3cret",),
        call=call,
    )  # fmt: skip
    return made, asked


def test_a_request():
    """A request carries our credentials, its own headers and JSON; a private address is allowed, once."""
    made, asked = service(Answer(200, b'{"id": 7}'))

    assert made.send(ASK) == {"id": 7}
    headers = {"Accept": "application/json", "Authorization": "token s3cret", "X-Key": "k",
               "Content-Type": "application/json"}  # fmt: skip
    options = {"headers": headers, "body": b'{"name": "\\u00f6"}', "timeout": 30.0, "allow_private": True}
    assert [(("PUT", "https://lists.example.org/one?two=3"), options)] == asked


def test_a_request_without_a_body():
    """Where nothing is said, no content type is."""
    made, asked = service(Answer(204, b" \n"))

    assert made.send(Ask(method="POST", path="/one")) == {}
    headers = {"Accept": "application/json", "Authorization": "token s3cret"}
    options = {"headers": headers, "body": b"", "timeout": 30.0, "allow_private": True}
    assert [(("POST", "https://lists.example.org/one"), options)] == asked


@pytest.mark.parametrize(("answer", "kind", "words", "hint"), [
    (FetchError("s3cret is lost"), Unclear, "lists did not answer PUT /one: … is lost", AGAIN),
    (FetchError("no route", sent=False), Unsent, "lists did not answer PUT /one: no route", AGAIN),
    (Answer(500, b"s3cret"), Unclear, "lists answered PUT /one with 500: …", AGAIN),
    (Answer(302, b""), Unclear, "lists answered PUT /one with 302: ", AGAIN),
    (Answer(300, b""), Unclear, "lists answered PUT /one with 300: ", AGAIN),
    (Answer(399, b""), Unclear, "lists answered PUT /one with 399: ", AGAIN),
    (Answer(400, b"s3cret"), Refused, "lists refused PUT /one (400): …", "read what it says; then run it again"),
    (Answer(499, b"no"), Refused, "lists refused PUT /one (499): no", "read what it says; then run it again"),
    (Answer(401, b"no"), Refused, "lists refused PUT /one (401): no",
     "the token is wrong or was revoked: make a new one there, and put it where `monday doctor` says"),
    (Answer(403, b"no"), Refused, "lists refused PUT /one (403): no",
     "the token is wrong or lacks a permission: compare its permissions with this target's documentation"),
    (Answer(404, b"no"), Refused, "lists refused PUT /one (404): no",
     "check the address and the ids under [handoff]"),
    (Answer(429, b"no"), Unsent, "lists asked us to wait before PUT /one (429): no",
     "wait some minutes, then run it again"),
    (Answer(200, b"<html>"), Unclear, "lists answered PUT /one?two=3 with something that is not JSON",
     "check its address"),
])  # fmt: skip
def test_judged(answer, kind, words, hint):
    """A refusal, a lost answer and what was never sent are told apart; what changes something is asked once."""
    made, asked = service(answer)

    assert (kind, words, hint) == error(made.send, ASK)
    assert len(asked) == 1


def test_what_a_refusal_keeps():
    """A refusal keeps its status and the service's words for whoever must tell them apart."""
    made, _ = service(Answer(404, b'{"message": "Campaign not found"}'))
    with pytest.raises(Refused) as caught:
        made.send(ASK)
    assert (caught.value.status, caught.value.said) == (404, "Campaign not found")
    bare = Refused("no")
    assert (bare.hint, bare.status, bare.said) == ("", 0, "")


@pytest.mark.parametrize(("body", "said"), [
    (b'{"title": "Invalid", "message": "m", "code": "c", "detail": "Not a date."}', "Invalid; m; c; Not a date."),
    (b'{"detail": "Not a date.", "title": ""}', "Not a date."),
    (b'{"message": 5, "code": "c"}', "c"),
    (b'{"errors": ["x"]}', "{'errors': ['x']}"),
    (b'["x"]', "['x']"),
    (b"Bad\n\t Gateway \xff", "Bad Gateway \ufffd"),
    (b"x" * 301, "x" * 300),
    (b"", ""),
])  # fmt: skip
def test_said(body, said):
    """A service's own words are told on one line, from wherever it puts them, cut where they are long."""
    made, _ = service(Answer(400, body))

    assert f"lists refused PUT /one (400): {said}" == error(made.send, ASK)[1]


@pytest.mark.parametrize(("body", "found"), [
    (b'{"id": 7}', {"id": 7}), (b"[1]", {"data": [1]}), (b"true", {"data": True}), (b"null", {"data": None}),
])  # fmt: skip
def test_an_object(body, found):
    """Whatever JSON is answered comes as an object."""
    made, _ = service(Answer(200, body), Answer(200, body))

    assert found == made.send(ASK)
    assert found == made.look("/one")


NOTHING = "nothing was changed: check the address, or try again when the service responds"


@pytest.mark.parametrize(("bad", "words"), [
    (Answer(502, b"bad"), "lists answered GET /one with 502: bad"),
    (Answer(302, b"go"), "lists answered GET /one with 302: go"),
    (FetchError("lost"), "lists did not answer GET /one: lost"),
    (FetchError("lost", sent=False), "lists did not answer GET /one: lost"),
    (Answer(200, b"<html>"), "lists answered GET /one with something that is not JSON"),
    (Answer(200, b""), "lists answered GET /one with something that is not JSON"),
])  # fmt: skip
def test_looking(bad, words):
    """A look is repeated until it is answered, three times at most; nothing was done by it."""
    made, asked = service(bad, bad, Answer(200, b"{}"), bad, bad, bad)

    assert made.look("/one?two=3") == {}
    assert len(asked) == 3
    assert (Unsent, words, NOTHING) == error(made.look, "/one?two=3")
    assert [words for words, _ in asked] == [("GET", "https://lists.example.org/one?two=3")] * 6


def test_looking_is_refused():
    """A refusal to show something is told at once."""
    made, asked = service(Answer(403, b"no"), Answer(403, b"no"))

    assert (Refused, "lists refused GET /one (403): no") == error(made.look, "/one?two")[:2]
    assert (Refused, "lists refused GET /one (403): no") == error(made.look_text, "/one?two")[:2]
    assert len(asked) == 2


def test_text():
    """A page is text, whatever letters it has."""
    made, _ = service(Answer(500, b""), Answer(200, "für ".encode() + b"\xff"))

    assert made.look_text("/one") == "für \ufffd"


def test_redact():
    """No secret of ours is told, in whichever form and however often."""
    made = Service(name="x", base="", auth={}, secrets=("one", "two"), call=lambda: None)

    assert made.redact("one and two, two and one") == "… and …, … and …"
    assert repr(made) == "Service(name='x', base='')"


@pytest.mark.parametrize(("ask", "shown"), [
    (Ask(method="GET", path="/one"), "GET https://x/one"),
    (Ask(method="POST", path="/one", headers={"A": "b", "C": "d"}, body={}), "POST https://x/one\nA: b\nC: d\n{}"),
    (ASK, 'PUT https://x/one?two=3\nX-Key: k\n{\n  "name": "ö"\n}'),
    (Ask(method="PUT", path="/", body={"a": "x" * 200, "b": 7}),
     'PUT https://x/\n{\n  "a": "' + "x" * 200 + '",\n  "b": 7\n}'),
    (Ask(method="PUT", path="/", body={"a": "y" * 61 + "x" * 140}),
     'PUT https://x/\n{\n  "a": "' + "y" * 60 + '… (201 characters)"\n}'),
])  # fmt: skip
def test_show(ask, shown):
    """A request as a person reads it; long texts are cut, and their length is told."""
    assert shown == ask.show("https://x")


@pytest.mark.parametrize(("value", "text", "one", "many"), [
    ("x", "x", {}, []), ({"a": 1}, "", {"a": 1}, []), ([{"a": 1}, 2, {}], "", {}, [{"a": 1}, {}]),
    (None, "", {}, []), (5, "", {}, []),
])  # fmt: skip
def test_json_of_another_kind(value, text, one, many):
    """What a service answers with the wrong kind of value is taken as if it were not there."""
    found = Reply(key=value)
    assert (text, one, many) == (found.text("key"), found.object("key"), found.objects("key"))


@pytest.mark.parametrize(("value", "number"), [
    (7, 7), (0, 0), (-1, -1), (True, 0), (7.0, 0), ("7", 0), (None, 0),
])  # fmt: skip
def test_a_number(value, number):
    """Only a whole number counts as one."""
    assert Reply(key=value).number("key") == number


@pytest.mark.parametrize(("value", "at"), [
    ("2026-11-23T16:00:00Z", AT), ("2026-11-23T16:00:00", AT), ("2026-11-24T01:00:00+09:00", AT), ("Monday", None),
    ("0001-01-01T00:00:00+01:00", None), ("9999-12-31T23:59:59-01:00", None), ("", None), (5, None), (None, None),
])  # fmt: skip
def test_a_time(value, at):
    """A time without a zone is UTC, and one that cannot be told in UTC is none."""
    assert Reply(key=value).instant("key") == at


def test_what_cannot_be_seen():
    """A service's words are kept and shown without what steers a terminal, or cannot be written to a file."""
    assert Reply(key="\x1b[31mdra\u202eft\ud800").text("key") == "[31mdraft"
