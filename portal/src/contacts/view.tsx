// SPDX-License-Identifier: AGPL-3.0-or-later
// A card, to be read.
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { go, to } from "../base/router";
import { books } from "../store/contacts";
import { Button, IconButton } from "../ui/button";
import { Icon, type IconName } from "../ui/icon";
import { Menu } from "../ui/menu";
import { Notice, copyText } from "../ui/parts";
import { languageName, onlyDate } from "../words/format";
import { say, sayIfKnown } from "../words/words";
import { callOf, groupsOf, remove, setMembers, writeTo } from "./actions";
import { type Card, type Entry, addressText, listed, nameOf, partOf } from "./card";
import { ageNow, dateText } from "./dates";
import { open } from "./dialogs";
import { exportCards } from "./export";
import { type KeyFacts, factsOf, isOpenPgp } from "./key";
import { groupEntries } from "./list";
import { Face } from "./picture";
import { where } from "./where";

export function View({ card }: { card: Card }) {
    const name = callOf(card);
    const nicknames = listed(card.nicknames)
        .map(([, one]) => one.name)
        .filter((text) => text && text !== nameOf(card));
    const known = { card, name, haystack: "" };
    return (
        <>
            <div class="thread-bar" role="toolbar" aria-label={say("contacts-actions")}>
                <IconButton
                    class="thread-back"
                    icon="back"
                    label={say("contacts-back")}
                    onClick={() => go(where.value.path)}
                />
                <Button small icon="drafts" onClick={() => go([...where.value.path, card.id, "edit"])}>
                    {say("ui-edit")}
                </Button>
                <span class="grow" />
                <Menu
                    label={say("contacts-to-group")}
                    entries={() => groupEntries([known])}
                    button={(props) => (
                        <IconButton icon="people" label={say("contacts-to-group")} {...props} />
                    )}
                />
                <IconButton icon="trash" label={say("ui-delete")} onClick={() => remove([card.id])} />
                <Menu
                    label={say("contacts-more")}
                    entries={() => [
                        {
                            label: say("contacts-export-one"),
                            icon: "download",
                            onChoose: () => exportCards([card], name),
                        },
                        { label: say("ui-print"), icon: "print", onChoose: () => print() },
                        ...(books.value.length > 1
                            ? [
                                  {
                                      label: say("contacts-to-book"),
                                      icon: "folder" as const,
                                      onChoose: () => open({ kind: "move", ids: [card.id] }),
                                  },
                              ]
                            : []),
                    ]}
                    button={(props) => <IconButton icon="more" label={say("contacts-more")} {...props} />}
                />
            </div>
            <div class="thread-scroll">
                <article class="contact" aria-labelledby="contact-name">
                    <header class="contact-head">
                        <Face card={card} size="large" />
                        <div class="grow">
                            <h1 id="contact-name" dir="auto">
                                {name}
                            </h1>
                            {partOf(card.name, "title", "credential") && (
                                <p class="quiet">{partOf(card.name, "title", "credential")}</p>
                            )}
                            {nicknames.length > 0 && (
                                <p class="quiet" dir="auto">
                                    {nicknames.map((one) => `“${one}”`).join(", ")}
                                </p>
                            )}
                            <Work card={card} />
                        </div>
                    </header>
                    <div class="contact-facts">
                        <Emails card={card} />
                        <Section title={say("contacts-phones")} icon="phone" entries={listed(card.phones)}>
                            {(one) => (
                                <Value
                                    href={`tel:${one.number.replace(/[^\d+*#]/g, "")}`}
                                    text={one.number}
                                    ltr
                                />
                            )}
                        </Section>
                        <Section
                            title={say("contacts-services")}
                            icon="globe"
                            entries={listed(card.onlineServices)}
                            labelOf={(one) => one.service}
                        >
                            {(one) => <Value href={webOf(one.uri)} text={one.user || one.uri || ""} ltr />}
                        </Section>
                        <Section title={say("contacts-links")} icon="link" entries={listed(card.links)}>
                            {(one) => <Value href={webOf(one.uri)} text={one.uri} ltr />}
                        </Section>
                        <Section
                            title={say("contacts-addresses")}
                            icon="door"
                            entries={listed(card.addresses)}
                        >
                            {(one) => (
                                <p class="lines" dir="auto">
                                    {addressText(one)}
                                </p>
                            )}
                        </Section>
                        <Section
                            title={say("contacts-dates")}
                            icon="calendar"
                            entries={Object.entries(card.anniversaries ?? {})}
                            labelOf={(one) => sayIfKnown(`contacts-date-${one.kind}`) ?? one.kind}
                        >
                            {(one) => <DateLine date={one.date} isBirth={one.kind === "birth"} />}
                        </Section>
                        <Section
                            title={say("contacts-languages")}
                            icon="globe"
                            entries={listed(card.preferredLanguages)}
                            labelOf={() => undefined}
                        >
                            {(one) => <span>{languageName(one.language)}</span>}
                        </Section>
                        <Section title={say("contacts-notes")} icon="info" entries={listed(card.notes)}>
                            {(one) => (
                                <p class="lines" dir="auto">
                                    {one.note}
                                </p>
                            )}
                        </Section>
                        <Section
                            title={say("contacts-keys")}
                            icon="key"
                            entries={listed(card.cryptoKeys)}
                            labelOf={() => undefined}
                        >
                            {(one) => <Key one={one} />}
                        </Section>
                        <Groups card={card} />
                    </div>
                </article>
            </div>
        </>
    );
}

