#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# clang-tidy over every source of the product, or those that are named; as many at a time as there are cores. Needs the
# compile commands of build/asan, and the generated headers and the precompiled one that they name.
# A source that was clean, with the same headers and rules, is not read again: build/tidy remembers it by a hash of what the
# compiler sees of our own files. What clang-tidy says is shown, and any finding or failure makes the run fail.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ ! -e build/asan/compile_commands.json ]; then
    echo "clang-tidy needs build/asan/compile_commands.json: cmake --preset asan" >&2
    exit 2
fi
mkdir -p build/tidy
export rules
rules=$( (clang-tidy-19 --version; git ls-files -z .clang-tidy '*CMakeLists.txt' 'cmake/*' 'src/*.hpp' 'events/*.proto' |
    xargs -0 -r sha256sum) | sha256sum | cut -d' ' -f1)

one() {
    local file=$1 key said
    key=build/tidy/$( (echo "$rules" "$file"; cat "$file") | sha256sum | cut -d' ' -f1)
    [ ! -e "$key" ] || return 0
    if said=$(clang-tidy-19 --quiet -p build/asan "$file" 2>&1); then
        touch "$key"
        return 0
    fi
    # One write, so that those of two sources do not mix. How many warnings of others were left out is no news.
    printf '%s\n' "$(printf '%s\n' "$said" | grep -vE '^[0-9]+ warnings?( and [0-9]+ errors?)? generated\.$')"
    return 1
}
export -f one

if [ $# -gt 0 ]; then
    printf '%s\0' "$@"
else
    git ls-files -z 'src/*.cpp'
fi | xargs -0 -r -n 1 -P "$(nproc)" bash -c 'one "$0"' || { echo "clang-tidy found something" >&2; exit 1; }
