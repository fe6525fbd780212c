"""Two printers as one, each an emulated printer at the far end of a stream in memory."""

from contextlib import asynccontextmanager
from pathlib import Path

import trio

from controller.devices.printer.failover import FailoverPrinter
from controller.devices.printer.profile import PrinterSettings
from controller.devices.sim.printer_sim import PrinterSim
from controller.devices.transport.memory import MemoryPort
from controller.devices.transport.stream import SerialSettings, TransportLost
from controller.ports import OutputComplete, OutputSpoiled, PrintReceipt, Receipt, StatusUpdate, Text

AFTER_S = 5.0


class Wired:
    """An emulated printer on a port in memory."""

    def __init__(self, name):
        self.port = MemoryPort()
        self.sim = PrinterSim(Path(name))
        self.sim.port.write = self._answer
        self.silent = False

    def _answer(self, data):
        if self.port.stream is not None and not self.silent:
            self.port.send(data)

    async def run(self):
        while True:
            await trio.sleep(0.01)
            if self.port.stream is not None:
                try:
                    self.sim._take(await self.port.stream.take())
                except TransportLost:
                    await trio.sleep(0.1)


def job(output_id, line_count=3):
    lines = tuple(Text(text=f"{output_id} line {number}") for number in range(line_count))
    return PrintReceipt(output_id=output_id, receipt=Receipt(parts=lines))


@asynccontextmanager
async def pair():
    first, second, readings = Wired("first"), Wired("second"), []
    ports = {"first": first.port, "second": second.port}
    printer = FailoverPrinter(
        PrinterSettings(port=SerialSettings(path="first")),
        PrinterSettings(port=SerialSettings(path="second")),
        lambda reading: readings.append(reading) or True,
        open_stream=lambda settings: ports[settings.path].open(settings),
        after_s=AFTER_S,
    )
    async with trio.open_nursery() as nursery:
        for run in (first.run, second.run, printer.run):
            nursery.start_soon(run)
        await trio.sleep(2)
        yield first, second, printer, readings
        nursery.cancel_scope.cancel()


def outputs(readings):
    return [reading for reading in readings if isinstance(reading, OutputComplete | OutputSpoiled)]


def states(readings):
    return [(reading.state, reading.fault) for reading in readings if isinstance(reading, StatusUpdate)]


def printed(wired):
    return [paper.text.split(" ")[0] for paper in wired.sim.papers if paper.complete]


async def test_the_first_prints_while_it_is_in_order(autojump_clock):
    async with pair() as (first, second, printer, readings):
        printer.submit(job("1-0"))
        await trio.sleep(2)
        assert (printed(first), printed(second)) == (["1-0"], [])
        assert outputs(readings) == [OutputComplete(output_id="1-0")]


async def test_what_waits_moves_after_a_while_and_is_printed_once(autojump_clock):
    async with pair() as (first, second, printer, readings):
        first.sim.set_paper(present=False)
        printer.submit(job("1-0"))
        printer.submit(job("2-0"))
        await trio.sleep(AFTER_S - 1)
        assert printed(second) == []
        assert states(readings)[-1] == ("fault", "no_paper")
        await trio.sleep(3)
        assert printed(second) == ["1-0", "2-0"]
        assert printer.moved == 2
        assert states(readings)[-1] == ("idle", None)
        printer.submit(job("3-0"))
        await trio.sleep(1)
        assert printed(second)[-1] == "3-0"
        first.sim.set_paper(present=True)
        await trio.sleep(3)
        printer.submit(job("4-0"))
        await trio.sleep(1)
        assert printed(first) == ["4-0"], "back in order, and nothing of the others came out of it"
        assert outputs(readings) == [OutputComplete(output_id=f"{number}-0") for number in (1, 2, 3, 4)]


async def test_a_begun_receipt_ends_as_spoiled_and_the_rest_of_it_never_comes(autojump_clock):
    async with pair() as (first, second, printer, readings):
        first.sim.paper_out_after(2)
        printer.submit(job("1-0", line_count=30))
        printer.submit(job("2-0"))
        await trio.sleep(AFTER_S + 3)
        assert outputs(readings) == [OutputSpoiled(output_id="1-0"), OutputComplete(output_id="2-0")]
        printer.submit(job("1-1", line_count=30))
        await trio.sleep(2)
        assert printed(second) == ["2-0", "1-1"]
        first.sim.set_paper(present=True)
        await trio.sleep(5)
        assert outputs(readings)[2:] == [OutputComplete(output_id="1-1")]
        assert [paper.text.count("line") for paper in first.sim.papers] == [2]


async def test_a_silent_first_printer_is_no_reason_to_lose_or_double_a_receipt(autojump_clock):
    async with pair() as (first, second, printer, readings):
        first.silent = True
        printer.submit(job("1-0", line_count=60))
        await trio.sleep(30)
        first.silent = False
        await trio.sleep(5)
        originals = [name for wired in (first, second) for name in printed(wired)]
        assert originals == ["1-0"] or OutputSpoiled(output_id="1-0") in readings
        assert len(outputs(readings)) == 1


async def test_with_both_out_of_order_receipts_wait(autojump_clock):
    async with pair() as (first, second, printer, readings):
        first.sim.set_cover(is_open=True)
        second.sim.set_cover(is_open=True)
        printer.submit(job("1-0"))
        await trio.sleep(AFTER_S * 4)
        assert printer.waiting() == ["1-0"]
        assert states(readings)[-1] == ("fault", "cover_open")
        second.sim.set_cover(is_open=False)
        await trio.sleep(2)
        assert printed(second) == ["1-0"]
