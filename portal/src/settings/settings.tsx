// SPDX-License-Identifier: AGPL-3.0-or-later
// Settings: what a member decides about themselves.
import { client } from "../jmap/client";
import { openpgpCapability } from "../openpgp/keys";
import { lazy } from "../ui/lazy";
import { Room, type RoomPage } from "../ui/room";
import { say } from "../words/words";
import { ProgramsPage } from "./programs";
import { Proofs } from "./proof";
import { SigningInPage } from "./signing_in";
import { TrustPage } from "./trust";
import { YouPage } from "./you";

const HeldPage = lazy(async () => (await import("./held")).HeldPage, "held");
const OpenPgpPage = lazy(async () => (await import("./openpgp")).OpenPgpPage, "openpgp");
const DevicePage = lazy(async () => (await import("./device")).DevicePage, "device");

interface Page extends RoomPage {
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
    return (
        <>
            <Room
                name="settings"
                title={say("app-settings")}
                back={say("settings-all")}
                pages={pages.filter((page) => !page.needs || client.has(page.needs))}
            />
            <Proofs />
        </>
    );
}
