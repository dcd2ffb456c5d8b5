#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Formats every source; with --check only says what is not formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
mode=(-i)
[ "${1:-}" = --check ] && mode=(--dry-run --Werror)
git ls-files -z '*.cpp' '*.hpp' | xargs -0 -r clang-format-19 "${mode[@]}"
