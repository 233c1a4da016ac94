"""Pages of the library and of the desk, by topic. A view parses, calls, renders."""
