# SPDX-License-Identifier: AGPL-3.0-or-later
# As páginas simples: o que funciona sem nenhum script.

## Em todas as páginas

plain-skip = Ir para o conteúdo
plain-menu = Menu
plain-languages = Idioma
plain-mail = Correio
plain-write = Escrever
plain-sign-in = Entrar
plain-sign-out = Sair
plain-portal = Ir para o portal
plain-times-are-utc = Todos os horários são UTC.
plain-optional = (opcional)
plain-go-on = Continuar
plain-look-below = Algo ainda não está certo. Veja abaixo, por favor.

## O que pode dar errado

plain-not-found-title = Não há nada aqui
plain-not-found = Esta página não existe ou já não está aqui. Talvez o link tenha chegado cortado.
plain-too-many-title = Tentativas demais
plain-too-many = Foram vezes demais em pouco tempo. Espere um pouco e tente de novo.
plain-closed-title = Agora não é possível
plain-closed = O servidor não pode responder neste momento. Tente de novo daqui a um minuto.
plain-broken-title = Algo deu errado
plain-broken = A culpa não é sua. Tente de novo; se acontecer outra vez, avise quem cuida do servidor.
plain-forged-title = Isto não veio daqui
plain-forged = O formulário não foi enviado de uma página deste servidor, por isso nada foi feito. Abra a página aqui e tente mais uma vez.
plain-too-large-title = É grande demais
plain-too-large = O que você enviou é maior do que o servidor aceita. Anexe menos arquivos ou arquivos menores.
plain-no-form-title = Não foi possível ler
plain-no-form = O formulário chegou incompleto. Volte e envie de novo.

## Abrir o servidor

plain-locked-title = Este servidor está trancado
plain-locked-text = Ele foi ligado, e quem guarda as chaves ainda não o abriu. Nada se perde: o correio espera. Volte mais tarde, por favor.
plain-locked-in-clear = Você guarda uma parte da chave? Então venha por uma conexão cifrada: https em vez de http.
plain-for-keyholders = Para quem guarda as chaves
plain-nobody-here-yet = Ainda não chegou nenhuma parte.
plain-here-already = { $count ->
    [one] Chegou uma parte: a de número { $numbers }.
   *[other] Chegaram { $count } partes: as de números { $numbers }.
}
plain-missing-shares = { $count ->
    [one] Falta mais uma parte.
   *[other] Faltam mais { $count } partes.
}
plain-share = A sua parte da chave
plain-share-hint = Digite ou cole como foi entregue a você. Não fica em nenhum histórico nem registro.
plain-give-share = Entregar a minha parte
plain-share-missing = Digite a sua parte, por favor.
plain-share-wrong = Esta parte não encaixa. Confira letra por letra; ela tem de ser deste servidor e não de um conjunto anterior.
plain-share-twice = Esta parte já está aqui. É preciso a de outra pessoa.
plain-wait-for-others = Agradecemos: a sua parte está aqui. Quando chegarem outras suficientes, olhe de novo: então verá se o servidor foi ligado sem que ninguém saiba por quê.
plain-look-again = Olhar de novo
plain-unlocked-title = O servidor está aberto
plain-unlocked-text = As chaves estão aqui. O correio que esperava chega agora.
plain-half-open = As chaves estão aqui, mas falhou algo que faz parte disso: um certificado ou o correio que espera. Avise quem cuida do servidor, por favor.
plain-receipt-over = As vezes em que o servidor foi ligado só aparecem aqui por um tempo depois que uma parte foi entregue. No portal elas podem ser vistas a qualquer momento.
plain-starts = Vezes em que o servidor foi ligado
plain-no-strange-starts = Todas as vezes têm explicação. Está tudo bem.
plain-strange-starts = { $count ->
    [one] O servidor foi ligado uma vez sem que ninguém explicasse:
   *[other] O servidor foi ligado { $count } vezes sem que ninguém explicasse:
}
plain-strange-starts-mean = Alguém sabe por que o servidor foi ligado nessa hora? Se ninguém souber, ajam como se o disco tivesse sido copiado: conversem entre quem guarda as chaves antes de continuar.

## Entrar

