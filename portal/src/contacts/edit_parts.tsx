// SPDX-License-Identifier: AGPL-3.0-or-later
// Parts of a card's form: dates, languages, keys.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Id } from "../jmap/types";
import { Button } from "../ui/button";
import { SelectField, TextArea, TextField } from "../ui/field";
import { Spinner } from "../ui/parts";
import { languageName } from "../words/format";
import { say, sayIfKnown } from "../words/words";
import { monthNames } from "./dates";
import { Part, RemoveButton } from "./entries";
import { type DateRow, type Row, freshId, isDate } from "./form";
import { factsOf, keyUri } from "./key";

const dateKinds = ["birth", "wedding", "death"];
const dateName = (kind: string): string => sayIfKnown(`contacts-date-${kind}`) ?? kind;

export function Dates({ rows, onChange }: { rows: DateRow[]; onChange: (rows: DateRow[]) => void }) {
    const set = (id: Id, part: Partial<DateRow>) =>
        onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
    const months = useMemo(monthNames, []);
    const fresh = (): DateRow => ({
        id: freshId(),
        what: rows.some((row) => row.what === "birth") ? "wedding" : "birth",
        year: "",
        month: "",
        day: "",
    });
    return (
        <Part
            title={say("contacts-dates")}
            add={say("contacts-add-date")}
            onAdd={() => onChange([...rows, fresh()])}
        >
            {rows.map((row) => (
                <div class="piece date" key={row.id}>
                    <SelectField
                        label={say("contacts-date")}
                        value={row.what}
                        onChange={(what) => set(row.id, { what })}
                        options={(dateKinds.includes(row.what) ? dateKinds : [...dateKinds, row.what]).map(
                            (one) => [one, dateName(one)] as const,
                        )}
                    />
                    <TextField
                        label={say("contacts-day")}
                        type="text"
                        inputMode="numeric"
                        maxLength={2}
                        value={row.day}
                        onInput={(day) => set(row.id, { day: latin(day) })}
                    />
                    <SelectField
                        label={say("contacts-month")}
                        value={row.month}
                        onChange={(month) => set(row.id, { month })}
                        options={[
                            ["", "—"] as const,
                            ...months.map((name, i) => [String(i + 1), name] as const),
                        ]}
                    />
                    <TextField
                        label={say("contacts-year")}
                        type="text"
                        inputMode="numeric"
                        maxLength={4}
                        value={row.year}
                        onInput={(year) => set(row.id, { year: latin(year) })}
                        wrong={
                            isDate(row) || row.day === "" || row.month === ""
                                ? undefined
                                : say("contacts-date-wrong")
                        }
                    />
                    <RemoveButton
                        title={say("contacts-date")}
                        value={dateName(row.what)}
                        onClick={() => onChange(rows.filter((one) => one.id !== row.id))}
                    />
                </div>
            ))}
            {rows.length > 0 && <p class="quiet small">{say("contacts-year-hint")}</p>}
        </Part>
    );
}

/// Digits of Arabic keyboards are digits.
function latin(text: string): string {
    return text
        .replace(/[\u0660-\u0669]/g, (c) => String(c.charCodeAt(0) - 0x660))
        .replace(/[\u06f0-\u06f9]/g, (c) => String(c.charCodeAt(0) - 0x6f0));
}

const languageCodes =
    "af am ar ast ay az be bg bn br bs ca cs cy da de el en eo es et eu fa ff fi fr fy ga gd gl gn gu ha he hi hr ht hu hy id ig is it ja ka kk km kn ko ku ky lb ln lo lt lv mg mk ml mn mr ms mt my nah nb ne nl nn oc om pa pl ps pt qu rn ro ru rw sc sd si sk sl sn so sq sr st su sv sw ta te tg th ti tk tl tr tt uk ur uz vi wo xh yi yo yua zh zu".split(
        " ",
    );

export function Languages({ rows, onChange }: { rows: Row[]; onChange: (rows: Row[]) => void }) {
    const all = useMemo(() => {
        const named = languageCodes
            .map((code) => [code, languageName(code)] as const)
            .filter(([code, name]) => name !== code);
        return named.sort((a, b) => a[1].localeCompare(b[1]));
    }, []);
    const optionsFor = (code: string) => [
        ["", say("contacts-language-choose")] as const,
        ...(code && !all.some(([one]) => one === code) ? [[code, languageName(code)] as const] : []),
        ...all,
    ];
    return (
        <Part
            title={say("contacts-languages")}
            add={say("contacts-add-language")}
            onAdd={() => onChange([...rows, { id: freshId(), kind: "", value: "", what: "" }])}
        >
            {rows.map((row) => (
                <div class="piece" key={row.id}>
                    <SelectField
                        label={say("contacts-language")}
                        value={row.value}
                        onChange={(value) =>
                            onChange(rows.map((one) => (one.id === row.id ? { ...one, value } : one)))
                        }
                        options={optionsFor(row.value)}
                    />
                    <RemoveButton
                        title={say("contacts-language")}
                        value={row.value ? languageName(row.value) : ""}
                        onClick={() => onChange(rows.filter((one) => one.id !== row.id))}
                    />
                </div>
            ))}
        </Part>
    );
}

export function Keys({ rows, onChange }: { rows: Row[]; onChange: (rows: Row[]) => void }) {
    const [armored, setArmored] = useState<string>();
    const [wrong, setWrong] = useState<string>();
    const take = async () => {
        const made = await keyUri(armored ?? "");
        if (typeof made === "string")
            return setWrong(
                say(
                    made === "private"
                        ? "contacts-key-private"
                        : made === "large"
                          ? "contacts-key-large"
                          : "contacts-key-wrong",
                ),
            );
        setArmored(undefined);
        setWrong(undefined);
        onChange([...rows, { id: freshId(), kind: "", value: made.uri, what: "" }]);
    };
    return (
        <Part
            title={say("contacts-keys")}
            add={say("contacts-add-key")}
            onAdd={() => setArmored(armored ?? "")}
        >
            {rows.map((row) => (
                <div class="piece" key={row.id}>
                    <KeyLine uri={row.value} />
                    <RemoveButton
                        title={say("contacts-key")}
                        value={say("contacts-key")}
                        onClick={() => onChange(rows.filter((one) => one.id !== row.id))}
                    />
                </div>
            ))}
            {armored !== undefined && (
                <div class="piece">
                    <div class="grow stack-small">
                        <TextArea
                            label={say("contacts-key-paste")}
                            hint={say("contacts-key-hint")}
                            mono
                            dir="ltr"
                            rows={6}
                            value={armored}
                            onInput={setArmored}
                            wrong={wrong}
                            placeholder="-----BEGIN PGP PUBLIC KEY BLOCK-----"
                        />
                        <div class="row">
                            <Button small onClick={take} disabled={armored.trim() === ""}>
                                {say("contacts-key-take")}
                            </Button>
                            <Button
                                small
                                kind="plain"
                                onClick={() => (setArmored(undefined), setWrong(undefined))}
                            >
                                {say("ui-cancel")}
                            </Button>
                        </div>
                    </div>
                </div>
            )}
        </Part>
    );
}

function KeyLine({ uri }: { uri: string }) {
    const [text, setText] = useState<string>();
    useEffect(() => {
        factsOf(uri).then(
            (facts) => setText(facts?.fingerprint ?? say("contacts-key-unreadable")),
            () => setText(say("contacts-key-unreadable")),
        );
    }, [uri]);
    return text === undefined ? <Spinner /> : <code class="ltr grow value">{text}</code>;
}
