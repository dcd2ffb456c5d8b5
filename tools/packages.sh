# SPDX-License-Identifier: AGPL-3.0-or-later
# Sourced by `run`, `test` and `bench/install.sh`: which of Debian's packages each needs, and how they are installed without
# starting a service.
# What each is for: docs/DEPENDENCIES.md.

build_packages=(
    ca-certificates ccache clang-19 cmake lld-19 make ninja-build pkg-config
    libbotan-2-dev libbrotli-dev libboost1.81-dev libboost-json1.81-dev libfmt-dev libicu-dev libexpat1-dev libnghttp2-dev libprotobuf-dev protobuf-compiler
    libqrencode-dev librocksdb-dev libseccomp-dev libsodium-dev libssl-dev libunbound-dev libwslay-dev libzstd-dev zlib1g-dev
)
test_packages=(
    clang-format-19 clang-tidy-19 libclang-rt-19-dev llvm-19 libgtest-dev libgmock-dev git python3 python3-pytest
    curl dns-root-data dovecot-core dovecot-imapd expect isync neomutt openssl libnet-ssleay-perl
    libio-socket-ssl-perl pebble gnupg swaks testssl.sh tmux tor procps nghttp2-client python3-cryptography python3-h2
    vdirsyncer chromium fonts-noto-core
)
bench_packages=(
    dovecot-core dovecot-fts-xapian dovecot-imapd dovecot-lmtpd nghttp2-client nginx-light openssl python3
)

say() { printf '\033[1m==\033[0m %s\n' "$*"; }

# need_packages NAME...: installs those that are not there yet, with root's rights only for that.
need_packages() {
    local missing=() name
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "installing ${#missing[@]} packages from Debian (once; some minutes)"
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "these packages are missing, and there is no sudo: ${missing[*]}" >&2; return 1; }
        root=(sudo)
    fi
    # No package may start a service here: a policy that refuses is in place while apt works, where there is none already.
    "${root[@]}" bash -s -- "${missing[@]}" <<'AS_ROOT'
set -euo pipefail
policy=/usr/sbin/policy-rc.d
made=
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    made=1
fi
trap '[ -z "$made" ] || rm -f "$policy"' EXIT
export DEBIAN_FRONTEND=noninteractive
apt="apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold"
$apt update
$apt install -y --no-install-recommends "$@"
AS_ROOT
}

# need_node: Node and npm, Debian's own where the machine has none (who brought a newer Node keeps it).
need_node() {
    command -v node >/dev/null && command -v npm >/dev/null && return 0
    need_packages nodejs npm
}

# build PRESET TARGET...: configures once, then builds what changed. Ninja shows how far it is.
build() {
    local preset=$1
    shift
    mkdir -p build
    # Two builds of one folder would write over each other: the second waits, and then finds most of it done.
    (
        flock 9
        [ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" >"build/$preset.log" 2>&1 || {
            cat "build/$preset.log" >&2
            exit 1
        }
        if [ -t 1 ]; then
            exec ninja -C "build/$preset" "$@"
        else
            # Where nobody watches a terminal, a line each 10 s says that it goes on.
            NINJA_STATUS='[%f/%t, %es] ' ninja -C "build/$preset" "$@" | awk -v quiet=10 '
                /^\[/ { now = systime(); if (now - last >= quiet) { print; fflush(); last = now } next }
                { print; fflush() }'
            exit "${PIPESTATUS[0]}"
        fi
    ) 9>"build/$preset.lock"
}
