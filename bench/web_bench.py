#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Milpa's web beside Debian's nginx, under the same loads, in one run.

usage: web_bench.py [--rounds N] [--seconds N] [--quick] [--keep] [--wait SECONDS] [--ahead] [--idle N] [STEP ...]

  http1   the portal's shell over TLS 1.3 and HTTP/1.1, 64 connections kept alive: requests a second, CPU of the server a request
  http2   the same over HTTP/2, ten requests at a time on each connection (left out where a server does not speak it)
  idle1   memory of 10,000 TLS connections (--idle N) that have each fetched the page over HTTP/1.1 and then keep still;
          and a minute after they have gone
  idle2   the same over HTTP/2
  all     these four (this is the default)

nginx serves the very same octets from a file, with the same fields (what browsers are told for safety is half of the
answer), as it is shipped but for a cache of open files, which is to its good. Its CPU and memory are those of all its
processes. The other options are as in mail_bench.py.
"""
import argparse
import asyncio
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request

import lib

sys.path.insert(0, os.path.join(os.path.dirname(lib.HERE), "tests"))
from harness import MILPA, Collective  # noqa: E402

OPTIONS = argparse.Namespace()
CONNECTIONS = 64
STREAMS = 10
SETTLE_SECONDS = 6      # what idles for a moment is folded up for a longer time
AT_ONCE = 64        # handshakes of idle connections at the same time
SESSIONS_MAX = 20_000
AFTERWARDS_SECONDS = 65     # until what they held has gone back to the machine


class Web:
    """The whole server, unlocked; only what guards against strangers is set wider."""
    name = "milpa"

    def __init__(self):
        self.collective = Collective("bench.test", settings={"connections.per_peer": SESSIONS_MAX,
                                                             "connections.max": SESSIONS_MAX})

    def __enter__(self):
        self.collective.__enter__()
        self.port, self.pid = self.collective.ports["https"], self.collective.process.pid
        return self

    def __exit__(self, *_):
        self.collective.__exit__()


# The portal's shell: what a browser asks for first, and the same for everybody who reads its language.
PAGE = "/portal/"


class Nginx:
    name = "nginx"

    def __init__(self, page, fields):
        self.page, self.fields = page, fields

    def __enter__(self):
        root = lib.folder("www")
        os.makedirs(root + PAGE, exist_ok=True)
        with open(root + PAGE + "index.html", "wb") as f:
            f.write(self.page)
        self.port = lib.free_port()
        cert, key = lib.certificate()
        work = lib.folder("nginx")
        paths = "".join(f"    {kind}_temp_path {lib.folder('nginx', kind, mode=0o777)};\n"
                        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        told = "".join(f'    add_header {name} "{value}";\n' for name, value in self.fields)
        conf = lib.write("nginx/nginx.conf", f"""
daemon off;
user www-data;
worker_processes auto;
worker_rlimit_nofile 60000;
pid {work}/pid;
error_log {work}/error.log;
events {{ worker_connections {SESSIONS_MAX}; }}
http {{
    access_log off;
    types {{ text/html html; }}
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 600s;
    keepalive_requests 100000000;
    open_file_cache max=1000;
{paths}{told}    server {{
        listen {lib.HOST}:{self.port} ssl http2 backlog=4096;
        ssl_certificate {cert};
        ssl_certificate_key {key};
        ssl_protocols TLSv1.2 TLSv1.3;
        root {root};
    }}
}}
""")
        self.process = lib.start(["nginx", "-c", conf], "nginx/log")
        self.pid = self.process.pid
        lib.wait_port(self.port)
        return self

    def __exit__(self, *_):
        lib.stop(self.process)


def unverified():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


# What nginx says by itself.
OWN_FIELDS = {"date", "etag", "last-modified", "content-type", "content-length", "accept-ranges", "connection", "server"}


def fetch(port):
    """The page, and the fields that are not nginx's own."""
    with urllib.request.urlopen(f"https://{lib.HOST}:{port}{PAGE}", context=unverified(), timeout=60) as answer:
        fields = [(name, value) for name, value in answer.getheaders() if name.lower() not in OWN_FIELDS]
        return answer.read(), fields


def speaks(port, protocol):
    done = subprocess.run(["openssl", "s_client", "-alpn", protocol, "-connect", f"{lib.HOST}:{port}"], capture_output=True,
                          text=True, input="", timeout=60)
    return f"ALPN protocol: {protocol}" in done.stdout


def load(server, *more):
    """Requests a second, and microseconds of the server's CPU for each."""
    before = lib.cpu_seconds(server.pid)
    out = lib.run(["h2load", "-t", "1", "-c", str(CONNECTIONS), "-D", str(OPTIONS.seconds), *more,
                   f"https://{lib.HOST}:{server.port}{PAGE}"])
    used = lib.cpu_seconds(server.pid) - before
    good, failed = (int(re.search(rf"(\d+) {word}", out).group(1)) for word in ("succeeded", "failed"))
    if failed or not good:
        raise RuntimeError("requests failed: " + out[-800:])
    rate = float(re.search(r"finished in [\d.]+m?s, ([\d.]+) req/s", out).group(1))
    return rate, used / good * 1e6


