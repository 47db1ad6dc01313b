"""A crash before or after every single side effect, and real SIGKILLs: never two, and never none in silence."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.errors import RemoteUnknown
from pipeline.handoff.steps import Steps
from tests.handoff.bomb import Bomb, Killed, arm
from tests.handoff.world import DOUBTFUL, STUBS, TARGETS, World

# A process that dies leaves its sockets to the kernel; one that only pretends to leaves them to the collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")


def boundaries(folder: Path, target: str, at: int, monkeypatch, action="run") -> tuple[int, int]:
    """One hand-off that dies at boundary *at*, and what follows; how many boundaries it passed, and doubts it left."""
    with World(folder, target) as world:
        if action == "rollback":
            world.run()
        bomb = Bomb(at)
        with monkeypatch.context() as patch:
            arm(patch.setattr, bomb.boundary)
            with contextlib.suppress(Killed):
                getattr(world, action)()
        open_ = pending(world)
        doubts = finish(world, action)
        assert world.remote.count() == 1
        assert world.on_time() if action == "run" else world.remote.scheduled() == []
        assert action != "run" or in_order(world)
        assert doubts <= (target in DOUBTFUL and open_), f"a doubt at boundary {at}, outside of intent and result"
        world.sound()
        return bomb.passed, doubts


def in_order(world: World) -> bool:
    """Whether another look finds at the service what was approved; nobody can look into a mail server."""
    return world.target == "smtp" or world.look().status == "scheduled"


def pending(world: World) -> bool:
    """Whether the ledger announces a campaign or a mail, and does not tell how it ended."""
    steps = Steps(path=world.ledger, target=world.target, parcel=world.parcel, clock=world.clock)
    return steps.pending("send" if world.target == "smtp" else "create")


def finish(world: World, action: str = "run") -> int:
    """Run as cron would, until it is done; how often an editor was needed."""
    assert world.remote.count() <= 1, "two of them"
    doubts = 0
    for _ in range(4):
        try:
            getattr(world, action)()
            return doubts
        except RemoteUnknown as e:
            doubts += 1
            if "--settle" not in e.hint:
                raise
            assert world.target == "smtp" or world.remote.count() == 0, "a doubt about what can be seen"
            world.settle_as_seen()
    raise AssertionError("never done")


@pytest.mark.parametrize("target", STUBS)
def test_every_boundary(tmp_path, target, monkeypatch):
    """Dying anywhere and running again ends with exactly one, in the right state, at the right instant."""
    total, doubts = sweep(tmp_path, target, monkeypatch, "run")
    assert total >= 20
    assert (doubts > 0) == (target in DOUBTFUL), "the docs say where a doubt is left"


@pytest.mark.parametrize("target", [TARGETS[0], *(pytest.param(name, marks=pytest.mark.prove) for name in TARGETS[1:])])
@pytest.mark.parametrize("action", ["rollback", "test"])
def test_every_boundary_of_a_draft(tmp_path, target, action, monkeypatch):
    """Dying while it is taken back or sent as a test, and doing it again, leaves one draft and nothing scheduled."""
    total, doubts = sweep(tmp_path, target, monkeypatch, action)
    assert total >= 8
    assert (doubts > 0) == (target in DOUBTFUL and action == "test")


def sweep(tmp_path, target, monkeypatch, action) -> tuple[int, int]:
    """The number of boundaries, and of those that leave a doubt."""
    (tmp_path / "0").mkdir()
    total, doubts = boundaries(tmp_path / "0", target, 0, monkeypatch, action)
    for at in range(1, total + 1):
        (tmp_path / str(at)).mkdir()
        doubts += boundaries(tmp_path / str(at), target, at, monkeypatch, action)[1]
    return total, doubts


KILLS = 25
DRIVER = """
import os, signal, sys
from pathlib import Path
import aiohttp, smtplib
from tests.handoff import world as w
from tests.handoff.bomb import Bomb, arm

target, *jobs = sys.argv[1:]
for folder, url, at in zip(jobs[::3], jobs[1::3], jobs[2::3]):
    child = os.fork()
    if not child:
        bomb = Bomb(int(at), end=lambda: os.kill(os.getpid(), signal.SIGKILL))
        arm(setattr, bomb.boundary)
        side = w.World(Path(folder), target)
        side.config = w.make_config(Path(folder), target, url)
        side.parcel = w.make_parcel(side.config)
        side.run()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize("target", STUBS)
@pytest.mark.prove
def test_sigkill(tmp_path, target, monkeypatch):
    """Twenty-five processes are really killed, all along the way; the run after each finds everything in order."""
    root = Path(__file__).parents[2]
    (tmp_path / "whole").mkdir()
    total, _ = boundaries(tmp_path / "whole", target, 0, monkeypatch)

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
            open_ = pending(world)
            doubts = finish(world)
            assert world.remote.count() == 1
            assert world.on_time()
            assert in_order(world)
            assert doubts <= (target in DOUBTFUL and open_)
            world.sound()
