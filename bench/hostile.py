"""What each hostile feed costs: how long until it is refused, why, and the memory of main process and parser.

python bench/hostile.py

Each hostile feed is collected with a good one, in a process of its own, against tests/collect's server; a row shows the
worst of its feeds. The deadline is 2 s, as a dripped feed would otherwise have the whole thirty.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

CHILD = """
import resource, sys, time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from pipeline import config
from pipeline.collect import collect, gather
from pipeline.outside.web import gate
real, policy = gate.is_public, gather.policy
gate.is_public = lambda address: address == sys.argv[2] or real(address)
gather.policy = lambda config: replace(policy(config), total_seconds=2)
settings = config.load(Path(sys.argv[1]))
start = time.perf_counter()
done = collect(settings, now=datetime(2026, 3, 2, tzinfo=UTC), warn=lambda text: None)
seconds = time.perf_counter() - start
bad, good = done.results
own, parser = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
status = Path("/proc/self/status")
if status.exists():  # on Linux, ru_maxrss begins with the peak of the process that started this one
    own = next(line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM"))
print(bad.reason or bad.status, f"{seconds:.2f}", own, parser, good.status)
"""


def main() -> None:
    """Print the table."""
    from tests.collect.newsletters import newsletter
    from tests.collect.test_hostile import OUTSIDE, REASONS, hostile
    from tests.server import serving

    unit = 1_000_000 if sys.platform == "darwin" else 1000
    rows: dict[tuple[str, str], list[tuple[float, int, int]]] = {}
    with serving(lambda asked: hostile(asked, server)) as server, tempfile.TemporaryDirectory() as folder:
        for path in [*REASONS, "/deep"]:
            here = Path(folder) / path[1:]
            here.mkdir()
            newsletter(here, *[server.url(name, host=OUTSIDE) for name in (path, "/good")], private=False)
            argv = [sys.executable, "-c", CHILD, str(here), OUTSIDE]
            said = subprocess.run(argv, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split()
            reason, seconds, own, parser, good = said
            rows.setdefault((reason, good), []).append((float(seconds), int(own) // unit, int(parser) // unit))
    print(f"{'refused as':14} {'feeds':>5} {'seconds':>8} {'main MB':>8} {'parser MB':>10}   good feed")
    for (reason, good), found in rows.items():
        seconds, own, parser = (max(figures) for figures in zip(*found, strict=True))
        print(f"{reason:14} {len(found):5} {seconds:8.2f} {own:8} {parser:10}   {good}")


if __name__ == "__main__":
    main()
