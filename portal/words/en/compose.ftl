# SPDX-License-Identifier: AGPL-3.0-or-later
## Writing
compose-title = New message
compose-from = From
compose-to = To
compose-cc = Cc
compose-bcc = Bcc
compose-date = Date
compose-subject = Subject
compose-text = Text
compose-more-fields = Cc, Bcc
compose-offered = People you may mean
compose-people = { $count ->
    [one] one person
   *[other] { $count } people
}
compose-remove-recipient = Remove { $name }
compose-send = Send
compose-sent = Sent
compose-will-leave = Leaves as soon as you are connected
compose-saving = Saving …
compose-saved = Saved
compose-not-saved = Not saved
compose-kept = Kept among the drafts
compose-fold = Fold
compose-close = Close and keep as draft
compose-discard = Discard
compose-discard-title = Discard this message?
compose-discard-text = What you have written is deleted for good.
compose-unsaved-title = It could not be saved
compose-options = More
compose-attach = Attach files
compose-picture = Picture in the text
compose-plain = Plain text
compose-rich = Text with formats
# $text is what was typed.
compose-not-an-address = “{ $text }” is no address. Mend it or take it out.
compose-no-recipient = To whom? Write an address first.
compose-uploading = Files are still on their way. Wait for them, or take them out.
compose-file-failed = A file did not arrive. Try it again, or take it out.
compose-no-subject-title = Send without a subject?
compose-no-subject-text = People find it again more easily with one.
compose-send-anyway = Send anyway
compose-forgot-title = Did you forget the attachment?
compose-forgot-text = The text speaks of one, but there is none.
# Words, separated by commas, that announce an attachment in this language.
compose-attachment-words = attached, attachment, enclosed
compose-wrote = { $name } wrote on { $date }:
compose-forwarded = Forwarded message

## Files
# $percent is a number, $size has its unit.
compose-file-progress = { $percent } % of { $size }
compose-file-going = Uploading { $name }
compose-file-again = Try { $name } again
compose-file-remove = Remove { $name }

## Formats
compose-formats = Formats
compose-more-formats = More formats
compose-bold = Bold
compose-italic = Italic
compose-underline = Underlined
compose-link = Link
compose-link-url = Address of the page
compose-unlink = Remove the link
compose-bullets = List
compose-numbers = Numbered list
compose-quote = Quote
compose-unquote = Less quoted
compose-clear = Without formats
compose-undo = Undo

## Sending later
compose-schedule = Send later
compose-schedule-go = Send then
compose-schedule-own = At another time
compose-schedule-past = That time is over.
compose-schedule-late = That is too far away: { $date } is the last.
compose-this-evening = This evening
compose-tomorrow = Tomorrow morning
compose-monday = Monday morning
compose-scheduled = Leaves on { $date }

compose-failed-forbiddenFrom = You may not write from this address.
compose-failed-tooManyRecipients = These are too many recipients at once.
compose-failed-invalidRecipients = One of the addresses is not valid.
compose-failed-noRecipients = To whom? Write an address first.
compose-failed-cannotUnsend = It has left already.
compose-failed-tooLarge = This message is too large. Share large files another way.
compose-failed-noKey = There is no key for everybody it goes to any more, so it was not sealed and did not leave. Look at its seal.
compose-failed-cut = Not all of this message is here, and going on with it would lose the rest. Try again when you are connected.
compose-failed-ownKey = Your own key cannot seal any more: it has run out, or was withdrawn. Make a new one under Settings, OpenPGP.
