# SPDX-License-Identifier: AGPL-3.0-or-later
## What is held about a member
held-text = This is all that the server could be made to hand over about you while it is unlocked, by whoever: a court, a thief, those who look after it. It is told field by field from what is stored, and a test sees to it that nothing is left out.
held-save = Save as a text
# $address is the member's, $date the day.
held-printed = What is held about { $address }, { $date }
held-cannot = What nobody can be made to hand over
held-cannot-text = Not because somebody refuses: because it is not there, or nobody here has the key.
held-log = In the log, until it is rewritten
held-log-text = What was changed of late lies here once more, and goes at the next snapshot or purge.
