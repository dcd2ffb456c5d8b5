// SPDX-License-Identifier: AGPL-3.0-or-later
// When a letter is to leave: some times that people choose often, or any.
import { useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { TextField } from "../ui/field";
import { shortDate } from "../words/format";
import { say } from "../words/words";
import { delayMax } from "./sending";

const morning = 8;
const evening = 18;

function at(days: number, hour: number, now: Date): Date {
    return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/// As `<input type="datetime-local">` writes it: here, not in Greenwich.
function local(date: Date): string {
    const two = (value: number) => String(value).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function ScheduleDialog({ onClose, onChoose }: { onClose: () => void; onChoose: (at: Date) => void }) {
    const now = new Date();
    const untilMonday = (8 - now.getDay()) % 7 || 7;
    const offers = [
        ...(now.getHours() < evening - 1
            ? [[say("compose-this-evening"), at(0, evening, now)] as const]
            : []),
        [say("compose-tomorrow"), at(1, morning, now)] as const,
        [say("compose-monday"), at(untilMonday, morning, now)] as const,
    ];
    const [own, setOwn] = useState(local(at(1, morning, now)));
    const last = new Date(now.getTime() + delayMax() * 1000);
    const chosen = new Date(own);
    const wrong =
        Number.isNaN(chosen.getTime()) || chosen <= now
            ? say("compose-schedule-past")
            : chosen > last
              ? say("compose-schedule-late", { date: shortDate(last) })
              : undefined;
    return (
        <Dialog
            title={say("compose-schedule")}
            onClose={onClose}
            onSubmit={() => !wrong && onChoose(chosen)}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" disabled={!!wrong}>
                        {say("compose-schedule-go")}
                    </Button>
                </>
            }
        >
            <div class="stack-small">
                {offers.map(([label, date]) => (
                    <Button key={label} wide onClick={() => onChoose(date)}>
                        {label} <span class="quiet small">{shortDate(date)}</span>
                    </Button>
                ))}
            </div>
            <TextField
                label={say("compose-schedule-own")}
                type="datetime-local"
                value={own}
                onInput={setOwn}
                min={local(now)}
                max={local(last)}
                wrong={wrong}
            />
        </Dialog>
    );
}
