"""Another look at what a mail service holds: is it still what was approved, has it gone out, to how many? Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from pipeline.handoff.target import Remote

GRACE = timedelta(minutes=10)  # how long after its time a service may take to begin


@dataclass(frozen=True, kw_only=True, slots=True)
class Sight:
    """What a service answered about an issue that it has."""

    status: Literal["scheduled", "sending", "sent", "differs", "stopped"]
    """differs: it is not what was approved, or not to everybody. stopped: its time is past, and nobody got it."""
    words: str  # what is there, for an editor
    hint: str = ""  # the one command that fixes it
    final: bool = False  # nothing more will happen there: it need not be asked again


def judge(
    remote: Remote | None,
    *,
    day: date,
    when: datetime,
    parts: Mapping[str, object],
    now: datetime,
    others: Iterable[Remote] = (),
) -> Sight:
    """What *remote* means for the issue of *day* that was handed over for *when* as *parts*. *others* are what the
    service holds under the issue's key where the campaign itself is gone."""
    past = now >= when
    settle = f"run: monday handoff --issue {day} --settle sent"
    ends = f"if that is right, {settle}"
    again = f"to send what was approved, run: monday rollback --issue {day}, then monday approve --issue {day}"
    mend = ends if past else again
    if remote is None:
        there = ", ".join(one.id for one in others)
        words = f"its campaign is no longer there{f'; there are others: {there}' if there else ''}"
        return Sight(status="differs", words=words + ("; readers may have it" if past else ""), hint=mend)
    if remote.state == "draft":
        words = f"it was set back to a draft there, and {'went to nobody' if past else 'will not go out'}"
        return Sight(status="stopped" if past else "differs", words=words, hint=again)
    if remote.state == "sent" and remote.sent == 0:
        words = f"it is finished there, and went to nobody{f' of {remote.readers}' if remote.readers else ''}"
        copy = f"to send it after all, copy its campaign there; then {settle}"
        return Sight(status="stopped" if past else "differs", words=words, hint=copy, final=past)
    if remote.state == "stopped":
        words = f"it has begun, and stopped there (“{remote.words}”{_so_far(remote)})"
        return Sight(status="differs", words=words, hint=ends, final=remote.over)
    if remote.state == "other":
        back = f"if no reader has it, make it a draft there, then run: monday rollback --issue {day}"
        words, look = f"it is “{remote.words}” there", f"look at it there: if readers have it, {settle}; {back}"
        return Sight(status="differs", words=words, hint=look)
    changed = [part for part, mark in parts.items() if remote.parts.get(part) != mark]
    done = remote.state == "sent"
    if changed:
        what = "what readers got" if done else "what it holds"
        words = f"{what} differs from what was approved: {', '.join(changed)}"
        return Sight(status="differs", words=words, hint=mend, final=done)
    if remote.state == "scheduled":
        if remote.send_at != when:
            at = f"for {clock(remote.send_at)}" if remote.send_at else "without a time"
            return Sight(status="differs", words=f"it is {at} there, not for {clock(when)}", hint=mend)
        if now > when + GRACE:
            words = f"it still waits there, {(now - when) // timedelta(minutes=1)} minutes after its time"
            return Sight(status="differs", words=words, hint=ends)
        return Sight(status="scheduled", words=f"it waits there for {clock(when)}")
    if not past:
        words = f"it is going out before its time{_so_far(remote)}"
        return Sight(status="differs", words=words, hint=ends, final=done)
    if not done:
        return Sight(status="sending", words=f"it is going out{_so_far(remote)}")
    if remote.sent is not None and remote.readers and remote.sent < remote.readers:
        words = f"it is finished there, and went to {remote.sent} of {remote.readers}"
        return Sight(status="differs", words=words, hint=ends, final=True)
    ended = f", finished {clock(remote.ended)}" if remote.ended else ""
    return Sight(status="sent", words=f"sent{_so_far(remote).replace(',', '', 1)}{ended}", final=True)


def clock(at: datetime) -> str:
    """An instant as an editor reads it."""
    return f"{at.astimezone(UTC):%A, %B %-d, %H:%M} UTC"


def _so_far(remote: Remote) -> str:
    if remote.sent is None:
        return ""
    return f", to {remote.sent} of {remote.readers}" if remote.readers else f", to {remote.sent}"
