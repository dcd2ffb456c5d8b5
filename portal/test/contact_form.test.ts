// SPDX-License-Identifier: AGPL-3.0-or-later
// A card's form: what it does not show stays, and what was not touched is not written.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Card, dayIn, haystackOf, nameOf, plain } from "../src/contacts/card";
import { cardFrom, isDate, isNobody, patchFrom, readForm } from "../src/contacts/form";
import { sortOut } from "../src/contacts/merge";

const card = {
    id: "1",
    uid: "u",
    addressBookIds: { b: true },
    name: {
        components: [
            { kind: "title", value: "Dra." },
            { kind: "given", value: "Ana" },
            { kind: "given", value: "María" },
            { kind: "surname", value: "Pérez" },
        ],
        isOrdered: true,
    },
    emails: {
        a: {
            address: "ana@example.org",
            contexts: { work: true, billing: true },
            pref: 1,
            vCardParams: { x: "y" },
        },
        b: { address: "b@example.org" },
    },
    phones: { a: { number: "+1", features: { mobile: true, text: true }, label: "on weekends" } },
    addresses: {
        a: {
            components: [
                { kind: "name", value: "Calle Luna" },
                { kind: "number", value: "12" },
                { kind: "locality", value: "Oaxaca" },
            ],
            coordinates: "geo:1,2",
        },
    },
    onlineServices: { a: { service: "Matrix", uri: "matrix:u/ana:example.org" } },
    anniversaries: { a: { kind: "birth", date: { "@type": "Timestamp", utc: "1990-05-03T00:00:00Z" } } },
    notes: { a: { note: "first", author: { name: "B" } }, b: { note: "second" } },
    media: {
        p: { kind: "photo", blobId: "c1-x", mediaType: "image/png" },
        l: { kind: "logo", uri: "https://example.org/l.png" },
    },
    personalInfo: { a: { kind: "hobby", value: "maize" } },
} as unknown as Card;

test("what nobody touched is not written", () => {
    assert.deepEqual(patchFrom(card, readForm(card)), {});
});

test("a change leaves what the form has no word for", () => {
    const form = readForm(card);
    form.emails[0]!.value = "ana@example.net";
    form.phones[0]!.kind = "work";
    form.surname = "Luna";
    assert.deepEqual(patchFrom(card, form), {
        name: {
            components: [
                { kind: "title", value: "Dra." },
                { kind: "given", value: "Ana" },
                { kind: "given", value: "María" },
                { kind: "surname", value: "Luna" },
            ],
            isOrdered: true,
        },
        emails: {
            a: {
                address: "ana@example.net",
                contexts: { work: true, billing: true },
                pref: 1,
                vCardParams: { x: "y" },
            },
            b: { address: "b@example.org" },
        },
        phones: {
            a: { number: "+1", features: { text: true }, label: "on weekends", contexts: { work: true } },
        },
    });
});

test("entries go, the last one with its property", () => {
    const form = readForm(card);
    form.emails = form.emails.slice(1);
    form.phones = [];
    form.note = "";
    assert.deepEqual(patchFrom(card, form), {
        emails: { b: { address: "b@example.org" } },
        phones: null,
        notes: { b: { note: "second" } },
    });
});

test("another street is another place", () => {
    const form = readForm(card);
    assert.equal(form.addresses[0]!.street, "Calle Luna 12");
    form.addresses[0]!.street = "Calle Sol 1";
    const patch = patchFrom(card, form) as { addresses: { a: object } };
    assert.deepEqual(patch.addresses.a, {
        components: [
            { kind: "name", value: "Calle Sol 1" },
            { kind: "locality", value: "Oaxaca" },
        ],
    });
});

test("the picture goes, the logo stays", () => {
    const form = readForm(card);
    form.picture = "none";
    assert.deepEqual(patchFrom(card, form), {
        media: { l: { kind: "logo", uri: "https://example.org/l.png" } },
    });
});

test("a new card says what was written, and nothing else", () => {
    const form = readForm(undefined);
    assert.ok(isNobody(form));
    form.given = " Ana ";
    form.services = [
        { id: "s", kind: "", value: "@ana:example.org", what: "Matrix" },
        { id: "t", kind: "", value: "xmpp:ana@example.org", what: "" },
    ];
    form.links = [{ id: "l", kind: "", value: "example.org/ana", what: "" }];
    form.dates = [{ id: "d", what: "birth", year: "", month: "2", day: "29" }];
    assert.deepEqual(cardFrom(form), {
        kind: "individual",
        name: { components: [{ kind: "given", value: "Ana" }] },
        onlineServices: {
            s: { user: "@ana:example.org", service: "Matrix" },
            t: { uri: "xmpp:ana@example.org" },
        },
        links: { l: { uri: "https://example.org/ana" } },
        anniversaries: { d: { kind: "birth", date: { "@type": "PartialDate", month: 2, day: 29 } } },
    });
});

test("days that there are, and such as there are not", () => {
    const rows: [string, string, string, boolean][] = [
        ["2000", "2", "29", true],
        ["2001", "2", "29", false],
        ["", "2", "29", true],
        ["", "2", "30", false],
        ["1990", "", "", true],
        ["1990", "5", "", true],
        ["", "5", "", false],
        ["", "", "3", false],
        ["", "", "", true],
        ["19x0", "5", "3", false],
    ];
    for (const [year, month, day, is] of rows)
        assert.equal(isDate({ id: "", what: "birth", year, month, day }), is, `${year}-${month}-${day}`);
});

test("birthdays of a leap day are kept on the day before March", () => {
    assert.equal(dayIn({ month: 2, day: 29 }, 2027)?.toDateString(), new Date(2027, 1, 28).toDateString());
    assert.equal(dayIn({ month: 2, day: 29 }, 2028)?.toDateString(), new Date(2028, 1, 29).toDateString());
    assert.equal(dayIn({ year: 1990 }, 2027), undefined);
});

test("people are found without marks, and called by what there is", () => {
    assert.equal(
        nameOf({
            name: {
                components: [
                    { kind: "surname", value: "Pérez" },
                    { kind: "given", value: "Ana" },
                ],
            },
        }),
        "Ana Pérez",
    );
    assert.equal(
        nameOf({ emails: { a: { address: "a@b.c", pref: 2 }, b: { address: "first@b.c", pref: 1 } } }),
        "first@b.c",
    );
    assert.equal(nameOf({}), "");
    assert.ok(haystackOf(card).includes(plain("PEREZ")));
});

test("people of a group that Apple wrote are who they are", () => {
    const { fresh } = sortOut(
        [
            { uid: "x", name: { full: "X" } },
            {
                kind: "group",
                uid: "g",
                name: { full: "G" },
                members: { "urn:uuid:x": true, "urn:uuid:y": true, z: true },
            },
        ],
        [{ id: "1", uid: "urn:uuid:z", addressBookIds: {} }],
    );
    assert.deepEqual(fresh[1]!.members, { x: true, "urn:uuid:y": true, "urn:uuid:z": true });
});
