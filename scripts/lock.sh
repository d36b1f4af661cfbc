#!/usr/bin/env bash
# Write requirements.lock (what `make demo` needs) and requirements-dev.lock (what the tests need besides) from
# pyproject.toml. Exact versions with hashes for every platform, and no registry's address: whoever installs chooses the
# registry or mirror. `scripts/lock.sh --upgrade` takes newer versions; without it, pins that still fit are kept.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=$(command -v uv || true)
[ -n "$uv" ] || { [ -x .venv/bin/uv ] && uv=.venv/bin/uv; } || {
  echo "make lock 需要 uv，请先安装 · make lock needs uv: please install it first" >&2
  exit 1
}

compile() { # compile <out> <more arguments>: universal, for the oldest Python we promise
  local out=$1
  shift
  "$uv" pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --quiet --output-file "$out" "$@"
}

compile requirements.lock --group build "$@"
# The dev lock holds the runtime lock's very versions: what is tested is what is installed.
compile requirements-dev.lock --group build --group dev --constraint requirements.lock "$@"

if grep -nE '://|--(extra-)?index|--find-links| @ ' requirements*.lock; then
  echo "锁文件中不得出现软件源地址 · a lock file must not hold a registry's address" >&2
  exit 1
fi
