# SPDX-License-Identifier: AGPL-3.0-or-later
## Founding a collective
found-title = Fundar um coletivo
found-ask = Ninguém fundou ainda um coletivo aqui. Quem ligou o servidor tem um link para isso.
found-token = Link
found-token-hint = Ele apareceu onde o servidor foi ligado. Cole o link inteiro ou o que vem depois de #.
found-done-title = O coletivo está fundado
found-done-text = Aqui não há mais nada para fundar.
found-done-go = Para as páginas dele
found-busy = Ele está sendo fundado neste momento
# $at of $all questions.
found-question = Pergunta { $at } de { $all }
found-last = Tudo respondido
found-go = Fundar o coletivo

## 1: the name
found-name-title = Como se chama o coletivo?
found-name-text = Vocês estão para fundar um coletivo com casa própria para o correio. Reservem uma hora e sentem-se com quem vai guardar as chaves.
found-name = Nome do coletivo
found-name-hint = Os membros o veem, e quem recebe um convite. Pode mudar depois.
found-name-needed = Deem um nome a ele.

## 2: the domain
found-domain-title = Qual é o domínio?
found-domain-text = O que vem depois do @ em todos os endereços. Alguém de vocês o registrou e pode mudar os registros dele no DNS.
found-domain = Domínio
found-domain-form = Um domínio é como example.org.
# $address and $host are examples.
found-domain-means = Os endereços serão como { $address }, e o servidor se chamará { $host }.

## 3: the keyholders
found-keyholders-title = Quem guarda as chaves?
found-keyholders-text = O servidor não guarda nada legível no disco. Cada vez que liga, não sabe nada até que algumas pessoas tragam as suas partes: tiras de letras que só valem juntas.
found-keyholders-how-many = Quantas pessoas guardam uma parte, e quantas abrem o servidor?
found-keyholders-usual = { $keyholders } pessoas, das quais { $threshold } são necessárias
found-keyholders-3 = Para um grupo pequeno.
found-keyholders-5 = Melhor: duas podem estar doentes, viajando ou sob pressão ao mesmo tempo.
found-keyholders-7 = Para um coletivo grande em vários lugares.
found-keyholders-other = Outros números
found-keyholders-n = Pessoas com uma parte
found-keyholders-k = Necessárias para abrir
found-keyholders-who = Quem escolher?
found-keyholders-who-text = Pessoas que se encontram numa noite ruim, que não moram todas juntas e que sabem dizer não. Quem guarda uma chave não pode ler o correio de ninguém, nem mesmo com todas as outras pessoas: elas abrem a casa, não os quartos.
found-means-open = { $threshold ->
    [1] Qualquer uma das { $keyholders } abre o servidor.
   *[other] Quaisquer { $threshold } das { $keyholders } abrem juntas o servidor.
}
found-means-few = { $count ->
    [1] Uma parte sozinha não diz nada a quem a encontrar.
   *[other] { $count } partes juntas não dizem nada a quem as encontrar.
}
found-means-one = Cada parte é a chave inteira: quem encontrar uma abre tudo. Nunca escolham isto para pessoas que podem ser revistadas.
found-means-spare = { $count ->
    [1] Uma pessoa pode faltar, ou ter perdido a sua.
   *[other] { $count } pessoas podem faltar, ou ter perdido a sua.
}
found-means-all = Todas são necessárias: se uma parte se perde, tudo se perde, para todo mundo e para sempre.
found-means-alone = Há uma única parte: se ela se perde, tudo se perde, para todo mundo e para sempre.

## 4: the founder
found-founder-title = E você?
found-founder-text = Você é a primeira pessoa do coletivo e cuida dele até que outras também o façam.
found-founder-hint = De uma pessoa, não de uma função: o correio para postmaster@ e abuse@ chega a você de qualquer forma.

## 5: certificates
found-certificates = Certificados
found-certificates-title = Quem responde pelo servidor?
found-certificates-text = Navegadores e programas de correio confiam num servidor pelo qual uma autoridade responde com um certificado.
found-certificates-letsencrypt = Let’s Encrypt, por si mesmo
found-certificates-letsencrypt-hint = De graça. É preciso chegar ao servidor pela internet, na porta 80 ou 443. O nome do servidor se torna público, como com qualquer autoridade.
found-certificates-other = Outra autoridade (ACME)
found-certificates-directory = O diretório dela
found-certificates-directory-hint = O endereço para programas de ACME.
found-certificates-directory-form = Começa com https://
found-certificates-none = À mão, ou nenhum por enquanto
found-certificates-none-hint = Os programas avisam até que haja um. Para um teste em casa basta.
found-contact = A quem a autoridade pode escrever?
found-contact-hint = “postmaster”: é você. Fica no disco às claras, e não deve dizer de quem é o servidor.
found-agree = Aceito os termos de serviço da autoridade
found-agree-needed = Sem isso a autoridade não dá certificado nenhum.
found-terms = Termos do Let’s Encrypt (outro site, em outra janela)

## All of it
found-look-title = Está certo assim?
found-look-text = { $count ->
    [1] Depois você recebe o seu código de recuperação, e a parte aparece, uma única vez. Tenha papel e caneta à mão; ninguém atrás, nenhuma câmera.
   *[other] Depois você recebe o seu código de recuperação, e aparecem { $count } partes, cada uma uma única vez. Tenham papel e canetas à mão; ninguém atrás, nenhuma câmera.
}
found-to-shares = Para as partes

