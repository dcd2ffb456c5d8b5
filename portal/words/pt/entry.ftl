# SPDX-License-Identifier: AGPL-3.0-or-later
## Signing in
sign-in-title = Entrar
sign-in-address = O seu endereço
sign-in-password = Senha
sign-in-go = Entrar
sign-in-passkey = Usar uma chave de acesso
sign-in-passkey-wrong = Esta chave de acesso não abre nenhuma conta aqui.
sign-in-forgotten = Esqueceu a senha?
sign-in-invited = Tenho um convite
sign-in-wrong = Este endereço e esta senha não abrem nenhuma conta. Confira os dois.
sign-in-too-often = Tentativas demais. Espere alguns minutos e tente de novo.
sign-in-second-title = Mais um passo
sign-in-code = Código
sign-in-code-hint = Seis dígitos, do seu aplicativo de autenticação.
sign-in-recovery-hint = O código do seu cartão, de oito grupos.
sign-in-by-recovery = Usar o código de recuperação
sign-in-by-code = Usar um código de seis dígitos
sign-in-wrong-code = Este código não está certo, ou não está mais. Espere o próximo.
sign-in-wrong-recovery = Este não é o seu código de recuperação. Olhe o seu cartão de novo.
sign-in-other = Entrar com outra conta

## A new password
password-new = Senha nova
password-new-hint = O tamanho conta mais do que sinais estranhos: seis palavras ao acaso fazem uma boa senha.
password-again = A mesma senha outra vez
password-too-short = Curta demais: oito caracteres no mínimo.
password-differs = As duas não são iguais. Digite de novo.
password-strength-short = Curta demais
password-strength-poor = Fácil de adivinhar: faça uma mais longa
password-strength-fair = Razoável: mais algumas letras fariam bem
password-strength-good = Boa
password-strength-strong = Forte

## A secret on paper
paper-qr = O mesmo como código QR
paper-last-group = O último grupo
# $length is how many letters a group has.
paper-last-group-hint = Digite as últimas { $length } letras a partir do seu papel, para saber que dá para ler.
paper-last-group-wrong = Este não é o último grupo. Olhe o seu papel de novo.
paper-tick-first = Marque acima que você o tem.

## The recovery code
recovery-title = Código de recuperação
recovery-text = Ele abre a sua conta no dia em que você tiver esquecido a senha. Nada mais abre: nem quem cuida do servidor nem quem guarda as chaves poderá ajudar.
recovery-once = Ele só aparece agora e não fica guardado em lugar nenhum.
# $host is the server's name.
recovery-note = Guarde em papel, no seco, onde você o encontre daqui a dez anos e as visitas não. Para { $host }.
recovery-tick = Tenho o código em papel ou em um gerenciador de senhas meu

## Joining
join-title = Participar
join-ask = Alguém do coletivo deu um convite a você.
join-token = Convite
join-token-hint = Cole o link inteiro ou o que vem depois de #.
join-token-wrong = Este convite não vale: já foi usado, foi retirado, venceu ou falta um pedaço. Peça outro a quem o deu a você.
join-have-account = Já tenho uma conta
join-welcome = Que bom ter você em { $domain }
join-text = Escolha como as pessoas vão escrever a você e uma senha que só você saiba.
# $date is a date with the hour.
join-until = O convite vale até { $date }.
# $octets is an amount, such as 5 GB.
join-quota = Você terá { $octets } de espaço.
join-address = Endereço
join-address-hint = Fica o mesmo para sempre e não precisa ser o seu nome.
join-address-needed = Escolha um endereço.
join-address-form = Um endereço tem letras, dígitos, pontos e hifens.
join-address-taken = Alguém tem este endereço, ou um parecido. Escolha outro.
join-address-reserved = Este é o nome de uma função e não é para qualquer pessoa. Escolha outro.
join-name = Nome (não é preciso)
join-name-hint = Aparece ao lado do endereço no correio que você escreve. Deixe vazio se não quiser que se saiba.
join-go = Participar
join-to-mail = Para o meu correio

## A forgotten password
recover-title = Uma senha nova
recover-text = Com o seu código de recuperação você escolhe uma senha nova. Nada do seu correio se perde, e você recebe um código novo. Todas as suas sessões terminam; as senhas de aplicativo ficam.
recover-code = Código de recuperação
recover-code-hint = Do seu cartão: oito grupos de quatro. Hifens e maiúsculas não importam.
recover-go = Definir a senha nova
recover-wrong = Este endereço e este código de recuperação não combinam. Confira os dois.
recover-no-code = Não tenho o código
recover-no-code-text = Algum navegador ou telefone seu ainda está com a sessão aberta? Ali você pode pedir um código novo, se souber a senha. Senão, fale com quem cuida do servidor: junto com quem guarda as chaves, pode dar a você uma conta nova e vazia com o seu endereço. O seu correio antigo fica lacrado ao lado, até você encontrar uma senha ou um código de antes.
recover-back = Voltar para entrar

## A code on paper, read by the camera
scan-go = Escanear
scan-title = Escanear um código QR
scan-text = Ponha o código do seu papel na frente da câmera. Nenhuma imagem sai desta página.
scan-picture = O que a câmera vê
scan-waiting = Esperando a câmera …
scan-refused = A câmera não pode ser usada. Permita-a nos ajustes do navegador, ou digite as letras.
