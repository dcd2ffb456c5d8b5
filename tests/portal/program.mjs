// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail program without a face: what it puts into an account, walks find there; what walks do, it sees.
import { Socket } from "node:net";
import { request } from "node:https";
import { once } from "node:events";

const core = "urn:ietf:params:jmap:core";
const mail = "urn:ietf:params:jmap:mail";
const submission = "urn:ietf:params:jmap:submission";
const blob = "urn:ietf:params:jmap:blob";
const contacts = "urn:ietf:params:jmap:contacts";

export class Program {
    constructor(world, member) {
        this.world = world;
        this.member = member;
        this.url = new URL(world.base);
    }

    static async open(world, member) {
        const program = new Program(world, member);
        program.session = JSON.parse(await program.ask("GET", "/jmap/session"));
        program.account = program.session.primaryAccounts[mail];
        return program;
    }

    async ask(method, path, body, type = "application/json") {
        const headers = {
            host: this.url.host,
            authorization: `Basic ${Buffer.from(`${this.member.address}:${this.member.password}`).toString("base64")}`,
        };
        if (body !== undefined) headers["content-type"] = type;
        const asked = request({
            host: this.world.host,
            port: this.url.port,
            method,
            path,
            headers,
            servername: this.url.hostname,
            rejectUnauthorized: false,
        });
        asked.end(body);
        const [answer] = await once(asked, "response");
        const parts = [];
        for await (const part of answer) parts.push(part);
        const octets = Buffer.concat(parts);
        if (answer.statusCode >= 300)
            throw new Error(`${method} ${path}: ${answer.statusCode} ${octets.toString().slice(0, 500)}`);
        return octets;
    }

    /// Results of calls, each a name and its arguments; one that failed is thrown.
    async do(...calls) {
        const methodCalls = calls.map(([name, more], n) => [
            name,
            { accountId: this.account, ...more },
            String(n),
        ]);
        const answer = JSON.parse(
            await this.ask(
                "POST",
                "/jmap/api",
                JSON.stringify({ using: [core, mail, submission, blob, contacts], methodCalls }),
            ),
        );
        return answer.methodResponses.map(([name, said]) => {
            if (name === "error") throw new Error(JSON.stringify(said));
            for (const word of ["notCreated", "notUpdated", "notDestroyed"]) {
                if (said[word] && Object.keys(said[word]).length > 0)
                    throw new Error(`${name}: ${JSON.stringify(said[word])}`);
            }
            return said;
        });
    }

    async mailboxes() {
        const [said] = await this.do(["Mailbox/get", { ids: null }]);
        return said.list;
    }
    async folder(role) {
        return (await this.mailboxes()).find((one) => one.role === role || one.name === role)?.id;
    }

    /// Emails that a filter finds, the newest first.
    async emails(filter, ...properties) {
        const [, got] = await this.do(
            ["Email/query", { filter, sort: [{ property: "receivedAt", isAscending: false }] }],
            [
                "Email/get",
                {
                    "#ids": { resultOf: "0", name: "Email/query", path: "/ids" },
                    properties: properties.length > 0 ? ["id", ...properties] : null,
                    fetchAllBodyValues: true,
                },
            ],
        );
        return got.list;
    }

    /// Waits until a question has an answer that is true.
    async until(question, what = "the server's answer", seconds = 30) {
        const end = Date.now() + seconds * 1000;
        for (;;) {
            const answer = await question();
            if (answer) return answer;
            if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
            await new Promise((done) => setTimeout(done, 100));
        }
    }

    async upload(octets, type = "application/octet-stream") {
        return JSON.parse(await this.ask("POST", `/jmap/upload/${this.account}`, octets, type)).blobId;
    }

    /// Letters as octets, the first the newest.
    async bring(list, keywords = { $seen: true }) {
        const inbox = await this.folder("inbox");
        const atOnce = 4;
        const emails = {};
        const waiting = list.map((octets, n) => [n, octets]);
        const carry = async () => {
            for (let next = waiting.shift(); next; next = waiting.shift()) {
                const [n, octets] = next;
                emails[`c${n}`] = {
                    blobId: await this.upload(octets, "message/rfc822"),
                    mailboxIds: { [inbox]: true },
                    keywords,
                    receivedAt: new Date(Date.now() - n * 60_000).toISOString().slice(0, 19) + "Z",
                };
            }
        };
        await Promise.all(Array.from({ length: atOnce }, carry));
        await this.do(["Email/import", { emails }]);
    }

