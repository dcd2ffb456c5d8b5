# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
care-all = All pages
care-overview = Overview
care-members = Members
care-invitations = Invitations
care-domains = Domains and aliases
care-certificates = Certificates
care-queue = Waiting mail
care-starts = Starts
care-keyholders = Keyholders
care-page = Public page
care-held = What is held
care-machine = The machine

## Overview
care-alarms = What needs people
care-all-well = All is well. Nothing needs you now.
care-alarm-go = Go there
care-standing = How it stands
care-unlocked-since = Open since
# $threshold of $keyholders people open the server together.
care-k-of-n = { $threshold } of { $keyholders } open it together
care-domains-of = Domains
care-certificate-until = Certificate good until
care-members-count = { $count ->
    [one] one member
   *[other] { $count } members
}
# Recipients that have not got their mail yet.
care-queue-count = { $count ->
    [one] one recipient
   *[other] { $count } recipients
}
care-connections = Connections
# Accounts whose keys are in memory, because somebody is signed in.
care-open-vaults = Accounts that are open
care-uptime = Running for
care-version = Version
care-onion = Onion address
care-storage = Storage
care-storage-text = { $mail } of mail. { $free } of { $total } are free on the disk.
care-day = The last day
care-day-text = Kept in memory alone: a restart forgets it. There are no names or addresses in it.
care-day-soon = The server has just started. There are pictures in a few minutes.
care-chart-mail = Mail
care-chart-in = In
care-chart-out = Out
care-chart-processor = Processor
care-chart-requests = Requests of the web
care-chart-memory = Memory

## Alarms
care-alarm-foreign = { $count ->
    [one] Somebody has written into the directory on the disk
   *[other] Somebody has written into the directory on the disk { $count } times
}
care-alarm-foreign-text = Whoever it was does not have the collective’s key, so it had no effect. But somebody could write to the disk. Treat it like a start that nobody can explain: speak with the keyholders.
care-alarm-certificate-over = The certificate is out of date
care-alarm-certificate = The certificate ends on { $date }
care-alarm-certificate-text = Programs will warn of the server, or refuse it. Bring a new certificate.
care-alarm-self-made = The certificate is the server’s own
care-alarm-self-made-text = It encrypts, but proves to nobody who you are: programs warn of it. Let the server get one from an authority, or bring one.
care-alarm-renewal = There is no good certificate for { $domain }
# $trouble is the server's own word, in English.
care-alarm-renewal-text = The authority was asked, and it failed: { $trouble }
care-alarm-queue = Mail does not leave
care-alarm-queue-text = The part of the server that sends mail did not start. Try to start it again; if it stays so, look at the disk’s space.
care-alarm-settings = There is a mistake in the settings
care-alarm-settings-text = The server goes on with those that it had. { $mistake }
care-alarm-memory = Keys could reach the disk
care-alarm-memory-text = The machine does not let the server lock its memory. Raise the limit for locked memory (memlock) of its service, and restart.
care-alarm-sandbox = The server is not shut in
care-alarm-sandbox-text = If somebody breaks into it, they can do more than they should. A newer kernel lets it shut itself in.
care-alarm-waiting = { $count ->
    [one] One setting waits for the next start
   *[other] { $count } settings wait for the next start
}
care-alarm-starts = { $count ->
    [one] A start that nobody has explained
   *[other] { $count } starts that nobody has explained
}
care-alarm-starts-text = Until somebody knows why, it is a copied disk. Find out, and write down what you found.
care-alarm-storage = The disk is almost full
care-alarm-storage-text = { $free } are left. When nothing is, mail is turned away. Make room, or add a disk.
care-alarm-approvals = { $count ->
    [one] One act waits for keyholders
   *[other] { $count } acts wait for keyholders
}
care-alarm-approvals-text = Whoever holds a share can give it there.
care-alarm-alone = One member alone looks after the collective
care-alarm-alone-text = When they are ill or detained, nobody can let anyone in or out. Give the duty to a second one.

