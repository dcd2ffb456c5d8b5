// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import PostalMime from "postal-mime";
import { content, encodedWord, multipart, signedParts } from "../src/openpgp/mime";

const octets = (text: string) => new TextEncoder().encode(text);

test("what is sealed is read again as it was written", async () => {
    const name = 'plano "secreto" ñ عربي.txt';
    const subject = "Geheimnis ñandú — هذا سر طويل جدا يمتد على أكثر من كلمة مشفرة واحدة";
    const inner = content(
        "Hola\nSeñas",
        "<p>Hola <b>Señas</b></p>",
        [
            { name, type: "text/plain", octets: octets("planos\n") },
            { name: "p.png", type: "image/png", cid: "x@y", octets: new Uint8Array(300).fill(7) },
        ],
        [`Subject: ${encodedWord(subject)}`],
    );
    assert.ok(inner.split("\r\n").every((line) => line.length <= 998 && !/[\r\n]/.test(line)));
    const read = await PostalMime.parse(inner);
    assert.equal(read.subject, subject);
    assert.equal(read.text?.trim().replace(/\r\n/g, "\n"), "Hola\nSeñas");
    assert.match(read.html ?? "", /<b>Señas<\/b>/);
    assert.equal(read.attachments.length, 2);
    assert.equal(read.attachments[0]!.filename, name);
    assert.equal(new TextDecoder().decode(read.attachments[0]!.content as ArrayBuffer), "planos\n");
    assert.equal((read.attachments[1]!.content as ArrayBuffer).byteLength, 300);
    assert.equal(read.attachments[1]!.contentId, "<x@y>");
});

test("a name or a subject ends no line", () => {
    const inner = content(
        "x",
        undefined,
        [{ name: "a\r\nX-Evil: 1", type: "text/plain\r\nX: 1", octets: octets("") }],
        [`Subject: ${encodedWord("a\r\nX-Evil: 1")}`],
    );
    for (const line of inner.split("\r\n")) assert.ok(!/^x-evil|^x: /i.test(line), line);
});

test("the signed part is found to the octet (RFC 3156 5)", () => {
    const part = "Content-Type: text/plain\r\n\r\nlinea uno  \r\nlinea -- dos\r\n";
    const signature = "-----BEGIN PGP SIGNATURE-----\r\n\r\nabc\r\n-----END PGP SIGNATURE-----";
    const letter = multipart(
        'multipart/signed; protocol="application/pgp-signature"',
        [part, `Content-Type: application/pgp-signature\r\n\r\n${signature}`],
        ["From: a@b.org"],
    );
    const found = signedParts(octets(letter));
    assert.equal(new TextDecoder().decode(found!.signed), part);
    assert.equal(found!.signature, signature);
    // Lines that ended with LF alone are signed with CRLF.
    const bare = signedParts(octets(letter.replace(/\r\n/g, "\n")));
    assert.equal(new TextDecoder().decode(bare!.signed), part);
});

test("what is no signed letter has no signed part", () => {
    for (const text of [
        "",
        "From: a\r\n\r\nx",
        "Content-Type: multipart/signed\r\n\r\nx",
        'Content-Type: multipart/signed; boundary="a.*b"\r\n\r\n--a.*b\r\nx\r\n--a.*b\r\n',
    ])
        assert.equal(signedParts(octets(text)), undefined, text);
});
