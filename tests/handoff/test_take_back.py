"""Taking an issue back ends every doubt, and never opens the way to a second mail."""

from datetime import timedelta

import pytest

from pipeline.archive import ledger
from pipeline.errors import FetchError, MondayError, RemoteRefused, RemoteUnknown, UsageError
from pipeline.outside import web
from tests.handoff.world import SEND_AT, TARGETS, World, make_parcel, state

SENT = {"listmonk": "finished", "buttondown": "sent", "mailchimp": "sent"}
MONDAY = SEND_AT + timedelta(hours=1)


@pytest.fixture(params=TARGETS)
def world(request, tmp_path):
    with World(tmp_path, request.param) as made:
        yield made
        made.sound()


@pytest.fixture
def listmonk(tmp_path):
    with World(tmp_path, "listmonk") as made:
        yield made
        made.sound()


def state_of(world):
    return state(ledger.read(world.ledger), world.parcel.sha)


def stored(world):
    """What the service holds, by its own ids."""
    return getattr(world.remote, "campaigns", None) or world.remote.emails


def lose(world, step):
    """The one request that does *step* never arrives, and its answer neither."""
    paths = {
        "create": {"/api/campaigns": "POST", "/v1/emails": "POST", "/3.0/campaigns": "POST"},
        "schedule": {"/status": "PUT", "/publish": "POST", "/actions/schedule": "POST"},
    }[step]
    world.remote.stub.fault = lambda r: (
        "reset" if any(r.path.endswith(end) and r.method == method for end, method in paths.items()) else None
    )
    with pytest.raises(RemoteUnknown):
        world.run()
    world.remote.stub.fault = lambda r: None
    assert state_of(world) == "in-doubt"


def test_deleted_after_its_time(world):
    """Somebody deletes the sent campaign there: readers have it, so it is neither taken back nor sent again."""
    world.run()
    stored(world).clear()
    world.now = MONDAY

    for _ in range(2):
        with pytest.raises(RemoteRefused, match="its time has passed: readers may have it") as caught:
            world.rollback()
        assert "monday erratum" in caught.value.hint
        assert state_of(world) == "handed-off"
    world.approve("Other words")
    with pytest.raises(RemoteRefused, match="its time has passed"):
        world.run()
    assert world.remote.count() == 0


def test_deleted_before_its_time(world):
    """A scheduled campaign that somebody deleted before its time went to nobody: it is taken back, and made anew."""
    world.run()
    stored(world).clear()

    assert world.rollback().state == "absent"
    assert state_of(world) == "approved"
    world.now = MONDAY
    assert world.rollback().state == "absent"
    assert world.run().state == "scheduled"
    assert world.remote.count() == 1


@pytest.mark.parametrize(("verdict", "scheduled"), [("sent", 0), ("absent", 1)])
def test_deleted_in_doubt(world, verdict, scheduled):
    """A lost answer, and later nothing is there: nothing is made a second time before a person has told."""
    world.call = deaf_once_scheduled()
    with pytest.raises(RemoteUnknown):
        world.run()
    world.call = None
    stored(world).clear()
    world.now = MONDAY

    for act in (world.run, world.rollback):
        with pytest.raises(RemoteUnknown, match="only a person can find out") as caught:
            act()
        assert "--settle sent, or --settle absent" in caught.value.hint
        assert (state_of(world), world.remote.count()) == ("in-doubt", 0)

    world.settle(verdict)
    world.run()
    assert ("handed-off", scheduled) == (state_of(world), world.remote.count())


def deaf_once_scheduled():
    """A connection that is lost for good after the request that schedules: nothing can be read back."""
    deaf = []

    def call(method, url, **more):
        if deaf:
            raise FetchError("no route")
        if url.endswith(("/status", "/publish", "/actions/schedule")):
            deaf.append(url)
        return web.call(method, url, **more)

    return call


def test_never_arrived(world):
    """The request to schedule never arrived and the draft is still there: taken back, it is a draft, and no doubt."""
    lose(world, "schedule")

    assert world.rollback().state == "draft"
    assert state_of(world) == "approved"
    world.parcel = make_parcel(world.config, "Edited since")
    assert state_of(world) == "changed"
    world.approve("Edited since")
    assert world.run().state == "scheduled"
    assert (world.remote.count(), world.remote.scheduled()) == (1, [SEND_AT])


def test_a_test_without_an_answer(world):
    """A test send whose draft was filled without an answer leaves no doubt once it is taken back."""
    world.test()
    world.parcel = make_parcel(world.config, "Edited since")
    world.remote.stub.fault = lambda r: "reset" if r.method in ("PUT", "PATCH") else None
    with pytest.raises(MondayError):
        world.test()
    assert state_of(world) == "in-doubt"
    world.remote.stub.fault = lambda r: None

    assert world.rollback().state == "draft"
    assert state_of(world) != "in-doubt"


