"""The fields of a Telegram message that are no contents, by name (Bot API 10.3, section Message).

What stands in neither table is contents: so a kind of message that Telegram has not invented yet is seen as one.
"""

from __future__ import annotations

from typing import Final

_ABOUT: Final = """
    message_id message_thread_id direct_messages_topic from sender_chat sender_boost_count sender_business_bot
    sender_tag guest_query_id guest_bot_caller_user guest_bot_caller_chat business_connection_id date chat
    forward_origin forward_date forward_from forward_from_chat forward_from_message_id forward_sender_name
    forward_signature is_topic_message is_automatic_forward reply_to_message external_reply quote reply_to_story
    reply_to_checklist_task_id reply_to_poll_option_id via_bot edit_date has_protected_content is_from_offline
    is_paid_post media_group_id author_signature paid_star_count entities link_preview_options suggested_post_info
    effect_id caption_entities show_caption_above_media has_media_spoiler reply_markup receiver_user
    ephemeral_message_id
"""
ABOUT_FIELDS: Final = frozenset(_ABOUT.split())
"""What is said about a message: who, when, where, in answer to what."""

_SERVICE: Final = """
    new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
    delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created
    message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id pinned_message invoice
    successful_payment refunded_payment user_shared users_shared chat_shared gift unique_gift gift_upgrade_sent
    connected_website write_access_allowed passport_data proximity_alert_triggered boost_added chat_background_set
    checklist_tasks_done checklist_tasks_added direct_message_price_changed forum_topic_created forum_topic_edited
    forum_topic_closed forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden
    giveaway_created giveaway_completed managed_bot_created paid_message_price_changed poll_option_added
    poll_option_deleted suggested_post_approved suggested_post_approval_failed suggested_post_declined
    suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended
    video_chat_participants_invited community_chat_added community_chat_removed community_chat_joined
"""
SERVICE_FIELDS: Final = frozenset(_SERVICE.split())
"""Telegram's own notices: nobody wrote them."""
