"""A serial cable made of a pseudo-terminal: its slave end is what a lane opens, under a path that stays the same.

A pty is 8N1 whatever is set, has no modem lines, no speed and no flow control. Bytes to a lane that does not have the
port open are lost, as on a real cable; so a lane that comes back meets no ghosts of scans from before.
"""

import errno
import os
import select
import tty
from contextlib import suppress
from pathlib import Path

import trio

from controller.devices.sim.cable import READ_MAX_BYTES, Cable, Take

NOBODY_POLL_S = 0.02


class PtyPort(Cable):
    """Plugged in once `run` has started; the symlink at `path` leads to the slave end."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._master: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether the cable is in."""
        return self._master is not None

    @property
    def listened(self) -> bool:
        """Whether a lane has the port open."""
        if self._master is None:
            return False
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))

    def plug(self) -> None:
        """Put the cable in: a new pty under the same path."""
        if self._master is not None:
            return
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        new_link = self.path.with_name(self.path.name + ".new")
        new_link.unlink(missing_ok=True)
        new_link.symlink_to(os.ttyname(slave))
        new_link.replace(self.path)
        os.close(slave)
        self._master = master
        self._change()

    def unplug(self) -> None:
        """Pull the cable: the lane's end hangs up, the path is gone."""
        if self._master is None:
            return
        self.path.unlink(missing_ok=True)
        trio.lowlevel.notify_closing(self._master)
        os.close(self._master)
        self._master = None
        self._change()

    def _send(self, data: bytes) -> bool:
        if self._master is None or not self.listened:
            return False
        try:
            written = os.write(self._master, data)
        except BlockingIOError:
            written = 0
        if written < len(data) and not self.trouble.babbling:
            raise BlockingIOError(errno.EAGAIN, "the lane does not read", str(self.path))
        return True

    async def _serve(self, take: Take) -> None:
        if self._master is None or self.stalled:
            await self._changed.wait()
        elif not self.listened:
            self._read(take)  # what a lane left before it closed
            await trio.sleep(NOBODY_POLL_S)
        else:
            with suppress(trio.ClosedResourceError):
                await trio.lowlevel.wait_readable(self._master)
                self._read(take)

    def _read(self, take: Take) -> None:
        if self._master is None or self.stalled:
            return
        try:
            data = os.read(self._master, READ_MAX_BYTES)
        except BlockingIOError:
            return
        except OSError as error:
            if error.errno != errno.EIO:  # EIO: the lane closed its end
                raise
            return
        take(data)


def cable_at(place: Path | Cable) -> Cable:
    """Return the cable to emulate a device at: a pty behind a path, or the one that is given."""
    return place if isinstance(place, Cable) else PtyPort(place)
