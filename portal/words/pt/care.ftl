# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
care-all = Todas as páginas
care-overview = Visão geral
care-members = Integrantes
care-invitations = Convites
care-domains = Domínios e apelidos
care-certificates = Certificados
care-queue = E-mails em espera
care-starts = Inicializações
care-keyholders = Quem guarda as chaves
care-page = Página pública
care-held = O que é guardado
care-machine = A máquina

## Overview
care-alarms = O que precisa de gente
care-all-well = Está tudo bem. Nada precisa de você agora.
care-alarm-go = Ir até lá
care-standing = Como está
care-unlocked-since = Aberto desde
care-k-of-n = { $threshold } de { $keyholders } abrem em conjunto
care-domains-of = Domínios
care-certificate-until = Certificado válido até
care-members-count = { $count ->
    [one] { $count } integrante
   *[other] { $count } integrantes
}
care-queue-count = { $count ->
    [one] { $count } destinatário
   *[other] { $count } destinatários
}
care-connections = Conexões
care-open-vaults = Contas abertas
care-uptime = Em funcionamento há
care-version = Versão
care-onion = Endereço onion
care-storage = Armazenamento
care-storage-text = { $mail } de e-mails. { $free } de { $total } livres no disco.
care-day = O último dia
care-day-text = Fica só na memória: ao reiniciar, é esquecido. Não há nomes nem endereços.
care-day-soon = O servidor acabou de iniciar. Em alguns minutos haverá gráficos.
care-chart-mail = E-mails
care-chart-in = Recebidos
care-chart-out = Enviados
care-chart-processor = Processador
care-chart-requests = Requisições da web
care-chart-memory = Memória

## Alarms
care-alarm-foreign = { $count ->
    [1] Alguém escreveu no diretório do disco
   *[other] Alguém escreveu { $count } vezes no diretório do disco
}
care-alarm-foreign-text = Quem foi não tem a chave do coletivo, então não teve efeito. Mas alguém conseguiu escrever no disco. Tratem como uma inicialização sem explicação: falem com as pessoas que têm as chaves.
care-alarm-certificate-over = O certificado venceu
care-alarm-certificate = O certificado vence em { $date }
care-alarm-certificate-text = Os programas vão avisar sobre o servidor ou recusá-lo. Traga um novo certificado.
care-alarm-self-made = O certificado é do próprio servidor
care-alarm-self-made-text = Ele cifra, mas não prova a ninguém quem vocês são: os programas avisam. Deixe o servidor obter um de uma autoridade, ou traga um.
care-alarm-renewal = Não há certificado válido para { $domain }
care-alarm-renewal-text = Foi pedido à autoridade e falhou: { $trouble }
care-alarm-queue = Os e-mails não saem
care-alarm-queue-text = A parte do servidor que envia e-mails não iniciou. Tente iniciá-la de novo; se continuar assim, veja o espaço no disco.
care-alarm-settings = Há um erro nas configurações
care-alarm-settings-text = O servidor continua com as que tinha. { $mistake }
care-alarm-memory = As chaves poderiam chegar ao disco
care-alarm-memory-text = A máquina não deixa o servidor travar sua memória. Aumente o limite de memória travada (memlock) do serviço e reinicie.
care-alarm-sandbox = O servidor não está isolado
care-alarm-sandbox-text = Se alguém invadir, poderá fazer mais do que deveria. Com um kernel mais novo ele se isola sozinho.
care-alarm-waiting = { $count ->
    [1] Um ajuste espera a próxima inicialização
   *[other] { $count } ajustes esperam a próxima inicialização
}
care-alarm-starts = { $count ->
    [1] Uma inicialização sem explicação
   *[other] { $count } inicializações sem explicação
}
care-alarm-starts-text = Até alguém saber por quê, é um disco copiado. Descubram e anotem o que encontraram.
care-alarm-storage = O disco está quase cheio
care-alarm-storage-text = Restam { $free }. Quando acabar, os e-mails serão recusados. Abram espaço ou adicionem um disco.
care-alarm-approvals = { $count ->
    [1] Um ato espera as pessoas que guardam as chaves
   *[other] { $count } atos esperam as pessoas que guardam as chaves
}
care-alarm-approvals-text = Quem tem uma parte pode dá-la ali.
care-alarm-alone = Uma só pessoa cuida do coletivo
care-alarm-alone-text = Se adoecer ou for detida, ninguém pode incluir ou retirar pessoas. Deem a tarefa a uma segunda pessoa.

