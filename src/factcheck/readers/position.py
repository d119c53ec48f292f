"""How far the inputs are read, for those who wait."""

import io
from pathlib import Path


class Position:
    """Bytes of the inputs, as they lie on the disk.

    :ivar total: of all inputs; nothing for standard input, whose end nobody knows.
    :ivar read: so far; what is read ahead is counted.
    """

    def __init__(self) -> None:
        self.total = 0
        self.read = 0

    def share(self, read: int) -> float | None:
        """What part of all that so many bytes are, from 0 to 1; None where that cannot be known."""
        return min(1.0, read / self.total) if self.total else None

    def open(self, path: Path) -> io.BufferedReader:
        """Open a file whose bytes are counted as they are read.

        :raises OSError: it cannot be opened.
        """
        return io.BufferedReader(_Counted(path, self), 1 << 16)


class _Counted(io.FileIO):
    """A file that tells how much of it was read."""

    def __init__(self, path: Path, position: Position) -> None:
        super().__init__(path)
        self._position = position

    def readinto(self, buffer: "memoryview | bytearray") -> int | None:  # type: ignore[override]
        """As ``io.FileIO.readinto``."""
        size = super().readinto(buffer)
        self._position.read += size or 0
        return size
