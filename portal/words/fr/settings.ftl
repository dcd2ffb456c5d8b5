# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
settings-all = Tous les réglages
settings-you = Toi
settings-signing-in = Connexion
settings-programs = Programmes de courrier
settings-trust = Confiance
settings-held = Ce qui est gardé sur toi
settings-saved = Enregistré
# $date is a day.
settings-since = depuis le { $date }

## Who one is, asked anew
proof-title = Est-ce bien toi ?
proof-text = Ce qui ouvre ton compte ne se change qu’avec le mot de passe : un navigateur resté ouvert ne suffit pas.
proof-go = C’est moi
proof-wrong = Ce n’est pas ton mot de passe.

## You
you-identities = Le nom sous lequel tu écris
you-identities-text = Le nom et la signature du courrier que tu écris.
you-identity-add = Un autre
you-identity-add-text = Un nom de plus pour une de tes adresses : par exemple pour un groupe de travail.
you-identity-first = d’abord
you-identity-make-first = Écrire d’abord avec celui-ci
# $name is the identity's.
you-identity-remove-title = Supprimer « { $name } » ?
you-identity-remove-text = Le courrier que tu as envoyé reste comme il est.
you-name = Nom
you-name-hint = À côté de ton adresse. Il peut rester vide.
you-reply-to = Les réponses vont à
you-reply-to-hint = Vide : à l’adresse elle-même.
you-signature = Signature
you-failed-invalidProperties = L’adresse pour les réponses est-elle complète, comme ana@example.org ?
you-writing = Écrire
you-undo = Reprendre ce qui est envoyé
you-undo-hint = Le temps qu’une lettre attend ici avant de partir.
you-undo-none = Pas du tout : les lettres partent aussitôt
you-undo-seconds = { $count ->
    [1] Une seconde
   *[other] { $count } secondes
}
you-rich = Lettres mises en forme
you-rich-hint = Gras, listes et liens. Elles partent aussi en texte simple.
you-appearance = Apparence
you-appearance-text = Sur cet appareil.
you-language = Langue
you-theme = Clair ou sombre
you-theme-system = Comme l’appareil
you-theme-light = Clair
you-theme-dark = Sombre
you-room = Place
# $used and $limit are amounts, such as 2 GB.
you-room-octets = { $used } sur { $limit } occupés
you-room-messages = { $used } messages sur { $limit }
# $octets is an amount.
you-room-no-limit = { $octets } occupés. Il n’y a pas de limite pour toi.

## Signing in
signing-password-text = Quand tu le changes, tes autres sessions se terminent. Ton courrier, ton code de secours et tes mots de passe d’application restent.
signing-password-change = Changer le mot de passe
signing-password-changed = Ton mot de passe est changé
signing-code-text = Il ouvre ton compte quand le mot de passe est oublié. Tu l’as perdu, ou quelqu’un a pu le voir ? Prends-en un nouveau : l’ancien n’ouvrira plus rien.
signing-code-renew = Nouveau code de secours
signing-code-renewed = Désormais, seul le nouveau code de secours compte
codes-title = Codes d’une application d’authentification
codes-off = Une deuxième étape en plus du mot de passe : six chiffres d’une application sur ton téléphone, comme Aegis, FreeOTP ou 2FAS. Sans eux, le mot de passe seul n’ouvre plus rien, ni ici ni dans les programmes de courrier ; les mots de passe d’application continuent comme avant.
codes-on = Des codes sont demandés en plus du mot de passe. Si tu perds ton téléphone, ton code de secours les remplace.
codes-begin = Mettre en place des codes
codes-scan = Scanne ceci avec ton application d’authentification.
codes-qr = Le secret des codes en code QR
codes-by-hand = Ou tape-y ce secret :
codes-code-hint = Les six chiffres qu’elle montre maintenant. Dès lors, ils sont demandés, et tes autres sessions se terminent.
codes-confirm = Activer
codes-wrong = Ce code n’est pas juste. Attends le suivant ; et ton téléphone est-il à l’heure ?
codes-done = Désormais, des codes sont demandés
codes-remove = Désactiver
codes-remove-title = Ne plus demander de codes ?
codes-remove-text = Alors le mot de passe seul ouvre ton compte.
codes-removed = Plus aucun code n’est demandé
passkeys-title = Clés d’accès
passkeys-text = Un de tes appareils ou une clé de sécurité qui montre que c’est toi, par ton doigt ou son code. Les fausses pages n’en tirent rien.
passkeys-add = Ajouter une clé d’accès
passkeys-label = Nom
passkeys-label-hint = Pour la reconnaître.
passkeys-unnamed = Sans nom
passkeys-what-for = À quoi sert-elle ?
passkeys-for-alone = Elle ouvre mon compte à elle seule
passkeys-for-alone-hint = Là où elle est à portée, pas besoin de mot de passe.
passkeys-for-second = Elle est demandée en plus de mon mot de passe
passkeys-for-second-hint = Alors le mot de passe seul n’ouvre plus rien, et tes autres sessions se terminent.
passkeys-opens = ouvre à elle seule
passkeys-second = en plus du mot de passe
passkeys-proves = montre que c’est toi, dans ces réglages
passkeys-let-open = La laisser ouvrir seule
passkeys-opens-now = Désormais, cette clé d’accès ouvre ton compte
passkeys-second-now = Désormais, cette clé d’accès est demandée
passkeys-cannot-open = Cette clé d’accès ne peut pas ouvrir le compte à elle seule : il lui manque ce qu’il faut, ou tu as annulé. Dans ces réglages, elle peut montrer que c’est toi.
passkeys-exists = Cet appareil a déjà une clé d’accès pour ton compte.
passkeys-none-here = Ce navigateur ne connaît pas les clés d’accès.
passkeys-remove = Retirer
# $label is the passkey's name.
passkeys-remove-title = Retirer « { $label } » ?
passkeys-remove-text = Elle n’ouvre plus rien ici. Supprime-la aussi sur ton appareil.
session-title = Où tu as une session ouverte
session-text = Les connais-tu toutes ? Termine celles que tu ne connais pas, et change ton mot de passe.
session-this = Celle-ci
session-unnamed = Sans nom
session-end = Terminer
session-end-others = Terminer toutes les autres
session-end-others-title = Terminer toutes les autres sessions ?
session-end-others-text = { $count ->
    [1] Un navigateur ou programme devra ouvrir une nouvelle session.
   *[other] { $count } navigateurs et programmes devront ouvrir une nouvelle session.
}
session-ended = { $count ->
    [1] La session est terminée
   *[other] { $count } sessions sont terminées
}
# $date is a day.
session-until = jusqu’au { $date } au plus tard
session-by-password = par mot de passe
session-by-code = par mot de passe et code
session-by-second-passkey = par mot de passe et clé d’accès
session-by-recovery = par mot de passe et code de secours
session-by-app-password = par un mot de passe d’application
session-by-passkey = par clé d’accès

