#!/usr/bin/env bash
# A PostgreSQL of its own for the tests, on loopback, with Debian's package. It need not survive the machine, so it does not sync.
#   .ci/postgresql.sh start FOLDER [-c NAME=VALUE...]   prints the address of a database of it; nothing where it cannot be installed
#   .ci/postgresql.sh stop FOLDER    ends it in order; `start` has it go on
#   .ci/postgresql.sh crash FOLDER   ends it at once
set -euo pipefail
verb=$1 folder=$2 more="${*:3}"

bin() { find /usr/lib/postgresql -maxdepth 2 -name bin 2> /dev/null | sort -V | tail -1; }

# initdb refuses root: then the package's own user works.
as_user() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

end() { if [ -d "$folder/data" ]; then as_user "$(bin)/pg_ctl" -D "$folder/data" -m "$1" stop > /dev/null; fi; }

begin() {
  if [ -z "$(bin)" ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
      echo "postgresql: left out, only root can install Debian's postgresql" >&2
      exit
    fi
    apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -yqq postgresql > /dev/null
  fi
  if [ ! -d "$folder/data" ]; then
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' > "$folder/port"
    if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
    as_user "$(bin)/initdb" -D "$folder/data" -A trust -U gatewatch -E UTF8 --locale=C.UTF-8 > /dev/null
  fi
  local settings="-c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=300"
  as_user "$(bin)/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p $(cat "$folder/port") $settings $more" start > /dev/null
  echo "postgresql+psycopg://gatewatch@127.0.0.1:$(cat "$folder/port")/postgres"
}

case $verb in
  start) begin ;;
  stop) end fast ;;
  crash) end immediate ;;
  *) echo "postgresql: start, stop or crash" >&2 && exit 2 ;;
esac
