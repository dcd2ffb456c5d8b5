# SPDX-License-Identifier: AGPL-3.0-or-later
## Places
contacts-places = Groupes et autres
contacts-all = Tout le monde
contacts-groups = Groupes
contacts-books = Carnets d’adresses
contacts-birthdays = Anniversaires
contacts-new = Nouveau contact
contacts-not-there = Cela n’est plus là.

## The list
contacts-list = Contacts
contacts-count = { $count ->
    [one] { $shown } contact
   *[other] { $shown } contacts
}
contacts-search = Chercher des contacts
contacts-search-end = Terminer la recherche
contacts-select = Sélectionner { $name }
contacts-select-none = Ne rien sélectionner
contacts-select-all = { $count ->
    [1] Sélectionner celui qui est affiché
   *[other] Sélectionner les { $count }
}
contacts-selected = { $count ->
    [one] { $count } dans la sélection
   *[other] { $count } dans la sélection
}
contacts-bulk = Pour la sélection
contacts-empty = Personne pour l’instant
contacts-empty-text = Note qui tu veux joindre, ou apporte ton carnet d’adresses dans un fichier (.vcf).
contacts-nobody-found = Personne n’a été trouvé
contacts-nobody-found-text = Essaie moins de lettres, ou une partie d’une adresse ou d’un numéro.
contacts-more-found = { $count ->
    [1] et une autre personne
   *[other] et { $count } autres
}
contacts-choose = Choisis quelqu’un pour voir sa fiche.
contacts-unnamed = Sans nom

## Birthdays
contacts-birthdays-span = les { $days } prochains jours
contacts-birthdays-none = Pas d’anniversaire bientôt
contacts-birthdays-none-text = Les anniversaires notés sur les fiches apparaissent ici avant le jour venu.
contacts-turns = { $age ->
    [one] { $age } an
   *[other] { $age } ans
}
contacts-age = { $age ->
    [one] { $age } an
   *[other] { $age } ans
}

## A card
contacts-card = Contact
contacts-actions = Actions
contacts-back = Retour à la liste
contacts-more = Plus
contacts-write = Écrire
contacts-write-to = Écrire à { $address }
contacts-copy = Copier { $what }
contacts-emails = Courriel
contacts-phones = Téléphone
contacts-services = Messageries et réseaux
contacts-links = Pages
contacts-addresses = Adresses
contacts-dates = Dates
contacts-languages = Langues
contacts-notes = Notes
contacts-keys = Clé de chiffrement
contacts-kind-private = personnel
contacts-kind-work = travail
contacts-kind-mobile = mobile
contacts-kind-fax = fax
contacts-kind-other = autre
contacts-kind-billing = facturation
contacts-kind-delivery = livraison
contacts-kind-pager = messageur
contacts-kind-text = SMS
contacts-kind-video = vidéo
contacts-date-birth = Anniversaire
contacts-date-wedding = Date à fêter
contacts-date-death = Jour du décès
contacts-key = Clé OpenPGP
contacts-key-has = Il y a une clé OpenPGP.
contacts-key-other = Une clé d’un autre type.
contacts-key-unreadable = Cette clé est illisible.
contacts-key-fingerprint = Empreinte
contacts-key-compare = Compare-la avec la sienne en vous voyant ou au téléphone : tu sauras ainsi que la clé est bien la sienne.
contacts-key-revoked = Cette clé a été révoquée. Demande la nouvelle.
contacts-key-over = Cette clé a expiré le { $date }. Demande la nouvelle.
contacts-key-until = Valable jusqu’au { $date }
contacts-export-one = Enregistrer dans un fichier
contacts-deleted = { $name } a été supprimé de tes contacts
contacts-deleted-many = { $count ->
    [1] Un contact supprimé
   *[other] { $count } contacts supprimés
}
contacts-delete-many-title = { $count ->
    [1] Supprimer ce contact ?
   *[other] Supprimer { $count } contacts ?
}
contacts-delete-many-text = Ils disparaissent de tous tes appareils. Tu peux annuler pendant quelques secondes.
contacts-without-email = { $count ->
    [1] Une de ces personnes n’a pas d’adresse de courriel.
   *[other] { $count } de ces personnes n’ont pas d’adresse de courriel.
}

