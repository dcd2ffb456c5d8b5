// SPDX-License-Identifier: AGPL-3.0-or-later
// One letter that is being written: what it says, its files, and where it stands on the server. Saved as one types: a draft
// is an email that never changes, so each saving makes a new one and takes the one before away (RFC 8621 4.6).
import { signal } from "@preact/signals";
import { settled } from "../base/once";
import { Failure, checkSet, client, reach } from "../jmap/client";
import type { Address, BodyPart, Email, Id, Identity } from "../jmap/types";
import { upload } from "../jmap/upload";
import type { File } from "../openpgp/mime";
import { noticeFailure } from "../store/account";
import { byRole } from "../store/mailboxes";
import { htmlToText } from "../letter/text";
import { unique } from "./addresses";
import { destroyDrafts } from "./destroying";
import { isInText } from "./letter_text";
import { quiet, untilSaved } from "./saving";

export interface Attachment {
    key: number;
    name: string;
    type: string;
    size: number;
    /// Of a picture in the text.
    cid?: string;
    blobId?: Id;
    progress: number;
    failed?: unknown;
    file?: Blob;
    abort?: AbortController;
}

export type Saving = "empty" | "changed" | "saving" | "saved" | "failed";
let nextKey = 0;

export class Draft {
    readonly identity = signal<Identity | undefined>(undefined);
    readonly to = signal<Address[]>([]);
    readonly cc = signal<Address[]>([]);
    readonly bcc = signal<Address[]>([]);
    readonly subject = signal("");
    readonly attachments = signal<Attachment[]>([]);
    readonly saving = signal<Saving>("empty");
    readonly failure = signal<unknown>(undefined);
    /// Whether it is written with formats; else it is plain text.
    readonly isRich = signal(true);
    /// Whether it is sealed (OpenPGP): then its text and its files leave this page as ciphertext alone, also as a draft.
    readonly isSealed = signal(false);
    /// As HTML where it is rich, else as text. Set by the editor.
    body = "";
    inReplyTo: string[] | null = null;
    references: string[] | null = null;
    /// What it answers or hands on: marked so when it leaves.
    answers?: Id;
    forwards?: Id;
    /// The email that stands for it on the server.
    savedId: Id | undefined;
    private readonly saver = settled(() => void this.save().catch(() => undefined));
    private going: Promise<void> = Promise.resolve();
    /// When it was saved last, or that was tried; a clock that is set does not move it.
    private savedAt = -Infinity;
    private isGone = false;
    /// It is on its way: nothing of it is saved meanwhile, which would take away what leaves.
    private isHeld = false;
    /// Whoever began it. In an account of somebody else nothing of it is kept.
    private readonly owner = client.session?.username;
    /// An email that was handed on, and no answer said whether it leaves.
    private asked: Id | undefined;
    /// That it left was found out afterwards: what is written since is another letter.
    readonly hasLeft = signal(false);
    /// Message-IDs of emails of which nobody knows whether they were made: the answer did not come.
    private lost: string[] = [];
    /// Emails that stood for it before, and are still to go.
    private former: Id[] = [];
    /// Of these, the sealed one whose files are not all on the server otherwise yet.
    private whole: Id | undefined;

    /// Somebody changed something.
    touch(): void {
        this.saving.value = "changed";
        if (!this.isGone && !this.isHeld) this.saveSoon();
    }

    private saveSoon(): void {
        this.saver.ask(this.untilSaved());
    }

    private untilSaved(): number {
        const octets = this.attachments.value.reduce((sum, one) => sum + one.size, 0);
        return untilSaved(octets, this.isSealed.value, performance.now() - this.savedAt);
    }

    /// Its page is shown no more, and may be ended without a word.
    hide(): void {
        if (this.saving.value === "changed" && !this.isEmpty() && this.untilSaved() <= quiet)
            this.save().catch(() => undefined);
    }

    /// Whether that email is this draft, as it is now or was.
    isOf(id: Id): boolean {
        return [this.savedId, this.whole, ...this.former].includes(id);
    }

    private checkOwner(): void {
        if (client.session?.username !== this.owner) throw new Failure("broken", "left");
    }

    isEmpty(): boolean {
        const text = this.isRich.value ? htmlToText(this.body) : this.body;
        return (
            !this.subject.value.trim() &&
            !text.trim() &&
            this.isToNobody() &&
            this.attachments.value.length === 0
        );
    }

    recipients(): Address[] {
        return unique([...this.to.value, ...this.cc.value, ...this.bcc.value]);
    }

