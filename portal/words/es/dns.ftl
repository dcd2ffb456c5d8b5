# SPDX-License-Identifier: AGPL-3.0-or-later
## Records of the DNS, for who looks after the domain
# $there of $all records are as they should be.
dns-standing = Están { $there } de { $all }. Se consultan otra vez cada 15 segundos; el DNS puede tardar unos minutos, a veces una hora.
dns-checking = Consultando …
dns-copy-zone = Copiar todos, como archivo de zona
dns-must = Estos tienen que estar
dns-should = Estos conviene tenerlos
dns-can = Estos, donde vengan al caso
dns-there = Está
dns-other = Ahí dice otra cosa
dns-nothing = Todavía no está
dns-unknown = No se puede consultar desde aquí
dns-name = Nombre
dns-value = Valor
dns-copy-name = Copiar el nombre ({ $type })
dns-copy-value = Copiar el valor ({ $type } de { $name })
dns-your-ipv4 = la dirección IPv4 de esta máquina
dns-your-ipv6 = su dirección IPv6
dns-your-address-backwards = se pone donde el proveedor de la máquina, para su dirección

## What each is for
dns-means-a = Dónde está la máquina
dns-means-aaaa = Dónde está la máquina, si tiene IPv6
dns-means-ptr = El nombre de su dirección. Sin él los proveedores grandes rechazan tu correo
dns-means-mx = A dónde va el correo del dominio
dns-means-spf = Tu correo viene de ahí; desconfíen de cualquier otro
dns-means-text-dmarc = Los proveedores grandes lo piden
dns-means-tlsrpt = Otros avisan dónde falla el cifrado hacia ti
dns-means-text-mta-sts = Otros exigen cifrado cuando te traen correo
dns-means-mta-sts = Dónde está la política para eso
dns-means-autoconfig = Thunderbird se configura por sí mismo
dns-means-autodiscover = Outlook se configura por sí mismo
dns-means-openpgpkey = Los programas de OpenPGP encuentran las llaves públicas
dns-means-imaps = Los programas de correo encuentran dónde leer
dns-means-imap = Lo mismo, con STARTTLS
dns-means-submissions = Los programas de correo encuentran por dónde enviar
dns-means-submission = Lo mismo, con STARTTLS
dns-means-jmap = Los programas de JMAP encuentran el servidor
dns-means-carddavs = Las libretas de direcciones encuentran el servidor
dns-means-text-carddavs = Dónde están exactamente las libretas
dns-means-tlsa = Solo con DNSSEC: los servidores que conocen DANE rechazan un certificado falso
