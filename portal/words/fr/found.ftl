# SPDX-License-Identifier: AGPL-3.0-or-later
## Founding a collective
found-title = Fonder un collectif
found-ask = Personne n’a encore fondé de collectif ici. Qui a démarré le serveur a un lien pour cela.
found-token = Lien
found-token-hint = Il s’est affiché là où le serveur a été démarré. Colle le lien entier, ou ce qui suit le #.
found-done-title = Le collectif est fondé
found-done-text = Il n’y a plus rien à fonder ici.
found-done-go = Vers ses pages
found-busy = Il est en train d’être fondé
# $at of $all questions.
found-question = Question { $at } sur { $all }
found-last = Tout est répondu
found-go = Fonder le collectif

## 1: the name
found-name-title = Comment s’appelle votre collectif ?
found-name-text = Vous allez fonder un collectif qui a sa propre maison pour le courrier. Prenez une heure, et asseyez-vous avec les personnes qui garderont ses clés.
found-name = Nom du collectif
found-name-hint = Les membres le voient, et les personnes invitées. Il pourra changer plus tard.
found-name-needed = Donnez-lui un nom.

## 2: the domain
found-domain-title = Quel est votre domaine ?
found-domain-text = Ce qui suit le @ de toutes les adresses. L’un ou l’une de vous l’a enregistré et peut changer ses entrées dans le DNS.
found-domain = Domaine
found-domain-form = Un domaine ressemble à example.org.
# $address and $host are examples.
found-domain-means = Les adresses ressembleront à { $address }, et le serveur s’appellera { $host }.

## 3: the keyholders
found-keyholders-title = Qui garde les clés ?
found-keyholders-text = Le serveur ne garde rien de lisible sur son disque. Après chaque démarrage, il ne sait rien tant que quelques personnes n’ont pas apporté leurs parts : des bandes de lettres qui ne valent qu’ensemble.
found-keyholders-how-many = Combien de personnes gardent une part, et combien ouvrent le serveur ?
found-keyholders-usual = { $keyholders } personnes, dont { $threshold } sont nécessaires
found-keyholders-3 = Pour un petit groupe.
found-keyholders-5 = Mieux : deux peuvent être malades, en voyage ou sous pression en même temps.
found-keyholders-7 = Pour un grand collectif en plusieurs lieux.
found-keyholders-other = D’autres nombres
found-keyholders-n = Personnes avec une part
found-keyholders-k = Nécessaires pour ouvrir
found-keyholders-who = Qui choisir ?
found-keyholders-who-text = Des personnes joignables par une mauvaise nuit, qui n’habitent pas toutes ensemble, et qui savent dire non. Qui garde une clé ne peut lire le courrier de personne, même avec toutes les autres : elles ouvrent la maison, pas les chambres.
found-means-open = { $threshold ->
    [1] N’importe laquelle des { $keyholders } ouvre le serveur.
   *[other] N’importe quelles { $threshold } des { $keyholders } ouvrent le serveur ensemble.
}
found-means-few = { $count ->
    [1] Une part seule ne dit rien à qui la trouve.
   *[other] { $count } parts ensemble ne disent rien à qui les trouve.
}
found-means-one = Chaque part est la clé entière : qui en trouve une ouvre tout. Ne le choisissez jamais pour des personnes que l’on pourrait fouiller.
found-means-spare = { $count ->
    [1] Une personne peut manquer, ou avoir perdu la sienne.
   *[other] { $count } personnes peuvent manquer, ou avoir perdu la leur.
}
found-means-all = Toutes sont nécessaires : si une part se perd, tout est perdu, pour tout le monde et pour toujours.
found-means-alone = Il n’y a qu’une part : si elle se perd, tout est perdu, pour tout le monde et pour toujours.

## 4: the founder
found-founder-title = Et toi ?
found-founder-text = Tu es la première personne du collectif, et tu t’en occupes jusqu’à ce que d’autres le fassent aussi.
found-founder-hint = D’une personne, pas d’une fonction : le courrier à postmaster@ et abuse@ t’arrive de toute façon.

