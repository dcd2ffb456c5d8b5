# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
care-all = Toutes les pages
care-overview = Vue d’ensemble
care-members = Membres
care-invitations = Invitations
care-domains = Domaines et alias
care-certificates = Certificats
care-queue = Courrier en attente
care-starts = Démarrages
care-keyholders = Les personnes qui gardent les clés
care-page = Page publique
care-held = Ce qui est détenu
care-machine = La machine

## Overview
care-alarms = Ce qui demande quelqu’un
care-all-well = Tout va bien. Rien ne te demande pour l’instant.
care-alarm-go = Y aller
care-standing = Où on en est
care-unlocked-since = Ouvert depuis
care-k-of-n = { $threshold } sur { $keyholders } l’ouvrent ensemble
care-domains-of = Domaines
care-certificate-until = Certificat valable jusqu’au
care-members-count = { $count ->
    [one] { $count } membre
   *[other] { $count } membres
}
care-queue-count = { $count ->
    [one] { $count } destinataire
   *[other] { $count } destinataires
}
care-connections = Connexions
care-open-vaults = Comptes ouverts
care-uptime = En marche depuis
care-version = Version
care-onion = Adresse onion
care-storage = Stockage
care-storage-text = { $mail } de courrier. { $free } sur { $total } sont libres sur le disque.
care-day = Le dernier jour
care-day-text = Gardé en mémoire seulement : un redémarrage l’oublie. Il n’y a ni noms ni adresses.
care-day-soon = Le serveur vient de démarrer. Les graphiques arrivent dans quelques minutes.
care-chart-mail = Courrier
care-chart-in = Reçu
care-chart-out = Envoyé
care-chart-processor = Processeur
care-chart-requests = Requêtes du web
care-chart-memory = Mémoire

## Alarms
care-alarm-foreign = { $count ->
    [1] Quelqu’un a écrit dans l’annuaire sur le disque
   *[other] Quelqu’un a écrit { $count } fois dans l’annuaire sur le disque
}
care-alarm-foreign-text = Cette personne n’a pas la clé du collectif : cela n’a eu aucun effet. Mais quelqu’un a pu écrire sur le disque. Traite-le comme un démarrage inexpliqué : parle avec les personnes qui gardent les clés.
care-alarm-certificate-over = Le certificat a expiré
care-alarm-certificate = Le certificat expire le { $date }
care-alarm-certificate-text = Les programmes mettront en garde contre le serveur ou le refuseront. Apporte un nouveau certificat.
care-alarm-self-made = Le certificat est celui du serveur lui-même
care-alarm-self-made-text = Il chiffre, mais ne prouve à personne qui tu es : les programmes avertissent. Laisse le serveur en obtenir un d’une autorité, ou apportes-en un.
care-alarm-renewal = Il n’y a pas de bon certificat pour { $domain }
care-alarm-renewal-text = L’autorité a été sollicitée, sans succès : { $trouble }
care-alarm-queue = Le courrier ne part pas
care-alarm-queue-text = La partie du serveur qui envoie le courrier n’a pas démarré. Relance-la ; si rien ne change, regarde l’espace disque.
care-alarm-settings = Il y a une erreur dans les réglages
care-alarm-settings-text = Le serveur continue avec les précédents. { $mistake }
care-alarm-memory = Des clés pourraient atteindre le disque
care-alarm-memory-text = La machine ne laisse pas le serveur verrouiller sa mémoire. Augmente la limite de mémoire verrouillée (memlock) de son service et redémarre.
care-alarm-sandbox = Le serveur n’est pas confiné
care-alarm-sandbox-text = Si quelqu’un s’y introduit, il peut faire plus qu’il ne devrait. Un noyau plus récent lui permet de se confiner.
care-alarm-waiting = { $count ->
    [1] Un réglage attend le prochain démarrage
   *[other] { $count } réglages attendent le prochain démarrage
}
care-alarm-starts = { $count ->
    [1] Un démarrage que personne n’a expliqué
   *[other] { $count } démarrages que personne n’a expliqués
}
care-alarm-starts-text = Tant que personne ne sait pourquoi, c’est un disque copié. Cherche, et note ce que tu as trouvé.
care-alarm-storage = Le disque est presque plein
care-alarm-storage-text = Il reste { $free }. Quand il n’y aura plus rien, le courrier sera refusé. Fais de la place, ou ajoute un disque.
care-alarm-approvals = { $count ->
    [1] Un acte attend les personnes qui gardent les clés
   *[other] { $count } actes attendent les personnes qui gardent les clés
}
care-alarm-approvals-text = Qui détient une part peut la donner là-bas.
care-alarm-alone = Une seule personne prend soin du collectif
care-alarm-alone-text = Si elle tombe malade ou est détenue, personne ne peut faire entrer ou sortir qui que ce soit. Confie la tâche à une deuxième personne.

