import os
import pathlib
import sys

from payseal import webhooks
from payseal.errors import WebhookVerificationError

verifier = webhooks.WebhookVerifier("clive", secrets=os.environ["CLIVE_WEBHOOK_SECRET"])
try:
    verified = verifier.verify(pathlib.Path(sys.argv[1]).read_bytes(), {"X-Clive-Signature": sys.argv[2]})
except WebhookVerificationError as error:
    print(error.code)
    sys.exit(5)
print(verified.dedupe_key)
