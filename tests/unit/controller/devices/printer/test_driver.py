from contextlib import asynccontextmanager

import trio

from controller.devices.printer.codec import process_id
from controller.devices.printer.driver import JOBS_MAX, PRINT_DEADLINE_S, PrinterDriver
from controller.devices.printer.link import WINDOW_BYTES, XOFF_MAX_S
from controller.devices.printer.profile import OLD_EPSON_80MM, PAPER_80MM, PrinterSettings
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
        self.answers_in_order = True
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
        for _ in range(data.count(b"\x1dr\x01") if self.answers_in_order else 0):
            self.port.send(b"\x00")
        start = data.find(b"\x1d(H")
        while self.confirms and start >= 0:
            self.port.send(b"\x37\x22" + data[start + 7 : start + 11] + b"\x00")
            start = data.find(b"\x1d(H", start + 1)


def job(output_id):
    return PrintReceipt(output_id=output_id, receipt=Receipt(parts=(Text(text=f"paper {output_id}"),)))


@asynccontextmanager
async def printer(*, capacity_bytes=1 << 16, confirms=True, profile=PAPER_80MM):
    readings = []
    port = MemoryPort(capacity_bytes=capacity_bytes)
    device = Printer(port)
    device.confirms = confirms
    settings = PrinterSettings(port=PORT, profile=profile)
    driver = PrinterDriver(settings, lambda r: readings.append(r) or True, open_stream=port.open)
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


def long_job(output_id, line_count=60):
    lines = tuple(Text(text=f"line {number} of {output_id}") for number in range(line_count))
    return PrintReceipt(output_id=output_id, receipt=Receipt(parts=lines))


async def test_a_printer_that_never_confirmed_is_believed_by_its_answer_in_order(autojump_clock):
    async with printer(confirms=False) as (device, driver, readings):
        await trio.sleep(2)
        driver.submit(job("1-0"))
        await trio.sleep(0.5)
        assert outputs(readings) == [], "the last lines are still coming out"
        await trio.sleep(4)
        assert outputs(readings) == [OutputComplete(output_id="1-0")]
        assert process_id("1-0") not in device.received
        assert device.received.index(b"paper 1-0") < device.received.index(b"\x1dr\x01")


async def test_one_that_answers_nothing_in_order_has_its_time_and_its_status_decides(autojump_clock):
    async with printer(confirms=False, profile=OLD_EPSON_80MM) as (device, driver, readings):
        device.answers_in_order = False
        driver.submit(job("1-0"))
        await trio.sleep(8)
        assert outputs(readings) == [OutputComplete(output_id="1-0")]
        assert b"\x1d(H" not in device.received, "the profile says that it does not know it"
        driver.submit(job("2-0"))
        await trio.sleep(0.2)
        device.answers[b"\x10\x04\x01"] = b"\x1a"
        device.answers[b"\x10\x04\x02"] = b"\x32"
        device.answers[b"\x10\x04\x04"] = b"\x7e"
        await trio.sleep(8)
        device.answers = dict(HEALTHY)
        await trio.sleep(3)
        assert outputs(readings)[1:] == [OutputSpoiled(output_id="2-0")]


async def test_no_more_than_a_window_is_on_the_way_unanswered(autojump_clock):
    async with printer() as (device, driver, readings):
        before = len(device.received)
        driver.submit(long_job("1-0", line_count=120))
        await trio.sleep(1.0)
        assert outputs(readings) == [OutputComplete(output_id="1-0")]
        receipt = device.received[before:]
        gaps = [len(part) for part in receipt.split(b"\x10\x04\x01")]
        assert len(receipt) > 3 * WINDOW_BYTES
        assert max(gaps) < WINDOW_BYTES + 100


async def test_a_dead_printer_in_the_middle_gets_no_more_than_a_window(autojump_clock):
    async with printer() as (device, driver, readings):
        driver.submit(long_job("1-0"))
        device.answers = {}
        before = len(device.received)
        await trio.sleep(30)
        assert readings[-1] == StatusUpdate(device="printer", state="fault", fault="no_answer")
        assert device.received[before:].count(b"line ") == 0
        device.answers = dict(HEALTHY)
        await trio.sleep(5)
        assert len(outputs(readings)) == 1