    /// Letters as they are described: {from, to, subject, text, html, files, keywords, at, id, answers, folder}.
    async put(letters) {
        const inbox = await this.folder("inbox");
        const create = {};
        let n = 0;
        for (const one of letters) {
            const files = await Promise.all(
                (one.files ?? []).map(async (file) => ({
                    ...file,
                    octets: undefined,
                    blobId: await this.upload(file.octets, file.type),
                })),
            );
            create[`c${(n += 1)}`] = {
                mailboxIds: { [one.folder ?? inbox]: true },
                keywords: one.keywords ?? {},
                from: [one.from ?? { name: "Berta Luna", email: "berta@elsewhere.test" }],
                to: one.to ?? [{ name: null, email: this.member.address }],
                ...(one.cc ? { cc: one.cc } : {}),
                subject: one.subject ?? "",
                receivedAt: one.at ?? new Date(Date.now() - n * 60_000).toISOString().slice(0, 19) + "Z",
                ...(one.id ? { messageId: [one.id] } : {}),
                ...(one.answers ? { inReplyTo: [one.answers], references: [one.answers] } : {}),
                textBody: [{ partId: "text", type: "text/plain" }],
                ...(one.html ? { htmlBody: [{ partId: "html", type: "text/html" }] } : {}),
                attachments: files.map(({ blobId, type, name, cid }) => ({
                    blobId,
                    type,
                    name,
                    disposition: cid ? "inline" : "attachment",
                    ...(cid ? { cid } : {}),
                })),
                bodyValues: {
                    text: { value: one.text ?? "Hello." },
                    ...(one.html ? { html: { value: one.html } } : {}),
                },
            };
        }
        const [said] = await this.do(["Email/set", { create }]);
        return Object.keys(create).map((key) => said.created[key].id);
    }
}

/// A conversation with port 25, as another server has it.
class Delivery {
    heard = "";
    wake = () => undefined;

    static async open(world) {
        const one = new Delivery();
        one.socket = new Socket();
        one.socket.setEncoding("utf8");
        one.socket.setNoDelay(true);
        one.socket.on("data", (more) => {
            one.heard += more;
            one.wake();
        });
        one.socket.on("close", () => one.wake((one.isClosed = true)));
        one.socket.on("error", () => undefined);
        one.socket.connect(world.smtp, world.host);
        await one.reply();
        await one.say("EHLO elsewhere.test");
        return one;
    }

    /// The last line of a reply; one that refuses is thrown.
    async reply() {
        for (;;) {
            const found = /^(?:\d{3}-.*\r\n)*(\d{3}) .*\r\n/.exec(this.heard);
            if (found) {
                this.heard = this.heard.slice(found[0].length);
                if (!/^[23]/.test(found[1])) throw new Error(found[0]);
                return;
            }
            if (this.isClosed) throw new Error("closed");
            await new Promise((done) => (this.wake = done));
        }
    }
    async say(line) {
        this.socket.write(`${line}\r\n`);
        await this.reply();
    }

    async bring(to, text) {
        this.socket.write(`MAIL FROM:<berta@elsewhere.test>\r\nRCPT TO:<${to}>\r\nDATA\r\n`);
        for (let n = 0; n < 3; n += 1) await this.reply();
        await this.say(`${text.replace(/\r?\n/g, "\r\n").replace(/^\./gm, "..")}\r\n.`);
    }

    close() {
        this.socket.destroy();
    }
}

/// Brings one message by SMTP.
export async function deliver(world, to, text) {
    const delivery = await Delivery.open(world);
    await delivery.bring(to, text);
    delivery.close();
}

const deliveriesAtOnce = 8;
/// Many, as fast as they are taken; about in order.
export async function bringMany(world, to, count, letter) {
    let next = 0;
    const carry = async () => {
        let delivery = await Delivery.open(world);
        while (next < count) {
            const n = next;
            next += 1;
            try {
                await delivery.bring(to, letter(n));
            } catch (error) {
                // After so many on one connection a server may want a new one.
                if (!/^421|closed/.test(error.message)) throw error;
                delivery.close();
                delivery = await Delivery.open(world);
                await delivery.bring(to, letter(n));
            }
        }
        delivery.close();
    };
    await Promise.all(Array.from({ length: deliveriesAtOnce }, carry));
}

/// A picture of one pixel.
export const pixel = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
    "base64",
);