## Members
care-invite = Convidar
care-members-search = Buscar integrantes
care-members-none = Ninguém foi encontrado
care-members-more = { $count ->
    [1] e mais uma pessoa: use a busca
   *[other] e mais { $count }: use a busca
}
care-member-self = você
care-member-since = desde { $date }
care-member-suspended = acesso suspenso
care-member-more = Mais para { $name }
care-duty-administrator = cuida do coletivo
care-duty-moderator = modera
care-usage = { $used }, { $messages }
care-usage-of = { $used } de { $quota }
care-member-add = Adicionar integrante
care-member-add-go = Adicionar
care-member-add-text = Melhor com a pessoa ao seu lado: a senha e o código de recuperação aparecem uma única vez. De longe, um convite é melhor: assim ela escolhe a senha sem ninguém olhar.
care-address = Endereço
care-domain = Domínio
care-name = Nome
care-name-hint = Só se a pessoa quiser que se saiba. Pode ficar vazio.
care-member-name = Nome
care-member-addresses = Endereços
care-addresses-text = A primeira é a que usa para escrever. As outras também chegam até a pessoa.
care-address-first = Endereço principal
care-address-more = Endereço { $number }
care-address-add = Adicionar endereço
care-address-remove = Remover { $address }
care-member-quota = Limite de espaço
care-quota-title = Quanto { $name } pode guardar?
care-quota-field = Espaço em gigabytes
care-quota-hint = Vazio: sem limite.
care-quota-wrong = Escreva um número: 5 ou 0,5.
care-duty-give = Dar a tarefa de cuidar
care-duty-take = Retirar a tarefa de cuidar
care-duty-give-title = { $name } deve cuidar do coletivo?
care-duty-take-title = { $name } deve deixar de cuidar do coletivo?
care-duty-give-text = Poderá incluir, suspender e remover pessoas para sempre, mudar domínios e trancar o servidor. Não poderá ler os e-mails de ninguém, nem fazer o que exige as pessoas que guardam as chaves.
care-duty-take-text = Continua fazendo parte. A última pessoa com a tarefa fica com ela.
care-duty-understood = Decidimos isso em conjunto.
care-member-held = O que é guardado sobre esta pessoa
care-member-suspend = Suspender o acesso
care-member-restore = Devolver o acesso
care-suspend-title = Suspender o acesso de { $name }?
care-suspend-text = Não poderá entrar, todas as sessões terminam na hora e os e-mails para a pessoa são recusados. O que ela tem fica, e você pode devolver o acesso.
care-suspended-done = O acesso de { $name } está suspenso
care-restored-done = { $name } pode entrar de novo
care-member-reset = Redefinir: esqueceu tudo
care-reset-title = Pedir uma conta nova e vazia para { $name }?
care-reset-text = Para quem não tem nem senha nem código de recuperação. As pessoas que guardam as chaves precisam aprovar. Os e-mails antigos ficam lacrados ao lado da conta nova, até aparecer uma senha ou um código antigo.
care-reset-speak = Fale antes pessoalmente com a pessoa. É assim que outra pessoa tomaria o endereço dela.
care-reset-ask = Pedir às pessoas que guardam as chaves
care-member-thaw = Descongelar a conta
care-thaw-title = Pedir para descongelar a conta de { $name }?
care-thaw-text = Para uma conta congelada em que restam poucas das pessoas em quem a titular confia. As pessoas que guardam as chaves as substituem. Enquanto houver suficientes, cabe a elas.
care-member-remove = Remover para sempre
care-remove-title = Remover { $name } para sempre?
care-remove-text = As chaves de tudo o que era da pessoa são destruídas: { $messages }, contatos, configurações. Ninguém pode trazer de volta, peça quem pedir.
care-remove-along = Deixe que a pessoa leve os e-mails antes. Suspender o acesso mantém tudo.
care-type-to-confirm = Digite { $word } para confirmar