def test_never_created(world):
    """Where the service knows our key, a lost creation that is not to be seen is over; elsewhere a person tells."""
    lose(world, "create")

    if world.target == "mailchimp":
        with pytest.raises(RemoteUnknown) as caught:
            world.rollback()
        assert "--settle absent" in caught.value.hint
        assert "--settle sent" not in caught.value.hint
        with pytest.raises(UsageError):
            world.settle("sent")
        world.settle("absent")
    assert world.rollback().state == "absent"
    assert state_of(world) == "approved"
    world.run()
    assert (world.remote.count(), world.remote.scheduled()) == (1, [SEND_AT])


def test_sent_while_in_doubt(world):
    """Taking back what the service has sent meanwhile is refused; that ends the doubt too, edited since or not."""
    world.call = deaf_once_scheduled()
    with pytest.raises(RemoteUnknown):
        world.run()
    world.call = None
    next(iter(stored(world).values()))["status"] = SENT[world.target]
    world.parcel = make_parcel(world.config, "Edited since")

    with pytest.raises(RemoteRefused, match="cannot be taken back"):
        world.rollback()

    assert state_of(world) == "handed-off"
    assert world.remote.count() == 1


def test_changed_while_in_doubt(world):
    """The doubt is told (8) whatever was edited since, with the way out of it; looking alone changes nothing there."""
    lose(world, "schedule")
    world.parcel = make_parcel(world.config, "Edited since")
    before = len(world.remote.stub.seen)

    with pytest.raises(RemoteUnknown) as caught:
        world.run()

    assert "monday rollback --issue 2026-11-23" in caught.value.hint
    assert before == len(world.remote.stub.seen)
    assert world.rollback().state == "draft"
    assert state_of(world) == "changed"


@pytest.mark.parametrize(("target", "status"), [("buttondown", "errored"), ("mailchimp", "paused")])
def test_a_state_that_says_nothing(tmp_path, target, status):
    """What may have begun or not is neither called a draft nor scheduled again: a person looks there."""
    with World(tmp_path, target) as world:
        world.run()
        next(iter(stored(world).values()))["status"] = status
        with pytest.raises(RemoteRefused, match=f"“{status}”, not as a draft") as caught:
            world.rollback()
        assert "if no reader has it" in caught.value.hint
        assert state_of(world) == "handed-off"
        world.lose_ledger()
        with pytest.raises(RemoteRefused, match=status):
            world.run()
        world.sound()


def begun(world, *then):
    """The server has begun to send campaign 7, and then a person set it to each of *then*."""
    world.run()
    world.now = MONDAY
    assert world.remote.begin(world.remote.campaigns[7])
    for status in then:
        world.remote.by_hand(7, status)


STOPPED = [
    pytest.param(["paused"], "paused", id="paused"),
    pytest.param(["cancelled"], "cancelled", id="cancelled"),
    pytest.param(["paused", "scheduled"], "scheduled, begun", id="scheduled again"),
    pytest.param(["paused", "scheduled", "draft"], "draft, begun", id="a draft again"),
    pytest.param(["paused", "running"], "scheduled, begun", id="resumed"),
]


@pytest.mark.parametrize(("then", "words"), STOPPED)
def test_listmonk_has_begun(listmonk, then, words):
    """A campaign that was ever running is partly sent: never a draft, never taken back, never scheduled again by us."""
    begun(listmonk, *then)
    with pytest.raises(RemoteRefused, match="already started sending"):
        listmonk.rollback()
    assert state_of(listmonk) == "handed-off"

    listmonk.lose_ledger()
    with pytest.raises(RemoteRefused) as caught:
        listmonk.run()
    assert f"began to send the November 23 issue, and stopped ({words})" in str(caught.value)
    assert "let campaign 7 continue there" in caught.value.hint
    assert state_of(listmonk) == "handed-off", "reported once"
    assert listmonk.run().state == "sent"
    assert listmonk.remote.count() == 1


@pytest.mark.parametrize("status", ["canceling", "canceled"])
def test_mailchimp_has_begun(tmp_path, status):
    """Mailchimp cancels only what is being sent: some readers have it."""
    with World(tmp_path, "mailchimp") as world:
        world.run()
        next(iter(stored(world).values()))["status"] = status
        with pytest.raises(RemoteRefused, match="already started sending"):
            world.rollback()
        world.sound()
