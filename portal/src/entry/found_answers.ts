// SPDX-License-Identifier: AGPL-3.0-or-later
// What was answered to the five questions of a founding, before it becomes so.
import type { NewPassword } from "./new_password";

export type Authority = "letsencrypt" | "other" | "none";
export interface Answers {
    name: string;
    domain: string;
    keyholders: number;
    threshold: number;
    address: string;
    memberName: string;
    password: NewPassword;
    authority: Authority;
    directory: string;
    agreed: boolean;
    contact: string;
}
export const emptyAnswers: Answers = {
    name: "",
    domain: "",
    keyholders: 3,
    threshold: 2,
    address: "",
    memberName: "",
    password: { value: "", again: "", tried: false },
    authority: "letsencrypt",
    directory: "",
    agreed: false,
    contact: "postmaster",
};

/// Octets, as the server counts (docs/API.md).
const passwordOctetsMin = 8;
export const pages = ["name", "domain", "keyholders", "founder", "certificates", "look"] as const;
export type Page = (typeof pages)[number];
/// The last page is none: there one looks at what was answered.
export const questions = pages.length - 1;

/// Of which question an argument of Founding/begin is.
export const pageOf: Record<string, Page> = {
    name: "name",
    domain: "domain",
    keyholders: "keyholders",
    threshold: "keyholders",
    address: "founder",
    memberName: "founder",
    password: "founder",
    acmeDirectory: "certificates",
    acmeTermsAgreed: "certificates",
    contact: "certificates",
};

/// As browsers read it: letters of any script, labels with dots between, nothing else.
export function isDomain(text: string): boolean {
    if (!/^[^\s/:@?#%\\]+\.[^\s/:@?#%\\]+$/.test(text)) return false;
    try {
        const host = new URL(`https://${text}`).hostname;
        return (
            host.split(".").every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(label)) &&
            !/^[\d.]+$/.test(host)
        );
    } catch {
        return false;
    }
}

/// What Founding/begin is told.
export function argumentsOf(answers: Answers): Record<string, unknown> {
    const { authority } = answers;
    return {
        name: answers.name.trim(),
        domain: answers.domain.trim(),
        keyholders: answers.keyholders,
        threshold: answers.threshold,
        address: answers.address.trim(),
        memberName: answers.memberName.trim(),
        password: answers.password.value,
        ...(authority === "none"
            ? {}
            : {
                  acmeDirectory: authority === "letsencrypt" ? "letsencrypt" : answers.directory.trim(),
                  acmeTermsAgreed: answers.agreed,
                  contact: answers.contact.trim(),
              }),
    };
}

export function isAnswered(page: Page, answers: Answers): boolean {
    switch (page) {
        case "name":
            return answers.name.trim() !== "";
        case "domain":
            return isDomain(answers.domain.trim());
        case "founder":
            return (
                answers.address.trim() !== "" &&
                new TextEncoder().encode(answers.password.value).length >= passwordOctetsMin &&
                answers.password.value === answers.password.again
            );
        case "certificates":
            return (
                answers.authority === "none" ||
                (answers.agreed &&
                    (answers.authority === "letsencrypt" || answers.directory.trim().startsWith("https://")))
            );
        default:
            return true;
    }
}
