"""An approved issue goes to each service exactly once, whatever the service says."""

from datetime import timedelta

import pytest

from pipeline import handoff
from pipeline.archive import ledger
from pipeline.errors import MondayError, NotApproved, RemoteRefused, RemoteUnknown, Skipped, UsageError
from tests.handoff.world import SEND_AT, TARGETS, World, make_parcel, state


@pytest.fixture(params=TARGETS)
def world(request, tmp_path):
    with World(tmp_path, request.param) as made:
        yield made
        made.sound()


def test_once(world):
    """One campaign, scheduled for its own instant; a second run asks nobody."""
    outcome = world.run()
    asked = len(world.remote.stub.seen)

    assert (outcome.state, outcome.when) == ("scheduled", SEND_AT)
    assert world.remote.scheduled() == [SEND_AT]
    assert world.remote.count() == 1
    assert outcome == world.run()
    assert asked == len(world.remote.stub.seen)


def test_rehearsal_is_what_happens(world):
    """A dry run shows exactly the requests of a first hand-off that change something, and sends none of them."""
    shown = handoff.rehearse(world.config, world.parcel)
    assert world.remote.stub.seen == []

    outcome = world.run()

    wanted = [block.partition("\n")[0].replace(world.remote.stub.url, "") for block in shown.split("\n\n")]
    done = [asked for asked in world.remote.stub.asked() if not asked.startswith("GET")]
    assert done == [w.replace("{id}", outcome.id) for w in wanted]


def test_no_secret_is_shown(world):
    """Neither the dry run nor an error nor the ledger holds a token."""
    token = world.env[f"MONDAY_{world.target.upper()}_TOKEN"]
    world.remote.stub.answer = lambda request: (400, {"message": f"bad {request.headers['authorization']} {token}"})

    with pytest.raises(RemoteRefused) as caught:
        world.run()

    shown = handoff.rehearse(world.config, world.parcel)
    kept = world.ledger.read_text() if world.ledger.exists() else ""
    assert token not in f"{caught.value} {caught.value.hint} {shown} {kept}"


def test_not_approved(world):
    """Without an approval of exactly these bytes nothing is asked of the service (5)."""
    world.parcel = make_parcel(world.config, "Edited since")

    with pytest.raises(NotApproved):
        world.run()

    assert world.remote.stub.seen == []


def test_ledger_tells_the_state(world):
    """Status reads the same ledger: approved, handed off, taken back."""
    states = [state(ledger.read(world.ledger), world.parcel.sha)]
    for act in (world.run, world.rollback, world.run):
        act()
        states.append(state(ledger.read(world.ledger), world.parcel.sha))

    assert states == ["approved", "handed-off", "approved", "handed-off"]


def test_lost_ledger(world):
    """Without its ledger a second hand-off finds the first one's campaign and adopts it."""
    world.run()
    world.lose_ledger()

    assert world.run().state == "scheduled"
    assert world.remote.count() == 1


def test_edit_after_schedule(world):
    """Taken back, edited and approved again, it is the same campaign with the new words."""
    first = world.run()
    assert world.rollback().state == "draft"
    assert world.remote.scheduled() == []

    world.approve("Other words")
    second = world.run()

    assert first.id == second.id
    assert world.remote.scheduled() == [SEND_AT]
    assert "Other words" in str(world.remote.__dict__)


def test_edit_behind_our_back(world):
    """An issue that was changed and approved anew while scheduled replaces its own campaign, never adds one."""
    world.run()
    world.approve("Other words")

    world.run()

    assert world.remote.count() == 1
    assert world.remote.scheduled() == [SEND_AT]


def test_the_service_sends_a_test(world):
    """One address gets the service's own draft, approved or not; the hand-off adopts that draft."""
    world.parcel = make_parcel(world.config, "Not approved")
    first = world.test()
    world.test()
    assert world.remote.tests == ["ed@example.org"] * 2
    assert (world.remote.count(), world.remote.scheduled()) == (1, [])
    assert first.state == "draft"

    world.approve("Approved since")
    assert first.id == world.run().id
    assert (world.remote.count(), world.remote.scheduled()) == (1, [SEND_AT])
    with pytest.raises(UsageError, match="only a draft"):
        world.test()


def test_rollback_twice(world):
    """Taking back what is not scheduled changes nothing."""
    assert world.rollback().state == "absent"
    world.run()
    assert [world.rollback().state, world.rollback().state] == ["draft", "draft"]


