"""Every table, in one place. Rows are read and written only by the `store.py` of the subject they belong to."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Sequence,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", BigInteger, Identity(), primary_key=True)


def _time(name: str, *, nullable: bool = True, now: bool = False, index: bool = False) -> Column[object]:
    return Column(
        name,
        DateTime(timezone=True),
        nullable=nullable and not now,
        server_default=func.now() if now else None,
        index=index,
    )


conversation: Final = Table(
    "conversation",
    metadata,
    _id(),
    Column("channel", Text, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("display_name", Text, nullable=False, server_default=""),
    Column("language", Text),  # of the last message that showed one
    Column("phone", Text),  # only with proof that it is the citizen's own
    Column("open_question", JSONB),
    Column("questions_asked", SmallInteger, nullable=False, server_default="0"),
    # When the pending messages are a turn; NULL while nothing is pending. Pushed on at each try, so that
    # a try that fails or dies is made again later.
    _time("settles_at"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("review_reason", Text),  # why a person is needed now; NULL when none is
    _time("review_since"),
    Column("unreachable", Text),  # the platform's reason why nothing can be sent
    _time("last_inbound_at"),
    _time("created_at", now=True),
    UniqueConstraint("channel", "chat_id"),
    Index("ix_conversation_settles_at", "settles_at", postgresql_where=text("settles_at IS NOT NULL")),
    Index("ix_conversation_review_since", "review_since", postgresql_where=text("review_since IS NOT NULL")),
)

inbound_message: Final = Table(
    "inbound_message",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("platform_id", Text, nullable=False),
    _time("sent_at", nullable=False),
    _time("received_at", now=True),
    _time("settles_at", nullable=False),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("text", Text, nullable=False, server_default=""),
    Column("payload", JSONB, nullable=False),
    Column("turn_id", BigInteger),
    Column("error", Text),  # why it was set aside
    UniqueConstraint("channel", "platform_id"),
    Index("ix_inbound_message_conversation_id_id", "conversation_id", "id"),
    Index(
        "ix_inbound_message_pending",
        "conversation_id",
        "sent_at",
        "id",
        postgresql_where=text("state = 'pending'"),
    ),
    Index("ix_inbound_message_set_aside", "received_at", postgresql_where=text("state = 'set_aside'")),
)

turn: Final = Table(
    "turn",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    _time("decided_at", nullable=False),
    Column("decision", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("emergency", Text),
    # What the turn was understood as: candidates with their confidence, address, notices. The desk shows it.
    Column("findings", JSONB, nullable=False),
    Column("notices", ARRAY(Text), nullable=False, server_default="{}"),
    Column("appeals", ARRAY(BigInteger), nullable=False, server_default="{}"),
)

outbound_message: Final = Table(
    "outbound_message",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("turn_id", BigInteger),
    Column("purpose", Text, nullable=False),
    Column("text", Text, nullable=False, server_default=""),
    Column("payload", JSONB, nullable=False),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    _time("next_try_at", nullable=False),
    Column("platform_ids", ARRAY(Text), nullable=False, server_default="{}"),
    Column("error", Text),
    Column("author", Text),  # the member of staff who wrote it; NULL: the service
    Column("seen_by", Text),  # who saw that it failed and left it so: the queue then shows it no more
    _time("created_at", nullable=False),
    _time("sent_at"),
    Index("ix_outbound_message_conversation_id_id", "conversation_id", "id"),
    Index(
        "ix_outbound_message_queued",
        "channel",
        "next_try_at",
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_outbound_message_queue_head",
        "conversation_id",
        "id",
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_outbound_message_stopped",
        "conversation_id",
        "id",
        postgresql_where=text("state IN ('failed', 'held') AND seen_by IS NULL"),
    ),
    Index("ix_outbound_message_platform_ids", "platform_ids", postgresql_using="gin"),
)

channel_pace: Final = Table(
    # One row a channel: the theoretical arrival time of the next send (GCRA), shared by all replicas.
    "channel_pace",
    metadata,
    Column("channel", Text, primary_key=True),
    _time("free_at", nullable=False),
)

channel_event: Final = Table(
    "channel_event",
    metadata,
    _id(),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("chat_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    _time("at"),
    _time("received_at", now=True),
    Index("ix_channel_event_chat", "channel", "chat_id"),
)

appeal_number: Final = Sequence("appeal_number", metadata=metadata, start=1000)

appeal: Final = Table(
    "appeal",
    metadata,
    _id(),
    Column("number", Text, unique=True),  # NULL while it is a draft
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("service_code", Text),
    Column("sphere", Text),
    Column("criticality", Text),
    Column("street", Text),
    Column("house", Text),
    Column("entrance", Text),
    Column("flat", Text),
    Column("microdistrict", Text),
    Column("landmark", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("executor_code", Text),
    Column("emergency", Text),
    Column("review_reason", Text),
    _time("review_since"),
    _time("created_at", nullable=False),
    _time("registered_at"),
    _time("due_at"),
    _time("closed_at"),
    _time("updated_at", nullable=False),
    Index("ix_appeal_service_place", "service_code", "street", "house"),
    Index("ix_appeal_review_since", "review_since", postgresql_where=text("review_since IS NOT NULL")),
    Index("ix_appeal_state_due_at", "state", "due_at"),
)

appeal_event: Final = Table(
    "appeal_event",
    metadata,
    _id(),
    Column("appeal_id", ForeignKey("appeal.id"), nullable=False, index=True),
    _time("at", nullable=False),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("changes", JSONB, nullable=False, server_default="{}"),  # column → [before, after]
    Column("note", Text, nullable=False, server_default=""),
)

evidence: Final = Table(
    "evidence",
    metadata,
    _id(),
    Column("conversation_id", ForeignKey("conversation.id"), nullable=False, index=True),
    Column("inbound_message_id", ForeignKey("inbound_message.id"), nullable=False),
    Column("position", SmallInteger, nullable=False),
    Column("appeal_id", ForeignKey("appeal.id"), index=True),
    Column("channel", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    _time("next_try_at", nullable=False),
    Column("error", Text),
    Column("sha256", Text),
    Column("content_type", Text),
    Column("size_bytes", BigInteger),
    Column("width", Integer),
    Column("height", Integer),
    _time("created_at", nullable=False),
    _time("stored_at"),
    UniqueConstraint("inbound_message_id", "position"),
    Index("ix_evidence_pending", "next_try_at", postgresql_where=text("state = 'pending'")),
)

notice: Final = Table(
    "notice",
    metadata,
    Column("id", Text, primary_key=True),
    Column("utility", Text, nullable=False),
    Column("status", Text, nullable=False),
    _time("starts_at"),
    _time("ends_at"),
    Column("starts_on_date", Boolean, nullable=False, server_default="false"),  # no clock time was given
    Column("ends_on_date", Boolean, nullable=False, server_default="false"),
    Column("approx", Boolean, nullable=False, server_default="false"),
    Column("reason", Text),
    Column("reason_kk", Text),
    Column("detail", JSONB, nullable=False, server_default="{}"),  # routes, recurring, conditional, …
    _time("published_at", nullable=False),
    Column("published_by", Text, nullable=False),
    _time("restored_at"),
    Column("restored_by", Text),
    Index("ix_notice_open", "utility", postgresql_where=text("restored_at IS NULL")),
)

notice_place: Final = Table(
    "notice_place",
    metadata,
    _id(),
    Column("notice_id", ForeignKey("notice.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("street", Text, index=True),
    Column("houses", ARRAY(Text), nullable=False, server_default="{}"),
    Column("microdistrict", Text, index=True),
    Column("between", ARRAY(Text), nullable=False, server_default="{}"),
    Column("object", Text),
    Column("note", Text),
)

notice_told: Final = Table(
    # Who was answered from a notice: on restoration they can be told.
    "notice_told",
    metadata,
    Column("notice_id", ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id"), primary_key=True),
    Column("turn_id", BigInteger, nullable=False),
    Column("street", Text),
    Column("house", Text),
    Column("microdistrict", Text),
    _time("at", nullable=False),
)

staff: Final = Table(
    "staff",
    metadata,
    _id(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, server_default=""),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change_password", Boolean, nullable=False, server_default="false"),
    Column("session_key", Text, nullable=False),  # changes with the password: older sessions end
    Column("failures", Integer, nullable=False, server_default="0"),
    _time("locked_until"),
    _time("disabled_at"),  # may not sign in from then on; the row stays, for the history names its login
    _time("created_at", now=True),
)

sign_in_attempt: Final = Table(
    "sign_in_attempt",
    metadata,
    _id(),
    Column("origin", Text, nullable=False),
    _time("at", nullable=False),
    Index("ix_sign_in_attempt_origin_at", "origin", "at"),
)

audit: Final = Table(
    "audit",
    metadata,
    _id(),
    _time("at", nullable=False, index=True),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, server_default=""),
    Column("detail", JSONB, nullable=False, server_default="{}"),
)

upload: Final = Table(
    # A file that the website received; the message that names it may come later.
    "upload",
    metadata,
    Column("key", Text, primary_key=True),
    Column("chat_id", Text, nullable=False, index=True),
    Column("content_type", Text, nullable=False, server_default=""),
    Column("file_name", Text, nullable=False, server_default=""),
    Column("size_bytes", BigInteger, nullable=False),
    _time("created_at", now=True),
)

example: Final = Table(
    # What an inspector said an appeal is about: the next training learns from it.
    "example",
    metadata,
    _id(),
    Column("appeal_id", ForeignKey("appeal.id"), nullable=False, unique=True),
    Column("text", Text, nullable=False),  # the citizen's words, personal data masked
    Column("service_code", Text, nullable=False),
    Column("understood_as", Text),  # before the inspector looked
    Column("said_by", Text, nullable=False),
    _time("at", nullable=False),
)

trained_model: Final = Table(
    "trained_model",
    metadata,
    _id(),
    _time("created_at", nullable=False),
    Column("built_from", Text, nullable=False),  # the catalog's fingerprint
    Column("examples", Integer, nullable=False),
    Column("figures", JSONB, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("in_force", Boolean, nullable=False, server_default="false"),
    Index("ix_trained_model_in_force", "in_force", unique=True, postgresql_where=text("in_force")),
)
