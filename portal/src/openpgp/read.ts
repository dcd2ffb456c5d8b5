// SPDX-License-Identifier: AGPL-3.0-or-later
// Opening what was sealed, and asking of what is signed whether it is so. All of it in this page.
import { Failure, client, reach } from "../jmap/client";
import type { BodyPart, Email } from "../jmap/types";
import { isCut, openWhole } from "../store/emails";
import type { SessionKey } from "openpgp";
import { type Form, ownText, sealedBlock, sealedPart, signedBlock } from "./forms";
import { asEmail, judge, type Signature } from "./judge";
import { NeedsPassphrase, loadOwnKeys, openKey, pgp, signerKeyOf } from "./keys";
import { signedParts } from "./mime";

export interface Opened {
    email: Pick<Email, "htmlBody" | "textBody" | "bodyValues" | "attachments" | "subject">;
    signature: Signature;
    /// The address whose key signed.
    signer?: string;
    /// All that is shown lay in the signed or sealed part: what else the letter has is not.
    isWhole: boolean;
    wasSealed: boolean;
    /// Files that were in it: blobs of this page alone.
    files: { name: string; type: string; octets: Uint8Array; cid?: string }[];
}

async function octetsOf(blobId: string): Promise<Uint8Array> {
    const answer = await reach(client.downloadPath(blobId, "message", "application/octet-stream"));
    return new Uint8Array(await answer.arrayBuffer());
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

/// Fails with NeedsPassphrase, and with Failure: noSecretKey, or damaged for whatever else the library finds in it.
export async function open(email: Email, form: Form): Promise<Opened> {
    try {
        const isText = form === "sealedText" || form === "signedText";
        return await openNow(isText && isCut(email) ? await openWhole(email.id) : email, form);
    } catch (error) {
        if (error instanceof Failure || error instanceof NeedsPassphrase) throw error;
        throw new Failure("refused", "damaged", (error as Error).message);
    }
}

const noSecretKey = () => new Failure("refused", "noSecretKey");

async function openNow(email: Email, form: Form): Promise<Opened> {
    const { readMessage, decrypt, createMessage, readSignature, verify, readCleartextMessage } = await pgp();
    const from = email.from?.[0]?.email;
    const signer = from ? await signerKeyOf(from) : undefined;
    const verificationKeys = signer ? [signer] : [];
    if (form === "sealed" || form === "sealedText") {
        let armored: string | undefined;
        let binary: Uint8Array | undefined;
        if (form === "sealedText") armored = sealedBlock(ownText(email));
        else {
            const part = sealedPart(email);
            if (!part?.blobId) throw new Failure("refused", "damaged", "no ciphertext");
            const octets = await octetsOf(part.blobId);
            const asText = new TextDecoder().decode(octets);
            if (asText.includes("-----BEGIN PGP MESSAGE-----")) armored = asText;
            else binary = octets;
        }
        const message =
            armored !== undefined
                ? await readMessage({ armoredMessage: armored })
                : await readMessage({ binaryMessage: binary! });
        // To whom it is sealed may be hidden: then every key is tried.
        const [named, hidden] = [false, true].map((is) =>
            message.getEncryptionKeyIDs().filter((id) => /^0+$/.test(id.toHex()) === is),
        );
        const own = await loadOwnKeys();
        if (own.length === 0) throw noSecretKey();
        const { decryptSessionKeys, readPrivateKey } = await pgp();
        let failure: unknown;
        let locked: NeedsPassphrase | undefined;
        for (const one of own) {
            const key = await readPrivateKey({ armoredKey: one.secretKey });
            const isNamed = named!.some((id) => key.getKeys(id).length > 0);
            if (!isNamed && hidden!.length === 0) continue;
            let sessionKeys: SessionKey[];
            try {
                sessionKeys = (await decryptSessionKeys({
                    message,
                    decryptionKeys: await openKey(one),
                })) as SessionKey[];
            } catch (error) {
                // Another key may open it without a word.
                if (error instanceof NeedsPassphrase) locked ??= error;
                else if (isNamed) failure = error;
                continue;
            }
            try {
                const done = await decrypt({
                    message,
                    sessionKeys,
                    verificationKeys,
                    format: "binary",
                });
                const inside =
                    form === "sealed"
                        ? await asEmail(done.data as Uint8Array, email.subject)
                        : asPlain(new TextDecoder().decode(done.data as Uint8Array), email.subject);
                return {
                    ...inside,
                    ...(await judge(done.signatures, signer, from)),
                    wasSealed: true,
                    isWhole: form === "sealed",
                };
            } catch (error) {
                failure = error;
            }
        }
        throw locked ?? failure ?? noSecretKey();
    }
    if (form === "signedText") {
        const message = await readCleartextMessage({ cleartextMessage: signedBlock(ownText(email))! });
        const done = await verify({ message, verificationKeys });
        return {
            ...asPlain(done.data as string, email.subject),
            ...(await judge(done.signatures, signer, from)),
            wasSealed: false,
            isWhole: false,
        };
    }
    const parts = signedParts(await octetsOf(email.blobId));
    if (!parts) return { email, files: [], signature: "bad", wasSealed: false, isWhole: false };
    const signature = await readSignature({ armoredSignature: parts.signature });
    const done = await verify({
        message: await createMessage({ binary: parts.signed }),
        signature,
        verificationKeys,
        format: "binary",
    });
    return {
        ...(await asEmail(parts.signed, email.subject)),
        ...(await judge(done.signatures, signer, from)),
        wasSealed: false,
        isWhole: true,
    };
}
