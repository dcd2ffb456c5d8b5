# SPDX-License-Identifier: AGPL-3.0-or-later
## Folders
mail-folders = Dossiers
mail-folder-inbox = Boîte de réception
mail-folder-drafts = Brouillons
mail-folder-sent = Envoyés
mail-folder-archive = Archives
mail-folder-junk = Indésirables
mail-folder-trash = Corbeille
mail-starred = Suivis
mail-new-folder = Nouveau dossier
mail-folder-name = Nom
mail-folder-parent = Dans
mail-folder-top = Premier niveau
mail-folder-edit = Renommer ou déplacer
mail-folder-delete = Supprimer le dossier
# $name is the folder's.
mail-folder-more = Plus d’options pour { $name }
mail-folder-delete-title = Supprimer « { $name } » ?
mail-folder-delete-full = { $count ->
    [1] Il contient un message, qui sera supprimé définitivement.
   *[other] Il contient { $count } messages, qui seront supprimés définitivement.
}
mail-folder-delete-empty = Il est vide.
mail-no-folder = Ce dossier n’existe pas.
mail-count-unread = { $count ->
    [0] aucun non lu
    [1] un non lu
   *[other] { $count } non lus
}
mail-count-drafts = { $count ->
    [0] aucun brouillon
    [1] un brouillon
   *[other] { $count } brouillons
}

## The list
mail-list = Conversations
# $shown is the number as people write it.
mail-conversations = { $count ->
    [0] aucune conversation
    [1] une conversation
   *[other] { $shown } conversations
}
mail-write = Écrire
mail-search = Rechercher dans les messages
mail-search-end = Terminer la recherche
mail-search-help = Ce que l’on peut rechercher
mail-search-help-text = Les mots sont cherchés partout. Voici de quoi affiner :
mail-unread = Non lue
mail-draft = Brouillon
mail-me = Moi
mail-me-to = moi
mail-no-sender = Sans adresse d’envoi
mail-no-recipient = Sans destinataire
mail-no-subject = (sans objet)
mail-to = À { $people }
mail-and-more = { $count ->
    [1] une autre adresse
   *[other] { $count } autres
}
mail-letters = { $count ->
    [0] aucun message
    [1] un message
   *[other] { $count } messages
}
mail-select = Sélectionner « { $subject } »
mail-select-all = { $count ->
    [1] Sélectionner la seule conversation de cette liste
   *[other] Sélectionner les { $shown } conversations de cette liste
}
mail-select-none = Tout désélectionner
mail-selected = { $count ->
    [0] aucune sélectionnée
    [1] une sélectionnée
   *[other] { $count } sélectionnées
}
mail-star-this = Ajouter une étoile à « { $subject } »
mail-bulk = Actions pour la sélection
mail-empty-inbox = Rien de nouveau
mail-empty-inbox-text = Tout est lu et rangé. Va prendre l’air un moment.
mail-empty-folder = Rien ici
mail-empty-folder-text = Apporte des messages depuis une liste : coche-les et choisis « Déplacer », ou fais-les glisser sur le dossier.
mail-empty-search = Rien trouvé
mail-empty-search-text = Essaie avec moins de mots, ou d’autres. La corbeille et les indésirables sont inclus si tu ajoutes in:trash ou in:junk.
mail-empty-starred = Pas encore d’étoiles
mail-empty-starred-text = Une étoile garde sous tes yeux ce à quoi tu veux revenir.
mail-choose = Choisis une conversation pour la lire.
mail-keys-hint = Appuie sur ? pour voir ce que l’on peut faire au clavier.

## Actions
mail-actions = Actions
mail-archive = Archiver
mail-delete = Supprimer
mail-move = Déplacer
mail-more = Plus
mail-more-of-letter = Plus d’options pour ce message
mail-mark-read = Marquer comme lu
mail-mark-unread = Marquer comme non lu
mail-star = Ajouter une étoile
mail-unstar = Retirer les étoiles
mail-junk = C’est indésirable
mail-not-junk = Ce n’est pas indésirable
mail-print = Imprimer
mail-source = Code source
mail-details = En-tête
mail-download = Télécharger
mail-delete-letter = Supprimer ce message
mail-back = Retour à la liste
mail-newer = Plus récente
mail-older = Plus ancienne
mail-archived = { $count ->
    [1] Message archivé
   *[other] { $count } messages archivés
}
mail-trashed = { $count ->
    [1] Message mis à la corbeille
   *[other] { $count } messages mis à la corbeille
}
mail-moved = { $count ->
    [1] Message déplacé vers { $name }
   *[other] { $count } messages déplacés vers { $name }
}
mail-destroy-title = { $count ->
    [1] Supprimer définitivement ce message ?
   *[other] Supprimer définitivement { $count } messages ?
}
mail-destroy-text = Personne ne pourra revenir en arrière.
mail-destroy = Supprimer définitivement

## Reading
mail-reading = Conversation
mail-letter-of = { $name }, { $date }
mail-reply = Répondre
mail-reply-all = Répondre à tout le monde
mail-forward = Transférer
mail-as-new = Reprendre dans un nouveau message
mail-edit-draft = Continuer à écrire
mail-attachments = Pièces jointes
mail-attachments-count = { $count ->
    [0] aucune pièce jointe
    [1] une pièce jointe
   *[other] { $count } pièces jointes
}
mail-attachment-unnamed = Pièce jointe
mail-source-cut = Seul le début est affiché : { $shown } sur { $size }. Télécharge-le pour tout voir.
letter-remote = { $count ->
    [1] Le contenu de { $hosts } n’est pas chargé : la personne qui a envoyé ce message saurait que tu l’as lu.
   *[other] Le contenu de { $count } autres serveurs ({ $hosts }…) n’est pas chargé : ils sauraient que tu as lu ce message.
}
letter-as-text = Afficher en texte
letter-as-html = Afficher avec sa mise en page
letter-text-of = Texte de « { $subject } »
letter-truncated = Ce message est très long : seul le début est affiché. Télécharge-le pour tout lire.
letter-picture-missing = Cette image n’a pas pu être chargée.
mail-failed-mailboxHasChild = Il contient d’autres dossiers. Déplace-les ou supprime-les d’abord.

## The keyboard
mail-keys = Ce que l’on peut faire au clavier
mail-key-select = Sélectionner ou non
mail-key-send = Envoyer ce que tu écris
mail-key-escape = Revenir, ou tout désélectionner

## Letters that leave later
mail-scheduled = Partiront plus tard
# $date is when it leaves.
mail-leaves-at = Part le { $date }
mail-take-back = Reprendre et modifier
mail-scheduled-empty = Rien ne part plus tard
mail-scheduled-empty-text = Choisis « Envoyer plus tard » en écrivant.
