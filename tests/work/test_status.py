"""A run, `monday status` and the studio say the same of one issue: where it stands, and what comes next."""

import json
from datetime import date, datetime

import pytest

from pipeline.config import load
from pipeline.preview import Studio
from tests.newsletter import DAY, NOW, call, drafted

AFTER = "2026-11-25T09:00"
APPROVE, REHEARSE = ("approve", "--by", "A. E."), ("approve", "--sample", "--by", "A. E.")


def edit(folder):
    """Change the subject by hand."""
    path = folder / "issues" / DAY / "issue.toml"
    path.write_text(path.read_text().replace('subject = "', 'subject = "New: ', 1))


def skip(folder):
    """Skip the issue's Monday."""
    path = folder / "newsletter.toml"
    path.write_text(path.read_text().replace("[collect]", f"[schedule]\nskip = [{DAY}]\n[collect]"))


@pytest.mark.parametrize(("steps", "now", "state"), [
    pytest.param([], NOW, "draft", id="a draft"),
    pytest.param([APPROVE], NOW, "approved", id="approved"),
    pytest.param([APPROVE, edit], NOW, "changed", id="edited since"),
    pytest.param([REHEARSE], NOW, "rehearsal", id="a rehearsal"),
    pytest.param([REHEARSE, edit], AFTER, "rehearsal", id="a past rehearsal, edited since"),
    pytest.param([edit], AFTER, "missed", id="a draft that was too late"),
    pytest.param([skip], NOW, "skipped", id="its Monday is skipped"),
    pytest.param([APPROVE, skip], NOW, "skipped", id="approved, and then skipped"),
])  # fmt: skip
def test_one_issue_stands_in_one_place(tmp_path, steps, now, state):
    """Whoever is asked, it stands there; while it is the current one, the words on what comes next are the same."""
    drafted(tmp_path)
    for step in steps:
        step(tmp_path) if callable(step) else call(tmp_path, *step)

    run = json.loads(call(tmp_path, "run", "--issue", DAY, "--json", now=now).stdout)
    status = json.loads(call(tmp_path, "status", "--json", now=now).stdout)

    moment = datetime.fromisoformat(status["now"])
    studio = Studio(load(tmp_path), date.fromisoformat(DAY), clock=lambda: moment, env={})
    assert [state] * 3 == [run["state"], status["issues"][0]["state"], studio.render().step.state]
    assert [state] == [one.state for one in studio.past()]
    if status["current"] == DAY:
        assert run["summary"][-1] == status["next"][-1]
