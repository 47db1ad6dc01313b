"""A crash before or after every single side effect, and real SIGKILLs: never two, and never none in silence."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import handoff, web
from pipeline.errors import RemoteUnknown
from pipeline.handoff import ledger
from tests.handoff.world import SEND_AT, TARGETS, World


class Killed(BaseException):
    """The process ends here; nothing of ours may catch it."""


class Bomb:
    """Ends the process at the nth boundary: before and after each ledger line and each request."""

    def __init__(self, at: int, end=None) -> None:
        self.at = at
        self.passed = 0
        self.end = end

    def boundary(self) -> None:
        self.passed += 1
        if self.passed == self.at:
            if self.end:
                self.end()
            raise Killed

    def wrap(self, act):
        def wrapped(*args, **kwargs):
            self.boundary()
            found = act(*args, **kwargs)
            self.boundary()
            return found

        return wrapped


def boundaries(folder: Path, target: str, at: int, monkeypatch, action="run") -> int:
    """One hand-off that dies at boundary *at*, and what follows; how many boundaries it passed."""
    with World(folder, target) as world:
        if action == "rollback":
            world.run()
        bomb = Bomb(at)
        with monkeypatch.context() as patch:
            patch.setattr(ledger, "append", bomb.wrap(ledger.append))
            world.call = bomb.wrap(web.call)
            with contextlib.suppress(Killed):
                getattr(world, action)()
            world.call = web.call
        assert 1 >= world.remote.count(), "two campaigns"
        doubts = finish(world, action)
        assert 1 == world.remote.count()
        assert ([SEND_AT] if action == "run" else []) == world.remote.scheduled()
        if target != "mailchimp":
            assert 0 == doubts, f"a doubt at boundary {at}"
        assert 1 >= doubts
        world.sound()
        return bomb.passed


def finish(world: World, action: str = "run") -> int:
    """Run as cron would, until it is done; how often an editor was needed."""
    doubts = 0
    for _ in range(4):
        try:
            getattr(world, action)()
            return doubts
        except RemoteUnknown as e:
            doubts += 1
            if "--settle" not in e.hint:
                raise
            assert 0 == world.remote.count(), "a doubt about what can be seen"
            handoff.settle(world.config, world.parcel, "absent", ledger=world.ledger, clock=world.clock)
    raise AssertionError("never done")


@pytest.mark.parametrize("action", ["run", "rollback"])
@pytest.mark.parametrize("target", TARGETS)
def test_every_boundary(tmp_path, target, action, monkeypatch):
    """Dying anywhere and running again ends with exactly one campaign, in the right state, at the right instant."""
    (tmp_path / "0").mkdir()
    total = boundaries(tmp_path / "0", target, 0, monkeypatch, action)
    assert total >= (20 if action == "run" else 8)

    for at in range(1, total + 1):
        (tmp_path / str(at)).mkdir()
        boundaries(tmp_path / str(at), target, at, monkeypatch, action)


KILLS = 25
DRIVER = """
import os, signal, sys
from pathlib import Path
from pipeline import web
from pipeline.handoff import ledger
from tests.handoff import world as w
from tests.handoff.test_kill import Bomb

folder, target, url, at = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
bomb = Bomb(at, end=lambda: os.kill(os.getpid(), signal.SIGKILL))
ledger.append = bomb.wrap(ledger.append)
side = w.World(folder, target, call=bomb.wrap(web.call))
side.config = w.make_config(folder, target, url)
side.parcel = w.make_parcel(side.config)
side.run()
"""


@pytest.mark.parametrize("target", TARGETS)
def test_sigkill(tmp_path, target, monkeypatch):
    """Twenty-five processes are really killed, all along the way; the run after each finds everything in order."""
    root = Path(__file__).parents[2]
    env = {**os.environ, "PYTHONPATH": str(root)}
    (tmp_path / "whole").mkdir()
    total = boundaries(tmp_path / "whole", target, 0, monkeypatch)

    for kill in range(KILLS):
        at = 1 + kill * total // KILLS
        folder = tmp_path / str(kill)
        folder.mkdir()
        with World(folder, target) as world:
            argv = [sys.executable, "-c", DRIVER, str(folder), target, world.remote.stub.url, str(at)]
            assert -signal.SIGKILL == subprocess.run(argv, cwd=root, env=env, check=False).returncode
            assert 1 >= world.remote.count()
            doubts = finish(world)

            assert 1 == world.remote.count()
            assert [SEND_AT] == world.remote.scheduled()
            assert doubts <= (target == "mailchimp")
            world.sound()