## Members
care-invite = Inviter
care-members-search = Chercher des membres
care-members-none = Personne n’a été trouvé
care-members-more = { $count ->
    [1] et un membre de plus : utilise la recherche
   *[other] et { $count } de plus : utilise la recherche
}
care-member-self = toi
care-member-since = depuis le { $date }
care-member-suspended = accès suspendu
care-member-more = Plus pour { $name }
care-duty-administrator = prend soin du collectif
care-duty-moderator = modère
care-usage = { $used }, { $messages }
care-usage-of = { $used } sur { $quota }
care-member-add = Ajouter un membre
care-member-add-go = Ajouter
care-member-add-text = De préférence avec la personne à tes côtés : son mot de passe et son code de récupération sont montrés une seule fois. À distance, une invitation vaut mieux : elle choisit alors son mot de passe sans témoin.
care-address = Adresse
care-domain = Domaine
care-name = Nom
care-name-hint = Seulement si la personne veut le faire connaître. Il peut rester vide.
care-member-name = Nom
care-member-addresses = Adresses
care-addresses-text = La première est celle dont la personne écrit. Les autres lui parviennent aussi.
care-address-first = Adresse principale
care-address-more = Adresse { $number }
care-address-add = Ajouter une adresse
care-address-remove = Retirer { $address }
care-member-quota = Limite d’espace
care-quota-title = Combien { $name } peut-il ou elle garder ?
care-quota-field = Espace en gigaoctets
care-quota-hint = Vide : pas de limite.
care-quota-wrong = Écris un nombre : 5 ou 0,5.
care-duty-give = Confier le soin du collectif
care-duty-take = Retirer le soin du collectif
care-duty-give-title = { $name } doit-il ou elle prendre soin du collectif ?
care-duty-take-title = { $name } ne doit plus prendre soin du collectif ?
care-duty-give-text = Cette personne pourra faire entrer, tenir à l’écart et supprimer pour toujours, changer les domaines et verrouiller le serveur. Elle ne pourra lire le courrier de personne, ni faire ce qui demande les personnes qui gardent les clés.
care-duty-take-text = Cette personne reste membre. La dernière à avoir cette tâche la garde.
care-duty-understood = Nous l’avons décidé ensemble.
care-member-held = Ce qui est détenu sur cette personne
care-member-suspend = Suspendre l’accès
care-member-restore = Rendre l’accès
care-suspend-title = Suspendre l’accès de { $name } ?
care-suspend-text = Cette personne ne peut plus se connecter, toutes ses sessions se terminent aussitôt et le courrier pour elle est refusé. Ce qu’elle a reste là, et tu peux lui rendre l’accès.
care-suspended-done = L’accès de { $name } est suspendu
care-restored-done = { $name } peut de nouveau entrer
care-member-reset = Réinitialiser : tout est oublié
care-reset-title = Demander un nouveau compte vide pour { $name } ?
care-reset-text = Pour qui n’a plus ni mot de passe ni code de récupération. Les personnes qui gardent les clés doivent l’approuver. L’ancien courrier reste scellé à côté du nouveau compte, jusqu’à ce qu’un ancien mot de passe ou code réapparaisse.
care-reset-speak = Parle-lui d’abord en personne. C’est ainsi que quelqu’un d’autre prendrait son adresse.
care-reset-ask = Demander aux personnes qui gardent les clés
care-member-thaw = Dégeler un compte gelé
care-thaw-title = Demander de dégeler le compte de { $name } ?
care-thaw-text = Pour un compte gelé, quand il reste trop peu des personnes de confiance. Les personnes qui gardent les clés les remplacent. Tant qu’il y en a assez, c’est à elles de le faire.
care-member-remove = Supprimer pour toujours
care-remove-title = Supprimer { $name } pour toujours ?
care-remove-text = Les clés de tout ce qui lui appartenait sont détruites : { $messages }, contacts, réglages. Personne ne peut rien ramener, qui que ce soit qui le demande.
care-remove-along = Laisse-lui d’abord emporter son courrier. Suspendre garde tout.
care-type-to-confirm = Tape { $word } pour confirmer