## Told once
care-handover-password = A senha
care-handover-password-text = Para { $address }. A pessoa pode mudá-la nas configurações.
care-handover-once = Aparece uma única vez e não é guardada em lugar nenhum.
care-shares-title = { $count ->
    [1] Uma nova parte
   *[other] { $count } novas partes
}
care-shares-text = Elas aparecem uma após a outra. Cada uma é de uma pessoa, e só ela deve ver. Sentem-se juntas e virem a tela.
care-shares-not-yet = Nada mudou ainda: as partes antigas abrem o servidor até que se mostre que as novas estão aí. Peçam isso depois.
care-shares-begin = Mostrar a primeira
care-share-number = Parte { $number } de { $count }
care-share-text = Só para a pessoa número { $number }. Anote, ou imprima onde ninguém mais imprime.
care-share-about = Abre o servidor, junto com as outras.
care-share-note = Quando o servidor iniciar, abra https://{ $host }/portal/unlock e digite ali, ou leia o código com o botão dessa página. Não mostre a ninguém.
care-share-tick = Tenho no papel, e ninguém mais viu.
care-share-next = Próxima pessoa

## Invitations
care-invitations-text = Um link dá entrada a alguém, que escolhe endereço e senha sem ninguém olhar. Envie como enviaria uma chave.
care-invitation-new = Novo convite
care-invitation-make = Criar o link
care-invitations-none = Nenhum convite aberto
care-invitations-none-text = Crie um para quem você gostaria de ter por perto.
care-invitations-open = Convites abertos
care-invitation-unnamed = Sem nota
care-invitation-uses = { $count ->
    [1] para mais 1 pessoa
   *[other] para mais { $count } pessoas
}
care-invitation-until = até { $date } ({ $relative })
care-invitation-label = Nota
care-invitation-label-hint = Só para vocês: para quem é. Quem chega não vê.
care-invitation-times = Quantas pessoas
care-invitation-days = Por quantos dias
care-number-wrong = Um número inteiro de 1 a { $most }.
care-invitation-link = O link está pronto
care-invitation-link-text = Quem o tiver passa a fazer parte.
care-invitation-once = Aparece uma única vez: o servidor não guarda cópia. Copie agora.
# $host is as the page was opened.
care-invitation-local = Ele leva a { $host }, onde nenhum outro aparelho encontra este servidor. Ponha no lugar o nome ou o endereço da máquina antes de passá-lo adiante.
care-invitation-copy = Copiar o link
care-invitation-qr = O link como código QR
care-revoke = Revogar
care-revoke-of = Revogar “{ $label }”
care-revoke-title = Revogar “{ $label }”?
care-revoke-text = O link não deixará mais ninguém entrar. Quem já entrou fica.
care-revoked = Convite revogado

## Domains, DNS, aliases
care-domain-main = principal
care-domain-add = Adicionar domínio
care-domain-hint = Como foi registrado: example.org
care-domain-added = O domínio já é atendido. Agora configurem os registros DNS.
care-domain-remove = Remover
care-domain-remove-of = Remover { $domain }
care-domain-remove-title = Remover { $domain }?
care-domain-remove-text = A partir de agora os e-mails dele são recusados. Antes, integrantes e apelidos com endereço nele precisam de outro.
care-dns = O que o DNS deve dizer
care-dns-text = Para que os e-mails encontrem vocês e os seus não sejam descartados. Copiem cada registro no painel de quem cuida do domínio.
care-aliases = Apelidos
care-aliases-text = Endereços que levam a outros: a uma pessoa, a várias ou a outro lugar.
care-aliases-none = Ainda não há nenhum.
care-alias-new = Novo apelido
care-alias-edit = Editar { $address }
care-alias-delete = Excluir { $address }
care-alias-targets = Leva a
care-alias-targets-hint = Um endereço por linha.
care-alias-unreachable = ninguém tem este endereço
care-alias-remove-title = Excluir o apelido { $address }?
care-alias-remove-text = A partir de agora os e-mails para ele são recusados.
care-alias-removed = Apelido { $address } excluído

