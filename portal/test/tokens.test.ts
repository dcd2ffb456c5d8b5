// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const tokens = readFileSync(new URL("../../styles/tokens.css", import.meta.url), "utf8");

/// What stands between the braces behind `selector`.
function block(selector: string): string[] {
    const begin = tokens.indexOf("{", tokens.indexOf(selector)) + 1;
    return tokens
        .slice(begin, tokens.indexOf("}", begin))
        .split("\n")
        .map((line) => line.trim())
        .filter((line) => line.startsWith("--"));
}

test("the dark that was chosen is the dark of the system", () => {
    const system = block(':root:not([data-theme="light"])');
    assert.ok(system.length > 20);
    assert.deepEqual(block(':root[data-theme="dark"]'), system);
});