## Told once
care-handover-password = Le mot de passe
care-handover-password-text = Pour { $address }. Il peut être changé dans les réglages.
care-handover-once = Il est montré une seule fois et n’est gardé nulle part.
care-shares-title = { $count ->
    [1] Une nouvelle part
   *[other] { $count } nouvelles parts
}
care-shares-text = Elles sont montrées l’une après l’autre. Chacune est pour une personne, qui seule doit la voir. Asseyez-vous ensemble et tournez l’écran.
care-shares-not-yet = Rien n’a encore changé : les anciennes parts ouvrent le serveur jusqu’à ce que les nouvelles aient été montrées. Demande-le ensuite.
care-shares-begin = Montrer la première
care-share-number = Part { $number } sur { $count }
care-share-text = Seulement pour la personne numéro { $number }. Note-la, ou imprime-la là où personne d’autre n’imprime.
care-share-about = Ouvre le serveur, avec celles des autres.
care-share-note = Quand le serveur a démarré, ouvre https://{ $host }/portal/unlock et tape-la, ou scanne-la avec le bouton de cette page. Ne la montre à personne.
care-share-tick = Je l’ai sur papier, et personne d’autre ne l’a vue.
care-share-next = Personne suivante

## Invitations
care-invitations-text = Un lien fait entrer quelqu’un, qui choisit son adresse et son mot de passe sans témoin. Envoie-le comme tu enverrais une clé.
care-invitation-new = Nouvelle invitation
care-invitation-make = Créer le lien
care-invitations-none = Aucune invitation n’est ouverte
care-invitations-none-text = Crées-en une pour qui tu aimerais accueillir.
care-invitations-open = Invitations ouvertes
care-invitation-unnamed = Sans note
care-invitation-uses = { $count ->
    [1] pour encore 1 personne
   *[other] pour encore { $count } personnes
}
care-invitation-until = jusqu’au { $date } ({ $relative })
care-invitation-label = Note
care-invitation-label-hint = Pour toi seulement : à qui elle est destinée. Qui arrive ne la voit pas.
care-invitation-times = Combien de personnes
care-invitation-days = Pour combien de jours
care-number-wrong = Un nombre entier de 1 à { $most }.
care-invitation-link = Le lien est prêt
care-invitation-link-text = Qui l’a devient membre.
care-invitation-once = Il est montré une seule fois : le serveur n’en garde pas de copie. Copie-le maintenant.
# $host is as the page was opened.
care-invitation-local = Il mène à { $host }, où aucun autre appareil ne trouve ce serveur. Mets à la place le nom ou l’adresse de la machine avant de le transmettre.
care-invitation-copy = Copier le lien
care-invitation-qr = Le lien en code QR
care-revoke = Révoquer
care-revoke-of = Révoquer « { $label } »
care-revoke-title = Révoquer « { $label } » ?
care-revoke-text = Le lien ne fait plus entrer personne. Qui est déjà entré reste.
care-revoked = Invitation révoquée

## Domains, DNS, aliases
care-domain-main = principal
care-domain-add = Ajouter un domaine
care-domain-hint = Tel que tu l’as enregistré : example.org
care-domain-added = Le domaine est servi. Mets maintenant ses enregistrements DNS.
care-domain-remove = Retirer
care-domain-remove-of = Retirer { $domain }
care-domain-remove-title = Retirer { $domain } ?
care-domain-remove-text = Le courrier qui lui est destiné est désormais refusé. Les membres et alias qui y ont une adresse doivent d’abord en avoir une autre.
care-dns = Ce que le DNS doit dire
care-dns-text = Pour que le courrier te trouve et que le tien ne soit pas jeté. Copie chaque enregistrement dans le panneau de ton hébergeur de domaine.
care-aliases = Alias
care-aliases-text = Des adresses qui mènent à d’autres : à un membre, à plusieurs, ou ailleurs.
care-aliases-none = Il n’y en a pas encore.
care-alias-new = Nouvel alias
care-alias-edit = Modifier { $address }
care-alias-delete = Supprimer { $address }
care-alias-targets = Mène à
care-alias-targets-hint = Une adresse par ligne.
care-alias-unreachable = personne n’a cette adresse
care-alias-remove-title = Supprimer l’alias { $address } ?
care-alias-remove-text = Le courrier qui lui est destiné est désormais refusé.
care-alias-removed = Alias { $address } supprimé