## The shares
# $number is a keyholder's.
found-hand-to = Pessoa { $number }: pegue o aparelho
found-hand-text = Quem funda solta o aparelho. A sua parte aparece só para você, e uma única vez.
found-look-away = As outras pessoas olham para o outro lado. Há uma câmera, uma janela, um espelho?
found-hand-show = Sou a pessoa { $number }: mostrar a minha parte
found-own-device = Melhor no meu próprio telefone
found-own-device-text = A pessoa { $number } escaneia isto com o telefone dela. A parte aparece ali, uma única vez.
found-own-device-qr = Link para a pessoa { $number } como código QR
# $host is as the page was opened.
found-own-device-local = Você abriu esta página como { $host }, aonde nenhum outro aparelho chega. Abra o link de quem funda pelo endereço da máquina.
found-own-device-waits = Esperando que seja pega …
found-share-of = Pessoa { $number }: a sua parte
found-share-once = Ela só aparece agora e não está mais em nenhum outro lugar.
found-share-title = Parte da pessoa { $number }
# $threshold of $keyholders people.
found-share-about = { $threshold } de { $keyholders } abrem juntas o servidor.
found-share-note = Guarde num envelope, no seco, onde você a encontre daqui a dez anos e as visitas não. Não num e-mail, não ao lado de outra parte. Ela abre o servidor em https://{ $host }/portal/unlock e em nenhum outro lugar: digite ali, ou leia o código com o botão dessa página.
found-share-letters = Escreva à mão ou imprima; impressoras e telefones lembram. Não há i, l, o nem u nela: um i ou l é um 1, um o é um 0, e o que parece um u é um v.
found-share-tick = Tenho a parte e consigo ler
found-share-hand-on = Pronto: passar o aparelho
found-all-given = Cada pessoa tem a sua parte
found-all-given-text = Agora o servidor liga como de vocês: trancado. Tantas pessoas quantas são necessárias o abrem pela primeira vez e veem que funciona.
found-finish = Continuar
found-code-before = O seu código de recuperação apareceu antes de esta página ser carregada de novo. Se não o tem, peça outro mais tarde, em Ajustes.
found-went-wrong = Algo deu errado?
found-went-wrong-text = Se alguém viu uma parte que não devia, ou uma se perdeu antes de ser anotada, comecem de novo: o que foi fundado até aqui é esquecido, e todas as partes deixam de valer.
found-abandon = Começar de novo
found-abandon-title = Esquecer todas as partes e começar de novo?
found-abandon-text = Queimem o que foi anotado. Ninguém perdeu nada ainda.

## On a keyholder's own device
# $name is the collective's.
found-own-title = Uma parte de { $name }
found-own-text = Você foi a pessoa escolhida para guardar uma chave. { $threshold } de { $keyholders } pessoas abrem juntas o servidor; uma sozinha não sabe nada, e nenhuma pode ler o correio de ninguém.
found-own-show = Mostrar a minha parte
found-own-thanks = Agradecemos
found-own-thanks-text = A sua parte não está mais nesta página. Quando o servidor tiver ligado, ela será pedida.

## Then
found-starts = O servidor de vocês está ligando
found-starts-text = Ele começa como a cada vez que liga: trancado.
found-starts-waiting = Esperando por ele …
found-starts-late = Está demorando. Talvez o navegador precise perguntar pelo certificado: então abra a página de novo.
found-starts-go = Abrir a página para abrir o servidor
found-dns-title = O último passo: o DNS
found-dns-text = Para que o correio encontre vocês, o DNS do domínio tem de dizer o seguinte. Copiem para onde registraram o domínio.
found-dns-later = Esta lista também fica em Cuidado.

## Why it was refused
found-reason-tokenWrong = Este link não vale, ou não vale mais. Ele muda cada vez que o servidor liga.
found-reason-tooManyTries = Vieram links errados demais daqui. Espere alguns minutos.
found-reason-nameInvalid = O nome é longo demais ou tem sinais que não podem ser mostrados.
found-reason-domainInvalid = Um domínio é como example.org.
found-reason-keyholdersOutOfRange = São de 1 a 16 pessoas.
found-reason-thresholdOutOfRange = Pelo menos uma, e não mais do que há.
found-reason-addressInvalid = Um endereço tem letras, dígitos, pontos e hifens.
found-reason-addressOfOtherDomain = O endereço tem de ser do domínio do coletivo.
found-reason-addressReserved = Este é o nome de uma função, não de uma pessoa.
found-reason-memberNameInvalid = O nome é longo demais ou tem sinais que não podem ser mostrados.
found-reason-passwordTooShort = A senha é curta demais: oito caracteres no mínimo.
found-reason-passwordTooLong = A senha é longa demais.
found-reason-passwordInvalid = A senha tem sinais que ninguém consegue digitar.
found-reason-directoryInvalid = Esta não é uma autoridade que o servidor possa usar.
found-reason-termsNotAgreed = Sem isso a autoridade não dá certificado nenhum.
found-reason-contactInvalid = Isto não é um endereço.
found-reason-contactTellsDomain = Isto ficaria no disco às claras e diria de quem é o servidor. Ponha “postmaster”, ou um endereço de outro lugar.
found-reason-shareGivenAlready = Esta parte já foi entregue e não está mais em lugar nenhum. Se não está com quem a guarda, comecem de novo.
found-reason-sharesNotGiven = Nem todas as pessoas têm a sua parte ainda.
found-reason-underWay = Está sendo feito neste momento.
found-reason-begunAlready = Já está fundado, e as partes estão sendo entregues.
found-reason-founderAlone = Isto é para quem funda.
# Why the server was started for the first time, as everybody reads it under Starts.
found-first-start = A fundação.
