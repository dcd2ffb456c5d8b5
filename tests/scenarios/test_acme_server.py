# SPDX-License-Identifier: AGPL-3.0-or-later
"""A whole server that gets its certificates from an authority that others wrote: one a domain, shown by name on every port,
kept over a restart and nowhere in clear, renewed under open connections; and what its people are told where it fails."""
import base64
import contextlib
import http.client
import imaplib
import os
import smtplib
import socket
import ssl
import subprocess
import time

import pytest
from harness import ENVIRONMENT, HOST, Collective, wait_for
from pebble import VALID_SECONDS, Pebble

ONE, TWO = "one.milpa.test", "two.milpa.test"
EXTERNAL = ("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W")
# A sanitized server and pebble on a busy machine.
ISSUED_SECONDS = 240
# Every challenge is looked at: nothing counts as proven from an earlier order.
AUTHORITY = {"PEBBLE_AUTHZREUSE": "0"}


@contextlib.contextmanager
def served(folder, way, external=None, names=(), hook=None, valid_seconds=VALID_SECONDS, authority=None, agreed=1):
    """A server of ONE that gets certificates by `way`, and its authority. `names` lead here beside those of ONE."""
    zone = folder / "our.zone"
    here = (f"mail.{ONE}", f"mta-sts.{ONE}", ONE, *names)
    zone.write_text("".join(f"{name}. IN A {HOST}\n" for name in here) + f"autoconfig.{ONE}. IN A 127.0.0.9\n")
    house = Collective(ONE)
    with Pebble(folder, external, {**AUTHORITY, **(authority or {})}, house.ports["http"], house.ports["https"], valid_seconds) as pebble:
        house.settings.update({
            "outbound.zone": zone, "acme.directory": pebble.directory, "acme.authorities": pebble.ca, "acme.terms_agreed": agreed,
            "acme.contact": "postmaster", "acme.challenge": way, "sandbox": 1})
        if hook:
            house.settings["acme.dns_hook"] = hook(pebble)
        with house:
            yield house, pebble


def renewals(house):
    return {one["domain"]: one for one in house.command("status")["renewals"]}


def wait_issued(house, *domains):
    def all_there():
        now = renewals(house)
        return all(d in now and now[d]["until_ms"] and not now[d]["failures"] and not now[d]["working"] for d in domains)
    wait_for(all_there, ISSUED_SECONDS, lambda: f"certificates of {domains}: {renewals(house)}")


def trusting(pebble):
    return ssl.create_default_context(cadata=pebble.root())


def shown(house, pebble, port, name):
    """The certificate that a client which trusts only the authority is shown for the name: its serial number and names."""
    with contextlib.ExitStack() as stack:
        if port in ("https", "imaps", "submissions"):
            plain = stack.enter_context(socket.create_connection((HOST, house.ports[port]), 60))
            tls = stack.enter_context(trusting(pebble).wrap_socket(plain, server_hostname=name))
        elif port == "imap":
            box = stack.enter_context(imaplib.IMAP4(HOST, house.ports[port], timeout=60))
            box.host = name
            box.starttls(trusting(pebble))
            tls = box.sock
        else:
            client = stack.enter_context(smtplib.SMTP(HOST, house.ports[port], local_hostname="client.test", timeout=60))
            client._host = name
            client.starttls(context=trusting(pebble))
            tls = client.sock
        facts = tls.getpeercert()
        return facts["serialNumber"], {value for kind, value in facts["subjectAltName"] if kind == "DNS"}


PORTS = ("https", "imaps", "submissions", "imap", "smtp", "submission")


def shown_everywhere(house, pebble, name):
    """The same on every port: its serial number and names."""
    (found,) = {(serial, frozenset(names)) for serial, names in (shown(house, pebble, port, name) for port in PORTS)}
    return found


