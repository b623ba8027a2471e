"""What is in the package, for machines: a bill of materials in CycloneDX 1.5 (https://cyclonedx.org/docs/1.5/json/), from the list of licences.

The same input gives the same file: no time, and a serial number made of the contents.
"""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path


def write(path: Path, licences: Path, pins: Path, version: str, commit: str) -> None:
    """Write it. `pins` names the wheels, whose versions are in the list."""
    pinned = dict(re.findall(r"^([\w.-]+)==([^\s;\\]+)", pins.read_text(encoding="utf-8"), re.MULTILINE))
    names = {_key(name): name for name in pinned}
    parts = [_component(part, names) for part in json.loads(licences.read_text(encoding="utf-8"))]
    main = {"type": "application", "bom-ref": "pos-assist", "name": "pos-assist", "version": version}
    main |= {"properties": [{"name": "pos-assist:commit", "value": commit}]} if commit else {}
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": main},
        "components": parts,
        "dependencies": [{"ref": "pos-assist", "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    bom["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bom, sort_keys=True)).urn
    path.write_text(json.dumps(bom, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _component(part: dict[str, str], pinned: dict[str, str]) -> dict[str, object]:
    component: dict[str, object] = {
        "type": "library",
        "name": part["name"],
        "bom-ref": f"{part['name']}@{part['version']}",
    }
    if part["version"]:
        component["version"] = part["version"]
    if _key(part["name"]) in pinned:
        component["purl"] = f"pkg:pypi/{_key(part['name'])}@{part['version']}"
    if part["licence"]:
        component["licenses"] = [{"license": {"name": part["licence"]}}]
    return component


def _key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
