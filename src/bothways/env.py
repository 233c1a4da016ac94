"""Typed readers of environment variables; a bad value stops the start with its name and remedy."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class BadSetting(Exception):
    """An environment variable holds a value that cannot be used. Raised while settings load."""


def env_text(name: str, default: str = "") -> str:
    """The variable, or the content of the file that NAME_FILE points at (for secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return _file_text(name, Path(path))
    return os.environ.get(name, default)


def _file_text(name: str, path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as error:
        raise BadSetting(
            f"{name}_FILE names {path}, which cannot be read: {error.strerror}."
        ) from error


def var_folder() -> Path:
    """The one folder that holds everything this installation keeps; made when missing."""
    default = Path(__file__).resolve().parents[2] / "var"
    folder = Path(env_text("BOTHWAYS_VAR") or default).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def env_bool(name: str, default: bool) -> bool:
    text = os.environ.get(name, "yes" if default else "no").lower()
    if text in ("1", "yes", "true", "on"):
        return True
    if text in ("0", "no", "false", "off", ""):
        return False
    raise BadSetting(f"{name} is {text!r}; write yes or no.")


def env_int(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    try:
        return int(text)
    except ValueError:
        raise BadSetting(f"{name} is {text!r}; write a whole number.") from None


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database dictionary for sqlite:///path or postgresql://user:word@host:port/name."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite_database(Path(parts.path))
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # A server on a socket names its folder as ?host=, as libpq does.
            "HOST": unquote(parts.hostname or "") or parse_qs(parts.query).get("host", [""])[0],
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    raise BadSetting(
        f"DATABASE_URL starts with {parts.scheme!r}; write sqlite:///path or postgresql://…"
    )


def mail_from_url(url: str) -> dict[str, Any]:
    """Django's mail settings for smtp://user:word@host:port (with STARTTLS where there is a user)
    or smtps://…; an empty text sends nothing."""
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise BadSetting(
            "BOTHWAYS_MAIL is no address of a mail server; write smtp://user:password@host:587 "
            "or smtps://user:password@host:465."
        )
    secure = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname, "EMAIL_PORT": parts.port or (465 if secure else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": secure, "EMAIL_USE_TLS": bool(parts.username) and not secure,
        "EMAIL_TIMEOUT": 30,
    }  # fmt: skip


def sqlite_database(path: Path) -> dict[str, Any]:
    # WAL lets readers go on while one writer writes; IMMEDIATE makes a writer wait at its
    # start, where waiting is safe, instead of failing in the middle.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