def public_key(house, name):
    """The 65 octets of the point: they stand in the private key's file as well, in PEM and DER."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection((HOST, house.ports["https"]), 60) as plain:
        with context.wrap_socket(plain, server_hostname=name) as tls:
            pem = ssl.DER_cert_to_PEM_cert(tls.getpeercert(True))
    point = subprocess.run("openssl x509 -noout -pubkey | openssl pkey -pubin -outform DER", shell=True, input=pem.encode(),
                           check=True, capture_output=True).stdout[-65:]
    assert point[0] == 4
    return point


def in_clear_on_disk(house, points):
    """Files of the folder that have one of the public keys in any form that a key's file has, or marks of such files."""
    marks = [b"BEGIN CERTIFICATE", b"PRIVATE KEY", b"MIGHAgEAMBMGByqGSM49", ONE.encode(), b"acme/"]
    for point in points:
        marks += [point, point.hex().encode()]
        # Whatever stands before it in base64, one of three beginnings gives the same letters from there on.
        for skip in range(3):
            part = point[skip:]
            marks.append(base64.b64encode(part[:len(part) // 3 * 3])[:40])
    found = []
    for folder, _, files in os.walk(house.data):
        for path in (os.path.join(folder, file) for file in files):
            if os.path.isfile(path):
                with open(path, "rb") as f:
                    octets = f.read()
                found += [(path, mark) for mark in marks if mark in octets]
    return found


def status_text(house):
    done = subprocess.run([house.milpa, "status", "--data", house.data], capture_output=True, text=True, timeout=120,
                          env=ENVIRONMENT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_terms_that_somebody_agrees_to_later(tmp_path):
    with served(tmp_path, "http-01", agreed=0) as (house, _):
        wait_for(lambda: "terms" in (renewals(house).get(ONE, {}).get("trouble") or ""), ISSUED_SECONDS, "the refusal")
        house.configure(acme__terms_agreed=1)
        # It does not wait for its next try, a quarter of an hour later.
        assert house.command("settings", "reload") == {"taken": ["acme.terms_agreed"], "waiting": []}
        wait_issued(house, ONE)


@pytest.mark.parametrize("way", ["http-01", "tls-alpn-01"])
def test_two_domains(tmp_path, way):
    with served(tmp_path, way, names=(TWO, f"mta-sts.{TWO}")) as (house, pebble):
        ada = house.member("ada")
        wait_issued(house, ONE)
        house.command("domain", "add", TWO)
        wait_issued(house, ONE, TWO)
        assert house.command("status")["sandbox"]["system_calls"]

        # Each domain has its own, for the names that lead here; autoconfig leads elsewhere.
        first, names = shown_everywhere(house, pebble, f"mail.{ONE}")
        assert names == {f"mail.{ONE}", f"mta-sts.{ONE}", ONE}
        second, names = shown_everywhere(house, pebble, f"mta-sts.{TWO}")
        assert names == {f"mta-sts.{TWO}", TWO}
        assert first != second
        # Whoever asks for a name that nobody has gets the main domain's.
        with pytest.raises(ssl.SSLCertVerificationError):
            shown(house, pebble, "https", "elsewhere.milpa.test")
        loose = trusting(pebble)
        loose.check_hostname = False
        for asked in (None, "elsewhere.milpa.test"):
            with socket.create_connection((HOST, house.ports["https"]), 60) as plain:
                with loose.wrap_socket(plain, server_hostname=asked) as tls:
                    assert tls.getpeercert()["serialNumber"] == first

        # Nothing of it lies in clear on the disk, and a restart needs no authority.
        assert in_clear_on_disk(house, [public_key(house, ONE), public_key(house, TWO)]) == []
        house.restart()
        assert shown_everywhere(house, pebble, ONE)[0] == first
        assert shown_everywhere(house, pebble, TWO)[0] == second
        assert in_clear_on_disk(house, [public_key(house, ONE), public_key(house, TWO)]) == []

        # Renewed under open connections: they go on, new ones get the new certificate.
        box, submission = house.imap(ada), house.submission(ada)
        web = http.client.HTTPSConnection(HOST, house.ports["https"], context=house.tls(), timeout=60)
        web.request("GET", "/robots.txt", headers={"Host": ONE})
        assert web.getresponse().read()
        kept = web.sock
        wait_issued(house, ONE, TWO)
        house.command("certificate", "renew")
        wait_for(lambda: shown(house, pebble, "https", ONE)[0] != first and shown(house, pebble, "https", TWO)[0] != second,
                 ISSUED_SECONDS, "the new certificates")
        wait_issued(house, ONE, TWO)
        assert shown_everywhere(house, pebble, ONE)[0] != first
        assert shown_everywhere(house, pebble, TWO)[0] != second
        assert box.noop()[0] == "OK" and submission.noop()[0] == 250
        web.request("GET", "/robots.txt", headers={"Host": ONE})
        assert web.getresponse().status == 200 and web.sock is kept
        box.logout()
        submission.quit()
        web.close()

        # What is proven is shown for as long as it is looked at, and no longer.
        plain = http.client.HTTPConnection(HOST, house.ports["http"], timeout=60)
        plain.request("GET", "/.well-known/acme-challenge/nothing", headers={"Host": ONE})
        assert plain.getresponse().status == 404

        # A domain that is gone takes its certificate along.
        house.command("domain", "remove", TWO)
        wait_for(lambda: list(renewals(house)) == [ONE], what="the domain to be forgotten")
        with pytest.raises(ssl.SSLCertVerificationError):
            shown(house, pebble, "https", TWO)


def test_people_are_told_and_others_are_not_held_back(tmp_path):
    with served(tmp_path, "http-01", names=(TWO,)) as (house, pebble):
        pebble.dns.hidden.add(TWO)
        house.command("domain", "add", TWO)
        house.command("domain", "add", "elsewhere.test")
        failed = wait_for(lambda: (lambda one: one if one and one["failures"] else None)(renewals(house).get(TWO)),
                          ISSUED_SECONDS, "the refusal")
        assert failed["alarm"] and TWO in failed["trouble"] and failed["next_try_ms"] > time.time() * 1000
        assert f"ALARM: Certificate of {TWO}: none yet" in status_text(house)
        wait_issued(house, ONE)
        assert shown_everywhere(house, pebble, ONE)[1] == {f"mail.{ONE}", f"mta-sts.{ONE}", ONE}
        # Of a domain that leads elsewhere nothing is asked for, and it is no alarm.
        away = renewals(house)["elsewhere.test"]
        assert away["names"] == [] and not away["alarm"] and not away["failures"]
        assert "elsewhere.test: none, since nothing of the domain leads to this machine" in status_text(house)
        pebble.dns.hidden.clear()
        house.command("certificate", "renew")
        wait_issued(house, ONE, TWO)
        assert not renewals(house)[TWO]["alarm"] and "ALARM" not in status_text(house)
        shown_everywhere(house, pebble, TWO)


def test_a_letter_comes_while_there_is_time(tmp_path):
    # A minute's certificates: a fifth of their life is left soon, whatever the machine does.
    with served(tmp_path, "tls-alpn-01", valid_seconds=60) as (house, pebble):
        ada = house.member("ada")
        wait_for(lambda: renewals(house).get(ONE, {}).get("until_ms"), ISSUED_SECONDS, "a first certificate")
        pebble.dns.hidden.add(ONE)

        def fails_late():
            def outcome():
                return [renewals(house)[ONE][name] for name in ("failures", "until_ms")]
            before = outcome()
            house.command("certificate", "renew")
            wait_for(lambda: outcome() != before, ISSUED_SECONDS, "the end of a try")
            one = renewals(house)[ONE]
            return one["until_ms"] and one["failures"] and one["alarm"]
        wait_for(fails_late, ISSUED_SECONDS, "the alarm")
        assert f"ALARM: Certificate of {ONE}: " in status_text(house)
        (letter,) = wait_for(lambda: house.messages(ada), what="the letter")
        assert f"Subject: The certificate of {ONE} is not renewed".encode() in letter
        assert f"could not get that of {ONE}".encode() in letter and b"To: <ada@" in letter
        # Once a day is enough. What a try leads to is over before the next one ends.
        for _ in range(2):
            wait_for(fails_late, ISSUED_SECONDS, "another try that is an alarm")
        assert len(house.messages(ada)) == 1


@pytest.mark.parametrize("way", ["http-01", "tls-alpn-01"])
def test_a_lock_or_a_stop_ends_what_is_under_way(tmp_path, way):
    # It takes its time to look at a proof: there is always something under way.
    with served(tmp_path, way, authority={"PEBBLE_VA_NOSLEEP": "0", "PEBBLE_VA_SLEEPTIME": "6"}) as (house, pebble):
        def works():
            one = renewals(house).get(ONE, {})
            if one.get("until_ms") and not one["working"]:
                house.command("certificate", "renew")  # it was over before anybody looked
            return one.get("working")
        wait_for(works, ISSUED_SECONDS, "an order")
        assert house.command("lock")["open_vaults"] == 0
        locked = house.command("status")
        assert locked["state"] == "locked" and "renewals" not in locked
        house.unlock()
        wait_for(works, ISSUED_SECONDS, "an order")
        house.restart()
        wait_issued(house, ONE)
        shown_everywhere(house, pebble, ONE)


def test_an_account_that_the_authority_knows_from_elsewhere(tmp_path):
    with served(tmp_path, "tls-alpn-01", external=EXTERNAL) as (house, _):
        failed = wait_for(lambda: (lambda one: one if one and one["failures"] else None)(renewals(house).get(ONE)),
                          ISSUED_SECONDS, "the refusal")
        assert failed["alarm"] and failed["trouble"]
        house.command("certificate", "external", "--key-id", EXTERNAL[0], stdin=[EXTERNAL[1]])
        wait_issued(house, ONE)


HOOK = """#!/bin/sh
# The record's name must be one of DNS-01, and the caller must have kept its own things to itself.
case "$2" in _acme-challenge.*) ;; *) exit 1 ;; esac
[ "$(env | grep -c MILPA)" = 0 ] || exit 1
case "$1" in
    add) echo "$2 $3" >> ZONE ;;
    remove) grep -v -x "$2 $3" ZONE > ZONE.new; mv ZONE.new ZONE ;;
esac
"""


def test_by_dns_with_a_program_although_the_server_can_run_none(tmp_path):
    def hook(pebble):
        path = tmp_path / "hook"
        path.write_text(HOOK.replace("ZONE", pebble.zone))
        path.chmod(0o700)
        return path
    with served(tmp_path, "dns-01", hook=hook) as (house, pebble):
        wait_issued(house, ONE)
        shown_everywhere(house, pebble, ONE)

        def taken_down():
            with open(pebble.zone, encoding="ascii") as zone:
                return zone.read() == ""
        wait_for(taken_down, what="the records to be taken down")


def test_a_mistake_in_the_settings_is_told_before_anything_is_served(tmp_path):
    with Collective(ONE, serve=False) as house:
        for wrong in ({"acme.directory": "http://ca.test"}, {"acme.challenge": "mail-01"}):
            house.configure(**wrong)
            done = subprocess.run([house.milpa, "settings", "--data", house.data], capture_output=True, text=True, timeout=120,
                                  env=ENVIRONMENT)
            assert done.returncode == 1 and next(iter(wrong)) in done.stderr
            house.settings.pop(next(iter(wrong)))