## Members
care-invite = Invite
care-members-search = Search members
care-members-none = Nobody found
care-members-more = { $count ->
    [one] and one more: search to find them
   *[other] and { $count } more: search to find them
}
care-member-self = you
care-member-since = since { $date }
care-member-suspended = suspended
care-member-more = More for { $name }
care-duty-administrator = looks after the collective
care-duty-moderator = moderates
care-usage = { $used }, { $messages }
care-usage-of = { $used } of { $quota }
care-member-add = Add a member
care-member-add-go = Add
care-member-add-text = Best with that person beside you: their password and recovery code are shown once. From afar an invitation is better; then they choose a password where nobody looks on.
care-address = Address
care-domain = Domain
care-name = Name
care-name-hint = Only if they want it known. It may stay empty.
care-member-name = Name
care-member-addresses = Addresses
care-addresses-text = The first is the one that they write from. The others reach them, too.
care-address-first = Main address
care-address-more = Address { $number }
care-address-add = Add an address
care-address-remove = Remove { $address }
care-member-quota = Limit of space
care-quota-title = How much may { $name } keep?
care-quota-field = Space in gigabytes
care-quota-hint = Empty for no limit.
care-quota-wrong = Write a number: 5, or 0.5.
care-duty-give = Give the duty of care
care-duty-take = Take the duty of care
care-duty-give-title = Shall { $name } look after the collective?
care-duty-take-title = Shall { $name } not look after the collective any more?
care-duty-give-text = They can let people in, keep them out and remove them for good, change domains and lock the server. They cannot read anybody’s mail, and cannot do what needs the keyholders.
care-duty-take-text = They stay a member. The last one who has the duty keeps it.
care-duty-understood = We have decided this together.
care-member-held = What is held about them
care-member-suspend = Suspend
care-member-restore = Let back in
care-suspend-title = Suspend { $name }?
care-suspend-text = They cannot sign in, all of their sessions end at once, and mail to them is refused. What they have stays, and you can let them back in.
care-suspended-done = { $name } is suspended
care-restored-done = { $name } is let in again
care-member-reset = Reset: everything forgotten
care-reset-title = Ask for a new, empty account for { $name }?
care-reset-text = For somebody who has neither password nor recovery code. Keyholders must approve it. Their old mail stays sealed beside the new account, until an old password or code turns up.
care-reset-speak = Speak to them in person first. This is how somebody else would take over their address.
care-reset-ask = Ask the keyholders
care-member-thaw = Thaw a frozen account
care-thaw-title = Ask to thaw the account of { $name }?
care-thaw-text = For an account that was frozen, where too few of those are left whom its owner trusts. Keyholders stand in for them. While enough of them are there, it is theirs to do.
care-member-remove = Remove for good
care-remove-title = Remove { $name } for good?
care-remove-text = The keys of everything that was theirs are destroyed: { $messages }, contacts, settings. Nobody can bring it back, whoever asks.
care-remove-along = Let them take their mail along first. Suspending keeps everything.
care-type-to-confirm = Type { $word } to confirm

## Told once
care-handover-password = Their password
care-handover-password-text = For { $address }. They can change it in the settings.
care-handover-once = It is shown once, and kept nowhere.
care-shares-title = { $count ->
    [one] One new share
   *[other] { $count } new shares
}
care-shares-text = They are shown one after another. Each is for one keyholder, who alone should see it. Sit together, and turn the screen.
care-shares-not-yet = Nothing has changed yet: the old shares open the server until the new ones have been shown to be there. Ask for that afterwards.
care-shares-begin = Show the first
care-share-number = Share { $number } of { $count }
care-share-text = For keyholder number { $number } alone. Write it down, or print it where nobody else prints.
care-share-about = Opens the server, with the others’.
care-share-note = When the server has started, open https://{ $host }/portal/unlock and type it there, or scan it with the button of that page. Show it to nobody.
care-share-tick = I have it on paper, and nobody else has seen it.
care-share-next = Next keyholder