function Work({ card }: { card: Card }) {
    const titles = listed(card.titles)
        .map(([, one]) => one.name)
        .filter(Boolean);
    const organizations = listed(card.organizations)
        .map(([, one]) =>
            [one.name, ...(one.units ?? []).map((unit) => unit.name)].filter(Boolean).join(", "),
        )
        .filter((text) => text && text !== nameOf(card));
    if (titles.length + organizations.length === 0) return null;
    return (
        <p class="quiet" dir="auto">
            {[...titles, ...organizations].join(" · ")}
        </p>
    );
}

function Emails({ card }: { card: Card }) {
    return (
        <Section title={say("contacts-emails")} icon="mail" entries={listed(card.emails)}>
            {(one) => (
                <span class="row">
                    <span class="ltr value">{one.address}</span>
                    <Button
                        small
                        icon="write"
                        onClick={() => writeTo(one.address, nameOf(card))}
                        label={say("contacts-write-to", { address: one.address })}
                    >
                        {say("contacts-write")}
                    </Button>
                    <IconButton
                        icon="copy"
                        label={say("contacts-copy", { what: one.address })}
                        onClick={() => copyText(one.address)}
                    />
                </span>
            )}
        </Section>
    );
}

/// "Private", "work", "mobile", in words, and the card's own label.
function labelOf(one: Entry): string {
    const features = Object.keys((one["features"] as Record<string, true> | undefined) ?? {}).filter(
        (word) => word !== "voice",
    );
    const words = [...Object.keys(one.contexts ?? {}), ...features].map(
        (word) => sayIfKnown(`contacts-kind-${word}`) ?? word,
    );
    return [one.label, ...words].filter(Boolean).join(", ");
}

interface SectionProps<T extends Entry> {
    title: string;
    icon: IconName;
    entries: [string, T][];
    labelOf?: (one: T) => string | undefined;
    children: (one: T) => ComponentChildren;
}

function Section<T extends Entry>({ title, icon, entries, labelOf: own, children }: SectionProps<T>) {
    if (entries.length === 0) return null;
    return (
        <section class="contact-section">
            <h2>
                <Icon name={icon} /> {title}
            </h2>
            <ul>
                {entries.map(([id, one]) => {
                    const label = [own?.(one), ...(own && !own(one) ? [] : [labelOf(one)])]
                        .filter(Boolean)
                        .join(", ");
                    return (
                        <li key={id}>
                            {label && <span class="quiet small label">{label}</span>}
                            {children(one)}
                        </li>
                    );
                })}
            </ul>
        </section>
    );
}

