# SPDX-License-Identifier: AGPL-3.0-or-later
## Writing
compose-title = Nova mensagem
compose-from = De
compose-to = Para
compose-cc = Cc
compose-bcc = Cco
compose-date = Data
compose-subject = Assunto
compose-text = Texto
compose-more-fields = Cc, Cco
compose-offered = Pessoas em quem você talvez esteja pensando
compose-people = { $count ->
    [1] uma pessoa
   *[other] { $count } pessoas
}
compose-remove-recipient = Tirar { $name }
compose-send = Enviar
compose-sent = Mensagem enviada
compose-will-leave = Sai assim que houver conexão
compose-saving = Salvando…
compose-saved = Rascunho salvo
compose-not-saved = Não foi salvo
compose-kept = Guardada nos rascunhos
compose-fold = Minimizar
compose-close = Fechar e guardar como rascunho
compose-discard = Descartar
compose-discard-title = Descartar esta mensagem?
compose-discard-text = O que você escreveu será apagado para sempre.
compose-unsaved-title = Não foi possível salvar
compose-options = Mais
compose-attach = Anexar arquivos
compose-picture = Imagem no texto
compose-plain = Texto sem formatação
compose-rich = Texto com formatação
# $text is what was typed.
compose-not-an-address = “{ $text }” não é um endereço. Corrija ou tire.
compose-no-recipient = Para quem é? Escreva um endereço primeiro.
compose-uploading = Ainda há arquivos sendo enviados. Espere até terminar, ou tire-os.
compose-file-failed = Um arquivo não chegou. Tente de novo, ou tire-o.
compose-no-subject-title = Enviar sem assunto?
compose-no-subject-text = Com um assunto é mais fácil encontrar a mensagem depois.
compose-send-anyway = Enviar assim mesmo
compose-forgot-title = Você esqueceu o anexo?
compose-forgot-text = O texto fala de um anexo, mas não há nenhum.
# Words, separated by commas, that announce an attachment in this language.
compose-attachment-words = anexo, anexa, anexei, anexamos
compose-wrote = Em { $date }, { $name } escreveu:
compose-forwarded = Mensagem encaminhada

## Files
# $percent is a number, $size has its unit.
compose-file-progress = { $percent }% de { $size }
compose-file-going = Carregando { $name }
compose-file-again = Tentar { $name } de novo
compose-file-remove = Tirar { $name }

## Formats
compose-formats = Formatação
compose-more-formats = Mais formatos
compose-bold = Negrito
compose-italic = Itálico
compose-underline = Sublinhado
compose-link = Link
compose-link-url = Endereço da página
compose-unlink = Tirar o link
compose-bullets = Lista
compose-numbers = Lista numerada
compose-quote = Citação
compose-unquote = Tirar um nível de citação
compose-clear = Tirar a formatação
compose-undo = Desfazer

## Sending later
compose-schedule = Enviar mais tarde
compose-schedule-go = Enviar nessa hora
compose-schedule-own = Em outro momento
compose-schedule-past = Esse momento já passou.
compose-schedule-late = Falta tempo demais: o último momento possível é { $date }.
compose-this-evening = Hoje no fim da tarde
compose-tomorrow = Amanhã de manhã
compose-monday = Segunda-feira de manhã
compose-scheduled = Vai sair em { $date }

compose-failed-forbiddenFrom = Você não pode escrever a partir deste endereço.
compose-failed-tooManyRecipients = São endereços demais de uma só vez.
compose-failed-invalidRecipients = Um dos endereços não é válido.
compose-failed-noRecipients = Para quem é? Escreva um endereço primeiro.
compose-failed-cannotUnsend = Ela já saiu.
compose-failed-tooLarge = Esta mensagem é grande demais. Compartilhe arquivos grandes por outro meio.
compose-failed-noKey = Já não há uma chave para todas as pessoas a quem vai, por isso não foi cifrada nem saiu. Veja o selo dela.
compose-failed-cut = Esta mensagem não está aqui inteira, e continuar com ela perderia o resto. Tente de novo quando houver conexão.
compose-failed-ownKey = A sua própria chave já não pode cifrar: venceu ou foi retirada. Faça uma nova em Ajustes, OpenPGP.
