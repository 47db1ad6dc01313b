"""What this machine does: its disk, its programs, its other processes."""

import os
import shutil
import socket

from pipeline.outside import files
from tests.gallery.frame import ISSUE, World, case


@case("another run is at work")
def _(world: World) -> None:
    with files.lock(world.folder):
        world.type("run")


@case("the disk says no")
def _(world: World) -> None:
    import errno

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    world.patch.setattr("pipeline.outside.files._replace", full)
    world.replace(ISSUE, 'subject = "', 'subject = "New: ')
    world.type("compose")


@case("the machine's folder is a file")
def _(world: World) -> None:
    shutil.rmtree(world.folder / ".monday")
    (world.folder / ".monday").write_text("")
    world.type("collect")
    world.type("feeds", "list")


@case("the pool is a folder")
def _(world: World) -> None:
    for path in (world.folder / ".monday").glob("pool.sqlite3*"):
        path.unlink()
    (world.folder / ".monday" / "pool.sqlite3").mkdir()
    world.type("collect")


@case("the ledger is a folder")
def _(world: World) -> None:
    (world.folder / ISSUE).with_name("ledger.jsonl").unlink()
    (world.folder / ISSUE).with_name("ledger.jsonl").mkdir()
    world.type("run")


@case("a year that no calendar reaches")
def _(world: World) -> None:
    world.type("check", "--issue", "9999-12-27")


@case("no Chromium, no validator, no Thunderbird")
def _(world: World) -> None:
    world.patch.setenv("PATH", "/nowhere")
    world.type("shots")
    world.type("check", "--with", "vnu")
    world.type("check", "--with", "thunderbird")


@case("a port that is taken")
def _(world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        world.type("preview", "--port", str(taken.getsockname()[1]))


@case("the editor's own program fails")
def _(world: World) -> None:
    script = world.folder / "blurbs"
    script.write_text("#!/bin/sh\n")
    for command in ("no-such-program", str(script), "false", "'"):
        shutil.rmtree(world.folder / "issues", ignore_errors=True)
        (world.folder / "issues").mkdir()
        text = (world.folder / "newsletter.toml").read_text()
        first = text.replace("[[feeds]]", f'[choose]\nblurb_command = "{command}"\n[[feeds]]', 1)
        (world.folder / "newsletter.toml").write_text(first)
        world.type("choose")
        (world.folder / "newsletter.toml").write_text(text)
