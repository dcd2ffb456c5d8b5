// SPDX-License-Identifier: AGPL-3.0-or-later
// Faces: the picture of a card, and how somebody chooses one, cropped to a square in the browser.
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../jmap/client";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice, Avatar } from "../ui/parts";
import { say } from "../words/words";
import { type Card, nameOf, pictureOf } from "./card";

/// Of a stored picture, in both directions.
const side = 256;
const quality = 0.88;
const zoomMax = 4;
/// A card is at most 256 KiB with all that is in it; base64 makes a picture a third longer.
export const pictureOctetsMax = 150_000;

export function Face({ card, size }: { card: Card; size?: "small" | "large" }) {
    const picture = pictureOf(card);
    return (
        <Avatar
            name={nameOf(card)}
            picture={picture && client.downloadPath(picture.blobId, "picture", picture.type)}
            size={size}
        />
    );
}

/// Some browsers scramble what is read back from a canvas, so that nobody is known by it.
function canvasTellsTheTruth(): boolean {
    const probe = document.createElement("canvas");
    probe.width = probe.height = 2;
    const pen = probe.getContext("2d");
    if (!pen) return false;
    pen.fillStyle = "rgb(10, 200, 90)";
    pen.fillRect(0, 0, 2, 2);
    const seen = pen.getImageData(0, 0, 2, 2).data;
    return [0, 4, 8, 12].every((at) => Math.abs(seen[at]! - 10) < 3 && Math.abs(seen[at + 1]! - 200) < 3);
}

export interface Crop {
    zoom: number;
    /// From 0 to 1: where in what is left over.
    x: number;
    y: number;
}

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, crop: Crop): void {
    const pen = canvas.getContext("2d")!;
    const square = Math.min(picture.width, picture.height) / crop.zoom;
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    pen.drawImage(
        picture,
        (picture.width - square) * crop.x,
        (picture.height - square) * crop.y,
        square,
        square,
        0,
        0,
        side,
        side,
    );
}

const toBlob = (canvas: HTMLCanvasElement): Promise<Blob | null> =>
    new Promise((done) => canvas.toBlob(done, "image/jpeg", quality));

/// As small as a card can hold, whole: for pictures that come with an import. Nothing where it is no picture.
export async function shrink(picture: Blob): Promise<Blob | undefined> {
    try {
        const bitmap = await createImageBitmap(picture);
        if (!canvasTellsTheTruth()) return undefined;
        const scale = Math.min(1, (side * 2) / Math.max(bitmap.width, bitmap.height));
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(bitmap.width * scale));
        canvas.height = Math.max(1, Math.round(bitmap.height * scale));
        canvas.getContext("2d")!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
        const made = await toBlob(canvas);
        return made && made.size <= pictureOctetsMax ? made : undefined;
    } catch {
        return undefined;
    }
}

/// Shows the part that will be kept; drawn with a finger, the mouse or the keyboard.
export function CropDialog({
    file,
    onDone,
    onClose,
}: {
    file: Blob;
    onDone: (picture: Blob) => void;
    onClose: () => void;
}) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const [picture, setPicture] = useState<ImageBitmap>();
    const [crop, setCrop] = useState<Crop>({ zoom: 1, x: 0.5, y: 0.5 });
    const [wrong, setWrong] = useState("");
    const dragFrom = useRef<{ x: number; y: number; crop: Crop } | undefined>(undefined);
    useEffect(() => {
        createImageBitmap(file).then(setPicture, () => setWrong(say("contacts-picture-wrong")));
    }, [file]);
    useEffect(() => {
        if (picture && canvas.current) draw(canvas.current, picture, crop);
    }, [picture, crop]);
    const done = async () => {
        if (!picture) return;
        if (!canvasTellsTheTruth()) {
            if (file.size > pictureOctetsMax) setWrong(say("contacts-picture-hidden"));
            else onDone(file);
            return;
        }
        const made = await toBlob(canvas.current!);
        if (made) onDone(made);
        else setWrong(say("contacts-picture-wrong"));
    };
    const within = (value: number) => Math.min(1, Math.max(0, value));
    const move = (event: PointerEvent) => {
        const from = dragFrom.current;
        if (!from || !picture || !canvas.current) return;
        const square = Math.min(picture.width, picture.height) / from.crop.zoom;
        const scale = square / canvas.current.clientWidth;
        const rest = (whole: number) => Math.max(1, whole - square);
        setCrop({
            ...from.crop,
            x: within(from.crop.x - ((event.clientX - from.x) * scale) / rest(picture.width)),
            y: within(from.crop.y - ((event.clientY - from.y) * scale) / rest(picture.height)),
        });
    };
    return (
        <Dialog
            title={say("contacts-picture-crop")}
            onClose={onClose}
            onSubmit={done}
            actions={
                <>
                    <Button onClick={onClose}>{say("ui-cancel")}</Button>
                    <Button type="submit" kind="primary" disabled={!picture}>
                        {say("contacts-picture-take")}
                    </Button>
                </>
            }
        >
            {wrong && <Notice kind="danger">{wrong}</Notice>}
            <canvas
                ref={canvas}
                class="crop"
                width={side}
                height={side}
                role="img"
                aria-label={say("contacts-picture-preview")}
                onPointerDown={(event) => {
                    event.currentTarget.setPointerCapture(event.pointerId);
                    dragFrom.current = { x: event.clientX, y: event.clientY, crop };
                }}
                onPointerMove={move}
                onPointerUp={() => void (dragFrom.current = undefined)}
                onPointerCancel={() => void (dragFrom.current = undefined)}
            />
            <Range
                label={say("contacts-picture-zoom")}
                min={1}
                max={zoomMax}
                value={crop.zoom}
                onInput={(zoom) => setCrop({ ...crop, zoom })}
            />
            <Range
                label={say("contacts-picture-across")}
                min={0}
                max={1}
                value={crop.x}
                onInput={(x) => setCrop({ ...crop, x })}
                ltr
            />
            <Range
                label={say("contacts-picture-down")}
                min={0}
                max={1}
                value={crop.y}
                onInput={(y) => setCrop({ ...crop, y })}
            />
        </Dialog>
    );
}

function Range({
    label,
    min,
    max,
    value,
    onInput,
    ltr,
}: {
    label: string;
    min: number;
    max: number;
    value: number;
    onInput: (value: number) => void;
    ltr?: boolean;
}) {
    return (
        <label class="range">
            <span>{label}</span>
            <input
                type="range"
                min={min}
                max={max}
                step={0.01}
                value={value}
                dir={ltr ? "ltr" : undefined}
                onInput={(event) => onInput(Number(event.currentTarget.value))}
            />
        </label>
    );
}
