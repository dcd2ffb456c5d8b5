// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the plain pages, from Fluent to what ICU's MessageFormat reads in the server:
//
//     node portal/words/compile.mjs OUT
//
// writes OUT/words.hpp (a function for each message, its variables as parameters: who misspells one is told
// by the compiler) and OUT/words.cpp (the patterns by language). English is the reference. It fails where a
// language lacks a message or has one too many, where the variables of a message differ, and where a plural
// has no form for one of the language's categories.
//
// Of Fluent are known: texts, variables, terms and messages that are referred to (they are put in place),
// selections by a number or by a text, NUMBER($x). Attributes, and functions of other names, are refused.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "@fluent/syntax";

const HERE = dirname(fileURLToPath(import.meta.url));
export const LANGUAGES = ["en", "es", "pt", "fr", "ar"];
const AREAS = ["plain", "public"];
const PLURALS = ["zero", "one", "two", "few", "many", "other"];
// Whose millions want a form of their own ("de"): a page never counts so far.
const SPARED = { es: ["many"], pt: ["many"], fr: ["many"] };

const problems = [];
const problem = (where, what) => problems.push(`${where}: ${what}`);

/** All messages and terms of one language. */
function readLanguage(language) {
    const messages = new Map();
    const terms = new Map();
    for (const area of AREAS) {
        const path = join(HERE, language, `${area}.ftl`);
        for (const entry of parse(readFileSync(path, "utf8"), {}).body) {
            if (entry.type === "Junk") problem(path, `cannot be read: ${entry.content.split("\n")[0]}`);
            if (entry.type !== "Message" && entry.type !== "Term") continue;
            const where = `${language}/${area}.ftl: ${entry.id.name}`;
            const all = entry.type === "Term" ? terms : messages;
            if (all.has(entry.id.name)) problem(where, "is there twice");
            if (entry.attributes.length > 0) problem(where, "has attributes");
            if (entry.type === "Message" && !entry.id.name.startsWith(`${area}-`))
                problem(where, `does not begin with ${area}-`);
            all.set(entry.id.name, { where, pattern: entry.value });
        }
    }
    return { language, messages, terms };
}

