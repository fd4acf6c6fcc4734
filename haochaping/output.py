"""What several processes write, on one stream, each line with the name of its process."""

import os
import selectors
import threading
from collections.abc import Iterable
from typing import BinaryIO

_LONGEST_LINE = 64 * 1024


class PrefixedOutput:
    """A pipe for each name; a thread carries the lines that come out of them to the stream."""

    def __init__(self, names: Iterable[str], stream: BinaryIO) -> None:
        self._stream = stream
        self._selector = selectors.DefaultSelector()
        self.write_ends: dict[str, int] = {}
        """To hand to the processes; close ours afterwards, or the end of their output is never seen."""
        names = list(names)
        width = max(map(len, names))
        for name in names:
            reader, self.write_ends[name] = os.pipe()
            self._selector.register(reader, selectors.EVENT_READ, _Lines(f"{name:{width}} | ".encode()))
        self._thread = threading.Thread(target=self._carry, name="output", daemon=True)

    def start(self) -> None:
        """Close our write ends and begin to carry."""
        for number in self.write_ends.values():
            os.close(number)
        self._thread.start()

    def finish(self, patience: float) -> None:
        """Wait for what is still in the pipes, but not for a stranger who keeps one open."""
        self._thread.join(patience)

    def _carry(self) -> None:
        while self._selector.get_map():
            for key, _ in self._selector.select():
                chunk = os.read(key.fd, _LONGEST_LINE)
                self._write(key.data.whole(chunk))
                if not chunk:
                    self._selector.unregister(key.fd)
                    os.close(key.fd)
        self._selector.close()

    def _write(self, lines: bytes) -> None:
        try:
            self._stream.write(lines)
            self._stream.flush()
        except (OSError, ValueError):
            return  # nobody reads any more (`| head`, a closed terminal): go on, or the processes would block


class _Lines:
    def __init__(self, prefix: bytes) -> None:
        self._prefix = prefix
        self._begun = b""

    def whole(self, chunk: bytes) -> bytes:
        """The lines that this chunk completes, each with the prefix; an empty chunk completes the last."""
        lines = (self._begun + chunk).splitlines(keepends=True)
        self._begun = b""
        if chunk and lines and not lines[-1].endswith(b"\n") and len(lines[-1]) < _LONGEST_LINE:
            self._begun = lines.pop()
        return b"".join(self._prefix + line.rstrip(b"\r\n") + b"\n" for line in lines)
