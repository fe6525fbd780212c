"""A supervised child process: started again when it dies, killed when asked, gone when we are.

A child says `ready <url>` on standard output when it takes work; everything it logs goes to a file.
"""

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import structlog
import trio

from runtime import parent

READY_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 5.0
RESTART_AFTER_S = 0.2
MAX_QUICK_DEATHS = 5
"""A child that dies so often in a row before it was ready will not get better by itself."""

log = structlog.get_logger()


class ChildFailed(Exception):
    """A child cannot be started; the text ends with the last lines it logged."""


class Child:
    """One process under supervision."""

    def __init__(self, name: str, command: Sequence[str], log_path: Path, on_change: Callable[[], None]) -> None:
        self.name = name
        self.url = ""
        self.running = False
        self._command = list(command)
        self._log_path = log_path
        self._on_change = on_change
        self._process: trio.Process | None = None
        self._ready = trio.Event()
        self._was_ready = False

    @property
    def pid(self) -> int | None:
        """Process id of the living child."""
        return self._process.pid if self._process and self._process.returncode is None else None

    async def wait_ready(self, timeout_s: float = READY_TIMEOUT_S) -> str:
        """Return the child's address once it takes work; raises `trio.TooSlowError`."""
        with trio.fail_after(timeout_s):
            await self._ready.wait()
        return self.url

    async def kill(self) -> None:
        """`kill -9`, as a power cut would; returns when the process is gone."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        self._fallen()
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()

    async def run(self, *, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Keep the child alive until cancelled; raises `ChildFailed` when it cannot start."""
        quick_deaths = 0
        while True:
            await self._live(task_status)
            quick_deaths = 0 if self._was_ready else quick_deaths + 1
            if quick_deaths >= MAX_QUICK_DEATHS:
                raise ChildFailed(f"{self.name} does not start:\n{self._last_words()}")
            log.warning("child_died", child=self.name, restarting_after_s=RESTART_AFTER_S)
            await trio.sleep(RESTART_AFTER_S)

    async def _live(self, task_status: trio.TaskStatus[None]) -> None:
        self._was_ready = False
        with self._log_path.open("ab") as log_file:
            process = await trio.lowlevel.open_process(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log_file,
                env=parent.environment(),
                start_new_session=True,
            )
        self._process = process
        try:
            await self._watch(process, task_status)
            await process.wait()
        finally:
            self._fallen()
            with trio.CancelScope(shield=True):
                await _stop(process)

    async def _watch(self, process: trio.Process, task_status: trio.TaskStatus[None]) -> None:
        assert process.stdout is not None, "standard output is a pipe"
        buffer = b""
        async for data in process.stdout:
            buffer += data
            *lines, buffer = buffer.split(b"\n")
            for line in lines:
                if line.startswith(b"ready "):
                    self._risen(line.removeprefix(b"ready ").decode().strip(), task_status)

    def _risen(self, url: str, task_status: trio.TaskStatus[None]) -> None:
        first = not self.url
        self.url, self.running, self._was_ready = url, True, True
        self._ready.set()
        if first:
            task_status.started()
        self._on_change()

    def _fallen(self) -> None:
        self.running = False
        if self._ready.is_set():  # or whoever waits since the kill would wait for ever
            self._ready = trio.Event()
        self._on_change()

    def _last_words(self, lines: int = 20) -> str:
        text = self._log_path.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-lines:])


async def _stop(process: trio.Process) -> None:
    """End the process: first by closing its life line, then by force."""
    if process.stdin is not None:
        await process.stdin.aclose()
    with trio.move_on_after(STOP_TIMEOUT_S):
        await process.wait()
    if process.returncode is None:
        process.kill()
        await process.wait()
    if process.stdout is not None:
        await process.stdout.aclose()
