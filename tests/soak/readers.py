"""Readers that come at once, readers that come one by one, and clients that are slow on purpose."""

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle, islice
from threading import Barrier

from tests.soak.server import HOST, PATIENCE, Server, read


def all_at_once(server: Server, paths: list[str], *, readers: int = 200, each: int = 2) -> Counter:
    """How often each status came. Every reader has a connection, and all begin in one moment.

    A connection that broke counts as its error's name.
    """
    start = Barrier(readers)

    def one(number):
        own = list(islice(cycle(paths), number, number + each))
        start.wait()
        try:
            return read(server.port, own)
        except OSError as error:
            return [type(error).__name__] * each

    with ThreadPoolExecutor(readers) as pool:
        return Counter(status for answers in pool.map(one, range(readers)) for status in answers)


def one_by_one(
    server: Server, paths: list[str], *, count: int, timeout: float = PATIENCE
) -> Counter:
    """How often each status came; a page that takes too long is an error."""
    asked = islice(cycle(paths), count)
    return Counter(server.status_of(path, timeout=timeout) for path in asked)


HEAD = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n"
AT_ONCE = 10  # seconds, for a busy machine; less than a slow client is given before it is cut off
TOKEN = "a" * 32  # without it and the referrer a form is refused before it is read
SLOW = {  # what a slow client sends before it falls silent, with its connection kept open
    "idle": "",
    "header": f"{HEAD}X-Long: ",
    "body": f"POST /admin/login/ HTTP/1.1\r\nHost: {HOST}\r\nReferer: https://{HOST}/\r\n"
    f"Cookie: csrf={TOKEN}; __Host-csrf={TOKEN}\r\nContent-Length: 5000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=a",
    "read": f"{HEAD}\r\n" * 20,
}


@contextmanager
def slow_clients(port: int, kind: str, *, count: int = 200):
    """That many connections of one kind, held open until the end of the block."""
    with ExitStack() as stack:
        for _ in range(count):
            client = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            client.sendall(SLOW[kind].encode())
        yield
