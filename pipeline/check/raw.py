"""email.eml's header as its bytes stand, decoded by a reading of RFC 2047 of our own: another's may be too kind."""

import re
from base64 import b64decode
from binascii import Error, a2b_qp

_WORD = re.compile(r"=\?utf-8\?([QqBb])\?([!->@-~]*)\?=", re.IGNORECASE)


def fields(eml: bytes) -> dict[str, str]:
    """Every header by its name in small letters, unfolded, and still encoded; of several the last."""
    head = eml.partition(b"\r\n\r\n")[0].decode("latin-1")
    lines = re.sub(r"\r\n(?=[ \t])", "", head).split("\r\n")
    return {name.lower(): value.strip(" \t") for name, _, value in (line.partition(":") for line in lines)}


def decoded(value: str) -> str:
    """The words of a header. Encoded words stand alone between blanks; the blanks between two of them are no text."""
    pieces = re.split(r"([ \t]+)", value)
    words = [_word(piece) for piece in pieces[::2]]
    said = ""
    for n, piece in enumerate(pieces):
        if n % 2 == 0:
            said += piece if (word := words[n // 2]) is None else word
        elif words[n // 2] is None or words[n // 2 + 1] is None:
            said += piece
    return said


def mailbox(value: str) -> tuple[str, str]:
    """Name and address of a header that holds one mailbox; the address as written."""
    name, bracket, spec = value.rpartition("<")
    if not bracket:
        return "", value
    name = decoded(name.strip(" "))
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', name)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else name, spec.removesuffix(">")


def _word(piece: str) -> str | None:
    """What an encoded word says, or None where *piece* is none: too long, damaged, or cut inside a character."""
    found = _WORD.fullmatch(piece) if len(piece) <= 75 else None
    try:
        if found is None:
            return None
        data = a2b_qp(found[2], header=True) if found[1] in "Qq" else b64decode(found[2], validate=True)
        return data.decode()
    except (Error, UnicodeDecodeError):
        return None
