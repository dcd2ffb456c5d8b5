# SPDX-License-Identifier: AGPL-3.0-or-later
## Reading
openpgp-opening = Ouverture…
openpgp-open = Ouvrir
openpgp-sealed = Chiffré tout au long du chemin, ouvert ici
openpgp-unsigned = Non signé : n’importe qui peut l’avoir écrit.
# $signer is a name and an address.
openpgp-good = Signé par { $signer }
openpgp-unknown = Signé, mais par quelqu’un dont la clé n’est pas connue ici.
openpgp-bad = La signature ne correspond pas : quelqu’un a modifié ce message, ou il ne vient pas de la personne indiquée.
openpgp-failed-noSecretKey = Ce message est chiffré pour une clé qui n’est pas ici. Importe cette clé dans Réglages, OpenPGP.
openpgp-failed-damaged = Ce message ne peut pas être ouvert : il est abîmé, ou d’un type inconnu ici.
# $label is what the key is called.
openpgp-passphrase = Phrase secrète de { $label }
openpgp-wrong-passphrase = Cette phrase secrète n’ouvre pas la clé.

## Writing
openpgp-seal = Chiffrer avec OpenPGP
openpgp-seal-on = Chiffré : à part toi et ses destinataires, personne ne peut le lire. Son objet est caché, lui aussi.
openpgp-seal-off = Ne sera plus chiffré
# $people are names.
openpgp-missing = Aucune clé n’est connue pour { $people }. Retire ces adresses, ajoute leurs clés à tes contacts, ou ne chiffre pas ce message.

## Settings
openpgp-what = Avec une clé à toi, tu lis ce qui a été chiffré pour toi et tu chiffres ce que tu écris, tout au long du chemin entre toi et les autres. La clé est dans ton coffre, que personne d’autre que toi n’ouvre ; elle sert dans cette page, jamais sur le serveur.
openpgp-none = Pas encore de clé
openpgp-none-text = Crées-en une, ou importe celle que tu utilises ailleurs.
openpgp-make = Créer une clé
openpgp-make-text = À partir de maintenant, les autres trouvent sa moitié publique grâce à ton adresse.
openpgp-new-passphrase = Une phrase secrète, si tu veux
openpgp-new-passphrase-hint = Avec elle, même quelqu’un qui aurait pris le contrôle du serveur en marche ne peut pas utiliser ta clé. Si tu l’oublies, personne ne peut la récupérer.
openpgp-passphrase-again = La même encore une fois
openpgp-differs = Les deux ne sont pas identiques.
openpgp-bring = Importer une clé
openpgp-bring-text = Exporte ta clé secrète sous forme de texte depuis ton autre programme, et colle-la ici. Si elle a une phrase secrète, elle la garde.
openpgp-armored = Clé secrète
openpgp-not-a-key = Ce n’est pas une clé secrète OpenPGP.
openpgp-since = Ici depuis le { $date }
openpgp-default = Sert pour ce que tu écris
openpgp-is-published = Les autres peuvent la trouver
openpgp-publish = Permettre aux autres de la trouver
openpgp-withdraw = Ne laisser personne la trouver
openpgp-published = Les autres la trouvent maintenant grâce à ton adresse
openpgp-withdrawn = Plus personne ne la trouve
openpgp-take-public = Moitié publique
openpgp-take-secret = Clé entière
openpgp-remove = Retirer
openpgp-remove-title = Retirer cette clé ?
openpgp-remove-text = Ce qui a été chiffré pour elle ne pourra plus être lu ici. Dans le doute, télécharge d’abord la clé entière.
openpgp-failed-alreadyExists = Cette clé est déjà ici.
