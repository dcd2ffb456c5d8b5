# SPDX-License-Identifier: AGPL-3.0-or-later
## Places
contacts-places = Groups and more
contacts-all = Everyone
contacts-groups = Groups
contacts-books = Address books
contacts-birthdays = Birthdays
contacts-new = New contact
contacts-not-there = It is not there any more.

## The list
contacts-list = Contacts
# $shown is the number as people write it.
contacts-count = { $count ->
    [one] one contact
   *[other] { $shown } contacts
}
contacts-search = Search contacts
contacts-search-end = End the search
contacts-select = Select { $name }
contacts-select-none = Select nothing
contacts-select-all = { $count ->
    [one] Select the one shown
   *[other] Select all { $count }
}
contacts-selected = { $count ->
    [one] one selected
   *[other] { $count } selected
}
contacts-bulk = For those selected
contacts-empty = Nobody here yet
contacts-empty-text = Write down whom you want to reach, or bring your address book along as a file (.vcf).
contacts-nobody-found = Nobody found
contacts-nobody-found-text = Try fewer letters, or part of an address or number.
contacts-more-found = { $count ->
    [one] and one more
   *[other] and { $count } more
}
contacts-choose = Choose somebody to see their card.
contacts-unnamed = No name

## Birthdays
contacts-birthdays-span = the next { $days } days
contacts-birthdays-none = No birthdays soon
contacts-birthdays-none-text = Birthdays on your contacts’ cards appear here before they come.
# Somebody becomes so many years old.
contacts-turns = { $age ->
    [one] one year
   *[other] { $age } years
}
contacts-age = { $age ->
    [one] one year old
   *[other] { $age } years old
}

## A card
contacts-card = Contact
contacts-actions = Actions
contacts-back = Back to the list
contacts-more = More
contacts-write = Write
contacts-write-to = Write to { $address }
contacts-copy = Copy { $what }
contacts-emails = Email
contacts-phones = Phone
contacts-services = Messengers and networks
contacts-links = Pages
contacts-addresses = Addresses
contacts-dates = Dates
contacts-languages = Languages
contacts-notes = Notes
contacts-keys = Encryption key
contacts-kind-private = private
contacts-kind-work = work
contacts-kind-mobile = mobile
contacts-kind-fax = fax
contacts-kind-other = other
contacts-kind-billing = billing
contacts-kind-delivery = delivery
contacts-kind-pager = pager
contacts-kind-text = text messages
contacts-kind-video = video
contacts-date-birth = Birthday
# A day to remember, of a wedding for example.
contacts-date-wedding = Anniversary
contacts-date-death = Day of death
contacts-key = OpenPGP key
contacts-key-has = There is an OpenPGP key.
contacts-key-other = A key of another kind.
contacts-key-unreadable = This key cannot be read.
contacts-key-fingerprint = Fingerprint
contacts-key-compare = Compare it with theirs when you meet, or on the phone: then you know that it is their key.
contacts-key-revoked = This key was revoked. Ask for the new one.
contacts-key-over = This key expired on { $date }. Ask for the new one.
contacts-key-until = Good until { $date }
contacts-export-one = Save as a file
contacts-deleted = { $name } deleted
contacts-deleted-many = { $count ->
    [one] One contact deleted
   *[other] { $count } contacts deleted
}
contacts-delete-many-title = { $count ->
    [one] Delete this contact?
   *[other] Delete { $count } contacts?
}
contacts-delete-many-text = They go from all of your devices. You can take it back for some seconds.
# Some of those selected have no address to write to.
contacts-without-email = { $count ->
    [one] One of them has no email address.
   *[other] { $count } of them have no email address.
}

## The form
contacts-edit = Edit contact
contacts-edit-of = Edit { $name }
contacts-created = { $name } is in your contacts
contacts-given = Given name
contacts-surname = Surname
contacts-full = Shown as
contacts-full-hint = Only where it is to be another than both names.
contacts-nickname = Nickname
contacts-organization = Organization
# What somebody is there: an office, a trade.
contacts-title = Role
contacts-email = Email address
contacts-phone = Number
contacts-service = Service
contacts-service-name = Name or address there
contacts-link = Address of the page
contacts-address = Address
contacts-street = Street and number
contacts-postcode = Postcode
contacts-locality = Town
contacts-region = State or region
contacts-country = Country
contacts-kind = Kind
contacts-date = Occasion
contacts-day = Day
contacts-month = Month
contacts-year = Year
contacts-year-hint = The year may stay empty.
contacts-date-wrong = There is no such day.
contacts-language = Language
contacts-language-choose = Choose
contacts-add-email = Add an email address
contacts-add-phone = Add a number
contacts-add-service = Add a messenger or network
contacts-add-link = Add a page
contacts-add-address = Add an address
contacts-add-date = Add a date
contacts-add-language = Add a language
contacts-add-key = Add a key
contacts-remove = Remove { $what }
# $what is a field that is still empty: “Number”.
contacts-remove-empty = Remove the empty field: { $what }
contacts-key-paste = Public key
contacts-key-hint = Paste the whole text, with its first and last line.
contacts-key-take = Take this key
contacts-key-private = This is a private key. It belongs to its owner alone: ask for the public one.
contacts-key-large = This key is too large for a card.
contacts-key-wrong = This is no OpenPGP key. Check that all of it was copied.
contacts-wrong-nobody = Write down a name, an address or a number, so that you find this card again.
contacts-wrong-date = One of the dates is not complete, or there is no such day.
contacts-discard-title = Give up what you changed?
contacts-discard-text = It was not saved yet.
contacts-discard = Give it up

