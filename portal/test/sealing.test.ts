// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { createMessage, decrypt, encrypt, generateKey, readMessage, readPrivateKey } from "openpgp";
import PostalMime from "postal-mime";
import { Failure, client } from "../src/jmap/client";
import type { Email } from "../src/jmap/types";
import { autocryptField } from "../src/openpgp/autocrypt";
import { formOf } from "../src/openpgp/forms";
import { keyOf, openpgpCapability, ownKeys, removeKey } from "../src/openpgp/keys";
import { open } from "../src/openpgp/read";
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
    for (const email of ["berta@b.org", "chico@c.org", "eva@e.org"])
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
    return mine;
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
const sealedIn = (message: string) =>
    readMessage({
        armoredMessage: /-----BEGIN PGP MESSAGE-----[^]*-----END PGP MESSAGE-----/.exec(message)![0],
    });
async function namedIn(message: string): Promise<boolean[]> {
    const read = await sealedIn(message);
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

test("what stands outside stands within as well, with what was told of it (RFC 9788)", async () => {
    const mine = await house();
    const message = await messageOf(
        letter({
            bcc: [address("chico@c.org")],
            subject: "secreto ñ",
            inReplyTo: ["before@b.org"],
            references: ["first@b.org", "before@b.org"],
        }),
        "all",
    );
    const outside = await PostalMime.parse(message);
    const opened = await decrypt({ message: await sealedIn(message), decryptionKeys: mine });
    const within = await PostalMime.parse(opened.data as string);
    assert.deepEqual([outside.subject, within.subject], ["...", "secreto ñ"]);
    for (const field of ["from", "to", "date", "messageId", "inReplyTo", "references"] as const)
        assert.deepEqual(within[field], outside[field], field);
    assert.match(String(opened.data), /^Content-Type: [^;]+;[^]*?hp="cipher"/m);
    const told = within.headers.filter((one) => one.key === "hp-outer").map((one) => one.value.split(":")[0]);
    assert.deepEqual(told, ["From", "To", "Date", "Message-ID", "In-Reply-To", "References", "Subject"]);
    assert.ok(within.headers.some((one) => one.key === "hp-outer" && one.value === "Subject: ..."));
    // Who gets a hidden copy is told to nobody else.
    assert.ok(!String(opened.data).includes("chico"));
});

test("an own key that has run out is told as that", async () => {
    await house();
    const { privateKey } = await generateKey({
        userIDs: [{ email: "ana@a.org" }],
        date: new Date(2020, 0, 1),
        keyExpirationTime: 60,
        format: "armored",
    });
    ownKeys.value = [{ ...ownKeys.value![0]!, fingerprint: "old", secretKey: privateKey }];
    await assert.rejects(
        messageOf(letter({}), "self"),
        (error: unknown) => error instanceof Failure && error.type === "ownKey",
    );
});

test("who had no key when they were asked for may have one now", async () => {
    await house();
    const there = client.send;
    client.send = (async () => {
        throw new Failure("network");
    }) as never;
    assert.equal(await keyOf("eva@e.org"), undefined);
    client.send = there;
    assert.ok(await keyOf("eva@e.org"));
});

/// A letter whose text is this.
const withText = (value: string): Email =>
    ({
        from: [],
        textBody: [{ partId: "1", type: "text/plain" }],
        htmlBody: [],
        attachments: [],
        bodyValues: { 1: { value } },
    }) as unknown as Email;

test("why a letter cannot be opened is told by its kind", async () => {
    const mine = await house();
    client.session = {
        ...client.session,
        capabilities: { [openpgpCapability]: {} },
        primaryAccounts: { [openpgpCapability]: "a" },
    } as never;
    const own = [...ownKeys.value!];
    client.call = async () => ({ list: own });
    const sealed = async (key: typeof mine, wildcard: boolean) =>
        withText(
            (await encrypt({
                message: await createMessage({ text: "hola" }),
                encryptionKeys: key.toPublic(),
                wildcard,
            })) as string,
        );
    assert.equal(
        (await open(await sealed(mine, true), "sealedText")).email.bodyValues["text"]!.value,
        "hola",
    );
    const type = (letter: Email) =>
        open(letter, "sealedText").then(
            () => "opened",
            (error: unknown) => (error as Failure).type,
        );
    const other = await keyFor("berta@b.org");
    assert.equal(await type(await sealed(other, false)), "noSecretKey");
    assert.equal(await type(await sealed(other, true)), "noSecretKey");
    assert.equal(
        await type(withText("-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----")),
        "damaged",
    );
    // One key has a passphrase that nobody said, the other opens it.
    const { privateKey } = await generateKey({
        userIDs: [{ email: "a@a.org" }],
        passphrase: "x",
        format: "armored",
    });
    own.unshift({ ...own[0]!, fingerprint: "locked", secretKey: privateKey });
    assert.equal(await type(await sealed(mine, true)), "opened");
});

test("what is sealed in a long text is opened whole", async () => {
    const mine = await house();
    client.session = {
        ...client.session,
        capabilities: { [openpgpCapability]: {} },
        primaryAccounts: { [openpgpCapability]: "a", "urn:ietf:params:jmap:mail": "a" },
    } as never;
    const armored = (await encrypt({
        message: await createMessage({ text: "hola" }),
        encryptionKeys: mine.toPublic(),
    })) as string;
    const cut = { ...withText(armored.slice(0, 60)), id: "e1" };
    cut.bodyValues["1"]!.isTruncated = true;
    client.call = async (method, args) => {
        if (method !== "Email/get") return { list: ownKeys.value };
        return { list: [args["maxBodyValueBytes"] === 0 ? { ...withText(armored), id: "e1" } : cut] };
    };
    assert.equal(formOf(cut), "sealedText");
    assert.equal((await open(cut, "sealedText")).email.bodyValues["text"]!.value, "hola");
});

test("many beginnings without an end hold up nothing", () => {
    const before = performance.now();
    assert.equal(formOf(withText("-----BEGIN PGP MESSAGE-----\n".repeat(100_000))), "none");
    assert.equal(formOf(withText("-----BEGIN PGP SIGNED MESSAGE-----\n".repeat(100_000))), "none");
    assert.ok(performance.now() - before < 1_000);
});

test("nobody is told any more of a key that is removed", async () => {
    await house();
    client.session = { capabilities: {}, primaryAccounts: { [openpgpCapability]: "a" } } as never;
    const asked: string[] = [];
    client.call = async (method, args) => {
        asked.push(`${method} ${JSON.stringify(args["key"] ?? args["destroy"] ?? null)}`);
        return {};
    };
    await removeKey(ownKeys.value![0]!, true);
    assert.deepEqual(asked, ["OpenPgpKey/publish null", 'OpenPgpSecretKey/set ["k1"]']);
    await removeKey(ownKeys.value![0]!, false);
    assert.equal(asked.length, 3);
});
