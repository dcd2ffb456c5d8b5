# SPDX-License-Identifier: AGPL-3.0-or-later
## Writing
compose-title = Nouveau message
compose-from = De
compose-to = À
compose-cc = Cc
compose-bcc = Cci
compose-date = Date
compose-subject = Objet
compose-text = Texte
compose-more-fields = Cc, Cci
compose-offered = Personnes à qui tu penses peut-être
compose-people = { $count ->
    [one] { $count } personne
   *[other] { $count } personnes
}
compose-remove-recipient = Retirer { $name }
compose-send = Envoyer
compose-sent = Message envoyé
compose-will-leave = Partira dès que tu seras en ligne
compose-saving = Enregistrement…
compose-saved = Brouillon enregistré
compose-not-saved = Non enregistré
compose-kept = Gardé dans les brouillons
compose-fold = Réduire
compose-close = Fermer et garder en brouillon
compose-discard = Abandonner
compose-discard-title = Abandonner ce message ?
compose-discard-text = Ce que tu as écrit sera supprimé définitivement.
compose-unsaved-title = L’enregistrement n’a pas réussi
compose-options = Plus
compose-attach = Joindre des fichiers
compose-picture = Image dans le texte
compose-plain = Texte brut
compose-rich = Texte mis en forme
# $text is what was typed.
compose-not-an-address = « { $text } » n’est pas une adresse. Corrige-la ou retire-la.
compose-no-recipient = À qui ? Écris d’abord une adresse.
compose-uploading = Des fichiers sont encore en cours d’envoi. Attends la fin, ou retire-les.
compose-file-failed = Un fichier n’est pas arrivé. Réessaie, ou retire-le.
compose-no-subject-title = Envoyer sans objet ?
compose-no-subject-text = Avec un objet, un message se retrouve plus facilement.
compose-send-anyway = Envoyer quand même
compose-forgot-title = As-tu oublié la pièce jointe ?
compose-forgot-text = Le texte en annonce une, mais il n’y en a pas.
# Words, separated by commas, that announce an attachment in this language.
compose-attachment-words = pièce jointe, pièces jointes, ci-joint, fichier joint, document joint, en annexe, en pj, je joins, je te joins, je vous joins
compose-wrote = Le { $date }, { $name } a écrit :
compose-forwarded = Message transféré

## Files
# $percent is a number, $size has its unit.
compose-file-progress = { $percent } % de { $size }
compose-file-going = Envoi de { $name }
compose-file-again = Réessayer avec { $name }
compose-file-remove = Retirer { $name }

## Formats
compose-formats = Mise en forme
compose-more-formats = Plus de mises en forme
compose-bold = Gras
compose-italic = Italique
compose-underline = Souligné
compose-link = Lien
compose-link-url = Adresse de la page
compose-unlink = Retirer le lien
compose-bullets = Liste
compose-numbers = Liste numérotée
compose-quote = Citation
compose-unquote = Retirer un niveau de citation
compose-clear = Retirer la mise en forme
compose-undo = Annuler la dernière action

## Sending later
compose-schedule = Envoyer plus tard
compose-schedule-go = Envoyer à ce moment-là
compose-schedule-own = À un autre moment
compose-schedule-past = Ce moment est déjà passé.
compose-schedule-late = C’est trop loin : au plus tard le { $date }.
compose-this-evening = Ce soir
compose-tomorrow = Demain matin
compose-monday = Lundi matin
compose-scheduled = Partira le { $date }

compose-failed-forbiddenFrom = Tu ne peux pas écrire depuis cette adresse.
compose-failed-tooManyRecipients = Il y a trop de destinataires à la fois.
compose-failed-invalidRecipients = L’une des adresses n’est pas valide.
compose-failed-noRecipients = À qui ? Écris d’abord une adresse.
compose-failed-cannotUnsend = C’est déjà parti.
compose-failed-tooLarge = Ce message est trop volumineux. Partage les gros fichiers autrement.
compose-failed-noKey = Il n’y a plus de clé pour toutes les personnes à qui il est adressé : il n’a été ni chiffré ni envoyé. Regarde son sceau.
compose-failed-cut = Ce message n’est pas là en entier, et continuer ferait perdre le reste. Réessaie une fois la connexion revenue.
compose-failed-ownKey = Ta propre clé ne peut plus chiffrer : elle a expiré ou a été retirée. Fais-en une nouvelle dans Réglages, OpenPGP.
