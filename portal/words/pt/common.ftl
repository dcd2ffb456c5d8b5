# SPDX-License-Identifier: AGPL-3.0-or-later
## The shell, before any script runs
shell-waiting = Um momento …
shell-no-script = Esta página precisa de JavaScript.
shell-plain = Aqui há uma que funciona sem ele.

## The frame
app-mail = Correio
app-contacts = Contatos
app-settings = Ajustes
# For those who look after the collective.
app-care = Cuidado
# For everybody else: how the collective and its server stand.
app-house = Casa
app-places = Lugares principais
app-account = Conta
app-sign-out = Sair
app-signed-out-here = Você saiu neste navegador. O servidor não pode ser alcançado: ele encerra a sessão assim que houver conexão e o portal estiver aberto.
app-sign-out-waiting = { $count ->
    [1] Uma coisa que você fez sem conexão ainda não foi feita de verdade, e se perderia.
   *[other] { $count } coisas que você fez sem conexão ainda não foram feitas de verdade, e se perderiam.
}
# Something that was done without a connection, and waits.
app-copy-loses = O que foi feito sem conexão espera na cópia deste dispositivo. Ainda não foi feito de verdade, e se perderia.
app-copy-strange = A cópia do correio neste dispositivo não abre com esta conta, e algo espera nela. Veja em Ajustes, Neste dispositivo.
app-refused = { $count ->
    [1] O servidor não aceitou uma coisa que você fez sem conexão. Veja
   *[other] O servidor não aceitou { $count } coisas que você fez sem conexão. Veja
}
app-skip = Ir para o conteúdo
app-offline = Sem conexão. O que você vê pode estar desatualizado.
app-offline-waiting = Sem conexão. O que você fizer será feito quando ela voltar.
app-new-mail = Correio novo
app-open-copy = Abrir
app-open-copy-text = Neste dispositivo há uma cópia do seu correio. Abra com a frase secreta que você escolheu para ela.
app-open-copy-passphrase = Frase secreta deste dispositivo
app-open-copy-wrong = Esta frase secreta não abre a cópia.
app-languages = Idiomas
app-plain = Sem JavaScript
app-unreachable-title = Não foi possível chegar ao servidor
app-unreachable-text = Ou a sua conexão falhou, ou a dele. Nada se perde: o correio espera em outros servidores até ele voltar.

## Parts of many screens
ui-cancel = Cancelar
ui-save = Salvar
ui-close = Fechar
ui-undo = Desfazer
ui-copy = Copiar
ui-copied = Copiado
ui-show = Mostrar
ui-hide = Ocultar
ui-again = Tentar de novo
ui-loading = Carregando …
ui-back = Voltar
ui-next = Avançar
ui-done = Pronto
ui-delete = Apagar
ui-edit = Editar
ui-print = Imprimir
ui-as-table = Como tabela
ui-as-picture = Como gráfico
ui-chart-time = Hora
ui-chart-now = { $name }: { $now } agora, no máximo { $most } às { $time }.
ui-chart-sum = { $name }: { $sum } no total.

## What went wrong
failed-network = Não foi possível chegar ao servidor. Confira a sua conexão e tente de novo.
failed-signedOut = A sua sessão terminou. Entre de novo.
failed-locked = O servidor está trancado. Primeiro quem guarda as chaves precisa abri-lo.
failed-limit = Foi demais de uma vez, ou com frequência demais. Espere um pouco e tente de novo.
failed-rateLimit = Foi com frequência demais. Espere um pouco e tente de novo.
failed-overQuota = Não há mais espaço para isto. Apague algo primeiro.
failed-tooLarge = Isto é grande demais.
failed-forbidden = Você não tem permissão para fazer isto.
failed-notFound = Não está mais aqui.
failed-stateMismatch = Alguém mudou isto enquanto isso. Olhe de novo e repita.
failed-invalidProperties = Algo não está como deveria. Confira o que você escreveu.
failed-notKept = Não foi possível guardar isto neste dispositivo. Talvez não haja mais espaço nele.
failed-tooManyWait = Já há coisas demais esperando uma conexão. Conecte-se antes de continuar.
failed-refused = O servidor não aceitou.
failed-broken = Algo deu errado, e não foi culpa sua. Tente de novo; se continuar assim, avise quem cuida do servidor.
