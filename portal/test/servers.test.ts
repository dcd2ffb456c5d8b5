// SPDX-License-Identifier: AGPL-3.0-or-later
// The codes that set up a phone: exactly what its programs read.
import assert from "node:assert/strict";
import test from "node:test";
import { davCode, readServers, thunderbirdCode } from "../src/settings/servers";

const server = (
    element: string,
    type: string,
    port: number,
    socket: string,
) => `    <${element} type="${type}">
      <hostname>mail.example.org</hostname>
      <port>${port}</port>
      <socketType>${socket}</socketType>
      <authentication>password-cleartext</authentication>
      <username>%EMAILADDRESS%</username>
    </${element}>
`;
const xml = (incoming: string, outgoing: string, contacts = "") => `<?xml version="1.0" encoding="UTF-8"?>
<clientConfig version="1.1">
  <emailProvider id="example.org">
    <domain>example.org</domain>
${incoming}${outgoing}  </emailProvider>
${contacts}</clientConfig>
`;
const whole = xml(
    server("incomingServer", "imap", 993, "SSL") + server("incomingServer", "imap", 143, "STARTTLS"),
    server("outgoingServer", "smtp", 465, "SSL") + server("outgoingServer", "smtp", 587, "STARTTLS"),
    '  <addressBook type="carddav">\n    <serverURL>https://mail.example.org:8443/dav/</serverURL>\n  </addressBook>\n',
);

test("the first servers of autoconfig are taken", () => {
    assert.deepEqual(readServers(whole), {
        imap: { host: "mail.example.org", port: 993, isTls: true },
        smtp: { host: "mail.example.org", port: 465, isTls: true },
        otherSmtp: { host: "mail.example.org", port: 587, isTls: false },
        contacts: "https://mail.example.org:8443/dav/",
    });
});

test("what is off is not there", () => {
    assert.deepEqual(readServers(xml("", "")), {
        imap: undefined,
        smtp: undefined,
        otherSmtp: undefined,
        contacts: undefined,
    });
});

// github.com/thunderbird/thunderbird-android, feature/migration/qrcode/qr-code-format.md: "One IMAP account", with names
// and passwords.
test("Thunderbird for Android reads format version 1", () => {
    assert.deepEqual(
        JSON.parse(thunderbirdCode("ana@example.org", "Ana", "abcde-fghjk", readServers(whole))!),
        [
            1,
            [1, 1],
            [0, "mail.example.org", 993, 3, 1, "ana@example.org", "", "abcde-fghjk"],
            [
                [
                    [0, "mail.example.org", 465, 3, 1, "ana@example.org", "abcde-fghjk"],
                    ["ana@example.org", "Ana"],
                ],
            ],
        ],
    );
});

test("STARTTLS, a name that is not given, a name of several lines", () => {
    const known = readServers(
        xml(
            server("incomingServer", "imap", 143, "STARTTLS"),
            server("outgoingServer", "smtp", 587, "STARTTLS"),
        ),
    );
    const [, , incoming, groups] = JSON.parse(thunderbirdCode("ana@example.org", "", "x", known)!);
    assert.equal(incoming[3], 2);
    assert.equal(groups[0][0][3], 2);
    assert.deepEqual(groups[0][1], ["ana@example.org", "ana@example.org"]);
    assert.deepEqual(
        JSON.parse(thunderbirdCode("ana@example.org", "A\r\nna", "x", known)!)[3][0][1][1],
        "A na",
    );
});

test("hosts are in ASCII; an address that is not has no code", () => {
    const known = readServers(whole.replaceAll("mail.example.org", "mail.maíz.example"));
    assert.equal(
        JSON.parse(thunderbirdCode("ana@example.org", "", "x", known)!)[2][1],
        "mail.xn--maz-sma.example",
    );
    assert.equal(thunderbirdCode("ana@maíz.example", "", "x", known), undefined);
    assert.equal(thunderbirdCode("ana@example.org", "", "x", readServers(xml("", ""))), undefined);
});

test("DAVx5 is opened with everything filled in", () => {
    assert.equal(
        davCode("ana@example.org", "a:b/c", readServers(whole)),
        "davx5://ana%40example.org:a%3Ab%2Fc@mail.example.org:8443/dav/",
    );
    assert.equal(davCode("ana@example.org", "x", readServers(xml("", ""))), undefined);
});
