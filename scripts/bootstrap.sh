#!/usr/bin/env bash
# Fill .venv from one lock file: scripts/bootstrap.sh requirements.lock
#
# A bare Debian 12 has python3 without ensurepip, often without pip, and refuses installs outside a virtual environment.
# So: an installed uv if there is one (never fetched); else venv; else venv without pip, filled by the system's pip; else
# python3-venv by apt where we may; else one line that says which package is missing. Every wheel is checked against the
# lock's hashes, the build backend is in the lock too, and no registry is named: yours is used.
set -euo pipefail
cd "$(dirname "$0")/.."
lock=$1
venv=.venv
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

die() {
  echo "$1" >&2
  exit 1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  die "需要 Python 3.11 或更高版本，请安装 python3 · Python 3.11 or newer is needed: please install python3"
}

with_uv() {
  command -v uv >/dev/null || return 1
  uv venv --quiet --allow-existing --no-python-downloads --python "$python" "$venv" &&
    uv pip install --quiet --compile-bytecode --python "$venv/bin/python" --require-hashes -r "$lock" &&
    uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation --editable .
}

# One of the two pips: the environment's own, or the system's reaching into it (pip 22.3 or newer).
pip_into() {
  if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$venv/bin/python" -m pip "$@"
  else
    "$python" -m pip --python "$venv/bin/python" "$@"
  fi
}

with_pip() {
  if ! "$python" -m venv "$venv" >/dev/null 2>&1; then
    "$python" -m venv --without-pip "$venv" >/dev/null 2>&1 || return 1
    pip_into --version >/dev/null 2>&1 || return 1
  fi
  # Joined by &&: inside `with_pip || …` bash does not stop at a failing line by itself.
  pip_into install --quiet --require-hashes -r "$lock" &&
    pip_into install --quiet --no-deps --no-build-isolation --editable .
}

can_pip() { "$python" -c 'import ensurepip; ensurepip.version()' 2>/dev/null || "$python" -m pip --version >/dev/null 2>&1; }

with_apt() {
  local sudo=
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    sudo="sudo -n"
  fi
  echo "安装 python3-venv … · installing python3-venv …"
  $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv >/dev/null 2>&1 ||
    { $sudo apt-get update -q && $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -q python3-venv; } >/dev/null
}

python=$(find_python)
echo "按 $lock 准备 $venv，约需一分钟 … · preparing $venv from $lock, about a minute …"
if ! with_uv; then
  can_pip || with_apt || die "缺少 pip，请安装 python3-venv 后重试 · pip is missing: install the package python3-venv and try again"
  with_pip || die "无法按 $lock 安装，原因见上 · could not install from $lock: the reason is printed above"
fi