class Both:
    """The two, with one page."""

    def __enter__(self):
        self.ours = Web().__enter__()
        self.theirs = Nginx(*fetch(self.ours.port)).__enter__()
        lib.note(f"the page has {len(self.theirs.page)} octets")
        return self.ours, self.theirs

    def __exit__(self, *_):
        self.theirs.__exit__()
        self.ours.__exit__()


def rates(step, protocol, *more):
    found = {}
    with Both() as servers:
        for _ in range(OPTIONS.rounds):
            for server in servers:
                if not speaks(server.port, protocol):
                    lib.note(f"{server.name} does not speak {protocol}")
                    continue
                found.setdefault(server.name, []).append(load(server, *more))
    for name, measured in found.items():
        lib.figure(f"{step}.{name}.rate", [rate for rate, _ in measured], "requests/s")
        lib.figure(f"{step}.{name}.cpu", [cpu for _, cpu in measured], "us/request")


def http1():
    rates("http1", "http/1.1", "--h1")


def http2():
    rates("http2", "h2", "-m", str(STREAMS))


GET1 = f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
# RFC 9113 3.4: the preface, no settings of our own, and a request of the static table (RFC 7541 A) on stream 1.
FIELDS = b"\x82\x84\x87\x01\x09localhost"
GET2 = (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\x04\0" + bytes(4)
        + len(FIELDS).to_bytes(3, "big") + b"\x01\x05" + (1).to_bytes(4, "big") + FIELDS)
SETTINGS_ACK = b"\0\0\0\x04\x01" + bytes(4)
END_STREAM = 1


async def get1(reader, writer):
    writer.write(GET1)
    head = await reader.readuntil(b"\r\n\r\n")
    await reader.readexactly(int(re.search(rb"(?i)content-length: (\d+)", head).group(1)))


async def get2(reader, writer):
    writer.write(GET2)
    while True:
        head = await reader.readexactly(9)
        await reader.readexactly(int.from_bytes(head[:3], "big"))
        if head[5:] == (1).to_bytes(4, "big") and head[4] & END_STREAM and head[3] in (0, 1):
            break
    writer.write(SETTINGS_ACK)


async def hold(port, count, protocol, get, measure):
    kept = []
    gate = asyncio.Semaphore(AT_ONCE)
    context = unverified()
    context.set_alpn_protocols([protocol])

    async def one():
        async with gate:
            reader, writer = await asyncio.open_connection(lib.HOST, port, ssl=context, limit=8192)
            await get(reader, writer)
            kept.append(writer)

    await asyncio.gather(*(one() for _ in range(count)))
    await asyncio.sleep(SETTLE_SECONDS)
    measure()
    for writer in kept:
        writer.transport.abort()
    await asyncio.sleep(1)


def idle(step, protocol, get):
    """PSS of all processes of a server, less what it was before; kernel: of the whole machine, the client's sockets too."""
    found, stayed = {}, {}
    for _ in range(OPTIONS.rounds):
        with Both() as servers:
            first = {server.name: lib.pss_kib(server.pid) for server in servers}
            for server in servers:
                before, kernel = first[server.name], lib.kernel_kib()

                def measure(server=server, before=before, kernel=kernel):
                    found.setdefault(server.name, []).append((lib.pss_kib(server.pid) - before, lib.kernel_kib() - kernel))

                asyncio.run(hold(server.port, OPTIONS.idle, protocol, get, measure))
            if not OPTIONS.quick:
                time.sleep(AFTERWARDS_SECONDS)
                for server in servers:
                    stayed.setdefault(server.name, []).append(lib.pss_kib(server.pid) - first[server.name])
    for name, measured in found.items():
        lib.figure(f"{step}.{name}.{OPTIONS.idle}", [grown / 1024 for grown, _ in measured], "MiB")
        lib.figure(f"{step}.{name}.each", [grown / OPTIONS.idle for grown, _ in measured], "KiB")
        lib.figure(f"{step}.{name}.kernel", [kernel / 1024 for _, kernel in measured], "MiB")
    for name, measured in stayed.items():
        lib.figure(f"{step}.{name}.afterwards", [grown / 1024 for grown in measured], "MiB")


def idle1():
    idle("idle1", "http/1.1", get1)


def idle2():
    idle("idle2", "h2", get2)


STEPS = {"http1": http1, "http2": http2, "idle1": idle1, "idle2": idle2}


def main():
    parser = lib.parser(__doc__, STEPS)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--idle", type=int, default=10_000)
    parser.parse_args(namespace=OPTIONS)
    if OPTIONS.quick:
        OPTIONS.seconds, OPTIONS.idle = 2, 300
    lib.prepare(OPTIONS)
    if not shutil.which("nginx") or not shutil.which("h2load"):
        sys.exit("this needs nginx and h2load, which bench/install.sh installs")
    lib.need_milpa(MILPA)
    lib.run_steps(STEPS, OPTIONS)


if __name__ == "__main__":
    main()
