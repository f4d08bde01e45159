"""Programs of npm that measure pages: pinned with their hashes in node/package-lock.json, kept in the state folder.

The site needs none of them. Their install scripts, which would fetch browsers, are not run.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings

PINNED = Path(__file__).with_name("node")


def node_modules() -> Path:
    if not shutil.which("npm"):
        sys.exit("This needs Node with npm, for measuring only (Debian: apt install npm).")
    lock = (PINNED / "package-lock.json").read_bytes()
    kept = Path(settings.STATE_DIR) / f"node-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not kept.exists():
        with tempfile.TemporaryDirectory(dir=settings.STATE_DIR) as name:
            folder = Path(name) / "node"
            shutil.copytree(PINNED, folder)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=folder, check=True)
            folder.rename(kept)
    return kept / "node_modules"
