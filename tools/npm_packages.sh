#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# npm_packages.sh FOLDER: the packages that FOLDER/package-lock.json pins, once for each state of that file.
set -euo pipefail
cd "$1"
stamp=node_modules/.installed
[ "$stamp" -nt package-lock.json ] && [ "$stamp" -nt package.json ] && exit 0
exec 9<package.json
flock 9
[ "$stamp" -nt package-lock.json ] && [ "$stamp" -nt package.json ] && exit 0
# What the machine trusts is trusted by npm, too: Node brings a list of its own.
NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt} \
    npm ci --loglevel=error --no-audit --no-fund --fetch-retries=1
touch "$stamp"
