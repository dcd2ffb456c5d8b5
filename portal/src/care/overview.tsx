// SPDX-License-Identifier: AGPL-3.0-or-later
// How it stands: what needs people first, then the server, then pictures of the last day.
import { useEffect } from "preact/hooks";
import { to } from "../base/router";
import { isAdministrator } from "../store/account";
import { Section, useAsked } from "../settings/page";
import { Chart } from "../ui/chart";
import { FailureNotice } from "../ui/failure";
import { Meter, Notice, Spinner } from "../ui/parts";
import { duration, number, octets, onlyDate, relative, wholeDate } from "../words/format";
import { locale, say } from "../words/words";
import { type Alarm, alarmsOf } from "./alarms";
import { call, ifKnown, list } from "./ask";
import type { Approval, Domain, Keyholders, Load, Member, QueueStatus, Start, Status } from "./types";

/// Milliseconds between two looks.
const every = 30_000;

interface Known {
    status: Status;
    keyholders: Keyholders;
    domains: Domain[];
    starts: Start[];
    approvals: Approval[];
    /// For administrators.
    members?: Member[];
    queue?: QueueStatus;
    load?: Load;
}

async function look(): Promise<Known> {
    const duty = isAdministrator();
    const [status, keyholders, domains, starts, approvals, members, queue, load] = await Promise.all([
        call("Server/status"),
        list<Keyholders>("Keyholders"),
        list<Domain>("Domain"),
        list<Start>("Start"),
        list<Approval>("Approval"),
        duty ? list<Member>("Member") : undefined,
        duty ? call("Queue/status") : undefined,
        duty ? ifKnown(call("Server/load")) : undefined,
    ]);
    return {
        status: status as unknown as Status,
        keyholders: keyholders[0]!,
        domains,
        starts,
        approvals,
        members,
        queue: queue as QueueStatus | undefined,
        load: load as Load | undefined,
    };
}

export function OverviewPage() {
    const { value, error, again } = useAsked(look);
    useEffect(() => {
        const timer = setInterval(() => document.visibilityState === "visible" && void again(), every);
        return () => clearInterval(timer);
    }, []);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const alarms = alarmsOf(value);
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <section class="stack-small" aria-label={say("care-alarms")}>
                {alarms.map((one) => (
                    <AlarmNotice key={one.title} alarm={one} />
                ))}
                {isAdministrator() && !alarms.some((one) => one.kind !== "info") && (
                    <p class="all-well">{say("care-all-well")}</p>
                )}
            </section>
            <Standing known={value} />
            {value.load && <Pictures load={value.load} />}
        </>
    );
}

function AlarmNotice({ alarm }: { alarm: Alarm }) {
    return (
        <Notice kind={alarm.kind}>
            <p>
                <strong>{alarm.title}</strong>
            </p>
            <p>{alarm.text}</p>
            {alarm.page && (isAdministrator() || alarm.page === "starts" || alarm.page === "keyholders") && (
                <a href={to("care", alarm.page)}>{say("care-alarm-go")}</a>
            )}
        </Notice>
    );
}

function Fact({ what, children }: { what: string; children: preact.ComponentChildren }) {
    return (
        <div>
            <dt>{what}</dt>
            <dd>{children}</dd>
        </div>
    );
}

/// Since when it is open: the last unlocking that has no end.
function openSince(starts: Start[]): Date | undefined {
    const last = starts[starts.length - 1]?.sessions.filter((one) => one.unlocked && !one.locked).pop();
    return last?.unlocked ? new Date(last.unlocked) : undefined;
}

