# SPDX-License-Identifier: AGPL-3.0-or-later
## Places
contacts-places = Grupos e mais
contacts-all = Todas as pessoas
contacts-groups = Grupos
contacts-books = Agendas
contacts-birthdays = Aniversários
contacts-new = Novo contato
contacts-not-there = Já não está aqui.

## The list
contacts-list = Contatos
contacts-count = { $count ->
    [one] { $shown } contato
   *[other] { $shown } contatos
}
contacts-search = Buscar contatos
contacts-search-end = Encerrar a busca
contacts-select = Selecionar { $name }
contacts-select-none = Não selecionar nada
contacts-select-all = { $count ->
    [1] Selecionar o que aparece
   *[other] Selecionar todos os { $count }
}
contacts-selected = { $count ->
    [one] { $count } na seleção
   *[other] { $count } na seleção
}
contacts-bulk = Para a seleção
contacts-empty = Ainda não há ninguém
contacts-empty-text = Anote com quem você quer falar, ou traga sua agenda em um arquivo (.vcf).
contacts-nobody-found = Ninguém foi encontrado
contacts-nobody-found-text = Tente menos letras, ou parte de um endereço ou número.
contacts-more-found = { $count ->
    [1] e mais uma pessoa
   *[other] e mais { $count }
}
contacts-choose = Escolha alguém para ver sua ficha.
contacts-unnamed = Sem nome

## Birthdays
contacts-birthdays-span = os próximos { $days } dias
contacts-birthdays-none = Nenhum aniversário próximo
contacts-birthdays-none-text = Os aniversários anotados nas fichas aparecem aqui antes de chegarem.
contacts-turns = { $age ->
    [1] faz 1 ano
   *[other] faz { $age } anos
}
contacts-age = { $age ->
    [one] { $age } ano
   *[other] { $age } anos
}

## A card
contacts-card = Contato
contacts-actions = Ações
contacts-back = Voltar à lista
contacts-more = Mais
contacts-write = Escrever
contacts-write-to = Escrever para { $address }
contacts-copy = Copiar { $what }
contacts-emails = E-mail
contacts-phones = Telefone
contacts-services = Mensageiros e redes
contacts-links = Páginas
contacts-addresses = Endereços
contacts-dates = Datas
contacts-languages = Idiomas
contacts-notes = Notas
contacts-keys = Chave de criptografia
contacts-kind-private = pessoal
contacts-kind-work = trabalho
contacts-kind-mobile = celular
contacts-kind-fax = fax
contacts-kind-other = outro
contacts-kind-billing = cobrança
contacts-kind-delivery = entregas
contacts-kind-pager = pager
contacts-kind-text = mensagens de texto
contacts-kind-video = vídeo
contacts-date-birth = Aniversário
contacts-date-wedding = Data comemorativa
contacts-date-death = Dia do falecimento
contacts-key = Chave OpenPGP
contacts-key-has = Há uma chave OpenPGP.
contacts-key-other = Uma chave de outro tipo.
contacts-key-unreadable = Não é possível ler esta chave.
contacts-key-fingerprint = Impressão digital
contacts-key-compare = Compare com a da pessoa quando se encontrarem, ou por telefone: assim você sabe que a chave é dela.
contacts-key-revoked = Esta chave foi revogada. Peça a nova.
contacts-key-over = Esta chave venceu em { $date }. Peça a nova.
contacts-key-until = Vale até { $date }
contacts-export-one = Salvar em um arquivo
contacts-deleted = { $name } saiu dos seus contatos
contacts-deleted-many = { $count ->
    [1] Um contato excluído
   *[other] { $count } contatos excluídos
}
contacts-delete-many-title = { $count ->
    [1] Excluir este contato?
   *[other] Excluir { $count } contatos?
}
contacts-delete-many-text = Eles somem de todos os seus dispositivos. Por alguns segundos dá para desfazer.
contacts-without-email = { $count ->
    [1] Uma das pessoas não tem endereço de e-mail.
   *[other] { $count } pessoas não têm endereço de e-mail.
}

## The form
contacts-edit = Editar contato
contacts-edit-of = Editar { $name }
contacts-created = { $name } está nos seus contatos
contacts-given = Nome
contacts-surname = Sobrenome
contacts-full = Mostrar como
contacts-full-hint = Só se for diferente de nome e sobrenome.
contacts-nickname = Apelido
contacts-organization = Organização
contacts-title = Função
contacts-email = Endereço de e-mail
contacts-phone = Número
contacts-service = Serviço
contacts-service-name = Nome ou endereço lá
contacts-link = Endereço da página
contacts-address = Endereço
contacts-street = Rua e número
contacts-postcode = CEP
contacts-locality = Cidade
contacts-region = Estado ou região
contacts-country = País
contacts-kind = Tipo
contacts-date = Ocasião
contacts-day = Dia
contacts-month = Mês
contacts-year = Ano
contacts-year-hint = O ano pode ficar vazio.
contacts-date-wrong = Esse dia não existe.
contacts-language = Idioma
contacts-language-choose = Escolher
contacts-add-email = Adicionar endereço de e-mail
contacts-add-phone = Adicionar número
contacts-add-service = Adicionar mensageiro ou rede
contacts-add-link = Adicionar página
contacts-add-address = Adicionar endereço
contacts-add-date = Adicionar data
contacts-add-language = Adicionar idioma
contacts-add-key = Adicionar chave
contacts-remove = Remover { $what }
contacts-remove-empty = Remover o campo vazio: { $what }
contacts-key-paste = Chave pública
contacts-key-hint = Cole o texto inteiro, com a primeira e a última linha.
contacts-key-take = Usar esta chave
contacts-key-private = Esta é uma chave privada. Pertence só a quem a criou: peça a pública.
contacts-key-large = Esta chave é grande demais para uma ficha.
contacts-key-wrong = Isto não é uma chave OpenPGP. Veja se foi copiada inteira.
contacts-wrong-nobody = Escreva um nome, um endereço ou um número, para encontrar esta ficha de novo.
contacts-wrong-date = Uma das datas está incompleta ou não existe.
contacts-discard-title = Descartar as mudanças?
contacts-discard-text = Ainda não foram salvas.
contacts-discard = Descartar

