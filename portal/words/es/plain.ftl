# SPDX-License-Identifier: AGPL-3.0-or-later
# Las páginas sencillas: lo que funciona sin ningún script.

## En todas las páginas

plain-skip = Ir al contenido
plain-menu = Menú
plain-languages = Idioma
plain-mail = Correo
plain-write = Escribir
plain-sign-in = Entrar
plain-sign-out = Salir
plain-portal = Ir al portal
plain-times-are-utc = Todas las horas son UTC.
plain-optional = (opcional)
plain-go-on = Continuar
plain-look-below = Hay algo que todavía no está bien. Mira abajo, por favor.

## Lo que puede fallar

plain-not-found-title = Aquí no hay nada
plain-not-found = Esta página no existe o ya no está. Quizá el enlace llegó cortado.
plain-too-many-title = Demasiados intentos
plain-too-many = Fueron demasiadas veces en poco tiempo. Espera un rato y vuelve a intentarlo.
plain-closed-title = Ahora mismo no se puede
plain-closed = El servidor no puede responder en este momento. Vuelve a intentarlo en un minuto.
plain-broken-title = Algo salió mal
plain-broken = No es culpa tuya. Vuelve a intentarlo; si pasa otra vez, avisa a quienes cuidan el servidor.
plain-forged-title = Esto no vino de aquí
plain-forged = El formulario no se envió desde una página de este servidor, así que no se hizo nada. Abre la página aquí e inténtalo de nuevo.
plain-too-large-title = Es demasiado grande
plain-too-large = Lo que enviaste es más grande de lo que el servidor admite. Adjunta menos archivos o archivos más pequeños.
plain-no-form-title = No se pudo leer
plain-no-form = El formulario llegó incompleto. Vuelve atrás y envíalo otra vez.

## Abrir el servidor

plain-locked-title = Este servidor está cerrado con llave
plain-locked-text = Se encendió y quienes guardan sus llaves todavía no lo han abierto. No se pierde nada: el correo espera. Vuelve más tarde, por favor.
plain-locked-in-clear = ¿Guardas una parte de la llave? Entonces entra por una conexión cifrada: https en lugar de http.
plain-for-keyholders = Para quienes guardan las llaves
plain-nobody-here-yet = Todavía no ha llegado ninguna parte.
plain-here-already = { $count ->
    [one] Ha llegado una parte: la número { $numbers }.
   *[other] Han llegado { $count } partes: las números { $numbers }.
}
plain-missing-shares = { $count ->
    [one] Falta una parte más.
   *[other] Faltan { $count } partes más.
}
plain-share = Tu parte de la llave
plain-share-hint = Escríbela o pégala tal como te la dieron. No queda en ningún historial ni registro.
plain-give-share = Entregar mi parte
plain-share-missing = Escribe tu parte, por favor.
plain-share-wrong = Esta parte no encaja. Revísala letra por letra; tiene que ser de este servidor y no de un juego anterior.
plain-share-twice = Esta parte ya está aquí. Hace falta la de otra persona.
plain-wait-for-others = Gracias, tu parte está aquí. Cuando hayan llegado suficientes, vuelve a mirar: verás si el servidor se encendió sin que nadie sepa por qué.
plain-look-again = Volver a mirar
plain-unlocked-title = El servidor está abierto
plain-unlocked-text = Las llaves están aquí. El correo que esperaba llega ahora.
plain-half-open = Las llaves están aquí, pero falló algo que va con ellas: un certificado o el correo que espera. Avisa a quienes cuidan el servidor, por favor.
plain-receipt-over = Los encendidos se muestran aquí solo un rato después de entregar una parte. En el portal se pueden ver en cualquier momento.
plain-starts = Encendidos del servidor
plain-no-strange-starts = Todos los encendidos tienen explicación. Todo está bien.
plain-strange-starts = { $count ->
    [one] Hay un encendido que nadie ha explicado:
   *[other] Hay { $count } encendidos que nadie ha explicado:
}
plain-strange-starts-mean = ¿Alguien sabe por qué se encendió el servidor entonces? Si nadie lo sabe, actúen como si hubieran copiado el disco: hablen entre quienes guardan las llaves antes de seguir.

## Entrar

