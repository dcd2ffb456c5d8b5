// SPDX-License-Identifier: AGPL-3.0-or-later
// What a signature says, and what it says it of: nothing but what lay in the signed part is shown as signed. Pure.
import { Failure } from "../jmap/client";
import type { BodyPart, Email } from "../jmap/types";
import type { Key, VerifyMessageResult } from "openpgp";

export type Signature = "none" | "good" | "unknown" | "bad";

export interface Inner {
    email: Pick<Email, "htmlBody" | "textBody" | "bodyValues" | "attachments" | "subject">;
    /// Files that were in it: blobs of this page alone.
    files: { name: string; type: string; octets: Uint8Array; cid?: string }[];
}

/// The address that the letter is from is all that is told of the signer: a user id is whatever its owner wrote into it.
export async function judge(
    signatures: VerifyMessageResult["signatures"],
    key: Key | undefined,
    from: string | undefined,
): Promise<{ signature: Signature; signer?: string }> {
    if (signatures.length === 0) return { signature: "none" };
    if (!key || from === undefined) return { signature: "unknown" };
    const id = signatures[0]!.keyID;
    if (!key.getKeys(id).length) return { signature: "unknown" };
    try {
        await signatures[0]!.verified;
        return { signature: "good", signer: from };
    } catch {
        return { signature: "bad" };
    }
}

/// What lay in a sealed or signed part: a MIME entity, as an Email would have it.
export async function asEmail(octets: Uint8Array, subject: string | null): Promise<Inner> {
    const { default: PostalMime } = await import("postal-mime").catch(() => {
        throw new Failure("network");
    });
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
