// SPDX-License-Identifier: AGPL-3.0-or-later
// The care of the whole. Who bears no duty sees what every member may read.
import { isAdministrator, self } from "../store/account";
import { lazy } from "../ui/lazy";
import { Spinner } from "../ui/parts";
import { Room, type RoomPage } from "../ui/room";
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

interface Page extends RoomPage {
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
    // Who one is decides what there is.
    if (!self.value)
        return (
            <div class="waiting">
                <Spinner />
            </div>
        );
    return (
        <Room
            name="care"
            title={say(isAdministrator() ? "app-care" : "app-house")}
            back={say("care-all")}
            pages={pages.filter((page) => !page.duty || isAdministrator())}
        />
    );
}