## 5: certificates
found-certificates = Certificats
found-certificates-title = Qui répond du serveur ?
found-certificates-text = Navigateurs et programmes de courrier font confiance à un serveur dont une autorité répond par un certificat.
found-certificates-letsencrypt = Let’s Encrypt, tout seul
found-certificates-letsencrypt-hint = Gratuit. Le serveur doit être joignable depuis internet, au port 80 ou 443. Son nom devient public, comme avec toute autorité.
found-certificates-other = Une autre autorité (ACME)
found-certificates-directory = Son répertoire
found-certificates-directory-hint = L’adresse pour les programmes ACME.
found-certificates-directory-form = Cela commence par https://
found-certificates-none = À la main, ou aucun pour l’instant
found-certificates-none-hint = Les programmes avertissent tant qu’il n’y en a pas. Pour un essai à la maison, cela suffit.
found-contact = À qui l’autorité peut-elle écrire ?
found-contact-hint = « postmaster » : c’est toi. Cela reste en clair sur le disque, et ne doit pas dire à qui est le serveur.
found-agree = J’accepte les conditions d’utilisation de l’autorité
found-agree-needed = Sans cela, l’autorité ne donne aucun certificat.
found-terms = Conditions de Let’s Encrypt (autre site, dans une autre fenêtre)

## All of it
found-look-title = Est-ce bien ainsi ?
found-look-text = { $count ->
    [1] Ensuite tu reçois ton code de secours, et la part est montrée, une seule fois. Prépare papier et stylo ; personne derrière toi, pas de caméra.
   *[other] Ensuite tu reçois ton code de secours, et { $count } parts sont montrées, chacune une seule fois. Préparez papier et stylos ; personne derrière vous, pas de caméra.
}
found-to-shares = Vers les parts

## The shares
# $number is a keyholder's.
found-hand-to = Personne { $number } : prends l’appareil
found-hand-text = Qui fonde lâche l’appareil. Ta part n’est montrée qu’à toi, et une seule fois.
found-look-away = Toutes les autres personnes regardent ailleurs. Y a-t-il une caméra, une fenêtre, un miroir ?
found-hand-show = Je suis la personne { $number } : montrer ma part
found-own-device = Plutôt sur mon propre téléphone
found-own-device-text = La personne { $number } scanne ceci avec son téléphone. Sa part y est montrée, une seule fois.
found-own-device-qr = Lien pour la personne { $number } en code QR
# $host is as the page was opened.
found-own-device-local = Tu as ouvert cette page comme { $host }, qu’aucun autre appareil n’atteint. Ouvre plutôt le lien de fondation par l’adresse de la machine.
found-own-device-waits = En attente qu’elle soit prise …
found-share-of = Personne { $number } : ta part
found-share-once = Elle n’est montrée que maintenant, et n’est plus nulle part ailleurs.
found-share-title = Part de la personne { $number }
# $threshold of $keyholders people.
found-share-about = { $threshold } sur { $keyholders } ouvrent le serveur ensemble.
found-share-note = Garde-la dans une enveloppe, au sec, là où tu la retrouveras dans dix ans et où personne d’autre ne la verra. Pas dans un courriel, pas à côté d’une autre part. Elle ouvre le serveur sur https://{ $host }/portal/unlock et nulle part ailleurs : tape-la là, ou scanne-la avec le bouton de cette page.
found-share-letters = Recopie-la ou imprime-la ; imprimantes et téléphones se souviennent. Il n’y a ni i, ni l, ni o, ni u : un i ou un l est un 1, un o est un 0, et ce qui ressemble à un u est un v.
found-share-tick = Je l’ai, et je peux la lire
found-share-hand-on = C’est fait : passer l’appareil
found-all-given = Chaque personne a sa part
found-all-given-text = Maintenant le serveur démarre comme le vôtre : verrouillé. Autant de personnes qu’il en faut l’ouvrent pour la première fois, et voient que cela marche.
found-finish = Continuer
found-code-before = Ton code de secours a été montré avant que cette page ne soit rechargée. Si tu ne l’as pas, prends-en un autre plus tard, dans Réglages.
found-went-wrong = Quelque chose s’est mal passé ?
found-went-wrong-text = Si quelqu’un a vu une part qu’il ne fallait pas, ou si une s’est perdue avant d’être notée, recommencez : ce qui a été fondé jusqu’ici est oublié, et toutes ses parts ne valent plus rien.
found-abandon = Recommencer
found-abandon-title = Oublier toutes les parts et recommencer ?
found-abandon-text = Brûlez ce qui a été noté. Personne n’a encore rien perdu.

