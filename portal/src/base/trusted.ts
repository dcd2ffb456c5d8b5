// SPDX-License-Identifier: AGPL-3.0-or-later
// The one place where a string may become a document or the address of a script (Trusted Types): sanitised HTML, and
// our own two addresses.

interface Policy {
    html(sanitised: string): TrustedHTML | string;
    scriptUrl(path: string): TrustedScriptURL | string;
}

const ownScripts = new Set(["/portal/worker.js"]);

function check(path: string): string {
    if (!ownScripts.has(path)) throw new TypeError(`no script of ours: ${path}`);
    return path;
}

/// For DOMPurify, which makes the strings that it parses itself.
export const policy = window.trustedTypes?.createPolicy("milpa", {
    createHTML: (text) => text,
    createScriptURL: check,
    createScript: () => {
        throw new TypeError("no script is made of a string");
    },
});

export const trusted: Policy = {
    html: (text) => policy?.createHTML(text) ?? text,
    scriptUrl: (path) => policy?.createScriptURL(path) ?? check(path),
};
