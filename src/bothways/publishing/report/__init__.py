"""The Snapshot report: frozen document, its chapters, and the files made from them."""
