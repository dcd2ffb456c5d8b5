# SPDX-License-Identifier: AGPL-3.0-or-later
## Reading
openpgp-opening = Opening …
openpgp-open = Open
openpgp-sealed = Sealed on its whole way, opened here
openpgp-unsigned = Not signed: anybody may have written it.
# $signer is an address.
openpgp-good = Signed by { $signer }
openpgp-unknown = Signed, by somebody whose key is not known here.
openpgp-bad = The signature does not fit: somebody changed this message, or it is not from whom it says.
openpgp-failed-noSecretKey = This message is sealed to a key that is not here. Bring that key under Settings, OpenPGP.
openpgp-failed-damaged = This message cannot be opened: it is damaged, or of a kind that is not known here.
# $label is what the key is called.
openpgp-passphrase = Passphrase of { $label }
openpgp-wrong-passphrase = This passphrase does not open the key.

## Writing
openpgp-seal = Seal with OpenPGP
openpgp-seal-on = Sealed: only its recipients and you can read it. Its subject is hidden, too.
openpgp-seal-off = Not sealed any more
# $people are names.
openpgp-missing = No key is known of { $people }. Take them out, add their key to your contacts, or do not seal this message.

## Settings
openpgp-what = With a key of your own you read what was sealed to you, and seal what you write, on the whole way between you and others. The key lies in your vault, which only you open; it is used in this page, never by the server.
openpgp-none = No key yet
openpgp-none-text = Make one, or bring the one that you use elsewhere.
openpgp-make = Make a key
openpgp-make-text = Others find its public half by your address from now on.
openpgp-new-passphrase = A passphrase, if you want one
openpgp-new-passphrase-hint = With it, not even somebody who has taken over the running server can use your key. Nobody can mend a forgotten one.
openpgp-passphrase-again = The same once more
openpgp-differs = These two are not the same.
openpgp-bring = Bring a key
openpgp-bring-text = Export your secret key from your other program as text, and paste it here. A passphrase that it has stays.
openpgp-armored = Secret key
openpgp-not-a-key = This is no OpenPGP secret key.
openpgp-since = Here since { $date }
openpgp-default = Used for what you write
openpgp-is-published = Others can find it
openpgp-publish = Let others find it
openpgp-withdraw = Let nobody find it
openpgp-published = Others find it by your address now
openpgp-withdrawn = Nobody finds it any more
openpgp-take-public = Public half
openpgp-take-secret = Whole key
openpgp-remove = Remove
openpgp-remove-title = Remove this key?
openpgp-remove-text = What was sealed to it cannot be read here any more. Take the whole key along first, if you are not sure.
openpgp-failed-alreadyExists = This key is here already.
