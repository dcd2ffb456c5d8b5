# SPDX-License-Identifier: AGPL-3.0-or-later
# Les pages simples : ce qui marche sans aucun script.

## Sur toutes les pages

plain-skip = Aller au contenu
plain-menu = Menu
plain-languages = Langue
plain-mail = Courrier
plain-write = Écrire
plain-sign-in = Ouvrir une session
plain-sign-out = Fermer la session
plain-portal = Vers le portail
plain-times-are-utc = Toutes les heures sont en UTC.
plain-optional = (facultatif)
plain-go-on = Continuer
plain-look-below = Quelque chose ne va pas encore. Regarde plus bas, s’il te plaît.

## Ce qui peut mal se passer

plain-not-found-title = Il n’y a rien ici
plain-not-found = Cette page n’existe pas ou n’est plus là. Le lien a peut-être été coupé.
plain-too-many-title = Trop d’essais
plain-too-many = C’était trop souvent en peu de temps. Attends un moment et réessaie.
plain-closed-title = Impossible pour l’instant
plain-closed = Le serveur ne peut pas répondre en ce moment. Réessaie dans une minute.
plain-broken-title = Quelque chose s’est mal passé
plain-broken = Tu n’y es pour rien. Réessaie ; si cela recommence, préviens les personnes qui s’occupent du serveur.
plain-forged-title = Ceci ne vient pas d’ici
plain-forged = Le formulaire n’a pas été envoyé depuis une page de ce serveur, donc rien n’a été fait. Ouvre la page ici et essaie encore une fois.
plain-too-large-title = C’est trop gros
plain-too-large = Ce que tu as envoyé dépasse ce que le serveur accepte. Joins moins de fichiers, ou de plus petits.
plain-no-form-title = Illisible
plain-no-form = Le formulaire est arrivé incomplet. Reviens en arrière et envoie-le de nouveau.

## Ouvrir le serveur

plain-locked-title = Ce serveur est verrouillé
plain-locked-text = Il a démarré, et les personnes qui gardent ses clés ne l’ont pas encore ouvert. Rien n’est perdu : le courrier attend. Reviens plus tard, s’il te plaît.
plain-locked-in-clear = Tu gardes une part de la clé ? Alors passe par une connexion chiffrée : https au lieu de http.
plain-for-keyholders = Pour les personnes qui gardent les clés
plain-nobody-here-yet = Aucune part n’est encore là.
plain-here-already = { $count ->
    [one] Une part est là : la numéro { $numbers }.
   *[other] { $count } parts sont là : les numéros { $numbers }.
}
plain-missing-shares = { $count ->
    [one] Il manque encore une part.
   *[other] Il manque encore { $count } parts.
}
plain-share = Ta part de la clé
plain-share-hint = Tape-la ou colle-la comme on te l’a donnée. Elle ne reste dans aucun historique ni aucun journal.
plain-give-share = Donner ma part
plain-share-missing = Entre ta part, s’il te plaît.
plain-share-wrong = Cette part ne convient pas. Vérifie-la lettre par lettre ; elle doit être de ce serveur, et pas d’un jeu plus ancien.
plain-share-twice = Cette part est déjà là. Il faut celle d’une autre personne.
plain-wait-for-others = Merci, ta part est là. Quand assez d’autres seront arrivées, regarde de nouveau : tu verras si le serveur a démarré sans que personne sache pourquoi.
plain-look-again = Regarder de nouveau
plain-unlocked-title = Le serveur est ouvert
plain-unlocked-text = Les clés sont là. Le courrier qui attendait arrive maintenant.
plain-half-open = Les clés sont là, mais quelque chose qui va avec a échoué : un certificat, ou le courrier qui attend. Préviens les personnes qui s’occupent du serveur, s’il te plaît.
plain-receipt-over = Les démarrages ne sont montrés ici que quelque temps après qu’une part a été donnée. Dans le portail, on les voit à tout moment.
plain-starts = Démarrages du serveur
plain-no-strange-starts = Tous les démarrages sont expliqués. Tout va bien.
plain-strange-starts = { $count ->
    [one] Il y a un démarrage que personne n’a expliqué :
   *[other] Il y a { $count } démarrages que personne n’a expliqués :
}
plain-strange-starts-mean = Quelqu’un sait-il pourquoi le serveur a démarré à ce moment-là ? Si personne ne le sait, faites comme si le disque avait été copié : parlez-en entre personnes qui gardent les clés avant de continuer.

## Ouvrir une session

