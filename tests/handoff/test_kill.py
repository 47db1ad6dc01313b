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
from tests.handoff.bomb import Bomb, Killed
from tests.handoff.world import SEND_AT, TARGETS, World


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
import aiohttp
from pipeline import web
from pipeline.handoff import ledger
from tests.handoff import world as w
from tests.handoff.bomb import Bomb

target, *jobs = sys.argv[1:]
for folder, url, at in zip(jobs[::3], jobs[1::3], jobs[2::3]):
    child = os.fork()
    if not child:
        bomb = Bomb(int(at), end=lambda: os.kill(os.getpid(), signal.SIGKILL))
        ledger.append = bomb.wrap(ledger.append)
        side = w.World(Path(folder), target, call=bomb.wrap(web.call))
        side.config = w.make_config(Path(folder), target, url)
        side.parcel = w.make_parcel(side.config)
        side.run()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize("target", TARGETS)
def test_sigkill(tmp_path, target, monkeypatch):
    """Twenty-five processes are really killed, all along the way; the run after each finds everything in order."""
    root = Path(__file__).parents[2]
    (tmp_path / "whole").mkdir()
    total = boundaries(tmp_path / "whole", target, 0, monkeypatch)

    with contextlib.ExitStack() as stack:
        worlds, jobs = [], []
        for kill in range(KILLS):
            folder = tmp_path / str(kill)
            folder.mkdir()
            worlds.append(stack.enter_context(World(folder, target)))
            jobs += [str(folder), worlds[-1].remote.stub.url, str(1 + kill * total // KILLS)]
        said = subprocess.run(
            [sys.executable, "-c", DRIVER, target, *jobs],
            cwd=root,
            env={**os.environ, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        assert [str(-signal.SIGKILL)] * KILLS == said.split()

        for world in worlds:
            assert 1 >= world.remote.count()
            doubts = finish(world)
            assert 1 == world.remote.count()
            assert [SEND_AT] == world.remote.scheduled()
            assert doubts <= (target == "mailchimp")
            world.sound()
