// SPDX-License-Identifier: AGPL-3.0-or-later
// What the API says (docs/API.md), as far as the portal uses it.

export type Id = string;
export type Call = [name: string, args: Record<string, unknown>];
export type Answer = Record<string, any>;

export interface Session {
    capabilities: Record<string, any>;
    accounts: Record<Id, { name: string; isPersonal: boolean; accountCapabilities: Record<string, any> }>;
    primaryAccounts: Record<string, Id>;
    username: string;
    apiUrl: string;
    downloadUrl: string;
    uploadUrl: string;
    eventSourceUrl: string;
    state: string;
}

export interface Address {
    name: string | null;
    email: string;
}

export interface Mailbox {
    id: Id;
    name: string;
    parentId: Id | null;
    role: string | null;
    sortOrder: number;
    totalEmails: number;
    unreadEmails: number;
    totalThreads: number;
    unreadThreads: number;
    isSubscribed: boolean;
    myRights: Record<string, boolean>;
}

export interface BodyPart {
    partId: string | null;
    blobId: Id | null;
    size: number;
    name: string | null;
    type: string;
    charset: string | null;
    disposition: string | null;
    cid: string | null;
    subParts?: BodyPart[] | null;
}

/// What a list shows.
export interface EmailHead {
    id: Id;
    blobId: Id;
    threadId: Id;
    mailboxIds: Record<Id, true>;
    keywords: Record<string, true>;
    size: number;
    receivedAt: string;
    from: Address[] | null;
    to: Address[] | null;
    subject: string | null;
    preview: string;
    hasAttachment: boolean;
}

/// What is opened.
export interface Email extends EmailHead {
    messageId: string[] | null;
    inReplyTo: string[] | null;
    references: string[] | null;
    cc: Address[] | null;
    bcc: Address[] | null;
    replyTo: Address[] | null;
    sender: Address[] | null;
    sentAt: string | null;
    textBody: BodyPart[];
    htmlBody: BodyPart[];
    attachments: BodyPart[];
    bodyValues: Record<string, { value: string; isEncodingProblem?: boolean; isTruncated?: boolean }>;
    bodyStructure?: BodyPart;
}

export interface Identity {
    id: Id;
    name: string;
    email: string;
    replyTo: Address[] | null;
    bcc: Address[] | null;
    textSignature: string;
    htmlSignature: string;
    mayDelete: boolean;
}