## Certificates
care-certificate-now = En service
care-certificate-names = Valable pour
care-renewals = De lui-même
care-renewals-text = Le serveur obtient des certificats d’une autorité et les renouvelle à temps, un par domaine.
care-by-hand-text = Le serveur ne demande à aucune autorité (réglage acme.directory). Les certificats sont apportés à la main.
care-renew = Renouveler maintenant
care-renew-title = Obtenir à nouveau tous les certificats ?
care-renew-text = L’autorité est sollicitée tout de suite. Ne le faites pas sans cesse : Let’s Encrypt donne cinq certificats par semaine pour les mêmes noms.
care-renew-asked = L’autorité est sollicitée
care-renewal-working = en cours
care-renewal-well = tout va bien
care-renewal-none = pas encore
care-renewal-failed = { $count ->
    [1] un échec
   *[other] { $count } échecs
}
care-renewal-next = Prochain essai : { $date }.
care-renewal-trouble = Ce qui n’allait pas, selon le serveur :
care-bring = À la main
care-bring-text = Un certificat obtenu ailleurs. Il est gardé scellé et sert aussitôt aux nouvelles connexions.
care-bring-go = En apporter un
care-bring-hint = Colle les deux textes (PEM). Supprime ensuite les fichiers.
care-bring-chain = Certificat et sa chaîne
care-bring-key = Clé privée
care-bring-done = Le certificat est en service
care-bring-failed-invalidArguments = Le serveur ne l’accepte pas : la clé ne correspond pas, il a expiré ou ce n’est pas du PEM. L’ancien reste.

## Waiting mail
care-queue-empty = Rien n’attend
care-queue-empty-text = Tout le courrier est parti.
care-look-again = Regarder à nouveau
care-queue-waits = Ce qui attend
care-queue-text = Des nombres seulement : personne ne voit qui écrit à qui.
care-queue-messages = Messages
care-queue-recipients = Destinataires
care-queue-under-way = En route maintenant
care-queue-held = Retenus jusqu’à leur heure
care-queue-unreported = Échoués, expéditeur pas encore prévenu
care-queue-oldest = Le plus ancien attend depuis
care-queue-next = Prochain essai dans
care-queue-retry = Tout réessayer maintenant
care-queue-retried = Tout le courrier en attente est réessayé
care-queue-reasons = Pourquoi il attend
care-reason-none = Pas encore essayé
care-reason-dns = Le DNS n’a pas trouvé l’autre serveur
care-reason-connect = L’autre serveur est injoignable
care-reason-tls = Aucune connexion chiffrée n’a abouti
care-reason-timeout = L’autre serveur était trop lent
care-reason-lost = La connexion a été perdue
care-reason-deferred = L’autre serveur a demandé de réessayer plus tard
care-reason-refused = L’autre serveur l’a refusé
care-reason-unsupported = L’autre serveur n’accepte pas ce courrier
care-reason-loop = Il tourne en rond
care-reason-no-mail = L’autre domaine ne reçoit pas de courrier
care-reason-local = Quelque chose a échoué ici

## Starts
care-starts-text = Tous les démarrages du serveur depuis la fondation, lisibles par tous les membres. Sais-tu pourquoi chacun a eu lieu ?
care-starts-open-text = Peut-être le courant. Peut-être que quelqu’un a copié le disque. Demande à l’hébergeur et à toutes les personnes qui ont accès, et note ce que tu as appris. Si personne ne peut l’expliquer, traite-le comme un disque copié.
care-start-open = inexpliqué
care-start-never = Il n’a pas été ouvert alors.
care-start-unlocked = Ouvert depuis le { $date }
care-start-session = Ouvert du { $from } au { $to } ({ $duration })
care-start-by = { $name }, { $date }
care-start-explain = Expliquer
care-start-change = Modifier l’explication
care-start-explain-of = Expliquer le démarrage du { $date }
care-start-reason = Quelle en était la raison ?
care-start-reason-hint = Ce que tu sais, et par qui. Tous les membres le lisent. Vide : c’est retiré.
care-starts-older = { $count ->
    [1] Montrer le précédent
   *[other] Montrer les précédents ({ $count })
}

