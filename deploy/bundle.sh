#!/bin/sh
# Builds dist/zonetrack-VERSION-py3.X-ARCH.tar.gz on a connected machine: the site as committed, every
# package it needs for that Python, and install.sh. Usage: deploy/bundle.sh [3.X]
set -eu
cd "$(dirname "$0")/.."
ROOT=$PWD
PY=$ROOT/.venv/bin/python
TARGET=${1:-$("$PY" -c 'import sys; print("%d.%d" % sys.version_info[:2])')}
ARCH=$(uname -m)
VERSION=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
NAME=zonetrack-$VERSION-py$TARGET-$ARCH
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
OUT=$WORK/$NAME
mkdir -p "$OUT/app" "$OUT/wheels" dist

# What is committed, without what only developers need.
git archive HEAD -- . ':!tests' ':!benchmarks' ':!.ci' ':!requirements-dev.txt' | tar -x -C "$OUT/app"
(cd "$OUT/app" && DEBUG=1 VAR_DIR="$WORK/var" DATABASE_URL=sqlite://:memory: "$PY" manage.py compile_translations)

# Ready-made packages alone: the other machine has no compiler.
digits=$(echo "$TARGET" | tr -d .)
"$PY" -m pip download --quiet --only-binary=:all: --dest "$OUT/wheels" -r "$OUT/app/requirements.txt" \
    --python-version "$TARGET" --implementation cp --abi "cp$digits" --abi abi3 --abi none \
    --platform "manylinux_2_28_$ARCH" --platform "manylinux_2_27_$ARCH" \
    --platform "manylinux_2_17_$ARCH" --platform "manylinux2014_$ARCH" --platform any

cp deploy/install.sh "$OUT/install.sh"
chmod 755 "$OUT/install.sh"
cp docs/operations.md "$OUT/安装说明.md"
cp docs/operations.en.md "$OUT/INSTALL.md"
echo "$TARGET" > "$OUT/PYTHON"
echo "$VERSION" > "$OUT/VERSION"
(cd "$OUT" && find . -type f ! -name SHA256SUMS -exec sha256sum {} + | LC_ALL=C sort -k 2 > SHA256SUMS)
tar -C "$WORK" -czf "dist/$NAME.tar.gz" --owner=0 --group=0 "$NAME"
sha256sum "dist/$NAME.tar.gz"
