# SPDX-License-Identifier: AGPL-3.0-or-later
## Founding a collective
found-title = Fundar un colectivo
found-ask = Aquí nadie ha fundado todavía un colectivo. Quien puso en marcha el servidor tiene un enlace para hacerlo.
found-token = Enlace
found-token-hint = Se mostró donde se puso en marcha el servidor. Pega el enlace entero o lo que está detrás de #.
found-done-title = El colectivo está fundado
found-done-text = Aquí ya no hay nada que fundar.
found-done-go = A sus páginas
found-busy = Se está fundando en este momento
# $at of $all questions.
found-question = Pregunta { $at } de { $all }
found-last = Todo contestado
found-go = Fundar el colectivo

## 1: the name
found-name-title = ¿Cómo se llama su colectivo?
found-name-text = Están por fundar un colectivo que tiene su propia casa para el correo. Tómense una hora, y siéntense con quienes van a guardar sus llaves.
found-name = Nombre del colectivo
found-name-hint = Lo ven los miembros y quien recibe una invitación. Se puede cambiar después.
found-name-needed = Pónganle un nombre.

## 2: the domain
found-domain-title = ¿Cuál es su dominio?
found-domain-text = Lo que está detrás de la @ en todas las direcciones. Alguien de ustedes lo registró y puede cambiar sus registros en el DNS.
found-domain = Dominio
found-domain-form = Un dominio es como example.org.
# $address and $host are examples.
found-domain-means = Las direcciones serán como { $address }, y el servidor se llamará { $host }.

## 3: the keyholders
found-keyholders-title = ¿Quiénes guardan las llaves?
found-keyholders-text = El servidor no guarda nada legible en su disco. Después de cada arranque no sabe nada hasta que algunas personas traen sus partes: tiras de letras que solo valen juntas.
found-keyholders-how-many = ¿Cuántas personas guardan una parte, y cuántas abren el servidor?
found-keyholders-usual = { $keyholders } personas, de las que hacen falta { $threshold }
found-keyholders-3 = Para un grupo pequeño.
found-keyholders-5 = Mejor: dos pueden enfermar, estar de viaje o bajo presión al mismo tiempo.
found-keyholders-7 = Para un colectivo grande en varios lugares.
found-keyholders-other = Otros números
found-keyholders-n = Personas con una parte
found-keyholders-k = Hacen falta para abrir
found-keyholders-who = ¿A quiénes elegir?
found-keyholders-who-text = Personas a las que se pueda encontrar en una mala noche, que no vivan todas juntas y que sepan decir que no. Quien guarda una llave no puede leer el correo de nadie, ni siquiera con todas las demás personas: abren la casa, no los cuartos.
found-means-open = { $threshold ->
    [one] Cualquiera de las { $keyholders } abre el servidor.
   *[other] { $threshold } cualesquiera de las { $keyholders } abren juntas el servidor.
}
found-means-few = { $count ->
    [one] Una sola parte no le dice nada a quien la encuentre.
   *[other] { $count } partes juntas no le dicen nada a quien las encuentre.
}
found-means-one = Cada parte es la llave entera: quien encuentre una lo abre todo. Nunca lo elijan para personas a las que puedan registrar.
found-means-spare = { $count ->
    [one] Una persona puede faltar, o haber perdido la suya.
   *[other] { $count } personas pueden faltar, o haber perdido la suya.
}
found-means-all = Hacen falta todas: si se pierde una parte, se pierde todo, para todo el mundo y para siempre.
found-means-alone = Hay una sola parte: si se pierde, se pierde todo, para todo el mundo y para siempre.

## 4: the founder
found-founder-title = ¿Y tú?
found-founder-text = Eres la primera persona del colectivo, y lo cuidas hasta que otras también lo hagan.
found-founder-hint = De una persona, no de una función: el correo a postmaster@ y abuse@ te llega de todos modos.

## 5: certificates
found-certificates = Certificados
found-certificates-title = ¿Quién responde por el servidor?
found-certificates-text = Los navegadores y programas de correo confían en un servidor por el que responde una autoridad con un certificado.
found-certificates-letsencrypt = Let’s Encrypt, por sí mismo
found-certificates-letsencrypt-hint = Gratis. Se tiene que poder llegar al servidor desde internet, por el puerto 80 o 443. El nombre del servidor se hace público, como con cualquier autoridad.
found-certificates-other = Otra autoridad (ACME)
found-certificates-directory = Su directorio
found-certificates-directory-hint = La dirección para programas de ACME.
found-certificates-directory-form = Empieza con https://
found-certificates-none = A mano, o ninguno por ahora
found-certificates-none-hint = Los programas avisan hasta que haya uno. Para una prueba en casa basta.
found-contact = ¿A quién le puede escribir la autoridad?
found-contact-hint = «postmaster»: eso eres tú. Queda en el disco sin cifrar, y no debe decir de quién es el servidor.
found-agree = Acepto las condiciones de servicio de la autoridad
found-agree-needed = Sin eso la autoridad no da ningún certificado.
found-terms = Condiciones de Let’s Encrypt (otro sitio, en otra ventana)

## All of it
found-look-title = ¿Está bien así?
found-look-text = { $count ->
    [one] Luego recibes tu código de recuperación, y se muestra la parte, una sola vez. Ten a mano papel y lápiz; nadie detrás, ninguna cámara.
   *[other] Luego recibes tu código de recuperación, y se muestran { $count } partes, cada una una sola vez. Tengan a mano papel y lápices; nadie detrás, ninguna cámara.
}
found-to-shares = A las partes