## After a reset
former-title = Les personnes qui gardent les clés ont-elles remis ton compte à neuf ?
former-text = Ton ancien courrier est scellé à côté du nouveau compte. Si un ancien mot de passe, mot de passe d’application ou code de secours réapparaît, il ramène tout : courrier, contacts, et ce qui a été envoyé.
former-secret = L’ancien secret
former-secret-hint = Un mot de passe, mot de passe d’application ou code de secours d’avant la remise à neuf.
former-wrong = Cela n’ouvre pas l’ancien courrier.
former-none = Il n’y a rien à ramener : ton compte n’a pas été remis à neuf, ou tout est déjà revenu.
former-go = Le ramener
# $shown is the number as people write it.
former-back = { $count ->
    [1] Un message est de retour.
   *[other] { $shown } messages sont de retour.
}
former-kept = Quelque chose n’a pas pu être repris, et reste scellé comme il est.

## Mail programs
programs-title = Mots de passe d’application
programs-text = Chaque programme a un mot de passe à lui. Si un appareil se perd, tu ne reprends que celui-là ; et un programme ne peut ni changer ton compte ni voir où tu as une session.
programs-none = Il n’y en a pas encore. Ajoutes-en un, pour ton téléphone par exemple.
programs-add = Ajouter un programme
programs-label = À quoi sert-il ?
programs-label-hint = Avec tes mots : « téléphone », « portable à la maison ».
programs-remove = Reprendre
# $label is the app password's.
programs-remove-title = Reprendre « { $label } » ?
programs-remove-text = Le programme est dehors aussitôt. Ce qu’il a gardé sur son appareil y reste.
programs-removed = « { $label } » est repris
programs-setup = Mettre en place « { $label } »
programs-once = Ce mot de passe n’est montré que maintenant. Quand tu quittes cette page, il disparaît ; un autre est vite fait.
programs-device = Type d’appareil
programs-android = Téléphone Android
programs-apple = iPhone, iPad, Mac
programs-other = Autre chose
programs-android-mail = Courrier
programs-android-1 = Installe Thunderbird pour Android ou K-9 Mail, et ouvre-le.
programs-android-2 = Choisis « Importer les paramètres », puis « Scanner un code QR ».
programs-android-3 = Tiens le téléphone devant ce code.
programs-android-qr = Code QR qui règle Thunderbird pour Android ou K-9 Mail
programs-dav = Contacts
programs-dav-text = Installe DAVx⁵, puis scanne ceci avec l’appareil photo du téléphone : il s’ouvre avec tout déjà rempli.
programs-dav-open = Ouvrir DAVx⁵
programs-dav-qr = Code QR qui règle DAVx⁵
programs-qr-warning = Les codes contiennent le mot de passe. Qui les prend en photo lit ton courrier.
programs-apple-1 = Vise ce code avec l’appareil photo et ouvre le lien : un profil est téléchargé.
programs-apple-2 = Installe-le : Réglages, « Profil téléchargé ». Sur un Mac : Réglages Système, Profils.
programs-apple-3 = Il demande un mot de passe, une fois pour le courrier et une fois pour les contacts : tape celui d’en dessous.
programs-apple-here = Prendre le profil sur cet appareil
programs-apple-qr = Code QR qui mène au profil
programs-secret = Mot de passe d’application
programs-other-text = La plupart des programmes trouvent le reste par ton adresse. Sinon, choisis IMAP à la main :
programs-done = C’est en place
programs-by-hand = Réglages à la main
programs-by-hand-text = Si un programme met en garde contre le certificat, arrête-toi et demande aux personnes qui s’occupent du serveur.
programs-user = Nom d’utilisateur
programs-imap = Lire (IMAP)
programs-smtp = Envoyer (SMTP)
programs-smtp-other = Envoyer, là où ce n’est pas connu
programs-carddav = Contacts (CardDAV)
programs-kind = Type de connexion
programs-kind-text = « Mot de passe normal », avec un mot de passe d’application
# $what is the name of a setting.
programs-copy = Copier : { $what }

