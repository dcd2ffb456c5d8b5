// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import test from "node:test";
import { autocryptOf } from "../src/openpgp/autocrypt";

const from = (...emails: string[]) => emails.map((email) => ({ name: null, email }));
const field = (address: string, data = "AAAA") =>
    ` addr=${address}; prefer-encrypt=mutual;\r\n keydata=${data}`;

test("a letter tells the key of whom it is from", () => {
    assert.equal(autocryptOf(from("Ana@a.org"), [field("ana@a.org", "AA\r\n BB")], "ana@a.org"), "AA BB");
    assert.equal(
        autocryptOf(from("ana@a.org"), [field("eve@e.org"), field("ana@a.org")], "ana@a.org"),
        "AAAA",
    );
});

test("what is not plain tells none", () => {
    for (const [senders, fields] of [
        [["eve@e.org"], [field("ana@a.org")]],
        [["ana@a.org", "eve@e.org"], [field("ana@a.org")]],
        [["ana@a.org"], [field("ana@a.org"), field("ana@a.org", "BBBB")]],
        [["ana@a.org"], [" addr=ana@a.org"]],
        [["ana@a.org"], [" keydata=AAAA"]],
        [["ana@a.org"], []],
        [[], [field("ana@a.org")]],
    ] as const)
        assert.equal(autocryptOf(from(...senders), fields, "ana@a.org"), undefined);
});
