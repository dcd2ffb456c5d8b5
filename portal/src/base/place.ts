// SPDX-License-Identifier: AGPL-3.0-or-later
/// Whether the page was opened by a name that leads other devices to themselves: links with it serve nobody else.
export const isHereAlone = (host = location.hostname): boolean =>
    /^(localhost$|.*\.localhost$|127\.|\[::1\])/.test(host);
