# SPDX-License-Identifier: AGPL-3.0-or-later
## The shell, before any script runs
shell-waiting = Un instant …
shell-no-script = Cette page a besoin de JavaScript.
shell-plain = En voici une qui marche sans.

## The frame
app-mail = Courrier
app-contacts = Contacts
app-settings = Réglages
# For those who look after the collective.
app-care = Soin
# For everybody else: how the collective and its server stand.
app-house = Maison
app-places = Lieux principaux
app-account = Compte
app-sign-out = Fermer la session
app-signed-out-here = Ta session est fermée ici. Le serveur ne peut pas être joint : il y mettra fin dès que ce navigateur sera connecté et le portail ouvert.
app-sign-out-waiting = { $count ->
    [one] { $count } chose faite sans connexion n’est pas encore accomplie et serait perdue.
   *[other] { $count } choses faites sans connexion ne sont pas encore accomplies et seraient perdues.
}
# Something that was done without a connection, and waits.
app-copy-loses = Ce qui a été fait sans connexion attend dans la copie sur cet appareil. Ce n’est pas encore accompli et serait perdu.
app-copy-strange = La copie du courrier sur cet appareil ne s’ouvre pas avec ce compte, et quelque chose y attend. Regarde dans Réglages, Sur cet appareil.
app-refused = { $count ->
    [one] Le serveur a refusé { $count } chose faite sans connexion. Regarder
   *[other] Le serveur a refusé { $count } choses faites sans connexion. Regarder
}
app-skip = Aller au contenu
app-offline = Pas de connexion. Ce que tu vois n’est peut-être plus à jour.
app-offline-waiting = Pas de connexion. Ce que tu fais sera accompli dès qu’elle reviendra.
app-new-mail = Nouveau courrier
app-open-copy = Ouvrir
app-open-copy-text = Il y a une copie de ton courrier sur cet appareil. Ouvre-la avec la phrase de passe que tu as choisie pour elle.
app-open-copy-passphrase = Phrase de passe de cet appareil
app-open-copy-wrong = Cette phrase de passe ne l’ouvre pas.
app-languages = Langues
app-plain = Sans JavaScript
app-unreachable-title = Le serveur est hors d’atteinte
app-unreachable-text = Soit ta connexion est coupée, soit la sienne. Rien n’est perdu : le courrier attend sur d’autres serveurs jusqu’à son retour.

## Parts of many screens
ui-cancel = Annuler
ui-save = Enregistrer
ui-close = Fermer
ui-undo = Défaire
ui-copy = Copier
ui-copied = Copié
ui-show = Montrer
ui-hide = Cacher
ui-again = Réessayer
ui-loading = Chargement …
ui-back = Retour
ui-next = Suivant
ui-done = Terminé
ui-delete = Supprimer
ui-edit = Modifier
ui-print = Imprimer
ui-as-table = En tableau
ui-as-picture = En graphique
ui-chart-time = Heure
ui-chart-now = { $name } : { $now } maintenant, au plus { $most } à { $time }.
ui-chart-sum = { $name } : { $sum } au total.

## What went wrong
failed-network = Le serveur est hors d’atteinte. Vérifie ta connexion et réessaie.
failed-signedOut = Ta session est terminée. Ouvre-en une nouvelle.
failed-locked = Le serveur est verrouillé. Les personnes qui gardent les clés doivent d’abord l’ouvrir.
failed-limit = C’était trop à la fois, ou trop souvent. Attends un peu et réessaie.
failed-rateLimit = C’était trop souvent. Attends un peu et réessaie.
failed-overQuota = Il n’y a plus de place pour cela. Supprime d’abord quelque chose.
failed-tooLarge = C’est trop grand.
failed-forbidden = Tu n’as pas le droit de faire cela.
failed-notFound = Cela n’est plus là.
failed-stateMismatch = Quelqu’un l’a changé entre-temps. Regarde de nouveau, puis recommence.
failed-invalidProperties = Quelque chose n’est pas comme il faut. Vérifie ce que tu as écrit.
failed-notKept = Cela n’a pas pu être gardé sur cet appareil. Peut-être n’y reste-t-il plus de place.
failed-tooManyWait = Trop de choses attendent déjà une connexion. Connecte-toi avant de continuer.
failed-refused = Le serveur a refusé.
failed-broken = Quelque chose s’est mal passé, et tu n’y es pour rien. Réessaie ; si cela continue, préviens les personnes qui s’occupent du serveur.
