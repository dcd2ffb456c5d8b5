# SPDX-License-Identifier: AGPL-3.0-or-later
## The shell, before any script runs
shell-waiting = One moment …
shell-no-script = This page needs JavaScript.
shell-plain = Here is one that works without.

## The frame
app-mail = Mail
app-contacts = Contacts
app-settings = Settings
# For those who look after the collective.
app-care = Care
# For everybody else: how the collective and its server stand.
app-house = House
app-places = Main places
app-account = Account
app-sign-out = Sign out
app-signed-out-here = You are signed out here. The server cannot be reached: it ends the session as soon as this browser is connected again and the portal is open.
app-sign-out-waiting = { $count ->
    [one] One thing that you did without a connection is not carried out yet, and would be lost.
   *[other] { $count } things that you did without a connection are not carried out yet, and would be lost.
}
# Something that was done without a connection, and waits.
app-copy-loses = What was done without a connection waits in the copy on this device. It is not carried out yet, and would be lost.
app-copy-strange = The copy of mail on this device does not open with this account, and something waits in it. See Settings, On this device.
app-refused = { $count ->
    [one] The server did not take something that you did without a connection. Look at it
   *[other] The server did not take { $count } things that you did without a connection. Look at them
}
app-skip = Skip to content
app-offline = Not connected. What you see may be out of date.
app-offline-waiting = Not connected. What you do is carried out when you are connected again.
app-new-mail = New mail
app-open-copy = Open
app-open-copy-text = There is a copy of your mail on this device. Open it with the passphrase that you chose for it.
app-open-copy-passphrase = Passphrase of this device
app-open-copy-wrong = This passphrase does not open it.
app-languages = Languages
app-plain = Without JavaScript
app-unreachable-title = The server cannot be reached
app-unreachable-text = Either you are offline, or it is. Nothing is lost: mail waits at other servers until it is back.

## Parts of many screens
ui-cancel = Cancel
ui-save = Save
ui-close = Close
ui-undo = Undo
ui-copy = Copy
ui-copied = Copied
ui-show = Show
ui-hide = Hide
ui-again = Try again
ui-loading = Loading …
ui-back = Back
ui-next = Next
ui-done = Done
ui-delete = Delete
ui-edit = Edit
ui-print = Print
ui-as-table = As a table
ui-as-picture = As a picture
ui-chart-time = Time
# What a picture of numbers shows, in words.
ui-chart-now = { $name }: { $now } now, at most { $most } at { $time }.
ui-chart-sum = { $name }: { $sum } in all.

## What went wrong
failed-network = The server cannot be reached. Check your connection and try again.
failed-signedOut = You are not signed in any more. Sign in again.
failed-locked = The server is locked. Keyholders have to open it first.
failed-limit = That was too much at once, or too often. Wait a little and try again.
failed-rateLimit = That was too often. Wait a little and try again.
failed-overQuota = There is no room left for this. Delete something first.
failed-tooLarge = This is too large.
failed-forbidden = You may not do this.
failed-notFound = It is not there any more.
failed-stateMismatch = Somebody changed it meanwhile. Look again, then repeat.
failed-invalidProperties = Something in it is not as it must be. Check what you wrote.
failed-notKept = This could not be kept on this device. Perhaps there is no room left on it.
failed-tooManyWait = Too many things wait for a connection already. Connect before you go on.
failed-refused = The server refused this.
failed-broken = Something went wrong, and it was not you. Try again; if it stays so, tell whoever looks after the server.
