# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
care-all = Todas las páginas
care-overview = Resumen
care-members = Integrantes
care-invitations = Invitaciones
care-domains = Dominios y alias
care-certificates = Certificados
care-queue = Correo en espera
care-starts = Arranques
care-keyholders = Quienes guardan las llaves
care-page = Página pública
care-held = Qué se guarda
care-machine = La máquina

## Overview
care-alarms = Lo que necesita atención
care-all-well = Todo está bien. Nada te necesita ahora.
care-alarm-go = Ir allí
care-standing = Cómo está
care-unlocked-since = Abierto desde
care-k-of-n = { $threshold } de { $keyholders } lo abren en conjunto
care-domains-of = Dominios
care-certificate-until = Certificado válido hasta
care-members-count = { $count ->
    [one] 1 integrante
   *[other] { $count } integrantes
}
care-queue-count = { $count ->
    [one] 1 destino
   *[other] { $count } destinos
}
care-connections = Conexiones
care-open-vaults = Cuentas abiertas
care-uptime = En marcha desde hace
care-version = Versión
care-onion = Dirección onion
care-storage = Almacenamiento
care-storage-text = { $mail } de correo. Quedan libres { $free } de { $total } en el disco.
care-day = El último día
care-day-text = Solo está en la memoria: al reiniciar se olvida. No contiene nombres ni direcciones.
care-day-soon = El servidor acaba de arrancar. En unos minutos habrá gráficos.
care-chart-mail = Correo
care-chart-in = Entrante
care-chart-out = Saliente
care-chart-processor = Procesador
care-chart-requests = Peticiones web
care-chart-memory = Memoria

## Alarms
care-alarm-foreign = { $count ->
    [one] Alguien ha escrito en el directorio del disco
   *[other] Alguien ha escrito { $count } veces en el directorio del disco
}
care-alarm-foreign-text = Quien fue no tiene la clave del colectivo, así que no tuvo efecto. Pero alguien pudo escribir en el disco. Trátenlo como un arranque sin explicación: hablen con quienes guardan las llaves.
care-alarm-certificate-over = El certificado ha vencido
care-alarm-certificate = El certificado vence el { $date }
care-alarm-certificate-text = Los programas avisarán del servidor o lo rechazarán. Trae un certificado nuevo.
care-alarm-self-made = El certificado es del propio servidor
care-alarm-self-made-text = Cifra, pero no demuestra a nadie quiénes son: los programas avisan. Que el servidor obtenga uno de una autoridad, o tráelo tú.
care-alarm-renewal = No hay un certificado válido para { $domain }
care-alarm-renewal-text = Se pidió a la autoridad y falló: { $trouble }
care-alarm-queue = El correo no sale
care-alarm-queue-text = La parte del servidor que envía correo no arrancó. Intenta arrancarla de nuevo; si sigue así, revisa el espacio del disco.
care-alarm-settings = Hay un error en la configuración
care-alarm-settings-text = El servidor sigue con la que tenía. { $mistake }
care-alarm-memory = Las claves podrían llegar al disco
care-alarm-memory-text = La máquina no deja que el servidor bloquee su memoria. Sube el límite de memoria bloqueada (memlock) de su servicio y reinicia.
care-alarm-sandbox = El servidor no está aislado
care-alarm-sandbox-text = Si alguien lograra entrar, podría hacer más de lo debido. Con un núcleo más reciente se aísla por sí mismo.
care-alarm-waiting = { $count ->
    [one] Un ajuste espera al próximo arranque
   *[other] { $count } ajustes esperan al próximo arranque
}
care-alarm-starts = { $count ->
    [one] Un arranque sin explicación
   *[other] { $count } arranques sin explicación
}
care-alarm-starts-text = Hasta que alguien sepa por qué, es un disco copiado. Averígüenlo y anoten lo que encontraron.
care-alarm-storage = El disco está casi lleno
care-alarm-storage-text = Quedan { $free }. Cuando no quede nada, se rechazará el correo. Hagan sitio o añadan un disco.
care-alarm-approvals = { $count ->
    [one] Un acto espera a quienes guardan las llaves
   *[other] { $count } actos esperan a quienes guardan las llaves
}
care-alarm-approvals-text = Quien tenga una parte puede darla allí.
care-alarm-alone = Una sola persona cuida del colectivo
care-alarm-alone-text = Si enferma o queda en detención, nadie puede dar acceso ni quitarlo. Den la tarea a una segunda persona.

