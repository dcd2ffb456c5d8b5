// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from "@preact/signals";

/// Acts that wait for the server to be reached.
export const waitingActs = signal(0);
