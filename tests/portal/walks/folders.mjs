// SPDX-License-Identifier: AGPL-3.0-or-later
// Folders: made, renamed, put into another, deleted with what is in them.
import { walk } from "../browser.mjs";

await walk(async (w) => {
    const program = await w.program();
    await w.signIn(w.world.members.member);
    await w.go();
    const folders = w.page.locator("nav.folders");
    const open = async () => {
        if (w.isPhone && !(await folders.isVisible())) await w.button("mail-folders").click();
        await folders.waitFor();
    };
    const link = (name) => folders.getByRole("link", { name });
    const more = async (name) => {
        await link(name).hover();
        await w.button("mail-folder-more", { name }).click();
    };
    const names = async () =>
        (await program.mailboxes())
            .filter((one) => one.role === null)
            .map((one) => one.name)
            .sort();

    await w.role("heading", "mail-empty-inbox").waitFor();
    await open();
    await w.state("list");
    await w.button("mail-new-folder").click();
    const dialog = w.page.getByRole("dialog");
    w.check(
        await dialog
            .getByLabel(w.say("mail-folder-name"))
            .evaluate((field) => field === document.activeElement),
        "the name has the focus",
    );
    w.check(await w.button("ui-save").isDisabled(), "a folder without a name cannot be saved");
    await dialog.getByLabel(w.say("mail-folder-name")).fill("Huerta & مزرعة");
    await w.state("new");
    await w.button("ui-save").click();
    await dialog.waitFor({ state: "hidden" });
    await link("Huerta & مزرعة").waitFor();
    w.equal(await names(), ["Huerta & مزرعة"], "folders");

    // Again the same name: the server refuses it, and the words say so in the dialog.
    await open();
    await w.button("mail-new-folder").click();
    await dialog.getByLabel(w.say("mail-folder-name")).fill("Huerta & مزرعة");
    await w.button("ui-save").click();
    await dialog.getByRole("alert").waitFor();
    await w.state("refused");
    await dialog.getByLabel(w.say("mail-folder-name")).fill("Semillas");
    await dialog.getByLabel(w.say("mail-folder-parent")).selectOption({ label: "Huerta & مزرعة" });
    await w.page.keyboard.press("Enter");
    await dialog.waitFor({ state: "hidden" });
    const parent = (await program.mailboxes()).find((one) => one.name === "Huerta & مزرعة").id;
    w.equal(
        (await program.mailboxes()).find((one) => one.name === "Semillas").parentId,
        parent,
        "the folder's place",
    );

    await open();
    await more("Semillas");
    await w.state("menu");
    await w.choose("mail-folder-edit");
    await dialog.getByLabel(w.say("mail-folder-name")).fill("Árboles");
    await w.button("ui-save").click();
    await dialog.waitFor({ state: "hidden" });
    w.equal(await names(), ["Huerta & مزرعة", "Árboles"], "folders");

    const trees = (await program.mailboxes()).find((one) => one.name === "Árboles").id;
    await program.put([
        { subject: "Ahuehuete", folder: trees },
        { subject: "Ceiba", folder: trees },
    ]);
    await open();
    await link("Árboles").click();
    await w.row("Ceiba").waitFor();
    await w.state("folder");
    // What has folders in it stays, and it is said why.
    await open();
    await more("Huerta & مزرعة");
    await w.choose("mail-folder-delete");
    await dialog.waitFor();
    await w.button("ui-cancel").click();
    await dialog.waitFor({ state: "hidden" });
    await open();
    await more("Árboles");
    await w.choose("mail-folder-delete");
    await dialog.getByText(w.say("mail-folder-delete-full", { count: 2 })).waitFor();
    await w.state("delete");
    await dialog.getByRole("button", { name: w.say("mail-folder-delete"), exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await w.role("heading", "mail-empty-inbox").waitFor();
    w.equal(await names(), ["Huerta & مزرعة"], "folders");
    w.equal((await program.emails({ text: "Ceiba" }, "id")).length, 0, "letters that were in it");
});
