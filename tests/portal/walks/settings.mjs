// SPDX-License-Identifier: AGPL-3.0-or-later
// The other settings: names, appearance, mail programs, trust, what is held.
import { walk } from "../browser.mjs";
import { Program } from "../program.mjs";
import { prove } from "./entry_parts.mjs";

await walk(async (w) => {
    const { member, other } = w.world.members;
    await w.signIn(member);
    await w.go("/portal/settings");
    await w.state("menu");
    const page = async (name, heading) => {
        await w.page.getByRole("link", { name: w.say(name), exact: true }).click();
        await w.role("heading", heading).waitFor();
        await w.state(name);
    };
    const back = async () => {
        if (w.isPhone) await w.page.getByRole("link", { name: w.say("settings-all"), exact: true }).click();
    };

    await page("settings-you", "you-identities");
    const form = w.page.locator("form", { has: w.role("textbox", "you-signature") });
    await form.getByLabel(w.say("you-name"), { exact: true }).fill("Ana Luz");
    await form.getByLabel(w.say("you-reply-to"), { exact: true }).fill("no address");
    await form.getByLabel(w.say("you-signature"), { exact: true }).fill("Ana\n<b>Luz</b>");
    await form.getByRole("button", { name: w.say("ui-save"), exact: true }).click();
    await w.page
        .getByRole("alert")
        .filter({ hasText: w.say("you-failed-invalidProperties") })
        .waitFor();
    await form.getByLabel(w.say("you-reply-to"), { exact: true }).fill(other.address);
    await form.getByRole("button", { name: w.say("ui-save"), exact: true }).click();
    await w.toast("settings-saved");
    const [said] = await (await w.program()).do(["Identity/get", { ids: null }]);
    const { name, replyTo, textSignature, htmlSignature } = said.list[0];
    w.equal(
        { name, replyTo: replyTo[0].email, textSignature, htmlSignature },
        {
            name: "Ana Luz",
            replyTo: other.address,
            textSignature: "Ana\n<b>Luz</b>",
            htmlSignature: "<div>Ana<br>&lt;b&gt;Luz&lt;/b&gt;</div>",
        },
        "what was saved",
    );
    await w.role("radio", "you-theme-dark").check();
    w.equal(
        await w.page.evaluate(() => document.documentElement.dataset.theme),
        "dark",
        "it is dark at once",
    );
    await w.page.reload();
    w.equal(await w.page.evaluate(() => document.documentElement.dataset.theme), "dark", "and stays so");
    await w.role("radio", "you-theme-system").check();
    w.equal(
        await w.page.evaluate(() => [document.documentElement.dataset.theme, localStorage.length]),
        [undefined, 0].map((one) => one ?? null),
        "as the device has it",
    );
    await back();

    await page("settings-programs", "programs-title");
    await w.button("programs-add").click();
    await w.role("textbox", "programs-label").fill("Telephone");
    await w
        .role("dialog", "programs-add")
        .getByRole("button", { name: w.say("ui-next"), exact: true })
        .click();
    await prove(w, member.password);
    await w.role("tab", "programs-android").click();
    await w.role("img", "programs-android-qr").waitFor();
    await w.role("img", "programs-dav-qr").waitFor();
    await w.state("android");
    await w.page.keyboard.press(w.look.language === "ar" ? "ArrowLeft" : "ArrowRight");
    await w.role("img", "programs-apple-qr").waitFor();
    await w.state("apple");
    await w.role("tab", "programs-other").click();
    const secret = await w.page.locator(".secret").innerText();
    await w.state("other");
    await Program.open(w.world, { address: member.address, password: secret });
    await w.button("programs-done").click();
    await w.page.getByRole("button", { name: `${w.say("programs-remove")} Telephone` }).click();
    await w.page
        .getByRole("dialog")
        .getByRole("button", { name: w.say("programs-remove"), exact: true })
        .click();
    await w.page.getByText(w.say("programs-none"), { exact: true }).waitFor();
    const gone = await Program.open(w.world, { address: member.address, password: secret }).then(
        () => false,
        () => true,
    );
    w.check(gone, "the program is out");
    await back();

    await page("settings-trust", "trust-group");
    const add = async (address) => {
        await w.role("textbox", "trust-add").fill(address);
        await w.button("trust-add-go").click();
    };
    await add("nobody");
    await w.button("ui-save").click();
    await prove(w, member.password);
    await w.page
        .getByRole("alert")
        .filter({ hasText: w.say("trust-nobody") })
        .waitFor();
    await w.page
        .getByRole("button", {
            name: w.say("trust-remove", { address: `nobody@${w.world.domain}` }),
            exact: true,
        })
        .click();
    await add(other.address);
    await w.page.getByText(w.say("trust-means-one"), { exact: true }).waitFor();
    await w.button("ui-save").click();
    await prove(w, member.password);
    await w.toast("settings-saved");
    await w.state("trusted");
    await back();

    await page("settings-held", "held-cannot");
    w.check((await w.page.locator(".held .facts > div").count()) > 50, "all that is held");
    await w.page.getByText(other.address.split("@")[0], { exact: false }).count();

    // Whom they trust freezes the account, and thaws it.
    await w.renew();
    await w.signIn(other);
    await w.go("/portal/settings/trust");
    await w.button("entrusted-freeze").click();
    await w.state("freeze");
    await w.page
        .getByRole("dialog")
        .getByRole("button", { name: w.say("entrusted-freeze"), exact: true })
        .click();
    await w.toast("entrusted-frozen-now", { address: member.address });
    const shut = await Program.open(w.world, member).then(
        () => false,
        () => true,
    );
    w.check(shut, "nothing opens a frozen account");
    await w.state("frozen");
    await w.button("entrusted-thaw").click();
    await prove(w, other.password);
    await w.toast("entrusted-thawed", { address: member.address });
    await Program.open(w.world, member);
});
