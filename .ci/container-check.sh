#!/usr/bin/env bash
# Builds what the container holds in a clean folder, by the container's own steps, and runs it as the container would:
# as another user who can write nowhere but in its folders for data and for temporary files, everything else being mounted
# read-only where that can be done. Needs no Docker engine. Takes about a minute.
set -euo pipefail
cd "$(dirname "$0")/.."

room=$(mktemp -d "${TMPDIR:-/tmp}/gatewatch-container-XXXXXX")
trap 'chmod -R u+w "$room"; rm -rf "$room"' EXIT
mkdir -p "$room/src" "$room/data" "$room/tmp" "$room/opt"
chmod 755 "$room"

# What the Dockerfile copies from the source, and nothing else.
sed -n 's/^COPY \([^-].*\) [^ ]*$/\1/p' Dockerfile | tr ' ' '\n' | while read -r path; do
  mkdir -p "$room/src/$(dirname "$path")"
  cp -R "$path" "$room/src/$(dirname "$path")/"
done
find "$room/src" -name __pycache__ -prune -exec rm -rf {} +

echo "container: building in a clean folder"
for step in dependencies program; do
  (cd "$room/src" && sh .ci/container-steps.sh "$step" "$room/opt/gatewatch")
done
rm -rf "$room/src"

# Root becomes the container's user, who may read everything (the interpreter can lie in somebody's home) and write
# nothing outside the data folder. Another user stays, and the installed files are made read-only.
as_user=()
if [ "$(id -u)" = 0 ] && command -v setpriv > /dev/null; then
  chown 10001:10001 "$room/data" "$room/tmp"
  read_all=(--inh-caps=+dac_read_search --ambient-caps=+dac_read_search)
  as_user=(setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs)
  setpriv "${read_all[@]}" true 2> /dev/null && as_user+=("${read_all[@]}")
fi
chmod -R a-w,a+rX "$room/opt"

# Root can also mount everything read-only, as `--read-only` does, for one command and its children.
read_only=()
# shellcheck disable=SC2016
mounts='mount --make-rprivate / && for each in data tmp; do mount --bind "$0/$each" "$0/$each"; done && mount -o remount,bind,ro /'
if [ "$(id -u)" = 0 ] && unshare --mount sh -c "$mounts" "$room" 2> /dev/null; then
  read_only=(unshare --mount sh -c "$mounts"' && cd "$0/data" && exec "$@"' "$room")
else
  echo "container: the root is not mounted read-only, only root can do that"
fi

in_container() {
  (cd "$room/data" && "${read_only[@]}" "${as_user[@]}" env -i PATH="$room/opt/gatewatch/venv/bin:/usr/bin:/bin" LANG=C.UTF-8 \
    HOME="$room/data" TMPDIR="$room/tmp" GATEWATCH_CACHE="$room/opt/gatewatch/cache" \
    PYTHONDONTWRITEBYTECODE=1 "$@")
}

echo "container: the program's own folder cannot be written"
if in_container touch "$room/opt/gatewatch/cache/new" 2> /dev/null; then exit 1; fi
echo "container: gatewatch --help"
in_container gatewatch --help > "$room/help"
grep -q demo "$room/help"
echo "container: the health check fails while nothing runs, and passes while the program is at work; it stops when it is asked to"
check=$(sed -n 's/^    CMD \["python", "-c", "\(.*\)"\]$/\1/p' Dockerfile)
if in_container python -c "$check" > "$room/check" 2>&1; then exit 1; fi
in_container sh -c 'mkdir watchlists && echo "{list: a, people: [{id: p, name: Pat Doe, source: https://lists.test/p}]}" > watchlists/a.yaml'
in_container env GATEWATCH_WATCH_PORT=9464 gatewatch run > "$room/run" 2>&1 &
for _ in $(seq 240); do
  sleep 1
  in_container python -c "$check" > "$room/check" 2>&1 && well=yes && break
done
[ "${well:-no}" = yes ] || { cat "$room/check" "$room/run"; exit 1; }
in_container python -c "import os, pathlib, signal; os.kill(int(pathlib.Path('gatewatch.db.lock').read_text()), signal.SIGTERM)"
wait $! || { cat "$room/run"; exit 1; }
find "$room/data" -mindepth 1 -delete
echo "container: gatewatch demo"
in_container timeout 300 gatewatch demo > "$room/demo" 2>&1 || { tail -n 40 "$room/demo"; exit 1; }
grep -q Tehran "$room/demo"
echo "container: nothing was written outside its folders, and nothing stayed in them"
find "$room/opt" -newer "$room/help" -type f | grep . && exit 1
find "$room/data" "$room/tmp" -type f | grep . && exit 1
echo "container: it runs as user 10001, and there is no way to more rights"
in_container sh -c 'id -u; grep -E "^(NoNewPrivs|CapEff|CapBnd)" /proc/self/status' > "$room/rights"
if [ ${#as_user[@]} -gt 0 ]; then
  grep -qx 10001 "$room/rights"
  grep -q 'NoNewPrivs:.1' "$room/rights"
fi
if [ ${#read_only[@]} -gt 0 ]; then
  echo "container: the root is read-only, for its owner too"
  if "${read_only[@]}" touch "$room/opt/gatewatch/new" 2> /dev/null; then exit 1; fi
fi
echo "container: well"
