#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Formats every source; with --check only says what is not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
cpp=(-i)
portal=(--write)
[ "${1:-}" = --check ] && cpp=(--dry-run --Werror) && portal=(--check)
git ls-files -z '*.cpp' '*.hpp' | xargs -0 -r clang-format-19 "${cpp[@]}"
tools/npm_packages.sh portal
git ls-files -z '*.ts' '*.tsx' '*.mjs' |
    xargs -0 -r portal/node_modules/.bin/prettier --config portal/.prettierrc.json --log-level warn "${portal[@]}"
