// SPDX-License-Identifier: AGPL-3.0-or-later
// What is told once and belongs to somebody: a password, the card with the recovery code, shares; one after another.
import { useEffect, useState } from "preact/hooks";
import { Paper, RecoveryCard, StepTitle, Taken } from "../entry/paper";
import { Button } from "../ui/button";
import { Notice, Secret } from "../ui/parts";
import { say } from "../words/words";

/// What is on the page is nowhere else: the browser asks before it goes.
function useHeld(): void {
    useEffect(() => {
        const hold = (event: BeforeUnloadEvent) => event.preventDefault();
        addEventListener("beforeunload", hold);
        return () => removeEventListener("beforeunload", hold);
    }, []);
}

interface MemberSecretsProps {
    address: string;
    /// Where one was drawn.
    password: string | null | undefined;
    recoveryCode: string;
    onDone: () => void;
}

export function MemberSecrets({ address, password, recoveryCode, onDone }: MemberSecretsProps) {
    const [step, setStep] = useState(password ? 0 : 1);
    useHeld();
    if (step === 0)
        return (
            <div class="card stack">
                <StepTitle level={2}>{say("care-handover-password")}</StepTitle>
                <p>{say("care-handover-password-text", { address })}</p>
                <Notice kind="warning">{say("care-handover-once")}</Notice>
                <Secret text={password!} label={say("care-handover-password")} />
                <div class="row">
                    <Button kind="primary" onClick={() => setStep(1)}>
                        {say("ui-next")}
                    </Button>
                </div>
            </div>
        );
    return <RecoveryCard code={recoveryCode} address={address} go={say("ui-done")} onTaken={onDone} />;
}

/// Each is for another pair of eyes.
export function NewShares({
    shares,
    collective,
    onDone,
}: {
    shares: string[];
    collective: string;
    onDone: () => void;
}) {
    const [at, setAt] = useState(-1);
    useHeld();
    if (at < 0)
        return (
            <div class="card stack">
                <StepTitle level={2}>{say("care-shares-title", { count: shares.length })}</StepTitle>
                <p>{say("care-shares-text")}</p>
                <Notice kind="warning">{say("care-shares-not-yet")}</Notice>
                <div class="row">
                    <Button kind="primary" onClick={() => setAt(0)}>
                        {say("care-shares-begin")}
                    </Button>
                </div>
            </div>
        );
    const share = shares[at]!;
    const isLast = at === shares.length - 1;
    return (
        <div class="card stack" key={at}>
            <StepTitle level={2}>
                {say("care-share-number", { number: at + 1, count: shares.length })}
            </StepTitle>
            <p class="no-print">{say("care-share-text", { number: at + 1 })}</p>
            <Paper
                name={collective}
                title={say("care-share-number", { number: at + 1, count: shares.length })}
                about={say("care-share-about")}
                secret={share}
                note={say("care-share-note", { host: location.host })}
            />
            <Taken
                secret={share}
                tick={say("care-share-tick")}
                go={isLast ? say("ui-done") : say("care-share-next")}
                onTaken={() => (isLast ? onDone() : setAt(at + 1))}
                withoutCopy
            />
        </div>
    );
}
