"""Approval, the ledger, one small adapter per mail service, SMTP: an approved issue goes out exactly once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Literal, NoReturn

from pipeline import urls
from pipeline.archive.ledger import Record, fingerprint, read
from pipeline.config import Config
from pipeline.config.when import send_instant
from pipeline.errors import ConfigError, FetchError, NotApproved, RemoteUnknown, TryAgain, UsageError
from pipeline.handoff import services, smtp
from pipeline.handoff.confirm import Sight as Sight
from pipeline.handoff.confirm import judge
from pipeline.handoff.deliver import Delivery
from pipeline.handoff.http import Call, Reply, is_loopback
from pipeline.handoff.secret import SECRETS, secret
from pipeline.handoff.services import Env
from pipeline.handoff.steps import Steps
from pipeline.handoff.target import Outcome as Outcome
from pipeline.handoff.target import Parcel as Parcel
from pipeline.limits import identity, issue_name
from pipeline.model import Clock, Email, Issue

PAGE_TIMEOUT = 20.0
PAUSES = (5.0, 20.0)  # seconds before a hand-off is tried for the second and the third time in one run


def parcel(config: Config, issue: Issue, email: Email, eml: bytes, *, shown: tuple[str, ...] = ()) -> Parcel:
    """All that a service needs to know of one issue. *shown*: our pictures in it and our ebook, by address."""
    from email.parser import BytesHeaderParser
    from email.policy import SMTP

    news = config.newsletter
    send_at = send_instant(config.schedule, issue.date)
    return Parcel(
        key=identity(news.id, issue.date),
        day=issue.date,
        number=issue.number,
        email=email,
        news=news,
        eml=eml,
        send_at=send_at,
        latest=send_at + timedelta(hours=config.schedule.max_late_hours),
        sha=fingerprint(eml, send_at),
        page=f"{news.home}{issue.date.isoformat()}/",
        shown=shown,
        list_id=str(BytesHeaderParser(policy=SMTP).parsebytes(eml)["List-Id"]),
    )


def handoff(config: Config, parcel: Parcel, *, ledger: Path, clock: Clock, env: Env, call: Call) -> Outcome:
    """Give an approved issue to the configured service, which sends it at its time. Safe to repeat at any moment.
    Raises NotApproved, Skipped (too late), RemoteRefused, RemoteUnknown (look before anything else), or MondayError
    where surely nothing happened."""
    steps = _steps(config, parcel, ledger, clock)
    if steps.done().get("sha") != parcel.sha and not steps.pending("send"):  # a doubt is told whatever was edited since
        _is_approved(parcel, steps)
        _is_published(config, parcel, call)
    if config.handoff.target == "smtp":
        return smtp.deliver(parcel, _list_address(config), steps, mailer(config, env), clock())
    return Delivery(target=services.target(config, env, call), parcel=parcel, steps=steps).run()


def ready(config: Config, env: Env, call: Call) -> None:
    """See that the target has all its keys and secrets, and may do what a hand-off needs, if it can be asked that.
    Raises ConfigError that names what is missing here, RemoteRefused what is missing there. Changes nothing."""
    if config.handoff.target == "smtp":
        _list_address(config)
        mailer(config, env)
    else:
        services.target(config, env, call).examine()


def rollback(config: Config, parcel: Parcel, *, ledger: Path, clock: Clock, env: Env, call: Call) -> Outcome:
    """Take a scheduled issue back, so that it can be edited and approved again. RemoteRefused when it is too late."""
    steps = _steps(config, parcel, ledger, clock)
    if config.handoff.target == "smtp":
        return smtp.rollback(parcel, steps)
    return Delivery(target=services.target(config, env, call), parcel=parcel, steps=steps).rollback()


def rehearse(config: Config, parcel: Parcel) -> str:
    """Each request of a first hand-off that changes something there; sends none of them."""
    page = [f"GET {url}" for url in (parcel.page, *parcel.shown)] if config.archive.upload else []
    placeholders = dict.fromkeys(SECRETS.values(), "…-usX")
    if config.handoff.target == "smtp":
        shown = [smtp.rehearse(parcel, _list_address(config), mailer(config, placeholders))]
    else:
        target = services.target(config, placeholders, _no_call)
        asks = target.rehearse(parcel, target.slot(parcel.send_at))
        shown = [ask.show(target.service.base) for ask in asks]
    return "\n\n".join((*page, *shown))


def settle(config: Config, parcel: Parcel, verdict: Literal["sent", "absent"], *, ledger: Path, clock: Clock) -> None:
    """Write down what an editor saw at the service, where only a person can know. Raises UsageError without a doubt."""
    steps = _steps(config, parcel, ledger, clock)
    doubtful: tuple[Literal["create", "schedule", "send"], ...] = ("create", "schedule", "send")
    step = next((step for step in doubtful if steps.pending(step)), None)
    if step is None:
        record = Record(read(ledger))
        if record.service_says not in ("differs", "stopped"):
            raise UsageError("there is nothing to settle", hint="run: monday status")
        if verdict == "absent":
            steps.result("unschedule", "done", status="absent", settled=True)
        else:
            at = (record.goes_out or clock()).isoformat()
            steps.result("schedule", "done", id=steps.id(), status="sent", when=at, settled=True)
    elif verdict == "absent":
        steps.result(step, "absent", status="absent")
    elif step == "create":
        words = "a campaign that may not exist cannot be settled as sent"
        raise UsageError(words, hint="run: monday handoff; it finds the campaign itself")
    else:
        steps.result(step, "done", status="sent", when=clock().isoformat(), settled=True)


def look(config: Config, parcel: Parcel, *, record: Record, now: datetime, env: Env, call: Call) -> Sight:
    """Ask the service once about an issue that it has; changes nothing. Raises MondayError."""
    target = services.target(config, env, call)
    found = target.read(str(record.remote.get("id", "")), parcel)
    others = target.find(parcel) if found is None else ()
    parts, when = Reply(record.remote).object("parts"), record.goes_out or parcel.send_at
    return judge(found, day=parcel.day, when=when, parts=parts, now=now, others=others)


def patiently(act: Callable[[], Outcome], *, warn: Callable[[str], None], pause: Callable[[float], None]) -> Outcome:
    """*act*, twice more after short waits where what is in the way may pass; for longer the printed units come back."""
    for seconds in PAUSES:
        try:
            return act()
        except TryAgain as e:
            warn(f"{e}; trying again in {seconds:g} seconds")
            pause(seconds)
    return act()


def service_test(
    config: Config, parcel: Parcel, to: str, *, ledger: Path, clock: Clock, env: Env, call: Call
) -> Outcome:
    """The issue as the mail service makes it, from its draft there to one address. Needs no approval; sends no more."""
    steps = _steps(config, parcel, ledger, clock)
    return Delivery(target=services.target(config, env, call), parcel=parcel, steps=steps).test(to)


def mailer(config: Config, env: Env) -> smtp.Mailer:
    """The mail server of [smtp], with its password where a user is set. Raises ConfigError."""
    if not config.smtp.host:
        raise ConfigError("no mail server is configured", hint="set host under [smtp] in newsletter.toml")
    if not config.smtp.starttls and not is_loopback(config.smtp.host):
        words = f"starttls = false would send mail and password in the clear to {config.smtp.host}"
        raise ConfigError(words, hint="set starttls = true under [smtp]; only a server on this machine can do without")
    password = secret(SECRETS["smtp"], env) if config.smtp.user else ""
    return smtp.Mailer(server=config.smtp, sender=config.smtp.from_ or config.newsletter.from_, password=password)


def is_local(config: Config) -> bool:
    """Whether the target is on this machine, where a pretended time can do no harm."""
    by_mail = config.handoff.target == "smtp"
    return is_loopback(config.smtp.host if by_mail else urls.host(config.handoff.url))


def same_target(config: Config, day: date, record: Record) -> None:
    """Raise ConfigError when another target than today's has the issue of *day*: asking the wrong one sends twice."""
    holder = record.held_by
    if holder not in ("", config.handoff.target):
        now = config.handoff.target
        words = f"{holder} has the {issue_name(day)}, or may have it, but [handoff] now names “{now}”"
        hint = f'set target = "{holder}" again; then take it back with monday rollback, or let it go out'
        raise ConfigError(words, hint=hint)