plain-address = Tu dirección
plain-password = Contraseña
plain-stay-signed-in = Mantener la sesión abierta en este aparato durante 30 días
plain-forgot = Olvidé mi contraseña
plain-have-invitation = Tengo una invitación
plain-to-portal = El portal, con todo (necesita JavaScript)
plain-both-needed = Rellena los dos campos, por favor.
plain-not-right = La dirección o la contraseña no es correcta.
plain-sign-in-first = Entra para ver esta página.
plain-session-over = Tu sesión ha terminado. No se hizo nada.
plain-your-text = Tu texto, para que puedas copiarlo
plain-session-label = Páginas sencillas
plain-code-title = Un paso más
plain-code-text = Tu cuenta pide una segunda prueba además de la contraseña.
plain-code = Código de tu aplicación de autenticación
plain-code-hint = Seis cifras. Aquí también sirve tu código de recuperación.
plain-code-wrong = Este código no es correcto o es demasiado viejo. Si sigue así, entra otra vez desde el principio.
plain-passkey-needs-portal = Tu cuenta pide una llave de acceso, y estas solo funcionan en el portal, con JavaScript.
plain-or-recovery-code = O entra aquí con tu código de recuperación:
plain-passkey-in-portal = También tienes una llave de acceso: funciona en el portal.

## Unirse

plain-join-title = Unirse
plain-join = Unirme
plain-join-text = Alguien del colectivo te ha dado una invitación. ¡Qué alegría que vengas!
plain-invitation = Tu invitación
plain-invitation-hint = Pega el enlace entero o solo lo que está detrás de #.
plain-invitation-missing = Pega tu invitación, por favor.
plain-invitation-wrong = Esta invitación no vale: ya se usó, se venció o le falta un pedazo. Pide una nueva a quien te la dio.
plain-join-choose = Elige cómo te va a escribir la gente y una contraseña que solo tú conozcas.
plain-new-address = La dirección que quieres
plain-new-address-hint = Lo que va antes de la @. Detrás va { $domain }.
plain-name = Tu nombre
plain-name-hint = Como lo van a leer las demás personas. Puedes dejarlo vacío.
plain-new-password = Contraseña nueva
plain-new-password-hint = Ocho caracteres como mínimo. Varias palabras seguidas se recuerdan fácil y se adivinan difícil.
plain-password-again = La misma contraseña otra vez
plain-passwords-differ = Las dos contraseñas no son iguales. Escríbelas de nuevo.
plain-password-short = Esta contraseña es muy corta: ocho caracteres como mínimo.
plain-password-refused = Esta contraseña no se puede usar. Elige otra.
plain-address-missing = Elige una dirección, por favor.
plain-address-or-password-wrong = Esta dirección o esta contraseña no se puede usar. Una dirección tiene letras, cifras, puntos y guiones; una contraseña, ocho caracteres como mínimo.
plain-address-taken = Alguien ya tiene esta dirección. Elige otra.
plain-address-elsewhere = Esta dirección es de otro dominio.
plain-address-reserved = Esta dirección está reservada para una tarea o se parece demasiado a otra. Elige otra.
plain-welcome-title = ¡Te damos la bienvenida!
plain-welcome = Tu dirección es { $address }. Ya eres parte de esto.
plain-recovery-title = Tu código de recuperación
plain-recovery-text = Si olvidas tu contraseña, este código abre tu cuenta, y nada más la abre: ni siquiera quienes cuidan el servidor podrían ayudarte.
plain-recovery-picture = El código de recuperación como código QR
plain-recovery-once = Solo se muestra ahora. Imprime esta página o copia el código en papel, y guárdalo donde guardas lo que importa.

## Recuperar

plain-recover-title = Una contraseña nueva
plain-recover-text = Con tu código de recuperación eliges una contraseña nueva. No se pierde nada de tu correo, y recibes un código nuevo.
plain-recovery-code = Código de recuperación
plain-recovery-code-hint = Se te mostró cuando te uniste o la última vez que lo renovaste.
plain-recovery-wrong = La dirección o el código de recuperación no es correcto.
plain-pressed-twice = Si pulsaste el botón dos veces, quizá ya se hizo la primera vez: prueba a entrar con la contraseña que acabas de elegir. Si funciona, crea un nuevo código de recuperación en el portal.
plain-recover = Poner la contraseña nueva
plain-recovered-title = Tu contraseña nueva está lista
plain-recovered-text = Ya puedes entrar con ella. El código anterior no abre nada; este es el nuevo:

## Leer el correo

