// SPDX-License-Identifier: AGPL-3.0-or-later
// The machine: settings read again, what was deleted taken out of the files, and the lock.
import { useState } from "preact/hooks";
import { Section, useAsked } from "../settings/page";
import { enter } from "../store/account";
import { Failure } from "../jmap/client";
import { Button } from "../ui/button";
import { ask } from "../ui/dialog";
import { FailureNotice, failureText } from "../ui/failure";
import { Notice, Spinner } from "../ui/parts";
import { number } from "../words/format";
import { say } from "../words/words";
import { attempt, call } from "./ask";
import { TypedConfirm } from "./confirm";
import type { Status } from "./types";

/// The session that asks ends as well, perhaps before its answer.
async function lock(): Promise<void> {
    try {
        await call("Keyholders/lock");
    } catch (error) {
        if (
            !(error instanceof Failure) ||
            error.kind === "refused" ||
            error.kind === "limit" ||
            error.kind === "broken"
        )
            throw error;
    }
    await enter();
}

const look = async (): Promise<Status> => (await call("Server/status")) as unknown as Status;

export function MachinePage() {
    const { value, error, again } = useAsked(look);
    const [locking, setLocking] = useState(false);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const purge = async () => {
        if (await ask(say("care-purge-title"), say("care-purge-text"), say("care-purge"), false))
            await attempt(() => call("Server/purge"), say("care-purge-done"));
    };
    const finish = async () => {
        await attempt(() => call("Keyholders/finish"), say("care-finish-done"));
        await again();
    };
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <SettingsPart status={value} again={again} />
            <Section
                title={say("care-purge")}
                text={say("care-purge-about")}
                aside={
                    <Button small icon="trash" onClick={purge}>
                        {say("care-purge")}
                    </Button>
                }
            />
            {value.queueRuns === false && (
                <Section
                    title={say("care-finish")}
                    text={say("care-finish-text")}
                    aside={
                        <Button small icon="refresh" onClick={finish}>
                            {say("ui-again")}
                        </Button>
                    }
                />
            )}
            <Facts status={value} />
            <Section title={say("care-lock")} text={say("care-lock-about")}>
                <div>
                    <Button kind="danger" icon="lock" onClick={() => setLocking(true)}>
                        {say("care-lock-now")}
                    </Button>
                </div>
            </Section>
            {locking && (
                <TypedConfirm
                    title={say("care-lock-title")}
                    word={say("care-lock-word")}
                    yes={say("care-lock-now")}
                    onYes={lock}
                    onClose={() => setLocking(false)}
                >
                    <Notice kind="danger">{say("care-lock-text")}</Notice>
                </TypedConfirm>
            )}
        </>
    );
}

function SettingsPart({ status, again }: { status: Status; again: () => Promise<void> }) {
    const [done, setDone] = useState<{ taken: string[]; waiting: string[] }>();
    const [wrong, setWrong] = useState<string>();
    const reload = async () => {
        setWrong(undefined);
        setDone(undefined);
        try {
            const said = await call("Settings/reload");
            setDone({ taken: said["taken"] as string[], waiting: said["waiting"] as string[] });
        } catch (error) {
            const isMistake = error instanceof Failure && error.type === "invalidSettings" && error.detail;
            setWrong(
                isMistake
                    ? say("care-settings-mistake", { mistake: error.detail })
                    : failureText(error, "care"),
            );
        }
        await again();
    };
    const waiting = done?.waiting ?? status.settings?.waiting ?? [];
    return (
        <Section
            title={say("care-settings")}
            text={say("care-settings-text")}
            aside={
                <Button small icon="refresh" onClick={reload}>
                    {say("care-settings-reload")}
                </Button>
            }
        >
            {wrong && <Notice kind="danger">{wrong}</Notice>}
            {!wrong && status.settings?.mistake && (
                <Notice kind="danger">
                    {say("care-settings-mistake", { mistake: status.settings.mistake })}
                </Notice>
            )}
            {done && (
                <div role="status">
                    {done.taken.length > 0 ? (
                        <>
                            <p>{say("care-settings-taken")}</p>
                            <Keys keys={done.taken} />
                        </>
                    ) : (
                        <p>{say("care-settings-nothing")}</p>
                    )}
                </div>
            )}
            {waiting.length > 0 && (
                <div>
                    <p>{say("care-settings-waiting")}</p>
                    <Keys keys={waiting} />
                </div>
            )}
        </Section>
    );
}

function Keys({ keys }: { keys: string[] }) {
    return (
        <ul class="row">
            {keys.map((one) => (
                <li key={one}>
                    <code class="badge ltr">{one}</code>
                </li>
            ))}
        </ul>
    );
}

function Facts({ status }: { status: Status }) {
    const yes = (is: boolean | undefined) => (is === undefined ? "–" : say(is ? "care-yes" : "care-no"));
    const { memory, sandbox, ports } = status;
    const facts: [string, string][] = [
        [say("care-memory-keys"), yes(memory?.keysLocked)],
        [say("care-memory-all"), yes(memory?.allLocked)],
        [say("care-memory-core"), yes(memory && memory.coreFilesOff && memory.notDumpable)],
        [say("care-sandbox-calls"), yes(sandbox && sandbox.systemCalls && sandbox.noNewPrivileges)],
        [say("care-sandbox-files"), yes(sandbox?.files)],
    ];
    return (
        <Section title={say("care-protection")} text={say("care-protection-text")}>
            <dl class="facts">
                {facts.map(([what, text]) => (
                    <div key={what}>
                        <dt>{what}</dt>
                        <dd>{text}</dd>
                    </div>
                ))}
                {ports && (
                    <div>
                        <dt>{say("care-ports")}</dt>
                        <dd class="ltr-line">
                            {Object.entries(ports)
                                .filter(([, port]) => port > 0)
                                .map(([name, port]) => `${name} ${port}`)
                                .join(", ")}
                        </dd>
                    </div>
                )}
                {status.sessions !== undefined && (
                    <div>
                        <dt>{say("care-sessions")}</dt>
                        <dd>{number(status.sessions)}</dd>
                    </div>
                )}
            </dl>
        </Section>
    );
}
