// SPDX-License-Identifier: AGPL-3.0-or-later
// A QR code read by the device's own camera, where the browser can do it by itself. No picture leaves the page.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Notice, Spinner } from "../ui/parts";
import { say } from "../words/words";

interface Detector {
    detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
declare const BarcodeDetector: {
    new (options: { formats: string[] }): Detector;
    getSupportedFormats(): Promise<string[]>;
};

/// Milliseconds between two looks at the picture.
const every = 200;

/// Whether this browser reads QR codes and has a camera that it may ask for.
export function useScanner(): boolean {
    const [can, setCan] = useState(false);
    useEffect(() => {
        if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return;
        BarcodeDetector.getSupportedFormats().then(
            (formats) => setCan(formats.includes("qr_code")),
            () => setCan(false),
        );
    }, []);
    return can;
}

export function Scanner({ onFound, onClose }: { onFound: (text: string) => void; onClose: () => void }) {
    const video = useRef<HTMLVideoElement>(null);
    const [state, setState] = useState<"waits" | "looks" | "refused">("waits");
    useEffect(() => {
        let stream: MediaStream | undefined;
        let timer: ReturnType<typeof setTimeout> | undefined;
        let ended = false;
        const detector = new BarcodeDetector({ formats: ["qr_code"] });
        const look = async () => {
            const found = await detector.detect(video.current!).catch(() => []);
            if (ended) return;
            const text = found[0]?.rawValue;
            if (text) onFound(text);
            else timer = setTimeout(() => void look(), every);
        };
        const start = async () => {
            try {
                stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
                if (ended) return stream.getTracks().forEach((track) => track.stop());
                video.current!.srcObject = stream;
                await video.current!.play();
                setState("looks");
                await look();
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
