"""Changes of this room: importing itself, and the jobs by which pages ask for it."""

from exchange.services.importing import ImportRequest, import_file

__all__ = ["ImportRequest", "import_file"]
