// SPDX-License-Identifier: AGPL-3.0-or-later
// Secrets for the seize drill: random words, written down with the place where somebody typed them. What the server made
// itself (codes, tokens, cookies) is written down as well.
import { appendFileSync } from "node:fs";
import { randomInt } from "node:crypto";

const letters = 14;
/// Shorter ones would be found by accident (`milpa drill search`).
const noteLetters = 12;

export class Planting {
    constructor(w) {
        this.w = w;
        this.file = w.world.words;
    }

    /// Something that must be nowhere afterwards.
    note(text, place) {
        if (text.length < noteLetters) throw new Error(`${place}: too short to be searched for: ${text}`);
        appendFileSync(this.file, `${JSON.stringify({ text, place })}\n`);
        return text;
    }

    word(place) {
        return this.note(
            Array.from({ length: letters }, () => String.fromCharCode(97 + randomInt(26))).join(""),
            place,
        );
    }

    /// A word into every field of `scope` that takes one, in the form that it wants. What was typed comes by the fields'
    /// labels and names, and so do `own`, functions that make another form of a word, and `twice`, fields that want the same.
    async fill(scope, place, { own = {}, twice = [] } = {}) {
        const typed = {};
        const fields = scope.locator(
            'input:visible:enabled, textarea:visible:enabled, [contenteditable="true"]:visible',
        );
        await fields.first().waitFor();
        for (const field of await fields.all()) {
            const { type, label, name, most } = await field.evaluate((one) => ({
                type: one.isContentEditable ? "rich" : one.type,
                label: (one.labels?.[0]?.textContent ?? one.getAttribute("aria-label") ?? "").trim(),
                name: one.name || one.id,
                most:
                    one.inputMode === "numeric" || one.readOnly
                        ? 0
                        : one.maxLength > 0
                          ? one.maxLength
                          : Infinity,
            }));
            if (
                [
                    "checkbox",
                    "radio",
                    "file",
                    "date",
                    "datetime-local",
                    "number",
                    "submit",
                    "button",
                    "range",
                    "color",
                ].includes(type) ||
                most < letters
            )
                continue;
            const made = own[label] ?? own[name];
            let text = typed[twice[0]];
            if (!twice.slice(1).some((one) => one === label || one === name)) {
                const word = this.word(`${place}: ${label || name || type}`);
                text = made
                    ? made(word)
                    : type === "email"
                      ? `${word}@elsewhere.test`
                      : type === "url"
                        ? `https://${word}.elsewhere.test/`
                        : word;
            }
            typed[label] = typed[name] = text;
            await field.fill(text);
        }
        return typed;
    }

    /// The session's cookie, which the browser alone has and sends.
    async cookies(place) {
        for (const one of await this.w.context.cookies())
            if (one.value.length >= noteLetters) this.note(one.value, `${place}: cookie ${one.name}`);
    }

    /// A recovery code or a share, as it stands on the paper; goes on as its page wants it.
    async paper(place) {
        const { w } = this;
        await w.page.locator(".paper").waitFor();
        const groups = await w.page.locator(".paper .groups span").allTextContents();
        for (const between of ["", " ", "-"]) this.note(groups.join(between), place);
        await w.page.locator(".taken input[type=checkbox]").check();
        await w.page.getByLabel(w.say("paper-last-group"), { exact: true }).fill(groups.at(-1));
        await w.page.locator(".taken button[type=submit]").click();
        return groups.join("-");
    }

    async signIn(address, password, place = "sign-in") {
        const { w } = this;
        const secret = w.page.locator('input[autocomplete="current-password"]');
        await w.page.locator('input[name="username"]').waitFor();
        await this.fill(w.page, `${place}, wrongly`);
        await w.button("sign-in-go").click();
        await w.page.getByRole("alert").waitFor();
        await w.page.locator('input[name="username"]').fill(address);
        await secret.fill(this.word(`${place}: wrong password of somebody`));
        await w.button("sign-in-go").click();
        await w.page.getByRole("alert").waitFor();
        await secret.fill(this.note(password, `${place}: password`));
        await w.button("sign-in-go").click();
        await w.page.locator(".frame").waitFor();
        await this.cookies(place);
    }

    /// Whoever changes what opens an account shows that it is they: asked once, and again after a while.
    async prove(password) {
        const { w } = this;
        const dialog = w.page.getByRole("dialog", { name: w.say("proof-title"), exact: true });
        await dialog.waitFor();
        await this.fill(dialog, "proof");
        await w.button("proof-go").click();
        await dialog.getByRole("alert").waitFor();
        await dialog.getByLabel(w.say("sign-in-password"), { exact: true }).fill(password);
        await w.button("proof-go").click();
        await dialog.waitFor({ state: "detached" });
    }

    async signOut() {
        const { w } = this;
        await w.page.locator("button.account").click();
        await w.choose("app-sign-out");
        await w.page.locator('input[name="username"]').waitFor();
    }
}
