// SPDX-License-Identifier: AGPL-3.0-or-later
// The care of the whole: a menu beside the page that is open; on a phone one after the other. /portal/care/NAME. Who bears
// no duty sees what every member may read.
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { place, to } from "../base/router";
import { isAdministrator, self } from "../store/account";
import { Icon, type IconName } from "../ui/icon";
import { lazy } from "../ui/lazy";
import { Spinner } from "../ui/parts";
import { say } from "../words/words";
import { DomainsPage } from "./domains";
import { InvitationsPage } from "./invitations";
import { CertificatesPage } from "./certificates";
import { KeyholdersPage } from "./keyholders";
import { MachinePage } from "./machine";
import { MembersPage } from "./members";
import { OverviewPage } from "./overview";
import { PublicPageForm } from "./public_page";
import { QueuePage } from "./queue";
import { StartsPage } from "./starts";

const HeldPage = lazy(async () => (await import("./held")).HeldOfPage, "held");

interface Page {
    name: string;
    icon: IconName;
    label: () => string;
    part: ComponentType;
    /// For administrators alone.
    duty?: boolean;
}

const pages: readonly Page[] = [
    { name: "overview", icon: "chart", label: () => say("care-overview"), part: OverviewPage },
    { name: "members", icon: "people", label: () => say("care-members"), part: MembersPage, duty: true },
    {
        name: "invitations",
        icon: "mail",
        label: () => say("care-invitations"),
        part: InvitationsPage,
        duty: true,
    },
    { name: "domains", icon: "globe", label: () => say("care-domains"), part: DomainsPage, duty: true },
    {
        name: "certificates",
        icon: "shield",
        label: () => say("care-certificates"),
        part: CertificatesPage,
        duty: true,
    },
    { name: "queue", icon: "sent", label: () => say("care-queue"), part: QueuePage, duty: true },
    { name: "starts", icon: "clock", label: () => say("care-starts"), part: StartsPage },
    { name: "keyholders", icon: "key", label: () => say("care-keyholders"), part: KeyholdersPage },
    { name: "page", icon: "door", label: () => say("care-page"), part: PublicPageForm, duty: true },
    { name: "held", icon: "eye", label: () => say("care-held"), part: HeldPage, duty: true },
    { name: "machine", icon: "server", label: () => say("care-machine"), part: MachinePage, duty: true },
];

export function Care() {
    const named = place.value[1];
    const mine = pages.filter((page) => !page.duty || isAdministrator());
    const chosen = mine.find((page) => page.name === named);
    const open = chosen ?? mine[0]!;
    const heading = useRef<HTMLHeadingElement>(null);
    const scroll = useRef<HTMLDivElement>(null);
    const first = useRef(true);
    const label = open.label();
    const whole = say(isAdministrator() ? "app-care" : "app-house");
    useEffect(() => {
        document.title = `${label} · Milpa`;
        if (first.current) {
            first.current = false;
            return;
        }
        scroll.current?.scrollTo(0, 0);
        heading.current?.focus();
    }, [open.name, chosen === undefined]);
    // Who one is decides what there is.
    if (!self.value)
        return (
            <div class="waiting">
                <Spinner />
            </div>
        );
    const Part = open.part;
    return (
        <div class={chosen ? "settings care chosen" : "settings care"}>
            <nav class="settings-menu no-print" aria-label={whole}>
                <h1>{whole}</h1>
                <ul>
                    {mine.map((page) => (
                        <li key={page.name}>
                            <a href={to("care", page.name)} aria-current={page === open ? "page" : undefined}>
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
                        <a class="icon-button settings-back" href={to("care")} aria-label={say("care-all")}>
                            <Icon name="back" />
                        </a>
                        <h1 class="settings-title" ref={heading} tabIndex={-1}>
                            {label}
                        </h1>
                    </div>
                    <Part key={open.name} />
                </div>
            </div>
        </div>
    );
}
