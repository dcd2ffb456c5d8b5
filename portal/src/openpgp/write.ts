// SPDX-License-Identifier: AGPL-3.0-or-later
// Sealing what was written: signed, sealed to its recipients and to oneself, as a whole message (RFC 3156 4, 9788). The server
// gets ciphertext; of the subject it learns three points.
import type { Key } from "openpgp";
import { Failure, checkSet, client } from "../jmap/client";
import type { Address, Id, Identity } from "../jmap/types";
import { upload } from "../jmap/upload";
import { writeAddress } from "../mail/addresses";
import { autocryptField } from "./autocrypt";
import { defaultKey, keyOf, openKey, pgp } from "./keys";
import { type File, content, encodedWord, multipart } from "./mime";

const lineEnd = "\r\n";

export interface Letter {
    identity: Identity;
    to: Address[];
    cc: Address[];
    bcc: Address[];
    subject: string;
    messageId: string;
    inReplyTo: string[] | null;
    references: string[] | null;
    text: string;
    html: string | undefined;
    files: File[];
}

/// Addresses of those for whom no key is known.
export async function withoutKey(recipients: Address[]): Promise<Address[]> {
    const keys = await Promise.all(recipients.map((one) => keyOf(one.email)));
    return recipients.filter((_, i) => !keys[i]);
}

function addressField(name: string, list: Address[]): string[] {
    if (list.length === 0) return [];
    const one = (address: Address) =>
        address.name
            ? writeAddress({ name: encodedWord(address.name), email: address.email })
            : address.email;
    return [`${name}: ${list.map(one).join(`,${lineEnd} `)}`];
}

/// What is the same within and outside.
function fieldsOf(letter: Letter): string[] {
    const { identity, inReplyTo, references } = letter;
    return [
        ...addressField("From", [{ name: identity.name || null, email: identity.email }]),
        ...addressField("Reply-To", identity.replyTo ?? []),
        ...addressField("To", letter.to),
        ...addressField("Cc", letter.cc),
        `Date: ${new Date().toUTCString().replace("GMT", "+0000")}`,
        `Message-ID: <${letter.messageId}>`,
        ...(inReplyTo ? [`In-Reply-To: ${inReplyTo.map((one) => `<${one}>`).join(" ")}`] : []),
        ...(references ? [`References: ${references.map((one) => `<${one}>`).join(`${lineEnd} `)}`] : []),
    ];
}

/// `forWhom`: "all" seals to recipients, too; "self" is a draft's. Fails with NeedsPassphrase.
export async function messageOf(letter: Letter, forWhom: "all" | "self"): Promise<string> {
    const own = defaultKey();
    if (!own) throw new Failure("refused", "noKey");
    const privateKey = await openKey(own);
    const recipients = forWhom === "all" ? [...letter.to, ...letter.cc, ...letter.bcc] : [];
    const keys: Key[] = [];
    for (const key of await Promise.all(recipients.map((one) => keyOf(one.email)))) {
        // Whoever could not read it is not left out without a word.
        if (!key) throw new Failure("refused", "noKey");
        keys.push(key);
    }
    const { createMessage, encrypt } = await pgp();
    const both = fieldsOf(letter);
    const outside = [...both, "Subject: ..."];
    // RFC 9788 2.2: within are the fields as they are, and what of them is told outside, so that nobody can say otherwise.
    const inner = content(letter.text, letter.html, letter.files, [
        ...both,
        `Subject: ${encodedWord(letter.subject)}`,
        ...outside.map((field) => `HP-Outer: ${field}`),
    ]);
    const armored = await encrypt({
        message: await createMessage({ text: inner }),
        encryptionKeys: [privateKey.toPublic(), ...keys],
        signingKeys: privateKey,
        // Whose keys they are would tell everybody who got a hidden copy. That there is one more they can count.
        wildcard: forWhom === "all" && letter.bcc.length > 0,
        format: "armored",
    }).catch((error: Error) => {
        // Others' keys were looked at already.
        throw new Failure("refused", "ownKey", error.message);
    });
    const fields = [
        ...outside,
        // Bcc stays in one's own copy alone: the server takes it out on the way.
        ...addressField("Bcc", letter.bcc),
        `Autocrypt: ${autocryptField(letter.identity.email, privateKey)}`,
        "MIME-Version: 1.0",
    ];
    return multipart(
        'multipart/encrypted; protocol="application/pgp-encrypted"',
        [
            [
                "Content-Type: application/pgp-encrypted",
                "Content-Description: PGP/MIME version identification",
                "",
                "Version: 1",
            ].join(lineEnd),
            [
                'Content-Type: application/octet-stream; name="encrypted.asc"',
                'Content-Disposition: inline; filename="encrypted.asc"',
                "",
                (armored as string).replace(/\r?\n/g, lineEnd).trimEnd(),
            ].join(lineEnd),
        ],
        fields,
    );
}

/// Puts it into a folder, as a draft; returns the email's id.
export async function keepSealed(letter: Letter, mailbox: Id, forWhom: "all" | "self"): Promise<Id> {
    const message = await messageOf(letter, forWhom);
    const made = await upload(
        new Blob([message]),
        "message/rfc822",
        new AbortController().signal,
        () => undefined,
    );
    const answer = await client.call("Email/import", {
        accountId: client.account(),
        emails: {
            one: {
                blobId: made.blobId,
                mailboxIds: { [mailbox]: true },
                keywords: { $draft: true, $seen: true },
            },
        },
    });
    const created = (answer["created"] as Record<string, { id: Id }> | null)?.["one"];
    if (!created) {
        checkSet(answer);
        throw new Failure("broken", "", "not kept");
    }
    return created.id;
}
