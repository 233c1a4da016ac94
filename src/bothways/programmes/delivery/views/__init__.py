"""Pages of delivery: groups, people, sessions, attendance, calendars."""