## Invitations
care-invitations-text = A link lets somebody in, who then chooses address and password where nobody looks on. Send it as you would send a key.
care-invitation-new = New invitation
care-invitation-make = Make the link
care-invitations-none = No invitation is open
care-invitations-none-text = Make one for whoever you would like to have with you.
care-invitations-open = Open invitations
care-invitation-unnamed = Without a note
care-invitation-uses = { $count ->
    [one] for one more
   *[other] for { $count } more
}
care-invitation-until = until { $date } ({ $relative })
care-invitation-label = Note
care-invitation-label-hint = For you alone: whom it is for. Who comes does not see it.
care-invitation-times = How many people
care-invitation-days = For how many days
care-number-wrong = A whole number from 1 to { $most }.
care-invitation-link = The link is ready
care-invitation-link-text = Whoever has it becomes a member.
care-invitation-once = It is shown once: the server keeps no copy. Copy it now.
# $host is as the page was opened.
care-invitation-local = It leads to { $host }, where no other device finds this server. Put the machine’s name or address in its place before you pass it on.
care-invitation-copy = Copy the link
care-invitation-qr = The link as a QR code
care-revoke = Revoke
care-revoke-of = Revoke “{ $label }”
care-revoke-title = Revoke “{ $label }”?
care-revoke-text = The link lets nobody in any more. Who has come by it stays.
care-revoked = The invitation is revoked

## Domains, DNS, aliases
care-domain-main = main
care-domain-add = Add a domain
care-domain-hint = As you have registered it: example.org
care-domain-added = The domain is served now. Set its DNS records next.
care-domain-remove = Remove
care-domain-remove-of = Remove { $domain }
care-domain-remove-title = Remove { $domain }?
care-domain-remove-text = Mail for it is refused from now on. Members and aliases that have an address of it must have another first.
care-dns = What the DNS must say
care-dns-text = So that mail finds you, and yours is not thrown away. Copy each record to the control panel of whoever runs your domain.
care-aliases = Aliases
care-aliases-text = Addresses that lead to others: to one member, to several, or elsewhere.
care-aliases-none = There is none yet.
care-alias-new = New alias
care-alias-edit = Edit { $address }
care-alias-delete = Delete { $address }
care-alias-targets = Leads to
care-alias-targets-hint = An address a line.
care-alias-unreachable = nobody has this address
care-alias-remove-title = Delete the alias { $address }?
care-alias-remove-text = Mail to it is refused from now on.
care-alias-removed = Alias { $address } deleted

## Certificates
care-certificate-now = In use
care-certificate-names = Good for
care-renewals = By itself
care-renewals-text = The server gets certificates from an authority and renews them in time, one for each domain.
care-by-hand-text = The server asks no authority (the setting acme.directory). Certificates are brought by hand.
care-renew = Renew now
care-renew-title = Get all certificates anew?
care-renew-text = The authority is asked at once. Do not do it over and over: Let’s Encrypt gives five certificates for the same names in a week.
care-renew-asked = The authority is being asked
care-renewal-working = being asked now
care-renewal-well = all is well
care-renewal-none = none yet
care-renewal-failed = { $count ->
    [one] failed once
   *[other] failed { $count } times
}
care-renewal-next = Next try: { $date }.
care-renewal-trouble = What was wrong, as the server says it:
care-bring = By hand
care-bring-text = A certificate that you got elsewhere. It is kept sealed, and used for new connections at once.
care-bring-go = Bring one
care-bring-hint = Paste both texts (PEM). Delete the files afterwards.
care-bring-chain = Certificate and its chain
care-bring-key = Private key
care-bring-done = The certificate is in use
care-bring-failed-invalidArguments = The server does not take it: the key is not the certificate’s, it is out of date, or it is not PEM. The old one stays.

## Waiting mail
care-queue-empty = Nothing waits
care-queue-empty-text = All mail has left.
care-look-again = Look again
care-queue-waits = What waits
care-queue-text = Numbers alone: who writes to whom is seen by nobody.
care-queue-messages = Messages
care-queue-recipients = Recipients
care-queue-under-way = On their way now
care-queue-held = Held until their time
care-queue-unreported = Failed, sender not told yet
care-queue-oldest = The oldest waits for
care-queue-next = Next try in
care-queue-retry = Try all now
care-queue-retried = All waiting mail is tried now
care-queue-reasons = Why it waits
care-reason-none = Not tried yet
care-reason-dns = The DNS did not find the other server
care-reason-connect = The other server could not be reached
care-reason-tls = No encrypted connection came about
care-reason-timeout = The other server was too slow
care-reason-lost = The connection was lost
care-reason-deferred = The other server asked to try later
care-reason-refused = The other server refused it
care-reason-unsupported = The other server cannot take such mail
care-reason-loop = It goes in circles
care-reason-no-mail = The other domain takes no mail
care-reason-local = Something went wrong here

