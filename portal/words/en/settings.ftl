# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
settings-all = All settings
settings-you = You
settings-signing-in = Signing in
settings-programs = Mail programs
settings-trust = Trust
settings-held = What is held about you
settings-saved = Saved
# $date is a day.
settings-since = since { $date }

## Who one is, asked anew
proof-title = Is it you?
proof-text = What opens your account is changed only by who knows its password: a browser that was left open is not enough.
proof-go = It is me
proof-wrong = This is not your password.

## You
you-identities = Whom you write as
you-identities-text = The name and the signature that stand in the mail you write.
you-identity-add = Another one
you-identity-add-text = One more name under an address of yours: for a working group, say.
you-identity-first = first
you-identity-make-first = Write as this one first
# $name is the identity's.
you-identity-remove-title = Delete “{ $name }”?
you-identity-remove-text = Mail that you have sent stays as it is.
you-name = Name
you-name-hint = Beside your address. It may be empty.
you-reply-to = Answers go to
you-reply-to-hint = Empty: to the address itself.
you-signature = Signature
you-failed-invalidProperties = Is the address for answers a whole one, such as ana@example.org?
you-writing = Writing
you-undo = Taking back what was sent
you-undo-hint = So long a letter waits here before it leaves.
you-undo-none = Not at all: letters leave at once
you-undo-seconds = { $count ->
    [one] One second
   *[other] { $count } seconds
}
you-rich = Letters with formatting
you-rich-hint = Bold, lists and links. They leave as plain text as well.
you-appearance = Appearance
you-appearance-text = On this device.
you-language = Language
you-theme = Light or dark
you-theme-system = As the device has it
you-theme-light = Light
you-theme-dark = Dark
you-room = Room
# $used and $limit are amounts, such as 2 GB.
you-room-octets = { $used } of { $limit } are taken
you-room-messages = { $used } of { $limit } messages
# $octets is an amount.
you-room-no-limit = { $octets } are taken. There is no limit for you.

## Signing in
signing-password-text = When you change it your other sessions end. Your mail, your recovery code and your app passwords stay.
signing-password-change = Change the password
signing-password-changed = Your password is changed
signing-code-text = It opens your account when the password is forgotten. Lost it, or somebody may have seen it? Then take a new one: the old one opens nothing any more.
signing-code-renew = New recovery code
signing-code-renewed = From now on only the new recovery code counts
codes-title = Codes of an authenticator program
codes-off = A second step beside your password: six digits from a program on your phone, such as Aegis, FreeOTP or 2FAS. Without them the password alone opens nothing any more, neither here nor in mail programs; app passwords go on as they are.
codes-on = Codes are asked for beside your password. If your phone is lost, your recovery code does in their place.
codes-begin = Set up codes
codes-scan = Scan this with your authenticator program.
codes-qr = The secret of the codes as a QR code
codes-by-hand = Or type this secret into it:
codes-code-hint = The six digits that it shows now. From then on they are asked for, and your other sessions end.
codes-confirm = Turn on
codes-wrong = This code is not right. Wait for the next one; and is the clock of your phone right?
codes-done = Codes are asked for from now on
codes-remove = Turn off
codes-remove-title = Ask for no codes any more?
codes-remove-text = Then your password alone opens your account.
codes-removed = No codes are asked for any more
passkeys-title = Passkeys
passkeys-text = A device of yours or a security key that shows who you are, by your finger or its code. False pages get nothing from it.
passkeys-add = Add a passkey
passkeys-label = Name
passkeys-label-hint = So that you know it again.
passkeys-unnamed = Without a name
passkeys-what-for = What is it for?
passkeys-for-alone = It opens my account alone
passkeys-for-alone-hint = No password is needed where it is at hand.
passkeys-for-second = It is asked for beside my password
passkeys-for-second-hint = Then the password alone opens nothing any more, and your other sessions end.
passkeys-opens = opens alone
passkeys-second = beside the password
passkeys-proves = shows who you are, in these settings
passkeys-let-open = Let it open alone
passkeys-opens-now = This passkey opens your account from now on
passkeys-second-now = This passkey is asked for from now on
passkeys-cannot-open = This passkey cannot open the account alone: it lacks what that takes, or you turned it away. It can show who you are in these settings.
passkeys-exists = This device has a passkey for your account already.
passkeys-none-here = This browser knows no passkeys.
passkeys-remove = Remove
# $label is the passkey's name.
passkeys-remove-title = Remove “{ $label }”?
passkeys-remove-text = It opens nothing here any more. Delete it on your device as well.
session-title = Where you are signed in
session-text = Do you know all of them? End those that you do not, and change your password.
session-this = This one
session-unnamed = Without a name
session-end = End
session-end-others = End all others
session-end-others-title = End all other sessions?
session-end-others-text = { $count ->
    [one] One browser or program has to sign in anew.
   *[other] { $count } browsers and programs have to sign in anew.
}
session-ended = { $count ->
    [one] The session is ended
   *[other] { $count } sessions are ended
}
# $date is a day.
session-until = until { $date } at the latest
session-by-password = by password
session-by-code = by password and code
session-by-second-passkey = by password and passkey
session-by-recovery = by password and recovery code
session-by-app-password = by an app password
session-by-passkey = by passkey

