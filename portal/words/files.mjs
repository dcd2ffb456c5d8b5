// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the portal and of the plain pages: words/LANGUAGE/AREA.ftl (Fluent, https://projectfluent.org).
// English is the reference: what it has, every language has, with the same variables.
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FluentParser, Visitor } from "@fluent/syntax";

const root = dirname(fileURLToPath(import.meta.url));
export const reference = "en";
export const languages = ["en", "es", "pt", "fr", "ar"];
/// Those that the browser reads; the others are the plain pages' own.
const ofServer = ["plain", "public"];
const named = (folder) =>
    readdirSync(folder)
        .filter((name) => name.endsWith(".ftl"))
        .map((name) => name.slice(0, -4))
        .sort();
export const areas = named(join(root, reference)).filter((area) => !ofServer.includes(area));

class Variables extends Visitor {
    names = new Set();
    visitVariableReference(node) {
        this.names.add(node.id.name);
    }
}

function variablesOf(message) {
    const found = new Variables();
    found.visit(message);
    return [...found.names].sort();
}

/// In some languages none is as singular as one (French: "0 lettre"): a form for "one" that does not say the number would say
/// one of none.
class OneOfNone extends Visitor {
    found = false;
    visitSelectExpression(node) {
        const counted = variablesOf(node.selector);
        const isTold = (variant) =>
            variablesOf(variant.value).some((one) => counted.includes(one) || one === "shown");
        const names = node.variants.map((one) => one.key.name ?? one.key.value);
        const one = node.variants[names.indexOf("one")];
        if (one && !names.includes("0") && !isTold(one)) this.found = true;
        this.genericVisit(node);
    }
}

function saysOneOfNone(language, message) {
    if (new Intl.PluralRules(language).select(0) !== "one") return false;
    const look = new OneOfNone();
    look.visit(message);
    return look.found;
}

/// Messages of one text: their names, each with its variables.
function messagesOf(text, where) {
    const messages = new Map();
    for (const entry of new FluentParser().parse(text).body) {
        if (entry.type === "Junk")
            throw new Error(`${where}: ${entry.annotations[0]?.message}: ${entry.content.trim()}`);
        if (entry.type !== "Message") continue;
        if (messages.has(entry.id.name)) throw new Error(`${where}: ${entry.id.name} is there twice`);
        if (!entry.value) throw new Error(`${where}: ${entry.id.name} says nothing`);
        messages.set(entry.id.name, { variables: variablesOf(entry), entry });
    }
    return messages;
}

/// Throws with every place where a language differs from the reference.
export function readWords() {
    const texts = new Map();
    const wrong = [];
    const all = new Map();
    for (const language of languages) {
        for (const area of [...areas, ...ofServer]) {
            const where = `words/${language}/${area}.ftl`;
            let text;
            try {
                text = readFileSync(join(root, language, `${area}.ftl`), "utf8");
            } catch {
                if (areas.includes(area)) wrong.push(`${where} is missing`);
                continue;
            }
            const messages = messagesOf(text, where);
            all.set(`${language}.${area}`, messages);
            if (areas.includes(area)) texts.set(`${language}.${area}`, text);
            const first = all.get(`${reference}.${area}`);
            for (const [name, { variables }] of first) {
                const here = messages.get(name);
                if (!here) wrong.push(`${where}: ${name} is missing`);
                else if (areas.includes(area) && saysOneOfNone(language, here.entry))
                    wrong.push(`${where}: ${name} would say "one" of none: [1] for [one], or a [0]`);
                else if (String(here.variables) !== String(variables))
                    wrong.push(`${where}: ${name} has the variables ${here.variables}, not ${variables}`);
            }
            for (const name of messages.keys())
                if (!first.has(name)) wrong.push(`${where}: ${name} is not in the reference`);
        }
    }
    if (wrong.length > 0) throw new Error(`the words are not whole:\n${wrong.join("\n")}`);
    const names = areas.flatMap((area) => [...all.get(`${reference}.${area}`)]);
    const seen = new Set();
    for (const [name] of names) {
        if (seen.has(name)) throw new Error(`${name} is in two areas`);
        seen.add(name);
    }
    const declaration = [
        "// Made by build.mjs of words/en: every message with its variables.",
        "export interface Messages {",
        ...names.map(([name, { variables }]) => {
            const fields = variables.map((one) => `${JSON.stringify(one)}: Value`).join("; ");
            return `    ${JSON.stringify(name)}: ${variables.length > 0 ? `{ ${fields} }` : "void"};`;
        }),
        "}",
        "export type Value = string | number | Date;",
        "",
    ].join("\n");
    /// A message without variables, as one line of text.
    const sentence = (language, id) => {
        for (const area of areas) {
            const entry = all.get(`${language}.${area}`).get(id)?.entry;
            if (entry) return entry.value.elements.map((one) => one.value).join("");
        }
        throw new Error(`${id} is in no area`);
    };
    return { texts, declaration, sentence };
}