plain-folders = Carpetas
plain-folder-inbox = Entrada
plain-folder-drafts = Borradores
plain-folder-sent = Enviados
plain-folder-junk = Correo no deseado
plain-folder-trash = Papelera
plain-folder-archive = Archivo
plain-unread-count = { $count ->
    [one] { $count } sin leer
   *[other] { $count } sin leer
}
plain-search = Buscar
plain-search-label = Buscar en todo el correo
plain-search-title = Búsqueda
plain-search-over = Esta búsqueda ya no vale: el servidor se reinició o era de otra persona. Escribe las palabras otra vez.
plain-search-count = { $count ->
    [0] No se encontró nada con «{ $query }». Prueba con menos palabras o con otras.
    [one] Una conversación con «{ $query }»
   *[other] { $count } conversaciones con «{ $query }»
}
plain-inbox-empty = Tu bandeja de entrada está vacía. Que descanses.
plain-folder-empty = No hay nada en esta carpeta.
plain-letters = Conversaciones
plain-select = Elegir: { $subject }
plain-no-subject = (sin asunto)
plain-nobody = (nadie)
plain-to-whom = Para: { $names }
plain-letters-in-thread = { $count ->
    [one] { $count } carta
   *[other] { $count } cartas
}
plain-is-unread = Sin leer
plain-is-starred = Con estrella
plain-is-draft = Borrador
plain-has-files = Con archivos adjuntos
plain-page-of = Página { NUMBER($page) } de { NUMBER($pages) }
plain-newer = Más nuevas
plain-older = Más antiguas
plain-pages = Páginas
plain-with-chosen = Con las elegidas:
plain-mark-read = Marcar como leída
plain-mark-unread = Marcar como no leída
plain-star = Poner estrella
plain-unstar = Quitar la estrella
plain-archive-it = Archivar
plain-delete = Borrar
plain-destroy = Borrar para siempre
plain-junk-it = No deseado
plain-not-junk = Sí es deseado
plain-move = Mover
plain-move-to = Mover a
plain-from = De
plain-to = Para
plain-cc = Copia
plain-bcc = Copia oculta
plain-date = Fecha
plain-reply = Responder
plain-reply-all = Responder a todo el grupo
plain-forward = Reenviar
plain-edit-draft = Seguir escribiendo
plain-attachments = Archivos adjuntos
plain-whole-thread = Toda la conversación
plain-whole-letter = La carta como archivo
plain-letter-cut = Esta carta es muy larga: aquí se muestra solo el comienzo. El archivo la tiene entera.
plain-was-html = Esta carta se hizo como página web. Aquí está su texto; no se cargan imágenes de otros sitios.
plain-no-text = Esta carta no tiene texto.
plain-back-to = Volver a { $folder }

## Escribir

plain-write-title = Escribir una carta
plain-reply-title = Responder
plain-forward-title = Reenviar
plain-draft-title = Borrador
plain-draft-too-long = Este borrador es demasiado largo para cambiarlo aquí. Está guardado entero: lo abren el portal o un programa de correo.
plain-sender = De
plain-recipients-hint = Varias direcciones, separadas por comas.
plain-subject = Asunto
plain-text = Texto
plain-files = Adjuntar archivos
plain-files-hint = Hasta { NUMBER($count) } archivos a la vez.
plain-attached = Adjuntos
plain-remove-file = Quitar { $name }
plain-send = Enviar
plain-save-draft = Guardar como borrador
plain-add-files = Adjuntar ahora
plain-discard = Descartar
plain-recipients-missing = Di para quién es esta carta, por favor.
plain-recipient-wrong = «{ $address }» no es una dirección a la que se pueda escribir.
plain-too-many-recipients = Son más personas de las que puede tener una carta.
plain-not-sent = La carta no se envió; quedó guardada como borrador. Inténtalo más tarde.
plain-not-saved = La carta no se pudo guardar. Copia tu texto e inténtalo de nuevo.
plain-no-room = Ya no queda espacio en tu cuenta. Borra algo y vacía la papelera.
plain-attribution = El { $date }, { $name } escribió:
plain-forwarded = Carta reenviada
plain-undo = Deshacer el envío

## Lo que se dice después de hacer algo

plain-said-archived = Archivado.
plain-said-binned = Está en la papelera.
plain-said-canceled = Se deshizo el envío. Tu carta vuelve a ser un borrador.
plain-said-destroyed = Borrado para siempre.
plain-said-discarded = El borrador ya no existe.
plain-said-failed = No funcionó. Inténtalo de nuevo.
plain-said-file-added = Los archivos están adjuntos. El borrador está guardado.
plain-said-junk = Está en el correo no deseado.
plain-said-moved = Movido.
plain-said-none = No elegiste nada. Marca primero las casillas.
plain-said-not-junk = Está en la bandeja de entrada.
plain-said-read = Marcado como leído.
plain-said-saved = El borrador está guardado.
plain-said-sending = Tu carta ya se está enviando.
plain-said-sent = Tu carta va en camino.
plain-said-signed-out = Has salido. ¡Hasta la próxima!
plain-said-starred = Con estrella.
plain-said-too-late = Ya era tarde: la carta ya salió.
plain-said-unread = Marcado como no leído.
plain-said-unstarred = Sin estrella.
