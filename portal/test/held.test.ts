// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server tells of a member has words in the language of the page: read from its own sources.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { slug } from "../src/settings/held_words";

const root = join(process.cwd(), process.cwd().endsWith("portal") ? ".." : ".");
const words = readFileSync(join(root, "portal/words/en/held.ftl"), "utf8");
const members = join(root, "src/members");
const sources = readdirSync(members)
    .filter((name) => /^held.*\.cpp$/.test(name) && !name.endsWith("_test.cpp"))
    .map((name) => readFileSync(join(members, name), "utf8"));
const source = sources.join("\n");

const all = (pattern: RegExp): string[] => [...source.matchAll(pattern)].map((one) => one[1]!);
const has = (id: string) => words.includes(`\n${id} = `);
const lacks = (ids: string[]) =>
    assert.deepEqual(
        [...new Set(ids)].filter((id) => !has(id)),
        [],
    );

test("each field", () => {
    const fields = all(/\{"([A-Z][A-Za-z]+\.[a-z0-9_]+)", "/g);
    assert.ok(fields.length > 100);
    lacks(fields.map((field) => `held-what-${field.replace(".", "-")}`));
});

test("each heading", () => {
    const titles = [...all(/Section \w+\(held, "([^"]+)"/g), ...all(/case Event::k\w+: return "([^"]+)";/g)];
    assert.ok(titles.length > 30);
    lacks(titles.map((title) => `held-title-${slug(title)}`));
});

test("each line that is of no field", () => {
    const lines = all(/\.line\(\s*"([^"]+)"/g);
    assert.ok(lines.length > 10);
    lacks(lines.map((line) => `held-what-${slug(line)}`));
});

test("each value in words", () => {
    const values = all(/case (?:events::|Found::)?[A-Z_]+: return "([^"]+)";/g);
    assert.ok(values.length > 20);
    lacks(values.map((value) => `held-value-${slug(value)}`));
});

test("each sentence of what nobody can hand over", () => {
    const from = source.indexOf("sentences = {");
    const list = source.slice(from, source.indexOf("};", from));
    // Pieces of one literal follow each other without a comma.
    const sentences = [...list.matchAll(/"(?:[^"\\]|\\.)*"(?:\s*"(?:[^"\\]|\\.)*")*/g)].map(([one]) =>
        [...one.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((piece) => piece[1]).join(""),
    );
    assert.ok(sentences.length >= 8);
    lacks(sentences.map((sentence) => `held-what-${slug(sentence)}`));
});
