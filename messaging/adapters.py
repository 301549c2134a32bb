"""Mails of sign-in (password reset and its kin) leave through the outbox like every other mail."""

from allauth.account.adapter import DefaultAccountAdapter


class OutboxAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: object) -> bool:
        """Nobody signs up: people are invited."""
        return False