/** What a literal text is in a pattern of ICU: braces quoted, apostrophes doubled. */
const literal = (text, inPlural) =>
    text.replaceAll("'", "''").replace(inPlural ? /[{}#]+/g : /[{}]+/g, (found) => `'${found}'`);

const isPluralKey = (key) => key.type === "NumberLiteral" || PLURALS.includes(key.name);
const keyText = (key) => (key.type === "NumberLiteral" ? `=${key.value}` : key.name);

class Writer {
    constructor(words, where) {
        this.words = words;
        this.where = where;
        this.variables = new Map(); // name -> "number" or "text"
        this.depth = 0;
    }

    use(name, type) {
        if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) problem(this.where, `$${name} is no name of a variable here`);
        if (type === "number" || !this.variables.has(name)) this.variables.set(name, type);
    }

    pattern(pattern, inPlural = false) {
        if (++this.depth > 10) throw new Error(`${this.where}: refers to itself`);
        const text = pattern.elements
            .map((one) =>
                one.type === "TextElement"
                    ? literal(one.value, inPlural)
                    : this.expression(one.expression, inPlural),
            )
            .join("");
        --this.depth;
        return text;
    }

    reference(all, name, sign, inPlural) {
        const found = all.get(name);
        if (found) return this.pattern(found.pattern, inPlural);
        problem(this.where, `there is no ${sign}${name}`);
        return "";
    }

    expression(expression, inPlural) {
        switch (expression.type) {
            case "StringLiteral":
                return literal(expression.parse().value, inPlural);
            case "NumberLiteral":
                return literal(expression.value, inPlural);
            case "VariableReference":
                this.use(expression.id.name, "text");
                // Unicode's isolates, as Fluent has them in the browser: a name from right to left turns nothing else around.
                if (this.variables.get(expression.id.name) === "number") return `{${expression.id.name}}`;
                return `\u2068{${expression.id.name}}\u2069`;
            case "TermReference":
                return this.reference(this.words.terms, expression.id.name, "-", inPlural);
            case "MessageReference":
                return this.reference(this.words.messages, expression.id.name, "", inPlural);
            case "FunctionReference":
                return `{${this.number(expression)}, number}`;
            case "SelectExpression":
                return this.select(expression);
            case "Placeable":
                return this.expression(expression.expression, inPlural);
            default:
                problem(this.where, `${expression.type} is not known here`);
                return "";
        }
    }

    /** The variable of NUMBER($x). */
    number(call) {
        const [first] = call.arguments.positional;
        if (
            call.id.name !== "NUMBER" ||
            first?.type !== "VariableReference" ||
            call.arguments.named.length > 0
        ) {
            problem(this.where, `${call.id.name}(...) is not known here`);
            return "";
        }
        this.use(first.id.name, "number");
        return first.id.name;
    }

    select({ selector, variants }) {
        const isPlural = variants.every(({ key }) => isPluralKey(key));
        let name;
        if (selector.type === "FunctionReference") {
            name = this.number(selector);
        } else if (selector.type === "VariableReference") {
            name = selector.id.name;
            this.use(name, isPlural ? "number" : "text");
        } else {
            problem(this.where, `one cannot choose by ${selector.type}`);
            return "";
        }
        const keys = variants.map(({ key }) => keyText(key));
        if (isPlural) {
            const { language } = this.words;
            const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
            for (const one of needed)
                if (!keys.includes(one) && !(SPARED[language] ?? []).includes(one))
                    problem(this.where, `$${name} has no form for "${one}"`);
        }
        const forms = variants.map(({ key, value }) => `${keyText(key)}{${this.pattern(value, isPlural)}}`);
        const otherwise = variants.find((one) => one.default);
        if (!keys.includes("other")) forms.push(`other{${this.pattern(otherwise.value, isPlural)}}`);
        return `{${name}, ${isPlural ? "plural" : "select"}, ${forms.join(" ")}}`;
    }
}

/** name -> {patterns by language, variables}. */
function compile() {
    const words = LANGUAGES.map(readLanguage);
    const [english] = words;
    const compiled = new Map();
    for (const { language, messages } of words) {
        for (const [name, { where }] of messages)
            if (!english.messages.has(name)) problem(where, "is not in English");
        for (const name of english.messages.keys())
            if (!messages.has(name)) problem(`${language}: ${name}`, "is missing");
    }
    for (const name of english.messages.keys()) {
        const patterns = [];
        let reference;
        for (const one of words) {
            const message = one.messages.get(name);
            if (!message) continue;
            const writer = new Writer(one, message.where);
            patterns.push(writer.pattern(message.pattern));
            reference ??= writer.variables;
            for (const variable of reference.keys())
                if (!writer.variables.has(variable)) problem(message.where, `lacks $${variable}`);
            for (const [variable, type] of writer.variables) {
                if (!reference.has(variable)) problem(message.where, `$${variable} is not in English`);
                else if (type === "number") reference.set(variable, type);
            }
        }
        compiled.set(name, { patterns, variables: reference });
    }
    return compiled;
}

const cppName = (name) => name.replaceAll("-", "_");
const cppType = (type) => (type === "number" ? "std::int64_t" : "std::string_view");
/** A literal of C++ that no trigraph, escape or encoding changes. */
const cppText = (text) =>
    `"${[...Buffer.from(text, "utf8")]
        .map((octet) =>
            octet >= 0x20 && octet < 0x7f && octet !== 0x22 && octet !== 0x5c && octet !== 0x3f
                ? String.fromCharCode(octet)
                : `\\${octet.toString(8).padStart(3, "0")}`,
        )
        .join("")}"`;

function header(compiled) {
    const lines = [
        "// Made by portal/words/compile.mjs.",
        "#pragma once",
        '#include "pages/phrase.hpp"',
        "namespace milpa::pages::word {",
    ];
    let index = 0;
    for (const [name, { variables }] of compiled) {
        const id = cppName(name);
        const all = [...variables];
        if (all.length === 0) lines.push(`inline Phrase ${id}() { return Phrase{${index}, {}}; }`);
        if (all.length === 1)
            lines.push(
                `inline Phrase ${id}(${cppType(all[0][1])} ${all[0][0]}) { return Phrase{${index}, {{"${all[0][0]}", ${all[0][0]}}}}; }`,
            );
        if (all.length > 1) {
            lines.push(
                `struct With_${id} { ${all.map(([variable, type]) => `${cppType(type)} ${variable};`).join(" ")} };`,
            );
            const given = all.map(([variable]) => `{"${variable}", with.${variable}}`).join(", ");
            lines.push(
                `inline Phrase ${id}(const With_${id}& with) { return Phrase{${index}, {${given}}}; }`,
            );
        }
        ++index;
    }
    lines.push("}  // namespace milpa::pages::word", "");
    return lines.join("\n");
}

function source(compiled) {
    const lines = [
        "// Made by portal/words/compile.mjs.",
        '#include "pages/phrase.hpp"',
        "namespace milpa::pages {",
        "namespace {",
    ];
    LANGUAGES.forEach((language, at) => {
        lines.push(`constexpr std::string_view patterns_${language}[] = {`);
        for (const { patterns } of compiled.values()) lines.push(`    ${cppText(patterns[at])},`);
        lines.push("};");
    });
    lines.push(
        "}  // namespace",
        "std::span<const std::string_view> patterns_of(Language language) {",
        "    switch (language) {",
    );
    for (const language of LANGUAGES)
        lines.push(`        case Language::${language}: return patterns_${language};`);
    lines.push("    }", "    return patterns_en;", "}", "}  // namespace milpa::pages", "");
    return lines.join("\n");
}

const [out] = process.argv.slice(2);
if (!out) {
    console.error("usage: node portal/words/compile.mjs OUT");
    process.exit(2);
}
const compiled = compile();
if (problems.length > 0) {
    for (const one of problems) console.error(one);
    process.exit(1);
}
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "words.hpp"), header(compiled));
writeFileSync(join(out, "words.cpp"), source(compiled));
