# SPDX-License-Identifier: AGPL-3.0-or-later
# La page publique : ce que tout le monde voit d’un collectif.

public-about = Qui nous sommes
public-services = Ce que nous offrons
public-joining = Comment nous rejoindre
public-canary = Canari
public-transparency = Transparence
public-last-changed = Dernier changement : { $date }
public-nothing-written = Voici la maison de { $site } : du courrier que seuls ses membres peuvent lire. Le collectif n’a pas encore écrit sur lui-même.
public-ways-in = Entrées
public-sign-in = Ouvrir une session
public-without-script = Ouvrir une session sans JavaScript
public-have-invitation = J’ai une invitation
public-contact = Contact
public-trouble = Quelque chose ne va pas avec le courrier d’ici ? Écris à
public-mail-programs = Réglages des logiciels de courrier
public-found-by-themselves = La plupart des logiciels trouvent leurs réglages tout seuls : tape ton adresse et un mot de passe d’application.
public-apple = Pour iPhone, iPad et Mac, il y a un profil pour ton adresse :
public-get-profile = Obtenir le profil
public-by-hand = À la main ; l’identifiant est ton adresse entière
public-what = Quoi
public-server = Serveur
public-port = Port
public-security = Sécurité
public-reading = Lire (IMAP)
public-sending = Envoyer (SMTP)
public-contacts = Contacts (CardDAV)
public-unfounded-title = Personne n’a encore fondé de collectif ici
public-unfounded-text = La personne qui a démarré ce serveur a un lien qui permet de le fonder dans un navigateur : il a été affiché là où le serveur a démarré, dans le terminal, ou dans le journal du service (journalctl --unit milpa). Le lien change à chaque démarrage.
public-unfounded-keyholder = Tu vas garder une clé ? Alors la personne qui fonde le collectif te donnera un lien à toi.
