// SPDX-License-Identifier: AGPL-3.0-or-later
// Uploads that go on after a break: pieces by the upload endpoint, joined by Blob/upload (RFC 9404 4.1).
import { Failure, client } from "./client";
import type { Id } from "./types";
import { pause } from "../base/once";

const pieceOctets = 1 << 20;
const triesMax = 8;
const firstWait = 1_000;
const longestWait = 30_000;

export interface Upload {
    blobId: Id;
    type: string;
    size: number;
}

/// One piece, with progress: fetch cannot tell it, XMLHttpRequest can.
function sendPiece(
    path: string,
    piece: Blob,
    type: string,
    signal: AbortSignal,
    progress: (sent: number) => void,
): Promise<Id> {
    return new Promise((done, failed) => {
        const request = new XMLHttpRequest();
        const abort = () => request.abort();
        signal.addEventListener("abort", abort, { once: true });
        request.open("POST", path);
        request.setRequestHeader("Content-Type", type);
        request.setRequestHeader("X-Milpa", "1");
        request.upload.onprogress = (event) => progress(event.loaded);
        request.onerror = () => failed(new Failure("network"));
        request.onabort = () => failed(new DOMException("aborted", "AbortError"));
        request.onloadend = () => {
            signal.removeEventListener("abort", abort);
            if (request.status === 201) done((JSON.parse(request.responseText) as { blobId: Id }).blobId);
            else if (request.status === 401) failed(new Failure("signedOut"));
            else if (request.status === 429 || request.status === 503) failed(new Failure("network"));
            else if (request.status !== 0) failed(new Failure("broken", String(request.status)));
        };
        request.send(piece);
    });
}

async function insist(
    path: string,
    piece: Blob,
    type: string,
    signal: AbortSignal,
    progress: (sent: number) => void,
): Promise<Id> {
    let wait = firstWait;
    for (let tried = 1; ; tried += 1) {
        try {
            return await sendPiece(path, piece, type, signal, progress);
        } catch (error) {
            if (!(error instanceof Failure) || error.kind !== "network" || tried >= triesMax) throw error;
            progress(0);
            await pause(wait);
            signal.throwIfAborted();
            wait = Math.min(wait * 2, longestWait);
        }
    }
}

/// `progress` is of the whole, from 0 to 1. What was sent before a break is not sent again.
export async function upload(
    file: Blob,
    type: string,
    signal: AbortSignal,
    progress: (part: number) => void,
): Promise<Upload> {
    const kind = type || "application/octet-stream";
    const pieces: Id[] = [];
    // Of the account in which it began: somebody else may be signed in before the last piece.
    const path = client.uploadPath();
    const accountId = client.account();
    for (let at = 0; at < file.size || at === 0; at += pieceOctets) {
        const piece = file.slice(at, at + pieceOctets);
        pieces.push(
            await insist(path, piece, kind, signal, (sent) =>
                progress(Math.min(1, (at + sent) / Math.max(1, file.size))),
            ),
        );
        progress(Math.min(1, (at + piece.size) / Math.max(1, file.size)));
    }
    if (pieces.length === 1) return { blobId: pieces[0]!, type: kind, size: file.size };
    const answer = await client.call("Blob/upload", {
        accountId,
        create: { whole: { data: pieces.map((blobId) => ({ blobId })), type: kind } },
    });
    const made = (answer["created"] as Record<string, { id: Id; size: number }> | null)?.["whole"];
    if (!made) throw new Failure("refused", String((answer["notCreated"] as any)?.whole?.type ?? ""));
    return { blobId: made.id, type: kind, size: made.size };
}
