"""One draft at a service, and our adapter for it: what is told of it is what the stub holds."""

from typing import Any

import pytest

from pipeline.handoff import services
from pipeline.handoff.target import Remote
from pipeline.outside import web
from tests.handoff.world import ENV, World

NEWS = 'from = "Monday Five <monday@example.org>"\npostal_address = "1 Example Street"'


class Side:
    """``row`` is the draft as the service holds it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.id = world.test().id
        self.target: Any = services.target(world.config, ENV, web.call)
        self.stored = getattr(world.remote, "campaigns", None) or world.remote.emails
        [self.row] = self.stored.values()
        self.seen = world.remote.stub.seen
        assert self.read().same
        if world.target == "buttondown":  # from here on it says what its document does not know
            world.remote.stub.answer = world.remote.respond

    def read(self) -> Remote | None:
        return self.target.read(self.id, self.world.parcel)

    def find(self) -> tuple[Remote, ...]:
        return self.target.find(self.world.parcel)

    def copy(self, id: object, **change: object) -> None:
        self.stored[id] = {**self.row, "id": id, **change}


def one(target: str) -> Any:
    """A fixture of that name."""

    @pytest.fixture(name=target)
    def made(tmp_path):
        with World(tmp_path, target, more=NEWS) as world:
            yield Side(world)
            world.sound()

    return made
