"""What the lane has to say to a scanner, and saying it: answers first, then reading or not, the trigger, the beeps."""

from collections import deque
from typing import Literal

import trio

from controller.devices.health import Health
from controller.devices.scanner.profile import ScannerProfile
from controller.devices.transport.stream import DeviceStream

BEEPS_MAX = 16
REPLIES_MAX = 16
COMMAND_DEADLINE_S = 0.5

CommandResult = Literal["asked", "not_supported"]


class Speech:
    """One scanner's commands. All but `run` never wait; of too many beeps or answers the oldest are left out."""

    def __init__(self, profile: ScannerProfile, health: Health) -> None:
        self._profile = profile
        self._health = health
        self._replies: deque[bytes] = deque(maxlen=REPLIES_MAX)
        self._beeps: deque[bool] = deque(maxlen=BEEPS_MAX)
        self._enabled_wanted: bool | None = None
        self._enabled_told: bool | None = None
        self._trigger: bytes = b""
        self._reset = False
        self._last_command = b""
        self._asked = trio.Event()

    def begin(self) -> None:
        """Begin with a scanner that was just connected: beeps for another time are forgotten, its state is told."""
        self._replies.clear()
        self._beeps.clear()
        self._trigger = self._last_command = b""
        self._reset = False
        self._enabled_told = None
        if self._enabled_wanted is not None:
            self._asked.set()

    def beep(self, *, good: bool) -> None:
        """Say good or bad."""
        self._beeps.append(good)
        self._asked.set()

    def enable(self, *, wanted: bool) -> CommandResult:
        """Say whether to read, now and after every return of the scanner."""
        if not self._profile.enable or not self._profile.disable:
            return "not_supported"
        self._enabled_wanted = wanted
        self._asked.set()
        return "asked"

    def trigger(self, *, on: bool) -> CommandResult:
        """Say trigger on or off; the newest counts."""
        command = self._profile.trigger_on if on else self._profile.trigger_off
        if not command:
            return "not_supported"
        self._trigger = command
        self._asked.set()
        return "asked"

    def reset(self) -> CommandResult:
        """Say reset."""
        if not self._profile.reset:
            return "not_supported"
        self._reset = True
        self._asked.set()
        return "asked"

    def reply(self, data: bytes) -> None:
        """Say what the protocol wants said."""
        self._replies.append(data)
        self._asked.set()

    def acknowledged(self, *, taken: bool) -> None:
        """Say the last command once more if the scanner did not take it."""
        again, self._last_command = self._last_command, b""
        if not taken and again:
            self._health.retries += 1
            self.reply(again)

    async def run(self, stream: DeviceStream) -> None:
        """Say everything in turn, until cancelled or the port is lost."""
        while True:
            await self._asked.wait()
            self._asked = trio.Event()
            while self._replies or self._next_is_command():
                if self._replies:
                    await self._send(stream, self._replies.popleft())
                elif self._reset:
                    await self._start_anew(stream)
                else:
                    self._last_command = self._next_command()
                    await self._send(stream, self._last_command)

    def _next_is_command(self) -> bool:
        return bool(self._reset or self._must_tell_enabled() or self._trigger or self._beeps)

    def _must_tell_enabled(self) -> bool:
        return self._enabled_wanted is not None and self._enabled_wanted != self._enabled_told

    def _next_command(self) -> bytes:
        profile = self._profile
        if self._must_tell_enabled():
            self._enabled_told = self._enabled_wanted
            return profile.enable if self._enabled_told else profile.disable
        if self._trigger:
            command, self._trigger = self._trigger, b""
            return command
        if self._beeps.popleft():
            return profile.good_beep
        if profile.bad_beep_disables and self._enabled_wanted is not False:
            self._enabled_wanted, self._enabled_told = True, False
        return profile.bad_beep

    async def _start_anew(self, stream: DeviceStream) -> None:
        self._reset = False
        await self._send(stream, self._profile.reset)
        await trio.sleep(self._profile.reset_pause_s)
        self._enabled_told = None

    async def _send(self, stream: DeviceStream, data: bytes) -> None:
        if not data:
            return
        with trio.move_on_after(COMMAND_DEADLINE_S) as deadline:
            await stream.send_all(data)
        if deadline.cancelled_caught:
            self._health.timeouts += 1
            self._enabled_told = None
