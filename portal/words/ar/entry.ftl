# SPDX-License-Identifier: AGPL-3.0-or-later
## Signing in
sign-in-title = Sign in
sign-in-address = Your address
sign-in-password = Password
sign-in-go = Sign in
sign-in-passkey = Use a passkey
sign-in-forgotten = Forgot your password?
sign-in-invited = I have an invitation
sign-in-wrong = This address and password do not open an account. Check both.
sign-in-too-often = Too many tries. Wait some minutes, then try again.
sign-in-second-title = One more step
sign-in-code = Code
sign-in-code-hint = Six digits, from your authenticator program.
sign-in-wrong-code = This code is not right, or no longer. Wait for the next one.
sign-in-other = Sign in as somebody else
