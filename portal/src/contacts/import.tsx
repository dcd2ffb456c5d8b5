// SPDX-License-Identifier: AGPL-3.0-or-later
// Import of .vcf files: read here, shown before anything is taken.
import { useRef, useState } from "preact/hooks";
import { pause } from "../base/once";
import type { Failure } from "../jmap/client";
import { change, createMany, loadContacts, sorted } from "../store/contacts";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { FailureNotice, failureText } from "../ui/failure";
import { Choice } from "../ui/field";
import { Meter, Notice, Spinner } from "../ui/parts";
import { octets } from "../words/format";
import { say } from "../words/words";
import { type NewCard, nameOf } from "./card";
import { close } from "./dialogs";
import { type Sorted, patchToMerge, sortOut } from "./merge";
import { pictureOctetsMax, shrink } from "./picture";
import { cardsMax, decode, fileOctetsMax, readVCards } from "./vcard";
import { fromVCard } from "./vcard_read";

/// The page answers in between.
const sliceMilliseconds = 24;
const namesShown = 8;

interface Found extends Sorted {
    isCut: boolean;
}

async function read(files: File[]): Promise<Found> {
    await loadContacts();
    const cards: NewCard[] = [];
    let since = performance.now();
    for (const file of files) {
        for (const vcard of readVCards(decode(new Uint8Array(await file.arrayBuffer())))) {
            if (cards.length >= cardsMax) break;
            cards.push(fromVCard(vcard));
            if (performance.now() - since > sliceMilliseconds) {
                await pause(0);
                since = performance.now();
            }
        }
    }
    return {
        ...sortOut(
            cards,
            sorted.value.map((one) => one.card),
        ),
        isCut: cards.length >= cardsMax,
    };
}

/// A picture that is too large for a card is made smaller, or left out where it cannot be.
async function fit(card: NewCard): Promise<NewCard> {
    const media: NonNullable<NewCard["media"]> = {};
    for (const [id, one] of Object.entries(card.media ?? {})) {
        const data = /^data:([^;,]*);base64,(.*)$/s.exec(one.uri ?? "");
        if (!data || data[2]!.length * 0.75 <= pictureOctetsMax) {
            media[id] = one;
            continue;
        }
        const blob = new Blob([Uint8Array.from(atob(data[2]!), (c) => c.charCodeAt(0))], { type: data[1]! });
        const small = await shrink(blob);
        if (small) media[id] = { kind: "photo", uri: await dataUri(small) };
    }
    const { media: _, ...rest } = card;
    return Object.keys(media).length > 0 ? { ...rest, media } : rest;
}