plain-address = Ton adresse
plain-password = Mot de passe
plain-stay-signed-in = Garder la session ouverte 30 jours sur cet appareil
plain-forgot = J’ai oublié mon mot de passe
plain-have-invitation = J’ai une invitation
plain-to-portal = Le portail, avec tout (demande JavaScript)
plain-both-needed = Remplis les deux champs, s’il te plaît.
plain-not-right = L’adresse ou le mot de passe n’est pas juste.
plain-sign-in-first = Ouvre une session pour voir cette page.
plain-session-over = Ta session est terminée. Rien n’a été fait.
plain-your-text = Ton texte, pour que tu puisses le copier
plain-session-label = Pages simples
plain-code-title = Encore une étape
plain-code-text = Ton compte demande une deuxième preuve en plus du mot de passe.
plain-code = Code de ton application d’authentification
plain-code-hint = Six chiffres. Ton code de secours marche ici aussi.
plain-code-wrong = Ce code n’est pas juste, ou il est trop vieux. Si cela continue, recommence depuis le début.
plain-passkey-needs-portal = Ton compte demande une clé d’accès, et elles ne marchent que dans le portail, avec JavaScript.
plain-or-recovery-code = Ou entre ici avec ton code de secours :
plain-passkey-in-portal = Tu as aussi une clé d’accès : elle marche dans le portail.

## Rejoindre

plain-join-title = Rejoindre le collectif
plain-join = Rejoindre
plain-join-text = Quelqu’un du collectif t’a donné une invitation. Quelle joie de t’accueillir !
plain-invitation = Ton invitation
plain-invitation-hint = Colle le lien entier, ou seulement ce qui suit le #.
plain-invitation-missing = Colle ton invitation, s’il te plaît.
plain-invitation-wrong = Cette invitation ne vaut pas : elle a déjà servi, elle a expiré, ou il en manque un morceau. Demandes-en une nouvelle à la personne qui te l’a donnée.
plain-join-choose = Choisis comment on t’écrira, et un mot de passe que personne d’autre ne connaît.
plain-new-address = L’adresse que tu voudrais
plain-new-address-hint = Ce qui est avant le @. Après vient { $domain }.
plain-name = Ton nom
plain-name-hint = Tel que les autres le liront. Tu peux le laisser vide.
plain-new-password = Nouveau mot de passe
plain-new-password-hint = Huit caractères au moins. Plusieurs mots à la suite se retiennent bien et se devinent mal.
plain-password-again = Le même mot de passe encore une fois
plain-passwords-differ = Les deux mots de passe ne sont pas les mêmes. Tape-les de nouveau.
plain-password-short = Ce mot de passe est trop court : huit caractères au moins.
plain-password-refused = Ce mot de passe ne peut pas servir. Choisis-en un autre.
plain-address-missing = Choisis une adresse, s’il te plaît.
plain-address-or-password-wrong = Cette adresse ou ce mot de passe ne peut pas servir. Une adresse a des lettres, des chiffres, des points et des traits d’union ; un mot de passe a huit caractères au moins.
plain-address-taken = Quelqu’un a déjà cette adresse. Choisis-en une autre.
plain-address-elsewhere = Cette adresse est d’un autre domaine.
plain-address-reserved = Cette adresse est gardée pour une tâche, ou ressemble trop à une autre. Choisis-en une autre.
plain-welcome-title = Bienvenue !
plain-welcome = Ton adresse est { $address }. Tu fais maintenant partie du collectif.
plain-recovery-title = Ton code de secours
plain-recovery-text = Si tu oublies ton mot de passe, ce code ouvre ton compte, et rien d’autre ne l’ouvre : même les personnes qui s’occupent du serveur ne pourront pas t’aider.
plain-recovery-picture = Le code de secours en code QR
plain-recovery-once = Il n’est montré que maintenant. Imprime cette page ou recopie le code sur papier, et garde-le là où tu gardes ce qui compte.

## Secours

plain-recover-title = Un nouveau mot de passe
plain-recover-text = Avec ton code de secours, tu choisis un nouveau mot de passe. Rien de ton courrier n’est perdu, et tu reçois un nouveau code.
plain-recovery-code = Code de secours
plain-recovery-code-hint = On te l’a montré quand tu as rejoint le collectif, ou la dernière fois que tu l’as renouvelé.
plain-recovery-wrong = L’adresse ou le code de secours n’est pas juste.
plain-pressed-twice = Si tu as appuyé deux fois sur le bouton, c’était peut-être déjà fait la première fois : essaie de te connecter avec le mot de passe que tu viens de choisir. Si cela marche, crée un nouveau code de secours dans le portail.
plain-recover = Changer le mot de passe
plain-recovered-title = Ton nouveau mot de passe est prêt
plain-recovered-text = Tu peux maintenant ouvrir une session avec lui. L’ancien code n’ouvre plus rien ; voici le nouveau :

## Lire le courrier

