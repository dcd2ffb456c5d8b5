# SPDX-License-Identifier: AGPL-3.0-or-later
## Signing in
sign-in-title = Sign in
sign-in-address = Your address
sign-in-password = Password
sign-in-go = Sign in
sign-in-passkey = Use a passkey
sign-in-passkey-wrong = This passkey opens no account here.
sign-in-forgotten = Forgot your password?
sign-in-invited = I have an invitation
sign-in-wrong = This address and password do not open an account. Check both.
sign-in-too-often = Too many tries. Wait some minutes, then try again.
sign-in-second-title = One more step
sign-in-code = Code
sign-in-code-hint = Six digits, from your authenticator program.
sign-in-recovery-hint = The code from your card, of eight groups.
sign-in-by-recovery = Use the recovery code instead
sign-in-by-code = Use a code of six digits instead
sign-in-wrong-code = This code is not right, or no longer. Wait for the next one.
sign-in-wrong-recovery = This is not your recovery code. Look at your card again.
sign-in-other = Sign in as somebody else

## A new password
password-new = New password
password-new-hint = Length counts more than odd letters: six random words make a good one.
password-again = The same password again
password-too-short = Too short: eight characters at least.
password-differs = The two are not the same. Type it again.
password-strength-short = Too short
password-strength-poor = Easy to guess: make it longer
password-strength-fair = Fair: some more letters would do it good
password-strength-good = Good
password-strength-strong = Strong

## A secret on paper
paper-qr = The same as a QR code
paper-last-group = Its last group
# $length is how many letters a group has.
paper-last-group-hint = Type the last { $length } letters from your paper, so that you know it can be read.
paper-last-group-wrong = This is not the last group. Look at your paper again.
paper-tick-first = Tick above that you have it.

## The recovery code
recovery-title = Recovery code
recovery-text = It opens your account on the day on which you have forgotten your password. Nothing else does: neither those who look after the server nor the keyholders can help then.
recovery-once = It is shown only now, and kept nowhere.
# $host is the server's name.
recovery-note = Keep it on paper, dry, where you find it in ten years and visitors do not. For { $host }.
recovery-tick = I have it on paper, or in a password manager of my own

## Joining
join-title = Join
join-ask = Somebody of the collective gave you an invitation.
join-token = Invitation
join-token-hint = Paste the whole link, or what stands behind the # in it.
join-token-wrong = This invitation does not hold: it was used, was taken back, has run out, or a piece of it is missing. Ask whoever gave it to you for another.
join-have-account = I have an account already
join-welcome = Welcome to { $domain }
join-text = Choose how people will write to you, and a password that you alone know.
# $date is a date with the hour.
join-until = The invitation holds until { $date }.
# $octets is an amount, such as 5 GB.
join-quota = You will have { $octets } of room.
join-address = Address
join-address-hint = It stays the same for ever, and need not be your name.
join-address-needed = Choose an address.
join-address-form = An address has letters, digits, dots and hyphens.
join-address-taken = Somebody has this address, or one that looks like it. Choose another.
join-address-reserved = This one is the name of a role, and not for everybody. Choose another.
join-name = Name (not needed)
join-name-hint = It stands beside your address in the mail that you write. Leave it empty if you do not want it known.
join-go = Join
join-to-mail = To my mail

## A forgotten password
recover-title = A new password
recover-text = With your recovery code you choose a new password. Nothing of your mail is lost, and you get a new code. All your sessions end; app passwords stay.
recover-code = Recovery code
recover-code-hint = From your card: eight groups of four. Hyphens and capitals do not matter.
recover-go = Set the new password
recover-wrong = This address and recovery code do not belong together. Check both.
recover-no-code = I do not have the code
recover-no-code-text = Is a browser or a telephone of yours signed in still? There you can ask for a new code, if you know your password. Otherwise speak to those who look after the server: together with the keyholders they can give you a new, empty account under your address. Your old mail stays sealed beside it, until you find an old password or code.
recover-back = Back to signing in

## A code on paper, read by the camera
scan-go = Scan
scan-title = Scan a QR code
scan-text = Hold the code on your paper in front of the camera. No picture leaves this page.
scan-picture = What the camera sees
scan-waiting = Waiting for the camera …
scan-refused = The camera cannot be used. Allow it in the browser’s settings, or type the letters.