## Starts
care-starts-text = Every start of the server since the founding, for every member to read. Do you know why each of them happened?
care-starts-open-text = Perhaps it was the power. Perhaps somebody copied the disk. Ask the host and everybody with access, and write down what you learned. If nobody can explain it, treat it as a copied disk.
care-start-open = unexplained
care-start-never = It was not unlocked then.
care-start-unlocked = Open since { $date }
care-start-session = Open from { $from } to { $to } ({ $duration })
care-start-by = { $name }, { $date }
care-start-explain = Explain
care-start-change = Change the explanation
care-start-explain-of = Explain the start of { $date }
care-start-reason = What was the reason?
care-start-reason-hint = What you know, and from whom. Every member reads it. Empty takes it back.
care-starts-older = { $count ->
    [one] Show one older
   *[other] Show older ones ({ $count })
}

## Keyholders and approvals
care-keyholders-text = Without so many of them nobody opens the server after a start, and nobody resets an account. What they did together stands below, for every member to read.
# How often the shares were made anew, and once more.
care-generation = Generation { $number } of the shares
care-keyholders-change = Change keyholders
care-keyholders-ask = Ask for new shares
care-change-text = When a keyholder leaves, or a share may have been seen. First enough of the present keyholders approve it; then new shares are drawn and shown once.
care-change-n = How many keyholders
care-change-k = How many open it together
care-change-wrong = At most { $most } keyholders, and no more than there are to open it.
care-change-one = Then each of them alone opens everything.
care-change-all = Then one lost share locks you out for ever.
care-change-confirm-text = The new shares were drawn and written down? They are in force when enough new keyholders have shown that they have theirs.
care-change-confirm = Put new shares in force
care-approvals = What waits for keyholders
care-approvals-text = In memory alone: a restart forgets what was asked for.
care-approvals-none = Nothing waits.
care-approval-asked = Keyholders have been asked
care-somebody-gone = somebody who is gone
care-approval-reset = A new, empty account for { $address }
care-approval-reset-text = Password and recovery code are lost. Speak to that person before you give your share: this is how somebody else would take over the address.
care-approval-thaw = Thaw the account of { $address }
care-approval-thaw-text = Of those whom its owner trusts, too few are left to thaw it. Speak to its owner first.
care-approval-change = New shares: { $threshold } of { $keyholders }
care-approval-change-text = Present keyholders approve with their present shares. Then new ones are drawn; nothing changes until those were shown to be there.
care-approval-confirm = New shares come into force
care-approval-confirm-text = Each new keyholder gives their new share. With enough of them the old ones open nothing any more.
care-approval-here = { $count ->
    [one] The share of number { $numbers } is here.
   *[other] The shares of numbers { $numbers } are here.
}
care-approval-missing = { $count ->
    [one] One more is needed.
   *[other] { $count } more are needed.
}
care-approval-give = Give my share
care-give-text = Your share goes to this server and approves this one act. Is this the machine that you think it is, and are you alone with it?
care-give-new-text = Give your new share here, not the old one.
care-approval-given = Thank you, your share is here. It is in this page no more.
care-approval-given-done = Thank you. That was the last one: it is done.
care-approval-done = It is done. The result waits for who asked for it.
care-approval-done-own = It is done. What it gave is shown to you once.
care-approval-collect = Show the result
care-approval-over = It is done, and there is nothing to show.
care-approval-withdraw = Withdraw
care-approval-withdraw-title = Withdraw this?
care-acts = What keyholders did
care-acts-text = Everything that needed several of them, since the founding.
care-act-founded = Founded
care-act-unlocked = Opened the server
care-act-changedKeyholders = Changed the keyholders
care-act-resetMember = Reset an account
care-act-resetMember-of = Reset the account of { $name }
care-act-thawedMember = Thawed an account
care-act-thawedMember-of = Thawed the account of { $name }
care-act-other = Something else
care-act-shares = { $count ->
    [one] share { $numbers }
   *[other] shares { $numbers }
}

