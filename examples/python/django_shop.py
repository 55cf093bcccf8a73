"""Django in one file: `python django_shop.py runserver`."""

from __future__ import annotations

import json
import sys

from checkout import RECORDS, arguments, refusal
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from payseal import CliveClient, errors

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


urlpatterns = [path("checkout", start_checkout)]
application = get_wsgi_application()

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
