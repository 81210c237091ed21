#!/usr/bin/env bash
# Asks a database of known weaknesses about every package that users install. Ends with 1 when one is known, and is left out,
# with the reason, where the database or the tool cannot be reached. The tool has a lock and a folder of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

room=$(mktemp -d "${TMPDIR:-/tmp}/gatewatch-audit-XXXXXX")
trap 'rm -rf "$room"' EXIT

.venv/bin/uv venv --quiet "$room/venv"
if ! .venv/bin/uv pip install --quiet --python "$room/venv/bin/python" --no-build --require-hashes -r .ci/audit.lock 2> "$room/why"; then
  echo "audit: left out, pip-audit cannot be installed: $(tail -n 1 "$room/why")"
  exit 0
fi
status=0
# Strict: a package that the database cannot be asked about is no package without weaknesses.
"$room/venv/bin/pip-audit" --strict --disable-pip --require-hashes --progress-spinner off --timeout 15 "$@" \
  -r requirements.lock > "$room/found" 2> "$room/why" || status=$?
cat "$room/found"
if [ "$status" = 0 ]; then
  echo "audit: no known weakness"
elif grep -qE '^Found [0-9]+ known' "$room/why"; then
  exit 1
else
  echo "audit: left out, no answer about known weaknesses: $(tail -n 1 "$room/why" | cut -c 1-200)"
fi
