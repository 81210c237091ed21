#!/bin/sh
# The build of the container's /opt/gatewatch, in the two steps that its layers cache separately. Run from the source:
#   container-steps.sh dependencies PREFIX   a virtual environment from the hashed lock, wheels only
#   container-steps.sh program PREFIX        the program into it, then the table of places and the check of the model
# The Dockerfile runs it; so does .ci/container-check.sh, where no Docker engine is at hand.
set -eu
step=$1
prefix=$2
python="$prefix/venv/bin/python"
build="$prefix/build"  # uv and setuptools: needed here, gone from the result

dependencies() {
  python3 -m venv --without-pip "$prefix/venv"
  python3 -m venv "$build"
  "$build/bin/python" -m pip install --quiet --no-cache-dir --require-hashes --only-binary :all: -r .ci/uv.lock
  "$build/bin/uv" pip sync --quiet --no-cache --compile-bytecode --python "$python" \
    --no-build --require-hashes requirements.lock
}

program() {
  # setuptools is locked with the tools of development: its lines alone, hashes included.
  awk '/^[^ ]/ { wanted = /^setuptools==/ } wanted' requirements-dev.lock > "$build/setuptools.lock"
  "$build/bin/uv" pip install --quiet --no-cache --python "$build/bin/python" \
    --no-build --require-hashes -r "$build/setuptools.lock"
  "$build/bin/python" -m pip wheel --quiet --no-cache-dir --no-deps --no-build-isolation --no-index \
    --wheel-dir "$build/wheel" .
  "$build/bin/uv" pip install --quiet --no-cache --compile-bytecode --python "$python" --no-deps "$build"/wheel/*.whl
  rm -rf "$build"
  cd /  # so that the installed program is run, not the source beside it
  GATEWATCH_CACHE="$prefix/cache" "$prefix/venv/bin/gatewatch" prepare
}

case $step in
  dependencies | program) "$step" ;;
  *) echo "container-steps.sh: unknown step $step" >&2; exit 2 ;;
esac
