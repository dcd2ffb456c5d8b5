// SPDX-License-Identifier: AGPL-3.0-or-later
// Every start of the server. One that nobody can explain is a copied disk until proven otherwise.
import { useState } from "preact/hooks";
import { isAdministrator } from "../store/account";
import { useAsked } from "../settings/page";
import { Button } from "../ui/button";
import { FailureNotice } from "../ui/failure";
import { TextArea } from "../ui/field";
import { Icon } from "../ui/icon";
import { Notice, Spinner } from "../ui/parts";
import { duration, onlyDate, shortDate, wholeDate } from "../words/format";
import { say } from "../words/words";
import { unexplained } from "./alarms";
import { call, list } from "./ask";
import { FormDialog } from "./confirm";
import { type Member, type Start, callMember } from "./types";

const lettersMax = 500;
/// The newest at first; older ones when they are asked for.
const shownAtOnce = 50;

async function look(): Promise<{ starts: Start[]; members: Member[] }> {
    const [starts, members] = await Promise.all([list<Start>("Start"), list<Member>("Member")]);
    return { starts, members };
}

export function StartsPage() {
    const { value, error, again } = useAsked(look);
    const [explaining, setExplaining] = useState<Start>();
    const [shown, setShown] = useState(shownAtOnce);
    if (!value) return error ? <FailureNotice error={error} area="care" again={again} /> : <Spinner />;
    const all = [...value.starts].reverse();
    const open = unexplained(value.starts).length;
    return (
        <>
            <FailureNotice error={error} area="care" again={again} />
            <p class="quiet">{say("care-starts-text")}</p>
            {open > 0 && (
                <Notice kind="danger">
                    <p>
                        <strong>{say("care-alarm-starts", { count: open })}</strong>
                    </p>
                    <p>{say("care-starts-open-text")}</p>
                </Notice>
            )}
            <ol class="start-list" aria-label={say("care-starts")}>
                {all.slice(0, shown).map((one) => (
                    <StartItem
                        key={one.id}
                        start={one}
                        members={value.members}
                        explain={() => setExplaining(one)}
                    />
                ))}
            </ol>
            {all.length > shown && (
                <div>
                    <Button onClick={() => setShown(shown + shownAtOnce)}>
                        {say("care-starts-older", { count: all.length - shown })}
                    </Button>
                </div>
            )}
            {explaining && (
                <Explain start={explaining} onClose={() => setExplaining(undefined)} again={again} />
            )}
        </>
    );
}

function StartItem({ start, members, explain }: { start: Start; members: Member[]; explain: () => void }) {
    const keepsReasons = start.explanation !== undefined;
    const isOpen = keepsReasons && !start.explanation;
    const by = members.find((one) => one.id === start.explainedBy);
    const word = say(start.explanation ? "care-start-change" : "care-start-explain");
    return (
        <li class={isOpen ? "card start open" : "card start"}>
            <div class="row-between">
                <h2>
                    <Icon name={isOpen ? "warning" : "clock"} /> {wholeDate(new Date(start.at))}
                </h2>
                {isOpen && <span class="badge danger">{say("care-start-open")}</span>}
            </div>
            <ul class="small">
                {start.sessions.length === 0 && <li>{say("care-start-never")}</li>}
                {start.sessions.map((one, i) => (
                    <li key={i}>{sessionText(one)}</li>
                ))}
            </ul>
            {start.explanation && (
                <blockquote dir="auto">
                    {start.explanation}
                    {start.explainedAt && (
                        <footer class="small quiet">
                            {by
                                ? say("care-start-by", {
                                      name: callMember(by),
                                      date: onlyDate(new Date(start.explainedAt)),
                                  })
                                : onlyDate(new Date(start.explainedAt))}
                        </footer>
                    )}
                </blockquote>
            )}
            {keepsReasons && isAdministrator() && (
                <div>
                    <Button small onClick={explain} label={`${word}: ${shortDate(new Date(start.at))}`}>
                        {word}
                    </Button>
                </div>
            )}
        </li>
    );
}

function sessionText({ unlocked, locked }: Start["sessions"][number]): string {
    if (!unlocked) return say("care-start-never");
    const from = new Date(unlocked);
    if (!locked) return say("care-start-unlocked", { date: shortDate(from) });
    const to = new Date(locked);
    return say("care-start-session", {
        from: shortDate(from),
        to: shortDate(to),
        duration: duration((to.getTime() - from.getTime()) / 1000),
    });
}

function Explain({
    start,
    onClose,
    again,
}: {
    start: Start;
    onClose: () => void;
    again: () => Promise<void>;
}) {
    const [text, setText] = useState(start.explanation ?? "");
    const save = async () => {
        await call("Start/explain", { id: start.id, explanation: text.trim() || null });
        await again();
    };
    return (
        <FormDialog
            title={say("care-start-explain-of", { date: shortDate(new Date(start.at)) })}
            yes={say("ui-save")}
            isReady={text.trim() !== "" || Boolean(start.explanation)}
            onYes={save}
            onClose={onClose}
        >
            <TextArea
                label={say("care-start-reason")}
                hint={say("care-start-reason-hint")}
                value={text}
                onInput={setText}
                rows={4}
                maxLength={lettersMax}
                dir="auto"
            />
        </FormDialog>
    );
}