def test_a_taking_back_that_came_late(world):
    """A request to unschedule that takes effect after its time-out does not leave the issue unsent in silence."""
    world.run()
    world.remote.stub.fault = lambda request: "late" if request.method != "GET" else None
    with pytest.raises(RemoteUnknown):
        world.rollback()
    assert state(ledger.read(world.ledger), world.parcel.sha) == "in-doubt"
    world.remote.stub.fault = lambda request: None
    world.remote.stub.finish()
    assert world.remote.scheduled() == []

    assert world.run().state == "scheduled"
    assert (world.remote.count(), world.remote.scheduled()) == (1, [SEND_AT])
    assert state(ledger.read(world.ledger), world.parcel.sha) == "handed-off"


def test_late(world):
    """Late, but not too late: it goes out soon, never in the past, and says so."""
    world.now = SEND_AT + timedelta(hours=1)

    outcome = world.run()

    assert outcome.when > world.now
    assert outcome.when <= world.now + timedelta(minutes=25)
    assert "instead of 16:00 UTC" in outcome.words


def test_at_the_last_minute(world):
    """A minute before the send time is too near to be sure of: some minutes later it is, and said."""
    world.now = SEND_AT - timedelta(minutes=1)
    outcome = world.run()
    assert SEND_AT < outcome.when <= SEND_AT + timedelta(minutes=15)
    assert "instead of" in outcome.words


def test_too_late(world):
    """Past max_late_hours nothing is asked of the service at all."""
    world.now = SEND_AT + timedelta(hours=12, minutes=1)

    with pytest.raises(Skipped):
        world.run()

    assert world.remote.stub.seen == []


def test_nobody_reads(world):
    """Without readers nothing is created or scheduled."""
    world.remote.readers = 0

    with pytest.raises(RemoteRefused, match="readers"):
        world.run()

    assert world.remote.scheduled() == []


def test_revoked_token(world):
    """A revoked token is a refusal (7) with a hint, and nothing is lost: the next run does it all."""
    good, world.remote.token = world.remote.token, "another"
    with pytest.raises(RemoteRefused) as caught:
        world.run()
    assert "token" in caught.value.hint

    world.remote.token = good
    assert world.run().state == "scheduled"


def test_unreachable(world):
    """A service that cannot be reached is no doubt while nothing was asked of it: exit code 9, run it again."""
    world.remote.stub.fault = lambda request: "reset"
    with pytest.raises(MondayError) as caught:
        world.run()
    assert caught.value.code == 9

    world.remote.stub.fault = lambda request: None
    assert world.run().state == "scheduled"


def test_two_campaigns(world):
    """Two campaigns under our key stop everything (8); which one is right, only a person knows."""
    world.run()
    world.lose_ledger()
    stored = getattr(world.remote, "campaigns", None) or world.remote.emails
    twin = dict(next(iter(stored.values())))
    twin["id"] = 99 if world.target == "listmonk" else "twin"
    stored[twin["id"]] = twin

    with pytest.raises(RemoteUnknown, match="2 campaigns"):
        world.run()


def test_deleted_there(world):
    """A draft that somebody deleted at the service is made again."""
    world.run()
    world.rollback()
    stored = getattr(world.remote, "campaigns", None) or world.remote.emails
    stored.clear()

    assert world.run().state == "scheduled"
    assert world.remote.count() == 1


def test_already_sent(world):
    """What the service has sent is not sent again, and cannot be taken back."""
    world.run()
    stored = getattr(world.remote, "campaigns", None) or world.remote.emails
    next(iter(stored.values()))["status"] = "finished" if world.target == "listmonk" else "sent"

    with pytest.raises(RemoteRefused, match="cannot be taken back"):
        world.rollback()
    world.lose_ledger()
    assert world.run().state == "sent"
    assert world.remote.count() == 1


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
@pytest.mark.parametrize("kind", ["lost", "reset", "502-before", "502-after", "429", "late"])
def test_each_fault_once(world, method, kind):
    """Whatever happens to one changing request, a few more runs end with exactly one, scheduled once."""
    struck = []

    def fault(request):
        if request.method == method and not struck:
            struck.append(request)
            return kind
        return None

    world.remote.stub.fault = fault
    settle(world)

    assert world.remote.count() == 1
    assert world.remote.scheduled() == [SEND_AT]


def settle(world, runs=6):
    """Run until it is handed off, as cron would; the editor settles what only a person can know."""
    codes = []
    for _ in range(runs):
        try:
            world.run()
            return codes
        except MondayError as e:
            codes.append(e.code)
            if e.code == 8 and not world.remote.stub.late and world.target == "mailchimp" and not world.remote.count():
                handoff.settle(world.config, world.parcel, "absent", ledger=world.ledger, clock=world.clock)
            world.remote.stub.finish()
    raise AssertionError(f"never handed off: {codes}")