    /// But for those who always get a copy.
    isToNobody(): boolean {
        return this.to.value.length + this.cc.value.length + this.ownBcc().length === 0;
    }

    /// As whom it is written; this also says who always gets a blind copy (RFC 8621 6).
    writeAs(identity: Identity | undefined): void {
        this.bcc.value = unique([...this.ownBcc(), ...(identity?.bcc ?? [])]);
        this.identity.value = identity;
    }

    /// Who gets a blind copy because somebody said so in this letter.
    private ownBcc(): Address[] {
        return unique(this.bcc.value, this.identity.value?.bcc ?? []);
    }

    // ---- files

    attach(file: globalThis.File, cid?: string): Attachment {
        const one: Attachment = {
            key: ++nextKey,
            name: file.name,
            type: file.type || "application/octet-stream",
            size: file.size,
            progress: 0,
            file,
            ...(cid ? { cid } : {}),
        };
        this.attachments.value = [...this.attachments.value, one];
        if (this.isSealed.value) this.touch();
        else void this.carry(one.key);
        return one;
    }

    /// Again after a failure, from where it broke off.
    async carry(key: number): Promise<void> {
        const one = this.attachments.peek().find((other) => other.key === key);
        if (!one?.file) return;
        const abort = new AbortController();
        this.patch(key, { abort, failed: undefined, progress: 0 });
        try {
            this.checkOwner();
            const made = await upload(one.file, one.type, abort.signal, (progress) =>
                this.patch(key, { progress }),
            );
            this.patch(key, { blobId: made.blobId, progress: 1, file: undefined, abort: undefined });
            this.touch();
        } catch (failed) {
            if ((failed as Error).name === "AbortError") return;
            noticeFailure(failed);
            this.patch(key, { failed, abort: undefined });
        }
    }

    detach(key: number): void {
        this.attachments
            .peek()
            .find((one) => one.key === key)
            ?.abort?.abort();
        this.attachments.value = this.attachments.value.filter((one) => one.key !== key);
        this.touch();
    }

    /// Sealed: no file goes on its way in the clear. No longer: then files that stayed here are sent after all, and until
    /// they are there the sealed email is the one that has them.
    sealOrNot(sealed: boolean): void {
        this.isSealed.value = sealed;
        for (const one of this.attachments.peek()) {
            if (one.blobId !== undefined) continue;
            one.abort?.abort();
            if (sealed) this.patch(one.key, { abort: undefined, progress: 0 });
            else void this.carry(one.key);
        }
        if (this.isUploading() && this.savedId) {
            this.whole ??= this.savedId;
            this.savedId = undefined;
        }
        this.touch();
    }

    private patch(key: number, change: Partial<Attachment>): void {
        this.attachments.value = this.attachments.value.map((one) =>
            one.key === key ? { ...one, ...change } : one,
        );
    }

    /// Files that came sealed stay in this page. What does not stand in the text is a file like others, whatever name for
    /// the text it has: programs give one to all.
    keepHere(files: File[], html: string): void {
        const kept = files.map((one) => ({
            key: ++nextKey,
            name: one.name,
            type: one.type,
            size: one.octets.length,
            progress: 1,
            file: new Blob([one.octets as BlobPart], { type: one.type }),
            ...(one.cid && isInText(html, one.cid) ? { cid: one.cid } : {}),
        }));
        this.attachments.value = [...this.attachments.value, ...kept];
    }

    take(parts: BodyPart[], html: string): void {
        const taken = parts
            .filter((part) => part.blobId !== null)
            .map((part) => ({
                key: ++nextKey,
                name: part.name ?? "",
                type: part.type,
                size: part.size,
                blobId: part.blobId!,
                progress: 1,
                ...(part.cid && isInText(html, part.cid) ? { cid: part.cid } : {}),
            }));
        this.attachments.value = [...this.attachments.value, ...taken];
    }

    // ---- saving

    /// Of what is sealed: every file as octets, from here or from where it lies already.
    private async files(html: string): Promise<File[]> {
        const sent = this.attachments.value.filter((one) => !one.cid || isInText(html, one.cid));
        return Promise.all(
            sent.map(async (one) => {
                const blob =
                    one.file ??
                    (await (await reach(client.downloadPath(one.blobId!, one.name, one.type))).blob());
                return {
                    name: one.name,
                    type: one.type,
                    ...(one.cid ? { cid: one.cid } : {}),
                    octets: new Uint8Array(await blob.arrayBuffer()),
                };
            }),
        );
    }

