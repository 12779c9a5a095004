"""Logs for people at a terminal, JSON lines for everybody else. Ids only: no message text, no phone, no token."""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logging(level: int = logging.WARNING) -> None:
    """Send logs to stderr. At a terminal only warnings: the banner stays readable; elsewhere, everything."""
    on_terminal = sys.stderr.isatty()
    shown = level if on_terminal else logging.INFO
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
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