async def test_a_stop_from_the_printer_is_obeyed_until_it_goes_on_or_too_long(autojump_clock):
    async with printer() as (device, driver, readings):
        device.port.send(b"\x13")
        driver.submit(job("1-0"))
        await trio.sleep(1)
        assert b"paper 1-0" not in device.received
        device.port.send(b"\x11")
        await trio.sleep(1)
        assert outputs(readings) == [OutputComplete(output_id="1-0")]
        device.port.send(b"\x13")
        driver.submit(job("2-0"))
        await trio.sleep(XOFF_MAX_S + 1)
        assert outputs(readings)[1:] == [OutputComplete(output_id="2-0")], "the XON was lost"


async def test_an_error_is_cleared_once_a_person_has_put_it_right(autojump_clock):
    async with printer() as (device, _driver, readings):
        jam = {b"\x10\x04\x01": b"\x1a", b"\x10\x04\x02": b"\x52", b"\x10\x04\x03": b"\x1a"}
        device.answers |= jam
        before = device.received.count(b"\x10\x05\x02")
        await trio.sleep(5)
        assert readings[-1] == StatusUpdate(device="printer", state="fault", fault="error")
        assert device.received.count(b"\x10\x05\x02") > before
        device.answers = dict(HEALTHY)
        await trio.sleep(1)
        assert readings[-1] == StatusUpdate(device="printer", state="idle")


async def test_a_hot_head_is_waited_for(autojump_clock):
    async with printer() as (device, driver, readings):
        device.confirms = False
        driver.submit(job("1-0"))
        await trio.sleep(0.5)
        device.port.send(bytes.fromhex("18400000"))
        hot = {b"\x10\x04\x01": b"\x1a", b"\x10\x04\x02": b"\x52", b"\x10\x04\x03": b"\x52"}
        device.answers |= hot
        await trio.sleep(25)
        assert outputs(readings) == []
        device.port.send(b"\x37\x22" + process_id("1-0") + b"\x00")
        await trio.sleep(1)
        assert outputs(readings) == [OutputComplete(output_id="1-0")]


async def test_statistics(autojump_clock):
    async with printer() as (device, driver, _readings):
        device.port.send(b"\x5fTM-T88VI\x00" + bytes.fromhex("10000300"))
        driver.submit(long_job("1-0", line_count=7))
        await trio.sleep(1)
        statistics = driver.statistics
        assert (statistics.model, statistics.receipts, statistics.lines) == ("TM-T88VI", 1, 7)
        assert driver.health.paper_cuts == 1
        device.port.send(bytes.fromhex("18000f00"))
        device.answers[b"\x10\x04\x04"] = b"\x7e"
        await trio.sleep(1)
        assert (statistics.paper_outs, statistics.paper_low) == (1, True)


async def test_a_pulse_goes_in_order_or_at_once_and_never_to_nobody(autojump_clock):
    in_order, now = b"\x1bp\x00\x19\xfa", b"\x10\x14\x01\x00\x01"
    async with printer() as (device, driver, _readings):
        pins = []
        driver.drawer.on_pin3 = pins.append
        assert driver.drawer.kick(in_order, now)
        await trio.sleep(0.1)
        assert (device.received.count(in_order), device.received.count(now)) == (1, 0)
        device.answers[b"\x10\x04\x02"] = b"\x16"
        device.port.send(bytes.fromhex("3c000000"))
        await trio.sleep(0.1)
        assert pins[-1] is True
        assert driver.drawer.kick(in_order, now)
        assert not driver.drawer.kick(in_order, None)
        await trio.sleep(0.1)
        assert (device.received.count(in_order), device.received.count(now)) == (1, 1)
        device.answers = {}
        await trio.sleep(10)
        assert pins[-1] is None
        assert not driver.drawer.kick(in_order, now)
        device.port.unplug()
        await trio.sleep(1)
        assert not driver.drawer.kick(in_order, now)