    /// Signed and sealed, among the drafts. Fails with NeedsPassphrase.
    private async seal(forWhom: "all" | "self", messageId: string): Promise<Id> {
        const { keepSealed } = await import("../openpgp/write");
        const html = this.isRich.value ? withCids(this.body) : undefined;
        const drafts = byRole("drafts");
        if (!drafts) throw new Failure("refused", "notFound");
        return keepSealed(
            {
                identity: this.identity.value!,
                to: this.to.value,
                cc: this.cc.value,
                bcc: this.bcc.value,
                subject: this.subject.value,
                messageId,
                inReplyTo: this.inReplyTo,
                references: this.references,
                text: html === undefined ? this.body : htmlToText(this.body),
                html: html === undefined ? undefined : `<!doctype html><html><body>${html}</body></html>`,
                files: await this.files(html ?? ""),
            },
            drafts.id,
            forWhom,
        );
    }

    private email(): Record<string, unknown> {
        const drafts = byRole("drafts");
        if (!drafts) throw new Failure("refused", "notFound");
        const from = this.identity.value;
        const text = this.isRich.value ? htmlToText(this.body) : this.body;
        const known = this.attachments.value.filter((one) => one.blobId !== undefined);
        const html = this.isRich.value ? withCids(this.body) : "";
        // A picture that was taken out of the text again does not travel.
        const sent = known.filter((one) => !one.cid || isInText(html, one.cid));
        return {
            mailboxIds: { [drafts.id]: true },
            keywords: { $draft: true, $seen: true },
            from: from ? [{ name: from.name || null, email: from.email }] : null,
            replyTo: from?.replyTo ?? null,
            to: this.to.value,
            cc: this.cc.value.length > 0 ? this.cc.value : null,
            bcc: this.bcc.value.length > 0 ? this.bcc.value : null,
            subject: this.subject.value,
            inReplyTo: this.inReplyTo,
            references: this.references,
            textBody: [{ partId: "text", type: "text/plain" }],
            ...(this.isRich.value ? { htmlBody: [{ partId: "html", type: "text/html" }] } : {}),
            attachments: sent.map((one) => ({
                blobId: one.blobId,
                type: one.type,
                name: one.name || null,
                disposition: one.cid ? "inline" : "attachment",
                cid: one.cid ?? null,
            })),
            bodyValues: {
                text: { value: text },
                ...(this.isRich.value
                    ? { html: { value: `<!doctype html><html><body>${html}</body></html>` } }
                    : {}),
            },
        };
    }

    /// One after another; what was typed meanwhile is in the next.
    save(): Promise<void> {
        this.saver.drop();
        if (this.isHeld) return Promise.resolve();
        this.going = this.going.then(
            () => this.saveNow(),
            () => this.saveNow(),
        );
        return this.going;
    }

    private async saveNow(): Promise<void> {
        if (this.isGone || (this.isEmpty() && !this.savedId)) return;
        if (this.saving.value === "saved") return;
        this.saving.value = "saving";
        try {
            if (await this.checkLeft()) this.hasLeft.value = true;
            await this.stand(
                await this.make(this.isSealed.value ? (id) => this.seal("self", id) : (id) => this.keep(id)),
            );
            if ((this.saving.value as Saving) === "saving") this.saving.value = "saved";
            this.failure.value = undefined;
        } catch (failed) {
            noticeFailure(failed);
            this.saving.value = "failed";
            this.failure.value = failed;
            throw failed;
        } finally {
            this.savedAt = performance.now();
        }
    }

    /// With a Message-ID that nothing else has: by it is found what was made although no answer said so.
    private async make(kind: (messageId: string) => Promise<Id>): Promise<Id> {
        this.checkOwner();
        await this.findLost();
        const messageId = `${crypto.randomUUID()}@${this.identity.value?.email.split("@")[1] ?? "milpa"}`;
        try {
            return await kind(messageId);
        } catch (failed) {
            if (failed instanceof Failure && (failed.kind === "network" || failed.kind === "broken"))
                this.lost.push(messageId);
            throw failed;
        }
    }

    /// What was made without an answer goes with the emails before.
    private async findLost(): Promise<void> {
        const drafts = byRole("drafts");
        for (const messageId of drafts ? [...this.lost] : []) {
            const conditions = [{ inMailbox: drafts!.id }, { header: ["Message-ID", messageId] }];
            try {
                const answer = await client.call("Email/query", {
                    accountId: client.account(),
                    filter: { operator: "AND", conditions },
                });
                this.former.push(...(answer["ids"] as Id[]));
                this.lost = this.lost.filter((one) => one !== messageId);
            } catch (failed) {
                noticeFailure(failed);
            }
        }
    }

