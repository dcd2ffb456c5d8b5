# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
settings-all = Todos os ajustes
settings-you = Você
settings-signing-in = Entrar
settings-programs = Programas de correio
settings-trust = Confiança
settings-held = O que se guarda sobre você
settings-saved = Salvo
# $date is a day.
settings-since = desde { $date }

## Who one is, asked anew
proof-title = É você?
proof-text = O que abre a sua conta só muda quem sabe a senha: um navegador que ficou aberto não basta.
proof-go = Sou eu
proof-wrong = Esta não é a sua senha.

## You
you-identities = Com que nome você escreve
you-identities-text = O nome e a assinatura que vão no correio que você escreve.
you-identity-add = Outro
you-identity-add-text = Mais um nome para um endereço seu: por exemplo, para um grupo de trabalho.
you-identity-first = primeiro
you-identity-make-first = Escrever primeiro com este
# $name is the identity's.
you-identity-remove-title = Apagar “{ $name }”?
you-identity-remove-text = O correio que você já enviou fica como está.
you-name = Nome
you-name-hint = Ao lado do endereço. Pode ficar vazio.
you-reply-to = As respostas vão para
you-reply-to-hint = Vazio: para o próprio endereço.
you-signature = Assinatura
you-failed-invalidProperties = O endereço para respostas está completo, como ana@example.org?
you-writing = Ao escrever
you-undo = Desfazer um envio
you-undo-hint = Quanto tempo uma carta espera aqui antes de sair.
you-undo-none = Nada: as cartas saem na hora
you-undo-seconds = { $count ->
    [1] Um segundo
   *[other] { $count } segundos
}
you-rich = Cartas com formatação
you-rich-hint = Negrito, listas e links. Saem também como texto simples.
you-appearance = Aparência
you-appearance-text = Neste aparelho.
you-language = Idioma
you-theme = Claro ou escuro
you-theme-system = Como está no aparelho
you-theme-light = Claro
you-theme-dark = Escuro
you-room = Espaço
# $used and $limit are amounts, such as 2 GB.
you-room-octets = { $used } de { $limit } em uso
you-room-messages = { $used } de { $limit } mensagens
# $octets is an amount.
you-room-no-limit = { $octets } em uso. Para você não há limite.

## Signing in
signing-password-text = Quando você a muda, as suas outras sessões terminam. O correio, o código de recuperação e as senhas de aplicativo ficam.
signing-password-change = Mudar a senha
signing-password-changed = A sua senha mudou
signing-code-text = Ele abre a sua conta quando a senha é esquecida. Perdeu o código, ou alguém pode tê-lo visto? Peça um novo: o antigo não abre mais nada.
signing-code-renew = Novo código de recuperação
signing-code-renewed = A partir de agora só vale o código novo
codes-title = Códigos de um aplicativo de autenticação
codes-off = Um segundo passo além da senha: seis dígitos de um aplicativo no seu telefone, como Aegis, FreeOTP ou 2FAS. Sem eles a senha sozinha não abre mais nada, nem aqui nem em programas de correio; as senhas de aplicativo continuam como estão.
codes-on = Pedem-se códigos além da senha. Se você perder o telefone, o código de recuperação serve no lugar deles.
codes-begin = Configurar códigos
codes-scan = Escaneie isto com o seu aplicativo de autenticação.
codes-qr = O segredo dos códigos como código QR
codes-by-hand = Ou digite nele este segredo:
codes-code-hint = Os seis dígitos que ele mostra agora. A partir daí são pedidos, e as suas outras sessões terminam.
codes-confirm = Ativar
codes-wrong = Este código não está certo. Espere o próximo; e a hora do seu telefone está certa?
codes-done = A partir de agora pedem-se códigos
codes-remove = Desativar
codes-remove-title = Não pedir mais códigos?
codes-remove-text = Então a senha sozinha abre a sua conta.
codes-removed = Não se pedem mais códigos
passkeys-title = Chaves de acesso
passkeys-text = Um aparelho seu ou uma chave de segurança que mostra que é você, pela digital ou por um código. Páginas falsas não conseguem nada dela.
passkeys-add = Adicionar uma chave de acesso
passkeys-label = Nome
passkeys-label-hint = Para você reconhecê-la.
passkeys-unnamed = Sem nome
passkeys-what-for = Para que serve?
passkeys-for-alone = Abre a minha conta sozinha
passkeys-for-alone-hint = Onde ela estiver à mão, não é preciso senha.
passkeys-for-second = É pedida além da minha senha
passkeys-for-second-hint = Então a senha sozinha não abre mais nada, e as suas outras sessões terminam.
passkeys-opens = abre sozinha
passkeys-second = além da senha
passkeys-proves = mostra que é você, nestes ajustes
passkeys-let-open = Deixar que abra sozinha
passkeys-opens-now = A partir de agora esta chave de acesso abre a sua conta
passkeys-second-now = A partir de agora esta chave de acesso é pedida
passkeys-cannot-open = Esta chave de acesso não consegue abrir a conta sozinha: falta-lhe o necessário, ou você cancelou. Nestes ajustes ela pode mostrar que é você.
passkeys-exists = Este aparelho já tem uma chave de acesso para a sua conta.
passkeys-none-here = Este navegador não conhece chaves de acesso.
passkeys-remove = Tirar
# $label is the passkey's name.
passkeys-remove-title = Tirar “{ $label }”?
passkeys-remove-text = Aqui ela não abre mais nada. Apague-a também no seu aparelho.
session-title = Onde você tem sessão aberta
session-text = Você conhece todas? Termine as que não conhece e mude a senha.
session-this = Esta
session-unnamed = Sem nome
session-end = Terminar
session-end-others = Terminar todas as outras
session-end-others-title = Terminar todas as outras sessões?
session-end-others-text = { $count ->
    [1] Um navegador ou programa terá de entrar de novo.
   *[other] { $count } navegadores e programas terão de entrar de novo.
}
session-ended = { $count ->
    [1] A sessão terminou
   *[other] { $count } sessões terminaram
}
# $date is a day.
session-until = até { $date } no máximo
session-by-password = com senha
session-by-code = com senha e código
session-by-second-passkey = com senha e chave de acesso
session-by-recovery = com senha e código de recuperação
session-by-app-password = com uma senha de aplicativo
session-by-passkey = com chave de acesso

