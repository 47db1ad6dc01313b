"""`choose` on simulated weeks of labelled articles, when they lie beside this checkout."""

import importlib.util
import statistics
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EVAL = ROOT.parent / "shared" / "data" / "eval"


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.real
@pytest.mark.prove
def test_weeks():
    """Nine of ten picks are good, and none is unsafe, off the subject or told twice."""
    if not EVAL.is_dir():
        pytest.skip("the labelled articles are not at ../shared/data/eval")
    bench, weeks = load("bench_choose", ROOT / "bench" / "choose.py"), load("weeks", EVAL / "weeks.py")
    rows, background = weeks.load(EVAL / "articles.jsonl"), weeks.load(EVAL / "background.jsonl")

    found = bench.measure(weeks, bench.profile(), {}, count=20, seed=11, rows=rows, background=background)

    mean = {key: statistics.fmean(figures[key] for figures in found) for key in found[0]}
    assert mean["p5"] >= 0.88
    assert mean["ndcg"] >= 0.78
    assert (mean["unsafe"], mean["duplicates"]) == (0, 0)
    assert mean["label0"] <= 0.01
    assert mean["topics"] >= 4.7
    assert mean["held"] <= 0.36
