# SPDX-License-Identifier: AGPL-3.0-or-later
## Founding a collective
found-title = Found a collective
found-ask = Nobody has founded a collective here yet. Whoever started the server has a link for it.
found-token = Link
found-token-hint = It was printed where the server was started. Paste the whole link, or what stands behind the # in it.
found-done-title = The collective is founded
found-done-text = There is nothing to found here any more.
found-done-go = To its pages
found-busy = It is being founded at this moment
# $at of $all questions.
found-question = Question { $at } of { $all }
found-last = Everything answered
found-go = Found the collective

## 1: the name
found-name-title = What is your collective called?
found-name-text = You are about to found a collective that has its own house for mail. Take an hour, and sit together with those who will keep its keys.
found-name = Name of the collective
found-name-hint = Members see it, and whoever is invited. It can be changed later.
found-name-needed = Give it a name.

## 2: the domain
found-domain-title = Which domain is yours?
found-domain-text = What stands behind the @ of all addresses. Somebody of you has registered it, and can change its records in the DNS.
found-domain = Domain
found-domain-form = A domain looks like example.org.
# $address and $host are examples.
found-domain-means = Addresses will look like { $address }, and the server will be called { $host }.

## 3: the keyholders
found-keyholders-title = Who keeps the keys?
found-keyholders-text = The server keeps nothing readable on its disk. After each start it knows nothing until some people bring their shares: strips of letters that are worth something only together.
found-keyholders-how-many = How many people keep a share, and how many of them open the server?
found-keyholders-usual = { $keyholders } people, of whom { $threshold } are needed
found-keyholders-3 = For a small group.
found-keyholders-5 = Better: two may be ill, travelling or under pressure at the same time.
found-keyholders-7 = For a large collective in several places.
found-keyholders-other = Others
found-keyholders-n = People with a share
found-keyholders-k = Needed to open
found-keyholders-who = Whom to choose?
found-keyholders-who-text = People who can be reached on a bad night, who do not all live together, and who can say no. A keyholder cannot read anybody’s mail, not even with all the others together: they open the house, not the rooms.
found-means-open = { $threshold ->
    [one] Any one of the { $keyholders } opens the server.
   *[other] Any { $threshold } of the { $keyholders } open the server together.
}
found-means-few = { $count ->
    [one] One share alone says nothing to whoever finds it.
   *[other] { $count } shares together say nothing to whoever finds them.
}
found-means-one = Each share is the whole key: whoever finds one opens everything. Never choose this for people who could be searched.
found-means-spare = { $count ->
    [one] One person may be away, or have lost theirs.
   *[other] { $count } people may be away, or have lost theirs.
}
found-means-all = All of them are needed: if one share is lost, everything is lost, for everybody, for ever.
found-means-alone = There is one share alone: if it is lost, everything is lost, for everybody, for ever.

## 4: the founder
found-founder-title = And you?
found-founder-text = You are the first member, and look after the collective until others do so, too.
found-founder-hint = Of a person, not of a role: mail to postmaster@ and abuse@ comes to you anyhow.

## 5: certificates
found-certificates = Certificates
found-certificates-title = Who vouches for the server?
found-certificates-text = Browsers and mail programs trust a server for which an authority vouches by a certificate.
found-certificates-letsencrypt = Let’s Encrypt, by itself
found-certificates-letsencrypt-hint = Free. The server must be reached from the internet, at port 80 or 443. The name of the server becomes public, as with every authority.
found-certificates-other = Another authority (ACME)
found-certificates-directory = Its directory
found-certificates-directory-hint = The address for ACME programs.
found-certificates-directory-form = This begins with https://
found-certificates-none = By hand, or none for now
found-certificates-none-hint = Programs warn until one is brought. For a trial at home it is enough.
found-contact = Whom may the authority write to?
found-contact-hint = “postmaster”: that is you. It stands on the disk in the clear, and must not tell whose server it is.
found-agree = I agree to the authority’s terms of service
found-agree-needed = Without it the authority gives no certificate.
found-terms = Let’s Encrypt’s terms (another site, in a new window)

## All of it
found-look-title = Is it right so?
found-look-text = { $count ->
    [one] Then you get your recovery code, and the share is shown, once. Have paper and a pen ready; nobody behind you, no camera.
   *[other] Then you get your recovery code, and { $count } shares are shown, each once. Have paper and pens ready; nobody behind you, no camera.
}
found-to-shares = To the shares

