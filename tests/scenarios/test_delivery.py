# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is stored of one message: for each of its members, and at the lengths where chunks of the store end."""
import pytest
from harness import Collective

CHUNK = 64 * 1024 - 1


@pytest.fixture(scope="module")
def c():
    with Collective("a.test") as collective:
        yield collective


def test_each_of_several_members_can_read_and_search_it(c):
    people = [c.member(name) for name in ("ada", "bo", "cy")]
    c.send([p.address for p in people], subject="harvest", body="the huitlacoche is ripe\r\n")
    for person in people:
        box = c.imap(person)
        box.select("INBOX")
        assert box.search(None, "TEXT", "huitlacoche")[1] == [b"1"], person.address
        assert box.search(None, "SUBJECT", "harvest")[1] == [b"1"], person.address
        assert b"huitlacoche" in box.fetch("1", "(BODY.PEEK[TEXT])")[1][0][1], person.address
        box.logout()


def test_messages_that_end_where_a_chunk_does_come_back_whole_also_after_a_kill(c):
    ada = c.member("dee")
    # The header that the server puts in front is less than a thousand octets: some of these end in each chunk, and one beyond.
    sizes = [CHUNK - 1000, CHUNK, CHUNK + 1, 2 * CHUNK - 1000, 2 * CHUNK, 2 * CHUNK + 1, 3 * CHUNK]
    bodies = []
    for size in sizes:
        line = f"{size:08} " + "x" * 60 + "\r\n"
        bodies.append((line * (size // len(line) + 1))[:size - 2] + "\r\n")
        c.send([ada.address], body=bodies[-1])
    c.kill()
    c.start()
    c.unlock()
    messages = c.messages(ada)
    assert len(messages) == len(sizes)
    for message, body in zip(messages, bodies):
        assert message.partition(b"\r\n\r\n")[2].decode() == body