function Standing({ known }: { known: Known }) {
    const { status, keyholders, domains, starts, members, queue, load } = known;
    const since = openSince(starts);
    const until = status.certificate && new Date(status.certificate.until);
    return (
        <Section title={say("care-standing")}>
            <dl class="facts">
                <Fact what={say("care-unlocked-since")}>
                    {since ? `${wholeDate(since)} (${relative(since)})` : "–"}
                </Fact>
                <Fact what={say("care-keyholders")}>
                    {say("care-k-of-n", {
                        threshold: keyholders.threshold,
                        keyholders: keyholders.keyholders,
                    })}
                </Fact>
                <Fact what={say("care-domains-of")}>{domains.map((one) => one.name).join(", ")}</Fact>
                {until && (
                    <Fact
                        what={say("care-certificate-until")}
                    >{`${onlyDate(until)} (${relative(until)})`}</Fact>
                )}
                {members && (
                    <Fact what={say("care-members")}>
                        <a href={to("care", "members")}>
                            {say("care-members-count", { count: members.length })}
                        </a>
                    </Fact>
                )}
                {queue && (
                    <Fact what={say("care-queue")}>
                        <a href={to("care", "queue")}>
                            {say("care-queue-count", { count: queue.recipients })}
                        </a>
                    </Fact>
                )}
                {status.connections !== undefined && (
                    <Fact what={say("care-connections")}>{number(status.connections)}</Fact>
                )}
                {status.openVaults !== undefined && (
                    <Fact what={say("care-open-vaults")}>{number(status.openVaults)}</Fact>
                )}
                {status.uptimeSeconds !== undefined && (
                    <Fact what={say("care-uptime")}>{duration(status.uptimeSeconds)}</Fact>
                )}
                {status.version && <Fact what={say("care-version")}>{status.version}</Fact>}
                {status.onion && (
                    <Fact what={say("care-onion")}>
                        <code class="ltr">{status.onion}</code>
                    </Fact>
                )}
            </dl>
            {load?.storage && <Storage storage={load.storage} />}
        </Section>
    );
}

function Storage({ storage }: { storage: NonNullable<Load["storage"]> }) {
    const text = say("care-storage-text", {
        mail: octets(storage.mailOctets),
        free: octets(storage.freeOctets),
        total: octets(storage.totalOctets),
    });
    return (
        <div class="stack-small">
            <h3>{say("care-storage")}</h3>
            <Meter
                part={1 - storage.freeOctets / Math.max(1, storage.totalOctets)}
                label={say("care-storage")}
            />
            <p class="small quiet">{text}</p>
        </div>
    );
}

function Pictures({ load }: { load: Load }) {
    const samples = [...load.samples, load.now];
    if (load.samples.length < 2) return <Section title={say("care-day")} text={say("care-day-soon")} />;
    const points = (...read: ((one: Load["now"]) => number | null)[]) =>
        samples.map((one) => ({ at: new Date(one.at), values: read.map((get) => get(one)) }));
    const percent = (value: number) =>
        new Intl.NumberFormat(locale, {
            style: "percent",
            maximumFractionDigits: value < 0.1 ? 1 : 0,
        }).format(value);
    return (
        <Section title={say("care-day")} text={say("care-day-text")}>
            <div class="charts">
                <Chart
                    title={say("care-chart-mail")}
                    names={[say("care-chart-in"), say("care-chart-out")]}
                    points={points(
                        (one) => one.messagesIn,
                        (one) => one.messagesOut,
                    )}
                    isCount
                />
                <Chart
                    title={say("care-chart-processor")}
                    names={[say("care-chart-processor")]}
                    points={points((one) =>
                        one.seconds > 0
                            ? Math.min(1, one.processorSeconds / one.seconds / Math.max(1, load.processors))
                            : 0,
                    )}
                    write={percent}
                />
                <Chart
                    title={say("care-connections")}
                    names={[say("care-connections"), say("care-open-vaults")]}
                    points={points(
                        (one) => one.connections,
                        (one) => one.openVaults,
                    )}
                />
                <Chart
                    title={say("care-queue")}
                    names={[say("care-queue")]}
                    points={points((one) => one.queued)}
                />
                <Chart
                    title={say("care-chart-requests")}
                    names={[say("care-chart-requests")]}
                    points={points((one) => one.requests)}
                    isCount
                />
                <Chart
                    title={say("care-chart-memory")}
                    names={[say("care-chart-memory")]}
                    points={points((one) => one.memoryOctets)}
                    write={octets}
                />
            </div>
        </Section>
    );
}
