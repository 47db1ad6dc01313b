"""`monday preview`: the studio in the browser."""

import click

from pipeline.cli.app import App, issue_option


@click.command("preview")
@issue_option
@click.option("--port", type=click.IntRange(0, 65535), default=8005, show_default=True, help="0 takes a free one.")
@click.option("--read-only", is_flag=True, help="For showing it to others: nothing can be changed.")
@click.option("--open/--no-open", "open_browser", default=True, help="Open the browser (default: on a desktop).")
@click.pass_obj
def command(app: App, issue: str | None, port: int, read_only: bool, open_browser: bool) -> None:
    """Look at the issue in the studio, and change what is wrong.

    The studio is a page in your browser: the email on a phone or a desktop, the plain text and the web page, with
    the words beside it. It runs on this computer only. A saved change to issue.toml, a template or newsletter.toml
    shows at once. Stop it with Ctrl-C.

    \b
    Examples:
      monday preview
      monday preview --issue 2026-11-23  another Monday's issue
      monday preview --read-only         to show it to others
    """
    import os
    import signal
    from urllib.parse import urlsplit

    from pipeline import desk

    def ready(url: str) -> None:
        click.echo(f"The studio is at {url}")
        if connection := os.environ.get("SSH_CONNECTION", "").split():
            there = urlsplit(url).port
            click.echo(f"On your own computer, first: ssh -L {there}:127.0.0.1:{there} {connection[2]}", err=True)
        click.echo("Stop it with Ctrl-C.", err=True)
        if open_browser:
            _open(url)

    # a shell starts background jobs with SIGINT ignored; stopping the studio must work there, too
    signal.signal(signal.SIGINT, signal.default_int_handler)
    desk.preview(
        app.config,
        app.day(issue),
        clock=app.clock,
        env=os.environ,
        port=port,
        read_only=read_only,
        ready=ready,
    )


def _open(url: str) -> None:
    import os
    import sys
    import webbrowser

    if sys.stdout.isatty() and (sys.platform == "darwin" or os.environ.get("DISPLAY")):
        webbrowser.open(url)
