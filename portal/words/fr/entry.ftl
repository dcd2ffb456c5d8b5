# SPDX-License-Identifier: AGPL-3.0-or-later
## Signing in
sign-in-title = Ouvrir une session
sign-in-address = Ton adresse
sign-in-password = Mot de passe
sign-in-go = Ouvrir la session
sign-in-passkey = Utiliser une clé d’accès
sign-in-passkey-wrong = Cette clé d’accès n’ouvre aucun compte ici.
sign-in-forgotten = Mot de passe oublié ?
sign-in-invited = J’ai une invitation
sign-in-wrong = Cette adresse et ce mot de passe n’ouvrent aucun compte. Vérifie les deux.
sign-in-too-often = Trop d’essais. Attends quelques minutes, puis réessaie.
sign-in-second-title = Encore une étape
sign-in-code = Code
sign-in-code-hint = Six chiffres, de ton application d’authentification.
sign-in-recovery-hint = Le code de ta carte, de huit groupes.
sign-in-by-recovery = Utiliser plutôt le code de secours
sign-in-by-code = Utiliser plutôt un code à six chiffres
sign-in-wrong-code = Ce code n’est pas juste, ou ne l’est plus. Attends le suivant.
sign-in-wrong-recovery = Ce n’est pas ton code de secours. Regarde ta carte de nouveau.
sign-in-other = Utiliser un autre compte

## A new password
password-new = Nouveau mot de passe
password-new-hint = La longueur compte plus que les signes bizarres : six mots au hasard en font un bon.
password-again = Le même mot de passe encore une fois
password-too-short = Trop court : huit caractères au moins.
password-differs = Les deux ne sont pas les mêmes. Tape-le de nouveau.
password-strength-short = Trop court
password-strength-poor = Facile à deviner : allonge-le
password-strength-fair = Passable : quelques lettres de plus lui feraient du bien
password-strength-good = Bon
password-strength-strong = Solide

## A secret on paper
paper-qr = La même chose en code QR
paper-last-group = Son dernier groupe
# $length is how many letters a group has.
paper-last-group-hint = Tape les { $length } dernières lettres depuis ton papier, pour savoir qu’on peut le lire.
paper-last-group-wrong = Ce n’est pas le dernier groupe. Regarde ton papier de nouveau.
paper-tick-first = Coche plus haut que tu l’as.

## The recovery code
recovery-title = Code de secours
recovery-text = Il ouvre ton compte le jour où tu auras oublié ton mot de passe. Rien d’autre ne l’ouvre : ni les personnes qui s’occupent du serveur ni celles qui gardent les clés ne pourront t’aider.
recovery-once = Il n’est montré que maintenant, et n’est gardé nulle part.
# $host is the server's name.
recovery-note = Garde-le sur papier, au sec, là où tu le retrouveras dans dix ans et où personne d’autre ne le verra. Pour { $host }.
recovery-tick = Je l’ai sur papier, ou dans un gestionnaire de mots de passe à moi

## Joining
join-title = Rejoindre
join-ask = Quelqu’un du collectif t’a donné une invitation.
join-token = Invitation
join-token-hint = Colle le lien entier, ou ce qui suit le #.
join-token-wrong = Cette invitation ne vaut pas : elle a servi, a été reprise, a expiré, ou il en manque un morceau. Demandes-en une autre à la personne qui te l’a donnée.
join-have-account = J’ai déjà un compte
join-welcome = Quelle joie de t’accueillir à { $domain }
join-text = Choisis comment on t’écrira, et un mot de passe que personne d’autre ne connaît.
# $date is a date with the hour.
join-until = L’invitation vaut jusqu’au { $date }.
# $octets is an amount, such as 5 GB.
join-quota = Tu auras { $octets } de place.
join-address = Adresse
join-address-hint = Elle reste la même pour toujours, et n’a pas besoin d’être ton nom.
join-address-needed = Choisis une adresse.
join-address-form = Une adresse a des lettres, des chiffres, des points et des traits d’union.
join-address-taken = Quelqu’un a cette adresse, ou une qui lui ressemble. Choisis-en une autre.
join-address-reserved = C’est le nom d’une fonction, et il n’est pas pour tout le monde. Choisis-en une autre.
join-name = Nom (pas nécessaire)
join-name-hint = Il accompagne ton adresse dans le courrier que tu écris. Laisse-le vide si tu ne veux pas qu’on le sache.
join-go = Rejoindre
join-to-mail = Vers mon courrier

## A forgotten password
recover-title = Un nouveau mot de passe
recover-text = Avec ton code de secours, tu choisis un nouveau mot de passe. Rien de ton courrier n’est perdu, et tu reçois un nouveau code. Toutes tes sessions se terminent ; les mots de passe d’application restent.
recover-code = Code de secours
recover-code-hint = De ta carte : huit groupes de quatre. Traits d’union et majuscules ne comptent pas.
recover-go = Changer le mot de passe
recover-wrong = Cette adresse et ce code de secours ne vont pas ensemble. Vérifie les deux.
recover-no-code = Je n’ai pas le code
recover-no-code-text = Un de tes navigateurs ou téléphones a-t-il encore une session ouverte ? Tu peux y demander un nouveau code, si tu connais ton mot de passe. Sinon, parle aux personnes qui s’occupent du serveur : avec celles qui gardent les clés, elles peuvent te donner un compte neuf et vide à ton adresse. Ton ancien courrier reste scellé à côté, jusqu’à ce que tu retrouves un ancien mot de passe ou code.
recover-back = Retour

## A code on paper, read by the camera
scan-go = Scanner
scan-title = Scanner un code QR
scan-text = Tiens le code de ton papier devant la caméra. Aucune image ne quitte cette page.
scan-picture = Ce que voit la caméra
scan-waiting = La caméra se prépare …
scan-refused = La caméra ne peut pas servir. Autorise-la dans les réglages du navigateur, ou tape les lettres.
