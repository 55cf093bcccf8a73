"""Django in one file: `python django_shop.py runserver`."""

from __future__ import annotations

import json
import sys

from checkout import RECORDS, arguments, refusal
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from payseal import CliveClient, errors
from webhooks import receive

settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1", "localhost", "testserver"], USE_TZ=True)
clive = CliveClient.from_env()


# Your shop's own form has a CSRF token; this example is called by a script.
@csrf_exempt
def start_checkout(request: HttpRequest) -> JsonResponse:
    order = json.loads(request.body)
    try:
        made = clive.create_checkout_intent(**arguments(order))
    except errors.PaysealError as error:
        status, body = refusal(error)
        return JsonResponse(body, status=status)
    RECORDS[order["reference"]] = made.record()
    return JsonResponse({"client_secret": made.client_secret, "publishable_key": made.stripe_publishable_key})


# A partner has no CSRF token: its signature is what is checked.
@csrf_exempt
def webhook(request: HttpRequest, partner: str) -> HttpResponse:
    return HttpResponse(status=receive(partner, request.body, request.headers))


urlpatterns = [path("checkout", start_checkout), path("webhooks/<str:partner>", webhook)]
application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
