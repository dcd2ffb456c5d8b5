// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's part while it cannot be reached: those methods that reading and writing need, answered from the copy. What it
// does not know fails as the network does.
import { Failure } from "../jmap/client";
import type { Answer, Call, Email, EmailHead, Id, Identity, Mailbox, Session } from "../jmap/types";
import { madeUp } from "./made_up";
import type { Queue } from "./queue";

export interface Known {
    session: Session | undefined;
    mailboxes: Mailbox[];
    identities: Identity[];
    heads: EmailHead[];
    body: (id: Id) => Promise<Email | undefined>;
}

type Filter = Record<string, any>;
const state = "offline";

function holds(email: EmailHead, filter: Filter | null | undefined): boolean {
    if (!filter) return true;
    if (filter["operator"]) {
        const all = (filter["conditions"] as Filter[]).map((one) => holds(email, one));
        return filter["operator"] === "AND"
            ? all.every(Boolean)
            : filter["operator"] === "OR"
              ? all.some(Boolean)
              : !all.some(Boolean);
    }
    const people = (list: EmailHead["from"]) =>
        (list ?? []).map((one) => `${one.name ?? ""} ${one.email}`).join(" ");
    const has = (text: string, wanted: unknown) =>
        text.toLocaleLowerCase().includes(String(wanted).toLocaleLowerCase());
    return Object.entries(filter).every(([key, value]) => {
        switch (key) {
            case "inMailbox":
                return email.mailboxIds[value as Id];
            case "inMailboxOtherThan":
                return Object.keys(email.mailboxIds).some((id) => !(value as Id[]).includes(id));
            case "hasKeyword":
                return email.keywords[value as string];
            case "notKeyword":
                return !email.keywords[value as string];
            case "hasAttachment":
                return email.hasAttachment === value;
            case "before":
                return email.receivedAt < value;
            case "after":
                return email.receivedAt >= value;
            case "from":
                return has(people(email.from), value);
            case "to":
                return has(people(email.to), value);
            case "subject":
                return has(email.subject ?? "", value);
            case "text":
            case "body":
                return has(
                    `${people(email.from)} ${people(email.to)} ${email.subject ?? ""} ${email.preview}`,
                    value,
                );
            default:
                return false;
        }
    });
}

function query(known: Known, args: Record<string, any>): Answer {
    const seen = new Set<Id>();
    const found = known.heads
        .filter((one) => holds(one, args["filter"] as Filter | null))
        .sort((a, b) => b.receivedAt.localeCompare(a.receivedAt))
        .filter((one) => !args["collapseThreads"] || (!seen.has(one.threadId) && seen.add(one.threadId)));
    const position = Number(args["position"] ?? 0);
    return {
        queryState: state,
        canCalculateChanges: false,
        position,
        ids: found.slice(position, position + Number(args["limit"] ?? 500)).map((one) => one.id),
        total: found.length,
    };
}

async function get(known: Known, args: Record<string, any>): Promise<Answer> {
    const wantsBody = args["fetchTextBodyValues"] === true;
    const list: EmailHead[] = [];
    const notFound: Id[] = [];
    for (const id of args["ids"] as Id[]) {
        const head = known.heads.find((one) => one.id === id);
        const body = head && wantsBody ? await known.body(id) : undefined;
        if (!head) notFound.push(id);
        else if (wantsBody && !body) throw new Failure("network");
        else list.push(body ? { ...body, ...head } : head);
    }
    return { state, list, notFound };
}

function threads(known: Known, args: Record<string, any>): Answer {
    const wanted = [...new Set(args["ids"] as Id[])];
    const list = wanted.map((id) => ({
        id,
        emailIds: known.heads
            .filter((one) => one.threadId === id)
            .sort((a, b) => a.receivedAt.localeCompare(b.receivedAt))
            .map((one) => one.id),
    }));
    return {
        state,
        list: list.filter((one) => one.emailIds.length > 0),
        notFound: list.filter((one) => one.emailIds.length === 0).map((one) => one.id),
    };
}

function patched(email: EmailHead, changes: Record<string, unknown>): EmailHead {
    const next = { ...email, keywords: { ...email.keywords }, mailboxIds: { ...email.mailboxIds } };
    for (const [path, value] of Object.entries(changes)) {
        const [property, key] = path.split("/");
        if (property !== "keywords" && property !== "mailboxIds") continue;
        if (key === undefined) next[property] = { ...(value as Record<string, true>) };
        else if (value === null) delete next[property][key];
        else next[property][key] = true;
    }
    return next;
}

/// A letter that was written here, as a list and a thread show it.
function made(id: Id, args: Record<string, any>): Email {
    const text = String(args["bodyValues"]?.["text"]?.value ?? "");
    const part = (partId: string, type: string) => ({
        partId,
        blobId: null,
        size: 0,
        name: null,
        type,
        charset: "utf-8",
        disposition: null,
        cid: null,
    });
    const html = args["htmlBody"] ? [part("html", "text/html")] : [part("text", "text/plain")];
    return {
        id,
        blobId: id,
        threadId: id,
        // What waits for the server is as it was asked for, whatever becomes of the letter here.
        mailboxIds: { ...args["mailboxIds"] },
        keywords: { ...args["keywords"] },
        size: text.length,
        receivedAt: `${new Date().toISOString().slice(0, 19)}Z`,
        from: args["from"],
        to: args["to"],
        cc: args["cc"],
        bcc: args["bcc"],
        replyTo: args["replyTo"],
        sender: null,
        sentAt: null,
        subject: args["subject"],
        preview: text.slice(0, 200).replace(/\s+/g, " "),
        hasAttachment: ((args["attachments"] as unknown[] | undefined) ?? []).length > 0,
        messageId: args["messageId"] ?? null,
        inReplyTo: args["inReplyTo"],
        references: args["references"],
        textBody: [part("text", "text/plain")],
        htmlBody: html,
        attachments: [],
        bodyValues: args["bodyValues"],
    };
}

