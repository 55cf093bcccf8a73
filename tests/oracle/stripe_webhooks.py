#!/usr/bin/env python3
"""The published stripe packages as an oracle for Tybrite's webhook header, which has the form of Stripe's: t=<s>,v1=<hex of t.body>.

    python3 tests/oracle/stripe_webhooks.py make            writes tests/oracle/stripe_headers.json with both packages
    python3 tests/oracle/stripe_webhooks.py check FILE      both packages verify the rows of FILE: {t, secret, body, header}

Run by `cargo xtask stripe`, which installs the packages (npm and PyPI, pinned) under target/ and lets them verify what Payseal signs.
Needs `import stripe` and, in the working directory's node_modules, the npm package.
"""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
# The oracle for requests is called requests.py, and so is a package that stripe imports.
sys.path = [path for path in sys.path if pathlib.Path(path).resolve() != HERE]

import stripe  # noqa: E402

NODE = """
const Stripe = require('stripe');
const { webhooks } = Stripe;
const { mode, rows } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const out = rows.map(({ t, secret, body, header }) => {
  if (mode === 'make') return webhooks.generateTestHeaderString({ payload: body, secret, timestamp: t });
  webhooks.signature.verifyHeader(body, header, secret, 300, undefined, t * 1000);
  let refused = false;
  try { webhooks.signature.verifyHeader(body + ' ', header, secret, 300, undefined, t * 1000); } catch { refused = true; }
  if (!refused) throw new Error('a changed body was accepted');
  return true;
});
console.log(JSON.stringify({ version: Stripe.PACKAGE_VERSION, out }));
"""
SECRETS = ["whsec_test_secret", "68c216748eb34be5adf93e39cda61386337883e7420c4a6d1994eb11346bce20", "s", "Zoë ☕"]
BODIES = ['{"id":"evt_1","type":"order.paid"}', '{"id":"evt_2","name":"Zoë ☕"}', '{\n  "id": "evt_3"\n}', "{}", '{"id":"evt_5","pad":"%s"}' % ("x" * 2000)]


def node(mode, rows):
    text = json.dumps({"mode": mode, "rows": rows})
    done = subprocess.run(["node", "-e", NODE], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"npm stripe: {done.stderr}")
    return json.loads(done.stdout)


def python_header(t, secret, body):
    return f"t={t},v1={stripe.WebhookSignature._compute_signature(f'{t}.{body}', secret)}"


def python_check(t, secret, body, header):
    stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None)
    try:
        stripe.WebhookSignature.verify_header(body + " ", header, secret, tolerance=None)
    except stripe.SignatureVerificationError:
        return
    sys.exit("PyPI stripe accepted a changed body")


def main():
    if sys.argv[1:] == ["make"]:
        cases = [{"t": 1781955476 + 86400 * n, "secret": secret, "body": body} for n, (secret, body) in enumerate((s, b) for s in SECRETS for b in BODIES)]
        by_node = node("make", cases)
        rows = [{**case, "by": f"npm stripe {by_node['version']}", "header": header} for case, header in zip(cases, by_node["out"])]
        rows += [{**case, "by": f"PyPI stripe {stripe.VERSION}", "header": python_header(**case)} for case in cases]
        lines = ",\n".join("    " + json.dumps(row) for row in rows)
        (HERE / "stripe_headers.json").write_text('{\n  "about": "made by tests/oracle/stripe_webhooks.py make",\n  "rows": [\n' + lines + "\n  ]\n}\n", "utf-8")
        print(f"stripe_headers.json: {len(rows)} rows")
    elif len(sys.argv) == 3 and sys.argv[1] == "check":
        rows = json.loads(pathlib.Path(sys.argv[2]).read_text("utf-8"))
        assert len(rows) > 10
        node("check", rows)
        for row in rows:
            python_check(row["t"], row["secret"], row["body"], row["header"])
        print(f"both stripe packages accept all {len(rows)} headers, and none for a changed body")
    else:
        sys.exit(__doc__)


main()
