// SPDX-License-Identifier: AGPL-3.0-or-later
// vCards as phones and programs write them, and what becomes of them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readVCards, decode } from "../src/contacts/vcard";
import { fromVCard, readDate } from "../src/contacts/vcard_read";
import { toVCard, fold } from "../src/contacts/vcard_write";
import { patchToMerge, sortOut } from "../src/contacts/merge";

const cards = (text) => [...readVCards(text)].map(fromVCard);
const one = (...lines) => cards(["BEGIN:VCARD", ...lines, "END:VCARD", ""].join("\r\n"))[0];
const values = (map) => Object.values(map ?? {});

test("a card of 3.0, folded and escaped", () => {
    const card = one(
        "VERSION:3.0",
        "N:Pérez;Ana;María;Dra.;",
        "FN:Ana Pé",
        " rez",
        "NOTE:one\\, two\\; three\\nfour \\\\",
        "ORG:Casa;Cocina",
        "EMAIL;TYPE=INTERNET,HOME,PREF:ana@example.org",
        "TEL;TYPE=CELL:+52 55 1234",
        "UID:abc",
    );
    assert.equal(card.name.full, "Ana Pérez");
    assert.deepEqual(
        card.name.components.map((part) => [part.kind, part.value]),
        [
            ["surname", "Pérez"],
            ["given", "Ana"],
            ["given2", "María"],
            ["title", "Dra."],
        ],
    );
    assert.equal(values(card.notes)[0].note, "one, two; three\nfour \\");
    assert.deepEqual(values(card.organizations)[0], { name: "Casa", units: [{ name: "Cocina" }] });
    assert.deepEqual(values(card.emails)[0], {
        address: "ana@example.org",
        contexts: { private: true },
        pref: 1,
    });
    assert.deepEqual(values(card.phones)[0], { number: "+52 55 1234", features: { mobile: true } });
    assert.equal(card.uid, "abc");
});

test("quoted-printable of 2.1, over several lines, in another charset", () => {
    const card = one(
        "VERSION:2.1",
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:P=C3=A9rez;Jos=",
        "=C3=A9;;;",
        "FN;CHARSET=ISO-8859-1;QUOTED-PRINTABLE:Jos=E9",
        "TEL;HOME;VOICE:123",
        "PHOTO;JPEG;ENCODING=BASE64:/9j/4AAQ",
        " SkZJRg==",
        "",
        "TITLE:last",
    );
    assert.equal(card.name.full, "José");
    assert.deepEqual(
        card.name.components.map((part) => part.value),
        ["Pérez", "José"],
    );
    assert.deepEqual(values(card.phones)[0], { number: "123", contexts: { private: true } });
    assert.deepEqual(values(card.media)[0], {
        kind: "photo",
        uri: "data:image/jpeg;base64,/9j/4AAQSkZJRg==",
    });
    assert.equal(values(card.titles)[0].name, "last");
});

test("what Apple writes: labels in groups, groups of people, years that are none", () => {
    const card = one(
        "VERSION:3.0",
        "FN:A",
        "item1.TEL:55",
        "item1.X-ABLabel:_$!<Work>!$_",
        "item2.EMAIL:a@b.c",
        "item2.X-ABLabel:bakery",
        "BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-03",
    );
    assert.deepEqual(values(card.phones)[0], { number: "55", contexts: { work: true } });
    assert.equal(values(card.emails)[0].label, "bakery");
    assert.deepEqual(values(card.anniversaries)[0], {
        kind: "birth",
        date: { "@type": "PartialDate", month: 5, day: 3 },
    });
    const group = one(
        "VERSION:3.0",
        "FN:G",
        "X-ADDRESSBOOKSERVER-KIND:group",
        "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1",
    );
    assert.equal(group.kind, "group");
    assert.deepEqual(group.members, { "urn:uuid:1": true });
});

test("dates in every form", () => {
    const rows = [
        ["19850412", { year: 1985, month: 4, day: 12 }],
        ["1985-04-12T10:00:00Z", { year: 1985, month: 4, day: 12 }],
        ["1985-04", { year: 1985, month: 4 }],
        ["1985", { year: 1985 }],
        ["--0412", { month: 4, day: 12 }],
        ["--04-12", { month: 4, day: 12 }],
        ["---12", { day: 12 }],
    ];
    for (const [text, wanted] of rows)
        assert.deepEqual(readDate(text), { "@type": "PartialDate", ...wanted }, text);
    for (const text of ["", "yesterday", "1985-13-01", "--"]) assert.equal(readDate(text), undefined, text);
});

