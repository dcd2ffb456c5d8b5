// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys (WebAuthn level 3): what the server wrote as JSON, to what browsers take, and back.

export const hasPasskeys = (): boolean => "PublicKeyCredential" in window;

function octets(text: string): Uint8Array<ArrayBuffer> {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (c) => c.charCodeAt(0));
}
function text(buffer: ArrayBuffer | null): string | undefined {
    if (!buffer) return undefined;
    let binary = "";
    for (const one of new Uint8Array(buffer)) binary += String.fromCharCode(one);
    return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

type Json = Record<string, any>;

function extensionsIn(extensions: Json | undefined): Json | undefined {
    const first = extensions?.["prf"]?.eval?.first as string | undefined;
    return first === undefined ? extensions : { ...extensions, prf: { eval: { first: octets(first) } } };
}
function extensionsOut(results: Json): Json {
    const first = results["prf"]?.results?.first as ArrayBuffer | undefined;
    const prf = results["prf"] as Json | undefined;
    return prf
        ? {
              ...results,
              prf: {
                  ...(prf["enabled"] !== undefined ? { enabled: prf["enabled"] } : {}),
                  ...(first ? { results: { first: text(first) } } : {}),
              },
          }
        : results;
}
const listed = (list: Json[] | undefined) => list?.map((one) => ({ ...one, id: octets(one["id"]) }));

/// navigator.credentials.get(), as JSON. Fails with NotAllowedError where somebody turned away.
export async function getPasskey(options: Json): Promise<Json> {
    const publicKey = {
        ...options,
        challenge: octets(options["challenge"]),
        allowCredentials: listed(options["allowCredentials"]),
        extensions: extensionsIn(options["extensions"]),
    } as unknown as PublicKeyCredentialRequestOptions;
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    const response = credential.response as AuthenticatorAssertionResponse;
    return {
        id: credential.id,
        rawId: text(credential.rawId),
        type: credential.type,
        response: {
            clientDataJSON: text(response.clientDataJSON),
            authenticatorData: text(response.authenticatorData),
            signature: text(response.signature),
            userHandle: text(response.userHandle),
        },
        clientExtensionResults: extensionsOut(credential.getClientExtensionResults() as Json),
    };
}

/// navigator.credentials.create(), as JSON.
export async function createPasskey(options: Json): Promise<Json> {
    const publicKey = {
        ...options,
        challenge: octets(options["challenge"]),
        user: { ...options["user"], id: octets(options["user"].id) },
        excludeCredentials: listed(options["excludeCredentials"]),
        extensions: extensionsIn(options["extensions"]),
    } as unknown as PublicKeyCredentialCreationOptions;
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const response = credential.response as AuthenticatorAttestationResponse;
    return {
        id: credential.id,
        rawId: text(credential.rawId),
        type: credential.type,
        response: {
            clientDataJSON: text(response.clientDataJSON),
            attestationObject: text(response.attestationObject),
            transports: response.getTransports?.() ?? [],
        },
        clientExtensionResults: extensionsOut(credential.getClientExtensionResults() as Json),
    };
}
