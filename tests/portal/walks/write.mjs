// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing: whom, with formats and a picture; kept as one types, sent, taken back, sent later.
import { pixel } from "../program.mjs";
import { walk } from "../browser.mjs";

const isHtml = (part) => part.type === "text/html";

await walk(async (w) => {
    const { member, other } = w.world.members;
    const program = await w.program();
    const there = await w.program(other);
    const sent = await program.folder("sent");
    await program.put([
        {
            subject: "Before",
            folder: sent,
            from: { name: "Me", email: member.address },
            to: [{ name: "Óscar Otro", email: other.address }],
            keywords: { $seen: true },
        },
        {
            subject: "Before",
            folder: sent,
            from: { name: "Me", email: member.address },
            to: [{ name: "Olga", email: "olga@elsewhere.test" }],
            keywords: { $seen: true },
        },
    ]);
    await w.signIn(member);
    await w.go();
    const write = w.button("mail-write").filter({ visible: true });
    const composer = w.page.locator(".composer:not(.folded)");
    const saved = () => composer.locator(".saved", { hasText: w.say("compose-saved") });
    const field = (sentence) => composer.getByRole("combobox", { name: w.say(sentence), exact: true });
    const subject = () => composer.getByLabel(w.say("compose-subject"), { exact: true });
    const text = () => composer.getByRole("textbox", { name: w.say("compose-text"), exact: true });
    const send = () => composer.getByRole("button", { name: w.say("compose-send"), exact: true });

    await write.click();
    await text().waitFor();
    w.check(
        await field("compose-to").evaluate((one) => one === document.activeElement),
        "one begins with whom",
    );
    await w.state("empty");
    await send().click();
    await composer
        .getByRole("alert")
        .filter({ hasText: w.say("compose-no-recipient") })
        .waitFor();

    // Whom: offered by the beginning of a name, whatever its accents.
    await field("compose-to").pressSequentially("osc");
    await w.page.getByRole("option", { name: "Óscar Otro" }).waitFor();
    await w.state("offered");
    await field("compose-to").press("Enter");
    await composer.locator(".chip", { hasText: "Óscar Otro" }).waitFor();
    await field("compose-to").fill("not an address");
    await send().click();
    await composer.getByText(w.say("compose-not-an-address", { text: "not an address" })).waitFor();
    await w.state("wrong");
    await field("compose-to").fill("");
    await composer.getByRole("button", { name: w.say("compose-more-fields"), exact: true }).click();
    await field("compose-cc").fill("Olga <olga@elsewhere.test>,");
    await composer.locator(".chip", { hasText: "Olga" }).waitFor();
    await composer
        .getByRole("button", { name: w.say("compose-remove-recipient", { name: "Olga" }), exact: true })
        .click();
    w.equal(await composer.locator(".chip").count(), 1, "whom it goes to");

    // What, with formats.
    await subject().fill("Una carta — رسالة");
    await text().click();
    await w.page.keyboard.type("Plain, ");
    await w.page.keyboard.press("Control+b");
    await w.page.keyboard.type("bold");
    await w.page.keyboard.press("Control+b");
    await w.page.keyboard.press("Enter");
    await w.button("compose-bullets").click();
    await w.page.keyboard.type("seeds");
    await w.page.keyboard.press("Enter");
    await w.page.keyboard.type("water");
    await w.page.keyboard.press("Enter");
    await w.page.keyboard.press("Enter");
    await w.page.keyboard.type("link");
    await w.page.keyboard.press("Shift+Control+ArrowLeft");
    await w.page.keyboard.press("Control+k");
    await w.page
        .getByRole("dialog", { name: w.say("compose-link"), exact: true })
        .getByLabel(w.say("compose-link-url"))
        .fill("example.org/a");
    await w.state("link");
    await w.page.keyboard.press("Enter");
    await text().locator('a[href="https://example.org/a"]').waitFor();

    // A picture in the text, from a file.
    await composer.getByRole("button", { name: w.say("compose-options"), exact: true }).click();
    const [chooser] = await Promise.all([w.page.waitForEvent("filechooser"), w.choose("compose-picture")]);
    await chooser.setFiles({ name: "dot.png", mimeType: "image/png", buffer: pixel });
    await text().locator("img").waitFor();
    await saved().waitFor();
    const drafts = await program.folder("drafts");
    const kept = async () =>
        program.emails(
            { inMailbox: drafts },
            "subject",
            "to",
            "bodyValues",
            "attachments",
            "htmlBody",
            "keywords",
        );
    await w.until(
        async () => (await kept())[0]?.attachments.length === 1 && (await saved().count()) === 1,
        "the draft with its picture",
    );
    w.equal((await kept()).length, 1, "one draft, however often it was saved");
    await w.state("written");

    // The page comes anew: it is among the drafts, as it was.
    await w.page.reload();
    await w.go("/portal/mail/drafts");
    await w.row("Una carta").locator(".row-link").click();
    await text().locator("b, strong").filter({ hasText: "bold" }).waitFor();
    w.equal(await text().locator("li").allTextContents(), ["seeds", "water"], "the list in the draft");
    await w.until(
        () =>
            text()
                .locator("img")
                .evaluate((one) => one.naturalWidth === 1),
        "the picture in the draft",
    );
    w.equal(await subject().inputValue(), "Una carta — رسالة", "subject");
    await text().click();
    await w.page.keyboard.press("Control+End");
    await w.page.keyboard.type(" And more.");
    await saved().waitFor();

    // Sent, and taken back.
    await send().click();
    await w.toast("compose-sent");
    await composer.waitFor({ state: "detached" });
    await w.state("sent");
    await w.page
        .locator(".toast")
        .getByRole("button", { name: w.say("ui-undo") })
        .click();
    await text().waitFor();
    await w.until(async () => (await kept()).length === 1, "it is among the drafts again");
    w.equal((await there.emails({}, "id")).length, 0, "what was taken back did not arrive");
    // And for good, from the keyboard.
    await subject().fill("Una carta, at last");
    await subject().press("Control+Enter");
    await w.toast("compose-sent");
    const [came] = await there.until(async () => {
        const all = await there.emails(
            {},
            "subject",
            "from",
            "to",
            "bodyValues",
            "htmlBody",
            "textBody",
            "attachments",
            "bodyStructure",
        );
        return all.length > 0 && all;
    }, "the letter to arrive");
    w.equal(
        [came.subject, came.to[0].email, came.from[0].email],
        ["Una carta, at last", other.address, member.address],
        "what came",
    );
    const html = came.bodyValues[came.htmlBody[0].partId].value;
    w.check(
        /<b>bold<\/b>/.test(html) &&
            /<li>.*seeds/.test(html) &&
            html.includes('href="https://example.org/a"'),
        `formats: ${html}`,
    );
    w.check(
        came.attachments.length === 1 && html.includes(`cid:${came.attachments[0].cid}`),
        `the picture: ${html}`,
    );
    const plain = came.bodyValues[came.textBody[0].partId].value;
    w.check(plain.includes("• seeds") && plain.includes("And more."), `as text: ${plain}`);
    w.check(
        html.split("<html>").length === 2 && !/blob:|squire|data-cid/.test(html),
        `what is ours alone stays here: ${html}`,
    );

    // Later.
    await w.go();
    await write.click();
    await text().waitFor();
    await field("compose-to").fill(other.address);
    await subject().fill("Tomorrow");
    await composer.getByRole("button", { name: w.say("compose-schedule"), exact: true }).click();
    const dialog = w.page.getByRole("dialog", { name: w.say("compose-schedule"), exact: true });
    await dialog.getByLabel(w.say("compose-schedule-own")).fill("2020-01-01T10:00");
    await dialog.getByText(w.say("compose-schedule-past")).waitFor();
    await w.state("schedule");
    await dialog.getByRole("button", { name: w.say("compose-tomorrow") }).waitFor();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
    await dialog.getByLabel(w.say("compose-schedule-own")).fill(`${tomorrow}T12:00`);
    await dialog.getByRole("button", { name: w.say("compose-schedule-go"), exact: true }).click();
    await composer.waitFor({ state: "detached" });
    const pending = (
        await program.do(
            ["EmailSubmission/query", { filter: { undoStatus: "pending" } }],
            [
                "EmailSubmission/get",
                { "#ids": { resultOf: "0", name: "EmailSubmission/query", path: "/ids" } },
            ],
        )
    )[1].list;
    w.equal(
        pending.map((one) => one.sendAt),
        [`${tomorrow}T12:00:00Z`],
        "it leaves once, and tomorrow",
    );

    // Folded, put away, discarded; plain text.
    await write.click();
    await text().waitFor();
    await subject().fill("Folded");
    // However many people it goes to, what sends it is in sight.
    for (let n = 0; n < 14; n += 1) await field("compose-to").fill(`Person ${n} <p${n}@elsewhere.test>,`);
    await composer.locator(".chip").nth(13).waitFor();
    const foot = await send().boundingBox();
    w.check(foot.y + foot.height <= w.page.viewportSize().height, `what sends: ${JSON.stringify(foot)}`);
    await w.state("many");
    await w.page.keyboard.press("Escape");
    await w.page.locator(".composer.folded", { hasText: "Folded" }).waitFor();
    // What is folded does not lie over what writes another.
    await write.click({ trial: true });
    await w.state("folded");
    await w.page.locator(".composer.folded .composer-tab").click();
    await composer.getByRole("button", { name: w.say("compose-options"), exact: true }).click();
    await w.choose("compose-plain");
    w.equal(await composer.locator("textarea.editor").inputValue(), "", "an empty text without formats");
    await composer.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
    const asSaved = await program.until(
        async () => (await kept()).find((one) => one.subject === "Folded" && !one.htmlBody.some(isHtml)),
        "the draft without formats",
    );
    const texts = await program.emails({ subject: "Folded" }, "bodyValues");
    w.equal(
        Object.values(texts.find((one) => one.id === asSaved.id).bodyValues).map((one) => one.value.trim()),
        [""],
        "its text",
    );
    await composer.locator("textarea.editor").fill("No formats.");
    await w.state("plain");
    await composer.getByRole("button", { name: w.say("compose-close"), exact: true }).click();
    await w.toast("compose-kept");
    const inDrafts = async (subject) => (await kept()).find((one) => one.subject === subject);
    const folded = await program.until(() => inDrafts("Folded"), "the draft");
    w.equal(
        folded.htmlBody.map((one) => one.type),
        ["text/plain"],
        "a letter without formats",
    );
    await w.go("/portal/mail/drafts");
    await w.row("Folded").locator(".row-link").click();
    await composer.locator("textarea.editor").waitFor();
    await composer.getByRole("button", { name: w.say("compose-options"), exact: true }).click();
    await w.choose("compose-discard");
    await w.page.getByRole("dialog").getByText(w.say("compose-discard-title")).waitFor();
    await w.state("discard");
    await w.page
        .getByRole("dialog")
        .getByRole("button", { name: w.say("compose-discard"), exact: true })
        .last()
        .click();
    await program.until(async () => !(await inDrafts("Folded")), "the draft to be gone");

    // Nothing is sent by mistake: without a subject, and without the file that it speaks of.
    await w.go();
    await write.click();
    await text().waitFor();
    await field("compose-to").fill(other.address);
    await text().click();
    await w.page.keyboard.type(`${w.say("compose-attachment-words").split(",")[0]}`);
    await send().click();
    await w.page.getByText(w.say("compose-no-subject-title")).waitFor();
    await w.page.getByRole("button", { name: w.say("compose-send-anyway"), exact: true }).click();
    await w.page.getByText(w.say("compose-forgot-title")).waitFor();
    await w.state("forgot");
    await w.page
        .getByRole("dialog", { name: w.say("compose-forgot-title"), exact: true })
        .getByRole("button", { name: w.say("ui-cancel"), exact: true })
        .click();
    w.check(await text().isVisible(), "it was not sent");
});