## After a reset
former-title = Quem guarda as chaves recomeçou a sua conta?
former-text = O seu correio antigo está lacrado ao lado da conta nova. Se aparecer uma senha, uma senha de aplicativo ou um código de recuperação de antes, ele traz tudo de volta: o correio, os contatos e o que foi enviado.
former-secret = O segredo antigo
former-secret-hint = Uma senha, senha de aplicativo ou código de recuperação de antes do recomeço.
former-wrong = Isto não abre o correio antigo.
former-none = Não há nada para trazer de volta: a sua conta não foi recomeçada, ou já voltou tudo.
former-go = Trazer de volta
# $shown is the number as people write it.
former-back = { $count ->
    [1] Uma mensagem está de volta.
   *[other] { $shown } mensagens estão de volta.
}
former-kept = Algo não pôde ser passado e fica lacrado como está.

## Mail programs
programs-title = Senhas de aplicativo
programs-text = Cada programa recebe uma senha própria. Se um aparelho se perder, você retira só essa; e um programa não pode mudar a sua conta nem ver onde você tem sessão.
programs-none = Ainda não há nenhuma. Adicione uma, por exemplo para o telefone.
programs-add = Adicionar um programa
programs-label = Para que é?
programs-label-hint = Nas suas palavras: “telefone”, “notebook de casa”.
programs-remove = Retirar
# $label is the app password's.
programs-remove-title = Retirar “{ $label }”?
programs-remove-text = O programa fica de fora na hora. O que ele guardou no aparelho continua lá.
programs-removed = “{ $label }” foi retirada
programs-setup = Configurar “{ $label }”
programs-once = Esta senha só aparece agora. Quando você sair desta página ela se vai; outra se faz depressa.
programs-device = Tipo de aparelho
programs-android = Telefone Android
programs-apple = iPhone, iPad, Mac
programs-other = Qualquer outro
programs-android-mail = Correio
programs-android-1 = Instale o Thunderbird para Android ou o K-9 Mail e abra.
programs-android-2 = Escolha “Importar configurações” e depois “Escanear código QR”.
programs-android-3 = Ponha o telefone na frente deste código.
programs-android-qr = Código QR que configura o Thunderbird para Android ou o K-9 Mail
programs-dav = Contatos
programs-dav-text = Instale o DAVx⁵ e escaneie isto com a câmera do telefone: ele abre com tudo preenchido.
programs-dav-open = Abrir o DAVx⁵
programs-dav-qr = Código QR que configura o DAVx⁵
programs-qr-warning = Os códigos têm a senha dentro. Quem os fotografar lê o seu correio.
programs-apple-1 = Aponte a câmera para este código e abra o link: um perfil é baixado.
programs-apple-2 = Instale-o: Ajustes, “Perfil Baixado”. Em um Mac: Ajustes do Sistema, Perfis.
programs-apple-3 = Ele pede uma senha, uma vez para o correio e outra para os contatos: digite a de baixo.
programs-apple-here = Baixar o perfil neste aparelho
programs-apple-qr = Código QR que leva ao perfil
programs-secret = Senha de aplicativo
programs-other-text = A maioria dos programas encontra o resto pelo seu endereço. Se não, escolha IMAP à mão:
programs-done = Está configurado
programs-by-hand = Ajustes à mão
programs-by-hand-text = Se um programa avisar sobre o certificado, pare e pergunte a quem cuida do servidor.
programs-user = Nome de usuário
programs-imap = Ler (IMAP)
programs-smtp = Enviar (SMTP)
programs-smtp-other = Enviar, onde esse não é conhecido
programs-carddav = Contatos (CardDAV)
programs-kind = Tipo de login
programs-kind-text = “Senha normal”, com uma senha de aplicativo
# $what is the name of a setting.
programs-copy = Copiar: { $what }

