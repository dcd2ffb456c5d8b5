// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets as people type them.
import assert from "node:assert/strict";
import test from "node:test";
import { isDomain } from "../src/entry/found_answers";
import { plainSecret } from "../src/entry/paper";
import { bareCode } from "../src/entry/scan";
import { strength } from "../src/entry/new_password";

test("what looks alike in a secret is the same", () => {
    assert.equal(plainSecret("O7SFK-3hMoo"), plainSecret("07sfk 3hm00"));
    assert.equal(plainSecret("il1-u"), "111v");
});

test("of a link only what stands behind the # is a share", () => {
    assert.equal(bareCode(" MILPA:07sfk-3hm00 \n"), "07sfk-3hm00");
    assert.equal(bareCode("07sfk-3hm00"), "07sfk-3hm00");
});

test("domains", () => {
    for (const good of [
        "example.org",
        "a-b.example.org",
        "maíz.example",
        "جماعة.example",
        "xn--maz-sma.example",
    ])
        assert.ok(isDomain(good), good);
    for (const wrong of [
        "",
        "example",
        "exa mple.org",
        "https://example.org",
        "example.org/x",
        "example.org:25",
        "ana@example.org",
        "1.2.3.4",
        "-a.example",
        "a..b",
        ".org",
        "example.org.",
    ])
        assert.ok(!isDomain(wrong), wrong);
});

test("a password is judged by its length", () => {
    const cases: [string, number][] = [
        ["", 0],
        ["seven77", 0],
        ["eightchr", 1],
        ["aaaaaaaaaaaaaaaaaaaaaaaa", 0],
        ["123456789012", 0],
        ["twelve chars", 2],
        ["sixteen letters!", 3],
        ["six random words make one", 4],
        ["كلمة مرور طويلة جدا هنا", 4],
    ];
    for (const [password, expected] of cases) {
        if (expected === 0) assert.ok(strength(password) <= 1, password);
        else assert.equal(strength(password), expected, password);
    }
});
