"""Seeded faults against every target: no campaign may be lost, doubled or early, or changed without being told.

usage: python bench/handoff.py [RUNS] [TARGET…]      500 for every target by default
"""

import argparse
import gc
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline.errors import MondayError
from pipeline.handoff import http, smtp
from tests.handoff import hands
from tests.handoff.bomb import Killed, arm
from tests.handoff.stubs import server
from tests.handoff.stubs import smtp as mail
from tests.handoff.world import DOUBTFUL, SEND_AT, STUBS, World

MOST = 40  # runs of one issue before it counts as never handed off
CHANCE = 0.12
PATIENCE = 0.3  # seconds until a slow answer is given up


class Trouble:
    """What goes wrong, as the dice of one issue say."""

    def __init__(self, target: str, seed: int) -> None:
        self.dice = random.Random(f"{target} {seed}")
        self.count: Counter = Counter()
        self.dead = False

    def fault(self, what: object) -> str | None:
        """One request's or one SMTP step's fate."""
        if self.dice.random() >= CHANCE:
            return None
        kinds = (*server.FAULTS, *server.OWN) if not isinstance(what, str) else mail.FAULTS
        kind = self.dice.choice((*kinds, *mail.AFTER) if what == "message" else kinds)
        self.count["faults"] += 1
        self.count["slow"] += kind.startswith("slow")
        return kind

    def boundary(self) -> None:
        """A kill, now and then; the dead do nothing more."""
        if not self.dead and self.dice.random() < CHANCE / 4:
            self.count["kills"] += 1
            self.dead = True
        if self.dead:
            raise Killed


def one(target: str, seed: int, folder: Path) -> Counter:
    """One issue through a service in trouble, run as cron would until it is handed off."""
    trouble = Trouble(target, seed)
    count = trouble.count
    with World(folder, target) as world:
        stub = world.remote.stub
        stub.fault = trouble.fault
        for _ in range(MOST):
            count["runs"] += 1
            if trouble.dead:
                gc.collect()  # closes the dead's sockets, as the kernel would
            trouble.dead = False
            world.now += timedelta(minutes=trouble.dice.randrange(1, 30))
            try:
                with living(trouble):
                    world.run()
                break
            except Killed:
                pass
            except MondayError as e:
                count[f"exit {e.code}"] += 1
                if e.code == 8 and "--settle" in e.hint:
                    count["doubts"] += 1
                    stub.finish()
                    if target == "smtp" or not world.remote.count():
                        world.settle_as_seen()
        else:
            count["never"] += 1
        stub.finish()
        there = world.remote.count()
        count["doubled"] += there > 1
        count["lost"] += there < 1
        count["wrong time"] += not world.on_time()
        if target != "smtp" and there == 1:
            look_again(world, trouble)
        count["forbidden"] += len(stub.broken)
    return count


def look_again(world: World, trouble: Trouble) -> None:
    """People change every second issue at the service; then its time comes, and it is sent to all, some, or nobody."""
    dice, count, target = trouble.dice, trouble.count, world.target
    changed = dice.random() < 0.5
    if changed:
        dice.choice(hands.CHANGES[target])(target, world.remote)
    count["changed there"] += changed
    count["untold"] += (seen(world, trouble) == "differs") != changed
    world.now = SEND_AT + timedelta(minutes=20)
    there = world.remote.scheduled()
    goes = bool(there) and there[0] <= world.now
    readers = dice.choice((30, 30, 24, 0) if target in hands.TELLS_READERS else (30, 0)) if goes else 0
    if goes:
        hands.sent(target, world.remote, readers, 30)
    as_approved = readers == 30 and not changed
    status = seen(world, trouble)
    count["called sent"] += status == "sent" and not as_approved
    count["untold"] += (status in ("differs", "stopped")) == as_approved


def seen(world: World, trouble: Trouble) -> str:
    """What the first run that gets an answer says of it."""
    for _ in range(MOST):
        trouble.count["looks"] += 1
        try:
            return world.look().status
        except MondayError as e:
            trouble.count[f"look exit {e.code}"] += 1
    return "never answered"


def living(trouble: Trouble) -> ExitStack:
    """Every side effect wrapped, for as long as this process lives."""
    stack = ExitStack()
    arm(lambda owner, name, act: stack.enter_context(patch.object(owner, name, act)), trouble.boundary)
    return stack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=500)
    parser.add_argument("targets", nargs="*", choices=[*STUBS, []], default=[])
    runs, targets = parser.parse_args().runs, parser.parse_args().targets or STUBS
    failings = ("doubled", "lost", "wrong time", "forbidden", "never", "untold", "called sent")
    columns = ("issues", "runs", "faults", "slow", "kills", "doubts", "looks", "changed there", *failings)
    print(f"{'target':11}" + "".join(f"  {c:>6}" for c in columns) + f"{'ms/issue':>10}")
    bad = 0
    for target in targets:
        total: Counter = Counter(issues=runs)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(runs):
                place = Path(folder) / str(seed)
                place.mkdir()
                total += one(target, seed, place)
        spent = (time.perf_counter() - start) / max(runs, 1) * 1000
        print(f"{target:11}" + "".join(f"  {total[c]:{max(len(c), 6)}}" for c in columns) + f"{spent:10.0f}")
        bad += sum(total[c] for c in failings)
        most = total["faults"] + total["kills"] if target in DOUBTFUL else 0
        bad += max(0, total["doubts"] - most)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    http.TIMEOUT = smtp.TIMEOUT = PATIENCE
    warnings.simplefilter("ignore", ResourceWarning)  # a killed process leaves its sockets to the kernel
    main()
