"""What a newcomer sees of a place, without an account."""
