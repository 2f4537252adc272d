"""The documented command in processes of its own, and what these processes hold while they serve."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parent.parent.parent
COMMAND = [sys.executable, "manage.py", "serve"]  # what README says
NAME = "served"  # how PostgreSQL tells the server's connections from those of the tests
HOST = "localhost"  # the one that the tests' settings let in
PATIENCE = 120  # seconds, for a busy machine


@dataclass
class Held:
    """What one worker holds: memory in MB, threads, open files."""

    memory: int
    threads: int
    files: int


@dataclass
class Server:
    process: subprocess.Popen
    port: int

    def status_of(self, path: str, *, timeout: float = PATIENCE) -> int:
        return read(self.port, [path], timeout=timeout)[0]

    def workers(self) -> list[Held]:
        """The processes that serve: those below the one that was started which listen."""
        return [_held(pid) for pid in _below(self.process.pid) if _is_worker(pid)]


def connections_held() -> int:
    """How many connections the server has to PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE application_name = %s", [NAME])
        return cursor.fetchone()[0]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def read(port: int, paths: list[str], *, timeout: float = PATIENCE) -> list[int]:
    """The status of each page, one after the other on one connection, as a browser asks."""
    statuses = []
    with closing(HTTPConnection("127.0.0.1", port, timeout=timeout)) as asked:
        for path in paths:
            asked.request("GET", path, headers={"Host": HOST})
            with asked.getresponse() as answer:
                answer.read()
                statuses.append(answer.status)
    return statuses


@contextmanager
def serving(**environment: str):
    """A Server on the tests' own database, once it answers; gone at the end."""
    port = free_port()
    own = {
        "DATABASE_URL": _database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "PGAPPNAME": NAME,
    }
    process = subprocess.Popen(
        [*COMMAND, "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, **own, **environment},
        stdout=subprocess.DEVNULL,  # what goes wrong there is shown with the test
    )
    try:
        _wait_for(port, process)
        yield Server(process, port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait_for(port, process):
    end = monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        try:
            if read(port, ["/health/"]) == [200]:
                return
        except ConnectionError:
            sleep(0.1)  # another process has to come up; nothing tells us when it does
    raise TimeoutError(f"No server on port {port}: exit code {process.poll()}.")


def _database_url():
    """That of the tests' database, as the environment of another process names it."""
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{at['NAME']}"
    host = quote(at["HOST"], safe="")
    return f"postgres://{at['USER']}@{host}:{at['PORT'] or 5432}/{at['NAME']}"


def _below(pid):
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    for child in map(int, children):
        yield child
        yield from _below(child)


def _is_worker(pid):
    """Beside its workers the server has a process of Python's own that looks after what is shared."""
    return b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()


def _held(pid):
    status = dict(
        line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines()
    )
    return Held(
        memory=int(status["VmRSS"].split()[0]) // 1024,
        threads=int(status["Threads"]),
        files=len(os.listdir(f"/proc/{pid}/fd")),
    )