## Certificates
care-certificate-now = Em uso
care-certificate-names = Válido para
care-renewals = Por conta própria
care-renewals-text = O servidor obtém certificados de uma autoridade e os renova a tempo, um por domínio.
care-by-hand-text = O servidor não pede a nenhuma autoridade (ajuste acme.directory). Os certificados são trazidos à mão.
care-renew = Renovar agora
care-renew-title = Obter todos os certificados de novo?
care-renew-text = A autoridade é consultada na hora. Não faça isso repetidamente: a Let’s Encrypt dá cinco certificados por semana para os mesmos nomes.
care-renew-asked = A autoridade está sendo consultada
care-renewal-working = pedindo agora
care-renewal-well = tudo certo
care-renewal-none = ainda nenhum
care-renewal-failed = { $count ->
    [1] falhou uma vez
   *[other] falhou { $count } vezes
}
care-renewal-next = Próxima tentativa: { $date }.
care-renewal-trouble = O que deu errado, segundo o servidor:
care-bring = À mão
care-bring-text = Um certificado obtido em outro lugar. Fica lacrado e é usado na hora em novas conexões.
care-bring-go = Trazer um
care-bring-hint = Cole os dois textos (PEM). Depois apague os arquivos.
care-bring-chain = Certificado e sua cadeia
care-bring-key = Chave privada
care-bring-done = O certificado está em uso
care-bring-failed-invalidArguments = O servidor não aceita: a chave não corresponde, está vencido ou não é PEM. O anterior continua.

## Waiting mail
care-queue-empty = Nada à espera
care-queue-empty-text = Todos os e-mails saíram.
care-look-again = Olhar de novo
care-queue-waits = O que espera
care-queue-text = Só números: ninguém vê quem escreve para quem.
care-queue-messages = Mensagens
care-queue-recipients = Destinatários
care-queue-under-way = A caminho agora
care-queue-held = Retidos até a hora
care-queue-unreported = Falharam, remetente ainda sem aviso
care-queue-oldest = O mais antigo espera há
care-queue-next = Próxima tentativa em
care-queue-retry = Tentar tudo agora
care-queue-retried = Todos os e-mails em espera estão sendo tentados
care-queue-reasons = Por que espera
care-reason-none = Ainda não tentado
care-reason-dns = O DNS não encontrou o outro servidor
care-reason-connect = Não foi possível chegar ao outro servidor
care-reason-tls = Não houve conexão cifrada
care-reason-timeout = O outro servidor foi lento demais
care-reason-lost = A conexão se perdeu
care-reason-deferred = O outro servidor pediu para tentar depois
care-reason-refused = O outro servidor recusou
care-reason-unsupported = O outro servidor não aceita esse tipo
care-reason-loop = Está em círculo
care-reason-no-mail = O outro domínio não recebe e-mails
care-reason-local = Algo deu errado aqui

## Starts
care-starts-text = Todas as inicializações do servidor desde a fundação, para todo mundo ler. Vocês sabem por que cada uma aconteceu?
care-starts-open-text = Talvez tenha sido a energia. Talvez alguém tenha copiado o disco. Perguntem à hospedagem e a quem tem acesso, e anotem o que souberem. Se ninguém explicar, tratem como um disco copiado.
care-start-open = sem explicação
care-start-never = Não foi aberto então.
care-start-unlocked = Aberto desde { $date }
care-start-session = Aberto de { $from } a { $to } ({ $duration })
care-start-by = { $name }, { $date }
care-start-explain = Explicar
care-start-change = Mudar a explicação
care-start-explain-of = Explicar a inicialização de { $date }
care-start-reason = Qual foi o motivo?
care-start-reason-hint = O que você sabe e por quem. Todo mundo lê. Vazio: retira.
care-starts-older = { $count ->
    [1] Mostrar um anterior
   *[other] Mostrar anteriores ({ $count })
}

