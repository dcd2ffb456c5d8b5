// SPDX-License-Identifier: AGPL-3.0-or-later
// Icons, drawn for the portal on a grid of 24: strokes only, so that they follow the text's colour.

const drawings = {
    inbox: "M3 13h5l1.5 3h5L16 13h5M3 13l3-8h12l3 8v6H3z",
    drafts: "M4 20h4L19 9l-4-4L4 16zM13.500 6.500l4 4",
    sent: "M3 11.500 21 4l-6.500 17-3.500-7.500zM11 13.500 21 4",
    junk: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM5.700 5.700l12.600 12.600",
    trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
    archive: "M3 5h18v4H3zM5 9v11h14V9M10 13h4",
    folder: "M3 6h6l2 2.500h10V19H3z",
    flag: "m12 3.500 2.600 5.400 5.900.800-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900L3.500 9.700l5.900-.800z",
    mail: "M3 5h18v14H3zM3 6.500l9 7 9-7",
    person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21c.5-4.500 3.500-6.500 8-6.500s7.500 2 8 6.500",
    people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c0-4 3-6 6.500-6s6.500 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2.200.700 3.500 2.500 3.500 5.500",
    gear: "M12 15.200a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM19 12l2-1.200-2-3.600-2.200.800a7 7 0 0 0-1.700-1L14.700 4.500H9.300L8.900 7a7 7 0 0 0-1.700 1L5 7.200 3 10.800 5 12l-2 1.200 2 3.600 2.200-.800a7 7 0 0 0 1.700 1l.400 2.500h5.400l.400-2.500a7 7 0 0 0 1.700-1l2.200.800 2-3.600z",
    care: "M12 20s-8-4.700-8-10.500A4.500 4.500 0 0 1 12 7a4.500 4.500 0 0 1 8 2.500C20 15.300 12 20 12 20z",
    search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM15.500 15.500 20 20",
    write: "M12 20h8M4 20l1-4L16 5l3 3L8 19z",
    back: "M15 5l-7 7 7 7",
    forward: "M9 5l7 7-7 7",
    up: "M5 15l7-7 7 7",
    down: "M5 9l7 7 7-7",
    close: "M6 6l12 12M18 6 6 18",
    check: "m5 12.500 4.500 4.500L19 7.500",
    plus: "M12 5v14M5 12h14",
    minus: "M5 12h14",
    more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
    menu: "M4 7h16M4 12h16M4 17h16",
    reply: "M10 6 4 12l6 6M4 12h9c4 0 7 2 7 6",
    replyAll: "M8 6l-6 6 6 6M13 6l-6 6 6 6M7 12h7c4 0 7 2 7 6",
    forwardMail: "m14 6 6 6-6 6M20 12h-9c-4 0-7 2-7 6",
    attachment: "m20 11-8.500 8.500a5 5 0 0 1-7-7L13 4a3.500 3.500 0 0 1 5 5l-8.500 8.500a2 2 0 0 1-3-3L14 7",
    picture: "M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 5M15.500 9.500v.01",
    download: "M12 4v11M7 11l5 5 5-5M4 20h16",
    upload: "M12 16V5M7 9l5-5 5 5M4 20h16",
    print: "M7 8V3h10v5M7 17H4V9h16v8h-3M7 14h10v7H7z",
    code: "M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16",
    clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
    lock: "M5 11h14v10H5zM8 11V7.500a4 4 0 0 1 8 0V11",
    unlock: "M5 11h14v10H5zM8 11V7.500a4 4 0 0 1 7.500-2",
    key: "M15.500 14a5.500 5.500 0 1 0-5.300-4L3 17.200V21h4v-2.500h2.500V16H12l1.800-2.200c.500.200 1.100.200 1.700.200zM16.500 8v.01",
    shield: "M12 3l8 3v6c0 5-3.500 8-8 9.500C7.500 20 4 17 4 12V6z",
    eye: "M2 12s3.500-7 10-7 10 7 10 7-3.500 7-10 7S2 12 2 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
    eyeOff: "M4 4l16 16M9.500 5.400A9.600 9.600 0 0 1 12 5c6.500 0 10 7 10 7a17 17 0 0 1-3 3.800M6.200 7.200A16.500 16.500 0 0 0 2 12s3.500 7 10 7c1.600 0 3-.400 4.300-1M10 10a3 3 0 0 0 4 4",
    copy: "M9 9h11v11H9zM5 15H4V4h11v1",
    phone: "M7 3h10v18H7zM11 18h2",
    leave: "M14 4h6v16h-6M4 12h11M11 8l4 4-4 4",
    warning: "M12 4 2.500 20h19zM12 10v4.500M12 17.300v.01",
    info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.500M12 7.700v.01",
    help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.700.300-1 .900-1 1.700M12 16.700v.01",
    globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18",
    bold: "M7 5h6a3.500 3.500 0 0 1 0 7H7zM7 12h7a3.500 3.500 0 0 1 0 7H7z",
    italic: "M10 5h7M7 19h7M14 5l-4 14",
    underline: "M7 5v6a5 5 0 0 0 10 0V5M5 20h14",
    bullets: "M9 6h11M9 12h11M9 18h11M4.500 6v.01M4.500 12v.01M4.500 18v.01",
    numbers: "M10 6h10M10 12h10M10 18h10M4 5l1.500-1v4M4 11h2.500L4 14h2.500M4 17h2.500v3.500H4M4 18.700h2",
    quote: "M5 17c3-1 4-3 4-6H5V6h5v5M14 17c3-1 4-3 4-6h-4V6h5v5",
    link: "M10 14a4 4 0 0 0 5.700 0l3-3A4 4 0 0 0 13 5.300l-1 1M14 10a4 4 0 0 0-5.700 0l-3 3a4 4 0 0 0 5.700 5.700l1-1",
    clearFormat: "M6 5h12M12 5l-2 14M4 20 20 4",
    unread: "M3 8l9 6 9-6M3 8v11h18V8l-9-5z",
    read: "M3 9l9-6 9 6v11H3zM3 9l9 6 9-6",
    move: "M3 6h6l2 2.500h10V19H3zM9 14h6M13 11.500l2.500 2.500-2.500 2.500",
    refresh: "M20 11a8 8 0 0 0-14.500-4L4 9M4 4v5h5M4 13a8 8 0 0 0 14.500 4L20 15M20 20v-5h-5",
    chart: "M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6",
    calendar: "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    cake: "M4 20h16v-7H4zM4 16c2 1.500 3.300-1 5.300 0s3.400 1.500 5.400 0 3.300 1 5.300 0M12 13V9M12 6v.01M8 13v-3M16 13v-3",
    door: "M6 21V3h12v18M3 21h18M14.500 12v.01",
    server: "M4 4h16v6H4zM4 14h16v6H4zM7.500 7v.01M7.500 17v.01",
    undo: "M8 5 3 10l5 5M3 10h11a6 6 0 0 1 0 12h-3",
    qr: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 14h2M14 18h2M18 18h2v2",
    fingerprint:
        "M6 18c1-2 1.500-4 1.500-6a4.500 4.500 0 0 1 9 0c0 3-.500 5.500-1.500 8M12 11.500c0 4-1 7-2.500 9M4 14.500c.300-1 .500-2 .500-3A7.500 7.500 0 0 1 16 5.200M18.500 8c.700 1.300 1 2.600 1 4 0 2-.200 4-.700 6",
} as const;

export type IconName = keyof typeof drawings;

/// Those that point somewhere point the other way where one reads from right to left.
const mirrored = new Set<IconName>([
    "back",
    "forward",
    "reply",
    "replyAll",
    "forwardMail",
    "sent",
    "leave",
    "undo",
    "bullets",
    "numbers",
    "quote",
    "move",
]);

/// Within a drawing of the same grid.
export const IconPath = ({ name }: { name: IconName }) => <path d={drawings[name]} />;

export function Icon({
    name,
    small = false,
    filled = false,
}: {
    name: IconName;
    small?: boolean;
    filled?: boolean;
}) {
    const classes = ["icon", small && "small", filled && "filled", mirrored.has(name) && "mirrors"]
        .filter(Boolean)
        .join(" ");
    return (
        <svg class={classes} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={drawings[name]} />
        </svg>
    );
}
