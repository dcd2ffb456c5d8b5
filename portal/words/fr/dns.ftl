# SPDX-License-Identifier: AGPL-3.0-or-later
## Records of the DNS, for who looks after the domain
# $there of $all records are as they should be.
dns-standing = { $there } sur { $all } sont là. Nouvelle vérification toutes les 15 secondes ; le DNS peut prendre quelques minutes, parfois une heure.
dns-checking = Vérification …
dns-copy-zone = Tout copier, comme fichier de zone
dns-must = Ceux-ci doivent être là
dns-should = Ceux-ci sont utiles
dns-can = Ceux-ci, là où ils conviennent
dns-there = Là
dns-other = Autre chose s’y trouve
dns-nothing = Pas encore là
dns-unknown = Invérifiable depuis ici
dns-name = Nom
dns-value = Valeur
dns-copy-name = Copier le nom ({ $type })
dns-copy-value = Copier la valeur ({ $type } de { $name })
dns-your-ipv4 = l’adresse IPv4 de cette machine
dns-your-ipv6 = son adresse IPv6
dns-your-address-backwards = à régler chez l’hébergeur de la machine, pour son adresse

## What each is for
dns-means-a = Où est la machine
dns-means-aaaa = Où est la machine, si elle a l’IPv6
dns-means-ptr = Le nom de son adresse. Sans lui, les grands fournisseurs refusent ton courrier
dns-means-mx = Où va le courrier du domaine
dns-means-spf = Ton courrier vient de là ; méfiance envers tout autre
dns-means-text-dmarc = Les grands fournisseurs le demandent
dns-means-tlsrpt = D’autres te disent où le chiffrement vers toi échoue
dns-means-text-mta-sts = D’autres exigent le chiffrement quand ils t’apportent du courrier
dns-means-mta-sts = Où se trouve la règle pour cela
dns-means-autoconfig = Thunderbird se règle tout seul
dns-means-autodiscover = Outlook se règle tout seul
dns-means-openpgpkey = Les programmes OpenPGP trouvent les clés publiques
dns-means-imaps = Les programmes de courrier trouvent où lire
dns-means-imap = De même, avec STARTTLS
dns-means-submissions = Les programmes de courrier trouvent par où envoyer
dns-means-submission = De même, avec STARTTLS
dns-means-jmap = Les programmes JMAP trouvent le serveur
dns-means-carddavs = Les carnets d’adresses trouvent le serveur
dns-means-text-carddavs = Où sont exactement les carnets
dns-means-tlsa = Seulement avec DNSSEC : les serveurs qui connaissent DANE refusent un faux certificat
