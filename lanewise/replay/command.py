"""`lanewise replay`: an isolated store, real baskets through its lanes, and a verdict."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import trio
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from controller.pricing import PriceBook
from lanewise.environment import Environment, EnvironmentSettings, open_environment
from lanewise.replay.baskets import BasketFile, check_file
from lanewise.replay.driver import Sold, sell_all, settle
from lanewise.replay.hands import ReplayFault
from lanewise.replay.pace import Speed, parse_speed
from lanewise.replay.progress import Progress, begin, resume
from lanewise.replay.report import ReplayReport, build_report, table
from lanewise.sample import price_book_json
from runtime import logs, signals

OK, NOT_OK, BAD_INPUT = 0, 1, 2
MAX_LANES = 64
PROBLEMS_SHOWN = 10


@dataclass(frozen=True, kw_only=True)
class ReplayOptions:
    """As on the command line.

    Without `price_book` the sample one; without `data_dir` the environment's folder is gone afterwards.
    """

    baskets: Path
    price_book: Path | None = None
    lanes: int = 1
    speed: str = "max"
    json: bool = False
    data_dir: Path | None = None
    resume: bool = False


@dataclass(frozen=True, kw_only=True)
class _Job:
    """Checked options."""

    file: BasketFile
    price_book: bytes
    currency_exponent: int
    speed: Speed
    lanes: int


async def run_replay(options: ReplayOptions, out: Console | None = None, err: Console | None = None) -> int:
    """Replay and report on `out`, tell everything else on `err`; return 0 ok, 1 not ok, 2 bad input."""
    out, err = out or Console(), err or Console(stderr=True)
    logs.configure("error")
    with ExitStack() as stack:
        try:
            job = _checked(options)
            data_dir = stack.enter_context(_folder(options.data_dir))
            start = resume if options.resume else begin
            progress = start(data_dir, options.baskets, job.price_book, job.lanes)
        except (OSError, ValueError) as error:  # all faults of our own inputs are ValueErrors
            err.print(f"[bold red]cannot be replayed:[/] {escape(str(error))}", highlight=False, soft_wrap=True)
            return BAD_INPUT
        outcome = await _replay(job, data_dir, progress, err)
    if outcome is None:
        err.print("stopped; with --data-dir the same command and --resume goes on")
        return NOT_OK
    _tell(outcome, progress, err)
    if options.json:
        out.file.write(msgspec.json.encode(outcome.report).decode() + "\n")
    else:
        out.print(table(outcome.report, job.currency_exponent))
    return OK if outcome.report.ok else NOT_OK


def _checked(options: ReplayOptions) -> _Job:
    """Check everything before anything is started; raises `ValueError` and `OSError`."""
    if not 1 <= options.lanes <= MAX_LANES:
        raise ValueError(f"--lanes is 1 to {MAX_LANES}, not {options.lanes}")
    if options.resume and options.data_dir is None:
        raise ValueError("--resume needs the --data-dir of the replay it goes on with")
    speed = parse_speed(options.speed)
    price_book = options.price_book.read_bytes() if options.price_book else price_book_json()
    exponent = PriceBook.from_json(price_book).currency_exponent
    file = check_file(options.baskets)
    if speed.factor is not None and not file.timed:
        raise ValueError(f"--speed {options.speed} needs a time in every row of {options.baskets}")
    return _Job(file=file, price_book=price_book, currency_exponent=exponent, speed=speed, lanes=options.lanes)


@contextmanager
def _folder(data_dir: Path | None) -> Iterator[Path]:
    if data_dir is not None:
        yield data_dir.resolve()
        return
    with TemporaryDirectory(prefix="lanewise-replay-") as name:
        yield Path(name)


@dataclass(frozen=True, kw_only=True)
class _Outcome:
    report: ReplayReport
    problems: list[str]


async def _replay(job: _Job, data_dir: Path, progress: Progress, err: Console) -> _Outcome | None:
    """Run the environment and the cashiers; None when a signal stopped them."""
    settings = EnvironmentSettings(
        data_dir=data_dir,
        price_book=job.price_book,
        lane_ids=tuple(str(number) for number in range(1, job.lanes + 1)),
    )
    outcome: _Outcome | None = None
    err.print(f"starting broker, store and {job.lanes} lane(s) in {data_dir} …", highlight=False, soft_wrap=True)
    try:
        async with trio.open_nursery() as nursery:
            await nursery.start(signals.cancel_on_signals, nursery.cancel_scope)
            async with open_environment(settings) as environment:
                outcome = await _judged(environment, job, progress, err)
            nursery.cancel_scope.cancel()
    except* ReplayFault as group:
        for fault in group.exceptions:
            err.print(f"[bold red]{escape(str(fault))}[/]", highlight=False, soft_wrap=True)
    return outcome


async def _judged(environment: Environment, job: _Job, progress: Progress, err: Console) -> _Outcome:
    sold = await _sell(environment, job, progress, err)
    err.print("waiting until the store has booked everything …")
    booked = await settle(environment, progress)
    report = build_report(
        job.file,
        progress.lanes,
        booked,
        sold.latencies,
        scans_per_s=sold.scans_per_s,
        problems=len(sold.problems),
    )
    return _Outcome(report=report, problems=sold.problems)


async def _sell(environment: Environment, job: _Job, progress: Progress, err: Console) -> Sold:
    with ProgressBar(
        TextColumn("selling"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    ) as bar:
        task = bar.add_task("selling", total=job.file.baskets, completed=sum(t.attempted for t in progress.lanes))
        return await sell_all(environment, job.file, progress, job.speed, lambda: bar.advance(task))


def _tell(outcome: _Outcome, progress: Progress, err: Console) -> None:
    """Say on standard error what the report's numbers do not: why it is not ok, and what was scanned again."""
    lines = list(outcome.problems[:PROBLEMS_SHOWN])
    if len(outcome.problems) > PROBLEMS_SHOWN:
        lines.append(f"and {len(outcome.problems) - PROBLEMS_SHOWN} more problems")
    for number, tally in enumerate(progress.lanes, start=1):
        lines += [f"lane {number}: {count} scans refused: {code}" for code, count in sorted(tally.refusals.items())]
        if tally.recoveries:
            lines.append(f"lane {number}: {tally.recoveries} interruptions, {tally.rescans} scans scanned again")
    for line in lines:
        err.print(escape(line), highlight=False, soft_wrap=True)
