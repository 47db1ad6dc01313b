"""Refresh pipeline/data/clients.json from caniemail's data.

Usage: npm pack caniemail && python scripts/clients.py caniemail-*.tgz
Of each client only the newest tested version counts. One letter a client: y(es), a (partly), n(o), u (not known).
"""

import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parent.parent / "pipeline" / "data" / "clients.json"


def newest(versions: dict[str, str]) -> str:
    """The mark of the newest version, compared by number: "16.80" comes after "16.9", and after the year 2019."""

    def age(version: str) -> tuple[bool, list[int]]:
        return not re.match(r"(?:19|20)\d\d", version), [int(n) for n in re.findall(r"\d+", version)]

    return versions[max(versions, key=age)][:1] if versions else "u"


def table(source: dict[str, Any], notice: str, package: str) -> dict[str, Any]:
    """caniemail's data reduced to what the rule clients.support needs."""
    names = source["nicenames"]
    features = [feature for feature in source["data"] if feature["category"] in ("css", "html", "image")]
    clients = sorted(
        {(family, platform) for f in features for family, found in f["stats"].items() for platform in found}
    )
    return {
        "source": f"https://www.caniemail.com, from the npm package {package}",
        "updated": source["last_update_date"][:10],
        "licence": notice,
        "clients": [f"{names['family'].get(f, f)} ({names['platform'].get(p, p)})" for f, p in clients],
        "features": {
            feature["slug"]: {
                "title": feature["title"],
                "tested": "-".join(
                    part.zfill(2) for part in feature["last_test_date"].split("-")
                ),  # some say 2024-05-1
                "support": "".join(newest(feature["stats"].get(f, {}).get(p, {})) for f, p in clients),
            }
            for feature in sorted(features, key=lambda feature: feature["slug"])
        },
    }


def main(archive: str) -> None:
    """Write the table from the package in *archive*."""
    with tarfile.open(archive) as tar:

        def read(name: str) -> str:
            found = tar.extractfile(f"package/{name}")
            assert found is not None
            return found.read().decode()

        package = json.loads(read("package.json"))
        made = table(json.loads(read("data/caniemail.json")), read("LICENSE"), f"caniemail {package['version']}")
    lines = json.dumps(made, ensure_ascii=False, indent=1)
    TARGET.write_text(
        re.sub(r"\{\s+(\"title\".*?),\s+(\"tested\".*?),\s+(\"support\".*?)\s+\}", r"{\1, \2, \3}", lines) + "\n"
    )


if __name__ == "__main__":
    main(sys.argv[1])