## Members
care-invite = Invitar
care-members-search = Buscar integrantes
care-members-none = No se encontró a nadie
care-members-more = { $count ->
    [one] y una persona más: búscala
   *[other] y { $count } más: usa la búsqueda
}
care-member-self = tú
care-member-since = desde el { $date }
care-member-suspended = acceso suspendido
care-member-more = Más para { $name }
care-duty-administrator = cuida del colectivo
care-duty-moderator = modera
care-usage = { $used }, { $messages }
care-usage-of = { $used } de { $quota }
care-member-add = Añadir integrante
care-member-add-go = Añadir
care-member-add-text = Mejor con esa persona al lado: su contraseña y su código de recuperación se muestran una sola vez. A distancia es mejor una invitación: así elige su contraseña sin que nadie mire.
care-address = Dirección
care-domain = Dominio
care-name = Nombre
care-name-hint = Solo si quiere que se sepa. Puede quedar vacío.
care-member-name = Nombre
care-member-addresses = Direcciones
care-addresses-text = Desde la primera escribe. Las demás también le llegan.
care-address-first = Dirección principal
care-address-more = Dirección { $number }
care-address-add = Añadir una dirección
care-address-remove = Quitar { $address }
care-member-quota = Límite de espacio
care-quota-title = ¿Cuánto puede guardar { $name }?
care-quota-field = Espacio en gigabytes
care-quota-hint = Vacío: sin límite.
care-quota-wrong = Escribe un número: 5 o 0,5.
care-duty-give = Dar la tarea de cuidar
care-duty-take = Quitar la tarea de cuidar
care-duty-give-title = ¿Que { $name } cuide del colectivo?
care-duty-take-title = ¿Que { $name } deje de cuidar del colectivo?
care-duty-give-text = Podrá dar acceso, suspenderlo y eliminar cuentas para siempre, cambiar dominios y cerrar el servidor. No podrá leer el correo de nadie, ni hacer lo que necesita a quienes guardan las llaves.
care-duty-take-text = Sigue formando parte. La última persona con la tarea la conserva.
care-duty-understood = Lo decidimos en conjunto.
care-member-held = Qué se guarda sobre esta persona
care-member-suspend = Suspender el acceso
care-member-restore = Devolver el acceso
care-suspend-title = ¿Suspender el acceso de { $name }?
care-suspend-text = No podrá entrar, todas sus sesiones terminan de inmediato y se rechaza el correo que reciba. Lo que tiene se conserva, y puedes devolverle el acceso.
care-suspended-done = El acceso de { $name } está suspendido
care-restored-done = { $name } puede entrar de nuevo
care-member-reset = Restablecer: lo olvidó todo
care-reset-title = ¿Pedir una cuenta nueva y vacía para { $name }?
care-reset-text = Para quien no tiene ni contraseña ni código de recuperación. Deben aprobarlo quienes guardan las llaves. Su correo antiguo queda sellado junto a la cuenta nueva, hasta que aparezca una contraseña o un código antiguo.
care-reset-speak = Habla antes en persona con esa persona. Así es como alguien más se quedaría con su dirección.
care-reset-ask = Pedirlo a quienes guardan las llaves
care-member-thaw = Descongelar la cuenta
care-thaw-title = ¿Pedir que se descongele la cuenta de { $name }?
care-thaw-text = Para una cuenta congelada cuando quedan muy pocas de las personas en quienes su titular confía. Quienes guardan las llaves las sustituyen. Mientras haya suficientes, les toca a ellas.
care-member-remove = Eliminar para siempre
care-remove-title = ¿Eliminar a { $name } para siempre?
care-remove-text = Se destruyen las claves de todo lo suyo: { $messages }, contactos, ajustes. Nadie puede recuperarlo, lo pida quien lo pida.
care-remove-along = Deja que antes se lleve su correo. Suspender el acceso conserva todo.
care-type-to-confirm = Escribe { $word } para confirmar

