# SPDX-License-Identifier: AGPL-3.0-or-later
device-copy = Sem conexão
device-copy-text = Suas cartas mais novas podem ficar neste dispositivo, para ler e responder quando não há conexão. Elas ficam criptografadas: quem levar o dispositivo não consegue ler sem a sua frase secreta. Ao sair da conta, são apagadas.
device-copy-cannot = Este navegador não pode guardar nada, talvez por ser uma janela privada.
device-copy-begin = Guardar uma cópia aqui
device-copying = Copiando …
device-copy-failed = Não foi possível atualizar a cópia. Tentamos de novo na próxima mudança.
device-copy-closed = Há uma cópia aqui. Está sendo aberta …
device-copy-strange = Há aqui uma cópia que não abre com esta conta: a chave dela não existe mais, ou é de outra pessoa. O que foi feito sem conexão espera nela. Se for sua, abra-a com a frase secreta dela.
# $shown is the number as people write it.
device-copy-there = { $count ->
    [1] Há uma carta aqui.
   *[other] Há { $shown } cartas aqui.
}
device-waiting = { $count ->
    [1] Uma coisa que você fez espera pela conexão.
   *[other] { $count } coisas que você fez esperam pela conexão.
}
# $subject is the letter's.
device-refused = O servidor não aceitou “{ $subject }”, que você escreveu ou enviou sem conexão.
device-refused-sending = uma carta que devia sair
device-copy-remove = Apagar a cópia
device-copy-remove-title = Apagar a cópia deste dispositivo?
device-copy-remove-text = Seu correio continua no servidor. Aqui não fica nada.
device-copy-remove-waiting = { $count ->
    [1] Uma coisa que você fez sem conexão ainda não foi feita de verdade, e se perderia.
   *[other] { $count } coisas que você fez sem conexão ainda não foram feitas de verdade, e se perderiam.
}
device-passphrase-text = Você a digita quando não dá para alcançar o servidor. Com conexão ninguém pede.
device-passphrase = Frase secreta para este dispositivo
device-passphrase-hint = Pelo menos { $count } caracteres. Algumas palavras ao acaso são boas e fáceis de digitar.
device-passphrase-again = A mesma outra vez
device-passphrase-differs = As duas não são iguais.
device-push = Notificações
device-push-text = Este dispositivo pode avisar de correio novo quando o portal está fechado. O aviso passa por quem fabrica o seu navegador: fica sabendo que algo chegou e quando, mas não de quem nem o quê.
device-push-begin = Avisar de correio novo
device-push-end = Não avisar mais
device-push-cannot = Este navegador não pode receber avisos.
device-push-refused = O seu navegador não permite. Mude isso nas configurações dele para esta página.
device-install = Como programa
device-install-text = Adicione o portal à tela inicial pelo menu do navegador (“Adicionar à tela inicial” ou “Instalar”). Ele abre então numa janela própria, também sem conexão.
device-install-go = Instalar
device-installed = Está instalado aqui.
device-push-failed-network = Não foi possível alcançar o serviço de avisos do seu navegador.
device-failed-programNotKept = Este navegador não guarda o próprio portal, por isso ele não abriria sem conexão.
