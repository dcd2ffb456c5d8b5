# SPDX-License-Identifier: AGPL-3.0-or-later
"""A flood of connections, on a machine that allows few descriptors: the store keeps its own."""
import os
import socket
import stat

from harness import MILPA, Collective, wait_for

DESCRIPTORS = 700
RESERVED = DESCRIPTORS // 2     # half of them, where there are so few
SOURCES = [f"127.0.0.{n}" for n in range(2, 7)]
EACH = 160


def greeting(connection):
    """The server's first line."""
    line = b""
    while not line.endswith(b"\n"):
        some = connection.recv(256)
        if not some:
            break
        line += some
    return line


def test_a_flood_takes_no_descriptor_of_the_store(tmp_path):
    wrapper = tmp_path / "milpa"
    wrapper.write_text(f"#!/bin/sh\nulimit -n {DESCRIPTORS}\nexec {MILPA} \"$@\"\n")
    os.chmod(wrapper, stat.S_IRWXU)
    connections = []
    with Collective("a.test", milpa=str(wrapper)) as c:
        ada = c.member("ada")
        try:
            for source in SOURCES:
                for _ in range(EACH):
                    connections.append(socket.create_connection((c.listen, c.ports["smtp"]), 60, (source, 0)))
            said = [greeting(connection)[:3] for connection in connections]
            taken = said.count(b"220")
            assert said.count(b"421") == len(said) - taken
            assert DESCRIPTORS - RESERVED - 5 <= taken <= DESCRIPTORS - RESERVED
            # Who is connected goes on, and what the store writes it can write.
            inside = connections[said.index(b"220")]
            for line in ("HELO x.test", "MAIL FROM:<s@x.test>", f"RCPT TO:<{ada.address}>", "DATA",
                         "Subject: in the flood\r\n\r\nbody\r\n."):
                inside.sendall(line.encode() + b"\r\n")
                answer = greeting(inside)
                assert answer[:1] in (b"2", b"3"), (line, answer)
            assert c.command("status")["state"] == "unlocked"
            assert "net.exhausted" not in c.log_text()
        finally:
            for connection in connections:
                connection.close()
        wait_for(lambda: c.command("status")["connections"] == 0, 60, "the connections to be gone")
        assert [b"in the flood" in message for message in c.messages(ada)] == [True]