## The shares
# $number is a keyholder's.
found-hand-to = Keyholder { $number }: take the device
found-hand-text = Whoever founds gives the device out of their hands. Your share is shown to you alone, and only once.
found-look-away = Everybody else looks away. Is there a camera, a window, a mirror?
found-hand-show = I am keyholder { $number }: show my share
found-own-device = Rather on my own phone
found-own-device-text = Keyholder { $number } scans this with their own phone. Their share is shown there, once.
found-own-device-qr = Link for keyholder { $number } as a QR code
# $host is as the page was opened.
found-own-device-local = You have opened this page as { $host }, which no other device reaches. Open the founder’s link by the address of the machine instead.
found-own-device-waits = Waiting until it was taken …
found-share-of = Keyholder { $number }: your share
found-share-once = It is shown only now, and is nowhere else any more.
found-share-title = Share of keyholder { $number }
# $threshold of $keyholders people.
found-share-about = { $threshold } of { $keyholders } open the server together.
found-share-note = Keep it in an envelope, dry, where you find it in ten years and visitors do not. Not in an e-mail, not beside another share. It opens the server at https://{ $host }/portal/unlock and nowhere else: type it there, or scan it with the button of that page.
found-share-letters = Write it down or print it; printers and phones remember. There is no i, l, o or u in it: an i or l is a 1, an o is a 0, and what looks like a u is a v.
found-share-tick = I have it, and can read it
found-share-hand-on = Done: hand the device on
found-all-given = Everybody has a share
found-all-given-text = Now the server starts as your own: locked. As many of you as are needed open it for the first time, and see that it works.
found-finish = Go on
found-code-before = Your recovery code was shown before this page was loaded anew. If you do not have it, take another one later, in Settings.
found-went-wrong = Something went wrong?
found-went-wrong-text = If somebody saw a share who should not, or one was lost before it was written down, begin anew: what was founded so far is forgotten, and all its shares are worth nothing.
found-abandon = Begin anew
found-abandon-title = Forget all shares and begin anew?
found-abandon-text = Burn what was written down. Nobody has lost anything yet.

## On a keyholder's own device
# $name is the collective's.
found-own-title = A share of { $name }
found-own-text = You were chosen to keep a key. { $threshold } of { $keyholders } keyholders open the server together; one alone knows nothing, and nobody of you can read anybody’s mail.
found-own-show = Show my share
found-own-thanks = Thank you
found-own-thanks-text = Your share is in this page no more. When the server has started, you will be asked for it.

## Then
found-starts = Your server starts
found-starts-text = It begins as it will after every start: locked.
found-starts-waiting = Waiting for it …
found-starts-late = It takes long. Perhaps the browser has to ask about its certificate: then open the page anew.
found-starts-go = Open the page of unlocking
found-dns-title = The last step: the DNS
found-dns-text = So that mail finds you, the DNS of your domain has to say the following. Copy it to where you have registered the domain.
found-dns-later = You find this list again in Care.

## Why it was refused
found-reason-tokenWrong = This link does not hold, or no more. It changes at each start of the server.
found-reason-tooManyTries = Too many wrong links came from here. Wait some minutes.
found-reason-nameInvalid = The name is too long, or has signs that cannot be shown.
found-reason-domainInvalid = A domain looks like example.org.
found-reason-keyholdersOutOfRange = There are 1 to 16 keyholders.
found-reason-thresholdOutOfRange = At least one, and not more than there are.
found-reason-addressInvalid = An address has letters, digits, dots and hyphens.
found-reason-addressOfOtherDomain = The address has to be of the collective’s own domain.
found-reason-addressReserved = This is the name of a role, not of a person.
found-reason-memberNameInvalid = The name is too long, or has signs that cannot be shown.
found-reason-passwordTooShort = The password is too short: eight characters at least.
found-reason-passwordTooLong = The password is far too long.
found-reason-passwordInvalid = The password has signs that nobody can type.
found-reason-directoryInvalid = This is no authority that the server could use.
found-reason-termsNotAgreed = Without it the authority gives no certificate.
found-reason-contactInvalid = This is no address.
found-reason-contactTellsDomain = This would stand on the disk in the clear and tell whose server it is. Take “postmaster”, or an address elsewhere.
found-reason-shareGivenAlready = This share was given out already, and is nowhere any more. If its keyholder does not have it, begin anew.
found-reason-sharesNotGiven = Not everybody has their share yet.
found-reason-underWay = It is being done at this moment.
found-reason-begunAlready = It is founded already, and its shares are being given out.
found-reason-founderAlone = This is for whoever founds.
# Why the server was started for the first time, as everybody reads it under Starts.
found-first-start = The founding.
