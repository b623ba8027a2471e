"""A public key in a form that two people can compare by telephone."""

from __future__ import annotations

import hashlib


def fingerprint(key: str) -> str:
    """32 hex digits of the key's SHA-256, in groups of four. `key` is hex; ValueError where it is not."""
    digits = hashlib.sha256(bytes.fromhex(key)).hexdigest()[:32]
    return " ".join(digits[i : i + 4] for i in range(0, 32, 4))