async function dataUri(blob: Blob): Promise<string> {
    let text = "";
    for (const octet of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(octet);
    return `data:${blob.type};base64,${btoa(text)}`;
}

type Doubles = "merge" | "skip" | "add";

interface Done {
    made: number;
    merged: number;
    refused: Failure[];
}

async function take(found: Found, doubles: Doubles, progress: (part: number) => void): Promise<Done> {
    const added =
        doubles === "add" ? found.double.map(({ fresh: { uid: _, ...rest } }) => rest as NewCard) : [];
    const cards: NewCard[] = [];
    for (const card of [...found.fresh, ...added]) cards.push(await fit(card));
    const patches: Record<string, Record<string, unknown>> = {};
    if (doubles === "merge") {
        for (const { card, fresh } of found.double) {
            const patch = patchToMerge({ ...card, ...patches[card.id] }, await fit(fresh));
            if (Object.keys(patch).length > 0) patches[card.id] = { ...patches[card.id], ...patch };
        }
    }
    const created = await createMany(cards, (done) => progress(done / Math.max(1, cards.length)));
    if (Object.keys(patches).length > 0) await change(patches);
    return {
        made: created.made,
        merged: doubles === "merge" ? found.double.length : 0,
        refused: created.refused,
    };
}

export function Import() {
    const [found, setFound] = useState<Found>();
    const [reading, setReading] = useState(false);
    const [doubles, setDoubles] = useState<Doubles>("merge");
    const [part, setPart] = useState<number>();
    const [done, setDone] = useState<Done>();
    const [error, setError] = useState<unknown>();
    const [wrong, setWrong] = useState("");
    const input = useRef<HTMLInputElement>(null);
    const choose = async (files: File[]) => {
        setWrong("");
        setError(undefined);
        const size = files.reduce((sum, file) => sum + file.size, 0);
        if (files.length === 0) return;
        if (size > fileOctetsMax)
            return setWrong(say("contacts-import-large", { most: octets(fileOctetsMax) }));
        setReading(true);
        try {
            const all = await read(files);
            if (all.fresh.length + all.double.length === 0) setWrong(say("contacts-import-nothing"));
            else setFound(all);
        } catch (failed) {
            setError(failed);
        } finally {
            setReading(false);
        }
    };
    const start = async () => {
        if (!found) return;
        setError(undefined);
        setPart(0);
        try {
            setDone(await take(found, doubles, setPart));
        } catch (failed) {
            setError(failed);
        } finally {
            setPart(undefined);
        }
    };
    const count = found ? found.fresh.length + (doubles === "skip" ? 0 : found.double.length) : 0;
    const actions = done ? (
        <Button kind="primary" onClick={close}>
            {say("ui-done")}
        </Button>
    ) : (
        <>
            <Button onClick={close} disabled={part !== undefined}>
                {say("ui-cancel")}
            </Button>
            {found && (
                <Button type="submit" kind="primary" busy={part !== undefined} disabled={count === 0}>
                    {say("contacts-import-start", { count })}
                </Button>
            )}
        </>
    );
    return (
        <Dialog
            title={say("contacts-import-title")}
            onClose={() => part === undefined && close()}
            onSubmit={done ? close : start}
            actions={actions}
        >
            <FailureNotice error={error} area="contacts" />
            {wrong && <Notice kind="danger">{wrong}</Notice>}
            {done ? (
                <Result done={done} />
            ) : found ? (
                <>
                    <Preview found={found} />
                    {found.double.length > 0 && (
                        <DoublesChoice count={found.double.length} value={doubles} onChange={setDoubles} />
                    )}
                    {part !== undefined && (
                        <Meter part={part} label={say("contacts-import-going")} isProgress />
                    )}
                </>
            ) : reading ? (
                <Spinner label={say("contacts-import-reading")} />
            ) : (
                <>
                    <p>{say("contacts-import-text")}</p>
                    <input
                        ref={input}
                        type="file"
                        accept=".vcf,.vcard,text/vcard,text/x-vcard"
                        multiple
                        hidden
                        aria-hidden="true"
                        onChange={(event) => choose([...(event.currentTarget.files ?? [])])}
                    />
                    <Button kind="primary" icon="upload" onClick={() => input.current?.click()}>
                        {say("contacts-import-choose")}
                    </Button>
                </>
            )}
        </Dialog>
    );
}

function Preview({ found }: { found: Found }) {
    const all = [...found.fresh, ...found.double.map((one) => one.fresh)];
    return (
        <div class="stack-small">
            <p>
                <strong>{say("contacts-import-found", { count: all.length })}</strong>
            </p>
            <ul class="plain-list" dir="auto">
                {all.slice(0, namesShown).map((card, i) => (
                    <li key={i} class="clip">
                        {nameOf(card)}
                    </li>
                ))}
            </ul>
            {all.length > namesShown && (
                <p class="quiet">{say("contacts-more-found", { count: all.length - namesShown })}</p>
            )}
            {found.empty > 0 && (
                <p class="quiet small">{say("contacts-import-empty", { count: found.empty })}</p>
            )}
            {found.isCut && <Notice kind="warning">{say("contacts-import-cut", { count: cardsMax })}</Notice>}
        </div>
    );
}

function DoublesChoice({
    count,
    value,
    onChange,
}: {
    count: number;
    value: Doubles;
    onChange: (value: Doubles) => void;
}) {
    const choices: [Doubles, string, string][] = [
        ["merge", say("contacts-import-merge"), say("contacts-import-merge-hint")],
        ["skip", say("contacts-import-skip"), say("contacts-import-skip-hint")],
        ["add", say("contacts-import-add"), say("contacts-import-add-hint")],
    ];
    return (
        <fieldset>
            <legend class="field-label">{say("contacts-import-double", { count })}</legend>
            {choices.map(([one, label, hint]) => (
                <Choice
                    key={one}
                    radio="doubles"
                    label={label}
                    hint={hint}
                    checked={value === one}
                    onChange={() => onChange(one)}
                />
            ))}
        </fieldset>
    );
}

function Result({ done }: { done: Done }) {
    const reasons = new Map<string, number>();
    for (const failure of done.refused) {
        const text = failureText(failure, "contacts");
        reasons.set(text, (reasons.get(text) ?? 0) + 1);
    }
    return (
        <div class="stack-small" role="status">
            <p>{say("contacts-import-made", { count: done.made })}</p>
            {done.merged > 0 && <p>{say("contacts-import-merged", { count: done.merged })}</p>}
            {[...reasons].map(([text, count]) => (
                <Notice key={text} kind="warning">
                    {say("contacts-import-refused", { count })} {text}
                </Notice>
            ))}
        </div>
    );
}
