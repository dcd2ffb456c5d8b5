// SPDX-License-Identifier: AGPL-3.0-or-later
// Cards as a file of vCards 4.0, with their pictures.
import { client, reach } from "../jmap/client";
import { tellFailure } from "../ui/failure";
import { tell } from "../ui/toast";
import { say } from "../words/words";
import type { Card } from "./card";
import { toVCard } from "./vcard_write";

/// Pictures are fetched some at a time.
const atOnce = 6;

function asDataUri(blob: Blob): Promise<string> {
    return new Promise((done, failed) => {
        const reader = new FileReader();
        reader.onload = () => done(String(reader.result));
        reader.onerror = () => failed(reader.error);
        reader.readAsDataURL(blob);
    });
}

async function write(card: Card): Promise<string> {
    const pictures = new Map<string, string>();
    for (const [id, one] of Object.entries(card.media ?? {})) {
        if (!one.blobId) continue;
        const type = one.mediaType ?? "image/jpeg";
        const blob = await (await reach(client.downloadPath(one.blobId, "picture", type))).blob();
        pictures.set(id, await asDataUri(new Blob([blob], { type })));
    }
    return toVCard(card, pictures);
}

export async function exportCards(cards: Card[], name = say("contacts-file")): Promise<void> {
    const done = cards.length > 50 ? tell(say("contacts-exporting", { count: cards.length })) : undefined;
    try {
        const parts: string[] = [];
        for (let at = 0; at < cards.length; at += atOnce)
            parts.push(...(await Promise.all(cards.slice(at, at + atOnce).map(write))));
        save(
            new Blob(parts, { type: "text/vcard;charset=utf-8" }),
            `${name.replace(/[^\p{L}\p{N} ._-]/gu, "").trim() || "contacts"}.vcf`,
        );
    } catch (error) {
        tellFailure(error, "contacts");
    } finally {
        done?.();
    }
}

function save(blob: Blob, name: string): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