## Told once
care-handover-password = Su contraseña
care-handover-password-text = Para { $address }. Podrá cambiarla en los ajustes.
care-handover-once = Se muestra una sola vez y no se guarda en ningún lugar.
care-shares-title = { $count ->
    [one] Una parte nueva
   *[other] { $count } partes nuevas
}
care-shares-text = Se muestran una tras otra. Cada una es de una persona, y solo ella debe verla. Siéntense en grupo y giren la pantalla.
care-shares-not-yet = Todavía no ha cambiado nada: las partes antiguas abren el servidor hasta que se compruebe que las nuevas están. Pídanlo después.
care-shares-begin = Mostrar la primera
care-share-number = Parte { $number } de { $count }
care-share-text = Solo para la persona número { $number }. Anótala, o imprímela donde nadie más imprime.
care-share-about = Abre el servidor, junto con las demás.
care-share-note = Cuando el servidor haya arrancado, abre https://{ $host }/portal/unlock y escríbela allí, o escanéala con el botón de esa página. No se la muestres a nadie.
care-share-tick = La tengo en papel y nadie más la ha visto.
care-share-next = Siguiente persona

## Invitations
care-invitations-text = Un enlace da acceso a alguien, que elige su dirección y contraseña sin que nadie mire. Envíalo como enviarías una llave.
care-invitation-new = Invitación nueva
care-invitation-make = Crear el enlace
care-invitations-none = No hay invitaciones abiertas
care-invitations-none-text = Crea una para quien quieras que se sume.
care-invitations-open = Invitaciones abiertas
care-invitation-unnamed = Sin nota
care-invitation-uses = { $count ->
    [one] para 1 persona más
   *[other] para { $count } personas más
}
care-invitation-until = hasta el { $date } ({ $relative })
care-invitation-label = Nota
care-invitation-label-hint = Solo para ustedes: para quién es. Quien llega no la ve.
care-invitation-times = Cuántas personas
care-invitation-days = Por cuántos días
care-number-wrong = Un número entero de 1 a { $most }.
care-invitation-link = El enlace está listo
care-invitation-link-text = Quien lo tenga pasa a formar parte.
care-invitation-once = Se muestra una sola vez: el servidor no guarda copia. Cópialo ahora.
# $host is as the page was opened.
care-invitation-local = Lleva a { $host }, donde ningún otro dispositivo encuentra este servidor. Pon en su lugar el nombre o la dirección de la máquina antes de pasarlo.
care-invitation-copy = Copiar el enlace
care-invitation-qr = El enlace como código QR
care-revoke = Revocar
care-revoke-of = Revocar «{ $label }»
care-revoke-title = ¿Revocar «{ $label }»?
care-revoke-text = El enlace ya no dará acceso a nadie. Quien ya llegó se queda.
care-revoked = Invitación revocada

## Domains, DNS, aliases
care-domain-main = principal
care-domain-add = Añadir un dominio
care-domain-hint = Tal como lo registraron: example.org
care-domain-added = El dominio ya se atiende. Ahora pongan sus registros DNS.
care-domain-remove = Quitar
care-domain-remove-of = Quitar { $domain }
care-domain-remove-title = ¿Quitar { $domain }?
care-domain-remove-text = Desde ahora se rechaza su correo. Antes, quienes tengan una dirección en él y sus alias necesitan otra.
care-dns = Lo que debe decir el DNS
care-dns-text = Para que el correo les encuentre y el suyo no se descarte. Copien cada registro en el panel de quien gestiona su dominio.
care-aliases = Alias
care-aliases-text = Direcciones que llevan a otras: a una persona, a varias o a otro lugar.
care-aliases-none = Todavía no hay ninguno.
care-alias-new = Alias nuevo
care-alias-edit = Editar { $address }
care-alias-delete = Eliminar { $address }
care-alias-targets = Lleva a
care-alias-targets-hint = Una dirección por línea.
care-alias-unreachable = nadie tiene esta dirección
care-alias-remove-title = ¿Eliminar el alias { $address }?
care-alias-remove-text = Desde ahora se rechaza el correo que le llegue.
care-alias-removed = Alias { $address } eliminado

