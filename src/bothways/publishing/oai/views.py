"""The one address of OAI-PMH."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bothways.publishing.oai import answers, harvest
from bothways.publishing.oai.protocol import (
    ProtocolError,
    check_prefix,
    read_harvest,
    read_request,
)

# The protocol needs somebody to write to; RFC 2606 keeps this name from ever reaching anybody.
NO_CONTACT = "nobody@contact-not-set.invalid"
Arguments = dict[str, str]


# Harvesters may ask by POST, and reading needs no protection against forged requests.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def oai(request: HttpRequest) -> HttpResponse:
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    # The protocol's texts are English everywhere: programs read them, and people of all countries.
    with override("en"):
        root = _answer({name: given.getlist(name) for name in given})
    return HttpResponse(answers.written(root), content_type="text/xml; charset=utf-8")


def _answer(given: dict[str, list[Any]]) -> Element:
    base = settings.SITE_URL + reverse("oai")
    try:
        verb, arguments = read_request(given)
    except ProtocolError as error:
        # The standard: after these two errors the request is told without its arguments.
        root = answers.envelope(base, {})
        answers.add_error(root, error)
        return root
    root = answers.envelope(base, {"verb": verb, **arguments})
    try:
        ANSWERS[verb](root, arguments, base)
    except ProtocolError as error:
        if error.code == "badArgument":
            root = answers.envelope(base, {})
        answers.add_error(root, error)
    return root


def _identify(root: Element, arguments: Arguments, base: str) -> None:
    contact = settings.CONTACT_EMAIL or NO_CONTACT
    answers.add_identify(root, base, harvest.earliest(), contact)


def _list_metadata_formats(root: Element, arguments: Arguments, base: str) -> None:
    if "identifier" in arguments:
        harvest.entry(arguments["identifier"])
    answers.add_formats(root)


def _list_sets(root: Element, arguments: Arguments, base: str) -> None:
    if "resumptionToken" in arguments:
        message = _("The sets come in one piece, so there is no token for them.")
        raise ProtocolError("badResumptionToken", message)
    answers.add_sets(root)


def _get_record(root: Element, arguments: Arguments, base: str) -> None:
    entry = harvest.entry(arguments["identifier"])
    check_prefix(arguments["metadataPrefix"])
    answers.add_record(answers.verb_node(root, "GetRecord"), entry, settings.SITE_URL)


def _listed(verb: str) -> Callable[[Element, Arguments, str], None]:
    def _list(root: Element, arguments: Arguments, base: str) -> None:
        wanted = read_harvest(arguments)
        entries, then = harvest.page(wanted)
        answers.add_list(root, verb, entries, wanted, then, settings.SITE_URL)

    return _list


ANSWERS: dict[str, Callable[[Element, Arguments, str], None]] = {
    "Identify": _identify,
    "ListMetadataFormats": _list_metadata_formats,
    "ListSets": _list_sets,
    "GetRecord": _get_record,
    "ListIdentifiers": _listed("ListIdentifiers"),
    "ListRecords": _listed("ListRecords"),
}
