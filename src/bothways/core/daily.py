"""What is due every day: retention dates that act. Each folder names its own commands."""

_commands: list[str] = []


def every_day(command: str) -> None:
    """Have a management command run once a day; naming it twice changes nothing."""
    if command not in _commands:
        _commands.append(command)


def daily_commands() -> tuple[str, ...]:
    return tuple(_commands)
