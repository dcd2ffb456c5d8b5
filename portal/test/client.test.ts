// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { Client, Failure, isReachable } from "../src/jmap/client";
import type { Session } from "../src/jmap/types";

const mail = "urn:ietf:params:jmap:mail";
const sessionOf = (name: string): Session =>
    ({
        username: `${name}@a.org`,
        primaryAccounts: { [mail]: name },
        capabilities: { [mail]: {} },
        apiUrl: "https://a.org/jmap/api",
    }) as unknown as Session;

/// A client of Ana's, and what the server says once it is let to.
function house(said: () => Response) {
    const client = new Client();
    client.session = sessionOf("ana");
    let answer!: () => void;
    const asked = new Promise<void>((done) => (answer = done));
    globalThis.fetch = async () => {
        await asked;
        return said();
    };
    return { client, answer };
}
const failed = (kind: string, type: string) => (error: unknown) =>
    error instanceof Failure && error.kind === kind && error.type === type;
const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status });

test("an answer is nobody's who came after", async () => {
    const { client, answer } = house(() => json({ methodResponses: [["Email/get", { list: [] }, "0.0"]] }));
    const asked = client.call("Email/get", { accountId: "ana" });
    await Promise.resolve();
    client.session = sessionOf("berta");
    answer();
    await assert.rejects(asked, failed("broken", "left"));
});

test("that a session of before is over is not told of the next", async () => {
    const { client, answer } = house(() => json({}, 401));
    const asked = client.call("Email/get", { accountId: "ana" });
    await Promise.resolve();
    client.session = sessionOf("berta");
    answer();
    await assert.rejects(asked, failed("broken", "left"));
});

test("the same person with a new session has their answers", async () => {
    const { client, answer } = house(() => json({ methodResponses: [["Email/get", { list: [1] }, "0.0"]] }));
    const asked = client.call("Email/get", { accountId: "ana" });
    await Promise.resolve();
    client.session = sessionOf("ana");
    answer();
    assert.deepEqual(await asked, { list: [1] });
});

test("where another window signed somebody else in, this session is over", async () => {
    const { client, answer } = house(() =>
        json({ methodResponses: [["error", { type: "accountNotFound" }, "0.0"]] }),
    );
    answer();
    await assert.rejects(
        client.call("Email/get", { accountId: "ana" }),
        failed("signedOut", "accountNotFound"),
    );
    // Of another account it is a refusal.
    await assert.rejects(client.call("Email/get", { accountId: "x" }), failed("refused", "accountNotFound"));
});

test("what answers in the server's place is not the server", async () => {
    const { client, answer } = house(() => new Response("<html>Pay for the hotel's network</html>"));
    answer();
    isReachable.value = true;
    await assert.rejects(client.call("Email/get", { accountId: "ana" }), failed("network", ""));
    assert.equal(isReachable.value, false);
    await assert.rejects(client.open(), failed("network", ""));
});

test("an answer that comes after its session is over says so", async () => {
    const { client, answer } = house(() => json({ methodResponses: [["Keyholders/lock", {}, "0.0"]] }));
    const asked = client.call("Keyholders/lock", { accountId: "c" });
    await Promise.resolve();
    client.session = undefined;
    answer();
    await assert.rejects(asked, failed("signedOut", ""));
});

test("a name of a file is one step of its address, whatever is in it", () => {
    const { client } = house(() => json({}));
    client.session!.downloadUrl = "https://a.org/d/{accountId}/{blobId}/{name}?type={type}";
    const path = (name: string) => client.downloadPath("b1", name, "image/png");
    assert.equal(path("a b.png"), "/d/ana/b1/a%20b.png?type=image%2Fpng");
    assert.equal(path("24/25 \\ plan.png"), "/d/ana/b1/24_25%20_%20plan.png?type=image%2Fpng");
    for (const name of ["", ".", ".."]) assert.equal(path(name), "/d/ana/b1/file?type=image%2Fpng");
});
