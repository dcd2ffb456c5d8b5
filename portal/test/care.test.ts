// SPDX-License-Identifier: AGPL-3.0-or-later
// What the care of the whole reckons: quotas, pictures of numbers, what needs people; and birthdays.
import assert from "node:assert/strict";
import { test } from "node:test";
import { alarmsOf } from "../src/care/alarms";
import { quotaFrom, quotaText } from "../src/care/quota";
import type { Status } from "../src/care/types";
import { ageNow, comingBirthdays } from "../src/contacts/dates";
import { gathered, roundUp } from "../src/ui/chart";

test("gigabytes, as people of several countries write them", () => {
    const rows: [string, number | undefined][] = [
        ["", 0],
        ["5", 5e9],
        ["0.5", 5e8],
        ["0,5", 5e8],
        ["٢٫٥", 2.5e9],
        ["-1", undefined],
        ["much", undefined],
        ["1e9", undefined],
    ];
    for (const [text, octets] of rows) assert.equal(quotaFrom(text), octets, text);
    assert.equal(quotaText(0), "");
    assert.equal(quotaFrom(quotaText(1_234_000_000)), 1_234_000_000);
});

test("a picture's edge is a round number above all", () => {
    const rows: [number, number][] = [
        [0, 1],
        [1, 1],
        [7, 10],
        [23, 25],
        [180, 200],
        [0.03, 0.05],
    ];
    for (const [value, top] of rows)
        assert.ok(Math.abs(roundUp(value) - top) < 1e-9, `${value}: ${roundUp(value)}`);
});

test("fewer points: of what stands the most, of what happens the sum", () => {
    const points = Array.from({ length: 10 }, (_, i) => ({
        at: new Date(i),
        values: [i, i === 9 ? null : 1],
    }));
    assert.deepEqual(
        gathered(points, 5, false).map((one) => one.values),
        [
            [1, 1],
            [3, 1],
            [5, 1],
            [7, 1],
            [9, 1],
        ],
    );
    assert.deepEqual(
        gathered(points, 5, true).map((one) => one.values),
        [
            [1, 2],
            [5, 2],
            [9, 2],
            [13, 2],
            [17, 1],
        ],
    );
    assert.equal(gathered(points, 96, true), points);
});

const day = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();
const kinds = (known: Parameters<typeof alarmsOf>[0]) =>
    alarmsOf(known).map((one) => `${one.kind} ${one.title}`);

test("what needs people comes by how bad it is, and nothing is said where all is well", () => {
    const well: Status = {
        isUnlocked: true,
        certificate: { names: [], until: inDays(100), isSelfMade: false },
        memory: { coreFilesOff: true, notDumpable: true, allLocked: false, keysLocked: true },
        sandbox: { noNewPrivileges: true, systemCalls: true, files: true },
        settings: { waiting: [], mistake: null },
        queueRuns: true,
        foreignEvents: 0,
    };
    assert.deepEqual(kinds({ status: well, starts: [], approvals: [], members: [] }), []);
    assert.deepEqual(
        kinds({
            status: {
                ...well,
                settings: { waiting: ["ports.smtp"], mistake: null },
                foreignEvents: 1,
                sandbox: { ...well.sandbox!, files: false },
            },
        }),
        ["danger care-alarm-foreign", "warning care-alarm-sandbox", "info care-alarm-waiting"],
    );
    assert.deepEqual(
        kinds({ status: { ...well, certificate: { names: [], until: inDays(20), isSelfMade: false } } }),
        ["danger care-alarm-certificate"],
    );
    // Where the server gets them by itself it says so when it cannot.
    assert.deepEqual(
        kinds({
            status: {
                ...well,
                renewals: [],
                certificate: { names: [], until: inDays(20), isSelfMade: false },
            },
        }),
        [],
    );
    assert.deepEqual(
        kinds({ status: { ...well, certificate: { names: [], until: inDays(-1), isSelfMade: false } } }),
        ["danger care-alarm-certificate-over"],
    );
});

test("a start without a reason is an alarm, where reasons are kept", () => {
    const status: Status = { isUnlocked: true };
    const start = { id: "1", at: inDays(0), sessions: [] };
    assert.deepEqual(kinds({ status, starts: [start] }), []);
    assert.deepEqual(kinds({ status, starts: [{ ...start, explanation: "The power failed." }] }), []);
    assert.deepEqual(kinds({ status, starts: [{ ...start, explanation: null }] }), [
        "danger care-alarm-starts",
    ]);
});

test("who looks after the collective should not be alone", () => {
    const status: Status = { isUnlocked: true };
    const member = {
        id: "1",
        addresses: ["a@b.c"],
        name: "",
        duties: ["administrator"],
        suspended: false,
        quota: 0,
        added: "",
        octets: 0,
        messages: 0,
    };
    const other = { ...member, id: "2", duties: [] };
    assert.deepEqual(kinds({ status, members: [member] }), []);
    assert.deepEqual(kinds({ status, members: [member, other] }), ["info care-alarm-alone"]);
    assert.deepEqual(kinds({ status, members: [member, { ...member, id: "2" }] }), []);
    assert.deepEqual(kinds({ status, members: [member, { ...member, id: "2", suspended: true }] }), [
        "info care-alarm-alone",
    ]);
});

test("birthdays that come, over the end of the year, with what they turn", () => {
    const known = (id: string, date: object) => ({
        card: { id, uid: id, addressBookIds: {}, anniversaries: { a: { kind: "birth", date } } },
        name: id,
        haystack: "",
    });
    const now = new Date(2026, 11, 20, 15);
    const people = [
        known("today", { year: 2000, month: 12, day: 20 }),
        known("past", { month: 12, day: 19 }),
        known("next", { year: 1990, month: 1, day: 2 }),
        known("far", { month: 6, day: 1 }),
        known("unknown", { year: 1980 }),
    ];
    assert.deepEqual(
        comingBirthdays(people, 60, now).map((one) => [one.one.name, one.inDays, one.turns]),
        [
            ["today", 0, 26],
            ["next", 13, 37],
        ],
    );
    assert.equal(ageNow({ year: 1990, month: 1, day: 2 }, now), 36);
    assert.equal(ageNow({ year: 1990, month: 12, day: 21 }, now), 35);
    assert.equal(ageNow({ month: 12, day: 21 }, now), undefined);
});
