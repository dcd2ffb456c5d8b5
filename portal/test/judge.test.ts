// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { createMessage, generateKey, readSignature, sign, verify } from "openpgp";
import { client } from "../src/jmap/client";
import { keyOf, signerKeyOf } from "../src/openpgp/keys";
import { asEmail, judge } from "../src/openpgp/judge";
import { multipart, signedParts } from "../src/openpgp/mime";

const octets = (text: string) => new TextEncoder().encode(text);

async function signedBy(userID: { name: string; email: string }, text: string) {
    const { privateKey } = await generateKey({ userIDs: [userID], format: "object" });
    const armored = await sign({
        message: await createMessage({ binary: octets(text) }),
        signingKeys: privateKey,
        detached: true,
    });
    return { key: privateKey.toPublic(), armored: armored as string };
}

test("who signed is the address of the letter, whatever name the key bears", async () => {
    const { key, armored } = await signedBy({ name: "Ana", email: "ana@milpa.test" }, "hola");
    const done = await verify({
        message: await createMessage({ binary: octets("hola") }),
        signature: await readSignature({ armoredSignature: armored }),
        verificationKeys: key,
        format: "binary",
    });
    assert.deepEqual(await judge(done.signatures, key, "mallory@evil.test"), {
        signature: "good",
        signer: "mallory@evil.test",
    });
    assert.equal((await judge(done.signatures, undefined, "mallory@evil.test")).signature, "unknown");
});

test("what lies beside the signed part is not shown as signed", async () => {
    const part = "Content-Type: text/plain\r\n\r\nmeet at noon";
    const letter = multipart(
        'multipart/signed; protocol="application/pgp-signature"',
        [
            part,
            "Content-Type: application/pgp-signature\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n\r\nx\r\n-----END PGP SIGNATURE-----",
            "Content-Type: text/plain\r\n\r\nsend money to mallory",
        ],
        ["From: ana@milpa.test"],
    );
    const shown = await asEmail(signedParts(octets(letter))!.signed, "s");
    assert.deepEqual(
        Object.values(shown.email.bodyValues).map((one) => one.value.trim()),
        ["meet at noon"],
    );
    assert.deepEqual(shown.files, []);
});

test("a key that came with letters seals to somebody, and judges nobody", async () => {
    const { key } = await signedBy({ name: "Mallory", email: "ana@far.test" }, "x");
    const email = "ana@far.test";
    const letter = {
        from: [{ name: null, email }],
        "header:Autocrypt:asRaw:all": [
            ` addr=${email}; keydata=${Buffer.from(key.write() as Uint8Array).toString("base64")}`,
        ],
    };
    client.has = () => false;
    client.account = () => "a";
    client.send = async () => [{ ids: ["1"] }, { list: [letter] }];
    assert.equal((await keyOf(email))?.getFingerprint(), key.getFingerprint());
    assert.equal(await signerKeyOf(email), undefined);
});
