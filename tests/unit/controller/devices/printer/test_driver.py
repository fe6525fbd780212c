from contextlib import asynccontextmanager

import trio

from controller.devices.printer.codec import process_id
from controller.devices.printer.driver import JOBS_MAX, PRINT_DEADLINE_S, PrinterDriver
from controller.devices.printer.profile import PrinterSettings
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings, TransportLost
from controller.ports import OutputComplete, OutputSpoiled, PrintReceipt, Receipt, StatusUpdate, Text

PORT = SerialSettings(path="memory")
HEALTHY = {b"\x10\x04\x01": b"\x12", b"\x10\x04\x02": b"\x12", b"\x10\x04\x04": b"\x12"}


class Printer:
    """Answers questions from a table; confirms when told to."""

    def __init__(self, port):
        self.port = port
        self.answers = dict(HEALTHY)
        self.confirms = True
        self.received = b""

    async def run(self):
        while True:
            await trio.sleep(0.01)
            if self.port.stream is not None:
                try:
                    self.take(await self.port.stream.take())
                except TransportLost:
                    await trio.sleep(0.1)

    def take(self, data):
        self.received += data
        for question, answer in self.answers.items():
            for _ in range(data.count(question)):
                self.port.send(answer)
        if self.confirms and b"\x1d(H" in data:
            start = data.index(b"\x1d(H") + 7
            self.port.send(b"\x37\x22" + data[start : start + 4] + b"\x00")


def job(output_id):
    return PrintReceipt(output_id=output_id, receipt=Receipt(parts=(Text(text=f"paper {output_id}"),)))


@asynccontextmanager
async def printer(capacity_bytes=1 << 16):
    readings = []
    port = MemoryPort(capacity_bytes=capacity_bytes)
    device = Printer(port)
    driver = PrinterDriver(PrinterSettings(port=PORT), lambda r: readings.append(r) or True, open_stream=port.open)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(device.run)
        nursery.start_soon(driver.run)
        await trio.sleep(1)
        yield device, driver, readings
        nursery.cancel_scope.cancel()


def outputs(readings):
    return [r for r in readings if isinstance(r, OutputComplete | OutputSpoiled)]


async def test_a_confirmed_receipt_is_complete_and_was_sent_once(autojump_clock):
    async with printer() as (device, driver, readings):
        driver.submit(job("1-0"))
        driver.submit(job("2-0"))
        await trio.sleep(1)
        assert outputs(readings) == [OutputComplete(output_id="1-0"), OutputComplete(output_id="2-0")]
        assert device.received.count(b"paper 1-0") == 1
        assert device.received.index(b"paper 1-0") < device.received.index(process_id("1-0"))


async def test_without_confirmation_it_is_spoiled_after_the_deadline_and_not_sent_again(autojump_clock):
    async with printer() as (device, driver, readings):
        device.confirms = False
        driver.submit(job("1-0"))
        await trio.sleep(PRINT_DEADLINE_S - 0.5)
        assert outputs(readings) == []
        await trio.sleep(2)
        assert outputs(readings) == [OutputSpoiled(output_id="1-0")]
        await trio.sleep(60)
        assert device.received.count(b"paper 1-0") == 1


async def test_another_papers_confirmation_does_not_count(autojump_clock):
    async with printer() as (device, driver, readings):
        device.confirms = False
        driver.submit(job("1-0"))
        await trio.sleep(1)
        device.port.send(b"\x37\x22" + process_id("9-9") + b"\x00")
        await trio.sleep(1)
        assert outputs(readings) == []


async def test_the_queue_is_bounded(autojump_clock):
    async with printer() as (device, driver, readings):
        device.answers[b"\x10\x04\x04"] = b"\x7e"
        device.port.send(bytes.fromhex("18000f00"))
        await trio.sleep(1)
        for number in range(JOBS_MAX + 1):
            driver.submit(job(f"{number}-0"))
        assert driver.waiting() == [f"{number}-0" for number in range(1, JOBS_MAX + 1)]
        assert readings[-1] == StatusUpdate(device="printer", state="fault", fault="no_paper")


async def test_a_fault_while_it_waits_for_confirmation_spoils_it_once_cleared(autojump_clock):
    async with printer() as (device, driver, readings):
        device.confirms = False
        driver.submit(job("1-0"))
        await trio.sleep(1)
        device.answers[b"\x10\x04\x02"] = b"\x16"
        device.port.send(bytes.fromhex("38000000"))
        await trio.sleep(30)
        assert outputs(readings) == []
        device.answers = dict(HEALTHY)
        await trio.sleep(1)
        assert outputs(readings) == [OutputSpoiled(output_id="1-0")]
        after_the_fault = device.received.partition(process_id("1-0"))[2]
        assert b"\x10\x05\x02\x1b@\x1da\x0f" in after_the_fault


async def test_a_printer_that_takes_no_bytes_is_a_fault_not_a_hang(autojump_clock):
    readings = []
    port = MemoryPort(capacity_bytes=8)
    driver = PrinterDriver(PrinterSettings(port=PORT), lambda r: readings.append(r) or True, open_stream=port.open)
    driver.submit(job("1-0"))
    async with trio.open_nursery() as nursery:
        nursery.start_soon(driver.run)
        await trio.sleep(10)
        nursery.cancel_scope.cancel()
    assert readings[1:] == [StatusUpdate(device="printer", state="fault", fault="no_answer")]
