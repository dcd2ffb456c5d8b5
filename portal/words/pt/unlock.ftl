# SPDX-License-Identifier: AGPL-3.0-or-later
## The locked server
unlock-title = O servidor está trancado
# $threshold of $keyholders people are needed.
unlock-text = Ele ligou, e ninguém o abriu ainda. Das { $keyholders } pessoas que guardam as chaves, { $threshold } abrem juntas. Enquanto isso nada se perde: o correio espera em outros servidores.
unlock-grains = Quem guarda as chaves
unlock-grain-here = Número { $number }: já está
unlock-grain-missing = Número { $number }: ainda não
# $numbers is a list of numbers.
unlock-here = { $count ->
    [1] A parte do número { $numbers } já está aqui.
   *[other] As partes dos números { $numbers } já estão aqui.
}
unlock-missing = { $count ->
    [1] Falta mais uma.
   *[other] Faltam mais { $count }.
}
unlock-for-keyholders = Para quem guarda as chaves
unlock-give = Entregar a minha parte
unlock-thanks = A sua parte está aqui. Nesta página ela não está mais. Fique, ou olhe mais tarde: quando estiver aberto você vê se o servidor ligou sem que alguém saiba por quê.
unlock-why = Antes de entregar: por que o servidor ligou?
unlock-why-text = Talvez tenha faltado luz, talvez alguém tenha consertado algo. Mas talvez alguém tenha copiado o disco ou posto algo na máquina. Quem pôde fazer isso gostaria de ter a sua parte agora.
unlock-why-ask = Pergunte a quem cuida da máquina. Enquanto ninguém souber dizer por que ela ligou, não abra, e fale com as outras pessoas que guardam chaves.

## A share
share-label = A sua parte da chave
share-hint = Digite ou cole. Maiúsculas, hifens e espaços não importam.
share-needed = Digite primeiro a sua parte.
# $there of $all groups of letters were typed.
share-groups = { $there } de { $all } grupos
share-mistyped = Há um deslize: uma letra não está como no seu papel. Compare grupo por grupo.
share-short = Falta algo: uma parte tem 16 grupos de cinco letras.
share-long = É longa demais: algo está duas vezes.
share-letters = Tem um sinal que nenhuma parte tem. Só leva letras e dígitos.
share-other-collective = Esta é uma parte de outro coletivo.
share-old = Esta parte não vale mais: desde então mudou quem guarda as chaves. É preciso a mais nova.
share-newer = Esta parte é mais nova do que este servidor conhece. Alguém trouxe de volta uma cópia antiga dele?
share-false = Esta parte não é deste servidor. Fale com as outras pessoas que guardam chaves antes de continuar.
share-twice = Esta parte já está aqui. É preciso a de outra pessoa.
share-enough = Já há partes suficientes aqui.
share-half-open = As chaves estão aqui e o servidor está aberto, mas o certificado ou o correio de saída não começou. Avise quem cuida dele.

## Open
unlock-open-title = O servidor está aberto
unlock-open-text = As chaves estão aqui. O correio que esperava em outros lugares chega agora.
unlock-first-start = Esta foi a primeira inicialização, pela fundação. A partir de agora alguém diz de cada inicialização por que aconteceu: uma que ninguém consiga explicar pode ser um disco copiado.
unlock-all-explained = Todas as vezes em que o servidor ligou têm explicação.
unlock-unexplained = { $count ->
    [1] Uma vez em que ele ligou e ninguém explicou
   *[other] { $count } vezes em que ele ligou e ninguém explicou
}
# $date is a whole date with the hour.
unlock-start-unlocked = Aberto: { $date }.
unlock-start-locked = Trancado: { $date }.
unlock-never-unlocked = Daquela vez não foi aberto.
unlock-unexplained-text = Alguém sabe por que o servidor ligou então? Se ninguém souber, trate como um disco copiado: tranquem o servidor e falem com as outras pessoas que guardam chaves. Quem souber a razão anota em Cuidado, em Inicializações.
