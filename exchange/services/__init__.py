"""Changes of this room: importing itself, and the jobs by which pages ask for it."""

from exchange.services.asking import ask_for_check, ask_for_import, ask_for_undo, cancel_import
from exchange.services.importing import ImportRequest, import_file
from exchange.services.mapping import add_replacements, change_mapping, take_mapping
from exchange.services.sweeping import delete_old_uploads
from exchange.services.uploading import create_import, earlier_mapping, read_again, suggest_again
from exchange.services.working import carry_out_due, note_undo

__all__ = [
    "ImportRequest",
    "add_replacements",
    "ask_for_check",
    "ask_for_import",
    "ask_for_undo",
    "cancel_import",
    "carry_out_due",
    "change_mapping",
    "create_import",
    "delete_old_uploads",
    "earlier_mapping",
    "import_file",
    "note_undo",
    "read_again",
    "suggest_again",
    "take_mapping",
]
