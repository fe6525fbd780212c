"""A Zebra scanner in SSI: waits for ACK, sends again without one. Written from the table of opcodes."""

from pathlib import Path

import trio

from controller.devices.sim.cable import Cable
from controller.devices.sim.pty_port import cable_at

ACK, NAK = 0xD0, 0xD1
BEEP = 0xE6
EFFECTS = {0xE4: "trigger on", 0xE5: "trigger off", BEEP: "beep", 0xE9: "enable", 0xEA: "disable"}
TYPES = {"ean13": 0x0B, "upca": 0x08, "ean8": 0x0A, "upce": 0x09, "code128": 0x03, "gs1_128": 0x0F, "qr": 0x1C}
RESEND_AFTER_S = 0.3
SENDS_MAX = 5


class SsiSim:
    """`send` codes; they leave one at a time. `deaf_count` ACKs of the lane are lost on the way."""

    def __init__(self, path: Path | Cable) -> None:
        self.port = cable_at(path)
        self.ledger: list[str] = []
        self.beep_codes: list[int] = []
        self.acknowledged_count = 0
        self.deaf_count = 0
        self._heard = b""
        self._acknowledged = trio.Event()
        self._codes_in, self._codes = trio.open_memory_channel[bytes](1000)

    async def run(self, task_status: trio.TaskStatus[None] = trio.TASK_STATUS_IGNORED) -> None:
        """Emulate until cancelled."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._speak)
            await self.port.run(self._take, task_status)

    def send(self, kind: str, code: str) -> None:
        """Put a code in line."""
        self._codes_in.send_nowait(bytes((TYPES[kind],)) + code.encode())

    async def _speak(self) -> None:
        async for code in self._codes:
            for attempt in range(SENDS_MAX):
                self._acknowledged = trio.Event()
                self.port.write(packet(0xF3, int(attempt > 0), code))
                with trio.move_on_after(RESEND_AFTER_S):
                    await self._acknowledged.wait()
                    break

    def _take(self, data: bytes) -> None:
        self._heard += data
        while self._heard and len(self._heard) >= self._heard[0] + 2:
            length = self._heard[0]
            whole, self._heard = self._heard[: length + 2], self._heard[length + 2 :]
            if sum(whole[:length]) + int.from_bytes(whole[length:], "big") & 0xFFFF:
                self.ledger.append("wrong checksum")
            else:
                self._obey(whole[1], whole[4:length])

    def _obey(self, opcode: int, data: bytes) -> None:
        if opcode in {ACK, NAK}:
            if opcode == ACK and self.deaf_count:
                self.deaf_count -= 1
            elif opcode == ACK:
                self.acknowledged_count += 1
                self._acknowledged.set()
            return
        self.ledger.append(EFFECTS.get(opcode, f"opcode {opcode:02X}"))
        self.beep_codes += data if opcode == BEEP else b""
        self.port.write(packet(ACK, 0))


def packet(opcode: int, status: int, data: bytes = b"") -> bytes:
    """Return a scanner's frame."""
    body = bytes((4 + len(data), opcode, 0x00, status)) + data
    return body + (0x10000 - sum(body)).to_bytes(2, "big")
