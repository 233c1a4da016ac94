"""Pages that stop a person with a reason, where Django's own would leave the reason out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"exception": str(exception)}, status=400)
