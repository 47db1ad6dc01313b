"""What mail services and mail servers do."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType

from tests.gallery.frame import ISSUE, World, case
from tests.newsletter import DAY


def approved(world: World, target: str):
    """An approved issue of plain feeds, and the service it goes to."""
    from tests import test_handoff as handoffs
    from tests.handoff.world import ENV, STUBS

    shutil.rmtree(world.folder)
    world.folder.mkdir()
    for name, value in ENV.items():
        world.patch.setenv(name, value)
    remote = STUBS[target](lambda: remote.clock)
    remote.clock = handoffs.FRIDAY
    remote.name = target
    world.stack.enter_context(remote.stub)
    handoffs.make(world.folder, remote)
    return remote


@case("an approval that comes too late")
def _(world: World) -> None:
    world.type("run", "--issue", "next", show=False)
    world.type("approve", "--issue", DAY, now="2026-11-25T06:00")


@case("a hand-off that is not approved")
def _(world: World) -> None:
    approved(world, "listmonk")
    world.replace(ISSUE, 'subject = "', 'subject = "New: ')
    world.type("handoff")
    world.type("run")


@case("a rehearsal is never sent")
def _(world: World) -> None:
    world.type("approve", "--sample", show=False)
    world.settings('[handoff]\ntarget = "buttondown"')
    world.type("handoff", "--issue", DAY)


@case("a pretended time and a real service")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    world.replace("newsletter.toml", remote.stub.url, "https://lists.river-trust.org.uk")
    world.type("handoff")


SECRETS = {"missing": None, "unreadable": "/none/at/all", "open to others": 0o644, "empty": 0o600}
for title, how in SECRETS.items():

    @case(f"a secret that is {title}")
    def _(world: World, how: object = how) -> None:
        approved(world, "listmonk")
        world.patch.delenv("MONDAY_LISTMONK_TOKEN")
        if isinstance(how, str):
            world.patch.setenv("MONDAY_LISTMONK_TOKEN_FILE", how)
        elif isinstance(how, int):
            path = world.folder / "token"
            path.write_text("" if how == 0o600 else "x")
            path.chmod(how)
            world.patch.setenv("MONDAY_LISTMONK_TOKEN_FILE", str(path))
        world.type("handoff")


KEYS = {"listmonk": "lists = [3]", "mailchimp": "audience = "}
for target, key in KEYS.items():

    @case(f"{target} without a key of its own")
    def _(world: World, target: str = target, key: str = key) -> None:
        approved(world, target)
        world.replace("newsletter.toml", key, f"# {key}")
        world.type("handoff")


FAULTS = {
    "has no such token": lambda remote: setattr(remote, "token", "other"),
    "has had too many requests": lambda remote: setattr(remote.stub, "fault", lambda _: "429"),
    "is behind a broken proxy": lambda remote: setattr(remote.stub, "fault", lambda _: "502-before"),
    "hangs up": lambda remote: setattr(remote.stub, "fault", lambda _: "reset"),
    "loses an answer": lambda remote: setattr(
        remote.stub, "fault", lambda request: "lost" if request.method == "POST" else None
    ),
    "is not JSON": lambda remote: setattr(remote.stub, "answer", lambda _: (200, "<html>hello")),
}
for title, break_it in FAULTS.items():

    @case(f"a mail service that {title}")
    def _(world: World, break_it: Callable = break_it) -> None:
        break_it(approved(world, "listmonk"))
        world.type("handoff")


for target in ("listmonk", "buttondown", "mailchimp"):

    @case(f"{target} without readers")
    def _(world: World, target: str = target) -> None:
        approved(world, target).readers = 0
        world.type("handoff")


@case("taking back what is on its way")
def _(world: World) -> None:
    from tests.test_handoff import SEND_AT

    remote = approved(world, "listmonk")
    world.type("handoff", show=False)
    remote.clock = SEND_AT
    remote.scan()
    world.type("rollback", "--issue", DAY)
    world.type("edit", "pin", "1", "--issue", DAY)
    world.type("handoff", "--settle", "sent", "--issue", DAY)


@case("a hand-off in doubt, and changed since")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    remote.stub.fault = lambda r: "reset" if r.path.endswith("/status") else None
    world.type("handoff", "--issue", DAY)
    remote.stub.fault = lambda _: None
    world.replace(ISSUE, 'subject = "', 'subject = "New: ')
    world.type("approve", "--issue", DAY)
    world.type("handoff", "--issue", DAY)
    world.type("rollback", "--issue", DAY)


@case("a Mailchimp key without its data center")
def _(world: World) -> None:
    remote = approved(world, "mailchimp")
    world.replace("newsletter.toml", f'url = "{remote.stub.url}"', "")
    world.patch.setenv("MONDAY_MAILCHIMP_TOKEN", "0123456789abcdef")
    world.type("rollback", "--issue", DAY)


@case("too late")
def _(world: World) -> None:
    approved(world, "listmonk")
    world.type("handoff", "--issue", DAY, now="2026-11-24T09:00")
    world.type("run", now="2026-11-24T09:00")


@case("saying that a service has sent it")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    remote.stub.fault = lambda r: "reset" if (r.method, r.path) == ("POST", "/api/campaigns") else None
    world.type("handoff")
    world.type("handoff", "--settle", "sent")


@case("changed after the approval, with no mail service")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    world.replace("newsletter.toml", f'target = "listmonk"\nurl = "{remote.stub.url}"', 'target = "none"')
    world.replace(ISSUE, 'subject = "', 'subject = "New: ')
    world.type("run", "--issue", DAY)
    world.type("handoff", "--issue", DAY)


@case("a mail server that is not there")
def _(world: World) -> None:
    with world.closed_port() as port:
        world.replace("newsletter.toml", "[[feeds]]", f'[smtp]\nhost = "127.0.0.1"\nport = {port}\n[[feeds]]')
        world.type("send-test", "me@river-trust.org.uk")


@dataclass
class Mail:
    """A mail server that says no in one place."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    cut: bool = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, session, envelope):
        if self.cut:
            server.transport.abort()
        return self.data


