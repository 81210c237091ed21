#!/bin/sh
# Draws a Slack message as a picture:  docs/card/draw.sh [MESSAGE.json] [OUT.png] [WIDTH] [HEIGHT]
# MESSAGE.json holds {"text", "blocks"}; without it the founding story of the tests is drawn to docs/alert.png.
# Needs node, npm, and chromium with fonts-noto-core and fonts-noto-color-emoji (Debian's packages).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
message=${1:-$work/message.json}
out=${2:-$root/docs/alert.png}

test $# -gt 0 || PYTHONPATH="$root" "${PYTHON:-$root/.venv/bin/python}" "$root/tests/alerts/alert_stories.py" > "$message"
test -d "$here/node_modules" || (cd "$here" && npm install --ignore-scripts --no-fund --no-audit --no-package-lock --loglevel=error)

message=$(cd "$(dirname "$message")" && pwd)/$(basename "$message")
(cd "$here" && node_modules/.bin/esbuild card.jsx --bundle --jsx=automatic --outfile="$work/card.js" \
  --define:process.env.NODE_ENV='"production"' --alias:gatewatch-message="$message" --log-level=error)
cp "$here/page.html" "$work/page.html"
chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
  --disable-component-update --disable-sync --hide-scrollbars --allow-file-access-from-files \
  --user-data-dir="$work/profile" --window-size="${3:-680},${4:-760}" --screenshot="$out" "file://$work/page.html" \
  > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
echo "$out"
