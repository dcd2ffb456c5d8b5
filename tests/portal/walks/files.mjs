// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of a letter that is written: how far they have come; a line that is cut, and goes on where it was.
import { createHash } from "node:crypto";
import { walk } from "../browser.mjs";

const mebi = 1 << 20;

await walk(async (w) => {
    const { member, other } = w.world.members;
    const program = await w.program();
    const there = await w.program(other);
    await w.signIn(member);
    await w.go();
    await w.button("mail-write").filter({ visible: true }).click();
    const composer = w.page.locator(".composer:not(.folded)");
    await composer.getByRole("combobox", { name: w.say("compose-to"), exact: true }).fill(other.address);
    await composer.getByLabel(w.say("compose-subject"), { exact: true }).fill("Large");

    // Pieces of a file pass one by one; after the second the line is cut.
    const file = Buffer.alloc(5 * mebi + 12_345);
    for (let i = 0; i < file.length; i += 4)
        file.writeUInt32LE((i * 2654435761) >>> 0, i & ~3 && i + 4 <= file.length ? i : 0);
    const pieces = [];
    let cut = false;
    let failures = 0;
    await w.page.route("**/jmap/upload/**", async (route) => {
        if (cut) {
            failures += 1;
            return route.abort("connectionreset");
        }
        pieces.push(route.request().postDataBuffer()?.length);
        if (pieces.length === 2) cut = true;
        await route.continue();
    });
    const progress = composer.getByRole("progressbar", {
        name: w.say("compose-file-going", { name: "seeds.bin" }),
        exact: true,
    });
    await w.expecting([/net::ERR_CONNECTION_RESET/], async () => {
        await composer
            .locator('input[type="file"]')
            .setInputFiles({ name: "seeds.bin", mimeType: "application/octet-stream", buffer: file });
        await progress.waitFor();
        await w.until(() => failures > 0, "the line to be cut");
        const percent = Number(await progress.getAttribute("value"));
        w.check(percent >= 30 && percent < 60, `progress when it was cut: ${percent}`);
        await w.state("cut");
        // What has not come yet cannot leave.
        await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
        await composer.getByText(w.say("compose-uploading")).waitFor();
        cut = false;
        await progress.waitFor({ state: "detached" });
    });
    w.check(pieces.length === 6, `each piece passed once: ${pieces}`);
    await w.state("complete");

    // One that the server does not take stands above the others, and is not waited for.
    await w.page.unroute("**/jmap/upload/**");
    await w.page.route("**/jmap/upload/**", (route) => route.fulfill({ status: 413 }));
    await w.expecting([/status of 413/], async () => {
        await composer.locator('input[type="file"]').setInputFiles({
            name: "vast.bin",
            mimeType: "application/octet-stream",
            buffer: Buffer.alloc(9),
        });
        await composer.locator(".file:first-child.failed", { hasText: "vast.bin" }).waitFor();
    });
    await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
    await composer.getByText(w.say("compose-file-failed")).waitFor();
    await w.state("failed");
    await composer
        .getByRole("button", { name: w.say("compose-file-remove", { name: "vast.bin" }), exact: true })
        .click();
    await w.page.unroute("**/jmap/upload/**");

    // One that is taken out does not travel.
    await composer
        .locator('input[type="file"]')
        .setInputFiles({ name: "mistake.txt", mimeType: "text/plain", buffer: Buffer.from("not for you") });
    await composer
        .getByRole("button", { name: w.say("compose-file-remove", { name: "mistake.txt" }), exact: true })
        .click();
    await composer.locator(".files", { hasText: "mistake.txt" }).waitFor({ state: "detached" });
    await composer.getByRole("button", { name: w.say("compose-send"), exact: true }).click();
    await w.toast("compose-sent");
    const [letter] = await there.until(async () => {
        const all = await there.emails({}, "attachments");
        return all.length > 0 && all;
    }, "the letter");
    w.equal(
        letter.attachments.map((one) => one.name),
        ["seeds.bin"],
        "files",
    );
    const octets = await there.ask(
        "GET",
        `/jmap/download/${there.account}/${letter.attachments[0].blobId}/x?type=application/octet-stream`,
    );
    const hash = (one) => createHash("sha256").update(one).digest("hex");
    w.equal(hash(octets), hash(file), "what arrived is what was sent");
    w.equal(
        (await program.emails({ inMailbox: await program.folder("drafts") }, "id")).length,
        0,
        "nothing stays among the drafts",
    );

    // Without a line at all: what was typed stays, is told not to be saved, and is saved when the line is back.
    await w.button("mail-write").filter({ visible: true }).click();
    await composer.getByLabel(w.say("compose-subject"), { exact: true }).waitFor();

    await w.expecting([/net::ERR_INTERNET_DISCONNECTED/, /Failed to load resource/], async () => {
        await w.context.setOffline(true);
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).fill("Offline");
        await composer.locator(".saved.failed").waitFor();
        await w.page.getByText(w.say("app-offline")).waitFor();
        await w.state("offline");
        await composer.getByRole("button", { name: w.say("ui-again"), exact: true }).waitFor();
        await w.context.setOffline(false);
        await composer.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
        await w.page.getByText(w.say("app-offline")).waitFor({ state: "detached" });
    });
    await program.until(
        async () => (await program.emails({ subject: "Offline" }, "id")).length === 1,
        "the draft",
    );

    // An answer that is lost on its way: the draft is there once all the same.
    const losing = async (what, act) => {
        let lost = 0;
        await w.context.route("**/jmap/api", async (route) => {
            if (lost > 0 || !what.test(route.request().postData() ?? "")) return route.continue();
            lost += 1;
            const url = new URL(route.request().url());
            const headers = { ...(await route.request().allHeaders()), host: url.host };
            url.hostname = w.world.host;
            const answer = await route.fetch({ url: url.href, headers });
            w.equal(answer.status(), 200, "the answer that nobody gets");
            return route.abort();
        });
        await w.expecting([/net::ERR_FAILED/, /Failed to load resource/], async () => {
            await act();
            await w.until(() => lost > 0, "the answer that is lost");
        });
        await w.context.unroute("**/jmap/api");
    };
    await losing(/"create":\{"draft"/, async () => {
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).fill("Lost");
    });
    await composer.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
    await program.until(
        async () =>
            (await program.emails({ subject: "Lost" }, "id")).length === 1 &&
            (await program.emails({ subject: "Offline" }, "id")).length === 0,
        "the draft, once",
    );

    // And what leaves leaves once.
    await composer.getByRole("combobox", { name: w.say("compose-to"), exact: true }).fill(other.address);
    const send = composer.getByRole("button", { name: w.say("compose-send"), exact: true });
    await losing(/EmailSubmission\/set/, async () => {
        await send.click();
        await composer.getByText(w.say("failed-network")).waitFor();
    });
    await send.click();
    await w.toast("compose-sent");
    await composer.waitFor({ state: "detached" });
    const came = async () => (await there.emails({ subject: "Lost" }, "id")).length;
    await there.until(async () => (await came()) > 0, "the letter", 60);
    await w.page.waitForTimeout(3_000);
    w.equal(await came(), 1, "letters that came");
    w.equal(
        (await program.emails({ subject: "Lost" }, "mailboxIds", "keywords")).map((one) => [
            Object.keys(one.mailboxIds)[0],
            one.keywords.$draft,
        ]),
        [[await program.folder("sent"), undefined]],
        "what was sent",
    );

    // Where the server is locked in the middle of a sentence, it is there when the server is open again.
    await w.button("mail-write").filter({ visible: true }).click();
    await composer.getByLabel(w.say("compose-subject"), { exact: true }).waitFor();
    await w.expecting([/status of 503/], async () => {
        await w.context.route("**/jmap/api", (route) =>
            /"create":\{"draft"/.test(route.request().postData() ?? "")
                ? route.fulfill({ status: 503, json: { detail: "locked" } })
                : route.continue(),
        );
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).fill("Half a sen");
        await w.button("sign-in-go").waitFor();
        await w.context.unroute("**/jmap/api");
    });
    await w.button("sign-in-go").click();
    await composer.locator(".saved", { hasText: w.say("compose-saved") }).waitFor();
    w.equal(
        await composer.getByLabel(w.say("compose-subject"), { exact: true }).inputValue(),
        "Half a sen",
        "what was written",
    );
    w.equal((await program.emails({ subject: "Half a sen" }, "id")).length, 1, "drafts of it");
});
