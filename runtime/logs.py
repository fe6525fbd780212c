"""Logs: events with fields. A person's terminal gets aligned colours, everything else one JSON object a line."""

import logging
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

Level = Literal["debug", "info", "warning", "error"]
Form = Literal["console", "json"]

_LEVELS: dict[Level, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


class _ToStructlog(logging.Handler):
    """What libraries say through `logging` comes out in our form."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(
            record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info or None
        )


def configure(level: Level, *, form: Form | None = None, stream: TextIO | None = None) -> None:
    """Send every log line of this process to `stream` (standard error by default).

    Without `form` a terminal gets the console form and anything else JSON. Libraries speak from warning on.
    """
    target = stream or sys.stderr
    console = form == "console" or (form is None and target.isatty())
    structlog.configure(
        processors=_console(colors=target.isatty()) if console else _json(),
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=max(_LEVELS[level], logging.WARNING), handlers=[_ToStructlog()], force=True)


def _console(*, colors: bool) -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.dev.ConsoleRenderer(colors=colors),
    ]


def _json() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # Locals of a frame may hold what a log must not: card numbers, member data.
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
        structlog.processors.JSONRenderer(),
    ]
