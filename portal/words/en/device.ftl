# SPDX-License-Identifier: AGPL-3.0-or-later
device-copy = Without a connection
device-copy-text = Your newest letters can stay on this device, to be read and answered when there is no connection. They lie here sealed: whoever takes the device cannot read them without your passphrase. Signing out removes them.
device-copy-cannot = This browser cannot keep anything, perhaps because this is a private window.
device-copy-begin = Keep a copy here
device-copying = Copying …
device-copy-failed = The copy could not be brought up to date. It is tried again with the next change.
device-copy-closed = There is a copy here. It is opened …
device-copy-strange = There is a copy here that does not open with this account: its key is not there any more, or it is somebody else’s. What was done without a connection waits in it. If it is yours, open it with its passphrase.
# $shown is the number as people write it.
device-copy-there = { $count ->
    [one] One letter is here.
   *[other] { $shown } letters are here.
}
device-waiting = { $count ->
    [one] One thing that you did waits for a connection.
   *[other] { $count } things that you did wait for a connection.
}
# $subject is the letter's.
device-refused = The server did not take “{ $subject }”, which you wrote or sent without a connection.
device-refused-sending = a letter that was to leave
device-copy-remove = Remove the copy
device-copy-remove-title = Remove the copy from this device?
device-copy-remove-text = Your mail stays on the server. Nothing of it stays here.
device-copy-remove-waiting = { $count ->
    [one] One thing that you did without a connection is not carried out yet, and would be lost.
   *[other] { $count } things that you did without a connection are not carried out yet, and would be lost.
}
device-passphrase-text = You type it when the server cannot be reached. With a connection nobody asks for it.
device-passphrase = Passphrase for this device
device-passphrase-hint = At least { $count } characters. Some random words are good, and easy to type.
device-passphrase-again = The same once more
device-passphrase-differs = These two are not the same.
device-push = Notifications
device-push-text = This device can tell you of new mail while the portal is closed. Your browser’s maker carries the message: they learn that and when something came, but not from whom nor what.
device-push-begin = Tell me of new mail
device-push-end = Tell me no more
device-push-cannot = This browser cannot be told.
device-push-refused = Your browser does not allow it. Change that in its settings for this page.
device-install = As a program
device-install-text = Add the portal to your home screen, by your browser’s menu (“Add to home screen” or “Install”). It opens in a window of its own then, and without a connection, too.
device-install-go = Install
device-installed = It is installed here.
device-push-failed-network = The push service of your browser cannot be reached.
device-failed-programNotKept = This browser does not keep the portal itself, so it would not open without a connection.