test("what is no vCard is passed over, and nothing fails", () => {
    for (const text of [
        "",
        "BEGIN:VCARD",
        "END:VCARD",
        'BEGIN:VCARD\r\nTEL;TYPE="home:1\r\nFN\r\n:x\r\n;;:\r\nEND:VCARD',
        "\u0000\uffff",
        "BEGIN:VCARD\nN:;;;;\nEND:VCARD",
    ]) {
        for (const card of cards(text)) assert.equal(typeof card, "object");
    }
    const nested = cards(
        "BEGIN:VCARD\nFN:outer\nAGENT:\nBEGIN:VCARD\nFN:inner\nEND:VCARD\nTITLE:t\nEND:VCARD\n",
    );
    assert.equal(nested.length, 1);
    assert.equal(nested[0].name.full, "outer");
    assert.equal(values(nested[0].titles)[0].name, "t");
});

test("octets that are no UTF-8 are read as the West's", () => {
    assert.equal(decode(Uint8Array.from([0x4a, 0x6f, 0x73, 0xe9])), "José");
    assert.equal(decode(Uint8Array.from([0xff, 0xfe, 0x41, 0x00])), "A");
});

test("long files take time that grows with them alone", () => {
    const text =
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\n" +
        "NOTE:" +
        "y".repeat(70) +
        "\r\n z".repeat(50_000) +
        "\r\nEND:VCARD\r\n";
    const before = performance.now();
    assert.equal(cards(text).length, 1);
    assert.ok(performance.now() - before < 2_000);
});

test("there and back: nothing is lost", () => {
    const card = {
        id: "1",
        addressBookIds: { b: true },
        "@type": "Card",
        version: "1.0",
        uid: "urn:uuid:1",
        kind: "individual",
        name: {
            components: [
                { kind: "given", value: "Ana; B" },
                { kind: "surname", value: "Pérez, C" },
            ],
            full: "Ana\nPérez",
        },
        emails: { a: { address: "ana@example.org", contexts: { work: true }, pref: 2 } },
        phones: { a: { number: "+1 2", features: { mobile: true }, contexts: { private: true } } },
        addresses: {
            a: {
                components: [
                    { kind: "name", value: "Calle 1, 2" },
                    { kind: "locality", value: "México" },
                ],
            },
        },
        onlineServices: { a: { service: "Signal", user: "ana.01" }, b: { uri: "xmpp:ana@example.org" } },
        anniversaries: { a: { kind: "birth", date: { "@type": "PartialDate", month: 2, day: 29 } } },
        notes: { a: { note: "ünö, zwei; \\ drei\nvier ".repeat(20) } },
        personalInfo: { a: { kind: "hobby", value: "maize" } },
        vCardProps: [["x-thing", { type: "a,b" }, "unknown", "raw\\, value"]],
    };
    const text = toVCard(card, new Map());
    for (const line of text.split("\r\n")) assert.ok(new TextEncoder().encode(line).length <= 75, line);
    const back = cards(text)[0];
    assert.equal(back.uid, card.uid);
    assert.equal(back.name.full, card.name.full);
    for (const kind of ["given", "surname"])
        assert.equal(
            back.name.components.find((part) => part.kind === kind).value,
            card.name.components.find((part) => part.kind === kind).value,
        );
    assert.deepEqual(values(back.emails), values(card.emails));
    assert.deepEqual(values(back.phones), values(card.phones));
    assert.deepEqual(values(back.addresses), values(card.addresses));
    assert.deepEqual(values(back.onlineServices), values(card.onlineServices));
    assert.deepEqual(values(back.anniversaries), values(card.anniversaries));
    assert.equal(values(back.notes)[0].note, card.notes.a.note.trim());
    assert.deepEqual(back.personalInfo, card.personalInfo);
    assert.deepEqual(back.vCardProps, card.vCardProps);
});

test("a fold cuts no character", () => {
    assert.equal(fold("é".repeat(80)).replace(/\r\n /g, ""), "é".repeat(80));
});

test("who is there already is found by uid, then by address, and gets what is new", () => {
    const there = [
        {
            id: "1",
            uid: "u1",
            addressBookIds: {},
            name: { full: "Ana" },
            emails: { a: { address: "ANA@example.org" } },
        },
    ];
    const found = cards(
        [
            "BEGIN:VCARD\nFN:Ana P\nUID:other\nEMAIL:ana@example.org\nTEL:1\nEND:VCARD",
            "BEGIN:VCARD\nFN:B\nUID:b\nTEL:2\nEND:VCARD",
            "BEGIN:VCARD\nFN:B\nUID:b\nTEL:3\nEND:VCARD",
            "BEGIN:VCARD\nNOTE:x\nEND:VCARD",
        ].join("\n"),
    );
    const sorted = sortOut(found, there);
    assert.equal(sorted.empty, 1);
    assert.equal(sorted.double.length, 1);
    assert.equal(sorted.fresh.length, 1);
    assert.equal(values(sorted.fresh[0].phones).length, 2);
    const patch = patchToMerge(there[0], sorted.double[0].fresh);
    assert.deepEqual(Object.keys(patch), ["phones"]);
});
