"""What people find about their own pages; look and language are changed at once."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from crm.common.search.registry import Command, add_command
from users.models import Theme

Text = str | Promise


def connect() -> None:
    for command in COMMANDS:
        add_command(command)


def _preference(name: str, value: str, label: Text, *words: Text) -> Command:
    """Offered to whoever has chosen another."""
    return Command(
        "users:preference",
        label,
        icon="settings",
        words=words,
        shown_to=lambda user: getattr(user, name) != value,
        sends=(name, value),
    )


COMMANDS = (
    Command("users:settings", _("Settings"), icon="settings"),
    Command("common:change_list", _("Recent changes"), icon="history"),
    _preference("theme", Theme.LIGHT, _("Light theme"), _("appearance")),
    _preference("theme", Theme.DARK, _("Dark theme"), _("appearance")),
    _preference("theme", Theme.SYSTEM, _("System theme"), _("appearance")),
    _preference("language", "en", "English", _("language"), _("English")),
    _preference("language", "sv", "Svenska", _("language"), _("Swedish")),
)
