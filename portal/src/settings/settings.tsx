// SPDX-License-Identifier: AGPL-3.0-or-later
import { place } from "../base/router";
import { DeviceSettings } from "./device";
import { OpenPgpSettings } from "./openpgp";

export function Settings() {
    return <div class="screen"><div class="inner">{place.value[1] === "openpgp" && <OpenPgpSettings />}{place.value[1] === "device" && <DeviceSettings />}</div></div>;
}
