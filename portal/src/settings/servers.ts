// SPDX-License-Identifier: AGPL-3.0-or-later
// Where mail programs connect, as the server tells Thunderbird (autoconfig), and the codes that set up a phone.

export interface MailServer {
    host: string;
    port: number;
    /// TLS from the start; else STARTTLS.
    isTls: boolean;
}
export interface Servers {
    /// The best first; nothing where it is off.
    imap: MailServer | undefined;
    smtp: MailServer | undefined;
    /// Sending where TLS from the start is not known.
    otherSmtp: MailServer | undefined;
    /// Of the address books (CardDAV).
    contacts: string | undefined;
}

function inside(xml: string, element: string): string {
    return new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1]?.trim() ?? "";
}

/// The document is our own server's, and of one shape (src/wellknown/mail_programs.cpp).
function serversOf(xml: string, kind: "incomingServer" | "outgoingServer"): MailServer[] {
    return [...xml.matchAll(new RegExp(`<${kind} [^>]*>([\\s\\S]*?)</${kind}>`, "g"))].map(([, one]) => ({
        host: inside(one!, "hostname"),
        port: Number(inside(one!, "port")),
        isTls: inside(one!, "socketType") === "SSL",
    }));
}

export function readServers(xml: string): Servers {
    const [imap] = serversOf(xml, "incomingServer");
    const [smtp, otherSmtp] = serversOf(xml, "outgoingServer");
    return { imap, smtp, otherSmtp, contacts: inside(xml, "serverURL") || undefined };
}

export async function servers(address: string): Promise<Servers> {
    const answer = await fetch(
        `/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=${encodeURIComponent(address)}`,
    );
    if (!answer.ok) throw new Error(`autoconfig: ${answer.status}`);
    return readServers(await answer.text());
}

/// Programs take names of hosts in ASCII alone.
const asciiHost = (host: string): string => new URL(`https://${host}`).hostname;

/// What Thunderbird for Android and K-9 Mail scan: "Export for Mobile", format version 1
/// (github.com/thunderbird/thunderbird-android, feature/migration/qrcode/qr-code-format.md). Nothing where the format
/// cannot say it.
export function thunderbirdCode(
    address: string,
    name: string,
    password: string,
    { imap, smtp }: Servers,
): string | undefined {
    if (!imap || !smtp || !/^[\x21-\x7e]+$/.test(address)) return undefined;
    const imapProtocol = 0;
    const smtpProtocol = 0;
    const passwordCleartext = 1;
    const security = (server: MailServer) => (server.isTls ? 3 : 2);
    return JSON.stringify([
        1,
        [1, 1],
        [
            imapProtocol,
            asciiHost(imap.host),
            imap.port,
            security(imap),
            passwordCleartext,
            address,
            "",
            password,
        ],
        [
            [
                [
                    smtpProtocol,
                    asciiHost(smtp.host),
                    smtp.port,
                    security(smtp),
                    passwordCleartext,
                    address,
                    password,
                ],
                [address, name.replace(/[\r\n]+/g, " ") || address],
            ],
        ],
    ]);
}

/// What opens DAVx5 with everything filled in (manual.davx5.com, "Integration").
export function davCode(address: string, password: string, { contacts }: Servers): string | undefined {
    if (!contacts) return undefined;
    return `davx5://${encodeURIComponent(address)}:${encodeURIComponent(password)}@${contacts.replace(/^https:\/\//, "")}`;
}

/// The profile for iPhone, iPad and Mac; it asks for the password itself.
export const appleProfile = (address: string): string =>
    `${location.origin}/mail/apple?address=${encodeURIComponent(address)}`;
