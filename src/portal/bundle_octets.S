// SPDX-License-Identifier: AGPL-3.0-or-later
// The bundle, octet by octet (bundle.hpp). PORTAL_BUNDLE is its path.
    .section .rodata
    .global milpa_portal_begin
    .global milpa_portal_end
    .balign 16
milpa_portal_begin:
    .incbin PORTAL_BUNDLE
milpa_portal_end:
    .byte 0
    .section .note.GNU-stack,"",%progbits
