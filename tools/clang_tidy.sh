#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang-tidy over every source of the product, two at a time. A source that was clean, with the same headers, is not read
# again: its result is remembered in build/tidy by a hash of what the compiler sees of our own files.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p build/tidy
export rules
rules=$(cat .clang-tidy src/*/*.hpp src/*/*/*.hpp events/*.proto | sha256sum | cut -d' ' -f1)
one() {
    local file=$1 key
    key=build/tidy/$( (echo "$rules"; cat "$file") | sha256sum | cut -d' ' -f1)
    [ -e "$key" ] && return 0
    clang-tidy-19 --quiet -p build/asan "$file" 2>/dev/null && touch "$key"
}
export -f one
git ls-files -z 'src/*.cpp' | xargs -0 -r -n 1 -P "$(nproc)" bash -c 'one "$0"'
