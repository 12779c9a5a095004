"""What the operations room's Prometheus reads. Counters only; gauges are measured when they are asked for."""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

RECEIVED: Final = Counter("intake_messages_received_total", "Messages committed to the inbox", ["channel"])
REJECTED: Final = Counter("intake_webhooks_rejected_total", "Webhook calls refused", ["channel", "reason"])
TURNS: Final = Counter("intake_turns_total", "Turns decided", ["decision"])
TURNS_FAILED: Final = Counter("intake_turns_failed_total", "Tries at a turn that failed")
SET_ASIDE: Final = Counter("intake_messages_set_aside_total", "Messages set aside after too many tries")
SENT: Final = Counter("intake_messages_sent_total", "Messages a platform took", ["channel"])
SEND_FAILURES: Final = Counter("intake_send_failures_total", "Sends that failed", ["channel", "reason"])
EVIDENCE: Final = Counter("intake_evidence_total", "Files fetched or given up", ["outcome"])

TURN_SECONDS: Final = Histogram(
    "intake_turn_seconds",
    "From claiming a turn to its commit",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
REPLY_SECONDS: Final = Histogram(
    "intake_reply_seconds",
    "From the inbox commit of a turn's last message to the commit of its reply",
    buckets=(0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
