"""What happens in a world, told as a text: each request, each line of the ledger as it is written, and how it ends."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from pipeline.archive import ledger
from pipeline.errors import FetchError, MondayError
from pipeline.handoff import Outcome, Sight
from pipeline.model import Event
from pipeline.outside import web
from tests.handoff import hands
from tests.handoff.world import World, state

STEPS = (
    ("find", r"GET \S+(/api/campaigns|/v1/emails|/3.0/campaigns)\?.*"),
    ("proof", r"GET \S+/(preview|renders\?target=email|send-checklist) "),
    ("ready", r"GET \S+/(lists[/?]\S+|subscribers\S+|config) "),
    ("template", r"\S+ \S+/api/templates\S* .*"),
    ("read", r"GET .*"),
    ("create", r"POST \S+(/api/campaigns|/v1/emails|/3.0/campaigns) .*"),
    ("test", r"POST \S+/(test|send-draft) .*"),
    ("unschedule", r'POST \S+/unschedule |P\S+ \S+ \{"status": "draft"(, "publish_date": "none")?\}'),
    ("schedule", r'POST \S+/(publish|schedule) .*|PUT \S+/status \{"status": "scheduled"\}'),
    ("fill", r"P\S+ .*"),
)
"""Which step of a hand-off a request is; the first that fits."""
LOOK = "    look: "
LONG = 80  # what a request says is shown as far as this; the dry run shows it whole


@dataclass(frozen=True)
class Answer:
    """What `web.call` returns."""

    status: int
    body: bytes


class Story:
    """Acts in a world. ``trouble`` says what happens to the requests of a step."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lines: list[str] = []
        self._told = len(ledger.read(world.ledger))
        self._acts = 0  # lines of what has been told so far; a note leaves out what came before it since
        self._trouble: dict[str, Any] = {}
        world.clock = lambda: world.now
        if world.target == "smtp":
            world.remote.stub.fault = self._at_step
        else:
            world.call = self._call

    def trouble(self, **kinds: Any) -> None:
        """For each step: ``lost`` (done, no answer), ``reset`` (may be done, is not), ``unsent``, a status that it is
        answered with, or a function that is called once it is done and may return ``lost``; for SMTP a fault of its
        server. Nothing else."""
        self._trouble = kinds

    def run(self) -> None:
        """`monday handoff`."""
        self._act("run", self.world.run)

    def rollback(self) -> None:
        """`monday rollback`."""
        self._act("rollback", self.world.rollback)

    def test(self) -> None:
        """`monday send-test --service`."""
        self._act("test", self.world.test)

    def look(self) -> None:
        """What each run asks about an issue that is with a service."""
        self._act("look", self.world.look)

    def settle(self, verdict: str) -> None:
        """`monday handoff --settle`."""
        self._act(f"settle {verdict}", lambda: self.world.settle(verdict))

    def scheduled(self) -> None:
        """A hand-off without trouble, which another course tells."""
        self._note(self.world.run().words)

    def drafted(self) -> None:
        """A test send without trouble, which another course tells."""
        self._note(self.world.test().words)

    def edit(self) -> None:
        """Other words, approved anew."""
        self.world.approve("Other words")
        self._note("edited and approved anew")

    def as_before(self) -> None:
        """The first words again, approved anew."""
        self.world.approve()
        self._note("as before, and approved anew")

    def lose_ledger(self) -> None:
        """The folder comes from an older backup."""
        self.world.lose_ledger()
        self._note("the ledger is lost")

    def there(self, change: Callable[[dict[Any, Any]], object], words: str) -> None:
        """Somebody changes what the service holds."""
        change(self.stored())
        self._note(words)

    def status(self, **status: str) -> None:
        """Its one campaign has another status, by the target's name."""
        word = status[self.world.target]
        self.there(lambda stored: next(iter(stored.values())).update(status=word), f"it is “{word}” there")

    def at(self, now: Any) -> None:
        """Time goes by."""
        self.world.now = now
        self._note(f"it is {now:%A %H:%M}")

    def stored(self) -> dict[Any, Any]:
        """What the service holds, by its own ids."""
        return hands.stored(self.world.remote)

    def behind_our_back(self, change: Callable[..., None], *words: Any) -> None:
        """Somebody, or time, does something there: one of `hands`."""
        change(self.world.target, self.world.remote, *words)
        told = " ".join((change.__name__.replace("_", " "), *map(str, words)))
        self._note(f"there: {told}")

    def text(self) -> str:
        """All of it, without what differs from one run of the tests to the next."""
        told = "\n".join(self.lines).replace(self.world.remote.stub.url.removeprefix("http://"), "SERVER")
        return re.sub(r"(?<=unexpectedly closed).*", "", told)  # the system may say more

    def _note(self, words: str) -> None:
        self._told = len(ledger.read(self.world.ledger))
        self.lines = [*self.lines[: self._acts], f"* {words}"]
        self._acts = len(self.lines)

    def _act(self, name: str, act: Callable[[], Outcome | Sight | None]) -> None:
        self.lines.append(f"> {name}")
        try:
            end = _shown(act())
        except MondayError as e:
            end = f"{type(e).__name__}: {e}\n  hint: {e.hint}"
        self._ledger()
        self.lines.append(f"  {end}\n  [{state(ledger.read(self.world.ledger), self.world.parcel.sha)}]")
        self._acts = len(self.lines)

    def _ledger(self) -> None:
        events = ledger.read(self.world.ledger)
        self.lines += [f"    {self._event(event)}" for event in events[self._told :] if event.kind != "looked"]
        self._told = len(events)

    def _event(self, event: Event) -> str:
        data = dict(event.data)
        parcel = self.world.parcel
        common = [data.pop("target"), data.pop("key"), event.at]
        assert [self.world.target, parcel.key, self.world.now] == common
        data.pop("parts", None)  # marks of what the service gave back
        sha, step = str(data.pop("sha")), data.pop("step")
        if sha != parcel.sha:
            data["sha"] = "another" if sha else ""
        return f"{event.kind} {step} {json.dumps(data)}"

    def _call(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes, **more: Any) -> Any:
        self._ledger()
        path = url.removeprefix(self.world.remote.stub.url)
        said = json.dumps(json.loads(body)) if body else ""
        step = next(name for name, shape in STEPS if re.fullmatch(shape, f"{method} {url} {said}"))
        kind = self._trouble.get(step)
        reply = None
        if kind is None or kind == "lost" or callable(kind):
            reply = web.call(method, url, headers=headers, body=body, **more)
        if isinstance(kind, int):
            reply = Answer(kind, b'{"message": "no"}' if kind >= 400 else b"{}")
        if callable(kind):
            kind = kind(self.stored())
        if kind in ("lost", "reset", "unsent") or reply is None:
            end = str(kind)
        else:
            end = str(reply.status)
        if method == "GET":
            self._look(step if end == "200" else f"{step} → {end}")
        else:
            shown = said if len(said) <= LONG else "{…}"
            self.lines.append(" ".join(("   ", f"{step}:", method, path, *([shown] if shown else []), "→", end)))
        if reply is None or kind == "lost":
            raise FetchError("no answer", sent=kind != "unsent")
        return reply

    def _look(self, words: str) -> None:
        """Looking changes nothing: what is looked at in a row stands in one line; the dry run shows each request."""
        if self.lines and self.lines[-1].startswith(LOOK):
            self.lines[-1] += f", {words}"
        else:
            self.lines.append(LOOK + words)

    def _at_step(self, step: str) -> str | None:
        self._ledger()
        kind = self._trouble.get(step)
        self.lines.append(f"    {step}" + (f" → {kind}" if kind else ""))
        return kind


def _shown(outcome: Outcome | Sight | None) -> str:
    if outcome is None:
        return "done"
    return ", ".join(f"{f.name}: {getattr(outcome, f.name)}" for f in fields(outcome))
