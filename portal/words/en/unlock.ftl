# SPDX-License-Identifier: AGPL-3.0-or-later
## The locked server
unlock-title = The server is locked
# $threshold of $keyholders people are needed.
unlock-text = It has started, and nobody has opened it yet. { $threshold } of its { $keyholders } keyholders open it together. Nothing is lost meanwhile: mail waits at other servers.
unlock-grains = Keyholders
unlock-grain-here = Number { $number }: here
unlock-grain-missing = Number { $number }: not yet
# $numbers is a list of numbers.
unlock-here = { $count ->
    [one] The share of number { $numbers } is here.
   *[other] The shares of numbers { $numbers } are here.
}
unlock-missing = { $count ->
    [one] One more is needed.
   *[other] { $count } more are needed.
}
unlock-for-keyholders = For keyholders
unlock-give = Give my share
unlock-thanks = Thank you, your share is here. It is in this page no more. Stay, or look again later: when it is open you see whether the server was started without anybody knowing why.
unlock-why = Before you give it: why was the server started?
unlock-why-text = Perhaps the power failed, perhaps somebody mended something. But perhaps somebody copied the disk, or put something into the machine. Whoever could have done that would like your share now.
unlock-why-ask = Ask those who look after the machine. As long as nobody can say why it was started, do not unlock it, and speak with the other keyholders.

## A share
share-label = Your share
share-hint = Type or paste it. Capitals, hyphens and spaces do not matter.
share-needed = Enter your share first.
# $there of $all groups of letters were typed.
share-groups = { $there } of { $all } groups
share-mistyped = There is a slip in it: one letter differs from your paper. Compare them group by group.
share-short = Something is missing: a share has 16 groups of five letters.
share-long = It is too long: something stands there twice.
share-letters = It has a sign that no share has. Letters and digits alone belong to it.
share-other-collective = This is a share of another collective.
share-old = This share is out of date: the keyholders have changed since. The newer one is needed.
share-newer = This share is newer than what this server knows. Was an old copy of it brought back?
share-false = This share does not fit this server. Speak with the other keyholders before you go on.
share-twice = This share is here already. Another keyholder is needed.
share-enough = Enough shares are here already.
share-half-open = The keys are here and the server is open, but its certificate or its outgoing mail did not start. Tell those who look after it.

## Open
unlock-open-title = The server is open
unlock-open-text = The keys are here. Mail that waited elsewhere arrives now.
unlock-first-start = This was its first start, by your founding. From now on somebody says of each start why it happened: one that nobody can explain may be a copied disk.
unlock-all-explained = Every start of the server has been explained.
unlock-unexplained = { $count ->
    [one] A start that nobody has explained
   *[other] { $count } starts that nobody has explained
}
# $date is a whole date with the hour.
unlock-start-unlocked = Unlocked: { $date }.
unlock-start-locked = Locked: { $date }.
unlock-never-unlocked = It was not unlocked then.
unlock-unexplained-text = Does somebody know why the server was started then? If nobody does, treat it as a copied disk: lock the server and speak with the other keyholders. Who knows the reason writes it down in Care, under Starts.
