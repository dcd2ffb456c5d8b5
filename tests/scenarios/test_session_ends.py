# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who listens (RFC 8620 7.3, RFC 8887) when their session ends."""
import pytest
from harness import Collective
from test_jmap import CORE, DOMAIN, Client, Socket, auth


@pytest.fixture(scope="module")
def house():
    with Collective(DOMAIN) as collective:
        yield collective


def test_who_listens_hears_of_the_end_of_their_session_and_of_nothing_after(house):
    fred = Client(house, house.member("fred"))

    def sign_in():
        token = auth(fred, "sign-in", address=fred.member.address, secret=fred.member.password).json["token"]
        client = Client(house, fred.member)
        client.fields["authorization"] = f"Bearer {token}"
        return client

    def listen(client):
        talk = Socket(client)
        talk.send({"@type": "WebSocketPushEnable", "dataTypes": None})
        assert talk.ask({"@type": "Request", "using": [CORE], "methodCalls": []})["@type"] == "Response"
        return talk

    def sign_out(client):
        assert auth(fred, "sign-out", fields={"authorization": client.fields["authorization"]}).status == 200

    first, second, third = sign_in(), sign_in(), sign_in()
    ends, stays = listen(first), listen(third)
    with first.events("types=*&closeafter=no&ping=0") as stream:
        assert stream.readline() == b": here\n"
        # Nothing is pushed meanwhile: the end itself is what is heard.
        sign_out(first)
        assert stream.read().strip() == b""
        assert ends.read() is None
    ends = listen(second)
    with second.events("types=*&closeafter=no&ping=0") as stream:
        assert stream.readline() == b": here\n"
        sign_out(second)
        house.send([fred.member.address])
        assert stream.read().strip() == b""
        assert ends.read() is None
    assert stays.read()["@type"] == "StateChange"
