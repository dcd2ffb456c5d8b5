# SPDX-License-Identifier: AGPL-3.0-or-later
## The locked server
unlock-title = Le serveur est verrouillé
# $threshold of $keyholders people are needed.
unlock-text = Il a démarré, et personne ne l’a encore ouvert. Sur les { $keyholders } personnes qui gardent les clés, { $threshold } l’ouvrent ensemble. Rien ne se perd entre-temps : le courrier attend sur d’autres serveurs.
unlock-grains = Les personnes qui gardent les clés
unlock-grain-here = Numéro { $number } : là
unlock-grain-missing = Numéro { $number } : pas encore
# $numbers is a list of numbers.
unlock-here = { $count ->
    [1] La part du numéro { $numbers } est là.
   *[other] Les parts des numéros { $numbers } sont là.
}
unlock-missing = { $count ->
    [1] Il en manque encore une.
   *[other] Il en manque encore { $count }.
}
unlock-for-keyholders = Pour les personnes qui gardent les clés
unlock-give = Donner ma part
unlock-thanks = Merci, ta part est là. Elle n’est plus dans cette page. Reste, ou reviens voir plus tard : une fois ouvert, tu verras si le serveur a démarré sans que personne sache pourquoi.
unlock-why = Avant de la donner : pourquoi le serveur a-t-il démarré ?
unlock-why-text = Peut-être une panne de courant, peut-être une réparation. Mais peut-être que quelqu’un a copié le disque, ou a mis quelque chose dans la machine. Qui a pu le faire aimerait avoir ta part maintenant.
unlock-why-ask = Demande aux personnes qui s’occupent de la machine. Tant que personne ne peut dire pourquoi elle a démarré, ne l’ouvre pas, et parle aux autres qui gardent des clés.

## A share
share-label = Ta part de la clé
share-hint = Tape-la ou colle-la. Majuscules, traits d’union et espaces ne comptent pas.
share-needed = Entre d’abord ta part.
# $there of $all groups of letters were typed.
share-groups = { $there } groupes sur { $all }
share-mistyped = Il y a une faute de frappe : une lettre n’est pas comme sur ton papier. Compare groupe par groupe.
share-short = Il manque quelque chose : une part a 16 groupes de cinq lettres.
share-long = Elle est trop longue : quelque chose y est deux fois.
share-letters = Elle contient un signe qu’aucune part n’a. Il n’y a que des lettres et des chiffres.
share-other-collective = C’est une part d’un autre collectif.
share-old = Cette part n’est plus valable : les personnes qui gardent les clés ont changé depuis. Il faut la plus récente.
share-newer = Cette part est plus récente que ce que ce serveur connaît. A-t-on remis une ancienne copie ?
share-false = Cette part n’est pas de ce serveur. Parle aux autres qui gardent des clés avant de continuer.
share-twice = Cette part est déjà là. Il faut celle d’une autre personne.
share-enough = Il y a déjà assez de parts.
share-half-open = Les clés sont là et le serveur est ouvert, mais son certificat ou son courrier sortant n’a pas démarré. Préviens les personnes qui s’en occupent.

## Open
unlock-open-title = Le serveur est ouvert
unlock-open-text = Les clés sont là. Le courrier qui attendait ailleurs arrive maintenant.
unlock-first-start = C’était son premier démarrage, celui de la fondation. À partir de maintenant, quelqu’un dit de chaque démarrage pourquoi il a eu lieu : un démarrage que personne ne peut expliquer est peut-être un disque copié.
unlock-all-explained = Chaque démarrage du serveur a son explication.
unlock-unexplained = { $count ->
    [1] Un démarrage que personne n’a expliqué
   *[other] { $count } démarrages que personne n’a expliqués
}
# $date is a whole date with the hour.
unlock-start-unlocked = Ouvert : { $date }.
unlock-start-locked = Verrouillé : { $date }.
unlock-never-unlocked = Il n’a pas été ouvert cette fois-là.
unlock-unexplained-text = Quelqu’un sait-il pourquoi le serveur a démarré à ce moment ? Si personne ne le sait, fais comme si le disque avait été copié : verrouillez le serveur et parlez aux autres qui gardent des clés. Qui connaît la raison la note dans Soin, sous Démarrages.
