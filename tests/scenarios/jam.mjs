// SPDX-License-Identifier: AGPL-3.0-or-later
// What a program does that was written with jmap-jam; what it saw is printed as JSON.
// Its arguments come as JSON: library, origin, address, token, to.
import dns from "node:dns";
import { pathToFileURL } from "node:url";

const { library, origin, address, token, to } = JSON.parse(process.argv[2]);
const { default: JamClient } = await import(pathToFileURL(library));

// The test's domain is in no DNS: every name is this machine.
dns.lookup = (_, options, done = options) =>
    options.all ? done(null, [{ address: "127.0.0.1", family: 4 }]) : done(null, "127.0.0.1", 4);

// Node has none of its own; the library wants one, to which it tells nothing but the address.
globalThis.EventSource = class {
    constructor(url) {
        this.url = url;
    }
    async first(begin) {
        const answer = await fetch(this.url, { headers: { authorization: `Bearer ${token}` } });
        let text = "";
        const reader = answer.body.getReader();
        const decoder = new TextDecoder();
        for (let begun = false; ;) {
            const { value, done } = await reader.read();
            if (done) return null;
            text += decoder.decode(value, { stream: true });
            if (!begun) await begin();
            begun = true;
            const data = /^data: (.*)\n/m.exec(text);
            if (data === null) continue;
            await reader.cancel();
            return JSON.parse(data[1]);
        }
    }
};

const jam = new JamClient({ bearerToken: token, sessionUrl: `${origin}/.well-known/jmap` });
const accountId = await jam.getPrimaryAccount();
const session = await jam.session;
const [mailboxes] = await jam.api.Mailbox.get({ accountId });
const idOf = (role) => mailboxes.list.find((one) => one.role === role).id;

const [{ found, read }] = await jam.requestMany((t) => {
    const query = t.Email.query({
        accountId,
        filter: { inMailbox: idOf("inbox") },
        sort: [{ property: "receivedAt" }],
    });
    const get = t.Email.get({
        accountId,
        ids: query.$ref("/ids"),
        properties: ["subject", "bodyValues", "textBody"],
        fetchTextBodyValues: true,
    });
    return { found: query, read: get };
});

const octets = new Uint8Array(100_000).map((_, at) => at * 7);
const blob = await jam.uploadBlob(accountId, octets, {
    headers: { authorization: `Bearer ${token}`, "content-type": "image/png" },
});
const back = await jam.downloadBlob({
    accountId,
    blobId: blob.blobId,
    mimeType: "image/png",
    fileName: "a b.png",
});
const same = Buffer.from(await back.arrayBuffer()).equals(Buffer.from(octets));

const [identities] = await jam.api.Identity.get({ accountId });
const own = identities.list.find((one) => one.email === address);
const [drafted] = await jam.api.Email.set({
    accountId,
    create: {
        draft: {
            mailboxIds: { [idOf("drafts")]: true },
            keywords: { $draft: true, $seen: true },
            from: [{ name: "Ada", email: address }],
            to: [{ name: null, email: to }],
            subject: "Grüße aus der Ferne",
            bodyStructure: {
                type: "multipart/mixed",
                subParts: [
                    { type: "text/plain", partId: "text" },
                    { type: "image/png", blobId: blob.blobId, name: "Küche.png", disposition: "attachment" },
                ],
            },
            bodyValues: { text: { value: "Wie geht's?\n" } },
        },
    },
});
const emailId = drafted.created.draft.id;
let submitted;
const pushed = await (
    await jam.connectEventSource({ types: ["Email", "EmailSubmission"], ping: 60 })
).first(async () => {
    [submitted] = await jam.api.EmailSubmission.set({
        accountId,
        create: { sent: { identityId: own.id, emailId } },
        onSuccessUpdateEmail: {
            "#sent": {
                [`mailboxIds/${idOf("sent")}`]: true,
                [`mailboxIds/${idOf("drafts")}`]: null,
                "keywords/$draft": null,
            },
        },
    });
});
const [sent] = await jam.api.Email.get({ accountId, ids: [emailId], properties: ["mailboxIds", "keywords"] });
const refused = await jam.api.Email.get({ accountId: "none", ids: [] }).catch((error) => error.type);

console.log(
    JSON.stringify({
        username: session.username,
        roles: mailboxes.list.map((one) => one.role),
        subjects: read.list.map((one) => one.subject),
        texts: read.list.map((one) => one.bodyValues[one.textBody[0].partId].value),
        inOrder: JSON.stringify(found.ids) === JSON.stringify(read.list.map((one) => one.id)),
        blobSize: blob.size,
        downloadType: back.headers.get("content-type"),
        same,
        identities: identities.list.map((one) => one.email),
        notCreated: submitted.notCreated ?? null,
        pushed: Object.keys(pushed.changed[accountId]),
        keywords: sent.list[0].keywords,
        onlyInSent: JSON.stringify(sent.list[0].mailboxIds) === JSON.stringify({ [idOf("sent")]: true }),
        refused,
    }),
);
