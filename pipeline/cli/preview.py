"""`monday preview`: the studio in the browser."""

import os
import signal
import sys
import webbrowser
from collections.abc import Mapping
from ipaddress import ip_address
from shlex import quote
from urllib.parse import urlsplit

import click

from pipeline.cli.app import App, command, say, unfinished_option


@command("preview", unfinished_option)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8005, show_default=True, help="The port; 0 picks a free one."
)
@click.option("--read-only", is_flag=True, help="For showing it to others: nothing can be changed.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser (default: on a desktop).")
def preview(app: App, issue: str | None, port: int, read_only: bool, open_browser: bool) -> None:
    """The studio is a page in your browser: the email on a phone or a desktop, the plain text and the web page, with
    the words beside it. It runs on this computer only. A saved change to issue.toml, a template or newsletter.toml
    shows at once. On a server, the line to type on your own computer is printed first. Stop it with Ctrl-C.

    Examples:
      monday preview
      monday preview --issue 2026-11-23  another Monday's issue
      monday preview --read-only         to show it to others
    """
    from pipeline.preview import Studio, serve  # inside: it brings a web server along

    def ready(url: str) -> None:
        if line := tunnel(os.environ, urlsplit(url).port or port):
            say(f"On your own computer, first type: {line}")
        click.echo(f"The studio is at {url}")
        say("The address works once, for one browser. Stop the studio with Ctrl-C.")
        if open_browser and sys.stdout.isatty() and (sys.platform == "darwin" or os.environ.get("DISPLAY")):
            webbrowser.open(url)

    # a shell starts background jobs with SIGINT ignored; stopping the studio must work there, too
    signal.signal(signal.SIGINT, signal.default_int_handler)
    studio = Studio(app.config, app.unfinished(issue), clock=app.clock, env=os.environ)
    serve(studio, port=port, read_only=read_only, ready=ready)


def tunnel(env: Mapping[str, str], port: int) -> str:
    """The ssh line that brings the studio's *port* to the computer in front of the editor; "" when this is that one."""
    try:
        _, _, host, ssh_port = env.get("SSH_CONNECTION", "").split()
        ip_address(host.partition("%")[0])
        other = "" if int(ssh_port) == 22 else f" -p {int(ssh_port)}"
    except ValueError:  # not over ssh, or not as sshd writes it
        return ""
    user = env.get("USER") or env.get("LOGNAME") or ""
    return f"ssh{other} -L {port}:127.0.0.1:{port} {f'{quote(user)}@' if user else ''}{quote(host)}"