## The public page
care-page-text = What everybody reads who opens your address, member or not.
care-page-look = Look at it
care-page-none = This server has no public page
care-page-none-text = It comes with a newer version.
care-page-all-languages = In all languages
care-page-name = Name of the collective
care-page-contact = How one reaches you
care-page-contact-hint = An address of mail, or a link.
care-page-main = Main language
care-page-main-hint = Shown where there is no text in the reader’s own.
care-page-languages = Languages of the page
care-page-add-language = Add a language
care-page-drop = Remove this language
care-page-drop-title = Remove { $language } from the page?
care-page-drop-text = Its texts go when you save.
care-page-about = Who we are
care-page-about-hint = Some sentences. Name nobody who has not agreed.
care-page-services = What we offer
care-page-services-hint = Mail, contacts, and what else.
care-page-joining = How to join
care-page-joining-hint = Who may, and whom to ask.
care-page-canary = Canary
care-page-canary-hint = What has not happened until today. Renew it regularly: one that is not renewed says something, too.
care-page-transparency = Orders that we got
care-page-transparency-hint = Who asked for what, and what you answered, as far as you may say it.
care-page-changed = Last changed on { $date }.
care-page-plain = Plain text. An empty line begins a new paragraph.
care-page-unsaved = Not saved yet
care-page-saved = Saved: the public page shows it now

## What is held
care-held-about = All that this server could be made to hand over about a member. Their mail is not among it: nobody here has the key. Every member sees their own in the settings.
care-held-whom = About whom
care-held-choose = Choose a member
care-held-nobody = Choose a member to see what is held
care-held-text = This is all that could be handed over about { $address }. Print or save it when somebody asks with a paper in their hand.

## The machine
care-settings = Settings file
care-settings-text = Whoever looks after the machine writes milpa.conf. Here it is read again, without a restart.
care-settings-reload = Read again
care-settings-taken = Taken at once:
care-settings-nothing = Read again: nothing is new.
care-settings-waiting = Waits for the next start:
# $mistake is the server's own word, in English.
care-settings-mistake = There is a mistake in it, and nothing was taken: { $mistake }
care-purge = Purge
care-purge-about = What was deleted lies sealed in the files for a while, without a key. Purging rewrites them, so that it is in no file any more.
care-purge-title = Rewrite all files?
care-purge-text = It takes a while and makes the server slower meanwhile. Nothing that is there is lost.
care-purge-done = The files are rewritten
care-finish = The unlocking is not finished
care-finish-text = The keys are here, but certificate or waiting mail did not start. Mend what is wrong (a full disk?) and try again.
care-finish-done = All of it runs now
care-protection = How the server protects itself
care-protection-text = So that keys stay in memory, and whoever breaks in can do little.
care-memory-keys = Keys are never written to the disk
care-memory-all = All other memory is never written to the disk, either
care-memory-core = No dumps of memory
care-sandbox-calls = Can call little of the system
care-sandbox-files = Sees its own files alone
care-ports = Ports
care-sessions = Sessions
care-yes = yes
care-no = no
care-lock = Lock the server
care-lock-about = When somebody is at the door, when the machine is to be moved, or when you do not understand what it is doing.
care-lock-now = Lock now
care-lock-title = Lock the server now?
care-lock-text = Every key is forgotten and everybody’s session ends, yours too. Nobody reads or sends until keyholders have opened it again. Mail waits at other servers for some days. Nothing is lost.
# What is typed to confirm it.
care-lock-word = lock

## What went wrong
care-failed-alreadyExists = That is there already.
care-failed-invalidProperties = The server does not take it as it is. Check the address or name: only your own domains, and no signs that have no place in an address.
care-failed-forbidden = This may not be done: the last one who looks after the collective stays, nobody removes themselves, and a domain in use stays.
care-failed-requestTooLarge = There are more of them than this page can show.
care-failed-tooLarge = That is too much text.
