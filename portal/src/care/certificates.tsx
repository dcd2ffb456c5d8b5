// SPDX-License-Identifier: AGPL-3.0-or-later
// Certificates: by what the server proves who it is, until when, and how it goes with new ones.
import { useEffect, useState } from "preact/hooks";
import { Section, useAsked } from "../settings/page";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice } from "../ui/failure";
import { TextArea } from "../ui/field";
import { Notice, Spinner } from "../ui/parts";
import { tell } from "../ui/toast";
import { onlyDate, relative, shortDate } from "../words/format";
import { say } from "../words/words";
import { attempt, call } from "./ask";
import { FormDialog } from "./confirm";
import type { Certificate, Renewal, Status } from "./types";

/// Milliseconds between two looks while the authority is asked.
const every = 4_000;

const look = async (): Promise<Status> => (await call("Server/status")) as unknown as Status;

export function CertificatesPage() {
    const { value, error, again } = useAsked(look);
    const [bringing, setBringing] = useState(false);
    const isWorking = value?.renewals?.some((one) => one.isWorking) ?? false;
    useEffect(() => {
        if (!isWorking) return;
        const timer = setInterval(() => void again(), every);
        return () => clearInterval(timer);
    }, [isWorking]);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const renew = async () => {
        if (!(await ask(say("care-renew-title"), say("care-renew-text"), say("care-renew"), false))) return;
        await attempt(() => call("Certificate/renew"), say("care-renew-asked"));
        await again();
    };
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            {value.certificate && <InUse certificate={value.certificate} />}
            {value.renewals ? (
                <Section
                    title={say("care-renewals")}
                    text={say("care-renewals-text")}
                    aside={
                        <Button small icon="refresh" onClick={renew} busy={isWorking}>
                            {say("care-renew")}
                        </Button>
                    }
                >
                    {value.renewals.map((one) => (
                        <RenewalOf key={one.domain} renewal={one} />
                    ))}
                </Section>
            ) : (
                <Section title={say("care-renewals")} text={say("care-by-hand-text")} />
            )}
            <Section
                title={say("care-bring")}
                text={say("care-bring-text")}
                aside={
                    <Button small icon="upload" onClick={() => setBringing(true)}>
                        {say("care-bring-go")}
                    </Button>
                }
            />
            {bringing && <Bring onClose={() => setBringing(false)} again={again} />}
        </>
    );
}

function InUse({ certificate }: { certificate: Certificate }) {
    const until = new Date(certificate.until);
    return (
        <Section title={say("care-certificate-now")}>
            {certificate.isSelfMade && <Notice kind="warning">{say("care-alarm-self-made-text")}</Notice>}
            <dl class="facts">
                <div>
                    <dt>{say("care-certificate-until")}</dt>
                    <dd>{`${onlyDate(until)} (${relative(until)})`}</dd>
                </div>
                <div>
                    <dt>{say("care-certificate-names")}</dt>
                    <dd>
                        <ul>
                            {certificate.names.map((one) => (
                                <li key={one} class="ltr-line">
                                    <span class="ltr">{one}</span>
                                </li>
                            ))}
                        </ul>
                    </dd>
                </div>
            </dl>
        </Section>
    );
}

function RenewalOf({ renewal }: { renewal: Renewal }) {
    const standing = renewal.isWorking
        ? say("care-renewal-working")
        : renewal.failures > 0
          ? say("care-renewal-failed", { count: renewal.failures })
          : renewal.until
            ? say("care-renewal-well")
            : say("care-renewal-none");
    return (
        <div class="settings-item">
            <div class="row">
                <strong class="ltr">{renewal.domain}</strong>
                <span
                    class={
                        renewal.isAlarm ? "badge danger" : renewal.failures > 0 ? "badge warning" : "badge"
                    }
                >
                    {standing}
                </span>
            </div>
            <p class="small quiet">
                {renewal.until && `${say("care-certificate-until")}: ${onlyDate(new Date(renewal.until))}. `}
                {renewal.nextTry && say("care-renewal-next", { date: shortDate(new Date(renewal.nextTry)) })}
            </p>
            <p class="small quiet ltr">{renewal.names.join(", ")}</p>
            {renewal.trouble && (
                <Notice kind={renewal.isAlarm ? "danger" : "warning"}>
                    <p>{say("care-renewal-trouble")}</p>
                    <p class="ltr small">{renewal.trouble}</p>
                </Notice>
            )}
        </div>
    );
}

function Bring({ onClose, again }: { onClose: () => void; again: () => Promise<void> }) {
    const [chain, setChain] = useState("");
    const [key, setKey] = useState("");
    const set = async () => {
        await call("Certificate/set", { chain, key });
        tell(say("care-bring-done"));
        await again();
    };
    return (
        <FormDialog
            title={say("care-bring")}
            yes={say("care-bring-go")}
            isReady={chain.includes("-----BEGIN") && key.includes("-----BEGIN")}
            onYes={set}
            onClose={onClose}
            area="care-bring"
        >
            <p>{say("care-bring-hint")}</p>
            <TextArea
                label={say("care-bring-chain")}
                mono
                dir="ltr"
                rows={5}
                value={chain}
                onInput={setChain}
                placeholder="-----BEGIN CERTIFICATE-----"
            />
            <TextArea
                label={say("care-bring-key")}
                mono
                dir="ltr"
                rows={4}
                value={key}
                onInput={setKey}
                placeholder="-----BEGIN PRIVATE KEY-----"
            />
        </FormDialog>
    );
}
