// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { readAddress, readAddresses, readMailto, unique, writeAddress } from "../src/mail/addresses";

test("addresses as people type them", () => {
    const rows: [string, { name: string | null; email: string } | undefined][] = [
        ["ana@example.org", { name: null, email: "ana@example.org" }],
        ["  mailto:ana@example.org ", { name: null, email: "ana@example.org" }],
        ["Ana Luna <ana@example.org>", { name: "Ana Luna", email: "ana@example.org" }],
        ['"Luna, Ana" < ana@example.org >', { name: "Luna, Ana", email: "ana@example.org" }],
        ['"Ana \\"la jefa\\"" <ana@example.org>', { name: 'Ana "la jefa"', email: "ana@example.org" }],
        ["<ana@example.org>", { name: null, email: "ana@example.org" }],
        ["ñandú@exámple.org", { name: null, email: "ñandú@exámple.org" }],
        ["ana", undefined],
        ["ana@", undefined],
        ["ana@b@c", undefined],
        ["a na@example.org", undefined],
        [`${"x".repeat(250)}@example.org`, undefined],
        ["Ana <ana@example.org> x", undefined],
    ];
    for (const [text, expected] of rows) assert.deepEqual(readAddress(text), expected, text);
});

test("several at once, and what is none of them stays", () => {
    const { addresses, rest } = readAddresses('ana@a.org; "Luna, Berta" <b@b.org>\nchico, c@c.org');
    assert.deepEqual(
        addresses.map((one) => one.email),
        ["ana@a.org", "b@b.org", "c@c.org"],
    );
    assert.equal(addresses[1]!.name, "Luna, Berta");
    assert.equal(rest, "chico");
});

test("what is written can be read again", () => {
    for (const name of ["Ana", "Luna, Ana", 'Ana "x" \\ y', "a@b", "آنا"]) {
        assert.deepEqual(readAddress(writeAddress({ name, email: "a@b.org" })), { name, email: "a@b.org" });
    }
});

test("nobody is there twice", () => {
    const list = [
        { name: "A", email: "A@x.org" },
        { name: null, email: "a@x.org" },
        { name: null, email: "b@x.org" },
    ];
    assert.deepEqual(
        unique(list, [{ name: null, email: "B@x.org" }]).map((one) => one.name),
        ["A"],
    );
});

test("links to write to somebody (RFC 6068)", () => {
    const read = readMailto("mailto:ana%40a.org,b@b.org?cc=c@c.org&subject=50%25&body=uno%0D%0Ados&BCC=%zz");
    assert.deepEqual(
        read.to.map((one) => one.email),
        ["ana@a.org", "b@b.org"],
    );
    assert.equal(read.cc[0]!.email, "c@c.org");
    assert.equal(read.subject, "50%");
    assert.equal(read.body, "uno\r\ndos");
    assert.deepEqual(read.bcc, []);
});
