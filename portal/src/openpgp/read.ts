// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening what was sealed, and asking of what is signed whether it is so. All of it in this page.
import { client, reach } from "../jmap/client";
import type { BodyPart, Email } from "../jmap/types";
import type { Key, VerifyMessageResult } from "openpgp";
import { type Form, ownText, sealedBlock, sealedPart, signedBlock } from "./forms";
import { keyOf, loadOwnKeys, openKey, pgp } from "./keys";
import { signedParts } from "./mime";

export type Signature = "none" | "good" | "unknown" | "bad";

export interface Opened {
    email: Pick<Email, "htmlBody" | "textBody" | "bodyValues" | "attachments" | "subject">;
    signature: Signature;
    /// Whose key signed, as its user id says.
    signer?: string;
    wasSealed: boolean;
    /// Files that were in it: blobs of this page alone.
    files: { name: string; type: string; octets: Uint8Array; cid?: string }[];
}

export class CannotOpen extends Error {}

async function octetsOf(blobId: string): Promise<Uint8Array> {
    const answer = await reach(client.downloadPath(blobId, "message", "application/octet-stream"));
    return new Uint8Array(await answer.arrayBuffer());
}

async function judge(
    signatures: VerifyMessageResult["signatures"],
    key: Key | undefined,
): Promise<{ signature: Signature; signer?: string }> {
    if (signatures.length === 0) return { signature: "none" };
    if (!key) return { signature: "unknown" };
    const id = signatures[0]!.keyID;
    if (!key.getKeys(id).length) return { signature: "unknown" };
    try {
        await signatures[0]!.verified;
        const user = await key.getPrimaryUser();
        return { signature: "good", signer: user.user.userID?.userID ?? key.getFingerprint() };
    } catch {
        return { signature: "bad" };
    }
}

/// What lay in a sealed or signed part: a MIME entity, as an Email would have it.
async function asEmail(octets: Uint8Array, subject: string | null): Promise<Pick<Opened, "email" | "files">> {
    const { default: PostalMime } = await import("postal-mime");
    const parsed = await PostalMime.parse(octets, { attachmentEncoding: "arraybuffer" });
    const bodyValues: Email["bodyValues"] = {};
    const part = (partId: string, type: string, value: string): BodyPart => {
        bodyValues[partId] = { value };
        return {
            partId,
            blobId: null,
            size: value.length,
            name: null,
            type,
            charset: "utf-8",
            disposition: null,
            cid: null,
        };
    };
    const text = parsed.text !== undefined ? [part("text", "text/plain", parsed.text)] : [];
    const html = parsed.html !== undefined ? [part("html", "text/html", parsed.html)] : text;
    const files = parsed.attachments.map((one) => ({
        name: one.filename ?? "",
        type: one.mimeType,
        octets:
            typeof one.content === "string"
                ? new TextEncoder().encode(one.content)
                : new Uint8Array(one.content as ArrayBuffer),
        ...(one.contentId ? { cid: one.contentId.replace(/^<|>$/g, "") } : {}),
    }));
    return {
        email: {
            textBody: text.length > 0 ? text : html,
            htmlBody: html,
            bodyValues,
            attachments: [],
            subject: parsed.subject ?? subject,
        },
        files,
    };
}

function asPlain(text: string, subject: string | null): Pick<Opened, "email" | "files"> {
    const part: BodyPart = {
        partId: "text",
        blobId: null,
        size: text.length,
        name: null,
        type: "text/plain",
        charset: "utf-8",
        disposition: null,
        cid: null,
    };
    return {
        email: {
            textBody: [part],
            htmlBody: [part],
            bodyValues: { text: { value: text } },
            attachments: [],
            subject,
        },
        files: [],
    };
}

/// Fails with NeedsPassphrase, CannotOpen.
export async function open(email: Email, form: Form): Promise<Opened> {
    const { readMessage, decrypt, createMessage, readSignature, verify, readCleartextMessage } = await pgp();
    const from = email.from?.[0]?.email;
    const signer = from ? await keyOf(from) : undefined;
    const verificationKeys = signer ? [signer] : [];
    if (form === "sealed" || form === "sealedText") {
        let armored: string | undefined;
        let binary: Uint8Array | undefined;
        if (form === "sealedText") armored = sealedBlock(ownText(email));
        else {
            const part = sealedPart(email);
            if (!part?.blobId) throw new CannotOpen("no ciphertext");
            const octets = await octetsOf(part.blobId);
            const asText = new TextDecoder().decode(octets);
            if (asText.includes("-----BEGIN PGP MESSAGE-----")) armored = asText;
            else binary = octets;
        }
        const message =
            armored !== undefined
                ? await readMessage({ armoredMessage: armored })
                : await readMessage({ binaryMessage: binary! });
        const wanted = message.getEncryptionKeyIDs();
        const own = await loadOwnKeys();
        if (own.length === 0) throw new CannotOpen("no key");
        const { readPrivateKey } = await pgp();
        let failure: unknown;
        for (const one of own) {
            const key = await readPrivateKey({ armoredKey: one.secretKey });
            if (!wanted.some((id) => /^0+$/.test(id.toHex()) || key.getKeys(id).length > 0)) continue;
            const privateKey = await openKey(one);
            try {
                const done = await decrypt({
                    message,
                    decryptionKeys: privateKey,
                    verificationKeys,
                    format: "binary",
                });
                const inside =
                    form === "sealed"
                        ? await asEmail(done.data as Uint8Array, email.subject)
                        : asPlain(new TextDecoder().decode(done.data as Uint8Array), email.subject);
                return { ...inside, ...(await judge(done.signatures, signer)), wasSealed: true };
            } catch (error) {
                failure = error;
            }
        }
        throw failure ?? new CannotOpen("not for a key of this account");
    }
    if (form === "signedText") {
        const message = await readCleartextMessage({ cleartextMessage: signedBlock(ownText(email))! });
        const done = await verify({ message, verificationKeys });
        return {
            ...asPlain(done.data as string, email.subject),
            ...(await judge(done.signatures, signer)),
            wasSealed: false,
        };
    }
    const parts = signedParts(await octetsOf(email.blobId));
    if (!parts) return { email, files: [], signature: "bad", wasSealed: false };
    const signature = await readSignature({ armoredSignature: parts.signature });
    const done = await verify({
        message: await createMessage({ binary: parts.signed }),
        signature,
        verificationKeys,
        format: "binary",
    });
    return { email, files: [], ...(await judge(done.signatures, signer)), wasSealed: false };
}
