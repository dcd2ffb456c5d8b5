// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { test } from "node:test";
import { isHereAlone } from "../src/base/place";

test("names that lead every device to itself", () => {
    for (const host of ["localhost", "milpa.localhost", "127.0.0.1", "[::1]"])
        assert.ok(isHereAlone(host), host);
    for (const host of ["localhost.example.org", "mail.example.org", "192.0.2.7", "[fd00::2]"])
        assert.ok(!isHereAlone(host), host);
});
