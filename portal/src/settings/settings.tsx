// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings: a menu beside the page that is open; on a phone one after the other. /portal/settings/NAME
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { place, to } from "../base/router";
import { client } from "../jmap/client";
import { openpgpCapability } from "../openpgp/keys";
import { Icon, type IconName } from "../ui/icon";
import { lazy } from "../ui/lazy";
import { say } from "../words/words";
import { ProgramsPage } from "./programs";
import { Proofs } from "./proof";
import { SigningInPage } from "./signing_in";
import { TrustPage } from "./trust";
import { YouPage } from "./you";

const HeldPage = lazy(async () => (await import("./held")).HeldPage, "held");
const OpenPgpPage = lazy(async () => (await import("./openpgp")).OpenPgpPage, "openpgp");
const DevicePage = lazy(async () => (await import("./device")).DevicePage, "device");

interface Page {
    name: string;
    icon: IconName;
    label: () => string;
    part: ComponentType;
    /// Of the server.
    needs?: string;
}

const pages: readonly Page[] = [
    { name: "you", icon: "people", label: () => say("settings-you"), part: YouPage },
    { name: "signing-in", icon: "key", label: () => say("settings-signing-in"), part: SigningInPage },
    { name: "mail-programs", icon: "mail", label: () => say("settings-programs"), part: ProgramsPage },
    { name: "trust", icon: "shield", label: () => say("settings-trust"), part: TrustPage },
    {
        name: "openpgp",
        icon: "lock",
        label: () => say("settings-openpgp"),
        part: OpenPgpPage,
        needs: openpgpCapability,
    },
    { name: "device", icon: "phone", label: () => say("settings-device"), part: DevicePage },
    { name: "held", icon: "eye", label: () => say("settings-held"), part: HeldPage },
];

export function Settings() {
    const named = place.value[1];
    const chosen = pages.find((page) => page.name === named);
    const open = chosen ?? pages[0]!;
    const heading = useRef<HTMLHeadingElement>(null);
    const scroll = useRef<HTMLDivElement>(null);
    const first = useRef(true);
    const label = open.label();
    useEffect(() => {
        document.title = `${label} · Milpa`;
        if (first.current) {
            first.current = false;
            return;
        }
        scroll.current?.scrollTo(0, 0);
        heading.current?.focus();
    }, [open.name, chosen === undefined]);
    const Part = open.part;
    return (
        <div class={chosen ? "settings chosen" : "settings"}>
            <nav class="settings-menu no-print" aria-label={say("app-settings")}>
                <h1>{say("app-settings")}</h1>
                <ul>
                    {pages
                        .filter((page) => !page.needs || client.has(page.needs))
                        .map((page) => (
                            <li key={page.name}>
                                <a
                                    href={to("settings", page.name)}
                                    aria-current={page === open ? "page" : undefined}
                                >
                                    <Icon name={page.icon} />
                                    <span class="grow">{page.label()}</span>
                                    <span class="settings-into">
                                        <Icon name="forward" small />
                                    </span>
                                </a>
                            </li>
                        ))}
                </ul>
            </nav>
            <div class="screen settings-page" ref={scroll}>
                <div class="inner">
                    <div class="settings-head no-print">
                        <a
                            class="icon-button settings-back"
                            href={to("settings")}
                            aria-label={say("settings-all")}
                        >
                            <Icon name="back" />
                        </a>
                        <h1 class="settings-title" ref={heading} tabIndex={-1}>
                            {label}
                        </h1>
                    </div>
                    <Part key={open.name} />
                </div>
            </div>
            <Proofs />
        </div>
    );
}
