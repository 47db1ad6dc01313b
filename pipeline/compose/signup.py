"""The signup form: the field names that each mail service wants, as values for a template."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from pipeline.config import Config


@dataclass(frozen=True, kw_only=True, slots=True)
class Form:
    """One form; the mail service at *action* keeps the addresses, this tool never does."""

    action: str
    email: str = "email"
    """The name of the address field."""
    hidden: tuple[tuple[str, str], ...] = ()
    trap: str = ""
    """A field that people do not see and only robots fill in; "" where the service has none."""
    consent: str = ""
    """The name under which the consent is sent; "" where the service would refuse it."""


def form(config: Config) -> Form | None:
    """The form for the service that the editor uses, or None without one."""
    signup = config.signup
    match signup.provider:
        case "custom":  # an action of the editor's own: email, consent=yes, and an empty website field
            return Form(action=signup.action, consent="consent", trap="website")
        case "listmonk":  # a filled nonce is refused, and *next* is followed once it is one of its Trusted URLs
            hidden = (("l", signup.list), ("next", f"{config.newsletter.home}signup/check/"))
            return Form(action=f"{signup.server}/subscription/form", hidden=hidden, trap="nonce")
        case "buttondown":  # its embedded form, posted plainly
            return Form(action=signup.action, hidden=(("embed", "1"),))
        case "mailchimp":  # its trap is named after the account and the audience
            query = parse_qs(urlsplit(signup.action).query)
            account, audience = (query.get(key, [""])[0] for key in ("u", "id"))
            return Form(action=signup.action, email="EMAIL", trap=f"b_{account}_{audience}")
    return None
