class StartError(Exception):
    """Something the person at the terminal has to know or decide; the message says what to do."""


class FolderBusyError(StartError):
    """Another program holds the data folder."""
