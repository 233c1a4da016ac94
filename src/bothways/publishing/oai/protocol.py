"""Requests of OAI-PMH 2.0: which arguments a verb takes, dates, resumption tokens, error codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.utils.translation import gettext as _

PREFIX = "oai_dc"
SALT = "bothways.oai"
LIST_ARGUMENTS = frozenset({"metadataPrefix", "from", "until", "set", "resumptionToken"})


@dataclass(frozen=True)
class Verb:
    allowed: frozenset[str]
    required: frozenset[str] = frozenset()


VERBS = {
    "Identify": Verb(frozenset()),
    "ListMetadataFormats": Verb(frozenset({"identifier"})),
    "ListSets": Verb(frozenset({"resumptionToken"})),
    "ListIdentifiers": Verb(LIST_ARGUMENTS, frozenset({"metadataPrefix"})),
    "ListRecords": Verb(LIST_ARGUMENTS, frozenset({"metadataPrefix"})),
    "GetRecord": Verb(
        frozenset({"identifier", "metadataPrefix"}), frozenset({"identifier", "metadataPrefix"})
    ),
}
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SECOND = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")


class ProtocolError(Exception):
    """An answer of the protocol's own kind: a code of the standard and a sentence."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Harvest:
    """What a list request selects, and how far the harvester has come in it."""

    start: str = ""
    until: str = ""
    spec: str = ""
    after: str = ""  # time of the last record sent, with its fraction of a second
    after_id: int = 0
    cursor: int = 0
    size: int = 0


def read_request(given: Mapping[str, Sequence[str]]) -> tuple[str, dict[str, str]]:
    """The verb and its arguments; raises ProtocolError with badVerb or badArgument."""
    verbs = given.get("verb", [])
    if len(verbs) != 1 or verbs[0] not in VERBS:
        message = _("Give one verb: %(verbs)s.") % {"verbs": ", ".join(VERBS)}
        raise ProtocolError("badVerb", message)
    verb = VERBS[verbs[0]]
    for name, values in given.items():
        if name != "verb" and name not in verb.allowed:
            raise _bad(_("%(verb)s takes no argument %(name)s."), verb=verbs[0], name=name)
        if len(values) != 1 or not values[0]:
            raise _bad(_("Give the argument %(name)s once, with a value."), name=name)
    arguments = {name: values[0] for name, values in given.items() if name != "verb"}
    _check_needed(verbs[0], verb, arguments)
    return verbs[0], arguments


def _check_needed(name: str, verb: Verb, arguments: Mapping[str, str]) -> None:
    if "resumptionToken" in arguments:
        if len(arguments) > 1:
            raise _bad(_("resumptionToken stands alone: leave the other arguments out."))
        return
    for needed in sorted(verb.required - arguments.keys()):
        raise _bad(_("%(verb)s needs the argument %(name)s."), verb=name, name=needed)


def _bad(message: str, **values: str) -> ProtocolError:
    return ProtocolError("badArgument", message % values)


def read_harvest(arguments: Mapping[str, str]) -> Harvest:
    """What to list; raises ProtocolError for a bad date, prefix or token."""
    if "resumptionToken" in arguments:
        return read_token(arguments["resumptionToken"])
    check_prefix(arguments["metadataPrefix"])
    start, until = arguments.get("from", ""), arguments.get("until", "")
    low, high = read_time(start), read_time(until)
    if start and until and len(start) != len(until):
        raise _bad(_("from and until must have the same granularity."))
    if low and high and low > high:
        raise _bad(_("from is later than until."))
    return Harvest(start, until, arguments.get("set", ""))


def check_prefix(prefix: str) -> None:
    if prefix != PREFIX:
        message = _("The only metadata format is %(known)s.") % {"known": PREFIX}
        raise ProtocolError("cannotDisseminateFormat", message)


def read_time(text: str) -> datetime | None:
    """A day or a second in UTC; None for nothing."""
    if not text:
        return None
    pattern = "%Y-%m-%d" if DAY.fullmatch(text) else "%Y-%m-%dT%H:%M:%SZ"
    if not DAY.fullmatch(text) and not SECOND.fullmatch(text):
        raise _bad(_("%(value)s is no date: write 2026-01-31 or 2026-01-31T12:00:00Z."), value=text)
    try:
        return datetime.strptime(text, pattern).replace(tzinfo=UTC)
    except ValueError:
        raise _bad(_("%(value)s is no date of the calendar."), value=text) from None


def end_of(text: str) -> datetime | None:
    """The moment just after ``until``, which itself belongs to the harvest."""
    time = read_time(text)
    if time is None:
        return None
    step = timedelta(days=1) if DAY.fullmatch(text) else timedelta(seconds=1)
    return time + step if time.year < 9999 else None


def stamp(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_token(harvest: Harvest) -> str:
    """Everything that is needed to go on, signed: the server keeps nothing, tokens never expire."""
    return signing.dumps(asdict(harvest), salt=SALT, compress=True)


def read_token(token: str) -> Harvest:
    try:
        return Harvest(**signing.loads(token, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        message = _("This resumptionToken is not one of ours. Begin the harvest anew.")
        raise ProtocolError("badResumptionToken", message) from None
