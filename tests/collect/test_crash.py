"""A collection that is killed at any moment: the next one finds a readable pool and loses nothing."""

import random
import subprocess
import sys

import pytest

from pipeline.collect import articles, collect, pool
from tests.collect.newsletters import DAY, NOW, newsletter, rss
from tests.server import answer, serving

COLLECT = """
import sys
from pathlib import Path
from datetime import UTC, datetime
from pipeline import config
from pipeline.collect import collect
print("go", flush=True)
collect(config.load(Path(sys.argv[1])), now=datetime(2026, 3, 2, 8, tzinfo=UTC), warn=print,
        progress=lambda done, of, name: print(done, flush=True))
"""


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.prove) for seed in range(1, 4))])
def test_nothing_is_hidden_behind_a_validator(tmp_path, seed):
    """Every feed whose validators were kept also kept its articles, so a 304 hides none."""

    def handler(asked):
        tag = f'"{asked.path}"'
        if asked.headers.get("if-none-match") == tag:
            return answer(304)
        return answer(200, rss(*[f"{asked.path[1:]}-{i}" for i in range(5)]), ETag=tag)

    with serving(handler) as server:
        config = newsletter(tmp_path, *[server.url(f"/{i}", host=f"127.0.0.{i + 1}") for i in range(30)])
        with subprocess.Popen(
            [sys.executable, "-c", COLLECT, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            for _ in range(random.Random(seed).randrange(1, 31)):
                process.stdout.readline()
            process.kill()
        with pool.opened(tmp_path) as opened:
            kept = {url for url, record in opened.records().items() if record.etag}
            shown = [seen.article.feed for seen in opened.articles(now=NOW)]
            assert dict.fromkeys(kept, 5) == {url: shown.count(url) for url in {*kept, *shown}}
        done = collect(config, now=NOW + DAY, warn=lambda text: None)
    assert sum(result.status in ("new", "unchanged") for result in done.results) == 30
    assert len(articles(config, now=NOW + DAY)) == 150
