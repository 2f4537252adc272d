"""A TCP port that leads to a PostgreSQL's socket, and can be cut: the server is away, or back."""

import contextlib
import socket
import threading


class Forwarder:
    """`port` is of this machine. Cut, it refuses new connections and breaks those that it has."""

    def __init__(self, target: str):
        self.target, self.pairs, self.door = target, [], None
        self.port = 0
        self.mend()

    def mend(self):
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._take, args=[self.door], daemon=True).start()

    def cut(self):
        _close(self.door)
        self.break_all()

    def break_all(self):
        """Every connection that is open now, as when the server is restarted at once."""
        pairs, self.pairs = self.pairs, []
        for one in (end for pair in pairs for end in pair):
            _close(one)

    def _take(self, door):
        with contextlib.suppress(OSError):
            while True:
                near, _address = door.accept()
                far = socket.socket(socket.AF_UNIX)
                far.connect(self.target)
                self.pairs.append((near, far))
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=ends, daemon=True).start()


def _pass_on(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _close(source)
    _close(sink)


def _close(end):
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
