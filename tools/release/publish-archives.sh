#!/usr/bin/env bash
# The GitHub release with the archives and sums, then the Go module's tag: `go get` finds a module in a folder by FOLDER/vX.Y.Z.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
gh release view "$TAG" > /dev/null 2>&1 ||
    gh release create "$TAG" --verify-tag --title "Payseal $TAG" --notes "See CHANGELOG.md." "$1"/c/*.tar.gz "$1"/cli/*.tar.gz "$1"/SHA256SUMS-*
gh api "repos/$GITHUB_REPOSITORY/git/refs" --field "ref=refs/tags/bindings-go/$TAG" --field "sha=$(git rev-parse HEAD)"
