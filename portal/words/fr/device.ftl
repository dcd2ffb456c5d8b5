# SPDX-License-Identifier: AGPL-3.0-or-later
device-copy = Sans connexion
device-copy-text = Tes lettres les plus récentes peuvent rester sur cet appareil, pour les lire et y répondre sans connexion. Elles y sont chiffrées : qui emporte l’appareil ne peut pas les lire sans ta phrase de passe. Te déconnecter les efface.
device-copy-cannot = Ce navigateur ne peut rien garder, peut-être parce que c’est une fenêtre privée.
device-copy-begin = Garder une copie ici
device-copying = Copie en cours …
device-copy-failed = La copie n’a pas pu être mise à jour. Un nouvel essai suit au prochain changement.
device-copy-closed = Il y a une copie ici. Elle s’ouvre …
device-copy-strange = Il y a ici une copie qui ne s’ouvre pas avec ce compte : sa clé n’est plus là, ou elle est à quelqu’un d’autre. Ce qui a été fait sans connexion y attend. Si elle est à toi, ouvre-la avec sa phrase de passe.
# $shown is the number as people write it.
device-copy-there = { $count ->
    [one] { $shown } lettre est ici.
   *[other] { $shown } lettres sont ici.
}
device-waiting = { $count ->
    [one] { $count } chose que tu as faite attend la connexion.
   *[other] { $count } choses que tu as faites attendent la connexion.
}
# $subject is the letter's.
device-refused = Le serveur n’a pas accepté « { $subject } », écrit ou envoyé sans connexion.
device-refused-sending = une lettre qui devait partir
device-copy-remove = Effacer la copie
device-copy-remove-title = Effacer la copie de cet appareil ?
device-copy-remove-text = Ton courrier reste sur le serveur. Rien n’en reste ici.
device-copy-remove-waiting = { $count ->
    [one] { $count } chose faite sans connexion n’est pas encore accomplie et serait perdue.
   *[other] { $count } choses faites sans connexion ne sont pas encore accomplies et seraient perdues.
}
device-passphrase-text = Tu la tapes quand le serveur est injoignable. Avec une connexion, personne ne la demande.
device-passphrase = Phrase de passe pour cet appareil
device-passphrase-hint = Au moins { $count } caractères. Quelques mots au hasard conviennent bien et se tapent facilement.
device-passphrase-again = La même encore une fois
device-passphrase-differs = Les deux ne sont pas identiques.
device-push = Notifications
device-push-text = Cet appareil peut t’avertir d’un nouveau courrier quand le portail est fermé. L’avis passe par l’éditeur de ton navigateur : il apprend que quelque chose est arrivé et quand, mais ni de qui ni quoi.
device-push-begin = M’avertir du nouveau courrier
device-push-end = Ne plus m’avertir
device-push-cannot = Ce navigateur ne peut pas recevoir d’avis.
device-push-refused = Ton navigateur ne le permet pas. Change cela dans ses réglages pour cette page.
device-install = Comme un programme
device-install-text = Ajoute le portail à ton écran d’accueil par le menu du navigateur (« Ajouter à l’écran d’accueil » ou « Installer »). Il s’ouvre alors dans sa propre fenêtre, même sans connexion.
device-install-go = Installer
device-installed = Il est installé ici.
device-push-failed-network = Le service d’avis de ton navigateur est injoignable.
device-failed-programNotKept = Ce navigateur ne garde pas le portail lui-même : il ne s’ouvrirait pas sans connexion.