REPLIES = MappingProxyType({
    "knows nobody of that name": Mail(rcpt="550 no such user"),
    "is busy": Mail(rcpt="451 try later"),
    "refuses the message": Mail(data="554 looks like spam"),
    "is lost under way": Mail(cut=True),
    "gives an invalid answer": Mail(data="good day"),
})  # fmt: skip
for title, handler in REPLIES.items():

    @case(f"a mail server that {title}")
    def _(world: World, handler: Mail = handler) -> None:
        _mail(world, handler, "")
        world.type("send-test", "me@river-trust.org.uk")


@case("a mail server that does not let us in")
def _(world: World) -> None:
    _mail(world, Mail(), 'user = "monday"')
    world.patch.setenv("MONDAY_SMTP_PASSWORD", "wrong")
    world.type("send-test", "me@river-trust.org.uk")


@case("a password that cannot be sent")
def _(world: World) -> None:
    _mail(world, Mail(), 'user = "monday"')
    world.patch.setenv("MONDAY_SMTP_PASSWORD", "pässword")
    world.type("send-test", "me@river-trust.org.uk")


@case("a mail server that does not encrypt")
def _(world: World) -> None:
    _mail(world, Mail(), "", starttls="true")
    world.type("send-test", "me@river-trust.org.uk")


@case("a mail server far away, without TLS")
def _(world: World) -> None:
    settings = '[smtp]\nhost = "mail.river-trust.org.uk"\nstarttls = false\n[[feeds]]'
    world.replace("newsletter.toml", "[[feeds]]", settings)
    world.type("send-test", "me@river-trust.org.uk")


def _mail(world: World, handler: Mail, more: str, starttls: str = "false") -> None:
    from tests.work.test_doctor import Controller, log_in

    with world.closed_port() as port:
        controller = Controller(handler, hostname="127.0.0.1", port=port, authenticator=log_in, auth_require_tls=False)
    controller.start()
    world.stack.callback(controller.stop)
    settings = f'[smtp]\nhost = "127.0.0.1"\nport = {port}\nstarttls = {starttls}\n{more}\n[[feeds]]'
    world.replace("newsletter.toml", "[[feeds]]", settings)


@case("what the service has already")
def _(world: World) -> None:
    approved(world, "listmonk")
    world.type("handoff", show=False)
    world.type("approve", "--issue", DAY)


@case("what is public already, and an upload that fails")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    world.replace("newsletter.toml", f'target = "listmonk"\nurl = "{remote.stub.url}"', 'target = "none"')
    world.replace("newsletter.toml", "[collect]", '[archive]\nupload = "false"\n[collect]')
    world.type("approve", show=False)
    world.type("run", now="2026-11-23T08:30")
    world.replace("newsletter.toml", 'upload = "false"', 'upload = "no-such-program"')
    world.type("run", now="2026-11-23T08:31")
    world.type("approve", "--issue", DAY, now="2026-11-23T08:32")
    world.type("rollback", "--issue", DAY, now="2026-11-23T08:32")


@case("a subject that names what is not in the issue")
def _(world: World) -> None:
    approved(world, "listmonk")
    world.replace(ISSUE, "+ 4 more", "+ 7 more")
    world.type("approve")


@case("a mail that was sent")
def _(world: World) -> None:
    approved(world, "listmonk")
    _mail(world, Mail(), "")
    world.replace("newsletter.toml", 'target = "listmonk"', 'target = "smtp"\nto = "list@river-trust.org.uk"')
    world.type("approve", show=False)
    world.type("handoff", "--issue", DAY, now="2026-11-24T09:00")
    world.type("handoff", "--issue", DAY, now="2026-11-23T08:01", show=False)
    world.type("edit", "pin", "1", "--issue", DAY)


@case("a mail that may have been sent")
def _(world: World) -> None:
    approved(world, "listmonk")
    _mail(world, Mail(cut=True), "")
    world.replace("newsletter.toml", 'target = "listmonk"', 'target = "smtp"\nto = "list@river-trust.org.uk"')
    world.type("approve", show=False)
    for _ in range(2):
        world.type("handoff", "--issue", DAY, now="2026-11-23T08:01")
    world.type("approve", "--issue", DAY, now="2026-11-23T08:02")
    world.type("rollback", "--issue", DAY, now="2026-11-23T08:02")
    world.type("send-test", "--service", "me@river-trust.org.uk", "--issue", DAY)


@case("the list's one address is missing")
def _(world: World) -> None:
    approved(world, "listmonk")
    world.replace("newsletter.toml", 'target = "listmonk"', 'target = "smtp"')
    world.type("handoff", "--dry-run")
    world.type("rollback")


@case("another target than the one that has the issue")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    world.type("run", show=False)
    world.replace("newsletter.toml", 'target = "listmonk"', 'target = "buttondown"')
    world.type("handoff", "--issue", DAY)
    world.type("rollback", "--issue", DAY)
    assert remote.scheduled()


@case("an approved issue of a Monday to skip")
def _(world: World) -> None:
    approved(world, "listmonk")
    world.replace("newsletter.toml", "[handoff]", f"[schedule]\nskip = [{DAY}]\n[handoff]")
    world.type("run")


@case("somebody edits the campaign at the service")
def _(world: World) -> None:
    remote = approved(world, "listmonk")
    world.type("run", show=False)
    next(iter(remote.campaigns.values()))["subject"] = "BUY PILLS"
    world.type("run")
    world.type("status")
