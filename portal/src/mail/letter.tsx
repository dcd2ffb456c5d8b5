// SPDX-License-Identifier: AGPL-3.0-or-later
// One letter of a thread: who wrote to whom, what it says, what is attached, and what one can do with it.
import { useMemo, useState } from "preact/hooks";
import { client } from "../jmap/client";
import type { Address, BodyPart, Email } from "../jmap/types";
import { head, isCut } from "../store/emails";
import type { Clean } from "../letter/clean";
import { type InnerPicture, LetterFrame } from "../letter/frame";
import { PlainText } from "../letter/plain";
import { realm } from "../letter/realm";
import { Button, IconButton } from "../ui/button";
import { Icon } from "../ui/icon";
import { Menu } from "../ui/menu";
import { Avatar, Notice } from "../ui/parts";
import { listOf, octets, shortDate, wholeDate } from "../words/format";
import { say } from "../words/words";
import { mark, remove } from "./actions";
import { write } from "./drafts";
import { forwardKey } from "./keys";
import { filesOf, htmlOf, isInText, textOf } from "./letter_text";
import { isMine, nameOfAddress } from "./row";
import { openSource } from "./source";
import { formOf } from "../openpgp/forms";
import { lazy } from "../ui/lazy";

/// Fetched with the first letter that needs it.
const SealedLetter = lazy(async () => (await import("../openpgp/sealed_letter")).SealedLetter, "openpgp");

interface LetterProps {
    email: Email;
    open: boolean;
    last: boolean;
    onToggle: () => void;
}

export function Letter({ email, open, last, onToggle }: LetterProps) {
    const now = head(email.id).value ?? email;
    const from = email.from?.[0];
    const draft = now.keywords["$draft"];
    const name = from ? nameOfAddress(from) : say("mail-no-sender");
    return (
        <article
            class={open ? "letter open" : "letter"}
            aria-label={say("mail-letter-of", { name, date: shortDate(new Date(email.receivedAt)) })}
        >
            <header class="letter-head">
                <Avatar name={name} />
                <button type="button" class="letter-toggle" aria-expanded={open} onClick={onToggle}>
                    <span class="line">
                        <strong class="clip" dir="auto">
                            {from && isMine(from) ? say("mail-me") : name}
                        </strong>
                        {open && from?.name && !isMine(from) && (
                            <span class="quiet small clip ltr">{from.email}</span>
                        )}
                        {draft && <span class="badge warning">{say("mail-draft")}</span>}
                        <span class="grow" />
                        {email.attachments.length > 0 && !open && <Icon name="attachment" small />}
                        <time
                            class="small quiet"
                            dateTime={email.receivedAt}
                            title={wholeDate(new Date(email.receivedAt))}
                        >
                            {shortDate(new Date(email.receivedAt))}
                        </time>
                    </span>
                    <span class="quiet small clip" dir="auto">
                        {open ? recipients(email) : email.preview}
                    </span>
                </button>
                {open && (
                    <span class="row letter-tools">
                        <IconButton
                            icon="flag"
                            class={now.keywords["$flagged"] ? "starred" : ""}
                            filled={!!now.keywords["$flagged"]}
                            pressed={!!now.keywords["$flagged"]}
                            label={say("mail-star")}
                            onClick={() => mark([email.id], "$flagged", !now.keywords["$flagged"])}
                        />
                        {!draft && (
                            <IconButton
                                icon="reply"
                                label={say("mail-reply")}
                                onClick={() => write({ kind: "reply", id: email.id })}
                            />
                        )}
                        <LetterMenu email={email} draft={!!draft} />
                    </span>
                )}
            </header>
            {open && <Opened email={email} draft={!!draft} last={last} />}
        </article>
    );
}

function people(list: Address[] | null): string[] {
    return (list ?? []).map((one) => (isMine(one) ? say("mail-me-to") : nameOfAddress(one)));
}
function recipients(email: Email): string {
    const all = [...people(email.to), ...people(email.cc), ...people(email.bcc)];
    return all.length === 0
        ? say("mail-no-recipient")
        : say("mail-to", {
              people: listOf(
                  all.length > 6
                      ? [...all.slice(0, 5), say("mail-and-more", { count: all.length - 5 })]
                      : all,
              ),
          });
}

function LetterMenu({ email, draft }: { email: Email; draft: boolean }) {
    return (
        <Menu
            label={say("mail-more")}
            entries={() => [
                ...(draft
                    ? [
                          {
                              label: say("mail-edit-draft"),
                              icon: "write" as const,
                              onChoose: () => write({ kind: "open", id: email.id }),
                          },
                      ]
                    : [
                          {
                              label: say("mail-reply"),
                              icon: "reply" as const,
                              onChoose: () => write({ kind: "reply", id: email.id }),
                          },
                          {
                              label: say("mail-reply-all"),
                              icon: "replyAll" as const,
                              onChoose: () => write({ kind: "replyAll", id: email.id }),
                          },
                          {
                              label: say("mail-forward"),
                              icon: "forwardMail" as const,
                              onChoose: () => write({ kind: "forward", id: email.id }),
                          },
                          {
                              label: say("mail-as-new"),
                              icon: "copy" as const,
                              onChoose: () => write({ kind: "asNew", id: email.id }),
                          },
                      ]),
                "line",
                { label: say("mail-details"), icon: "info", onChoose: () => openSource(email.id, "details") },
                { label: say("mail-source"), icon: "code", onChoose: () => openSource(email.id) },
                {
                    label: say("mail-download"),
                    icon: "download",
                    href: client.downloadPath(
                        email.blobId,
                        `${email.subject?.slice(0, 60) || "message"}.eml`,
                        "message/rfc822",
                    ),
                },
                {
                    label: say("mail-delete-letter"),
                    icon: "trash",
                    danger: true,
                    onChoose: () => remove([email.id]),
                },
            ]}
            button={(props) => <IconButton icon="more" label={say("mail-more-of-letter")} {...props} />}
        />
    );
}

