# SPDX-License-Identifier: AGPL-3.0-or-later
# A página pública: o que qualquer pessoa vê de um coletivo.

public-about = Quem somos
public-services = O que oferecemos
public-joining = Como participar
public-canary = Canário
public-transparency = Transparência
public-last-changed = Última mudança: { $date }
public-nothing-written = Esta é a casa de { $site }: correio que só quem faz parte pode ler. O coletivo ainda não escreveu sobre si.
public-ways-in = Entradas
public-sign-in = Entrar
public-without-script = Entrar sem JavaScript
public-have-invitation = Tenho um convite
public-contact = Contato
public-trouble = Há algo errado com o correio que sai daqui? Escreva para
public-mail-programs = Configurações para programas de correio
public-found-by-themselves = Quase todos os programas encontram as configurações sozinhos: digite o seu endereço e uma senha de aplicativo.
public-apple = Para iPhone, iPad e Mac há um perfil para o seu endereço:
public-get-profile = Obter o perfil
public-by-hand = À mão; o nome de usuário é o seu endereço inteiro
public-what = O quê
public-server = Servidor
public-port = Porta
public-security = Segurança
public-reading = Ler (IMAP)
public-sending = Enviar (SMTP)
public-contacts = Contatos (CardDAV)
public-unfounded-title = Ninguém fundou um coletivo aqui ainda
public-unfounded-text = Quem ligou este servidor tem um link com o qual ele é fundado num navegador: foi impresso onde o servidor foi ligado, no terminal, ou no registro do serviço (journalctl --unit milpa). O link muda a cada vez.
public-unfounded-keyholder = Você vai guardar uma chave? Então quem funda o coletivo dará a você um link próprio.