## The form
contacts-edit = Modifier le contact
contacts-edit-of = Modifier { $name }
contacts-created = { $name } est dans tes contacts
contacts-given = Prénom
contacts-surname = Nom de famille
contacts-full = Affiché comme
contacts-full-hint = Seulement si cela doit différer du prénom et du nom.
contacts-nickname = Surnom
contacts-organization = Organisation
contacts-title = Fonction
contacts-email = Adresse de courriel
contacts-phone = Numéro
contacts-service = Service
contacts-service-name = Nom ou adresse là-bas
contacts-link = Adresse de la page
contacts-address = Adresse
contacts-street = Rue et numéro
contacts-postcode = Code postal
contacts-locality = Localité
contacts-region = Région
contacts-country = Pays
contacts-kind = Type
contacts-date = Occasion
contacts-day = Jour
contacts-month = Mois
contacts-year = Année
contacts-year-hint = L’année peut rester vide.
contacts-date-wrong = Ce jour n’existe pas.
contacts-language = Langue
contacts-language-choose = Choisir
contacts-add-email = Ajouter une adresse de courriel
contacts-add-phone = Ajouter un numéro
contacts-add-service = Ajouter une messagerie ou un réseau
contacts-add-link = Ajouter une page
contacts-add-address = Ajouter une adresse
contacts-add-date = Ajouter une date
contacts-add-language = Ajouter une langue
contacts-add-key = Ajouter une clé
contacts-remove = Retirer { $what }
contacts-remove-empty = Retirer le champ vide : { $what }
contacts-key-paste = Clé publique
contacts-key-hint = Colle le texte entier, avec la première et la dernière ligne.
contacts-key-take = Prendre cette clé
contacts-key-private = C’est une clé privée. Elle n’appartient qu’à la personne qui l’a créée : demande la clé publique.
contacts-key-large = Cette clé est trop grande pour une fiche.
contacts-key-wrong = Ce n’est pas une clé OpenPGP. Vérifie qu’elle est copiée en entier.
contacts-wrong-nobody = Note un nom, une adresse ou un numéro, pour retrouver cette fiche.
contacts-wrong-date = Une des dates est incomplète ou n’existe pas.
contacts-discard-title = Abandonner les modifications ?
contacts-discard-text = Elles ne sont pas encore enregistrées.
contacts-discard = Abandonner

## Pictures
contacts-picture-add = Ajouter une photo
contacts-picture-other = Une autre photo
contacts-picture-remove = Retirer la photo
contacts-picture-crop = Choisis la partie à garder
contacts-picture-preview = Aperçu de la photo
contacts-picture-zoom = Rapprocher
contacts-picture-across = Horizontalement
contacts-picture-down = Verticalement
contacts-picture-take = Utiliser cette partie
contacts-picture-wrong = Ton navigateur ne peut pas lire cette photo. Choisis-en une autre (JPEG, PNG).
contacts-picture-hidden = Ton navigateur te protège contre le pistage et ne laisse donc pas recadrer d’images. Choisis-en une déjà petite (moins de 150 Ko).