## Keyholders and approvals
care-keyholders-text = Sans autant de personnes, nul n’ouvre le serveur après un démarrage ni ne réinitialise un compte. Ce qu’elles ont fait ensemble est ci-dessous, lisible par tous les membres.
care-generation = Génération { $number } des parts
care-keyholders-change = Changer les personnes qui gardent les clés
care-keyholders-ask = Demander de nouvelles parts
care-change-text = Quand quelqu’un part, ou qu’une part a pu être vue. D’abord, assez de personnes actuelles l’approuvent ; puis de nouvelles parts sont tirées et montrées une fois.
care-change-n = Combien de personnes
care-change-k = Combien l’ouvrent ensemble
care-change-wrong = Au plus { $most } personnes, et pas plus qu’il n’y en a pour ouvrir.
care-change-one = Alors chacune ouvre tout à elle seule.
care-change-all = Alors une seule part perdue vous enferme dehors pour toujours.
care-change-confirm-text = Les nouvelles parts sont tirées et notées ? Elles valent quand assez de nouvelles personnes ont montré qu’elles ont la leur.
care-change-confirm = Mettre les nouvelles parts en vigueur
care-approvals = Ce qui attend les personnes qui gardent les clés
care-approvals-text = En mémoire seulement : un redémarrage oublie ce qui a été demandé.
care-approvals-none = Rien n’attend.
care-approval-asked = Les personnes qui gardent les clés sont sollicitées
care-somebody-gone = quelqu’un qui est parti
care-approval-reset = Un nouveau compte vide pour { $address }
care-approval-reset-text = Mot de passe et code de récupération sont perdus. Parle à cette personne avant de donner ta part : c’est ainsi que quelqu’un d’autre prendrait l’adresse.
care-approval-thaw = Dégeler le compte de { $address }
care-approval-thaw-text = Parmi les personnes de confiance, il en reste trop peu pour le dégeler. Parle d’abord à la personne concernée.
care-approval-change = Nouvelles parts : { $threshold } sur { $keyholders }
care-approval-change-text = Les personnes actuelles approuvent avec leurs parts actuelles. Puis de nouvelles sont tirées ; rien ne change tant qu’elles n’ont pas été montrées.
care-approval-confirm = Les nouvelles parts entrent en vigueur
care-approval-confirm-text = Chaque nouvelle personne donne sa nouvelle part. Quand il y en a assez, les anciennes n’ouvrent plus rien.
care-approval-here = { $count ->
    [1] La part numéro { $numbers } est là.
   *[other] Les parts numéro { $numbers } sont là.
}
care-approval-missing = { $count ->
    [1] Il en faut encore une.
   *[other] Il en faut encore { $count }.
}
care-approval-give = Donner ma part
care-give-text = Ta part va à ce serveur et approuve cet acte seulement. Est-ce la machine que tu crois, et es-tu seul·e devant elle ?
care-give-new-text = Donne ici ta nouvelle part, pas l’ancienne.
care-approval-given = Merci, ta part est là. Elle n’est plus dans cette page.
care-approval-given-done = Merci. C’était la dernière : c’est fait.
care-approval-done = C’est fait. Le résultat attend la personne qui l’a demandé.
care-approval-done-own = C’est fait. Ce qui en résulte t’est montré une seule fois.
care-approval-collect = Montrer le résultat
care-approval-over = C’est fait, il n’y a rien à montrer.
care-approval-withdraw = Retirer
care-approval-withdraw-title = Retirer ceci ?
care-acts = Ce que les personnes qui gardent les clés ont fait
care-acts-text = Tout ce qui a demandé plusieurs personnes, depuis la fondation.
care-act-founded = Fondation
care-act-unlocked = Ont ouvert le serveur
care-act-changedKeyholders = Ont changé les personnes qui gardent les clés
care-act-resetMember = Ont réinitialisé un compte
care-act-resetMember-of = Ont réinitialisé le compte de { $name }
care-act-thawedMember = Ont dégelé un compte
care-act-thawedMember-of = Ont dégelé le compte de { $name }
care-act-other = Autre chose
care-act-shares = { $count ->
    [1] part { $numbers }
   *[other] parts { $numbers }
}

