"""How a key is kept: as its hash, since it is long and random."""

import hashlib


def digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