## Groups and address books
contacts-group-new = Nouveau groupe
contacts-group-name = Nom du groupe
contacts-group-rename = Renommer le groupe
contacts-group-write = Écrire au groupe
contacts-group-add = Ajouter des personnes
contacts-group-add-to = Ajouter des personnes à { $name }
contacts-group-add-count = { $count ->
    [1] Ajouter 1
   *[other] Ajouter { $count }
}
contacts-group-added = { $count ->
    [one] { $count } personne ajoutée à { $name }
   *[other] { $count } personnes ajoutées à { $name }
}
contacts-group-removed = { $count ->
    [one] { $count } personne retirée de { $name }
   *[other] { $count } personnes retirées de { $name }
}
contacts-group-remove = Retirer de ce groupe
contacts-group-leave = Retirer de { $name }
contacts-group-empty = Personne dans ce groupe
contacts-group-empty-text = Les membres d’un groupe reçoivent le courrier ensemble : tape le nom du groupe en écrivant.
contacts-group-more = Plus pour { $name }
contacts-group-delete = Supprimer le groupe
contacts-group-delete-title = Supprimer le groupe { $name } ?
contacts-group-delete-text = Les personnes du groupe restent dans tes contacts.
contacts-group-deleted = Groupe { $name } supprimé
contacts-to-group = Ajouter à un groupe
contacts-to-book = Déplacer vers un carnet
contacts-move = Déplacer
contacts-moved = { $count ->
    [one] { $count } contact déplacé vers { $name }
   *[other] { $count } contacts déplacés vers { $name }
}
contacts-book-new = Nouveau carnet
contacts-book-name = Nom du carnet
contacts-book-rename = Renommer le carnet
contacts-book-more = Plus pour { $name }
contacts-book-delete = Supprimer le carnet
contacts-book-delete-title = Supprimer le carnet { $name } ?
contacts-book-delete-full = { $count ->
    [1] Un contact est supprimé pour toujours, sauf s’il est aussi dans un autre.
   *[other] { $count } contacts sont supprimés pour toujours, sauf ceux qui sont aussi dans un autre.
}
contacts-book-delete-empty = Il est vide.
contacts-book-deleted = Carnet { $name } supprimé

## Files
contacts-file = contacts
contacts-export-all = Tout enregistrer dans un fichier
contacts-export-chosen = Enregistrer dans un fichier
contacts-export-group = Enregistrer le groupe dans un fichier
contacts-exporting = { $count ->
    [1] Écriture d’un contact …
   *[other] Écriture de { $count } contacts …
}
contacts-import = Importer
contacts-import-title = Importer des contacts
contacts-import-text = Choisis un fichier (.vcf) enregistré par un autre programme ou ton téléphone. Il est lu ici, et tu vois son contenu avant que rien ne soit ajouté.
contacts-import-choose = Choisir des fichiers
contacts-import-reading = Lecture …
contacts-import-nothing = Il n’y a pas de contacts dans ce fichier. Il faut un fichier .vcf.
contacts-import-large = Ces fichiers sont trop grands : { $most } au plus.
contacts-import-found = { $count ->
    [1] Un contact a été trouvé :
   *[other] { $count } contacts ont été trouvés :
}
contacts-import-empty = { $count ->
    [1] Une fiche est vide et laissée de côté.
   *[other] { $count } fiches sont vides et laissées de côté.
}
contacts-import-cut = Seuls les { $count } premiers d’un fichier sont pris.
contacts-import-double = { $count ->
    [1] L’un d’eux est déjà dans tes contacts
   *[other] { $count } d’entre eux sont déjà dans tes contacts
}
contacts-import-merge = Ajouter ce qui est nouveau
contacts-import-merge-hint = Numéros, adresses et autres s’ajoutent à la fiche existante. Rien n’est écrasé.
contacts-import-skip = Les laisser de côté
contacts-import-skip-hint = Vos fiches restent telles quelles.
contacts-import-add = Les ajouter quand même
contacts-import-add-hint = Tu les auras alors deux fois.
contacts-import-start = { $count ->
    [1] Importer 1
   *[other] Importer { $count }
}
contacts-import-going = Importation …
contacts-import-made = { $count ->
    [1] Un contact a été ajouté.
   *[other] { $count } contacts ont été ajoutés.
}
contacts-import-merged = { $count ->
    [1] Un a été complété.
   *[other] { $count } ont été complétés.
}
contacts-import-refused = { $count ->
    [1] Un n’a pas été pris :
   *[other] { $count } n’ont pas été pris :
}

## What went wrong
contacts-failed-alreadyExists = Une autre fiche a déjà la même identité.
contacts-failed-tooLarge = Cette fiche contient trop : une photo plus petite ou une note plus courte aide.
