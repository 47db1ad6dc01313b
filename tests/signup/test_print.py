"""`monday signup print`: files and texts that an operator copies into the mail service."""

import json
import re
import subprocess

import pytest

from pipeline.config import resources
from tests import tools
from tests.newsletter import ROOT, call, plain

FORM = '[signup]\nprovider = "{}"\naction = "https://lists.river-trust.org.uk"\n'
LIST = 'list = "95d8e524-410d-431c-8fcf-2bd40a4c3584"\n'
HOME = "https://news.river-trust.org.uk/monday/"
KNOWN = re.compile(
    r'define "(?:subscriber-optin|message)"|template "(?:header|footer)"(?: \.)?|end'
    r"|\.OptinURL|\.Data\.(?:Title|Message)"
    r'|if eq \.Data\.Title \(L\.T "public\.(?:subConfirmedTitle|unsubbedTitle)"\)'
)
"""The marks of listmonk that were seen to work in these two files."""


def printed(folder, provider, more=""):
    """The files for *provider*, by path."""
    plain(folder, more='[ebook]\nfile = "sample:ebook.pdf"\n' + FORM.format(provider) + more)
    said = call(folder, "signup", "print", str(folder / "out"))
    assert said.exit_code == 0, said.stderr
    out = folder / "out"
    return {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file()}


def test_listmonk(tmp_path):
    """listmonk gets its two files and a script, each with the way to the ebook, and the address it must trust."""
    made = printed(tmp_path, "listmonk", LIST)

    mail = "static/email-templates/subscriber-optin.html"
    page = "static/public/templates/message.html"
    assert {"README.txt", "custom.js", mail, page} == {*made}
    for name in (mail, page, "custom.js"):
        assert f"{HOME}ebook/" in made[name]
    assert f"\n   {HOME}signup/check/\n" in made["README.txt"]
    assert '<a href="{{ .OptinURL }}" class="button">' in made[mail]
    for name in (mail, page):
        marks = re.findall(r"\{\{ (.*?) \}\}", made[name])
        assert [mark for mark in marks if not KNOWN.fullmatch(mark)] == []
        assert len([m for m in marks if m.startswith(("define", "if"))]) == marks.count("end")
        assert "{" not in re.sub(r"\{\{ .*? \}\}", "", made[name])


@pytest.mark.parametrize("provider", ["buttondown", "mailchimp", "custom"])
def test_other_services(tmp_path, provider):
    """The others get a welcome email to paste, and the pages to lead to; what nobody has tried is said."""
    made = printed(tmp_path, provider)

    assert {"README.txt", "welcome.txt"} == {*made}
    assert f"Here is your ebook:\n{HOME}ebook/\n" in made["welcome.txt"]
    assert f"{HOME}signup/thanks/" in made["README.txt"]
    assert (provider == "custom") is ("not tried with a real account" not in made["README.txt"])


def test_words_that_look_like_a_template(tmp_path):
    """Braces and markup in the newsletter's own words stay words in listmonk's template language."""
    plain(tmp_path, more=FORM.format("listmonk") + LIST)
    settings = tmp_path / "newsletter.toml"
    settings.write_text(settings.read_text().replace('"Real Enough"', '"A {{ .Secret }} <b>"'))

    assert call(tmp_path, "signup", "print", str(tmp_path / "out")).exit_code == 0

    mail = (tmp_path / "out" / "static" / "email-templates" / "subscriber-optin.html").read_text()
    assert "A &#123;&#123; .Secret }} &lt;b&gt;" in mail


def test_as_json_and_again(tmp_path):
    """A second run replaces its files, and tells scripts which."""
    first = printed(tmp_path, "buttondown")
    again = json.loads(call(tmp_path, "signup", "print", str(tmp_path / "out"), "--json").stdout)

    assert {*again["files"]} == {str(tmp_path / "out" / name) for name in first}


def test_lines_fit_a_terminal():
    """The steps are read on a server's terminal: 78 columns at most."""
    texts = {name: text for name, text in resources.templates(ROOT).items() if re.match(r"service/\w+\.txt", name)}

    assert [(name, line) for name, text in texts.items() for line in text.splitlines() if len(line) > 78] == []


GO = """
package main

import ("html/template"; "os")

type Any = map[string]any
type L struct{}

func (L) T(key string) string {
    return map[string]string{"public.subConfirmedTitle": "Confirmed", "public.unsubbedTitle": "Unsubscribed"}[key]
}

func main() {
    frame := `{{ define "header" }}<body>{{ end }}{{ define "footer" }}</body>{{ end }}`
    t := template.Must(template.New("").Funcs(template.FuncMap{"L": func() L { return L{} }}).Parse(frame))
    template.Must(t.ParseFiles(os.Args[1], os.Args[2]))
    fill := func(name string, data Any) {
        if err := t.ExecuteTemplate(os.Stdout, name, data); err != nil { panic(err) }
    }
    fill("subscriber-optin", Any{"OptinURL": "https://lists.example/optin"})
    for _, title := range []string{"Confirmed", "Unsubscribed", "Error"} {
        fill("message", Any{"Data": Any{"Title": title, "Message": "Said."}})
    }
}
"""
"""Fills both files with Go's own template engine, as listmonk does."""


@pytest.mark.real
def test_go_reads_them(tmp_path):
    """Go's template engine fills both files; the link is on the page after the confirmation, and on no other."""
    go = tools.need("go", "golang-go")
    printed(tmp_path, "listmonk", LIST)
    (tmp_path / "main.go").write_text(GO)
    static = tmp_path / "out" / "static"
    files = [static / "email-templates" / "subscriber-optin.html", static / "public" / "templates" / "message.html"]

    done = subprocess.run(
        [go, "run", "main.go", *map(str, files)], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    mail, confirmed, gone, failed = done.stdout.split("<body>")[1:]
    assert '<a href="https://lists.example/optin" class="button">' in mail
    assert [f"{HOME}ebook/" in page for page in (mail, confirmed, gone, failed)] == [True, True, False, False]
    assert f"{HOME}signup/goodbye/" in gone


@pytest.mark.parametrize("provider", ["none", "listmonk", "buttondown", "mailchimp", "custom"])
def test_without_an_ebook(tmp_path, provider):
    """Nothing that an operator copies speaks of an ebook that does not exist."""
    plain(tmp_path, more="[ebook]\nshow = false\n" + FORM.format(provider) + LIST)

    assert call(tmp_path, "signup", "print", str(tmp_path / "out")).exit_code == 0
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in files if "ebook" in path.read_text().lower()] == []
