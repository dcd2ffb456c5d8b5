// SPDX-License-Identifier: AGPL-3.0-or-later
// A room of many pages: its menu beside the page that is open; on a phone one after the other. /portal/ROOM/PAGE
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { place, to } from "../base/router";
import { Icon, type IconName } from "./icon";

export interface RoomPage {
    name: string;
    icon: IconName;
    label: () => string;
    part: ComponentType;
}

interface RoomProps {
    /// The first part of its addresses, and a class of its own.
    name: string;
    title: string;
    /// What leads back to the menu on a phone.
    back: string;
    /// At least one; the first is shown where the address names none.
    pages: readonly RoomPage[];
}

export function Room({ name, title, back, pages }: RoomProps) {
    const chosen = pages.find((page) => page.name === place.value[1]);
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
        <div class={chosen ? `room ${name} chosen` : `room ${name}`}>
            <nav class="room-menu no-print" aria-label={title}>
                <h1>{title}</h1>
                <ul>
                    {pages.map((page) => (
                        <li key={page.name}>
                            <a href={to(name, page.name)} aria-current={page === open ? "page" : undefined}>
                                <Icon name={page.icon} />
                                <span class="grow">{page.label()}</span>
                                <span class="room-into">
                                    <Icon name="forward" small />
                                </span>
                            </a>
                        </li>
                    ))}
                </ul>
            </nav>
            <div class="screen room-page" ref={scroll}>
                <div class="inner">
                    <div class="room-head no-print">
                        <a class="icon-button room-back" href={to(name)} aria-label={back}>
                            <Icon name="back" />
                        </a>
                        <h1 class="room-title" ref={heading} tabIndex={-1}>
                            {label}
                        </h1>
                    </div>
                    <Part key={open.name} />
                </div>
            </div>
        </div>
    );
}
