"""Whether the signup form can work at listmonk, asked of the one that the hand-off asks, too."""

import pytest

from pipeline.handoff.signup import Trouble, troubles
from pipeline.outside import web
from tests.handoff.said import having
from tests.handoff.world import World


@pytest.fixture
def asked(tmp_path):
    """The stand-in, and what is told of it to a newsletter whose form it takes."""
    with World(tmp_path, "listmonk") as world:
        remote = world.remote
        url, ours = remote.stub.url, remote.list_row(3)["uuid"]
        form = {"provider": "listmonk", "action": f"{url}/subscription/form", "list": ours}
        config = having(world.config, signup=form)
        remote.config["public_subscription"]["redirect_urls"] = [f"{config.newsletter.home}signup/check/"]
        yield remote, lambda: list(troubles(config, world.env, web.call))
        world.sound()


@pytest.mark.parametrize(("privacy", "told"), [
    ({}, []),
    ({"individual_tracking": False}, []),
    ({"individual_tracking": True},
     [Trouble(what="listmonk tracks what each reader opens and clicks, but privacy/ says that nobody does",
              fix="Settings, Privacy: turn individual subscriber tracking off", loses=False)]),
])  # fmt: skip
def test_tracking(asked, privacy, told):
    """A listmonk that watches its readers is told of before the first of them signs up."""
    remote, found = asked
    remote.config["privacy"] = privacy

    assert found() == told


def test_a_service_that_cannot_be_asked(tmp_path):
    """Only listmonk tells whether a form can work: nobody else is asked."""
    with World(tmp_path, "buttondown") as world:
        config = having(world.config, signup={"provider": "buttondown", "action": "https://buttondown.example/x"})

        assert list(troubles(config, world.env, pytest.fail)) == []


def test_a_listmonk_that_does_not_answer(tmp_path):
    """A form that leads nowhere is told of once, with what to do."""
    with World(tmp_path, "listmonk") as world:
        ours = "9d5b3c5e-3f8a-4a0b-8a52-1d3e2c0f4b6a"
        config = having(world.config, signup={"provider": "listmonk", "action": "http://127.0.0.1:9/", "list": ours})

        [trouble] = troubles(config, world.env, web.call)

    assert trouble.what.startswith("the signup form cannot work: listmonk did not answer GET /api/public/lists: ")
    assert (trouble.fix, trouble.loses) == ("correct action under [signup], or start listmonk", True)
