// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail that waits to leave: numbers, ages and reasons; no addresses.
import { Section, useAsked } from "../settings/page";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { Empty, Spinner } from "../ui/parts";
import { duration, number } from "../words/format";
import { say, sayIfKnown } from "../words/words";
import { attempt, call } from "./ask";
import type { QueueStatus } from "./types";

const look = async (): Promise<QueueStatus> => (await call("Queue/status")) as unknown as QueueStatus;

export function QueuePage() {
    const { value, error, again } = useAsked(look);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const retry = async () => {
        await attempt(() => call("Queue/retry"), say("care-queue-retried"));
        await again();
    };
    if (value.messages === 0 && value.unreported === 0)
        return (
            <>
                <FailureNotice error={error} area="care" again={again} />
                <Empty icon="sent" title={say("care-queue-empty")}>
                    <p>{say("care-queue-empty-text")}</p>
                    <Button small icon="refresh" onClick={again}>
                        {say("care-look-again")}
                    </Button>
                </Empty>
            </>
        );
    const reasons = Object.entries(value.byReason).sort(([, a], [, b]) => b - a);
    const facts: [string, string][] = [
        [say("care-queue-messages"), number(value.messages)],
        [say("care-queue-recipients"), number(value.recipients)],
        [say("care-queue-under-way"), number(value.underWay)],
        [say("care-queue-held"), number(value.held)],
        [say("care-queue-unreported"), number(value.unreported)],
        [say("care-queue-oldest"), duration(value.oldestSeconds)],
        [say("care-queue-next"), value.nextTrySeconds === null ? "–" : duration(value.nextTrySeconds)],
    ];
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <Section
                title={say("care-queue-waits")}
                text={say("care-queue-text")}
                aside={
                    <div class="row">
                        <Button small onClick={again}>
                            {say("care-look-again")}
                        </Button>
                        <Button small icon="refresh" onClick={retry}>
                            {say("care-queue-retry")}
                        </Button>
                    </div>
                }
            >
                <dl class="facts">
                    {facts.map(([what, text]) => (
                        <div key={what}>
                            <dt>{what}</dt>
                            <dd>{text}</dd>
                        </div>
                    ))}
                </dl>
            </Section>
            {reasons.length > 0 && (
                <Section title={say("care-queue-reasons")}>
                    <dl class="facts">
                        {reasons.map(([reason, count]) => (
                            <div key={reason}>
                                <dt>{sayIfKnown(`care-reason-${reason.replace("_", "-")}`) ?? reason}</dt>
                                <dd>{say("care-queue-count", { count })}</dd>
                            </div>
                        ))}
                    </dl>
                </Section>
            )}
        </>
    );
}
