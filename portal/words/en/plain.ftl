# SPDX-License-Identifier: AGPL-3.0-or-later
# The plain pages: what works without any script.

## Around every page

plain-skip = Skip to the content
plain-menu = Menu
plain-languages = Language
plain-mail = Mail
plain-write = Write
plain-sign-in = Sign in
plain-sign-out = Sign out
plain-portal = To the portal
plain-times-are-utc = All times are UTC.
plain-optional = (optional)
plain-go-on = Continue
plain-look-below = Something is not right yet. Please look below.

## What may go wrong

plain-not-found-title = There is nothing here
plain-not-found = This page does not exist, or it is gone. Perhaps the link was cut off.
plain-too-many-title = Too many tries
plain-too-many = That was too often in a short time. Please wait a while and try again.
plain-closed-title = Not possible at the moment
plain-closed = The server cannot answer just now. Please try again in a minute.
plain-broken-title = Something went wrong
plain-broken = That is not your fault. Please try again; if it happens again, tell those who look after the server.
plain-forged-title = This did not come from here
plain-forged = The form was not sent from a page of this server, so nothing was done. Please open the page here and try once more.
plain-too-large-title = That is too large
plain-too-large = What you sent is larger than the server takes. Attach fewer or smaller files.
plain-no-form-title = This could not be read
plain-no-form = The form arrived incomplete. Please go back and send it again.

## Unlocking

plain-locked-title = This server is locked
plain-locked-text = It was started, and those who keep its keys have not opened it yet. Nothing is lost: mail waits. Please come back later.
plain-locked-in-clear = Do you keep a share of the key? Then come by an encrypted connection: https instead of http.
plain-for-keyholders = For keyholders
plain-nobody-here-yet = No share is here yet.
plain-here-already = { $count ->
    [one] One share is here: number { $numbers }.
   *[other] { $count } shares are here: numbers { $numbers }.
}
plain-missing-shares = { $count ->
    [one] One more share is needed.
   *[other] { $count } more shares are needed.
}
plain-share = Your share
plain-share-hint = Type or paste it as it was given to you. It stays in no history and no record.
plain-give-share = Give my share
plain-share-missing = Please enter your share.
plain-share-wrong = This share does not fit. Please check it letter by letter; it must be one of this server and not of an earlier set.
plain-share-twice = This share is here already. Another keyholder's is needed.
plain-wait-for-others = Thank you, your share is here. When enough others have come, look again: then you see whether the server was started without anybody knowing why.
plain-look-again = Look again
plain-unlocked-title = The server is open
plain-unlocked-text = The keys are here. Mail that waited arrives now.
plain-half-open = The keys are here, but something that belongs to it failed: a certificate, or the mail that waits. Please tell those who look after the server.
plain-receipt-over = The starts are shown here only for a while after a share was given. In the portal they can be seen at any time.
plain-starts = Starts of the server
plain-no-strange-starts = Every start has been explained. All is well.
plain-strange-starts = { $count ->
    [one] There is one start that nobody has explained:
   *[other] There are { $count } starts that nobody has explained:
}
plain-strange-starts-mean = Does somebody know why the server was started then? If nobody does, treat it as if the disk had been copied: talk with the other keyholders before you go on.

## Signing in

plain-address = Your address
plain-password = Password
plain-stay-signed-in = Stay signed in on this device for 30 days
plain-forgot = I forgot my password
plain-have-invitation = I have an invitation
plain-to-portal = The portal, with everything (needs JavaScript)
plain-both-needed = Please fill in both fields.
plain-not-right = The address or the password is not right.
plain-sign-in-first = Please sign in to see this page.
plain-session-over = You are not signed in any more. Nothing was done.
plain-your-text = Your text, so that you can copy it
plain-session-label = Plain pages
plain-code-title = One more step
plain-code-text = Your account asks for a second proof besides the password.
plain-code = Code of your authenticator program
plain-code-hint = Six digits. Your recovery code works here, too.
plain-code-wrong = This code is not right, or it is too old. If it goes on like this, sign in again from the beginning.
plain-passkey-needs-portal = Your account asks for a passkey, and passkeys work only in the portal, with JavaScript.
plain-or-recovery-code = Or sign in here by your recovery code:
plain-passkey-in-portal = You have a passkey, too: it works in the portal.

## Joining

plain-join-title = Join
plain-join = Join
plain-join-text = Somebody from the collective has given you an invitation. Welcome!
plain-invitation = Your invitation
plain-invitation-hint = Paste the whole link, or only what stands behind the # in it.
plain-invitation-missing = Please paste your invitation.
plain-invitation-wrong = This invitation does not hold: it was used already, has run out, or a piece of it is missing. Ask whoever gave it to you for a new one.
plain-join-choose = Choose how people will write to you, and a password that only you know.
plain-new-address = The address that you would like
plain-new-address-hint = What stands before the @. Behind it stands { $domain }.
plain-name = Your name
plain-name-hint = As others will read it. You can leave it empty.
plain-new-password = New password
plain-new-password-hint = Eight characters at least. Several words in a row are easy to remember and hard to guess.
plain-password-again = The same password again
plain-passwords-differ = The two passwords are not the same. Please type both again.
plain-password-short = This password is too short: eight characters at least.
plain-password-refused = This password cannot be used. Please choose another.
plain-address-missing = Please choose an address.
plain-address-or-password-wrong = This address or this password cannot be used. An address has letters, digits, dots and hyphens; a password has eight characters at least.
plain-address-taken = Somebody has this address already. Please choose another.
plain-address-elsewhere = This address is of another domain.
plain-address-reserved = This address is kept for a duty, or looks too much like another one. Please choose another.
plain-welcome-title = Welcome!
plain-welcome = Your address is { $address }. You belong here now.
plain-recovery-title = Your recovery code
plain-recovery-text = If you forget your password, this code opens your account, and nothing else does: not even those who look after the server can help then.
plain-recovery-picture = The recovery code as a QR code
plain-recovery-once = It is shown only now. Print this page or copy the code onto paper, and keep it where you keep what matters.

