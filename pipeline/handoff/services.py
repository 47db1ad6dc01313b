"""The configured mail service, ready to be talked to: its address, our credentials, its adapter."""

import re
from base64 import b64encode
from collections.abc import Mapping

from pipeline.config import Config
from pipeline.errors import ConfigError, UsageError
from pipeline.handoff.http import Call, Service
from pipeline.handoff.secret import SECRETS, secret
from pipeline.handoff.target import Target

Env = Mapping[str, str]


def target(config: Config, env: Env, call: Call) -> Target:
    """The configured service. Raises ConfigError when a key or a secret is missing."""
    settings = config.handoff
    if settings.target == "smtp":
        raise UsageError("target smtp keeps no drafts", hint="send the test through [smtp]: leave out --service")
    if settings.target == "none":
        raise UsageError("no mail service is configured", hint="set target under [handoff] in newsletter.toml")
    talks = service(config, env, call)
    if settings.target == "listmonk":
        from pipeline.handoff.listmonk import Listmonk

        if not settings.lists or not settings.url:
            hint = 'under [handoff]: url = "https://lists.example.org" and lists = [1]'
            raise ConfigError("listmonk needs its address and at least one list", hint=hint)
        return Listmonk(talks, settings.lists)
    if settings.target == "buttondown":
        from pipeline.handoff.buttondown import Buttondown

        return Buttondown(talks)
    from pipeline.handoff.mailchimp import Mailchimp

    if not settings.audience:
        raise ConfigError("Mailchimp needs the audience's id", hint='under [handoff]: audience = "…"')
    return Mailchimp(talks, settings.audience)


def service(config: Config, env: Env, call: Call) -> Service:
    """The configured service's address, with our credentials. Raises ConfigError when a secret is missing."""
    name = config.handoff.target
    token = secret(SECRETS[name], env)
    match name:
        case "listmonk":
            auth = {"Authorization": f"token {token}"}
        case "buttondown":  # without a version the account's own pin decides what the fields mean
            auth = {"Authorization": f"Token {token}", "X-API-Version": "2026-04-01"}
        case _:
            auth = {"Authorization": "Basic " + b64encode(f"monday:{token}".encode()).decode()}
    secrets = (token, auth["Authorization"].partition(" ")[2])
    return Service(name=name, base=_base(config, token), auth=auth, secrets=secrets, call=call)


def _base(config: Config, token: str) -> str:
    if config.handoff.url or config.handoff.target == "listmonk":
        return config.handoff.url
    if config.handoff.target == "buttondown":
        return "https://api.buttondown.com"
    center = re.search(r"-([A-Za-z0-9]+)\Z", token)  # behind the key's last dash
    if not center:  # else the whole secret would be looked up as the name of a host
        hint = "copy the whole key from Mailchimp, including its ending, such as -us7, into MONDAY_MAILCHIMP_TOKEN"
        raise ConfigError("the Mailchimp API key does not end with its data center", hint=hint)
    return f"https://{center[1]}.api.mailchimp.com"
