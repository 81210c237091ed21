#!/usr/bin/env bash
# A PostgreSQL of its own for the tests, on loopback, with Debian's package. It need not survive the machine, so it does not sync.
#   .ci/postgresql.sh start FOLDER   prints the address of its empty database; nothing where it cannot be installed
#   .ci/postgresql.sh stop FOLDER
set -euo pipefail
folder=$2

bin() { find /usr/lib/postgresql -maxdepth 2 -name bin 2> /dev/null | sort -V | tail -1; }

# initdb refuses root: then the package's own user works.
as_user() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

if [ "$1" = stop ]; then
  if [ -d "$folder/data" ]; then as_user "$(bin)/pg_ctl" -D "$folder/data" -m fast stop > /dev/null; fi
  exit
fi
if [ -z "$(bin)" ]; then
  if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "postgresql: left out, only root can install Debian's postgresql" >&2
    exit
  fi
  apt-get update -qq >&2 && DEBIAN_FRONTEND=noninteractive apt-get install -yqq postgresql > /dev/null
fi
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi
as_user "$(bin)/initdb" -D "$folder/data" -A trust -U gatewatch -E UTF8 --locale=C.UTF-8 > /dev/null
as_user "$(bin)/pg_ctl" -D "$folder/data" -w -l "$folder/log" \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=off -c max_connections=300" start > /dev/null
echo "postgresql+psycopg://gatewatch@127.0.0.1:$port/postgres"
