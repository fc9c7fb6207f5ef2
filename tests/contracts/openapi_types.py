"""The TypeScript types of the REST interface are what the server's OpenAPI document says: regenerate and compare.

``python tests/contracts/openapi_types.py`` exits 1 where they differ; with ``--write`` it writes them.
"""

from __future__ import annotations

import difflib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TYPES = ROOT / "web/src/api/schema.d.ts"


def generate() -> str:
    """The types as openapi-typescript makes them from ``sunmao openapi``."""
    document = subprocess.run([sys.executable, "-m", "server.cli.main", "openapi"], cwd=ROOT, check=True, capture_output=True).stdout
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "openapi.json", Path(folder) / "schema.d.ts"
        source.write_bytes(document)
        tool = "node_modules/openapi-typescript/bin/cli.js"
        command = [sys.executable, str(ROOT / "dev.py"), "node", tool, str(source), "-o", str(target), "--default-non-nullable=false"]
        subprocess.run(command, cwd=ROOT / "web", check=True, capture_output=True)
        return target.read_text()


def main() -> int:
    fresh = generate()
    if "--write" in sys.argv:
        TYPES.write_text(fresh)
        return 0
    kept = TYPES.read_text()
    if fresh == kept:
        return 0
    sys.stdout.writelines(difflib.unified_diff(kept.splitlines(True), fresh.splitlines(True), "web/src/api/schema.d.ts", "from the server", n=2))
    sys.stdout.write("\nThe types are not what the server says. Run: .venv/bin/python tests/contracts/openapi_types.py --write\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
