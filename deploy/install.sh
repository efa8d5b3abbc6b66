#!/bin/sh
# 离线安装：解开安装包后，以 root 执行 ./install.sh。升级也用它。不访问网络。
# Installs from the unpacked bundle without any network; upgrades the same way.
# For a trial without root: PREFIX=/some/folder ./install.sh puts everything below that folder.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
VERSION=$(cat "$HERE/VERSION")
# A folder of its own for each installation: what serves just now is left alone, be it the same version.
BUILD=$VERSION-$(date +%Y%m%d%H%M%S)
TARGET=$(cat "$HERE/PYTHON")
PREFIX=${PREFIX:-}
OPT=$PREFIX/opt/zonetrack
ETC=$PREFIX/etc/zonetrack
VAR=$PREFIX/var/lib/zonetrack
BACKUPS=$PREFIX/var/backups/zonetrack

fail() { echo "安装中止：$1" >&2; exit 1; }

[ -n "$PREFIX" ] || [ "$(id -u)" = 0 ] || fail "请以 root 执行（sudo ./install.sh）。"

echo "1/6 校验安装包"
(cd "$HERE" && sha256sum --quiet -c SHA256SUMS) || fail "安装包不完整或被改动过，请重新拷贝。"

echo "2/6 查找 Python $TARGET"
PYTHON=${PYTHON:-python$TARGET}
command -v "$PYTHON" >/dev/null || PYTHON=python3
found=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null || echo 无)
[ "$found" = "$TARGET" ] || fail "需要 Python $TARGET，本机为 $found。请安装它，或在联网机上用 make bundle TARGET=$found 重新制作安装包。"
"$PYTHON" -c 'import venv, ensurepip' 2>/dev/null || fail "Python 缺少 venv 模块：请安装 python3-venv。"

echo "3/6 账户与目录"
if [ -z "$PREFIX" ]; then
    getent passwd zonetrack >/dev/null || useradd --system --home-dir /var/lib/zonetrack --shell /usr/sbin/nologin zonetrack
fi
mkdir -p "$OPT" "$ETC" "$VAR" "$BACKUPS"

echo "4/6 程序与程序包（不联网）"
APP=$OPT/app-$BUILD VENV=$OPT/venv-$BUILD
cp -R "$HERE/app" "$APP"
"$PYTHON" -m venv "$VENV"
"$VENV/bin/pip" install --quiet --disable-pip-version-check --no-index --find-links "$HERE/wheels" -r "$APP/requirements.txt"
# What serves nobody here: the packages' own tests, and the installer itself (100 MB).
rm -rf "$VENV"/lib/python*/site-packages/pandas/tests
find "$VENV/lib" -depth -type d -path '*/numpy/*' -name tests -exec rm -rf {} +
"$VENV/bin/pip" uninstall --quiet --yes setuptools pip 2>/dev/null || true
"$VENV/bin/python" -m compileall -q "$APP" || true

echo "5/6 设置与静态文件"
ENV=$ETC/zonetrack.env
if [ ! -f "$ENV" ]; then
    secret=$("$PYTHON" -c 'import secrets; print(secrets.token_urlsafe(64))')
    sed -e "s|^SECRET_KEY=.*|SECRET_KEY=$secret|" -e "s|^VAR_DIR=.*|VAR_DIR=$VAR|" \
        "$APP/deploy/zonetrack.env.example" > "$ENV"
    chmod 640 "$ENV"
    IS_NEW=1
fi
# Read as systemd reads it, line by line: nothing in the file is run.
while IFS= read -r line; do
    case $line in [A-Z]*=*) export "$line" ;; esac
done < "$ENV"
export VAR_DIR="$VAR"
# Beside the files that are there: pages of the version that still serves ask for them by their digests.
(cd "$APP" && "$VENV/bin/python" manage.py collectstatic --noinput --verbosity 0)
ln -sfn "app-$BUILD" "$OPT/app"
ln -sfn "venv-$BUILD" "$OPT/venv"

echo "6/6 服务"
if [ -z "$PREFIX" ]; then
    chown root:zonetrack "$ENV"
    chown zonetrack:zonetrack "$VAR" "$BACKUPS"
    chmod 755 "$VAR"
    chmod 700 "$BACKUPS"
    if command -v systemctl >/dev/null; then
        cp "$APP"/deploy/systemd/* /etc/systemd/system/
        systemctl daemon-reload || true
    fi
fi

echo
echo "zonetrack $VERSION 已安装到 $OPT。"
if [ "${IS_NEW:-0}" = 1 ]; then
    echo "请编辑 $ENV，然后按 安装说明.md 第 4 步继续。"
else
    echo "请按 安装说明.md“升级”一节继续：migrate，然后重启服务。"
fi
