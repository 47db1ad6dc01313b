"""Seeded faults against every target: campaigns lost, doubled or early must be none. Prints a table.

usage: python bench/handoff.py [RUNS]      500 a target by default
"""

import argparse
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import handoff, web
from pipeline.errors import MondayError
from pipeline.handoff import http, ledger
from tests.handoff.stubs.server import FAULTS
from tests.handoff.world import SEND_AT, TARGETS, World

MOST = 40  # runs of one issue before it counts as never handed off
CHANCE = 0.12


class Killed(BaseException):
    """The process ends here."""


def one(target: str, seed: int, folder: Path) -> Counter:
    """One issue through a service in trouble, run as cron would until it is handed off."""
    dice = random.Random(f"{target} {seed}")
    count: Counter = Counter()
    with World(folder, target) as world:
        stub = world.remote.stub

        def fault(request):
            if dice.random() < CHANCE:
                count["faults"] += 1
                return dice.choice(FAULTS)
            return None

        def deadly(act):
            def wrapped(*args, **kwargs):
                if dice.random() < CHANCE / 4:
                    count["kills"] += 1
                    raise Killed
                found = act(*args, **kwargs)
                if dice.random() < CHANCE / 4:
                    count["kills"] += 1
                    raise Killed
                return found

            return wrapped

        stub.fault = fault
        append, world.call = ledger.append, deadly(web.call)
        for _ in range(MOST):
            count["runs"] += 1
            world.now += timedelta(minutes=dice.randrange(1, 30))
            ledger.append = deadly(append)
            try:
                world.run()
                break
            except Killed:
                pass
            except MondayError as e:
                count[f"exit {e.code}"] += 1
                ledger.append = append
                if e.code == 8 and "--settle" in e.hint:
                    count["doubts"] += 1
                    stub.finish()
                    if not world.remote.count():  # what the editor sees there
                        handoff.settle(world.config, world.parcel, "absent", ledger=world.ledger, clock=world.clock)
            finally:
                ledger.append = append
        else:
            count["never"] += 1
        stub.finish()
        world.now = max(world.now, SEND_AT - timedelta(hours=1))
        count["campaigns"] += world.remote.count()
        count["doubled"] += world.remote.count() > 1
        count["lost"] += world.remote.count() < 1
        count["wrong time"] += world.remote.scheduled() != [SEND_AT]
        count["forbidden"] += len(stub.broken)
        count["requests"] += len(stub.seen)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="?", type=int, default=500)
    runs = parser.parse_args().runs
    columns = ("issues", "runs", "faults", "kills", "doubts", "doubled", "lost", "wrong time", "forbidden", "never")
    print(f"{'target':11}" + "".join(f"{c:>11}" for c in columns) + f"{'ms/issue':>11}")
    bad = 0
    for target in TARGETS:
        total: Counter = Counter(issues=runs)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            for seed in range(runs):
                place = Path(folder) / str(seed)
                place.mkdir()
                total += one(target, seed, place)
        spent = (time.perf_counter() - start) / max(runs, 1) * 1000
        print(f"{target:11}" + "".join(f"{total[c]:11}" for c in columns) + f"{spent:11.0f}")
        bad += sum(total[c] for c in ("doubled", "lost", "wrong time", "forbidden", "never"))
        bad += total["doubts"] if target != "mailchimp" else 0
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    http.TIMEOUT = 5.0
    main()
