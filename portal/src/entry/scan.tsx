// SPDX-License-Identifier: AGPL-3.0-or-later
// A code from paper read by the device's own camera. No picture leaves the page.
//
// The QR codes of secrets are for this page alone: `milpa:` and the secret. A link would put it into the history of the
// browser that opens it, and into all that this is copied to.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice, Spinner } from "../ui/parts";
import { say } from "../words/words";

/// As crypto/code_text.hpp has it.
export const codeScheme = "milpa:";

/// What was typed or pasted, without the scheme: somebody may have used another scanner.
export const bareCode = (typed: string): string => typed.trim().replace(/^milpa:/i, "");

type Read = (video: HTMLVideoElement) => Promise<string | undefined>;

interface Detector {
    detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: {
    new (options: { formats: string[] }): Detector;
    getSupportedFormats(): Promise<string[]>;
};

/// Milliseconds between two looks at the picture.
const every = 200;
/// Pixels of the picture's longer side: enough for a card held at arm's length, and soon read by an old telephone.
const sideMax = 800;

/// The browser's own, where it has one.
async function ownReader(): Promise<Read | undefined> {
    if (!("BarcodeDetector" in window)) return undefined;
    const formats = await BarcodeDetector.getSupportedFormats().catch((): string[] => []);
    if (!formats.includes("qr_code")) return undefined;
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue;
}

async function broughtReader(): Promise<Read> {
    const { default: decode } = await import("qr/decode.js");
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
        const scale = Math.min(1, sideMax / Math.max(video.videoWidth, video.videoHeight));
        canvas.width = Math.round(video.videoWidth * scale);
        canvas.height = Math.round(video.videoHeight * scale);
        if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
        context.drawImage(video, 0, 0, canvas.width, canvas.height);
        try {
            return decode(context.getImageData(0, 0, canvas.width, canvas.height));
        } catch {
            // No code in sight.
            return undefined;
        }
    };
}

/// A button that reads a code into a field; nothing where the device has no camera.
export function ScanButton({ onFound }: { onFound: (code: string) => void }) {
    const [scanning, setScanning] = useState(false);
    if (!navigator.mediaDevices) return null;
    return (
        <>
            <Button small icon="qr" onClick={() => setScanning(true)}>
                {say("scan-go")}
            </Button>
            {scanning && (
                <Scanner
                    onClose={() => setScanning(false)}
                    onFound={(code) => {
                        setScanning(false);
                        onFound(code);
                    }}
                />
            )}
        </>
    );
}

function Scanner({ onFound, onClose }: { onFound: (code: string) => void; onClose: () => void }) {
    const video = useRef<HTMLVideoElement>(null);
    const [state, setState] = useState<"waits" | "looks" | "refused">("waits");
    useEffect(() => {
        let stream: MediaStream | undefined;
        let timer: ReturnType<typeof setTimeout> | undefined;
        let ended = false;
        const look = async (read: Read) => {
            const text = await read(video.current!);
            if (ended) return;
            // Other codes that come into sight are none of ours.
            if (text?.startsWith(codeScheme)) onFound(bareCode(text));
            else timer = setTimeout(() => void look(read), every);
        };
        const start = async () => {
            try {
                stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
                const read = (await ownReader()) ?? (await broughtReader());
                if (ended) return stream.getTracks().forEach((track) => track.stop());
                video.current!.srcObject = stream;
                await video.current!.play();
                setState("looks");
                await look(read);
            } catch {
                if (!ended) setState("refused");
            }
        };
        void start();
        return () => {
            ended = true;
            clearTimeout(timer);
            stream?.getTracks().forEach((track) => track.stop());
        };
    }, []);
    return (
        <Dialog
            title={say("scan-title")}
            onClose={onClose}
            actions={<Button onClick={onClose}>{say("ui-cancel")}</Button>}
        >
            {state === "refused" ? (
                <Notice kind="danger">{say("scan-refused")}</Notice>
            ) : (
                <p>{say("scan-text")}</p>
            )}
            {state === "waits" && <Spinner label={say("scan-waiting")} />}
            <video
                ref={video}
                class="scan"
                muted
                playsInline
                hidden={state !== "looks"}
                aria-label={say("scan-picture")}
            />
        </Dialog>
    );
}
