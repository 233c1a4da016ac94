"""What happens: people, cohorts, sessions, attendance."""
