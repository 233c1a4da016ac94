"""A town that does not exist, with the kinds of services that real ones have."""