## Pictures
contacts-picture-add = Adicionar foto
contacts-picture-other = Outra foto
contacts-picture-remove = Remover a foto
contacts-picture-crop = Escolha a parte que fica
contacts-picture-preview = Como a foto vai ficar
contacts-picture-zoom = Aproximar
contacts-picture-across = Horizontal
contacts-picture-down = Vertical
contacts-picture-take = Usar esta parte
contacts-picture-wrong = Seu navegador não consegue ler esta foto. Escolha outra (JPEG, PNG).
contacts-picture-hidden = Seu navegador protege você de ser reconhecido e por isso não deixa recortar fotos. Escolha uma que já seja pequena (menos de 150 KB).

## Groups and address books
contacts-group-new = Novo grupo
contacts-group-name = Nome do grupo
contacts-group-rename = Renomear o grupo
contacts-group-write = Escrever ao grupo
contacts-group-add = Adicionar pessoas
contacts-group-add-to = Adicionar pessoas a { $name }
contacts-group-add-count = { $count ->
    [1] Adicionar 1
   *[other] Adicionar { $count }
}
contacts-group-added = { $count ->
    [one] { $count } pessoa adicionada a { $name }
   *[other] { $count } pessoas adicionadas a { $name }
}
contacts-group-removed = { $count ->
    [one] { $count } pessoa retirada de { $name }
   *[other] { $count } pessoas retiradas de { $name }
}
contacts-group-remove = Retirar deste grupo
contacts-group-leave = Retirar de { $name }
contacts-group-empty = Ninguém neste grupo
contacts-group-empty-text = Quem está em um grupo recebe e-mail em conjunto: digite o nome do grupo ao escrever.
contacts-group-more = Mais para { $name }
contacts-group-delete = Excluir o grupo
contacts-group-delete-title = Excluir o grupo { $name }?
contacts-group-delete-text = As pessoas do grupo continuam nos seus contatos.
contacts-group-deleted = Grupo { $name } excluído
contacts-to-group = Adicionar a um grupo
contacts-to-book = Mover para uma agenda
contacts-move = Mover
contacts-moved = { $count ->
    [one] { $count } contato movido para { $name }
   *[other] { $count } contatos movidos para { $name }
}
contacts-book-new = Nova agenda
contacts-book-name = Nome da agenda
contacts-book-rename = Renomear a agenda
contacts-book-more = Mais para { $name }
contacts-book-delete = Excluir a agenda
contacts-book-delete-title = Excluir a agenda { $name }?
contacts-book-delete-full = { $count ->
    [1] Um contato é excluído para sempre, a não ser que esteja também em outra.
   *[other] { $count } contatos são excluídos para sempre, menos os que estão também em outra.
}
contacts-book-delete-empty = Está vazia.
contacts-book-deleted = Agenda { $name } excluída

## Files
contacts-file = contatos
contacts-export-all = Salvar tudo em um arquivo
contacts-export-chosen = Salvar em um arquivo
contacts-export-group = Salvar o grupo em um arquivo
contacts-exporting = { $count ->
    [1] Escrevendo um contato …
   *[other] Escrevendo { $count } contatos …
}
contacts-import = Importar
contacts-import-title = Importar contatos
contacts-import-text = Escolha um arquivo (.vcf) salvo por outro programa ou pelo seu telefone. Ele é lido aqui, e você vê o que contém antes de qualquer coisa ser adicionada.
contacts-import-choose = Escolher arquivos
contacts-import-reading = Lendo …
contacts-import-nothing = Não há contatos neste arquivo. Precisa ser um arquivo .vcf.
contacts-import-large = Estes arquivos são grandes demais: { $most } é o máximo.
contacts-import-found = { $count ->
    [1] Um contato foi encontrado:
   *[other] { $count } contatos foram encontrados:
}
contacts-import-empty = { $count ->
    [1] Uma ficha está vazia e fica de fora.
   *[other] { $count } fichas estão vazias e ficam de fora.
}
contacts-import-cut = De um arquivo só são lidos os primeiros { $count }.
contacts-import-double = { $count ->
    [1] Um já está entre seus contatos
   *[other] { $count } já estão entre seus contatos
}
contacts-import-merge = Adicionar o que é novo
contacts-import-merge-hint = Números, endereços e afins são adicionados à ficha que você já tem. Nada é sobrescrito.
contacts-import-skip = Deixar de fora
contacts-import-skip-hint = Suas fichas ficam como estão.
contacts-import-add = Adicionar de novo
contacts-import-add-hint = Aí você os terá duas vezes.
contacts-import-start = { $count ->
    [1] Importar 1
   *[other] Importar { $count }
}
contacts-import-going = Importando …
contacts-import-made = { $count ->
    [1] Um contato foi adicionado.
   *[other] { $count } contatos foram adicionados.
}
contacts-import-merged = { $count ->
    [1] Um foi completado.
   *[other] { $count } foram completados.
}
contacts-import-refused = { $count ->
    [1] Um não foi adicionado:
   *[other] { $count } não foram adicionados:
}

## What went wrong
contacts-failed-alreadyExists = Já existe outra ficha com a mesma identidade.
contacts-failed-tooLarge = Há coisa demais nesta ficha: uma foto menor ou uma nota mais curta ajuda.
