// SPDX-License-Identifier: AGPL-3.0-or-later
// What the collective's methods answer (docs/API.md), as far as its care shows it.
import type { Id } from "../jmap/types";

export interface Member {
    id: Id;
    addresses: string[];
    name: string;
    duties: string[];
    suspended: boolean;
    /// Octets; 0 for no limit.
    quota: number;
    added: string;
    octets: number;
    messages: number;
}

export interface Certificate {
    names: string[];
    until: string;
    isSelfMade: boolean;
}
export interface Renewal {
    domain: string;
    names: string[];
    until: string | null;
    nextTry: string | null;
    failures: number;
    trouble: string | null;
    isWorking: boolean;
    isAlarm: boolean;
}

/// Server/status: how much of it depends on who asks.
export interface Status {
    isUnlocked: boolean;
    version?: string;
    ports?: Record<string, number>;
    certificate?: Certificate;
    uptimeSeconds?: number;
    sessions?: number;
    connections?: number;
    openVaults?: number;
    memory?: Record<"coreFilesOff" | "notDumpable" | "allLocked" | "keysLocked", boolean>;
    sandbox?: Record<"noNewPrivileges" | "systemCalls" | "files", boolean>;
    settings?: { waiting: string[]; mistake: string | null };
    onion?: string;
    renewals?: Renewal[];
    queueRuns?: boolean;
    foreignEvents?: number;
}

export interface Sample {
    at: string;
    seconds: number;
    connections: number;
    openVaults: number;
    queued: number | null;
    memoryOctets: number;
    messagesIn: number;
    messagesOut: number;
    requests: number;
    processorSeconds: number;
}
/// Server/load: of the last day.
export interface Load {
    interval: number;
    samples: Sample[];
    now: Sample;
    storage?: {
        usedOctets: number;
        freeOctets: number;
        totalOctets: number;
        mailOctets: number;
        messages: number;
    };
    processors: number;
}

export interface Keyholders {
    keyholders: number;
    threshold: number;
    generation: number;
    isUnlocked: boolean;
}
export interface Start {
    id: Id;
    at: string;
    sessions: { unlocked: string | null; locked: string | null }[];
    /// Where the server keeps them.
    explanation?: string | null;
    explainedBy?: Id | null;
    explainedAt?: string | null;
}
export interface Act {
    id: Id;
    at: string;
    act: string;
    shares: number[];
    memberId: Id | null;
}
export interface Approval {
    id: Id;
    act: "resetMember" | "thawMember" | "changeKeyholders" | "confirmKeyholders";
    memberId: Id | null;
    address: string | null;
    newKeyholders: number | null;
    newThreshold: number | null;
    collected: number[];
    missing: number;
    isDone: boolean;
    isOwn: boolean;
}
export interface Invitation {
    id: Id;
    domain: string;
    label: string;
    uses: number;
    expires: string;
    quota: number;
    created: string;
}
export interface Domain {
    id: Id;
    name: string;
    isMain: boolean;
}
export interface Alias {
    id: Id;
    address: string;
    targets: string[];
    unreachable: string[];
}
export interface QueueStatus {
    messages: number;
    recipients: number;
    held: number;
    underWay: number;
    unreported: number;
    oldestSeconds: number;
    byReason: Record<string, number>;
    nextTrySeconds: number | null;
}

export type PageTexts = Partial<Record<"about" | "services" | "joining" | "canary" | "transparency", string>>;
export interface PublicPage {
    name: string;
    language: string;
    texts: Record<string, PageTexts>;
    contact: string | null;
    canaryUpdated: Record<string, string>;
    transparencyUpdated: Record<string, string>;
}

/// A member as others call them.
export const callMember = (member: Pick<Member, "name" | "addresses">): string =>
    member.name || member.addresses[0] || "";
