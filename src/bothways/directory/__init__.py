"""What a newcomer looks up: organisations, services, steps, information."""
