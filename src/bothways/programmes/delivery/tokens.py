"""Tokens in addresses. Only their hashes are stored."""

import hashlib


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