## Keyholders and approvals
care-keyholders-text = Sem tantas pessoas ninguém abre o servidor depois de uma inicialização nem redefine uma conta. O que fizeram em conjunto está abaixo, para todo mundo ler.
care-generation = Geração { $number } das partes
care-keyholders-change = Mudar quem tem as chaves
care-keyholders-ask = Pedir novas partes
care-change-text = Quando alguém sai, ou uma parte pode ter sido vista. Primeiro aprovam pessoas suficientes das atuais; depois as novas partes são sorteadas e mostradas uma vez.
care-change-n = Quantas pessoas
care-change-k = Quantas abrem em conjunto
care-change-wrong = No máximo { $most } pessoas, e não mais do que há para abrir.
care-change-one = Aí cada pessoa sozinha abre tudo.
care-change-all = Aí uma única parte perdida deixa vocês de fora para sempre.
care-change-confirm-text = As novas partes já foram sorteadas e anotadas? Elas valem quando pessoas novas suficientes mostram que têm a sua.
care-change-confirm = Pôr as novas partes em vigor
care-approvals = O que espera as pessoas que guardam as chaves
care-approvals-text = Fica só na memória: reiniciar esquece o que foi pedido.
care-approvals-none = Nada à espera.
care-approval-asked = Foi pedido às pessoas que guardam as chaves
care-somebody-gone = alguém que já saiu
care-approval-reset = Uma conta nova e vazia para { $address }
care-approval-reset-text = A senha e o código de recuperação se perderam. Fale com a pessoa antes de dar sua parte: é assim que outra pessoa tomaria o endereço.
care-approval-thaw = Descongelar a conta de { $address }
care-approval-thaw-text = Restam poucas das pessoas em quem a titular confia para descongelar. Fale antes com a titular.
care-approval-change = Novas partes: { $threshold } de { $keyholders }
care-approval-change-text = As pessoas atuais aprovam com suas partes atuais. Depois novas são sorteadas; nada muda até mostrarem que estão aí.
care-approval-confirm = As novas partes entram em vigor
care-approval-confirm-text = Cada nova pessoa dá sua nova parte. Com o suficiente, as antigas não abrem mais nada.
care-approval-here = { $count ->
    [1] A parte número { $numbers } está aqui.
   *[other] As partes número { $numbers } estão aqui.
}
care-approval-missing = { $count ->
    [1] Falta mais uma.
   *[other] Faltam mais { $count }.
}
care-approval-give = Dar minha parte
care-give-text = Sua parte vai para este servidor e aprova só este ato. É a máquina que você pensa, e você está a sós com ela?
care-give-new-text = Dê aqui sua nova parte, não a antiga.
care-approval-given = Sua parte chegou. Ela não está mais nesta página.
care-approval-given-done = Era a última: está feito.
care-approval-done = Está feito. O resultado espera quem pediu.
care-approval-done-own = Está feito. O resultado aparece para você uma única vez.
care-approval-collect = Mostrar o resultado
care-approval-over = Está feito, e não há nada a mostrar.
care-approval-withdraw = Retirar
care-approval-withdraw-title = Retirar isto?
care-acts = O que as pessoas que guardam as chaves fizeram
care-acts-text = Tudo o que precisou de várias pessoas, desde a fundação.
care-act-founded = Fundação
care-act-unlocked = Abriram o servidor
care-act-changedKeyholders = Mudaram quem tem as chaves
care-act-resetMember = Redefiniram uma conta
care-act-resetMember-of = Redefiniram a conta de { $name }
care-act-thawedMember = Descongelaram uma conta
care-act-thawedMember-of = Descongelaram a conta de { $name }
care-act-other = Outra coisa
care-act-shares = { $count ->
    [1] parte { $numbers }
   *[other] partes { $numbers }
}

