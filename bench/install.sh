#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Installs what the benches need beside the build: Dovecot and its full-text index, nginx and its load,
# from Debian, with no service started.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/packages.sh
need_packages "${build_packages[@]}" "${bench_packages[@]}"
