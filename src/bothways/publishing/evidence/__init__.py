"""Living pooled estimates: what all comparable effects of the library say together.

``findings`` what a record offers and why some of it cannot be compared, ``pooled`` the estimate,
``change`` what would change it, ``history`` since when it stands and why it moved, ``drawing``
the forest plot, ``topics`` which estimates there are, ``page`` all of it in words, ``reads`` the
rows of the database. All but ``reads`` are pure.
"""
