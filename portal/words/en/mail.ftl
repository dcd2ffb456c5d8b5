# SPDX-License-Identifier: AGPL-3.0-or-later
## Folders
mail-folders = Folders
mail-folder-inbox = Inbox
mail-folder-drafts = Drafts
mail-folder-sent = Sent
mail-folder-archive = Archive
mail-folder-junk = Junk
mail-folder-trash = Trash
mail-starred = Starred
mail-new-folder = New folder
mail-folder-name = Name
mail-folder-parent = In
mail-folder-top = Top level
mail-folder-edit = Rename or move
mail-folder-delete = Delete folder
# $name is the folder's.
mail-folder-more = More for { $name }
mail-folder-delete-title = Delete “{ $name }”?
mail-folder-delete-full = { $count ->
    [one] One message in it is deleted for good.
   *[other] { $count } messages in it are deleted for good.
}
mail-folder-delete-empty = It is empty.
mail-no-folder = There is no such folder.
mail-count-unread = { $count ->
    [one] one unread
   *[other] { $count } unread
}
mail-count-drafts = { $count ->
    [one] one draft
   *[other] { $count } drafts
}

## The list
mail-list = Conversations
# $shown is the number as people write it.
mail-conversations = { $count ->
    [one] one conversation
   *[other] { $shown } conversations
}
mail-write = Write
mail-search = Search mail
mail-search-end = End the search
mail-search-help = What one can search for
mail-search-help-text = Words are looked for everywhere. These narrow it down:
mail-unread = Unread
mail-draft = Draft
mail-me = Me
mail-me-to = me
mail-no-sender = No sender
mail-no-recipient = No recipient
mail-no-subject = (no subject)
mail-to = To { $people }
mail-and-more = { $count ->
    [one] one more
   *[other] { $count } more
}
mail-letters = { $count ->
    [one] one message
   *[other] { $count } messages
}
mail-select = Select “{ $subject }”
mail-select-all = { $count ->
    [one] Select one conversation in this list
   *[other] Select all { $shown } conversations of this list
}
mail-select-none = Select nothing
mail-selected = { $count ->
    [one] one selected
   *[other] { $count } selected
}
mail-star-this = Star “{ $subject }”
mail-bulk = For what is selected
mail-empty-inbox = Nothing new
mail-empty-inbox-text = Everything is read and put away. Go outside for a while.
mail-empty-folder = Nothing in here
mail-empty-folder-text = Move messages here from a list: tick them and choose “Move”, or drag them onto the folder.
mail-empty-search = Nothing found
mail-empty-search-text = Try fewer or other words. Trash and junk are searched when you add in:trash or in:junk.
mail-empty-starred = No stars yet
mail-empty-starred-text = A star keeps in sight what you want to come back to.
mail-choose = Choose a conversation to read it.
mail-keys-hint = Press ? to see what the keyboard can do.

## Actions
mail-actions = Actions
mail-archive = Archive
mail-delete = Delete
mail-move = Move
mail-more = More
mail-more-of-letter = More for this message
mail-mark-read = Mark as read
mail-mark-unread = Mark as unread
mail-star = Star
mail-unstar = Remove stars
mail-junk = This is junk
mail-not-junk = This is not junk
mail-print = Print
mail-source = Source
mail-details = Header
mail-download = Download
mail-delete-letter = Delete this message
mail-back = Back to the list
mail-newer = Newer
mail-older = Older
mail-archived = { $count ->
    [one] Archived
   *[other] { $count } messages archived
}
mail-trashed = { $count ->
    [one] Moved to trash
   *[other] { $count } messages moved to trash
}
mail-moved = { $count ->
    [one] Moved to { $name }
   *[other] { $count } messages moved to { $name }
}
mail-destroy-title = { $count ->
    [one] Delete this message for good?
   *[other] Delete { $count } messages for good?
}
mail-destroy-text = Nobody can bring it back.
mail-destroy = Delete for good

## Reading
mail-reading = Conversation
mail-letter-of = { $name }, { $date }
mail-reply = Reply
mail-reply-all = Reply to all
mail-forward = Forward
mail-as-new = Write anew from this
mail-edit-draft = Go on writing
mail-attachments = Attachments
mail-attachments-count = { $count ->
    [one] one attachment
   *[other] { $count } attachments
}
mail-attachment-unnamed = Attachment
mail-source-cut = The first { $shown } of { $size } are shown. Download it to see all.
letter-remote = { $count ->
    [one] Not loaded from { $hosts }: whoever sent this would learn that you read it.
   *[other] Not loaded from { $count } other servers ({ $hosts } …): they would learn that you read this.
}
letter-as-text = Show as text
letter-as-html = Show with its layout
letter-text-of = Text of “{ $subject }”
letter-truncated = This message is very long; only its beginning is shown. Download it to read all.
letter-picture-missing = This picture could not be loaded.
mail-failed-mailboxHasChild = It has folders in it. Move or delete those first.

## The keyboard
mail-keys = What the keyboard can do
mail-key-select = Select or not
mail-key-send = Send what you write
mail-key-escape = Back, or select nothing

## Letters that leave later
mail-scheduled = Leaving later
# $date is when it leaves.
mail-leaves-at = Leaves on { $date }
mail-take-back = Take back and change
mail-scheduled-empty = Nothing leaves later
mail-scheduled-empty-text = Choose “Send later” while you write.
