// SPDX-License-Identifier: AGPL-3.0-or-later
import type { EmailList } from "../store/list";
export function useKeys(_list: EmailList | undefined): void {}
export function forwardKey(_event: KeyboardEvent): void {}
