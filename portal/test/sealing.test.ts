// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { generateKey, readMessage, readPrivateKey } from "openpgp";
import { Failure, client } from "../src/jmap/client";
import { autocryptField } from "../src/openpgp/autocrypt";
import { ownKeys } from "../src/openpgp/keys";
import { type Letter, messageOf } from "../src/openpgp/write";

const address = (email: string) => ({ name: null, email });

async function keyFor(email: string) {
    const { privateKey } = await generateKey({ userIDs: [{ email }], format: "armored" });
    return readPrivateKey({ armoredKey: privateKey });
}

/// Ana, who has letters of Berta and Chico that tell their keys.
async function house() {
    const mine = await keyFor("ana@a.org");
    const fields = new Map<string, string>();
    for (const email of ["berta@b.org", "chico@c.org"])
        fields.set(email, autocryptField(email, await keyFor(email)));
    ownKeys.value = [
        {
            id: "k1",
            fingerprint: mine.getFingerprint(),
            label: "",
            secretKey: mine.armor(),
            created: "",
            isDefault: true,
        },
    ];
    client.session = {
        primaryAccounts: { "urn:ietf:params:jmap:mail": "a" },
        capabilities: {},
        username: "ana@a.org",
    } as never;
    client.send = (async (query: [string, { filter: { conditions: { from?: string }[] } }]) => {
        const from = query[1].filter.conditions[0]!.from!;
        const field = fields.get(from);
        const letters = [{ from: [address(from)], "header:Autocrypt:asRaw:all": [field] }];
        return [{}, { list: field ? letters : [] }];
    }) as never;
}
const letter = (more: Partial<Letter>): Letter => ({
    identity: { id: "i", name: "Ana", email: "ana@a.org" } as Letter["identity"],
    to: [address("berta@b.org")],
    cc: [],
    bcc: [],
    subject: "secret",
    messageId: "m@a.org",
    inReplyTo: null,
    references: null,
    text: "words",
    html: undefined,
    files: [],
    ...more,
});
async function namedIn(message: string): Promise<boolean[]> {
    const armored = /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(message)![0];
    const read = await readMessage({ armoredMessage: armored });
    return read.getEncryptionKeyIDs().map((id) => !/^0+$/.test(id.toHex()));
}

test("whose keys it is sealed to is told, but not where somebody gets a hidden copy", async () => {
    await house();
    assert.deepEqual(await namedIn(await messageOf(letter({}), "all")), [true, true]);
    const hidden = letter({ bcc: [address("chico@c.org")] });
    assert.deepEqual(await namedIn(await messageOf(hidden, "all")), [false, false, false]);
    // A draft is for oneself.
    assert.deepEqual(await namedIn(await messageOf(hidden, "self")), [true]);
});

test("nobody who could not read it is left out without a word", async () => {
    await house();
    await assert.rejects(
        messageOf(letter({ cc: [address("dina@d.org")] }), "all"),
        (error: unknown) => error instanceof Failure && error.type === "noKey",
    );
});