## Certificates
care-certificate-now = En uso
care-certificate-names = Válido para
care-renewals = Por sí mismo
care-renewals-text = El servidor obtiene certificados de una autoridad y los renueva a tiempo, uno por dominio.
care-by-hand-text = El servidor no pide a ninguna autoridad (ajuste acme.directory). Los certificados se traen a mano.
care-renew = Renovar ahora
care-renew-title = ¿Obtener de nuevo todos los certificados?
care-renew-text = Se pide de inmediato a la autoridad. No lo hagas una y otra vez: Let’s Encrypt da cinco certificados por semana para los mismos nombres.
care-renew-asked = Se está pidiendo a la autoridad
care-renewal-working = pidiendo ahora
care-renewal-well = todo bien
care-renewal-none = todavía ninguno
care-renewal-failed = { $count ->
    [one] falló una vez
   *[other] falló { $count } veces
}
care-renewal-next = Próximo intento: { $date }.
care-renewal-trouble = Lo que falló, según el servidor:
care-bring = A mano
care-bring-text = Un certificado que obtuviste en otro lugar. Se guarda sellado y se usa de inmediato en conexiones nuevas.
care-bring-go = Traer uno
care-bring-hint = Pega ambos textos (PEM). Borra después los archivos.
care-bring-chain = Certificado y su cadena
care-bring-key = Clave privada
care-bring-done = El certificado está en uso
care-bring-failed-invalidArguments = El servidor no lo acepta: la clave no corresponde, está vencido o no es PEM. El anterior se mantiene.

## Waiting mail
care-queue-empty = Nada espera
care-queue-empty-text = Todo el correo ha salido.
care-look-again = Mirar de nuevo
care-queue-waits = Lo que espera
care-queue-text = Solo números: nadie ve quién escribe a quién.
care-queue-messages = Mensajes
care-queue-recipients = Destinos
care-queue-under-way = En camino ahora
care-queue-held = Retenidos hasta su hora
care-queue-unreported = Fallidos, sin avisar aún a quien envió
care-queue-oldest = El más antiguo espera desde hace
care-queue-next = Próximo intento en
care-queue-retry = Intentar todo ahora
care-queue-retried = Se está intentando todo el correo en espera
care-queue-reasons = Por qué espera
care-reason-none = Aún sin intentar
care-reason-dns = El DNS no encontró el otro servidor
care-reason-connect = No se pudo llegar al otro servidor
care-reason-tls = No se logró una conexión cifrada
care-reason-timeout = El otro servidor fue demasiado lento
care-reason-lost = Se perdió la conexión
care-reason-deferred = El otro servidor pidió intentarlo más tarde
care-reason-refused = El otro servidor lo rechazó
care-reason-unsupported = El otro servidor no admite ese correo
care-reason-loop = Da vueltas en círculo
care-reason-no-mail = El otro dominio no recibe correo
care-reason-local = Algo falló aquí

## Starts
care-starts-text = Todos los arranques del servidor desde la fundación, a la vista de todas las personas. ¿Saben por qué ocurrió cada uno?
care-starts-open-text = Quizás fue la luz. Quizás alguien copió el disco. Pregunten al alojamiento y a quien tenga acceso, y anoten lo que sepan. Si nadie lo puede explicar, trátenlo como un disco copiado.
care-start-open = sin explicación
care-start-never = Entonces no se abrió.
care-start-unlocked = Abierto desde el { $date }
care-start-session = Abierto del { $from } al { $to } ({ $duration })
care-start-by = { $name }, { $date }
care-start-explain = Explicar
care-start-change = Cambiar la explicación
care-start-explain-of = Explicar el arranque del { $date }
care-start-reason = ¿Cuál fue el motivo?
care-start-reason-hint = Lo que sabes y por quién. Lo leen todas las personas. Vacío: se retira.
care-starts-older = { $count ->
    [one] Mostrar uno anterior
   *[other] Mostrar anteriores ({ $count })
}

