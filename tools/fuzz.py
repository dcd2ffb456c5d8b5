#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Runs every fuzzer of a build folder for some seconds, as many at once as there are cores.

usage: fuzz.py [--seconds N] [--seed N] BUILD_FOLDER [NAME ...]

Each run from an empty build/fuzz makes the same inputs, so that a change is judged by what it changes. To look for
more, give another seed (0: a new one each time) and more time.

What a fuzzer learned is kept in build/fuzz/NAME, so that the next run goes on from there. Seeds that belong to the source
lie beside it, in x_fuzz_seeds/. An input that fails is kept in build/fuzz/NAME-failed and shown in base64.
"""
import argparse
import base64
import concurrent.futures
import glob
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MEMORY_MIB = 2048  # a fuzzer that takes more has found something


def seeds(name):
    stem = re.sub(r"^[a-z0-9]+_", "", name)
    return glob.glob(f"{ROOT}/src/**/{stem}_seeds", recursive=True)


def told(log, failed):
    """What a fuzzer said, without its progress; and the inputs that failed, as far as they are small."""
    lines = [line for line in log.splitlines() if not re.match(r"#\d+\s|\s+NEW_FUNC|INFO:", line)]
    shown = "\n".join(lines)[-4000:]
    for path in glob.glob(f"{failed}*"):
        with open(path, "rb") as file:
            shown += f"\n{os.path.basename(path)}: {base64.b64encode(file.read(3000)).decode()}"
    return shown


def run(program, seconds, seed):
    name = os.path.basename(program)
    corpus = f"{ROOT}/build/fuzz/{name}"
    failed = f"{corpus}-failed/"
    os.makedirs(corpus, exist_ok=True)
    os.makedirs(failed, exist_ok=True)
    done = subprocess.run(
        [program, f"-max_total_time={seconds}", "-timeout=10", f"-rss_limit_mb={MEMORY_MIB}", "-max_len=65536",
         f"-seed={seed}", "-print_final_stats=1", f"-artifact_prefix={failed}", corpus, *seeds(name)],
        capture_output=True, text=True, errors="replace", timeout=seconds * 4 + 120)
    runs = re.search(r"stat::number_of_executed_units:\s+(\d+)", done.stderr)
    return name, done.returncode, int(runs.group(1)) if runs else 0, told(done.stderr, failed)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("--seconds", type=int, default=20)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("folder")
    args.add_argument("names", nargs="*")
    args = args.parse_args()
    programs = sorted(p for p in glob.glob(f"{args.folder}/*_fuzz")
                      if not args.names or os.path.basename(p) in args.names)
    if not programs:
        sys.exit(f"no fuzzers in {args.folder}")
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, code, runs, log in pool.map(lambda p: run(p, args.seconds, args.seed), programs):
            # A fuzzer that ran next to nothing has tested nothing.
            good = code == 0 and runs > 100
            print(f"{'ok  ' if good else 'FAIL'} {name}: {runs} inputs", flush=True)
            if not good:
                bad += 1
                print(log, flush=True)
    print(f"figure: {len(programs)} fuzzers, {bad} failed")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