## After a reset
former-title = Was your account reset by the keyholders?
former-text = Your old mail lies sealed beside the new account. If an old password, app password or recovery code turns up, it brings everything back: mail, contacts, and what was sent.
former-secret = The old secret
former-secret-hint = A password, app password or recovery code from before the reset.
former-wrong = This does not open the old mail.
former-none = There is nothing to bring back: your account was not reset, or all of it is back already.
former-go = Bring it back
# $shown is the number as people write it.
former-back = { $count ->
    [one] One message is back.
   *[other] { $shown } messages are back.
}
former-kept = Something of it could not be taken over, and stays sealed as it is.

## Mail programs
programs-title = App passwords
programs-text = Each program gets a password of its own. If a device is lost, you take back that one alone; and a program can neither change your account nor see where you are signed in.
programs-none = There is none yet. Add one for your phone, say.
programs-add = Add a program
programs-label = What is it for?
programs-label-hint = In your own words: “phone”, “laptop at home”.
programs-remove = Take back
# $label is the app password's.
programs-remove-title = Take back “{ $label }”?
programs-remove-text = The program is out at once. What it has stored on its device stays there.
programs-removed = “{ $label }” is taken back
programs-setup = Set up “{ $label }”
programs-once = This password is shown only now. When you leave this page it is gone; another is quickly made.
programs-device = Kind of device
programs-android = Android phone
programs-apple = iPhone, iPad, Mac
programs-other = Any other
programs-android-mail = Mail
programs-android-1 = Install Thunderbird for Android or K-9 Mail, and open it.
programs-android-2 = Choose “Import settings”, then “Scan QR code”.
programs-android-3 = Hold the phone in front of this code.
programs-android-qr = QR code that sets up Thunderbird for Android or K-9 Mail
programs-dav = Contacts
programs-dav-text = Install DAVx⁵, then scan this with the camera of the phone: it opens with everything filled in.
programs-dav-open = Open DAVx⁵
programs-dav-qr = QR code that sets up DAVx⁵
programs-qr-warning = The codes have the password in them. Whoever takes a picture of them reads your mail.
programs-apple-1 = Point the camera at this code and open the link: a profile is loaded.
programs-apple-2 = Install it: Settings, “Profile downloaded”. On a Mac: System Settings, Profiles.
programs-apple-3 = It asks for a password, once for mail and once for contacts: type the one below.
programs-apple-here = Get the profile on this device
programs-apple-qr = QR code that leads to the profile
programs-secret = App password
programs-other-text = Most programs find the rest by your address. If not, choose IMAP by hand:
programs-done = It is set up
programs-by-hand = Settings by hand
programs-by-hand-text = If a program warns of the certificate, stop, and ask those who look after the server.
programs-user = User name
programs-imap = Reading (IMAP)
programs-smtp = Sending (SMTP)
programs-smtp-other = Sending, where that is not known
programs-carddav = Contacts (CardDAV)
programs-kind = Kind of login
programs-kind-text = “Normal password”, with an app password
# $what is the name of a setting.
programs-copy = Copy: { $what }

## Trust
trust-group = Whom I trust
trust-group-text = For the day on which you are detained, or your phone is taken. Any one of the people whom you choose here can freeze your account at once: all sessions end and nothing opens it, whatever is shown or forced out of you. Mail still arrives. Together they thaw it. None of them can read anything.
trust-add = Somebody of the collective
trust-add-hint = Their address. They see that you trust them; ask them first.
trust-add-go = Add
# $address is theirs.
trust-remove = Remove { $address }
trust-not-yourself = It has to be somebody else.
trust-nobody = One of these addresses is nobody’s here. Only members can be chosen.
trust-threshold = How many of them thaw it together?
trust-threshold-hint = Fewer than all, so that nobody who froze it can keep it frozen.
# $some of $all people.
trust-threshold-of = { $some } of { $all }
trust-means-one = This person freezes your account at once, and thaws it again.
trust-means = { $threshold ->
    [one] Any one of the { $count } freezes your account at once, and any one thaws it.
   *[other] Any one of the { $count } freezes your account at once. { $threshold } of them together thaw it.
}
trust-group-none = Nobody can freeze your account any more
entrusted-title = Accounts entrusted to me
entrusted-text = Their owners trust you to freeze them in an emergency.
entrusted-none = Nobody has entrusted their account to you
entrusted-none-text = When somebody chooses you, it stands here.
entrusted-open = open
entrusted-frozen = frozen
entrusted-freeze = Freeze
# $address is the account's.
entrusted-freeze-title = Freeze { $address }?
entrusted-freeze-text = At once all their sessions end, and nothing opens the account any more: no password, no app password, no recovery code. Mail still arrives. Do it when they are detained, or their device is in others’ hands.
entrusted-freeze-records = It stays in their records that it was you. Only those whom they trust can thaw it.
entrusted-frozen-now = { $address } is frozen
entrusted-thaw = I want it thawed
entrusted-thaw-not = I do not want it thawed any more
entrusted-thaw-needs = { $count ->
    [one] One of those whom they trust thaws it.
   *[other] { $count } of those whom they trust thaw it together.
}
# $names is a list of addresses.
entrusted-thaw-wanted = Wanted so far by { $names }.
entrusted-thaw-waits = Noted. It is thawed when enough others want it, too.
entrusted-thawed = { $address } is open again
entrusted-overruled = You froze it, and the others thawed it. For some days you cannot freeze it again.

settings-openpgp = OpenPGP
settings-device = On this device