## Keyholders and approvals
care-keyholders-text = Sin tantas personas nadie abre el servidor tras un arranque ni restablece una cuenta. Lo que hicieron en conjunto está abajo, a la vista de todas las personas.
care-generation = Generación { $number } de las partes
care-keyholders-change = Cambiar quién guarda las llaves
care-keyholders-ask = Pedir partes nuevas
care-change-text = Cuando alguien se va, o alguien pudo ver una parte. Primero lo aprueban suficientes personas de las actuales; luego se sortean las partes nuevas y se muestran una vez.
care-change-n = Cuántas personas
care-change-k = Cuántas lo abren en conjunto
care-change-wrong = Como máximo { $most } personas, y no más de las que hay para abrirlo.
care-change-one = Entonces cada persona lo abre todo por sí sola.
care-change-all = Entonces una sola parte perdida les deja fuera para siempre.
care-change-confirm-text = ¿Ya se sortearon y anotaron las partes nuevas? Valen cuando suficientes personas nuevas muestran que tienen la suya.
care-change-confirm = Poner en vigor las partes nuevas
care-approvals = Lo que espera a quienes guardan las llaves
care-approvals-text = Solo está en la memoria: un reinicio olvida lo pedido.
care-approvals-none = Nada espera.
care-approval-asked = Se pidió a quienes guardan las llaves
care-somebody-gone = alguien que ya no está
care-approval-reset = Una cuenta nueva y vacía para { $address }
care-approval-reset-text = Se perdieron la contraseña y el código de recuperación. Habla con esa persona antes de dar tu parte: así es como alguien más se quedaría con la dirección.
care-approval-thaw = Descongelar la cuenta de { $address }
care-approval-thaw-text = Quedan muy pocas de las personas en quienes su titular confía para descongelarla. Habla antes con su titular.
care-approval-change = Partes nuevas: { $threshold } de { $keyholders }
care-approval-change-text = Lo aprueban con sus partes actuales. Luego se sortean las nuevas; nada cambia hasta que se compruebe que están.
care-approval-confirm = Entran en vigor las partes nuevas
care-approval-confirm-text = Cada persona nueva da su parte nueva. Cuando haya suficientes, las antiguas ya no abren nada.
care-approval-here = { $count ->
    [one] Está la parte número { $numbers }.
   *[other] Están las partes número { $numbers }.
}
care-approval-missing = { $count ->
    [one] Falta una más.
   *[other] Faltan { $count } más.
}
care-approval-give = Dar mi parte
care-give-text = Tu parte va a este servidor y aprueba solo este acto. ¿Es la máquina que crees, y estás a solas con ella?
care-give-new-text = Da aquí tu parte nueva, no la antigua.
care-approval-given = Gracias, tu parte está aquí. Ya no está en esta página.
care-approval-given-done = Gracias. Era la última: está hecho.
care-approval-done = Está hecho. El resultado espera a quien lo pidió.
care-approval-done-own = Está hecho. Lo que resultó se te muestra una sola vez.
care-approval-collect = Mostrar el resultado
care-approval-over = Está hecho y no hay nada que mostrar.
care-approval-withdraw = Retirar
care-approval-withdraw-title = ¿Retirar esto?
care-acts = Lo que hicieron quienes guardan las llaves
care-acts-text = Todo lo que necesitó a varias personas, desde la fundación.
care-act-founded = Fundación
care-act-unlocked = Abrieron el servidor
care-act-changedKeyholders = Cambiaron quién guarda las llaves
care-act-resetMember = Restablecieron una cuenta
care-act-resetMember-of = Restablecieron la cuenta de { $name }
care-act-thawedMember = Descongelaron una cuenta
care-act-thawedMember-of = Descongelaron la cuenta de { $name }
care-act-other = Otra cosa
care-act-shares = { $count ->
    [one] parte { $numbers }
   *[other] partes { $numbers }
}

