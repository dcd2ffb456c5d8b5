// SPDX-License-Identifier: AGPL-3.0-or-later
// Contacts: a card made, changed, lost and found again; a file brought in and taken out; groups, birthdays, a letter to them.
import { readFileSync } from "node:fs";
import { pixel } from "../program.mjs";
import { walk } from "../browser.mjs";

const today = new Date();
const vcards = [
    [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "UID:brought-1",
        "N:Ñandú;Berta;;;",
        "FN:Berta Ñandú",
        "EMAIL:berta@example.org",
        `PHOTO;ENCODING=b;TYPE=PNG:${pixel.toString("base64")}`,
        `BDAY:1990-${String(today.getUTCMonth() + 1).padStart(2, "0")}-${String(today.getUTCDate()).padStart(2, "0")}`,
        "END:VCARD",
    ],
    [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "UID:brought-2",
        "FN:Ana P.",
        "EMAIL:ANA@example.org",
        "TEL;TYPE=work:+52 999",
        "END:VCARD",
    ],
    [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "UID:brought-3",
        "FN:محمد",
        "EMAIL:m@example.org",
        "NOTE:one\\, two\\nthree",
        "END:VCARD",
    ],
]
    .map((lines) => lines.join("\r\n"))
    .join("\r\n");

await walk(async (w) => {
    const { member } = w.world.members;
    const program = await w.program();
    const cards = async () => (await program.do(["ContactCard/get", { ids: null }]))[0].list;
    const shown = (sentence, about) => w.button(sentence, about).filter({ visible: true }).first();
    const field = (sentence) => w.page.locator(".contact-form").getByLabel(w.say(sentence), { exact: true });
    const person = (name) => w.page.locator(".row-contact", { hasText: name });
    const dialog = w.page.getByRole("dialog");
    const head = (name) => w.page.locator("#contact-name", { hasText: name });
    const toList = async () => {
        if (w.isPhone) await shown("contacts-back").click();
    };
    /// On a telephone the places are a drawer.
    const places = async () => {
        if (w.isPhone) await shown("contacts-places").click();
    };
    await w.signIn(member);
    await w.go("/portal/contacts");
    await w.role("heading", "contacts-empty").waitFor();
    await w.state("empty");

    // A card. One by which nobody could be found again is not taken.
    await shown("contacts-new").click();
    await field("contacts-notes").fill("Brings the chairs");
    await shown("ui-save").click();
    await w.page.getByText(w.say("contacts-wrong-nobody")).waitFor();
    await field("contacts-given").fill("Ana");
    await field("contacts-surname").fill("Pérez");
    await shown("contacts-add-email").click();
    await w.page.locator(".contact-form input[type=email]:focus").waitFor();
    await w.page.keyboard.type("ana@example.org");
    await shown("contacts-add-date").click();
    await field("contacts-day").fill("31");
    await field("contacts-month").selectOption("2");
    await shown("ui-save").click();
    await w.page.getByText(w.say("contacts-wrong-date")).waitFor();
    await w.state("wrong");
    await field("contacts-day").fill("28");
    // Nothing that was typed is lost where one goes elsewhere.
    await w.page.locator('.rail a[href$="/portal/settings"]').click();
    await w.page.locator(".room-menu").waitFor();
    await w.page.goBack();
    w.equal(await field("contacts-given").inputValue(), "Ana", "what was typed");
    await shown("ui-save").click();
    await head("Ana Pérez").waitFor();
    await w.state("card");
    w.equal(
        (await cards()).map((one) => one.emails && Object.values(one.emails)[0].address),
        ["ana@example.org"],
        "cards that there are",
    );
    // What is given up is asked about.
    await shown("ui-edit").click();
    await field("contacts-nickname").fill("Anita");
    await w.state("form");
    await shown("ui-cancel").click();
    await dialog.getByText(w.say("contacts-discard-text")).waitFor();
    await dialog.getByRole("button", { name: w.say("ui-cancel"), exact: true }).click();
    await shown("ui-save").click();
    await w.page.locator(".contact-head", { hasText: "Anita" }).waitFor();

    // A file: what is in it is shown first; who is there already gets what is new.
    await toList();
    await places();
    await shown("contacts-import").click();
    const chooser = w.page.waitForEvent("filechooser");
    await dialog.getByRole("button", { name: w.say("contacts-import-choose"), exact: true }).click();
    await (
        await chooser
    ).setFiles({ name: "people.vcf", mimeType: "text/vcard", buffer: Buffer.from(vcards) });
    await dialog.getByText(w.say("contacts-import-found", { count: 3 })).waitFor();
    await dialog.getByText(w.say("contacts-import-double", { count: 1 })).waitFor();
    await w.state("import");
    await dialog.locator('button[type="submit"]').click();
    await dialog.getByText(w.say("contacts-import-made", { count: 2 })).waitFor();
    await dialog.getByRole("button", { name: w.say("ui-done"), exact: true }).click();
    await person("محمد").waitFor();
    w.equal(await w.page.locator(".row-contact").count(), 3, "people");
    await w.state("list");
    await person("Ana Pérez").getByRole("link").click();
    await w.page.getByRole("link", { name: "+52 999" }).waitFor();
    await head("Ana Pérez").waitFor();

    // Found without marks; whom nobody is called is said.
    await toList();
    const search = w.page.getByRole("searchbox", { name: w.say("contacts-search") });
    await search.fill("nandu");
    await w.until(async () => (await w.page.locator(".row-contact").count()) === 1, "one person");
    await person("Berta Ñandú").getByRole("link").click();
    await head("Berta Ñandú").waitFor();
    await w.page.locator(".contact-head img").waitFor();
    await toList();
    await search.fill("nobody at all");
    await w.role("heading", "contacts-nobody-found").waitFor();
    await w.page
        .getByRole("button", { name: w.say("contacts-search-end"), exact: true })
        .last()
        .click();
    await person("محمد").waitFor();

    // Gone, and back with the picture.
    await person("Berta Ñandú").getByRole("link").click();
    await shown("ui-delete").click();
    await w.until(async () => (await cards()).length === 2, "two cards");
    await w.page
        .locator(".toast")
        .getByRole("button", { name: w.say("ui-undo"), exact: true })
        .click();
    await person("Berta Ñandú").locator("img").waitFor();
    w.equal((await cards()).filter((one) => one.uid === "brought-1").length, 1, "the card that came back");

    // A group, from those who are ticked.
    for (const name of ["Ana Pérez", "Berta Ñandú"])
        await person(name).getByRole("checkbox").check({ force: true });
    await w.page.getByText(w.say("contacts-selected", { count: 2 })).waitFor();
    await shown("contacts-to-group").click();
    await w.choose("contacts-group-new");
    await dialog.getByLabel(w.say("contacts-group-name"), { exact: true }).fill("Cocina");
    await dialog.locator('button[type="submit"]').click();
    await w.page.getByRole("heading", { name: "Cocina" }).waitFor();
    await person("Ana Pérez").waitFor();
    w.equal(await w.page.locator(".row-contact").count(), 2, "people of the group");
    await w.state("group");
    await person("Ana Pérez").getByRole("checkbox").check({ force: true });
    await shown("contacts-more").click();
    await w.choose("contacts-group-remove");
    await w.until(async () => (await w.page.locator(".row-contact").count()) === 1, "one who is left");
    await w.page
        .locator(".toast", { hasText: w.say("contacts-group-removed", { count: 1, name: "Cocina" }) })
        .getByRole("button", { name: w.say("ui-undo"), exact: true })
        .click();
    await person("Ana Pérez").waitFor();
    // A letter to all of them.
    await shown("contacts-group-write").click();
    const composer = w.page.locator(".composer:not(.folded)");
    await composer.locator(".chip", { hasText: "Ana Pérez" }).waitFor();
    await composer.locator(".chip", { hasText: "Berta Ñandú" }).waitFor();
    await w.state("letter");
    await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();

    // Birthdays: today's first.
    await places();
    await w.page
        .getByRole("navigation", { name: w.say("contacts-places") })
        .getByRole("link", { name: w.say("contacts-birthdays"), exact: true })
        .click();
    await w.page.locator(".birthday", { hasText: "Berta Ñandú" }).waitFor();
    await w.page
        .locator(".birthday.today", {
            hasText: w.say("contacts-turns", { age: today.getUTCFullYear() - 1990 }),
        })
        .waitFor();
    await w.state("birthdays");

    // All of it as a file, the picture in it.
    await places();
    const download = w.page.waitForEvent("download");
    await shown("contacts-export-all").click();
    const text = readFileSync(await (await download).path(), "utf8").replace(/\r\n /g, "");
    w.equal(text.match(/^BEGIN:VCARD\r$/gm).length, 4, "cards of the file");
    w.check(
        text.includes(`PHOTO:data:image/png;base64,${pixel.toString("base64")}`),
        "the picture is in the file",
    );
    w.check(text.includes("NOTE:one\\, two\\nthree"), "the note is in the file");

    // What another program does is seen at once.
    const ana = (await cards()).find((one) => one.name?.components?.some((part) => part.value === "Pérez"));
    await w.go("/portal/contacts");
    await person("Ana Pérez").waitFor();
    await program.do(["ContactCard/set", { update: { [ana.id]: { name: { full: "Ana Luna" } } } }]);
    await person("Ana Luna").waitFor();
});