## Trust
trust-group = À qui je fais confiance
trust-group-text = Pour le jour où l’on t’arrête, ou où l’on prend ton téléphone. Chacune des personnes que tu choisis ici peut geler ton compte aussitôt : toutes les sessions se terminent et rien ne l’ouvre plus, quoi qu’on montre ou qu’on t’arrache. Le courrier arrive toujours. Ensemble, elles le dégèlent. Aucune ne peut rien lire.
trust-add = Quelqu’un du collectif
trust-add-hint = Son adresse. La personne voit que tu lui fais confiance ; demande-lui d’abord.
trust-add-go = Ajouter
# $address is theirs.
trust-remove = Retirer { $address }
trust-not-yourself = Il faut que ce soit quelqu’un d’autre.
trust-nobody = Une de ces adresses n’est à personne ici. On ne peut choisir que des membres.
trust-threshold = Combien de personnes le dégèlent ensemble ?
trust-threshold-hint = Moins que toutes, pour que qui l’a gelé ne puisse pas le laisser ainsi.
# $some of $all people.
trust-threshold-of = { $some } sur { $all }
trust-means-one = Cette personne gèle ton compte aussitôt, et le dégèle.
trust-means = { $threshold ->
    [1] Chacune des { $count } personnes gèle ton compte aussitôt, et chacune le dégèle.
   *[other] Chacune des { $count } personnes gèle ton compte aussitôt. { $threshold } d’entre elles le dégèlent ensemble.
}
trust-group-none = Plus personne ne peut geler ton compte
entrusted-title = Comptes qui me sont confiés
entrusted-text = Leurs propriétaires comptent sur toi pour les geler en cas d’urgence.
entrusted-none = Personne ne t’a confié son compte
entrusted-none-text = Quand quelqu’un te choisit, cela apparaît ici.
entrusted-open = ouvert
entrusted-frozen = gelé
entrusted-freeze = Geler
# $address is the account's.
entrusted-freeze-title = Geler { $address } ?
entrusted-freeze-text = Aussitôt, toutes ses sessions se terminent, et rien n’ouvre plus le compte : ni mot de passe, ni mot de passe d’application, ni code de secours. Le courrier arrive toujours. Fais-le quand la personne est arrêtée, ou que son appareil est en d’autres mains.
entrusted-freeze-records = Il reste dans ses registres que c’était toi. Seules les personnes à qui elle fait confiance peuvent le dégeler.
entrusted-frozen-now = { $address } est gelé
entrusted-thaw = Je veux qu’il soit dégelé
entrusted-thaw-not = Je ne veux plus qu’il soit dégelé
entrusted-thaw-needs = { $count ->
    [1] Une des personnes à qui elle fait confiance le dégèle.
   *[other] { $count } des personnes à qui elle fait confiance le dégèlent ensemble.
}
# $names is a list of addresses.
entrusted-thaw-wanted = Voulu jusqu’ici par { $names }.
entrusted-thaw-waits = C’est noté. Il sera dégelé quand assez d’autres le voudront aussi.
entrusted-thawed = { $address } est de nouveau ouvert
entrusted-overruled = Tu l’as gelé, et les autres l’ont dégelé. Pendant quelques jours, tu ne peux pas le geler de nouveau.

settings-openpgp = OpenPGP
settings-device = Sur cet appareil
