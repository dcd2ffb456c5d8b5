// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { Failure } from "../src/jmap/client";
import type { EmailHead } from "../src/jmap/types";
import { type Known, answer } from "../src/offline/answer";
import type { Act, Queue } from "../src/offline/queue";

const email = (id: string, more: Partial<EmailHead> = {}): EmailHead => ({
    id,
    blobId: id,
    threadId: `t${id}`,
    mailboxIds: { in: true },
    keywords: {},
    size: 1,
    receivedAt: `2026-01-0${id}T00:00:00Z`,
    from: [{ name: "Berta", email: "berta@b.org" }],
    to: [],
    subject: `s${id}`,
    preview: "",
    hasAttachment: false,
    ...more,
});

function house(): { known: Known; queue: Queue; acts: Act[]; kept: Record<string, unknown> } {
    const acts: Act[] = [];
    const kept: Record<string, unknown> = {};
    const known: Known = {
        session: undefined,
        mailboxes: [],
        identities: [],
        heads: [email("1"), email("2", { threadId: "t1" }), email("3", { mailboxIds: { out: true } })],
        body: async () => undefined,
    };
    const add = async (act: Act, also: object) => {
        acts.push(act);
        Object.assign(kept, also);
    };
    return { known, acts, kept, queue: { add } as unknown as Queue };
}

test("a list, as the server would give it", async () => {
    const { known, queue } = house();
    const [query, got, threads] = await answer(known, queue, [
        ["Email/query", { filter: { inMailbox: "in" }, collapseThreads: true, position: 0, limit: 50 }],
        ["Email/get", { "#ids": { resultOf: "0", name: "Email/query", path: "/ids" } }],
        ["Thread/get", { "#ids": { resultOf: "1", name: "Email/get", path: "/list/*/threadId" } }],
    ]);
    assert.deepEqual((query as any).ids, ["2"]);
    assert.equal((query as any).total, 1);
    assert.equal((got as any).list[0].subject, "s2");
    assert.deepEqual((threads as any).list[0].emailIds, ["1", "2"]);
});

test("filters that it does not know find nothing rather than everything", async () => {
    const { known, queue } = house();
    const ids = async (filter: unknown) =>
        ((await answer(known, queue, [["Email/query", { filter } as Record<string, unknown>]]))[0] as any)
            .ids;
    assert.deepEqual(await ids({ from: "BERTA@" }), ["3", "2", "1"]);
    assert.deepEqual(await ids({ minSize: 3 }), []);
    assert.deepEqual(
        await ids({ operator: "AND", conditions: [{ inMailboxOtherThan: ["in"] }, { text: "s3" }] }),
        ["3"],
    );
    assert.deepEqual(await ids({ operator: "NOT", conditions: [{ inMailbox: "in" }] }), ["3"]);
});

test("what is changed is seen here, and waits for the server", async () => {
    const { known, queue, acts, kept } = house();
    await answer(known, queue, [
        [
            "Email/set",
            {
                update: { 1: { "keywords/$seen": true, "mailboxIds/in": null, "mailboxIds/out": true } },
                destroy: ["2"],
            },
        ],
    ]);
    assert.deepEqual(known.heads.find((one) => one.id === "1")!.mailboxIds, { out: true });
    assert.equal(
        known.heads.some((one) => one.id === "2"),
        false,
    );
    assert.equal(acts[0]!.method, "Email/set");
    assert.ok(kept["heads"]);
});

test("a letter written here has an id until the server gives one", async () => {
    const { known, queue, acts, kept } = house();
    const [made] = await answer(known, queue, [
        [
            "Email/set",
            {
                create: {
                    draft: {
                        mailboxIds: { drafts: true },
                        keywords: { $draft: true },
                        subject: "neu",
                        bodyValues: { text: { value: "hola" } },
                    },
                },
            },
        ],
    ]);
    const id = (made as any).created.draft.id as string;
    assert.match(id, /^offline-/);
    assert.deepEqual(acts[0]!.ids, { draft: id });
    assert.equal((kept[`body:${id}`] as any).bodyValues.text.value, "hola");
    const [sent] = await answer(known, queue, [
        [
            "EmailSubmission/set",
            {
                create: { one: { emailId: id } },
                onSuccessUpdateEmail: { "#one": { "mailboxIds/drafts": null, "mailboxIds/sent": true } },
            },
        ],
    ]);
    assert.match((sent as any).created.one.id, /^offline-/);
    assert.deepEqual(known.heads[0]!.mailboxIds, { sent: true });
    // The server is asked for a draft still: what is sent is that.
    assert.deepEqual((acts[0]!.args as any).create.draft.mailboxIds, { drafts: true });
    assert.deepEqual((acts[0]!.args as any).create.draft.keywords, { $draft: true });
});

test("what needs the server fails as the network does", async () => {
    const { known, queue } = house();
    for (const call of [
        ["Member/get", {}],
        ["Email/get", { ids: ["1"], fetchTextBodyValues: true }],
    ] as [string, Record<string, unknown>][]) {
        const [said] = await answer(known, queue, [call]);
        assert.ok(said instanceof Failure && said.kind === "network");
    }
});

test("what cannot be kept is not seen either", async () => {
    const { known } = house();
    const queue = {
        add: async () => {
            throw new Failure("broken", "notKept");
        },
    } as unknown as Queue;
    const before = structuredClone(known.heads);
    const changes: [string, Record<string, unknown>][] = [
        ["Email/set", { update: { 1: { "keywords/$seen": true } }, destroy: ["2"] }],
        ["Email/set", { create: { draft: { mailboxIds: { in: true }, keywords: {} } } }],
        [
            "EmailSubmission/set",
            {
                create: { one: { emailId: "3" } },
                onSuccessUpdateEmail: { "#one": { "keywords/$draft": null, mailboxIds: { sent: true } } },
            },
        ],
    ];
    for (const said of await answer(known, queue, changes))
        assert.ok(said instanceof Failure && said.type === "notKept");
    assert.deepEqual(known.heads, before);
});
