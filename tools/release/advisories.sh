#!/usr/bin/env bash
# What is known against our dependencies, also those that only build and test. Needs the advisory databases, thus the network; each tool
# in the version named here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
cargo install --locked cargo-deny@0.20.2
cargo deny --locked check
npm audit --prefix bindings-node
npm audit --prefix examples/node
python3 -m venv "${RUNNER_TEMP:-/tmp}/pip-audit"
"${RUNNER_TEMP:-/tmp}/pip-audit/bin/pip" install --quiet pip-audit==2.10.1
for file in bindings-python/requirements-dev.txt examples/python/requirements.txt; do
    "${RUNNER_TEMP:-/tmp}/pip-audit/bin/pip-audit" --requirement "$file"
done
