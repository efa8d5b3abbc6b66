#!/bin/sh
# Proves the newest bundle of dist/: installs it into an empty folder in a namespace without network, sets up
# a database, makes and restores a backup, and asks gunicorn whether it is ready. Needs root for the namespace.
set -eu
cd "$(dirname "$0")/.."
if [ "${1:-}" != inside ]; then
    exec env -i PATH="$PATH" HOME=/nonexistent LANG=C.UTF-8 unshare --net "$0" inside
fi
BUNDLE=$(ls -t "$PWD"/dist/zonetrack-*.tar.gz | head -n 1)
export PREFIX
PREFIX=$(mktemp -d)
trap 'kill "${server:-0}" 2>/dev/null || true; rm -rf "$PREFIX"' EXIT
tar -xzf "$BUNDLE" -C "$PREFIX"
"$PREFIX"/zonetrack-*/install.sh
while IFS= read -r line; do
    case $line in [A-Z]*=*) export "$line" ;; esac
done < "$PREFIX/etc/zonetrack/zonetrack.env"
export DATABASE_URL="sqlite:///$PREFIX/var/lib/zonetrack/site.sqlite3" WEB_BIND="unix:$PREFIX/site.sock" WEB_WORKERS=1
cd "$PREFIX/opt/zonetrack/app"
manage() { "$PREFIX/opt/zonetrack/venv/bin/python" manage.py "$@"; }
manage migrate --verbosity 0
manage load_policy fixtures/policies/hubei-2021/policy.toml --commit
manage backup "$PREFIX/backup.zip"
DATABASE_URL="sqlite:///$PREFIX/other.sqlite3" manage restore "$PREFIX/backup.zip"
manage doctor
"$PREFIX/opt/zonetrack/venv/bin/python" -m gunicorn -c deploy/gunicorn.conf.py zonetrack.wsgi &
server=$!
for _ in $(seq 100); do [ -S "$PREFIX/site.sock" ] && break; sleep 0.1; done
ready=$(curl --silent --max-time 60 --unix-socket "$PREFIX/site.sock" http://zonetrack.example.gov.cn/readyz)
size=$(du -sm "$PREFIX/opt/zonetrack/venv/" | cut -f 1)
echo "readyz: $ready; installed environment: $size MB"
[ "$ready" = ok ] && [ "$size" -lt 400 ]