    private async keep(messageId: string): Promise<Id> {
        const accountId = client.account();
        const create = { draft: { ...this.email(), messageId: [messageId] } };
        const answer = checkSet(await client.call("Email/set", { accountId, create }));
        return (answer["created"] as Record<string, { id: Id }>)["draft"]!.id;
    }

    /// This email stands for it from now on. Those before go only now: in one call they would go also where this one is
    /// refused. Where they cannot, the next saving tries again; what was written is safe.
    async stand(id: Id): Promise<void> {
        if (this.savedId) this.former.push(this.savedId);
        this.savedId = id;
        if (this.whole && !this.isUploading()) {
            this.former.push(this.whole);
            this.whole = undefined;
        }
        const gone = [...this.former];
        if (gone.length === 0) return;
        try {
            const stay = Object.keys(await destroyDrafts(gone));
            this.former = this.former.filter((one) => !gone.includes(one) || stay.includes(one));
        } catch (failed) {
            noticeFailure(failed);
        }
    }

    isUploading(): boolean {
        return !this.isSealed.value && this.attachments.value.some((one) => one.blobId === undefined);
    }

    /// For good. Where it cannot go it is as it was, and is saved on.
    async discard(): Promise<void> {
        this.saver.drop();
        this.isGone = true;
        await this.going.catch(() => undefined);
        try {
            this.checkOwner();
            await this.checkLeft();
            await this.findLost();
            const all = [this.savedId, this.whole, ...this.former].filter((one) => one !== undefined);
            if (all.length > 0) checkSet({ notDestroyed: await destroyDrafts(all) });
        } catch (failed) {
            noticeFailure(failed);
            this.isGone = false;
            if (this.saving.value === "changed") this.saveSoon();
            throw failed;
        }
        for (const one of this.attachments.value) one.abort?.abort();
    }

    /// What it says at this moment, as it leaves: the email. Nothing else is saved until `release` or `finish`.
    async hold(): Promise<Id> {
        this.saver.drop();
        this.isHeld = true;
        await this.going.catch(() => undefined);
        try {
            if (this.isSealed.value) {
                await this.stand(await this.make((id) => this.seal("all", id)));
                this.saving.value = "saved";
            } else await this.saveNow();
        } catch (failed) {
            this.release();
            throw failed;
        }
        return this.savedId!;
    }

    /// Whether what was handed on leaves although no answer said so. What left is nobody's draft.
    async checkLeft(): Promise<boolean> {
        const id = this.asked;
        if (id === undefined) return false;
        const answer = await client.call("Email/get", {
            accountId: client.account(),
            ids: [id],
            properties: ["keywords"],
        });
        const one = (answer["list"] as Pick<Email, "keywords">[])[0];
        const left = one !== undefined && !one.keywords["$draft"];
        this.asked = undefined;
        if (left && this.savedId === id) this.savedId = undefined;
        return left;
    }

    /// It did not leave; or nobody knows, where no answer said so.
    release(failed?: unknown): void {
        this.isHeld = false;
        if (failed instanceof Failure && (failed.kind === "network" || failed.kind === "broken"))
            this.asked = this.savedId;
        if (this.saving.value === "changed") this.saveSoon();
    }

    /// Nothing of it is changed any more: it was handed on.
    finish(): void {
        this.saver.drop();
        this.isGone = true;
    }

    /// Whoever wrote it has left.
    drop(): void {
        this.finish();
        for (const one of this.attachments.value) one.abort?.abort();
    }
}

/// Pictures of the text are blobs on the screen and parts of the letter on the way. What was opened and not touched yet is
/// still a whole document.
function withCids(html: string): string {
    return html
        .replace(/<!doctype[^>]*>|<\/?(?:html|head|body)\b[^>]*>/gi, "")
        .replace(/<img\b[^>]*>/gi, (tag) => {
            const cid = (/\bdata-cid="([^"]*)"/i.exec(tag) ?? /\bsrc="cid:([^"]*)"/i.exec(tag))?.[1];
            if (cid === undefined) return "";
            const alt = /\balt="([^"]*)"/i.exec(tag)?.[1] ?? "";
            const width = /\bwidth="(\d+)"/i.exec(tag)?.[1];
            return `<img src="cid:${cid}" alt="${alt}"${width ? ` width="${width}"` : ""}>`;
        });
}
