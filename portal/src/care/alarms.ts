// SPDX-License-Identifier: AGPL-3.0-or-later
// What needs people, in words that say what to do: the worst first.
import { listOf, octets, onlyDate } from "../words/format";
import { say } from "../words/words";
import type { Approval, Load, Member, Start, Status } from "./types";

export interface Alarm {
    kind: "danger" | "warning" | "info";
    title: string;
    text: string;
    /// Where one does something about it, of the care.
    page?: string;
}

/// A certificate that is brought by hand takes a walk to the authority.
const certificateDays = 21;
const day = 86_400_000;
/// Of the disk; below it mail is refused soon.
const freeLeast = 0.1;

export interface Known {
    status: Status;
    load?: Load;
    starts?: Start[];
    approvals?: Approval[];
    members?: Member[];
}

/// Those whose reason nobody has given. A server that keeps no reasons knows of none.
export const unexplained = (starts: Start[]): Start[] =>
    starts.filter((one) => one.explanation === null || one.explanation === "");

function ofCertificate({ certificate, renewals }: Status): Alarm[] {
    const found: Alarm[] = [];
    for (const one of renewals ?? []) {
        if (one.isAlarm)
            found.push({
                kind: "danger",
                title: say("care-alarm-renewal", { domain: one.domain }),
                text: say("care-alarm-renewal-text", { trouble: one.trouble ?? "–" }),
                page: "certificates",
            });
    }
    if (!certificate) return found;
    const left = new Date(certificate.until).getTime() - Date.now();
    if (left < 0)
        found.push({
            kind: "danger",
            title: say("care-alarm-certificate-over"),
            text: say("care-alarm-certificate-text"),
            page: "certificates",
        });
    else if (certificate.isSelfMade)
        found.push({
            kind: "warning",
            title: say("care-alarm-self-made"),
            text: say("care-alarm-self-made-text"),
            page: "certificates",
        });
    else if (!renewals && left < certificateDays * day)
        found.push({
            kind: "danger",
            title: say("care-alarm-certificate", { date: onlyDate(new Date(certificate.until)) }),
            text: say("care-alarm-certificate-text"),
            page: "certificates",
        });
    return found;
}

function ofMachine({ memory, sandbox, settings, queueRuns, foreignEvents }: Status): Alarm[] {
    const found: Alarm[] = [];
    if (foreignEvents)
        found.push({
            kind: "danger",
            title: say("care-alarm-foreign", { count: foreignEvents }),
            text: say("care-alarm-foreign-text"),
            page: "starts",
        });
    if (queueRuns === false)
        found.push({
            kind: "danger",
            title: say("care-alarm-queue"),
            text: say("care-alarm-queue-text"),
            page: "machine",
        });
    if (settings?.mistake)
        found.push({
            kind: "danger",
            title: say("care-alarm-settings"),
            text: say("care-alarm-settings-text", { mistake: settings.mistake }),
            page: "machine",
        });
    if (memory && !(memory.coreFilesOff && memory.notDumpable && memory.keysLocked))
        found.push({ kind: "warning", title: say("care-alarm-memory"), text: say("care-alarm-memory-text") });
    if (sandbox && !(sandbox.noNewPrivileges && sandbox.systemCalls && sandbox.files))
        found.push({
            kind: "warning",
            title: say("care-alarm-sandbox"),
            text: say("care-alarm-sandbox-text"),
        });
    if (settings && settings.waiting.length > 0)
        found.push({
            kind: "info",
            title: say("care-alarm-waiting", { count: settings.waiting.length }),
            text: listOf(settings.waiting),
            page: "machine",
        });
    return found;
}

export function alarmsOf({ status, load, starts, approvals, members }: Known): Alarm[] {
    const found = [...ofMachine(status), ...ofCertificate(status)];
    const open = unexplained(starts ?? []).length;
    if (open > 0)
        found.push({
            kind: "danger",
            title: say("care-alarm-starts", { count: open }),
            text: say("care-alarm-starts-text"),
            page: "starts",
        });
    const storage = load?.storage;
    if (storage && storage.freeOctets < storage.totalOctets * freeLeast)
        found.push({
            kind: "danger",
            title: say("care-alarm-storage"),
            text: say("care-alarm-storage-text", { free: octets(storage.freeOctets) }),
        });
    const waiting = (approvals ?? []).length;
    if (waiting > 0)
        found.push({
            kind: "info",
            title: say("care-alarm-approvals", { count: waiting }),
            text: say("care-alarm-approvals-text"),
            page: "keyholders",
        });
    const carers = (members ?? []).filter((one) => one.duties.includes("administrator") && !one.suspended);
    if (members && members.length > 1 && carers.length === 1)
        found.push({
            kind: "info",
            title: say("care-alarm-alone"),
            text: say("care-alarm-alone-text"),
            page: "members",
        });
    const rank = { danger: 0, warning: 1, info: 2 };
    return found.sort((a, b) => rank[a.kind] - rank[b.kind]);
}
