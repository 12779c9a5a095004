"""Conversations, appeals, evidence, digest, staff"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE SEQUENCE appeal_number START 1000")
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)
    op.create_table(
        "channel_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_event")),
    )
    op.create_index("ix_channel_event_chat", "channel_event", ["channel", "chat_id"], unique=False)
    op.create_table(
        "channel_pace",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_pace")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("open_question", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("questions_asked", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("settles_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("review_reason", sa.Text(), nullable=True),
        sa.Column("review_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unreachable", sa.Text(), nullable=True),
        sa.Column("last_inbound_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("channel", "chat_id", name=op.f("uq_conversation_channel_chat_id")),
    )
    op.create_index(
        "ix_conversation_review_since",
        "conversation",
        ["review_since"],
        unique=False,
        postgresql_where=sa.text("review_since IS NOT NULL"),
    )
    op.create_index(
        "ix_conversation_settles_at",
        "conversation",
        ["settles_at"],
        unique=False,
        postgresql_where=sa.text("settles_at IS NOT NULL"),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("utility", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("starts_on_date", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("ends_on_date", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("approx", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("reason_kk", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(
        "ix_notice_open", "notice", ["utility"], unique=False, postgresql_where=sa.text("restored_at IS NULL")
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_origin_at", "sign_in_attempt", ["origin", "at"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("must_change_password", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("session_key", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_login")),
    )
    op.create_table(
        "upload",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), server_default="", nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_upload")),
    )
    op.create_index(op.f("ix_upload_chat_id"), "upload", ["chat_id"], unique=False)
    op.create_table(
        "appeal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("service_code", sa.Text(), nullable=True),
        sa.Column("sphere", sa.Text(), nullable=True),
        sa.Column("criticality", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house", sa.Text(), nullable=True),
        sa.Column("entrance", sa.Text(), nullable=True),
        sa.Column("flat", sa.Text(), nullable=True),
        sa.Column("microdistrict", sa.Text(), nullable=True),
        sa.Column("landmark", sa.Text(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("executor_code", sa.Text(), nullable=True),
        sa.Column("emergency", sa.Text(), nullable=True),
        sa.Column("review_reason", sa.Text(), nullable=True),
        sa.Column("review_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_appeal_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
        sa.UniqueConstraint("number", name=op.f("uq_appeal_number")),
    )
    op.create_index(op.f("ix_appeal_conversation_id"), "appeal", ["conversation_id"], unique=False)
    op.create_index(
        "ix_appeal_review_since",
        "appeal",
        ["review_since"],
        unique=False,
        postgresql_where=sa.text("review_since IS NOT NULL"),
    )
    op.create_index("ix_appeal_service_place", "appeal", ["service_code", "street", "house"], unique=False)
    op.create_index("ix_appeal_state_due_at", "appeal", ["state", "due_at"], unique=False)
    op.create_table(
        "inbound_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("platform_id", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("settles_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("turn_id", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_inbound_message_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_message")),
        sa.UniqueConstraint("channel", "platform_id", name=op.f("uq_inbound_message_channel_platform_id")),
    )
    op.create_index("ix_inbound_message_conversation_id_id", "inbound_message", ["conversation_id", "id"], unique=False)
    op.create_index(
        "ix_inbound_message_pending",
        "inbound_message",
        ["conversation_id", "sent_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_inbound_message_set_aside",
        "inbound_message",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("state = 'set_aside'"),
    )
    op.create_table(
        "notice_place",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("houses", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("microdistrict", sa.Text(), nullable=True),
        sa.Column("between", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("object", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_place_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_place")),
    )
    op.create_index(op.f("ix_notice_place_microdistrict"), "notice_place", ["microdistrict"], unique=False)
    op.create_index(op.f("ix_notice_place_notice_id"), "notice_place", ["notice_id"], unique=False)
    op.create_index(op.f("ix_notice_place_street"), "notice_place", ["street"], unique=False)
    op.create_table(
        "notice_told",
        sa.Column("notice_id", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("turn_id", sa.BigInteger(), nullable=False),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("house", sa.Text(), nullable=True),
        sa.Column("microdistrict", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_notice_told_conversation_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_told_notice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice_id", "conversation_id", name=op.f("pk_notice_told")),
    )
    op.create_table(
        "outbound_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("turn_id", sa.BigInteger(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="queued", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("platform_ids", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("author", sa.Text(), nullable=True),
        sa.Column("seen_by", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_outbound_message_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_message")),
    )
    op.create_index(
        "ix_outbound_message_conversation_id_id", "outbound_message", ["conversation_id", "id"], unique=False
    )
    op.create_index(
        "ix_outbound_message_stopped",
        "outbound_message",
        ["conversation_id", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('failed', 'held') AND seen_by IS NULL"),
    )
    op.create_index(
        "ix_outbound_message_platform_ids", "outbound_message", ["platform_ids"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "ix_outbound_message_queue_head",
        "outbound_message",
        ["conversation_id", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_outbound_message_queued",
        "outbound_message",
        ["channel", "next_try_at"],
        unique=False,
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("intent", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("emergency", sa.Text(), nullable=True),
        sa.Column("findings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("notices", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("appeals", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_turn_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn")),
    )
    op.create_index(op.f("ix_turn_conversation_id"), "turn", ["conversation_id"], unique=False)
    op.create_table(
        "appeal_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("appeal_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_event_appeal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_event")),
    )
    op.create_index(op.f("ix_appeal_event_appeal_id"), "appeal_event", ["appeal_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("conversation_id", sa.BigInteger(), nullable=False),
        sa.Column("inbound_message_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("appeal_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_evidence_appeal_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_evidence_conversation_id")),
        sa.ForeignKeyConstraint(
            ["inbound_message_id"], ["inbound_message.id"], name=op.f("fk_evidence_inbound_message_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("inbound_message_id", "position", name=op.f("uq_evidence_inbound_message_id_position")),
    )
    op.create_index(op.f("ix_evidence_appeal_id"), "evidence", ["appeal_id"], unique=False)
    op.create_index(op.f("ix_evidence_conversation_id"), "evidence", ["conversation_id"], unique=False)
    op.create_index(
        "ix_evidence_pending", "evidence", ["next_try_at"], unique=False, postgresql_where=sa.text("state = 'pending'")
    )


def downgrade() -> None:
    op.drop_index("ix_evidence_pending", table_name="evidence", postgresql_where=sa.text("state = 'pending'"))
    op.drop_index(op.f("ix_evidence_conversation_id"), table_name="evidence")
    op.drop_index(op.f("ix_evidence_appeal_id"), table_name="evidence")
    op.drop_table("evidence")
    op.drop_index(op.f("ix_appeal_event_appeal_id"), table_name="appeal_event")
    op.drop_table("appeal_event")
    op.drop_index(op.f("ix_turn_conversation_id"), table_name="turn")
    op.drop_table("turn")
    op.drop_index(
        "ix_outbound_message_queued", table_name="outbound_message", postgresql_where=sa.text("state = 'queued'")
    )
    op.drop_index(
        "ix_outbound_message_queue_head", table_name="outbound_message", postgresql_where=sa.text("state = 'queued'")
    )
    op.drop_index("ix_outbound_message_platform_ids", table_name="outbound_message", postgresql_using="gin")
    op.drop_index(
        "ix_outbound_message_stopped",
        table_name="outbound_message",
        postgresql_where=sa.text("state IN ('failed', 'held') AND seen_by IS NULL"),
    )
    op.drop_index("ix_outbound_message_conversation_id_id", table_name="outbound_message")
    op.drop_table("outbound_message")
    op.drop_table("notice_told")
    op.drop_index(op.f("ix_notice_place_street"), table_name="notice_place")
    op.drop_index(op.f("ix_notice_place_notice_id"), table_name="notice_place")
    op.drop_index(op.f("ix_notice_place_microdistrict"), table_name="notice_place")
    op.drop_table("notice_place")
    op.drop_index(
        "ix_inbound_message_set_aside", table_name="inbound_message", postgresql_where=sa.text("state = 'set_aside'")
    )
    op.drop_index(
        "ix_inbound_message_pending", table_name="inbound_message", postgresql_where=sa.text("state = 'pending'")
    )
    op.drop_index("ix_inbound_message_conversation_id_id", table_name="inbound_message")
    op.drop_table("inbound_message")
    op.drop_index("ix_appeal_state_due_at", table_name="appeal")
    op.drop_index("ix_appeal_service_place", table_name="appeal")
    op.drop_index("ix_appeal_review_since", table_name="appeal", postgresql_where=sa.text("review_since IS NOT NULL"))
    op.drop_index(op.f("ix_appeal_conversation_id"), table_name="appeal")
    op.drop_table("appeal")
    op.drop_index(op.f("ix_upload_chat_id"), table_name="upload")
    op.drop_table("upload")
    op.drop_table("staff")
    op.drop_index("ix_sign_in_attempt_origin_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index("ix_notice_open", table_name="notice", postgresql_where=sa.text("restored_at IS NULL"))
    op.drop_table("notice")
    op.drop_index(
        "ix_conversation_settles_at", table_name="conversation", postgresql_where=sa.text("settles_at IS NOT NULL")
    )
    op.drop_index(
        "ix_conversation_review_since", table_name="conversation", postgresql_where=sa.text("review_since IS NOT NULL")
    )
    op.drop_table("conversation")
    op.drop_table("channel_pace")
    op.drop_index("ix_channel_event_chat", table_name="channel_event")
    op.drop_table("channel_event")
    op.drop_index(op.f("ix_audit_at"), table_name="audit")
    op.drop_table("audit")
    op.execute("DROP SEQUENCE appeal_number")