## Trust
trust-group = Em quem eu confio
trust-group-text = Para o dia em que você for detida ou detido, ou levarem o seu telefone. Qualquer uma das pessoas que você escolher aqui pode congelar a sua conta na hora: todas as sessões terminam e nada a abre, seja o que for mostrado ou forçado. O correio continua chegando. Juntas elas a descongelam. Nenhuma pode ler nada.
trust-add = Alguém do coletivo
trust-add-hint = O endereço da pessoa. Ela vê que você confia nela; pergunte antes.
trust-add-go = Adicionar
# $address is theirs.
trust-remove = Tirar { $address }
trust-not-yourself = Tem de ser outra pessoa.
trust-nobody = Um destes endereços não é de ninguém aqui. Só se podem escolher membros.
trust-threshold = Quantas pessoas a descongelam juntas?
trust-threshold-hint = Menos que todas, para que quem congelou não possa mantê-la assim.
# $some of $all people.
trust-threshold-of = { $some } de { $all }
trust-means-one = Esta pessoa congela a sua conta na hora e a descongela.
trust-means = { $threshold ->
    [1] Qualquer uma das { $count } pessoas congela a sua conta na hora, e qualquer uma a descongela.
   *[other] Qualquer uma das { $count } pessoas congela a sua conta na hora. { $threshold } delas juntas a descongelam.
}
trust-group-none = Ninguém mais pode congelar a sua conta
entrusted-title = Contas confiadas a mim
entrusted-text = As donas e os donos confiam que você as congele em uma emergência.
entrusted-none = Ninguém confiou a conta a você
entrusted-none-text = Quando alguém escolher você, aparece aqui.
entrusted-open = aberta
entrusted-frozen = congelada
entrusted-freeze = Congelar
# $address is the account's.
entrusted-freeze-title = Congelar { $address }?
entrusted-freeze-text = Na hora terminam todas as sessões, e nada mais abre a conta: nem senha, nem senha de aplicativo, nem código de recuperação. O correio continua chegando. Faça isso quando a pessoa for detida, ou o aparelho dela estiver em outras mãos.
entrusted-freeze-records = Nos registros dela fica que foi você. Só as pessoas em quem ela confia podem descongelar.
entrusted-frozen-now = { $address } está congelada
entrusted-thaw = Quero que descongele
entrusted-thaw-not = Não quero mais que descongele
entrusted-thaw-needs = { $count ->
    [1] Uma das pessoas em quem ela confia a descongela.
   *[other] { $count } das pessoas em quem ela confia a descongelam juntas.
}
# $names is a list of addresses.
entrusted-thaw-wanted = Até agora querem: { $names }.
entrusted-thaw-waits = Anotado. Descongela quando outras pessoas suficientes quiserem também.
entrusted-thawed = { $address } está aberta de novo
entrusted-overruled = Você a congelou, e as outras pessoas a descongelaram. Por alguns dias você não pode congelá-la de novo.

settings-openpgp = OpenPGP
settings-device = Neste dispositivo
