"""`monday send-test`: the email to an editor's own address."""

import click

from pipeline.cli.app import App, command, issue_option
from pipeline.limits import issue_name


@command("send-test", issue_option, locked=True)
@click.argument("address")
@click.option("--service", is_flag=True, help="Through the mail service's own draft, as readers will get it.")
def send_test(app: App, address: str, issue: str | None, service: bool) -> None:
    """It goes through the server under [smtp]: the email that an approval covers, with “[Test]” in front of its
    subject, dated now, to ADDRESS alone. With --service, the mail service sends it, with its own unsubscribe link: a
    draft is made there, and nobody but ADDRESS gets it.

    Examples:
      monday send-test you@example.org
      monday send-test you@example.org --service
    """
    from pipeline.work import send

    day = app.day(issue)
    done = send.send_test(app.context, day, address, service=service)
    click.echo(f"The {issue_name(day)}: {done}.")
