#!/usr/bin/env bash
# Publishes the npm packages of a folder: the platforms' first, so that nobody installs a payseal whose binary is not there yet. What
# stands on the registry already (a job that ran before and stopped half-way) is left as it is.
set -euo pipefail
cd "$1"
root=$(ls payseal-[0-9]*.tgz)
[[ $(ls payseal-node-*.tgz | wc -l) -eq 7 ]] || { echo "not seven platforms in $1: $(ls)" >&2; exit 1; }
for tarball in payseal-node-*.tgz "$root"; do
    name=$(tar -xzOf "$tarball" package/package.json | node -p 'const p = JSON.parse(require("fs").readFileSync(0)); `${p.name}@${p.version}`')
    if npm view "$name" version > /dev/null 2>&1; then
        echo "$name is published already"
    else
        npm publish "./$tarball" --provenance --access public
    fi
done
