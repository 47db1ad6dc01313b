"""Our text in somebody else's template language: every literal brace stays text, every token works. Pure."""

import json
import re
from html import escape

from pipeline.errors import MondayError
from pipeline.limits import UNSUBSCRIBE

# Outlook's <!--[if mso]> … <![endif]-->, what all others see: <!--[if !mso]><!--> … <!--<![endif]-->, and <!-- end -->
COMMENT = re.compile(r"<!--\[if [^\]>]*\]>(?:<!-->)?|(?:<!--)?<!\[endif\]-->|<!-- [^<>]* -->")
SPECIAL = rf"{re.escape(UNSUBSCRIBE)}|{COMMENT.pattern}"


def listmonk_html(html: str) -> str:
    """For Go's html/template: braces as references, comments kept, no tracked link by accident."""
    require_one_link(html, "the HTML part")
    html = re.sub(rf"\{{(?=\{{|{SPECIAL})", "&#123;", html)
    html = html.replace("@TrackLink", "&#64;TrackLink")
    html = COMMENT.sub(lambda m: _safe(m[0]), html)
    return html.replace(UNSUBSCRIBE, "{{ UnsubscribeURL }}")


def listmonk_text(text: str) -> str:
    """The plain part for the same engine, which would also read markup in it."""
    require_one_link(text, "the text part")
    # `<` would open a tag for the engine; Safe hands it through unchanged.
    special = rf"\{{{{2,}}|\{{+(?={re.escape(UNSUBSCRIBE)}|<|@TrackLink)|<|@(?=TrackLink)"
    return re.sub(special, lambda m: _safe(m[0]), text).replace(UNSUBSCRIBE, "{{ UnsubscribeURL }}")


def listmonk_subject(subject: str) -> str:
    """A subject line; listmonk runs a template over it only where it holds two braces."""
    return re.sub(r"\{{2,}", lambda m: f"{{{{ {_go(m[0])} }}}}", subject)


def buttondown_html(html: str) -> str:
    """For Buttondown's template tags."""
    require_one_link(html, "the HTML part")
    html = re.sub(rf"\{{(?=[{{%#]|{re.escape(UNSUBSCRIBE)})", "&#123;", html)
    return html.replace(UNSUBSCRIBE, "{{ unsubscribe_url }}")


def buttondown_subject(subject: str) -> str:
    """A subject line; there is no escape in plain text, so the pair is parted."""
    return re.sub(r"\{(?=[{%#])", "{ ", subject)


def mailchimp_html(html: str, postal_address: str) -> str:
    """For Mailchimp's merge tags; Mailchimp requires the audience's own postal address."""
    require_one_link(html, "the HTML part")
    html = html.replace("*|", "&#42;|").replace(UNSUBSCRIBE, "*|UNSUB|*")
    ours = escape(postal_address, quote=False).encode("ascii", "xmlcharrefreplace").decode()
    if ours and ours in html:
        return html.replace(ours, "*|LIST:ADDRESS|*")
    return re.sub(r"(?i)(?=</body>)", "<p>*|LIST:ADDRESS|*</p>", html, count=1)


def mailchimp_text(text: str, postal_address: str) -> str:
    """The plain part for the same tags."""
    require_one_link(text, "the text part")
    text = text.replace("*|", "* |").replace(UNSUBSCRIBE, "*|UNSUB|*")
    if postal_address and postal_address in text:
        return text.replace(postal_address, "*|LIST:ADDRESS|*")
    return text.rstrip("\n") + "\n\n*|LIST:ADDRESS|*\n"


def mailchimp_subject(subject: str) -> str:
    """A subject line."""
    return subject.replace("*|", "* |")


def require_one_link(text: str, where: str) -> None:
    """Raise MondayError unless *text*, which *where* names, has exactly one unsubscribe link."""
    count = text.count(UNSUBSCRIBE)
    if count != 1:
        words = f"{where} of the email has {count} unsubscribe links, not one"
        raise MondayError(words, hint="restore the unsubscribe line in your templates (templates/email.*)")


def _safe(text: str) -> str:
    return f"{{{{ Safe {_go(text)} }}}}"


def _go(text: str) -> str:
    """A Go string literal. Letters stay as they are: Go refuses the pairs that JSON makes of those beyond U+FFFF."""
    return json.dumps(text, ensure_ascii=False)