## Recovery

plain-recover-title = A new password
plain-recover-text = With your recovery code you choose a new password. Nothing of your mail is lost, and you get a new recovery code.
plain-recovery-code = Recovery code
plain-recovery-code-hint = It was shown to you when you joined, or when you last renewed it.
plain-recovery-wrong = The address or the recovery code is not right.
plain-pressed-twice = If you pressed the button twice, it was perhaps done the first time: try to sign in with the password that you have just chosen. If that works, make a new recovery code in the portal.
plain-recover = Set the new password
plain-recovered-title = Your new password is set
plain-recovered-text = You can sign in with it now. The old recovery code no longer opens anything; here is the new one:

## Reading mail

plain-folders = Folders
plain-folder-inbox = Inbox
plain-folder-drafts = Drafts
plain-folder-sent = Sent
plain-folder-junk = Junk
plain-folder-trash = Trash
plain-folder-archive = Archive
plain-unread-count = { $count ->
    [one] { $count } unread
   *[other] { $count } unread
}
plain-search = Search
plain-search-label = Search in all mail
plain-search-title = Search
plain-search-over = This search is over: the server was started again, or it was somebody else’s. Write the words once more.
plain-search-count = { $count ->
    [0] Nothing was found for “{ $query }”. Try fewer or other words.
    [one] One conversation with “{ $query }”
   *[other] { $count } conversations with “{ $query }”
}
plain-inbox-empty = Your inbox is empty. Have a good rest.
plain-folder-empty = There is nothing in this folder.
plain-letters = Conversations
plain-select = Choose: { $subject }
plain-no-subject = (no subject)
plain-nobody = (nobody)
plain-to-whom = To: { $names }
plain-letters-in-thread = { $count ->
    [one] { $count } letter
   *[other] { $count } letters
}
plain-is-unread = Unread
plain-is-starred = Starred
plain-is-draft = Draft
plain-has-files = With attachments
plain-page-of = Page { NUMBER($page) } of { NUMBER($pages) }
plain-newer = Newer
plain-older = Older
plain-pages = Pages
plain-with-chosen = With the chosen ones:
plain-mark-read = Mark as read
plain-mark-unread = Mark as unread
plain-star = Star
plain-unstar = Remove the star
plain-archive-it = Archive
plain-delete = Delete
plain-destroy = Delete for good
plain-junk-it = Junk
plain-not-junk = Not junk
plain-move = Move
plain-move-to = Move to
plain-from = From
plain-to = To
plain-cc = Cc
plain-bcc = Bcc
plain-date = Date
plain-reply = Reply
plain-reply-all = Reply to all
plain-forward = Forward
plain-edit-draft = Continue writing
plain-attachments = Attachments
plain-whole-thread = The whole conversation
plain-whole-letter = The letter as a file
plain-letter-cut = This letter is very long: only its beginning is shown here. The file has all of it.
plain-was-html = This letter was made as a web page. Here is its text; pictures from elsewhere are not loaded.
plain-no-text = This letter has no text.
plain-back-to = Back to { $folder }

## Writing

plain-write-title = Write a letter
plain-reply-title = Reply
plain-forward-title = Forward
plain-draft-title = Draft
plain-draft-too-long = This draft is too long to be changed here. It is kept whole: the portal, or a mail program, opens it.
plain-sender = From
plain-recipients-hint = Several addresses with commas between them.
plain-subject = Subject
plain-text = Text
plain-files = Attach files
plain-files-hint = Up to { NUMBER($count) } files at once.
plain-attached = Attached
plain-remove-file = Remove { $name }
plain-send = Send
plain-save-draft = Save as a draft
plain-add-files = Attach now
plain-discard = Discard
plain-recipients-missing = Please say whom this letter is for.
plain-recipient-wrong = “{ $address }” is not an address that one can write to.
plain-too-many-recipients = That is more people than one letter may go to.
plain-not-sent = The letter was not sent; it is kept as a draft. Please try again later.
plain-not-saved = The letter could not be saved. Please copy your text and try again.
plain-no-room = There is no room left in your account. Delete something, and empty the trash.
plain-attribution = On { $date }, { $name } wrote:
plain-forwarded = Forwarded letter
plain-undo = Undo sending

## What is said after something was done

plain-said-archived = Archived.
plain-said-binned = Moved to the trash.
plain-said-canceled = Sending was undone. Your letter is a draft again.
plain-said-destroyed = Deleted for good.
plain-said-discarded = The draft is gone.
plain-said-failed = That did not work. Please try again.
plain-said-file-added = The files are attached. The draft is saved.
plain-said-junk = Moved to junk.
plain-said-moved = Moved.
plain-said-none = Nothing was chosen. Tick the boxes first.
plain-said-not-junk = Moved to the inbox.
plain-said-read = Marked as read.
plain-said-saved = The draft is saved.
plain-said-sending = Your letter is being sent already.
plain-said-sent = Your letter is on its way.
plain-said-signed-out = You are signed out. Until next time!
plain-said-starred = Starred.
plain-said-too-late = It was too late: the letter has left already.
plain-said-unread = Marked as unread.
plain-said-unstarred = The star is removed.