function Opened({ email, draft, last }: { email: Email; draft: boolean; last: boolean }) {
    const form = formOf(email);
    return (
        <div class="letter-body">
            {form === "none" ? (
                <>
                    <Body email={email} />
                    <Attachments email={email} />
                </>
            ) : (
                <SealedLetter
                    email={email}
                    form={form}
                    outside={form !== "sealed" && <Attachments email={email} />}
                />
            )}
            {draft ? (
                <div class="row letter-answer">
                    <Button icon="write" kind="primary" onClick={() => write({ kind: "open", id: email.id })}>
                        {say("mail-edit-draft")}
                    </Button>
                </div>
            ) : (
                last && (
                    <div class="row letter-answer no-print">
                        <Button icon="reply" onClick={() => write({ kind: "reply", id: email.id })}>
                            {say("mail-reply")}
                        </Button>
                        {(email.to?.length ?? 0) + (email.cc?.length ?? 0) > 1 && (
                            <Button icon="replyAll" onClick={() => write({ kind: "replyAll", id: email.id })}>
                                {say("mail-reply-all")}
                            </Button>
                        )}
                        <Button icon="forwardMail" onClick={() => write({ kind: "forward", id: email.id })}>
                            {say("mail-forward")}
                        </Button>
                    </div>
                )
            )}
        </div>
    );
}

/// HTML where there is some, else text; what is at the end of many replies, the letter that they answer, is folded.
export function Body({
    email,
    inside,
}: {
    email: Pick<Email, "htmlBody" | "textBody" | "bodyValues" | "attachments" | "subject">;
    inside?: InnerPicture[];
}) {
    const [clean, setClean] = useState<Clean>();
    const [asText, setAsText] = useState(false);
    const isHtml = email.htmlBody.some((part) => part.type === "text/html");
    const html = useMemo(() => htmlOf(email), [email]);
    const truncated = isCut(email);
    return (
        <>
            {clean && clean.remote.length > 0 && !asText && (
                <p class="remote small no-print">
                    <Icon name="shield" small />{" "}
                    <span>
                        {say("letter-remote", {
                            count: clean.remote.length,
                            hosts: clean.remote.slice(0, 3).join(", "),
                        })}
                    </span>
                    <button
                        type="button"
                        class="button plain small"
                        onClick={() => realm().then(() => setAsText(true))}
                    >
                        {say("letter-as-text")}
                    </button>
                </p>
            )}
            {isHtml && !asText ? (
                <LetterFrame
                    html={html}
                    attachments={filesOf(email)}
                    inside={inside}
                    title={say("letter-text-of", { subject: email.subject || say("mail-no-subject") })}
                    onClean={setClean}
                    onKeyDown={forwardKey}
                    onMailto={(address) => write({ kind: "mailto", address })}
                />
            ) : (
                <>
                    {asText && (
                        <button
                            type="button"
                            class="button plain small no-print"
                            onClick={() => setAsText(false)}
                        >
                            {say("letter-as-html")}
                        </button>
                    )}
                    <PlainText text={textOf(email)} />
                </>
            )}
            {truncated && <Notice>{say("letter-truncated")}</Notice>}
        </>
    );
}

function Attachments({ email }: { email: Email }) {
    // In HTML a picture stands where it belongs, if it is named there.
    const html = email.htmlBody.some((one) => one.type === "text/html") ? htmlOf(email) : "";
    const files = filesOf(email).filter(
        (part) =>
            !(part.disposition === "inline" && part.cid && isInText(html, part.cid)) ||
            !part.type.startsWith("image/"),
    );
    if (files.length === 0) return null;
    return (
        <section class="attachments" aria-label={say("mail-attachments")}>
            <h2 class="small quiet">{say("mail-attachments-count", { count: files.length })}</h2>
            <ul>
                {files.map((part, i) => (
                    <li key={i}>
                        <AttachmentCard part={part} />
                    </li>
                ))}
            </ul>
        </section>
    );
}

const shownPictures = /^image\/(?:png|jpe?g|gif|webp|avif|bmp)$/i;

function AttachmentCard({ part }: { part: BodyPart }) {
    const name = part.name?.trim() || say("mail-attachment-unnamed");
    if (!part.blobId) return <span class="attachment">{name}</span>;
    const path = client.downloadPath(part.blobId, name, part.type);
    const picture = shownPictures.test(part.type) && part.size < 8 << 20;
    return (
        <a class="attachment" href={path} download={name} title={name}>
            {picture ? (
                <img src={path} alt="" loading="lazy" />
            ) : (
                <span class="attachment-icon">
                    <Icon name={part.type.startsWith("image/") ? "picture" : "attachment"} />
                </span>
            )}
            <span class="grow">
                <span class="clip" dir="auto">
                    {name}
                </span>
                <span class="small quiet">{octets(part.size)}</span>
            </span>
            <Icon name="download" small />
        </a>
    );
}