## The public page
care-page-text = O que lê qualquer pessoa que abra o endereço de vocês, integrante ou não.
care-page-look = Ver a página
care-page-none = Este servidor não tem página pública
care-page-none-text = Vem com uma versão mais nova.
care-page-all-languages = Em todos os idiomas
care-page-name = Nome do coletivo
care-page-contact = Como falar com vocês
care-page-contact-hint = Um endereço de e-mail ou um link.
care-page-main = Idioma principal
care-page-main-hint = Aparece quando não há texto no idioma de quem lê.
care-page-languages = Idiomas da página
care-page-add-language = Adicionar idioma
care-page-drop = Remover este idioma
care-page-drop-title = Remover { $language } da página?
care-page-drop-text = Os textos somem ao salvar.
care-page-about = Quem somos
care-page-about-hint = Algumas frases. Não citem ninguém sem acordo.
care-page-services = O que oferecemos
care-page-services-hint = E-mail, contatos e o que mais houver.
care-page-joining = Como participar
care-page-joining-hint = Quem pode e a quem perguntar.
care-page-canary = Canário
care-page-canary-hint = O que não aconteceu até hoje. Renovem com regularidade: se não for renovado, também diz algo.
care-page-transparency = Ordens que recebemos
care-page-transparency-hint = Quem pediu o quê e o que vocês responderam, até onde puderem dizer.
care-page-changed = Última mudança: { $date }.
care-page-plain = Texto simples. Uma linha vazia começa outro parágrafo.
care-page-unsaved = Ainda não salvo
care-page-saved = Salvo: a página pública já mostra

## What is held
care-held-about = Tudo o que este servidor poderia ser obrigado a entregar sobre alguém. Os e-mails não estão aí: ninguém aqui tem a chave. Cada pessoa vê o seu nas configurações.
care-held-whom = Sobre quem
care-held-choose = Escolha alguém
care-held-nobody = Escolha alguém para ver o que é guardado
care-held-text = Isto é tudo o que poderia ser entregue sobre { $address }. Imprima ou salve quando alguém pedir com um papel na mão.

## The machine
care-settings = Arquivo de configurações
care-settings-text = Quem cuida da máquina escreve o milpa.conf. Aqui ele é lido de novo, sem reiniciar.
care-settings-reload = Ler de novo
care-settings-taken = Em vigor na hora:
care-settings-nothing = Lido de novo: nada mudou.
care-settings-waiting = Espera a próxima inicialização:
care-settings-mistake = Há um erro e nada foi aplicado: { $mistake }
care-purge = Purgar
care-purge-about = O que foi apagado fica um tempo lacrado nos arquivos, sem chave. Purgar os reescreve para que não reste em nenhum.
care-purge-title = Reescrever todos os arquivos?
care-purge-text = Demora um pouco e enquanto isso o servidor fica mais lento. Nada do que existe se perde.
care-purge-done = Os arquivos foram reescritos
care-finish = A abertura não está completa
care-finish-text = As chaves estão aqui, mas o certificado ou os e-mails em espera não iniciaram. Consertem o que falha (disco cheio?) e tentem de novo.
care-finish-done = Tudo funciona agora
care-protection = Como o servidor se protege
care-protection-text = Para que as chaves fiquem na memória e quem invadir possa fazer pouco.
care-memory-keys = As chaves nunca são gravadas no disco
care-memory-all = O resto da memória também nunca é escrito no disco
care-memory-core = Sem despejos de memória
care-sandbox-calls = Pode pedir pouco ao sistema
care-sandbox-files = Vê só os próprios arquivos
care-ports = Portas
care-sessions = Sessões
care-yes = sim
care-no = não
care-lock = Trancar o servidor
care-lock-about = Quando alguém está à porta, quando a máquina vai ser movida ou quando vocês não entendem o que ela está fazendo.
care-lock-now = Trancar agora
care-lock-title = Trancar o servidor agora?
care-lock-text = Todas as chaves são esquecidas e todas as sessões terminam, a sua também. Ninguém lê nem envia até que as pessoas que guardam as chaves abram de novo. Os e-mails esperam alguns dias em outros servidores. Nada se perde.
care-lock-word = trancar

## What went wrong
care-failed-alreadyExists = Isso já existe.
care-failed-invalidProperties = O servidor não aceita assim. Verifique o endereço ou o nome: só domínios de vocês e sem sinais que não cabem em um endereço.
care-failed-forbidden = Isto não é permitido: a última pessoa que cuida fica, ninguém remove a si mesma, e um domínio em uso permanece.
care-failed-requestTooLarge = Há mais do que esta página pode mostrar.
care-failed-tooLarge = É texto demais.
