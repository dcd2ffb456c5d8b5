# SPDX-License-Identifier: AGPL-3.0-or-later
## Records of the DNS, for who looks after the domain
# $there of $all records are as they should be.
dns-standing = { $there } de { $all } já estão lá. A consulta se repete a cada 15 segundos; o DNS pode levar alguns minutos, às vezes uma hora.
dns-checking = Consultando …
dns-copy-zone = Copiar todos, como arquivo de zona
dns-must = Estes têm de estar
dns-should = Estes é bom ter
dns-can = Estes, onde couber
dns-there = Está lá
dns-other = Lá está outra coisa
dns-nothing = Ainda não está
dns-unknown = Não dá para consultar daqui
dns-name = Nome
dns-value = Valor
dns-copy-name = Copiar o nome ({ $type })
dns-copy-value = Copiar o valor ({ $type } de { $name })
dns-your-ipv4 = o endereço IPv4 desta máquina
dns-your-ipv6 = o endereço IPv6 dela
dns-your-address-backwards = define-se no provedor da máquina, para o endereço dela

## What each is for
dns-means-a = Onde está a máquina
dns-means-aaaa = Onde está a máquina, se tiver IPv6
dns-means-ptr = O nome do endereço dela. Sem ele os grandes provedores recusam o seu correio
dns-means-mx = Para onde vai o correio do domínio
dns-means-spf = O seu correio vem dali; desconfiem de qualquer outro
dns-means-text-dmarc = Os grandes provedores pedem
dns-means-tlsrpt = Outros avisam onde a criptografia até você falha
dns-means-text-mta-sts = Outros exigem criptografia quando trazem correio a você
dns-means-mta-sts = Onde está a política para isso
dns-means-autoconfig = O Thunderbird se configura sozinho
dns-means-autodiscover = O Outlook se configura sozinho
dns-means-openpgpkey = Programas de OpenPGP encontram as chaves públicas
dns-means-imaps = Programas de correio encontram onde ler
dns-means-imap = O mesmo, com STARTTLS
dns-means-submissions = Programas de correio encontram por onde enviar
dns-means-submission = O mesmo, com STARTTLS
dns-means-jmap = Programas de JMAP encontram o servidor
dns-means-carddavs = Agendas de contatos encontram o servidor
dns-means-text-carddavs = Onde exatamente estão as agendas
dns-means-tlsa = Só com DNSSEC: servidores que conhecem DANE recusam um certificado falso
