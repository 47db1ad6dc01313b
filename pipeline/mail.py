"""A message file: headers folded as RFC 5322 and RFC 2047 want them, the same bytes on every Python. Pure."""

import re
from binascii import b2a_qp
from email.charset import Charset
from itertools import chain, repeat

from pipeline.urls import ascii_host

WIDTH = 76  # the longest line that may hold an encoded word (RFC 2047, 2)
_SPECIAL = re.compile(r'[()<>@,;:\\".\[\]]')  # what a name may hold only between quotes (RFC 5322, 3.2.3)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PART = r"[^@\s.,;:<>()\[\]\\\"]+"
_MAILBOX = re.compile(rf"{_PART}(?:\.{_PART})*@{_PART}(?:\.{_PART})*")


def address(written: str) -> tuple[str, str]:
    """Name and address of one mailbox as a person writes it: ``Stroke Trust, Leeds <monday@example.org>``. A name needs
    no quotes, and may have them. The domain comes back as the network writes it. Raises ValueError, in words for that
    person, if there is no address, more than one, or one that mail servers do not deliver to."""
    name, bracket, rest = written.strip().partition("<")
    spec = rest.removesuffix(">") if bracket else name
    if re.search(r"@.*[,;\s].*@", spec):
        raise ValueError("one email address is needed, not several")
    if not _MAILBOX.fullmatch(spec) or (bracket and not rest.endswith(">")) or _CONTROL.search(written):
        raise ValueError("an email address is needed, such as Monday Five <monday@example.org>")
    user, _, domain = spec.rpartition("@")
    if not user.isascii():
        raise ValueError(f"many mail servers cannot deliver to or from {spec}; use plain letters before the @")
    if not domain.isascii():
        spec = f"{user}@{ascii_host(domain)}"
    name = name.strip() if bracket else ""
    if re.fullmatch(r'"(?:[^"\\]|\\.)*"', name):
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, spec


def mailbox(name: str, spec: str) -> str:
    """The two as mail programs and services read them, with quotes around a name that needs them."""
    return f"{_phrase(name)} <{spec}>" if name else spec


def text_header(name: str, value: str) -> str:
    """A header that holds words, such as Subject. Words beyond ASCII make the whole value one run of encoded words, its
    blanks inside: what stands between encoded words is lost, and what stands between an encoded word and a plain one is
    read differently by different clients."""
    words = value.split(" ")
    if value and not _is_plain(value, longest=WIDTH - len(name) - 2):
        words = _encoded(value, WIDTH - len(name) - 2)
    return _fold(f"{name}:", words)


def address_header(name: str, written: str) -> str:
    """A header that holds one mailbox, such as From; the address itself is never encoded. ValueError as `address`."""
    who, spec = address(written)
    if not who:
        return fixed_header(name, spec)
    room = WIDTH - len(name) - 2
    whole = _is_plain(who, longest=room) and len(_phrase(who)) <= room
    return _fold(f"{name}:", [*([_phrase(who)] if whole else _encoded(who, room)), f"<{spec}>"])


def fixed_header(name: str, value: str) -> str:
    """A header that programs read, such as List-Unsubscribe: never encoded (RFC 2047, 5), on one line."""
    if not re.fullmatch(r"[ -~]+", value):
        raise ValueError(f"only plain letters are allowed here: {value}")
    return f"{name}: {value}"


def message(headers: list[str], *parts: tuple[str, str], boundary: str = "") -> bytes:
    """A whole message: *headers* as the functions above make them, then each part, a subtype of text and its words."""
    head = [*headers, "MIME-Version: 1.0"]
    if boundary:
        head.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
    return "\r\n".join(head).encode("ascii") + b"\r\n" + _body(parts, boundary)


def with_parts(eml: bytes, *parts: tuple[str, str]) -> bytes:
    """*eml*, which `message` made, with other parts and the same headers, byte for byte."""
    head, _, _ = eml.partition(b"\r\n\r\n")
    found = re.search(rb'(?m)^Content-Type: multipart/alternative; boundary="([^"]+)"\r?$', head)
    return head + b"\r\n" + _body(parts, found[1].decode() if found else "")


def with_headers(eml: bytes, *headers: str) -> bytes:
    """*eml* with each of *headers* in place of the one of that name."""
    head, rest, body = eml.partition(b"\r\n\r\n")
    for header in headers:
        name = header.partition(":")[0].encode()
        new = header.encode("ascii")
        head = re.sub(rb"(?im)^" + name + rb":[^\r\n]*(?:\r\n[ \t][^\r\n]*)*", lambda _, new=new: new, head, count=1)  # type: ignore[misc]
    return head + rest + body


def _body(parts: tuple[tuple[str, str], ...], boundary: str) -> bytes:
    head = 'Content-Type: text/{}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    made = [head.format(kind).encode() + _printable(words) for kind, words in parts]
    if not boundary:
        return made[0]
    mark = f"--{boundary}".encode()  # quoted-printable never holds "=_", with which ours begins
    return b"\r\n" + b"".join(mark + b"\r\n" + part + b"\r\n" for part in made) + mark + b"--\r\n"


def _printable(words: str) -> bytes:
    lines = re.split(r"\r\n|\r|\n", words)
    lines = lines[:-1] if len(lines) > 1 and not lines[-1] else lines
    return b2a_qp("".join(f"{line}\r\n" for line in lines).encode(), istext=True)


def _fold(start: str, words: list[str]) -> str:
    """*start* and *words* with a blank before each word, on lines of `WIDTH` where the words allow it."""
    lines = [start]
    for word in words:
        if len(lines[-1]) + 1 + len(word) > WIDTH and lines != [start]:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def _encoded(value: str, first: int) -> list[str]:
    """*value* as encoded words, each of whole characters, in the shorter of the two encodings; *first* is the room for
    the first of them."""
    fit = value.encode("utf-8", "replace").decode()  # without halves of surrogate pairs
    return list(filter(None, Charset("utf-8").header_encode_lines(fit, chain([first], repeat(WIDTH - 1)))))


def _phrase(name: str) -> str:
    escaped = re.sub(r'(["\\])', r"\\\1", name)
    return f'"{escaped}"' if _SPECIAL.search(name) else name


def _is_plain(value: str, *, longest: int) -> bool:
    """Printable ASCII that unfolding gives back as it was: single blanks between words, none of them too long."""
    plain = re.fullmatch(r"[!-~]+(?: [!-~]+)*", value) is not None
    return plain and "=?" not in value and max(map(len, value.split(" "))) <= longest
