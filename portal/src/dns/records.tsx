// SPDX-License-Identifier: AGPL-3.0-or-later
// What the DNS must say, to be copied record by record, and whether it does: looked up anew while one waits. For
// administrators. It brings its words along.
import { useEffect, useState } from "preact/hooks";
import { client, collective } from "../jmap/client";
import type { Answer } from "../jmap/types";
import { Button, IconButton } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { Icon, type IconName } from "../ui/icon";
import { lazy } from "../ui/lazy";
import { Spinner, copyText } from "../ui/parts";
import { say, sayIfKnown } from "../words/words";

/// Milliseconds between two checks: the DNS takes minutes.
const every = 15_000;

type Found = "there" | "other" | "nothing" | "unknown";
interface DnsRecord {
    name: string;
    type: string;
    value: string;
    need: "must" | "should" | "can";
    meaning: string;
    found?: Found;
}
const needs = ["must", "should", "can"] as const;

async function ask(check: boolean): Promise<DnsRecord[]> {
    const said: Answer = await client.call("Server/dns", { accountId: collective, check });
    return said["records"] as DnsRecord[];
}

/// Which words say what a record is for.
function meaningOf(record: DnsRecord): string {
    const label = (record.name.split(".")[0] ?? "").replace(/^_/, "");
    let key = label;
    if (record.type === "TXT" && record.value.startsWith("v=spf1")) key = "spf";
    else if (record.type === "TXT" && record.name.startsWith("_smtp._tls.")) key = "tlsrpt";
    else if (record.type === "TXT") key = `text-${label}`;
    else if (record.type !== "SRV" && record.type !== "CNAME") key = record.type.toLowerCase();
    return sayIfKnown(`dns-means-${key}`) ?? record.meaning;
}

/// Of what only the collective knows the server writes a description, in angle brackets.
const isOpen = (text: string): boolean => text.includes("<");
function shown(text: string, type: string): string {
    if (!isOpen(text)) return text;
    if (type === "A") return say("dns-your-ipv4");
    if (type === "AAAA") return say("dns-your-ipv6");
    return type === "PTR" ? say("dns-your-address-backwards") : text;
}

function zone(records: DnsRecord[]): string {
    const quoted = (one: DnsRecord) => (one.type === "TXT" ? `"${one.value}"` : one.value);
    return records
        .filter((one) => !isOpen(one.name) && !isOpen(one.value))
        .map((one) => `${one.name}. IN ${one.type} ${quoted(one)}\n`)
        .join("");
}

export const DnsRecords = lazy(() => Promise.resolve(Records), "dns");

/// `level`: of its headings, one below the one that it stands under.
function Records({ level = 2 }: { level?: 2 | 3 }) {
    const Heading = level === 2 ? "h2" : "h3";
    const [records, setRecords] = useState<DnsRecord[]>();
    const [error, setError] = useState<unknown>();
    const [tries, setTries] = useState(0);
    useEffect(() => {
        let ended = false;
        let timer: ReturnType<typeof setTimeout>;
        const look = async (check: boolean) => {
            try {
                if (document.visibilityState === "visible") {
                    const now = await ask(check);
                    if (ended) return;
                    setRecords(now);
                    setError(undefined);
                }
            } catch (failed) {
                if (!ended) setError(failed);
            }
            if (!ended) timer = setTimeout(() => void look(true), check ? every : 0);
        };
        void look(false);
        return () => {
            ended = true;
            clearTimeout(timer);
        };
    }, [tries]);
    if (!records)
        return error ? <FailureNotice error={error} again={() => setTries(tries + 1)} /> : <Spinner />;
    const checked = records.filter((one) => one.found !== undefined && one.found !== "unknown");
    const there = checked.filter((one) => one.found === "there").length;
    return (
        <div class="dns">
            <div class="row-between">
                <p role="status" class="quiet">
                    {checked.length > 0
                        ? say("dns-standing", { there, all: checked.length })
                        : say("dns-checking")}
                </p>
                <Button small icon="copy" onClick={() => copyText(zone(records))}>
                    {say("dns-copy-zone")}
                </Button>
            </div>
            <FailureNotice error={error} />
            {needs.map((need) => {
                const some = records.filter((one) => one.need === need);
                if (some.length === 0) return null;
                return (
                    <section key={need} class="stack-small">
                        <Heading>
                            {say(need === "must" ? "dns-must" : need === "should" ? "dns-should" : "dns-can")}
                        </Heading>
                        <ul class="dns-list">
                            {some.map((one) => (
                                <Row key={`${one.type} ${one.name} ${one.value}`} record={one} />
                            ))}
                        </ul>
                    </section>
                );
            })}
        </div>
    );
}

const marks: Record<Found, IconName> = {
    there: "check",
    other: "warning",
    nothing: "clock",
    unknown: "help",
};

function Row({ record }: { record: DnsRecord }) {
    const found = record.found;
    const standing =
        found &&
        {
            there: say("dns-there"),
            other: say("dns-other"),
            nothing: say("dns-nothing"),
            unknown: say("dns-unknown"),
        }[found];
    const part = (label: string, text: string, copyLabel: string) => (
        <div class="dns-part">
            <span class="dns-label">{label}</span>
            {isOpen(text) ? <em>{shown(text, record.type)}</em> : <code class="ltr">{text}</code>}
            {!isOpen(text) && <IconButton icon="copy" label={copyLabel} onClick={() => copyText(text)} />}
        </div>
    );
    return (
        <li class={found ? `dns-record is-${found}` : "dns-record"}>
            <p class="dns-head">
                <span class="dns-mark" title={standing}>
                    {found ? <Icon name={marks[found]} /> : <span class="spinner" aria-hidden="true" />}
                </span>
                <strong class="ltr">{record.type}</strong>
                <span class="grow">{meaningOf(record)}</span>
                <span class="small">{standing}</span>
            </p>
            {part(say("dns-name"), record.name, say("dns-copy-name", { type: record.type }))}
            {part(
                say("dns-value"),
                record.value,
                say("dns-copy-value", { type: record.type, name: shown(record.name, record.type) }),
            )}
        </li>
    );
}