def _steps(config: Config, parcel: Parcel, ledger: Path, clock: Clock) -> Steps:
    same_target(config, parcel.day, Record(read(ledger)))
    return Steps(path=ledger, target=config.handoff.target, parcel=parcel, clock=clock)


def _list_address(config: Config) -> str:
    if not config.handoff.to:
        raise ConfigError("target smtp needs the list's address", hint='under [handoff]: to = "list@example.org"')
    return config.handoff.to


def _is_approved(parcel: Parcel, steps: Steps) -> None:
    """The last gate, whatever the caller has checked: exactly these bytes at exactly this instant."""
    if Record(read(steps.path)).approval == parcel.sha:
        return
    words = f"the current version of the {issue_name(parcel.day)} is not approved"
    if steps.open():  # it cannot be approved before the doubt is over, and a look would change what is there
        hint = f"take it back: monday rollback --issue {parcel.day}; then approve it again"
        raise RemoteUnknown(f"{words}, and {steps.target} may have an earlier version", hint=hint)
    raise NotApproved(words, hint="review it, then run: monday approve")


def _is_published(config: Config, parcel: Parcel, call: Call) -> None:
    """What the email leads to and shows must answer before anything is handed over, where we upload it ourselves."""
    for url in (parcel.page, *parcel.shown) if config.archive.upload else ():
        try:
            reply = call("GET", url, headers={}, body=b"", timeout=PAGE_TIMEOUT, allow_private=True)
            problem = "" if reply.status == 200 else f"it answers {reply.status}"
        except FetchError as e:
            problem = "" if e.reason == "too-big" else str(e)  # it is there: a large PDF
        if problem:
            what = "the issue's page" if url == parcel.page else "what the email needs"
            words = f"{what} is not at {url} yet ({problem}); nothing was handed over"
            raise TryAgain(words, hint="check upload under [archive], then run it again")


def _no_call(*_: object, **__: object) -> NoReturn:
    raise AssertionError("nobody is asked here")