plain-address = O seu endereço
plain-password = Senha
plain-stay-signed-in = Manter a sessão aberta neste aparelho por 30 dias
plain-forgot = Esqueci a minha senha
plain-have-invitation = Tenho um convite
plain-to-portal = O portal, com tudo (precisa de JavaScript)
plain-both-needed = Preencha os dois campos, por favor.
plain-not-right = O endereço ou a senha não está certo.
plain-sign-in-first = Entre para ver esta página.
plain-session-over = A sua sessão terminou. Nada foi feito.
plain-your-text = O seu texto, para que você possa copiar
plain-session-label = Páginas simples
plain-code-title = Mais um passo
plain-code-text = A sua conta pede uma segunda prova além da senha.
plain-code = Código do seu aplicativo de autenticação
plain-code-hint = Seis dígitos. O seu código de recuperação também serve aqui.
plain-code-wrong = Este código não está certo ou é antigo demais. Se continuar assim, entre de novo desde o começo.
plain-passkey-needs-portal = A sua conta pede uma chave de acesso, e elas só funcionam no portal, com JavaScript.
plain-or-recovery-code = Ou entre aqui com o seu código de recuperação:
plain-passkey-in-portal = Você também tem uma chave de acesso: ela funciona no portal.

## Participar

plain-join-title = Participar
plain-join = Participar
plain-join-text = Alguém do coletivo deu a você um convite. Que bom que você veio!
plain-invitation = O seu convite
plain-invitation-hint = Cole o link inteiro ou só o que vem depois de #.
plain-invitation-missing = Cole o seu convite, por favor.
plain-invitation-wrong = Este convite não vale: já foi usado, venceu ou falta um pedaço. Peça um novo a quem o deu a você.
plain-join-choose = Escolha como as pessoas vão escrever para você e uma senha que só você conheça.
plain-new-address = O endereço que você gostaria de ter
plain-new-address-hint = O que vem antes da @. Depois dela vem { $domain }.
plain-name = O seu nome
plain-name-hint = Como as outras pessoas vão ler. Pode ficar vazio.
plain-new-password = Senha nova
plain-new-password-hint = Oito caracteres no mínimo. Várias palavras seguidas são fáceis de lembrar e difíceis de adivinhar.
plain-password-again = A mesma senha outra vez
plain-passwords-differ = As duas senhas não são iguais. Digite as duas de novo.
plain-password-short = Esta senha é curta demais: oito caracteres no mínimo.
plain-password-refused = Esta senha não pode ser usada. Escolha outra.
plain-address-missing = Escolha um endereço, por favor.
plain-address-or-password-wrong = Este endereço ou esta senha não pode ser usado. Um endereço tem letras, dígitos, pontos e hifens; uma senha, oito caracteres no mínimo.
plain-address-taken = Alguém já tem este endereço. Escolha outro.
plain-address-elsewhere = Este endereço é de outro domínio.
plain-address-reserved = Este endereço é reservado para uma tarefa ou se parece demais com outro. Escolha outro.
plain-welcome-title = Boas-vindas!
plain-welcome = O seu endereço é { $address }. Você agora faz parte.
plain-recovery-title = O seu código de recuperação
plain-recovery-text = Se você esquecer a senha, este código abre a sua conta, e nada mais abre: nem quem cuida do servidor poderá ajudar.
plain-recovery-picture = O código de recuperação como código QR
plain-recovery-once = Ele só aparece agora. Imprima esta página ou copie o código em papel, e guarde onde você guarda o que importa.

## Recuperar

plain-recover-title = Uma senha nova
plain-recover-text = Com o seu código de recuperação você escolhe uma senha nova. Nada do seu correio se perde, e você recebe um código novo.
plain-recovery-code = Código de recuperação
plain-recovery-code-hint = Ele apareceu quando você entrou no coletivo ou na última vez em que o renovou.
plain-recovery-wrong = O endereço ou o código de recuperação não está certo.
plain-pressed-twice = Se você apertou o botão duas vezes, talvez já tenha dado certo na primeira: tente entrar com a senha que acabou de escolher. Se funcionar, crie um novo código de recuperação no portal.
plain-recover = Definir a senha nova
plain-recovered-title = A sua senha nova está pronta
plain-recovered-text = Você já pode entrar com ela. O código antigo não abre mais nada; este é o novo:

## Ler o correio

plain-folders = Pastas
plain-folder-inbox = Entrada
plain-folder-drafts = Rascunhos
plain-folder-sent = Enviados
plain-folder-junk = Indesejados
plain-folder-trash = Lixeira
plain-folder-archive = Arquivo
plain-unread-count = { $count ->
    [one] { $count } por ler
   *[other] { $count } por ler
}
plain-search = Procurar
plain-search-label = Procurar em todo o correio
plain-search-title = Procura
plain-search-over = Esta procura já não vale: o servidor foi reiniciado ou era de outra pessoa. Escreva as palavras outra vez.
plain-search-count = { $count ->
    [0] Nada foi encontrado com “{ $query }”. Tente menos palavras ou outras.
    [one] Uma conversa com “{ $query }”
   *[other] { $count } conversas com “{ $query }”
}
plain-inbox-empty = A sua caixa de entrada está vazia. Bom descanso.
plain-folder-empty = Não há nada nesta pasta.
plain-letters = Conversas
plain-select = Escolher: { $subject }
plain-no-subject = (sem assunto)
plain-nobody = (ninguém)
plain-to-whom = Para: { $names }
plain-letters-in-thread = { $count ->
    [one] { $count } carta
   *[other] { $count } cartas
}
plain-is-unread = Por ler
plain-is-starred = Com estrela
plain-is-draft = Rascunho
plain-has-files = Com anexos
plain-page-of = Página { NUMBER($page) } de { NUMBER($pages) }
plain-newer = Mais novas
plain-older = Mais antigas
plain-pages = Páginas
plain-with-chosen = Com as escolhidas:
plain-mark-read = Marcar como lida
plain-mark-unread = Marcar como não lida
plain-star = Pôr estrela
plain-unstar = Tirar a estrela
plain-archive-it = Arquivar
plain-delete = Apagar
plain-destroy = Apagar para sempre
plain-junk-it = Indesejado
plain-not-junk = Não é indesejado
plain-move = Mover
plain-move-to = Mover para
plain-from = De
plain-to = Para
plain-cc = Cópia
plain-bcc = Cópia oculta
plain-date = Data
plain-reply = Responder
plain-reply-all = Responder a todo o grupo
plain-forward = Encaminhar
plain-edit-draft = Continuar a escrever
plain-attachments = Anexos
plain-whole-thread = A conversa inteira
plain-whole-letter = A carta como arquivo
plain-letter-cut = Esta carta é muito longa: aqui aparece só o começo. O arquivo tem tudo.
plain-was-html = Esta carta foi feita como página da web. Aqui está o texto; imagens de outros lugares não são carregadas.
plain-no-text = Esta carta não tem texto.
plain-back-to = Voltar para { $folder }

## Escrever

plain-write-title = Escrever uma carta
plain-reply-title = Responder
plain-forward-title = Encaminhar
plain-draft-title = Rascunho
plain-draft-too-long = Este rascunho é longo demais para ser mudado aqui. Está guardado inteiro: o portal ou um programa de correio o abre.
plain-sender = De
plain-recipients-hint = Vários endereços, separados por vírgulas.
plain-subject = Assunto
plain-text = Texto
plain-files = Anexar arquivos
plain-files-hint = Até { NUMBER($count) } arquivos de cada vez.
plain-attached = Anexados
plain-remove-file = Tirar { $name }
plain-send = Enviar
plain-save-draft = Guardar como rascunho
plain-add-files = Anexar agora
plain-discard = Descartar
plain-recipients-missing = Diga para quem é esta carta, por favor.
plain-recipient-wrong = “{ $address }” não é um endereço para o qual se possa escrever.
plain-too-many-recipients = São mais pessoas do que uma carta pode ter.
plain-not-sent = A carta não foi enviada; ficou guardada como rascunho. Tente mais tarde.
plain-not-saved = Não foi possível guardar a carta. Copie o seu texto e tente de novo.
plain-no-room = Não há mais espaço na sua conta. Apague alguma coisa e esvazie a lixeira.
plain-attribution = Em { $date }, { $name } escreveu:
plain-forwarded = Carta encaminhada
plain-undo = Desfazer o envio

## O que se diz depois de fazer algo

plain-said-archived = Arquivado.
plain-said-binned = Está na lixeira.
plain-said-canceled = O envio foi desfeito. A sua carta voltou a ser um rascunho.
plain-said-destroyed = Apagado para sempre.
plain-said-discarded = O rascunho já não existe.
plain-said-failed = Não deu certo. Tente de novo.
plain-said-file-added = Os arquivos estão anexados. O rascunho está guardado.
plain-said-junk = Está nos indesejados.
plain-said-moved = Movido.
plain-said-none = Nada foi escolhido. Marque primeiro as caixas.
plain-said-not-junk = Está na caixa de entrada.
plain-said-read = Marcado como lido.
plain-said-saved = O rascunho está guardado.
plain-said-sending = A sua carta já está sendo enviada.
plain-said-sent = A sua carta está a caminho.
plain-said-signed-out = Você saiu. Até a próxima!
plain-said-starred = Com estrela.
plain-said-too-late = Já era tarde: a carta já saiu.
plain-said-unread = Marcado como não lido.
plain-said-unstarred = Sem estrela.