/// Addresses of pages and of programs that talk; a script is none of them.
const harmless = /^(https?|xmpp|sip|sips|matrix|sgnl|tg|mailto|tel|acct|irc|ircs|im|threema|skype):/i;
export function webOf(uri: string | undefined): string | undefined {
    if (!uri) return undefined;
    if (harmless.test(uri)) return uri;
    return /^[\w-]+(\.[\w-]+)+(\/|$)/.test(uri) ? `https://${uri}` : undefined;
}

function Value({ href, text, ltr }: { href?: string; text: string; ltr?: boolean }) {
    const isPage = href !== undefined && /^https?:/i.test(href);
    return (
        <span class="row">
            {href ? (
                <a
                    class={ltr ? "ltr value" : "value"}
                    href={href}
                    target={isPage ? "_blank" : undefined}
                    rel={isPage ? "noopener noreferrer" : undefined}
                >
                    {text}
                </a>
            ) : (
                <span class={ltr ? "ltr value" : "value"}>{text}</span>
            )}
            <IconButton
                icon="copy"
                label={say("contacts-copy", { what: text })}
                onClick={() => copyText(text)}
            />
        </span>
    );
}

function DateLine({ date, isBirth }: { date: Parameters<typeof dateText>[0]; isBirth: boolean }) {
    const age = isBirth ? ageNow(date) : undefined;
    return (
        <span>
            {dateText(date)}
            {age !== undefined && <span class="quiet"> · {say("contacts-age", { age })}</span>}
        </span>
    );
}

function Key({ one }: { one: { uri: string; mediaType?: string } }) {
    const [facts, setFacts] = useState<KeyFacts | "none">();
    const openPgp = isOpenPgp(one);
    useEffect(() => {
        if (openPgp)
            factsOf(one.uri).then(
                (found) => setFacts(found ?? "none"),
                () => setFacts("none"),
            );
    }, [one.uri]);
    if (!openPgp)
        return (
            <span>
                {webOf(one.uri) ? (
                    <Value href={webOf(one.uri)} text={one.uri} ltr />
                ) : (
                    say("contacts-key-other")
                )}
            </span>
        );
    if (facts === undefined) return <span class="quiet">{say("contacts-key-has")}</span>;
    if (facts === "none")
        return webOf(one.uri) ? (
            <Value href={webOf(one.uri)} text={one.uri} ltr />
        ) : (
            <span>{say("contacts-key-unreadable")}</span>
        );
    const isOver = facts.expires && facts.expires < new Date();
    return (
        <div class="stack-small">
            <span class="quiet small">{say("contacts-key-fingerprint")}</span>
            <span class="row">
                <code class="ltr value">{facts.fingerprint}</code>
                <IconButton
                    icon="copy"
                    label={say("contacts-copy", { what: say("contacts-key-fingerprint") })}
                    onClick={() => copyText(facts.fingerprint)}
                />
            </span>
            {facts.userIds.map((id) => (
                <span key={id} class="small ltr">
                    {id}
                </span>
            ))}
            {facts.isRevoked && <Notice kind="warning">{say("contacts-key-revoked")}</Notice>}
            {isOver && (
                <Notice kind="warning">{say("contacts-key-over", { date: onlyDate(facts.expires!) })}</Notice>
            )}
            {!isOver && facts.expires && (
                <span class="quiet small">
                    {say("contacts-key-until", { date: onlyDate(facts.expires) })}
                </span>
            )}
            <p class="quiet small">{say("contacts-key-compare")}</p>
        </div>
    );
}

function Groups({ card }: { card: Card }) {
    const all = groupsOf(card);
    if (all.length === 0) return null;
    return (
        <section class="contact-section">
            <h2>
                <Icon name="people" /> {say("contacts-groups")}
            </h2>
            <div class="row">
                {all.map((one) => (
                    <span class="chip" key={one.card.id}>
                        <a href={to("contacts", "group", one.card.id)} dir="auto">
                            {callOf(one.card)}
                        </a>
                        <IconButton
                            icon="close"
                            label={say("contacts-group-leave", { name: callOf(one.card) })}
                            onClick={() => setMembers(one.card, [card.uid], false)}
                        />
                    </span>
                ))}
            </div>
        </section>
    );
}
