"""Logs for people at a terminal, JSON lines for everybody else. Ids only: no message text, no phone, no token."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logging(level: int = logging.WARNING) -> None:
    """Send logs to stderr. At a terminal only warnings: the banner stays readable; elsewhere, everything."""
    on_terminal = sys.stderr.isatty()
    shown = level if on_terminal else logging.INFO
    logging.basicConfig(level=logging.WARNING, handlers=[_of_libraries(on_terminal=on_terminal)])
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(shown),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def _of_libraries(*, on_terminal: bool) -> logging.Handler:
    """What libraries log, in the same form: a line each, with a traceback as a field of it."""
    handler = logging.StreamHandler(sys.stderr)
    if on_terminal:
        handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
        return handler
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler
