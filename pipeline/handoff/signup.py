"""The service behind the signup form, asked whether the form can work. Only listmonk tells."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from pipeline.config import Config
from pipeline.errors import MondayError
from pipeline.handoff import services
from pipeline.handoff.http import Call, Reply, Service


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """Something there that keeps readers, or the ebook, from where they should be."""

    what: str
    fix: str
    loses: bool = True  # whoever uses the form does not get on the list


def troubles(config: Config, env: Mapping[str, str], call: Call) -> Iterator[Trouble]:
    """What would stop the form at listmonk; nothing for other services, which cannot be asked. Changes nothing."""
    if config.signup.provider != "listmonk":
        return
    base, ours = config.signup.server, config.signup.list
    everybody = Service(name="listmonk", base=base, auth={}, secrets=(), call=call)
    try:
        rows = everybody.look("/api/public/lists").objects("data")
    except MondayError as e:
        yield Trouble(what=f"the signup form cannot work: {e}", fix="correct action under [signup], or start listmonk")
        return
    public = {row.text("uuid"): row for row in rows}
    lists = _private(config, env, call, "/api/lists?per_page=all").objects("results")
    row = next((row for row in lists if row.get("uuid") == ours), public.get(ours))
    if row is None:
        names = "; ".join(f"{one.text('name')} is {uuid}" for uuid, one in list(public.items())[:5])
        what = f"listmonk has no list {ours}: readers who use the form are told that it worked, but are on no list"
        yield Trouble(what=what, fix=f"newsletter.toml: [signup] list = …; there {names or 'is not a public list'}")
        return
    name = row.text("name")
    if ours not in public:
        yield Trouble(what=f"the list {name} is not public: listmonk refuses the form", fix="make it public there")
    if row.get("optin") == "single":
        what = f"the list {name} has single opt-in: anyone can put someone else's address on it"
        yield Trouble(what=what, fix="choose double opt-in there", loses=False)
    yield from _form(_private(config, env, call, "/api/config"), f"{config.newsletter.home}signup/check/")


def _private(config: Config, env: Mapping[str, str], call: Call, path: str) -> Reply:
    """What the hand-off's token may read there; nothing without one, or where it may not."""
    if config.handoff.target == "listmonk" and config.handoff.url == config.signup.server:
        with suppress(MondayError):  # `doctor` says beside the hand-off what is wrong with it
            return services.service(config, env, call).look(path).object("data")
    return Reply()


def _form(settings: Reply, leads: str) -> Iterator[Trouble]:
    """What listmonk's settings do to the form; nothing if we may not read them."""
    form = settings.object("public_subscription")
    if form.get("enabled") is False:
        fix = "Settings, General: enable the public subscription page"
        yield Trouble(what="listmonk's public subscription page is off: it refuses the form", fix=fix)
    if form.get("captcha_enabled"):
        what = "listmonk asks for a CAPTCHA, which the form does not have: it refuses every reader"
        yield Trouble(what=what, fix="Settings, Security: turn the CAPTCHA off")
    trusted = form.get("redirect_urls")
    if isinstance(trusted, list) and leads not in trusted:
        what = "listmonk does not lead readers to the download after the form: it does not trust the page"
        yield Trouble(what=what, fix=f"Settings, Security, Trusted URLs: add {leads}", loses=False)
    if settings.object("privacy").get("individual_tracking"):
        what = "listmonk tracks what each reader opens and clicks, but privacy/ says that nobody does"
        yield Trouble(what=what, fix="Settings, Privacy: turn individual subscriber tracking off", loses=False)