## The shares
# $number is a keyholder's.
found-hand-to = Persona { $number }: toma el dispositivo
found-hand-text = Quien funda suelta el dispositivo. Tu parte se te muestra solo a ti, y una sola vez.
found-look-away = Las demás personas miran a otro lado. ¿Hay una cámara, una ventana, un espejo?
found-hand-show = Soy la persona { $number }: mostrar mi parte
found-own-device = Mejor en mi propio teléfono
found-own-device-text = La persona { $number } escanea esto con su teléfono. Su parte se muestra ahí, una sola vez.
found-own-device-qr = Enlace para la persona { $number } como código QR
# $host is as the page was opened.
found-own-device-local = Abriste esta página como { $host }, a donde no llega ningún otro dispositivo. Abre el enlace de quien funda con la dirección de la máquina.
found-own-device-waits = Esperando a que la tome …
found-share-of = Persona { $number }: tu parte
found-share-once = Solo se muestra ahora, y ya no está en ninguna otra parte.
found-share-title = Parte de la persona { $number }
# $threshold of $keyholders people.
found-share-about = { $threshold } de { $keyholders } abren juntas el servidor.
found-share-note = Guárdala en un sobre, en seco, donde tú la encuentres en diez años y las visitas no. No en un correo, no junto a otra parte. Abre el servidor en https://{ $host }/portal/unlock y en ningún otro sitio: escríbela allí, o escanéala con el botón de esa página.
found-share-letters = Escríbela a mano o imprímela; las impresoras y los teléfonos recuerdan. No tiene i, l, o ni u: una i o una l es un 1, una o es un 0, y lo que parece una u es una v.
found-share-tick = La tengo y la puedo leer
found-share-hand-on = Listo: pasar el dispositivo
found-all-given = Cada persona tiene su parte
found-all-given-text = Ahora el servidor arranca como suyo: cerrado. Ábranlo por primera vez tantas personas como hagan falta, y vean que funciona.
found-finish = Seguir
found-code-before = Tu código de recuperación se mostró antes de que se cargara otra vez esta página. Si no lo tienes, pide otro más tarde, en Ajustes.
found-went-wrong = ¿Algo salió mal?
found-went-wrong-text = Si alguien vio una parte que no debía, o se perdió una antes de anotarla, empiecen de nuevo: lo fundado hasta aquí se olvida, y todas sus partes dejan de valer.
found-abandon = Empezar de nuevo
found-abandon-title = ¿Olvidar todas las partes y empezar de nuevo?
found-abandon-text = Quemen lo que anotaron. Nadie ha perdido nada todavía.

## On a keyholder's own device
# $name is the collective's.
found-own-title = Una parte de { $name }
found-own-text = Te eligieron para guardar una llave. { $threshold } de { $keyholders } personas abren juntas el servidor; una sola no sabe nada, y ninguna puede leer el correo de nadie.
found-own-show = Mostrar mi parte
found-own-thanks = Gracias
found-own-thanks-text = Tu parte ya no está en esta página. Cuando el servidor haya arrancado, te la pedirán.

## Then
found-starts = Su servidor arranca
found-starts-text = Empieza como después de cada arranque: cerrado.
found-starts-waiting = Esperándolo …
found-starts-late = Tarda. Quizás el navegador tenga que preguntar por su certificado: entonces abre la página otra vez.
found-starts-go = Abrir la página para abrir el servidor
found-dns-title = El último paso: el DNS
found-dns-text = Para que el correo los encuentre, el DNS de su dominio tiene que decir lo siguiente. Cópienlo a donde registraron el dominio.
found-dns-later = Esta lista se encuentra también en Cuidado.

## Why it was refused
found-reason-tokenWrong = Este enlace no vale, o ya no. Cambia con cada arranque del servidor.
found-reason-tooManyTries = Desde aquí llegaron demasiados enlaces equivocados. Espera unos minutos.
found-reason-nameInvalid = El nombre es demasiado largo, o tiene signos que no se pueden mostrar.
found-reason-domainInvalid = Un dominio es como example.org.
found-reason-keyholdersOutOfRange = Son de 1 a 16 personas.
found-reason-thresholdOutOfRange = Al menos una, y no más de las que hay.
found-reason-addressInvalid = Una dirección tiene letras, cifras, puntos y guiones.
found-reason-addressOfOtherDomain = La dirección tiene que ser del dominio del colectivo.
found-reason-addressReserved = Este es el nombre de una función, no de una persona.
found-reason-memberNameInvalid = El nombre es demasiado largo, o tiene signos que no se pueden mostrar.
found-reason-passwordTooShort = La contraseña es muy corta: ocho caracteres como mínimo.
found-reason-passwordTooLong = La contraseña es larguísima.
found-reason-passwordInvalid = La contraseña tiene signos que nadie puede escribir.
found-reason-directoryInvalid = Esta no es una autoridad que el servidor pueda usar.
found-reason-termsNotAgreed = Sin eso la autoridad no da ningún certificado.
found-reason-contactInvalid = Esta no es una dirección.
found-reason-contactTellsDomain = Esto quedaría en el disco sin cifrar y diría de quién es el servidor. Pon «postmaster», o una dirección de otra parte.
found-reason-shareGivenAlready = Esta parte ya se entregó, y no está en ninguna parte. Si no la tiene quien la guarda, empiecen de nuevo.
found-reason-sharesNotGiven = Todavía no tiene cada persona su parte.
found-reason-underWay = Se está haciendo en este momento.
found-reason-begunAlready = Ya está fundado, y se están entregando sus partes.
found-reason-founderAlone = Esto es para quien funda.
# Why the server was started for the first time, as everybody reads it under Starts.
found-first-start = La fundación.
