#!/usr/bin/env bash
# `cargo xtask package` into dist/, for .github/workflows/release.yml: on the machine itself, or in the container IMAGE, whose C library is
# as old as a released binary may ask for. TAG and GLIBC are those of the workflow.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

if [[ -n "${IMAGE:-}" ]]; then
    exec docker run --rm --env IMAGE= --env TAG --env GLIBC --env CONTAINER=true --volume "$PWD:/work" --workdir /work "$IMAGE" \
        sh -c 'if command -v apk > /dev/null; then apk add bash; fi; exec tools/release/package.sh'
fi

if [[ -n "${CONTAINER:-}" ]]; then
    if command -v apk; then
        apk add binutils gcc git go make musl-dev nodejs npm pkgconf python3 tar
        # What Node and Python load must share their C library.
        export RUSTFLAGS="-C target-feature=-crt-static"
    else
        dnf -y module enable nodejs:22
        dnf -y install git golang nodejs npm pkgconf-pkg-config
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --default-toolchain 1.95
        export PATH="$HOME/.cargo/bin:/opt/python/cp312-cp312/bin:$PATH"
        export GOTOOLCHAIN=auto
    fi
    git config --global --add safe.directory /work
else
    rustup toolchain install 1.95 --profile minimal
    rustup default 1.95
fi

cargo xtask package --out dist --tag "$TAG" --glibc "${GLIBC:-}"
