// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { Failure, client } from "../src/jmap/client";
import { clientData, prefer, preference } from "../src/store/preferences";

test("what could not be read when somebody came is not written over", async () => {
    client.session = { primaryAccounts: { [clientData]: "a" }, capabilities: { [clientData]: {} } } as never;
    let fails = true;
    const written: unknown[] = [];
    client.call = async (method, args) => {
        if (fails) throw new Failure("network");
        if (method === "ClientData/get")
            return {
                list: [{ id: "p", name: "portal.preferences", value: { undoSeconds: 20, rich: true } }],
            };
        written.push((args["update"] as Record<string, { value: unknown }>)["p"]!.value);
        return {};
    };
    await assert.rejects(prefer("rich", false));
    fails = false;
    await prefer("rich", false);
    assert.deepEqual(written, [{ undoSeconds: 20, rich: false }]);
    assert.equal(preference("undoSeconds", 10), 20);
});
