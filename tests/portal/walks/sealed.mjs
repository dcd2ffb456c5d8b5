// SPDX-License-Identifier: AGPL-3.0-or-later
// What is sealed (OpenPGP): a key is made; a letter is sealed as a draft and when it leaves, is read, and is handed on with
// what came with it.
import { walk } from "../browser.mjs";

const secret = "Below the third tree.";

await walk(async (w) => {
    const { member, other } = w.world.members;
    const program = await w.program();
    await w.signIn(member);
    await w.go("/portal/settings/openpgp");
    await w.button("openpgp-make").click();
    const dialog = w.page.locator("dialog");
    await dialog.locator('button[type="submit"]').click();
    await dialog.waitFor({ state: "detached" });
    await w.page.getByText(w.say("openpgp-is-published"), { exact: true }).waitFor();
    await w.state("key");

    await w.go("/portal/mail/inbox");
    await w.button("mail-write").filter({ visible: true }).click();
    const composer = w.page.locator(".composer:not(.folded)");
    const subject = composer.getByLabel(w.say("compose-subject"), { exact: true });
    const text = composer.locator(".editor");
    const seal = composer.getByRole("button", { name: w.say("openpgp-seal"), exact: true });
    const saved = () => composer.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
    const file = { name: "map.txt", mimeType: "text/plain", buffer: Buffer.from("third tree from the left") };
    await composer.getByRole("combobox", { name: w.say("compose-to"), exact: true }).fill(member.address);
    // Sealed before there is anything to read.
    await seal.click();
    await w.toast("openpgp-seal-on");
    await subject.fill("Where we meet");
    await text.fill(secret);
    await composer.locator('input[type="file"]').setInputFiles(file);
    await composer.locator(".files", { hasText: "map.txt" }).waitFor();
    await w.until(
        async () =>
            (await program.emails({ inMailbox: await program.folder("drafts") }, "blobId", "size")).some(
                (one) => one.size > 2_000,
            ),
        "the draft",
    );
    await saved();
    await w.state("sealed");

    // The server has one draft, and can read nothing of it but to whom it goes.
    const drafts = async () =>
        program.emails({ inMailbox: await program.folder("drafts") }, "subject", "blobId");
    await program.until(async () => (await drafts()).length === 1, "one draft");
    const [draft] = await drafts();
    w.equal(draft.subject, "...", "the subject that the server knows");
    const raw = await program.ask(
        "GET",
        `/jmap/download/${program.account}/${draft.blobId}/x?type=message/rfc822`,
    );
    for (const told of ["tree", "meet", "map.txt", Buffer.from(secret).toString("base64").slice(0, 12)])
        w.check(!raw.includes(told), `${told} is sealed`);

    // Put away, and gone on with: its words and its files are there.
    await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();
    await w.toast("compose-kept");
    await w.go("/portal/mail/drafts");
    await w.row("...").locator(".row-link").click();
    await w.until(async () => (await subject.inputValue()) === "Where we meet", "the subject");
    await text.getByText(secret).waitFor();
    await composer.locator(".files", { hasText: "map.txt" }).waitFor();
    w.equal(await seal.getAttribute("aria-pressed"), "true", "whether it is sealed");
    await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
    await w.toast("compose-sent");
    await composer.waitFor({ state: "detached" });

    // Read: whose it is, and all that came with it.
    const inbox = await program.folder("inbox");
    await program.until(
        async () => (await program.emails({ inMailbox: inbox }, "id")).length === 1,
        "the letter",
        60,
    );
    await w.go("/portal/mail/inbox");
    await w.row("...").locator(".row-link").click();
    await w.page
        .getByText(w.say("openpgp-good", { signer: member.address }))
        .first()
        .waitFor();
    await w.frame().getByText(secret).waitFor();
    await w.page.getByRole("heading", { name: "Where we meet", exact: true }).first().waitFor();
    await w.page.locator(".attachments", { hasText: "map.txt" }).first().waitFor();
    await w.state("read");

    // Handed on it is sealed still, with its file.
    await w.page
        .locator(".letter-answer")
        .getByRole("button", { name: w.say("mail-forward"), exact: true })
        .last()
        .click();
    await composer.locator(".files", { hasText: "map.txt" }).waitFor();
    await text.getByText(secret).waitFor();
    w.equal(await subject.inputValue(), "Fwd: Where we meet", "its subject");
    w.equal(await seal.getAttribute("aria-pressed"), "true", "whether it is sealed");

    // Who has no key gets nothing sealed; with one among the contacts they do.
    const send = composer.getByRole("button", { name: w.say("compose-send"), exact: true });
    const tried = () => send.click({ timeout: 1_000 }).catch(() => undefined);
    await w.expecting([/status of 404/], async () => {
        await composer.getByRole("combobox", { name: w.say("compose-to"), exact: true }).fill(other.address);
        await w.until(async () => {
            await tried();
            return (await composer.getByText(other.address).count()) > 1;
        }, "who has no key");
        await composer.getByText(w.say("openpgp-missing", { people: other.address })).waitFor();
    });
    await w.state("missing");
    const key = await w.page.evaluate(async () => {
        const answer = await fetch("/jmap/api", {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({
                using: ["urn:ietf:params:jmap:core", "urn:milpa:params:jmap:collective"],
                methodCalls: [["OpenPgpKey/get", { accountId: "c" }, "0"]],
            }),
        });
        return (await answer.json()).methodResponses[0][1].key;
    });
    const [books] = await program.do(["AddressBook/get", { ids: null }]);
    const card = {
        "@type": "Card",
        version: "1.0",
        uid: "urn:uuid:7a2c4f10-51d3-4c1e-9d0a-0a4b6a6f3f11",
        addressBookIds: { [books.list[0].id]: true },
        emails: { e: { address: other.address } },
        cryptoKeys: { k: { uri: `data:application/pgp-keys;base64,${Buffer.from(key).toString("base64")}` } },
    };
    await program.do(["ContactCard/set", { create: { one: card } }]);
    await w.until(async () => {
        await tried();
        return (await composer.count()) === 0;
    }, "the letter to leave");
    await w.toast("compose-sent");
    await w.go("/portal/mail/inbox");
    await w.row("...").locator(".row-link").click();
    await w.page
        .locator(".letter-answer")
        .getByRole("button", { name: w.say("mail-reply"), exact: true })
        .last()
        .click();
    await text.getByText(secret).waitFor();
    w.equal(await seal.getAttribute("aria-pressed"), "true", "whether the answer is sealed");
    await composer.getByRole("button", { name: w.say("compose-options"), exact: true }).click();
    await w.choose("compose-discard");
    await dialog.locator('button[type="submit"]').click();
    await composer.waitFor({ state: "detached" });

    await w.go("/portal/settings/openpgp");
    await w.button("openpgp-remove").click();
    await dialog.locator('button[type="submit"]').click();
    await w.page.getByText(w.say("openpgp-none"), { exact: true }).waitFor();
});