## The public page
care-page-text = Lo que lee cualquiera que abra su dirección, forme parte o no.
care-page-look = Ver la página
care-page-none = Este servidor no tiene página pública
care-page-none-text = Llega con una versión más nueva.
care-page-all-languages = En todos los idiomas
care-page-name = Nombre del colectivo
care-page-contact = Cómo contactarles
care-page-contact-hint = Una dirección de correo o un enlace.
care-page-main = Idioma principal
care-page-main-hint = Se muestra cuando no hay texto en el idioma de quien lee.
care-page-languages = Idiomas de la página
care-page-add-language = Añadir un idioma
care-page-drop = Quitar este idioma
care-page-drop-title = ¿Quitar { $language } de la página?
care-page-drop-text = Sus textos se van al guardar.
care-page-about = Quiénes somos
care-page-about-hint = Algunas frases. No nombren a nadie sin su acuerdo.
care-page-services = Qué ofrecemos
care-page-services-hint = Correo, contactos y lo demás.
care-page-joining = Cómo sumarse
care-page-joining-hint = Quién puede y a quién preguntar.
care-page-canary = Canario
care-page-canary-hint = Lo que no ha pasado hasta hoy. Renuévenlo con regularidad: si no se renueva, también dice algo.
care-page-transparency = Órdenes que recibimos
care-page-transparency-hint = Quién pidió qué y qué respondieron, hasta donde puedan decirlo.
care-page-changed = Último cambio: { $date }.
care-page-plain = Texto simple. Una línea vacía empieza otro párrafo.
care-page-unsaved = Sin guardar
care-page-saved = Guardado: la página pública ya lo muestra

## What is held
care-held-about = Todo lo que se podría obligar a este servidor a entregar sobre alguien. Su correo no está: nadie aquí tiene la clave. Cada persona ve lo suyo en los ajustes.
care-held-whom = Sobre quién
care-held-choose = Elige a alguien
care-held-nobody = Elige a alguien para ver qué se guarda
care-held-text = Esto es todo lo que se podría entregar sobre { $address }. Imprímelo o guárdalo cuando alguien lo pida con un papel en la mano.

## The machine
care-settings = Archivo de configuración
care-settings-text = Quien cuida la máquina escribe milpa.conf. Aquí se vuelve a leer, sin reiniciar.
care-settings-reload = Leer de nuevo
care-settings-taken = En vigor de inmediato:
care-settings-nothing = Leído de nuevo: nada cambió.
care-settings-waiting = Espera al próximo arranque:
care-settings-mistake = Hay un error y no se tomó nada: { $mistake }
care-purge = Purgar
care-purge-about = Lo borrado queda un tiempo sellado en los archivos, sin clave. Purgar los reescribe para que no quede en ninguno.
care-purge-title = ¿Reescribir todos los archivos?
care-purge-text = Tarda un rato y mientras tanto el servidor va más lento. No se pierde nada de lo que hay.
care-purge-done = Los archivos están reescritos
care-finish = La apertura no está completa
care-finish-text = Las claves están, pero el certificado o el correo en espera no arrancaron. Arreglen lo que falle (¿disco lleno?) e intenten de nuevo.
care-finish-done = Todo funciona ya
care-protection = Cómo se protege el servidor
care-protection-text = Para que las claves queden en memoria y quien entre pueda hacer poco.
care-memory-keys = Las claves nunca se escriben en el disco
care-memory-all = Tampoco se escribe nunca en el disco el resto de la memoria
care-memory-core = Sin volcados de memoria
care-sandbox-calls = Puede pedir poco al sistema
care-sandbox-files = Ve solo sus propios archivos
care-ports = Puertos
care-sessions = Sesiones
care-yes = sí
care-no = no
care-lock = Cerrar el servidor
care-lock-about = Cuando alguien está a la puerta, cuando hay que mover la máquina o cuando no entienden qué está haciendo.
care-lock-now = Cerrar ahora
care-lock-title = ¿Cerrar el servidor ahora?
care-lock-text = Se olvidan todas las claves y terminan todas las sesiones, también la tuya. Nadie lee ni envía hasta que se abra de nuevo con las claves. El correo espera unos días en otros servidores. No se pierde nada.
care-lock-word = cerrar

## What went wrong
care-failed-alreadyExists = Eso ya existe.
care-failed-invalidProperties = El servidor no lo acepta así. Revisa la dirección o el nombre: solo dominios propios y sin signos que no van en una dirección.
care-failed-forbidden = Esto no se permite: la última persona que cuida se queda, nadie se elimina a sí misma y un dominio en uso se mantiene.
care-failed-requestTooLarge = Hay más de lo que esta página puede mostrar.
care-failed-tooLarge = Es demasiado texto.
