# SPDX-License-Identifier: AGPL-3.0-or-later
## Folders
mail-folders = Pastas
mail-folder-inbox = Caixa de entrada
mail-folder-drafts = Rascunhos
mail-folder-sent = Enviados
mail-folder-archive = Arquivados
mail-folder-junk = Spam
mail-folder-trash = Lixeira
mail-starred = Com estrela
mail-new-folder = Nova pasta
mail-folder-name = Nome
mail-folder-parent = Dentro de
mail-folder-top = Nível principal
mail-folder-edit = Renomear ou mover
mail-folder-delete = Apagar pasta
# $name is the folder's.
mail-folder-more = Mais opções para { $name }
mail-folder-delete-title = Apagar “{ $name }”?
mail-folder-delete-full = { $count ->
    [1] Há uma mensagem nela, que será apagada para sempre.
   *[other] Há { $count } mensagens nela, que serão apagadas para sempre.
}
mail-folder-delete-empty = Ela está vazia.
mail-no-folder = Essa pasta não existe.
mail-count-unread = { $count ->
    [0] nenhuma não lida
    [1] uma não lida
   *[other] { $count } não lidas
}
mail-count-drafts = { $count ->
    [0] nenhum rascunho
    [1] um rascunho
   *[other] { $count } rascunhos
}

## The list
mail-list = Conversas
# $shown is the number as people write it.
mail-conversations = { $count ->
    [0] nenhuma conversa
    [1] uma conversa
   *[other] { $shown } conversas
}
mail-write = Escrever
mail-search = Buscar nas mensagens
mail-search-end = Encerrar a busca
mail-search-help = O que dá para buscar
mail-search-help-text = As palavras são procuradas em toda parte. Com isto você restringe a busca:
mail-unread = Não lida
mail-draft = Rascunho
mail-me = Eu
mail-me-to = mim
mail-no-sender = Sem remetente
mail-no-recipient = Sem endereço de destino
mail-no-subject = (sem assunto)
mail-to = Para { $people }
mail-and-more = { $count ->
    [1] mais um endereço
   *[other] mais { $count }
}
mail-letters = { $count ->
    [0] nenhuma mensagem
    [1] uma mensagem
   *[other] { $count } mensagens
}
mail-select = Selecionar “{ $subject }”
mail-select-all = { $count ->
    [1] Selecionar a única conversa desta lista
   *[other] Selecionar todas as { $shown } conversas desta lista
}
mail-select-none = Limpar a seleção
mail-selected = { $count ->
    [0] nenhuma selecionada
    [1] uma selecionada
   *[other] { $count } selecionadas
}
mail-star-this = Marcar “{ $subject }” com estrela
mail-bulk = Ações para o que está selecionado
mail-empty-inbox = Nada de novo
mail-empty-inbox-text = Tudo lido e no seu lugar. Vá lá fora tomar um ar.
mail-empty-folder = Não há nada aqui
mail-empty-folder-text = Traga mensagens de uma lista: marque-as e escolha “Mover”, ou arraste-as até a pasta.
mail-empty-search = Nada encontrado
mail-empty-search-text = Tente com menos palavras ou com outras. A busca inclui a lixeira e o spam quando você acrescenta in:trash ou in:junk.
mail-empty-starred = Ainda não há estrelas
mail-empty-starred-text = Uma estrela mantém à vista aquilo a que você quer voltar.
mail-choose = Escolha uma conversa para ler.
mail-keys-hint = Aperte ? para ver o que dá para fazer com o teclado.

## Actions
mail-actions = Ações
mail-archive = Arquivar
mail-delete = Apagar
mail-move = Mover
mail-more = Mais
mail-more-of-letter = Mais opções para esta mensagem
mail-mark-read = Marcar como lida
mail-mark-unread = Marcar como não lida
mail-star = Marcar com estrela
mail-unstar = Tirar estrelas
mail-junk = É spam
mail-not-junk = Não é spam
mail-print = Imprimir
mail-source = Código-fonte
mail-details = Cabeçalho
mail-download = Baixar
mail-delete-letter = Apagar esta mensagem
mail-back = Voltar à lista
mail-newer = Mais recente
mail-older = Mais antiga
mail-archived = { $count ->
    [1] Mensagem arquivada
   *[other] { $count } mensagens arquivadas
}
mail-trashed = { $count ->
    [1] Mensagem movida para a lixeira
   *[other] { $count } mensagens movidas para a lixeira
}
mail-moved = { $count ->
    [1] Mensagem movida para { $name }
   *[other] { $count } mensagens movidas para { $name }
}
mail-destroy-title = { $count ->
    [1] Apagar esta mensagem para sempre?
   *[other] Apagar { $count } mensagens para sempre?
}
mail-destroy-text = Depois disso, ninguém consegue recuperar.
mail-destroy = Apagar para sempre

## Reading
mail-reading = Conversa
mail-letter-of = { $name }, { $date }
mail-reply = Responder
mail-reply-all = Responder a todas as pessoas
mail-forward = Encaminhar
mail-as-new = Usar como nova mensagem
mail-edit-draft = Continuar escrevendo
mail-attachments = Anexos
mail-attachments-count = { $count ->
    [0] nenhum anexo
    [1] um anexo
   *[other] { $count } anexos
}
mail-attachment-unnamed = Anexo
mail-source-cut = Aqui aparecem os primeiros { $shown } de { $size }. Baixe para ver tudo.
letter-remote = { $count ->
    [1] O conteúdo de { $hosts } não foi carregado: quem enviou isto ficaria sabendo que você leu.
   *[other] O conteúdo de outros { $count } servidores ({ $hosts }…) não foi carregado: eles ficariam sabendo que você leu isto.
}
letter-as-text = Mostrar como texto
letter-as-html = Mostrar com o formato original
letter-text-of = Texto de “{ $subject }”
letter-truncated = Esta mensagem é muito longa e só aparece o começo. Baixe para ler tudo.
letter-picture-missing = Não foi possível carregar esta imagem.
mail-failed-mailboxHasChild = Há outras pastas dentro dela. Primeiro mova ou apague essas pastas.

## The keyboard
mail-keys = O que dá para fazer com o teclado
mail-key-select = Selecionar ou tirar da seleção
mail-key-send = Enviar o que você escreve
mail-key-escape = Voltar, ou limpar a seleção

## Letters that leave later
mail-scheduled = Saem depois
# $date is when it leaves.
mail-leaves-at = Sai em { $date }
mail-take-back = Trazer de volta e mudar
mail-scheduled-empty = Nada sai depois
mail-scheduled-empty-text = Escolha “Enviar mais tarde” enquanto escreve.