plain-folders = Dossiers
plain-folder-inbox = Réception
plain-folder-drafts = Brouillons
plain-folder-sent = Envoyés
plain-folder-junk = Indésirables
plain-folder-trash = Corbeille
plain-folder-archive = Archives
plain-unread-count = { $count ->
    [one] { $count } non lu
   *[other] { $count } non lus
}
plain-search = Chercher
plain-search-label = Chercher dans tout le courrier
plain-search-title = Recherche
plain-search-over = Cette recherche n’est plus valable : le serveur a redémarré, ou c’était celle d’une autre personne. Entre les mots encore une fois.
plain-search-count = { $count ->
    [0] Rien n’a été trouvé pour « { $query } ». Essaie avec moins de mots, ou d’autres.
    [one] { $count } conversation avec « { $query } »
   *[other] { $count } conversations avec « { $query } »
}
plain-inbox-empty = Ta boîte de réception est vide. Repose-toi bien.
plain-folder-empty = Il n’y a rien dans ce dossier.
plain-letters = Conversations
plain-select = Choisir : { $subject }
plain-no-subject = (sans objet)
plain-nobody = (personne)
plain-to-whom = À : { $names }
plain-letters-in-thread = { $count ->
    [one] { $count } lettre
   *[other] { $count } lettres
}
plain-is-unread = Non lu
plain-is-starred = Avec étoile
plain-is-draft = Brouillon
plain-has-files = Avec pièces jointes
plain-page-of = Page { NUMBER($page) } sur { NUMBER($pages) }
plain-newer = Plus récentes
plain-older = Plus anciennes
plain-pages = Pages
plain-with-chosen = Avec les conversations choisies :
plain-mark-read = Marquer comme lu
plain-mark-unread = Marquer comme non lu
plain-star = Mettre une étoile
plain-unstar = Ôter l’étoile
plain-archive-it = Archiver
plain-delete = Supprimer
plain-destroy = Supprimer pour toujours
plain-junk-it = Indésirable
plain-not-junk = Pas indésirable
plain-move = Déplacer
plain-move-to = Déplacer vers
plain-from = De
plain-to = À
plain-cc = Copie
plain-bcc = Copie cachée
plain-date = Date
plain-reply = Répondre
plain-reply-all = Répondre à tout le monde
plain-forward = Faire suivre
plain-edit-draft = Continuer à écrire
plain-attachments = Pièces jointes
plain-whole-thread = Toute la conversation
plain-whole-letter = La lettre en fichier
plain-letter-cut = Cette lettre est très longue : seul le début est montré ici. Le fichier contient tout.
plain-was-html = Cette lettre a été faite comme une page web. Voici son texte ; les images venues d’ailleurs ne sont pas chargées.
plain-no-text = Cette lettre n’a pas de texte.
plain-back-to = Retour à { $folder }

## Écrire

plain-write-title = Écrire une lettre
plain-reply-title = Répondre
plain-forward-title = Faire suivre
plain-draft-title = Brouillon
plain-draft-too-long = Ce brouillon est trop long pour être modifié ici. Il est gardé en entier : le portail ou un logiciel de courrier l’ouvre.
plain-sender = De
plain-recipients-hint = Plusieurs adresses, séparées par des virgules.
plain-subject = Objet
plain-text = Texte
plain-files = Joindre des fichiers
plain-files-hint = Jusqu’à { NUMBER($count) } fichiers à la fois.
plain-attached = Fichiers joints
plain-remove-file = Ôter { $name }
plain-send = Envoyer
plain-save-draft = Garder en brouillon
plain-add-files = Joindre maintenant
plain-discard = Jeter
plain-recipients-missing = Dis à qui cette lettre est destinée, s’il te plaît.
plain-recipient-wrong = « { $address } » n’est pas une adresse à laquelle on peut écrire.
plain-too-many-recipients = C’est plus de monde qu’une lettre ne peut en avoir.
plain-not-sent = La lettre n’est pas partie ; elle est gardée en brouillon. Réessaie plus tard.
plain-not-saved = La lettre n’a pas pu être gardée. Copie ton texte et réessaie.
plain-no-room = Il n’y a plus de place dans ton compte. Supprime quelque chose et vide la corbeille.
plain-attribution = Le { $date }, { $name } a écrit :
plain-forwarded = Lettre transmise
plain-undo = Annuler l’envoi

## Ce qui est dit après une action

plain-said-archived = Archivé.
plain-said-binned = C’est dans la corbeille.
plain-said-canceled = L’envoi est annulé. Ta lettre est de nouveau un brouillon.
plain-said-destroyed = Supprimé pour toujours.
plain-said-discarded = Le brouillon n’est plus là.
plain-said-failed = Cela n’a pas marché. Réessaie.
plain-said-file-added = Les fichiers sont joints. Le brouillon est gardé.
plain-said-junk = C’est dans les indésirables.
plain-said-moved = Déplacé.
plain-said-none = Rien n’a été choisi. Coche d’abord les cases.
plain-said-not-junk = C’est dans la boîte de réception.
plain-said-read = Marqué comme lu.
plain-said-saved = Le brouillon est gardé.
plain-said-sending = Ta lettre est déjà en train de partir.
plain-said-sent = Ta lettre est en route.
plain-said-signed-out = Ta session est fermée. À bientôt !
plain-said-starred = Étoile mise.
plain-said-too-late = C’était trop tard : la lettre est déjà partie.
plain-said-unread = Marqué comme non lu.
plain-said-unstarred = Étoile ôtée.
