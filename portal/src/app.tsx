// SPDX-License-Identifier: AGPL-3.0-or-later
// Which screen there is: by who somebody is, and where they go.
import { useEffect, useState } from "preact/hooks";
import { pause } from "./base/once";
import { go, place, to } from "./base/router";
import { isReachable } from "./jmap/client";
import { Questions, ask } from "./ui/dialog";
import { Icon, type IconName } from "./ui/icon";
import { lazy } from "./ui/lazy";
import { Mark } from "./ui/mark";
import { Menu } from "./ui/menu";
import { Spinner } from "./ui/parts";
import { Toasts, tell } from "./ui/toast";
import { Button } from "./ui/button";
import { enter, isAdministrator, session, signOut, standing } from "./store/account";
import { ComposeDock } from "./mail/compose_dock";
import { Mail } from "./mail/mail";
import { Entry } from "./entry/frame";
import { refusedActs, waitingActs } from "./offline/waiting";
import { hasCopy } from "./offline/sealed_store";
import { SignIn } from "./entry/sign_in";
import { say } from "./words/words";

const Contacts = lazy(async () => (await import("./contacts/contacts")).Contacts, "contacts");
const Settings = lazy(async () => (await import("./settings/settings")).Settings, "settings");
const Care = lazy(async () => (await import("./care/care")).Care, "care");
const Join = lazy(async () => (await import("./entry/join")).Join);
const Unlock = lazy(async () => (await import("./entry/unlock")).Unlock, "unlock");
const Found = lazy(async () => (await import("./entry/found")).Found, "found", "unlock");
const OpenCopy = lazy(async () => (await import("./entry/offline")).OpenCopy);
const Recover = lazy(async () => (await import("./entry/recover")).Recover);

export function App() {
    const first = place.value[0] ?? "";
    return (
        <>
            <Inside first={first} />
            <Questions />
            <Toasts />
        </>
    );
}

function Inside({ first }: { first: string }) {
    if (first === "found") return <Found />;
    if (first === "unlock") return <Unlock />;
    if (first === "join") return <Join />;
    if (first === "recover") return <Recover />;
    switch (standing.value) {
        case "unknown":
            return <Spinner />;
        case "unfounded":
            return <Found />;
        case "locked":
            return <Unlock />;
        case "unreachable":
            return <Unreachable />;
        case "guest":
            return <SignIn />;
        case "member":
            return <Frame first={first} />;
    }
}

function Unreachable() {
    const [copy, setCopy] = useState(false);
    useEffect(() => {
        void hasCopy().then(setCopy);
    }, []);
    if (copy) return <OpenCopy />;
    return (
        <Entry title={say("app-unreachable-title")}>
            <div class="card">
                <h1>{say("app-unreachable-title")}</h1>
                <p>{say("app-unreachable-text")}</p>
                <Button kind="primary" icon="refresh" onClick={() => enter()}>
                    {say("ui-again")}
                </Button>
            </div>
        </Entry>
    );
}

const places: { name: string; icon: IconName; duty?: boolean }[] = [
    { name: "mail", icon: "mail" },
    { name: "contacts", icon: "people" },
    { name: "settings", icon: "gear" },
    { name: "care", icon: "care" },
];

function Frame({ first }: { first: string }) {
    const here = places.some((one) => one.name === first) ? first : "mail";
    const label: Record<string, string> = {
        mail: say("app-mail"),
        contacts: say("app-contacts"),
        settings: say("app-settings"),
        care: say(isAdministrator() ? "app-care" : "app-house"),
    };
    return (
        <div class="frame">
            <a
                class="skip"
                href="#main"
                onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}
            >
                {say("app-skip")}
            </a>
            <nav class="rail" aria-label={say("app-places")}>
                <a class="mark" href={to("mail")} aria-hidden="true" tabIndex={-1}>
                    <Mark />
                </a>
                <ul>
                    {places.map((one) => (
                        <li key={one.name}>
                            <a href={to(one.name)} aria-current={here === one.name ? "page" : undefined}>
                                <Icon name={one.icon} />
                                <span>{label[one.name]}</span>
                            </a>
                        </li>
                    ))}
                </ul>
                <span class="push" />
                <AccountMenu />
            </nav>
            <main id="main" tabIndex={-1}>
                {!isReachable.value && (
                    <div class="offline" role="status">
                        <Icon name="warning" small />{" "}
                        {say(waitingActs.value > 0 ? "app-offline-waiting" : "app-offline")}
                    </div>
                )}
                {refusedActs.value.length > 0 && (
                    <div class="offline" role="status">
                        <Icon name="warning" small />{" "}
                        <a href={to("settings", "device")}>
                            {say("app-refused", { count: refusedActs.value.length })}
                        </a>
                    </div>
                )}
                {here === "mail" && <Mail />}
                {here === "contacts" && <Contacts />}
                {here === "settings" && <Settings />}
                {here === "care" && <Care />}
                <ComposeDock />
            </main>
        </div>
    );
}

const leavePatience = 2_000;

/// What waits for a connection goes with the copy: not without a word.
async function leave(): Promise<void> {
    const copy = (await hasCopy()) ? await import("./offline/copy").catch(() => undefined) : undefined;
    // Somebody else's stays as it is.
    const isTheirs = copy !== undefined && copy.copyStanding.peek() !== "strange";
    // Whoever is asked about it should not be asked about what goes this very moment.
    if (isTheirs && waitingActs.value > 0)
        await Promise.race([copy.carryOutWaiting().catch(() => undefined), pause(leavePatience)]);
    const count = waitingActs.value + refusedActs.value.length;
    const lost =
        count > 0
            ? say("app-sign-out-waiting", { count })
            : isTheirs && (await copy.mayLose())
              ? say("app-copy-loses")
              : undefined;
    if (lost && !(await ask(say("app-sign-out"), lost, say("app-sign-out")))) return;
    // Its key in the vault goes along, where the server is there to be told; nobody waits long for that.
    if (isTheirs) await Promise.race([copy.endCopy().catch(() => undefined), pause(leavePatience)]);
    if (!(await signOut())) tell(say("app-signed-out-here"));
}

function AccountMenu() {
    return (
        <Menu
            label={say("app-account")}
            entries={() => [
                { group: session.value?.username ?? "" },
                { label: say("app-settings"), icon: "gear", onChoose: () => go(["settings"]) },
                { label: say("app-sign-out"), icon: "leave", onChoose: leave },
            ]}
            button={(props) => (
                <button
                    type="button"
                    class="account"
                    aria-expanded={props.expanded}
                    aria-haspopup={props.popup}
                    onClick={props.onClick}
                >
                    <Icon name="person" />
                    <span>{say("app-account")}</span>
                </button>
            )}
        />
    );
}
