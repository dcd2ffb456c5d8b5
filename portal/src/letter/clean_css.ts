// SPDX-License-Identifier: AGPL-3.0-or-later
// CSS of strangers, read by the browser's own parser and written anew: properties of a list, values that load nothing.

const properties = new Set(
    (
        "background-color border border-block border-block-color border-block-end border-block-start border-block-style border-block-width border-bottom " +
        "border-bottom-color border-bottom-left-radius border-bottom-right-radius border-bottom-style border-bottom-width border-collapse border-color " +
        "border-inline border-inline-color border-inline-end border-inline-start border-inline-style border-inline-width border-left border-left-color " +
        "border-left-style border-left-width border-radius border-right border-right-color border-right-style border-right-width border-spacing border-style " +
        "border-top border-top-color border-top-left-radius border-top-right-radius border-top-style border-top-width border-width box-sizing caption-side " +
        "clear color column-gap direction display empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap float font font-family " +
        "font-kerning font-size font-stretch font-style font-variant font-variant-caps font-weight gap height hyphens inline-size justify-content align-content " +
        "align-items align-self letter-spacing line-height list-style-position list-style-type margin margin-block margin-bottom margin-inline margin-left " +
        "margin-right margin-top max-height max-width min-height min-width opacity overflow-wrap padding padding-block padding-bottom padding-inline " +
        "padding-left padding-right padding-top row-gap table-layout text-align text-decoration text-decoration-color text-decoration-line " +
        "text-decoration-style text-indent text-overflow text-transform unicode-bidi vertical-align visibility white-space width word-break word-spacing word-wrap"
    ).split(" "),
);
/// Shorthands under which browsers list parts that would load nothing, but whose other parts could.
const fromShorthand: Record<string, string> = {
    background: "background-color",
    "list-style": "list-style-type",
};
/// Whatever a value may hide in: functions that load, that tell of the page, or that run.
const loads =
    /url\s*\(|image\s*\(|image-set\s*\(|cross-fade\s*\(|element\s*\(|paint\s*\(|src\s*\(|attr\s*\(|env\s*\(|var\s*\(|expression\s*\(|@import|\\|javascript:|behavior|-moz-binding/i;
const urls = /url\s*\(\s*(["']?)(.*?)\1\s*\)/gi;
/// Most octets of one sheet.
const sheetOctetsMax = 200_000;
const rulesMax = 2_000;

type NoteRemote = (url: string) => void;

function noteUrls(text: string, note: NoteRemote): void {
    for (const [, , url] of text.matchAll(urls)) note(url ?? "");
}

/// Sizes that would push a letter out of its frame, or over something else, are left to the frame's clipping.
function cleanStyle(style: CSSStyleDeclaration): string {
    const kept: string[] = [];
    for (let i = 0; i < style.length; i += 1) {
        const name = style.item(i);
        if (!properties.has(name)) continue;
        const value = style.getPropertyValue(name);
        if (value === "" || loads.test(value)) continue;
        const important = style.getPropertyPriority(name) === "important" ? " !important" : "";
        kept.push(`${name}: ${value}${important}`);
    }
    for (const [shorthand, part] of Object.entries(fromShorthand)) {
        if (
            style.getPropertyValue(shorthand) === "" ||
            style.getPropertyValue(part) === "" ||
            kept.some((one) => one.startsWith(`${part}:`))
        )
            continue;
        const value = style.getPropertyValue(part);
        if (!loads.test(value)) kept.push(`${part}: ${value}`);
    }
    return kept.join("; ");
}

/// What `style="..."` may keep; a document of its own parses it, which shows and loads nothing.
export function cleanDeclarations(text: string, note: NoteRemote): string {
    noteUrls(text, note);
    if (text.length > sheetOctetsMax) return "";
    const sheet = new CSSStyleSheet();
    try {
        sheet.replaceSync("a{}");
        const rule = sheet.cssRules[0] as CSSStyleRule;
        rule.style.cssText = text;
        return cleanStyle(rule.style);
    } catch {
        return "";
    }
}

function cleanRules(rules: CSSRuleList, budget: { rules: number }): string {
    let text = "";
    for (const rule of rules) {
        budget.rules -= 1;
        if (budget.rules < 0) break;
        if (rule instanceof CSSStyleRule) {
            // Attribute selectors tell what stands in a page, letter by letter, to whoever can load a picture: nothing loads, and still.
            if (rule.selectorText.includes("[") || loads.test(rule.selectorText)) continue;
            const declarations = cleanStyle(rule.style);
            if (declarations) text += `${rule.selectorText} { ${declarations} }\n`;
        } else if (rule instanceof CSSMediaRule && /^[\w\s():.,%<>=-]*$/.test(rule.conditionText)) {
            const inside = cleanRules(rule.cssRules, budget);
            if (inside) text += `@media ${rule.conditionText} { ${inside} }\n`;
        }
    }
    return text;
}

/// What a `<style>` may keep. Sheets that are made so never load what they import (CSSOM 6.1.2).
export function cleanSheet(text: string, note: NoteRemote): string {
    noteUrls(text, note);
    for (const [, url] of text.matchAll(/@import\s+["']([^"']+)/gi)) note(url ?? "");
    if (text.length > sheetOctetsMax) return "";
    const sheet = new CSSStyleSheet();
    try {
        sheet.replaceSync(text.replace(/<!--|-->/g, ""));
    } catch {
        return "";
    }
    const clean = cleanRules(sheet.cssRules, { rules: rulesMax });
    return clean.includes("<") ? "" : clean;
}