async function setEmails(known: Known, queue: Queue, args: Record<string, any>): Promise<Answer> {
    const created: Record<string, { id: Id }> = {};
    const kept: Record<string, unknown> = {};
    let heads = known.heads;
    for (const [creation, email] of Object.entries(
        (args["create"] as Record<string, Record<string, any>> | undefined) ?? {},
    )) {
        const id = madeUp + crypto.randomUUID();
        created[creation] = { id };
        const letter = made(id, email);
        kept[`body:${id}`] = letter;
        heads = [letter, ...heads];
    }
    const update = (args["update"] as Record<Id, Record<string, unknown>> | undefined) ?? {};
    const gone = (args["destroy"] as Id[] | undefined) ?? [];
    heads = heads
        .filter((one) => !gone.includes(one.id))
        .map((one) => (update[one.id] ? patched(one, update[one.id]!) : one));
    const ids = Object.fromEntries(Object.entries(created).map(([creation, { id }]) => [creation, id]));
    // Kept with what it changes, or not at all.
    await queue.add({ method: "Email/set", args, ids }, { ...kept, heads });
    known.heads = heads;
    return { newState: state, created, updated: args["update"] ?? null, destroyed: gone };
}

async function submit(known: Known, queue: Queue, args: Record<string, any>): Promise<Answer> {
    const created: Record<string, { id: Id }> = {};
    const ids: Record<string, Id> = {};
    let heads = known.heads;
    for (const [creation, wanted] of Object.entries(
        (args["create"] as Record<string, { emailId: Id }> | undefined) ?? {},
    )) {
        const id = madeUp + crypto.randomUUID();
        created[creation] = { id };
        ids[creation] = id;
        const after = (args["onSuccessUpdateEmail"] as Record<string, Record<string, unknown>> | undefined)?.[
            `#${creation}`
        ];
        if (after) heads = heads.map((one) => (one.id === wanted.emailId ? patched(one, after) : one));
    }
    if (Object.keys(created).length === 0) throw new Failure("network");
    await queue.add({ method: "EmailSubmission/set", args, ids }, { heads });
    known.heads = heads;
    return { newState: state, created };
}

async function one(known: Known, queue: Queue, method: string, args: Record<string, any>): Promise<Answer> {
    switch (method) {
        case "Mailbox/get":
            return { state, list: known.mailboxes.map((box) => counted(known, box)), notFound: [] };
        case "Identity/get":
            return { state, list: known.identities, notFound: [] };
        case "Email/query":
            return query(known, args);
        case "Email/get":
            return get(known, args);
        case "Thread/get":
            return threads(known, args);
        case "SearchSnippet/get":
            return {
                list: (args["emailIds"] as Id[]).map((emailId) => ({
                    emailId,
                    subject: null,
                    preview: null,
                })),
                notFound: null,
            };
        case "Email/set":
            return setEmails(known, queue, args);
        case "EmailSubmission/set":
            return submit(known, queue, args);
        default:
            throw new Failure("network");
    }
}

/// What is read and moved without the server is counted so.
function counted(known: Known, box: Mailbox): Mailbox {
    const unread = new Set(
        known.heads
            .filter((one) => one.mailboxIds[box.id] && !one.keywords["$seen"] && !one.keywords["$draft"])
            .map((one) => one.threadId),
    );
    return { ...box, unreadThreads: unread.size, unreadEmails: unread.size };
}

function pointed(value: any, path: string): unknown {
    let here: unknown[] = [value];
    let many = false;
    for (const step of path.split("/").slice(1)) {
        if (step === "*") {
            many = true;
            here = here.flatMap((each) => each as unknown[]);
        } else here = here.map((each) => (each as Record<string, unknown>)?.[step]);
    }
    return many ? here.flatMap((each) => each) : here[0];
}

/// Calls one after another; references to earlier ones as the server follows them (RFC 8620 3.7).
export async function answer(known: Known, queue: Queue, calls: Call[]): Promise<(Answer | Failure)[]> {
    const answers: (Answer | Failure)[] = [];
    for (const [method, args] of calls) {
        const given: Record<string, any> = {};
        for (const [key, value] of Object.entries(args)) {
            if (!key.startsWith("#")) given[key] = value;
            else {
                const { resultOf, path } = value as { resultOf: string; path: string };
                const before = answers[Number(resultOf)];
                given[key.slice(1)] = before instanceof Failure ? [] : pointed(before, path);
            }
        }
        try {
            answers.push(await one(known, queue, method, given));
        } catch (error) {
            answers.push(error instanceof Failure ? error : new Failure("network"));
        }
    }
    return answers;
}
