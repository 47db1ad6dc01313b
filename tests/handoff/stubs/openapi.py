"""Every exchange with a stub held against the service's own OpenAPI document, where it is present."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

from tests.handoff.stubs.server import Request

FORMATS = FormatChecker(["date"])


@FORMATS.checks("date-time", raises=ValueError)
def _date_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@FORMATS.checks("date", raises=ValueError)
def _date(value: object) -> bool:
    return not isinstance(value, str) or bool(date.fromisoformat(value))


class Document:
    """One OpenAPI 3 document; ``complaints`` says what an exchange has against it."""

    def __init__(self, path: Path, base: str) -> None:
        self.base = base
        found = json.loads(path.read_text())
        self.components = found["components"]
        self.routes = [
            (re.compile(re.sub(r"\{[^}]+\}", "[^/]+", path)), methods) for path, methods in found["paths"].items()
        ]

    def complaints(self, request: Request, status: int, reply: Any) -> Iterator[str]:
        """Nothing when route, parameters, body, status and answer are all as the document says."""
        what = f"{request.method} {request.path}"
        operation = self.operation(request)
        if operation is None:
            yield f"{what}: no such operation"
            return
        known = {p["name"]: p["schema"] for p in operation.get("parameters", ()) if p["in"] == "query"}
        for name, values in request.query.items():
            if name not in known:
                yield f"{what}: no parameter {name}"
                continue
            many = known[name].get("type") == "array"
            value = values if many else int(values[0]) if known[name].get("type") == "integer" else values[0]
            yield from self.errors(known[name], value, f"{what}?{name}")
        wanted = operation.get("requestBody")
        if wanted and (request.body is not None or wanted.get("required")):
            yield from self.errors(wanted["content"]["application/json"]["schema"], request.body, f"{what}: request")
        elif request.body is not None:
            yield f"{what}: takes no body"
        answers = operation["responses"]
        if str(status) not in answers:
            yield f"{what}: never answers {status}"
        elif content := answers[str(status)].get("content"):
            yield from self.errors(content["application/json"]["schema"], reply, f"{what}: {status}")

    def operation(self, request: Request) -> Any:
        """The operation of a request, or None."""
        path = request.path.removeprefix(self.base)
        fixed_first = sorted(self.routes, key=lambda route: "[^/]+" in route[0].pattern)
        for pattern, methods in fixed_first:
            if pattern.fullmatch(path) and request.method.lower() in methods:
                return methods[request.method.lower()]
        return None

    def errors(self, schema: Any, value: Any, where: str) -> Iterator[str]:
        """What *value* has against *schema*."""
        for error in self.validator(json.dumps(schema)).iter_errors(value):
            yield f"{where}: {error.message[:200]}"

    @cache  # noqa: B019  one document for all the tests
    def validator(self, schema: str) -> Draft202012Validator:
        whole = {**json.loads(schema), "components": self.components}
        return Draft202012Validator(whole, format_checker=FORMATS)
