# SPDX-License-Identifier: AGPL-3.0-or-later
## Reading
openpgp-opening = Abrindo…
openpgp-open = Abrir
openpgp-sealed = Criptografada por todo o caminho, aberta aqui
openpgp-unsigned = Sem assinatura: qualquer pessoa pode ter escrito.
# $signer is a name and an address.
openpgp-good = Com a assinatura de { $signer }
openpgp-unknown = Com assinatura, mas de alguém cuja chave não é conhecida aqui.
openpgp-bad = A assinatura não confere: alguém mudou esta mensagem, ou ela não vem de quem diz vir.
openpgp-failed-noSecretKey = Esta mensagem está criptografada para uma chave que não está aqui. Importe essa chave em Ajustes, OpenPGP.
openpgp-failed-damaged = Não é possível abrir esta mensagem: ela está danificada ou é de um tipo que não é conhecido aqui.
# $label is what the key is called.
openpgp-passphrase = Frase secreta de { $label }
openpgp-wrong-passphrase = Esta frase secreta não abre a chave.

## Writing
openpgp-seal = Criptografar com OpenPGP
openpgp-seal-on = Criptografada: só você e quem recebe podem ler. O assunto também fica escondido.
openpgp-seal-off = Não será mais criptografada
# $people are names.
openpgp-missing = Não se conhece nenhuma chave de { $people }. Tire esses endereços, acrescente as chaves aos seus contatos ou não criptografe esta mensagem.

## Settings
openpgp-what = Com uma chave própria, você lê o que foi criptografado para você e criptografa o que escreve, por todo o caminho entre você e as outras pessoas. A chave fica no seu cofre, que só você abre; ela é usada nesta página, nunca no servidor.
openpgp-none = Ainda não há nenhuma chave
openpgp-none-text = Crie uma, ou importe a que você já usa em outro lugar.
openpgp-make = Criar uma chave
openpgp-make-text = A partir de agora, as outras pessoas encontram a metade pública dela pelo seu endereço.
openpgp-new-passphrase = Uma frase secreta, se você quiser
openpgp-new-passphrase-hint = Com ela, nem mesmo alguém que tenha tomado o controle do servidor em funcionamento consegue usar a sua chave. Se você a esquecer, ninguém consegue recuperar.
openpgp-passphrase-again = A mesma mais uma vez
openpgp-differs = As duas não são iguais.
openpgp-bring = Importar uma chave
openpgp-bring-text = Exporte a sua chave secreta como texto do seu outro programa e cole aqui. Se ela tem uma frase secreta, continua com ela.
openpgp-armored = Chave secreta
openpgp-not-a-key = Isto não é uma chave secreta do OpenPGP.
openpgp-since = Aqui desde { $date }
openpgp-default = Usada no que você escreve
openpgp-is-published = Pode ser encontrada
openpgp-publish = Permitir que a encontrem
openpgp-withdraw = Não deixar ninguém encontrar
openpgp-published = Agora ela é encontrada pelo seu endereço
openpgp-withdrawn = Ninguém mais a encontra
openpgp-take-public = Metade pública
openpgp-take-secret = Chave inteira
openpgp-remove = Remover
openpgp-remove-title = Remover esta chave?
openpgp-remove-text = O que foi criptografado para ela não poderá mais ser lido aqui. Na dúvida, baixe antes a chave inteira.
openpgp-failed-alreadyExists = Esta chave já está aqui.