## Pictures
contacts-picture-add = Add a picture
contacts-picture-other = Another picture
contacts-picture-remove = Remove the picture
contacts-picture-crop = Choose the part to keep
contacts-picture-preview = How the picture will look
contacts-picture-zoom = Closer
contacts-picture-across = Across
contacts-picture-down = Up and down
contacts-picture-take = Use this part
contacts-picture-wrong = Your browser cannot read this picture. Choose another (JPEG, PNG).
contacts-picture-hidden = Your browser protects you from being recognised, and so lets no page crop pictures. Choose one that is small already (below 150 KB).

## Groups and address books
contacts-group-new = New group
contacts-group-name = Name of the group
contacts-group-rename = Rename group
contacts-group-write = Write to the group
contacts-group-add = Add people
contacts-group-add-to = Add people to { $name }
contacts-group-add-count = { $count ->
    [one] Add one
   *[other] Add { $count }
}
contacts-group-added = { $count ->
    [one] Added to { $name }
   *[other] { $count } added to { $name }
}
contacts-group-removed = { $count ->
    [one] Taken out of { $name }
   *[other] { $count } taken out of { $name }
}
contacts-group-remove = Take out of this group
contacts-group-leave = Take out of { $name }
contacts-group-empty = Nobody in this group
contacts-group-empty-text = Whoever is in a group gets mail together: type the group’s name when you write.
contacts-group-more = More for { $name }
contacts-group-delete = Delete group
contacts-group-delete-title = Delete the group { $name }?
contacts-group-delete-text = The people in it stay among your contacts.
contacts-group-deleted = Group { $name } deleted
contacts-to-group = Add to a group
contacts-to-book = Move to an address book
contacts-move = Move
contacts-moved = { $count ->
    [one] Moved to { $name }
   *[other] { $count } moved to { $name }
}
contacts-book-new = New address book
contacts-book-name = Name of the address book
contacts-book-rename = Rename address book
contacts-book-more = More for { $name }
contacts-book-delete = Delete address book
contacts-book-delete-title = Delete the address book { $name }?
contacts-book-delete-full = { $count ->
    [one] One contact in it is deleted for good, unless it is in another one, too.
   *[other] { $count } contacts in it are deleted for good, except those that are in another one, too.
}
contacts-book-delete-empty = It is empty.
contacts-book-deleted = Address book { $name } deleted

## Files
contacts-file = contacts
contacts-export-all = Save all as a file
contacts-export-chosen = Save as a file
contacts-export-group = Save the group as a file
contacts-exporting = { $count ->
    [one] Writing one contact …
   *[other] Writing { $count } contacts …
}
contacts-import = Import
contacts-import-title = Import contacts
contacts-import-text = Choose a file (.vcf) that another program or your phone has saved. It is read here, and you see what is in it before anything is taken.
contacts-import-choose = Choose files
contacts-import-reading = Reading …
contacts-import-nothing = There are no contacts in this file. It must be a .vcf file.
contacts-import-large = These files are too large: { $most } is the most.
contacts-import-found = { $count ->
    [one] One contact was found:
   *[other] { $count } contacts were found:
}
contacts-import-empty = { $count ->
    [one] One card is empty and is left out.
   *[other] { $count } cards are empty and are left out.
}
contacts-import-cut = Only the first { $count } are taken from a file.
contacts-import-double = { $count ->
    [one] One of them is among your contacts already
   *[other] { $count } of them are among your contacts already
}
contacts-import-merge = Add what is new
contacts-import-merge-hint = Numbers, addresses and the like are added to the card that you have. Nothing is overwritten.
contacts-import-skip = Leave them out
contacts-import-skip-hint = Your cards stay as they are.
contacts-import-add = Add them once more
contacts-import-add-hint = You have them twice then.
contacts-import-start = { $count ->
    [one] Import one
   *[other] Import { $count }
}
contacts-import-going = Importing …
contacts-import-made = { $count ->
    [one] One contact was added.
   *[other] { $count } contacts were added.
}
contacts-import-merged = { $count ->
    [one] One was completed.
   *[other] { $count } were completed.
}
# Why follows behind it.
contacts-import-refused = { $count ->
    [one] One was not taken:
   *[other] { $count } were not taken:
}

## What went wrong
contacts-failed-alreadyExists = Another card has the same identity already.
contacts-failed-tooLarge = There is too much in this card: a smaller picture or a shorter note helps.