## The public page
care-page-text = Ce que lit toute personne qui ouvre votre adresse, membre ou non.
care-page-look = Voir la page
care-page-none = Ce serveur n’a pas de page publique
care-page-none-text = Elle vient avec une version plus récente.
care-page-all-languages = Dans toutes les langues
care-page-name = Nom du collectif
care-page-contact = Comment vous joindre
care-page-contact-hint = Une adresse de courriel ou un lien.
care-page-main = Langue principale
care-page-main-hint = Affichée quand il n’y a pas de texte dans la langue de qui lit.
care-page-languages = Langues de la page
care-page-add-language = Ajouter une langue
care-page-drop = Retirer cette langue
care-page-drop-title = Retirer { $language } de la page ?
care-page-drop-text = Ses textes disparaissent à l’enregistrement.
care-page-about = Qui nous sommes
care-page-about-hint = Quelques phrases. Ne nomme personne sans son accord.
care-page-services = Ce que nous offrons
care-page-services-hint = Courriel, contacts et le reste.
care-page-joining = Comment nous rejoindre
care-page-joining-hint = Qui peut, et à qui demander.
care-page-canary = Canari
care-page-canary-hint = Ce qui n’est pas arrivé jusqu’à aujourd’hui. Renouvelle-le régulièrement : ne pas le faire dit aussi quelque chose.
care-page-transparency = Ordres que nous avons reçus
care-page-transparency-hint = Qui a demandé quoi et ce que vous avez répondu, autant que vous pouvez le dire.
care-page-changed = Dernier changement : { $date }.
care-page-plain = Texte brut. Une ligne vide commence un nouveau paragraphe.
care-page-unsaved = Pas encore enregistré
care-page-saved = Enregistré : la page publique le montre

## What is held
care-held-about = Tout ce que ce serveur pourrait être contraint de livrer sur un membre. Son courrier n’en fait pas partie : personne ici n’a la clé. Chaque membre voit le sien dans les réglages.
care-held-whom = Sur qui
care-held-choose = Choisis un membre
care-held-nobody = Choisis un membre pour voir ce qui est détenu
care-held-text = Voici tout ce qui pourrait être livré sur { $address }. Imprime-le ou enregistre-le quand quelqu’un le demande, papier en main.

## The machine
care-settings = Fichier de réglages
care-settings-text = Qui s’occupe de la machine écrit milpa.conf. Ici il est relu, sans redémarrer.
care-settings-reload = Relire
care-settings-taken = Pris en compte aussitôt :
care-settings-nothing = Relu : rien de nouveau.
care-settings-waiting = Attend le prochain démarrage :
care-settings-mistake = Il y a une erreur, rien n’a été pris : { $mistake }
care-purge = Purger
care-purge-about = Ce qui a été supprimé reste un temps scellé dans les fichiers, sans clé. Purger les réécrit, pour que cela ne soit plus dans aucun.
care-purge-title = Réécrire tous les fichiers ?
care-purge-text = Cela prend un moment et ralentit le serveur. Rien de ce qui est là n’est perdu.
care-purge-done = Les fichiers sont réécrits
care-finish = L’ouverture n’est pas terminée
care-finish-text = Les clés sont là, mais le certificat ou le courrier en attente n’ont pas démarré. Répare ce qui ne va pas (disque plein ?) et réessaie.
care-finish-done = Tout fonctionne maintenant
care-protection = Comment le serveur se protège
care-protection-text = Pour que les clés restent en mémoire et qu’un intrus ne puisse pas grand-chose.
care-memory-keys = Les clés ne sont jamais écrites sur le disque
care-memory-all = Le reste de la mémoire n’est jamais écrit sur le disque non plus
care-memory-core = Pas d’image de la mémoire
care-sandbox-calls = Peut demander peu au système
care-sandbox-files = Ne voit que ses propres fichiers
care-ports = Ports
care-sessions = Sessions
care-yes = oui
care-no = non
care-lock = Verrouiller le serveur
care-lock-about = Quand quelqu’un est à la porte, quand la machine doit être déplacée, ou quand tu ne comprends pas ce qu’elle fait.
care-lock-now = Verrouiller maintenant
care-lock-title = Verrouiller le serveur maintenant ?
care-lock-text = Toutes les clés sont oubliées et toutes les sessions se terminent, la vôtre aussi. Personne ne lit ni n’envoie avant une nouvelle ouverture. Le courrier attend quelques jours sur d’autres serveurs. Rien n’est perdu.
care-lock-word = verrouiller

## What went wrong
care-failed-alreadyExists = Cela existe déjà.
care-failed-invalidProperties = Le serveur ne l’accepte pas tel quel. Vérifie l’adresse ou le nom : seulement vos domaines, et aucun signe étranger à une adresse.
care-failed-forbidden = Ce n’est pas permis : la dernière personne qui prend soin reste, personne ne se supprime soi-même, et un domaine utilisé reste.
care-failed-requestTooLarge = Il y en a plus que cette page ne peut montrer.
care-failed-tooLarge = C’est trop de texte.
