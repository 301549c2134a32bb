"""Mails of the outbox as the API shows them: what became of them, not what they say."""

from accounts.models import Account
from crm.common.api.fields import RecordField, seen
from crm.common.api.serializers import RecordSerializer
from messaging.models import OutboxMail
from users.models import User


class OutboxMailSerializer(RecordSerializer[OutboxMail]):
    recipient_user = RecordField(seen(User), read_only=True, allow_null=True)
    account = RecordField(seen(Account), read_only=True, allow_null=True)

    class Meta:
        model = OutboxMail
        fields = (
            "id",
            "message_id",
            "to_address",
            "recipient_user",
            "account",
            "subject",
            "state",
            "created_at",
            "first_try_at",
            "next_try_at",
            "sent_at",
            "last_reply",
        )
        read_only_fields = fields