## On a keyholder's own device
# $name is the collective's.
found-own-title = Une part de { $name }
found-own-text = On compte sur toi pour garder une clé. { $threshold } personnes sur { $keyholders } ouvrent le serveur ensemble ; une seule ne sait rien, et aucune ne peut lire le courrier de personne.
found-own-show = Montrer ma part
found-own-thanks = Merci
found-own-thanks-text = Ta part n’est plus dans cette page. Quand le serveur aura démarré, on te la demandera.

## Then
found-starts = Votre serveur démarre
found-starts-text = Il commence comme après chaque démarrage : verrouillé.
found-starts-waiting = En attente …
found-starts-late = C’est long. Peut-être que le navigateur doit demander au sujet du certificat : alors ouvre la page de nouveau.
found-starts-go = Ouvrir la page de déverrouillage
found-dns-title = La dernière étape : le DNS
found-dns-text = Pour que le courrier vous trouve, le DNS de votre domaine doit dire ce qui suit. Copiez-le là où le domaine est enregistré.
found-dns-later = Cette liste se retrouve dans Soin.

## Why it was refused
found-reason-tokenWrong = Ce lien ne vaut pas, ou plus. Il change à chaque démarrage du serveur.
found-reason-tooManyTries = Trop de liens faux sont venus d’ici. Attends quelques minutes.
found-reason-nameInvalid = Le nom est trop long, ou a des signes qui ne peuvent pas être montrés.
found-reason-domainInvalid = Un domaine ressemble à example.org.
found-reason-keyholdersOutOfRange = Il y en a de 1 à 16.
found-reason-thresholdOutOfRange = Au moins une, et pas plus qu’il n’y en a.
found-reason-addressInvalid = Une adresse a des lettres, des chiffres, des points et des traits d’union.
found-reason-addressOfOtherDomain = L’adresse doit être du domaine du collectif.
found-reason-addressReserved = C’est le nom d’une fonction, pas d’une personne.
found-reason-memberNameInvalid = Le nom est trop long, ou a des signes qui ne peuvent pas être montrés.
found-reason-passwordTooShort = Le mot de passe est trop court : huit caractères au moins.
found-reason-passwordTooLong = Le mot de passe est bien trop long.
found-reason-passwordInvalid = Le mot de passe a des signes que personne ne peut taper.
found-reason-directoryInvalid = Ce n’est pas une autorité que le serveur puisse utiliser.
found-reason-termsNotAgreed = Sans cela, l’autorité ne donne aucun certificat.
found-reason-contactInvalid = Ce n’est pas une adresse.
found-reason-contactTellsDomain = Cela resterait en clair sur le disque et dirait à qui est le serveur. Mets « postmaster », ou une adresse ailleurs.
found-reason-shareGivenAlready = Cette part a déjà été donnée, et n’est plus nulle part. Si la personne ne l’a pas, recommencez.
found-reason-sharesNotGiven = Tout le monde n’a pas encore sa part.
found-reason-underWay = C’est en train de se faire.
found-reason-begunAlready = Il est déjà fondé, et ses parts sont en train d’être données.
found-reason-founderAlone = Ceci est pour qui fonde.
# Why the server was started for the first time, as everybody reads it under Starts.
found-first-start = La fondation.
