"""A line between a program and a server that can be cut and mended."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

Address = tuple[str, int] | str
"""A host with a port, or the path of a Unix socket."""


class Line:
    """Listens on a port of its own and hands on both ways, until it is cut."""

    def __init__(self, target: Address) -> None:
        self.target = target
        self.port = 0
        self._listener: socket.socket | None = None
        self._open: list[socket.socket] = []
        self.mend()

    def mend(self) -> None:
        """Listen again, on the port from before."""
        self._listener = listener = socket.create_server(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def cut(self) -> None:
        """All connections end at once, and new ones are refused."""
        for end in [self._listener, *self._open]:
            if end is not None:
                _shut(end)
        self._listener, self._open = None, []

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _address = listener.accept()
                far = _connected(self.target)
                self._open += [near, far]
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=_pump, args=[source, sink], daemon=True).start()


def _connected(target: Address) -> socket.socket:
    if isinstance(target, tuple):
        return socket.create_connection(target)
    far = socket.socket(socket.AF_UNIX)
    far.connect(target)
    return far


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    _shut(sink)


def _shut(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def line_to(target: Address) -> Iterator[Line]:
    line = Line(target)
    try:
        yield line
    finally:
        line.cut()
