"""What every adapter does in the same way."""

import pytest

from pipeline.handoff import services
from pipeline.handoff.http import Refused, Unsent
from pipeline.outside import web
from tests.handoff.said import error
from tests.handoff.side import NEWS, Side, one
from tests.handoff.story import Answer
from tests.handoff.world import ENV, SEND_AT, TARGETS, World

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture(params=TARGETS)
def side(request, tmp_path):
    with World(tmp_path, request.param, more=NEWS) as world:
        yield Side(world)
        world.sound()


buttondown_side = one("buttondown")
mailchimp_side = one("mailchimp")


@pytest.mark.parametrize("target", ["buttondown", "mailchimp"])
@pytest.mark.parametrize(("status", "absent"), [(404, True), (403, False), (400, False)])
def test_absent(request, target, status, absent):
    """Only a 404 means that it is not there."""
    side = request.getfixturevalue(target)
    side.world.remote.stub.answer = lambda request: (status, {"detail": "no"})
    if absent:
        assert side.read() is None
    else:
        assert error(side.read)[0] is Refused


def test_fill_says_everything(side):
    """A draft that is filled again holds what a new one would hold, for its new time."""
    world = side.world
    wanted = {k: v for k, v in side.row.items() if k not in ("id", "status")}
    for key in wanted:
        side.row[key] = {} if key in ("metadata", "settings", "recipients", "tracking", "content") else None
    side.row |= {"archive_slug": "x", "lists": wanted["lists"]} if world.target == "listmonk" else {}
    untouched = {"related_email_ids", "should_trigger_pay_per_email_billing", "featured", "image", "source",
                 "absolute_url", "creation_date", "modification_date", "publish_date", "send_time", "type",
                 "started_at", "sent", "to_send"}  # fmt: skip
    side.target.fill(side.id, world.parcel, SEND_AT)

    assert {k: v for k, v in wanted.items() if k not in untouched} == {
        k: v for k, v in side.row.items() if k in wanted and k not in untouched
    }


def test_looking_is_tried_three_times(side):
    """A look that fails is repeated, three times in all; then surely nothing was done."""
    answers = iter([502, 503, 200, 500, 500, 500, 200])
    good = side.world.remote.stub.answer

    def answer(request):
        status = next(answers)
        return good(request) if status == 200 else (status, {"message": "busy"})

    side.world.remote.stub.answer = answer
    path = {"listmonk": "/api/lists/3", "buttondown": "/v1/subscribers?type=regular", "mailchimp": "/3.0/lists/a1b2c3"}
    path = path[side.world.target]
    assert side.target.service.look(path)
    what = path.partition("?")[0]
    assert (
        Unsent,
        f"{side.world.target} answered GET {what} with 500: busy",
        "nothing was changed: check the address, or try again when the service responds",
    ) == error(side.target.service.look, path)
    assert side.target.service.look(path)


EMPTY = Answer(200, b"{}")


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_answered(tmp_path, target):
    """An answer that says nothing is no state that we know, and holds nothing of ours."""
    with World(tmp_path, target) as world:
        remote = services.target(world.config, ENV, lambda *_, **__: EMPTY).read("x", world.parcel)
    assert (remote.id, remote.state, remote.same, remote.send_at) == ("x", "other", False, None)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("answer", [b"{}", b"null", b"[]", b'{"data": {}}', b'{"results": {}, "campaigns": null}'])
def test_a_search_without_a_list(tmp_path, target, answer):
    """Only a list can say that nothing is there: after any other answer nothing is made."""
    with World(tmp_path, target) as world:
        world.run()
        world.lose_ledger()
        searches = ("/api/campaigns", "/v1/emails", "/3.0/campaigns")

        def call(method, url, **more):
            if method == "GET" and url.partition("?")[0].endswith(searches):
                return Answer(200, answer)
            return web.call(method, url, **more)

        world.call = call
        assert error(world.run)[0] is Unsent
        world.call = None
        assert (world.run().state, world.remote.count()) == ("scheduled", 1)
