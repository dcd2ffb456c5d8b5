# SPDX-License-Identifier: AGPL-3.0-or-later
"""`milpa dns`: what the DNS must say, and whether it does."""
from harness import Collective


def records_of(reply):
    return {(record["name"], record["type"]): record for record in reply["records"]}


def test_every_domain_is_told_with_the_ports_that_are_served():
    with Collective("a.test") as c:
        c.command("domain", "add", "b.test")
        records = records_of(c.command("dns"))
        for domain in ("a.test", "b.test"):
            assert records[domain, "MX"]["value"] == "10 mail.a.test."
            port = c.ports["imaps"]
            assert records[f"_imaps._tcp.{domain}", "SRV"]["value"] == f"0 1 {port} mail.a.test."
        # A certificate that the server made for itself is nothing to pin.
        assert not any(kind == "TLSA" for _, kind in records)


def test_the_check_says_what_is_there_other_and_missing(tmp_path):
    zone = tmp_path / "zone"
    zone.write_text("mail.a.test. IN A 127.0.0.1\n"
                    "a.test. IN MX 10 mail.a.test.\n"
                    'a.test. IN TXT "v=spf1 -all"\n')
    with Collective("a.test", settings={"outbound.zone": str(zone), "sandbox": 0}) as c:
        reply = c.command("dns", "--check")
        records = records_of(reply)
        assert records["a.test", "MX"]["found"] == "there"
        assert records["mail.a.test", "A"]["found"] == "there"
        assert records["a.test", "TXT"]["found"] == "other"
        assert records["_dmarc.a.test", "TXT"]["found"] == "nothing"
        # SPF, DMARC. The PTR is set by somebody else for an address that is not known here.
        assert reply["wrong"] == 2
