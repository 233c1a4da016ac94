"""What a household does next: which steps, in which order, by when, and why.

``profile``, ``conditions``, ``plan``, ``question`` and ``book`` are pure: no database, no clock.
"""
