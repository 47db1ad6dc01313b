"""The little of Go's html/template that campaigns use: what does not compile, and what the rest comes out as."""

import re

LITERAL = r'"((?:[^"\\\n]|\\.)*)"'
ACTION = re.compile(r"\{\{\s*((?:\"(?:[^\"\\\n]|\\.)*\"|(?!\}\})[^\"])*?)\s*\}\}", re.DOTALL)
FUNCTIONS = {"UnsubscribeURL", "MessageURL", "ArchiveURL", "OptinURL", "TrackView", "Safe", "L"}
FORMS = re.compile(rf"(?:(Safe )?{LITERAL}|(UnsubscribeURL|MessageURL|ArchiveURL))")
"""What our adapter writes between the braces."""


def fault(text: str) -> str:
    """Why *text* does not compile, or ""; as Go says it."""
    for action in ACTION.finditer(text):
        words = action[1]
        if words.split(" ")[0] in ("if", "range", "with") and len(words.split()) == 1:
            return f"missing value for {words}"
        if not re.match(r'["A-Za-z.$(/-]', words):
            return f'unexpected "{words[:1]}" in command'
        for literal in re.findall(LITERAL, words):
            try:
                unquote(literal)
            except ValueError:
                return "invalid syntax"
        name = re.match(r"[A-Za-z]\w*", words)
        if name and name[0] not in FUNCTIONS and words != 'template "content" .':
            return f'function "{name[0]}" not defined'
    if "{{" in ACTION.sub("", text):
        return "unclosed action"
    return ""


def render(text: str) -> str:
    """What a reader gets: without comments, but for those out of Safe. ValueError for an unknown field."""
    kept: list[str] = []

    def one(action: re.Match[str]) -> str:
        found = FORMS.fullmatch(action[1])
        if found is None:
            return theirs(action[1])
        kept.append("https://lists.example.org/subscription/x" if found[3] else unquote(found[2]))
        return f"\0{len(kept) - 1}\0"

    held = re.sub(r"<!--.*?-->", "", ACTION.sub(one, text), flags=re.DOTALL)
    return re.sub(r"\0(\d+)\0", lambda m: kept[int(m[1])], held)


def theirs(words: str) -> str:
    """What a form comes out as that is not ours, as the server's own templates hold them."""
    if words.startswith("TrackView"):
        return '<img src="https://lists.example.org/pixel.png">'
    if words.startswith(".") and not words.startswith((".Campaign.", ".Subscriber.")):
        where = f'template: content:1:3: executing "content" at <{words}>'
        raise ValueError(f"{where}: can't evaluate field {words[1:]} in type *manager.CampaignMessage")
    return "words"


def unquote(literal: str) -> str:
    """A Go string literal without its quotes. ValueError where Go refuses it: no half of a surrogate pair, say."""

    def one(escape: re.Match[str]) -> str:
        code = escape[1]
        if code[0] in "uUx" and len(code) > 1:
            number = int(code[1:], 16)
            if 0xD800 <= number < 0xE000 or number > 0x10FFFF:
                raise ValueError("invalid syntax")
            return chr(number)
        if code not in 'abfnrtv\\"':
            raise ValueError("invalid syntax")
        return dict(zip('abfnrtv\\"', '\a\b\f\n\r\t\v\\"', strict=True))[code]

    return re.sub(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}|.)", one, literal)
