# SPDX-License-Identifier: AGPL-3.0-or-later
## The menu
settings-all = Todos los ajustes
settings-you = Tú
settings-signing-in = Entrar
settings-programs = Programas de correo
settings-trust = Confianza
settings-held = Lo que se guarda sobre ti
settings-saved = Guardado
# $date is a day.
settings-since = desde el { $date }

## Who one is, asked anew
proof-title = ¿Eres tú?
proof-text = Lo que abre tu cuenta solo lo cambia quien sabe la contraseña: un navegador que quedó abierto no basta.
proof-go = Sí, yo
proof-wrong = Esta no es tu contraseña.

## You
you-identities = Con qué nombre escribes
you-identities-text = El nombre y la firma que van en el correo que escribes.
you-identity-add = Otro
you-identity-add-text = Un nombre más para una dirección tuya: por ejemplo, para un grupo de trabajo.
you-identity-first = primero
you-identity-make-first = Escribir primero con este
# $name is the identity's.
you-identity-remove-title = ¿Borrar «{ $name }»?
you-identity-remove-text = El correo que ya enviaste se queda como está.
you-name = Nombre
you-name-hint = Junto a tu dirección. Puede quedar vacío.
you-reply-to = Las respuestas van a
you-reply-to-hint = Vacío: a la misma dirección.
you-signature = Firma
you-failed-invalidProperties = ¿La dirección para respuestas está completa, como ana@example.org?
you-writing = Al escribir
you-undo = Retirar lo que se envió
you-undo-hint = Cuánto espera aquí una carta antes de salir.
you-undo-none = Nada: las cartas salen al instante
you-undo-seconds = { $count ->
    [one] Un segundo
   *[other] { $count } segundos
}
you-rich = Cartas con formato
you-rich-hint = Negritas, listas y enlaces. Salen también como texto sencillo.
you-appearance = Apariencia
you-appearance-text = En este dispositivo.
you-language = Idioma
you-theme = Claro u oscuro
you-theme-system = Como lo tenga el dispositivo
you-theme-light = Claro
you-theme-dark = Oscuro
you-room = Espacio
# $used and $limit are amounts, such as 2 GB.
you-room-octets = { $used } de { $limit } en uso
you-room-messages = { $used } de { $limit } mensajes
# $octets is an amount.
you-room-no-limit = { $octets } en uso. Para ti no hay límite.

## Signing in
signing-password-text = Cuando la cambias, tus otras sesiones terminan. Tu correo, tu código de recuperación y tus contraseñas de aplicación se quedan.
signing-password-change = Cambiar la contraseña
signing-password-changed = Tu contraseña cambió
signing-code-text = Abre tu cuenta cuando olvidas la contraseña. ¿Lo perdiste, o alguien pudo verlo? Pide uno nuevo: el anterior ya no abre nada.
signing-code-renew = Código de recuperación nuevo
signing-code-renewed = Desde ahora solo vale el código nuevo
codes-title = Códigos de una aplicación de autenticación
codes-off = Un segundo paso además de la contraseña: seis cifras de una aplicación en tu teléfono, como Aegis, FreeOTP o 2FAS. Sin ellas la contraseña sola ya no abre nada, ni aquí ni en los programas de correo; las contraseñas de aplicación siguen igual.
codes-on = Se piden códigos además de la contraseña. Si pierdes el teléfono, sirve tu código de recuperación en su lugar.
codes-begin = Configurar códigos
codes-scan = Escanea esto con tu aplicación de autenticación.
codes-qr = El secreto de los códigos como código QR
codes-by-hand = O escribe en ella este secreto:
codes-code-hint = Las seis cifras que muestra ahora. Desde entonces se piden, y tus otras sesiones terminan.
codes-confirm = Activar
codes-wrong = Este código no es correcto. Espera el siguiente; ¿y está bien la hora de tu teléfono?
codes-done = Desde ahora se piden códigos
codes-remove = Desactivar
codes-remove-title = ¿No pedir más códigos?
codes-remove-text = Entonces la contraseña sola abre tu cuenta.
codes-removed = Ya no se piden códigos
passkeys-title = Llaves de acceso
passkeys-text = Un dispositivo tuyo o una llave de seguridad que muestra que eres tú, con tu huella o su código. Las páginas falsas no obtienen nada de ella.
passkeys-add = Añadir una llave de acceso
passkeys-label = Nombre
passkeys-label-hint = Para que la reconozcas.
passkeys-unnamed = Sin nombre
passkeys-what-for = ¿Para qué es?
passkeys-for-alone = Abre mi cuenta por sí sola
passkeys-for-alone-hint = Donde la tengas a mano no hace falta la contraseña.
passkeys-for-second = Se pide además de mi contraseña
passkeys-for-second-hint = Entonces la contraseña sola ya no abre nada, y tus otras sesiones terminan.
passkeys-opens = abre por sí sola
passkeys-second = además de la contraseña
passkeys-proves = muestra que eres tú, en estos ajustes
passkeys-let-open = Que abra por sí sola
passkeys-opens-now = Desde ahora esta llave de acceso abre tu cuenta
passkeys-second-now = Desde ahora se pide esta llave de acceso
passkeys-cannot-open = Esta llave de acceso no puede abrir la cuenta por sí sola: le falta lo necesario, o la cancelaste. En estos ajustes puede mostrar que eres tú.
passkeys-exists = Este dispositivo ya tiene una llave de acceso para tu cuenta.
passkeys-none-here = Este navegador no conoce las llaves de acceso.
passkeys-remove = Quitar
# $label is the passkey's name.
passkeys-remove-title = ¿Quitar «{ $label }»?
passkeys-remove-text = Aquí ya no abre nada. Bórrala también en tu dispositivo.
session-title = Dónde tienes sesión abierta
session-text = ¿Las conoces todas? Termina las que no, y cambia tu contraseña.
session-this = Esta
session-unnamed = Sin nombre
session-end = Terminar
session-end-others = Terminar todas las demás
session-end-others-title = ¿Terminar todas las demás sesiones?
session-end-others-text = { $count ->
    [one] Un navegador o programa tendrá que entrar otra vez.
   *[other] { $count } navegadores y programas tendrán que entrar otra vez.
}
session-ended = { $count ->
    [one] La sesión terminó
   *[other] Terminaron { $count } sesiones
}
# $date is a day.
session-until = hasta el { $date } a más tardar
session-by-password = con contraseña
session-by-code = con contraseña y código
session-by-second-passkey = con contraseña y llave de acceso
session-by-recovery = con contraseña y código de recuperación
session-by-app-password = con una contraseña de aplicación
session-by-passkey = con llave de acceso

## After a reset
former-title = ¿Quienes guardan las llaves reiniciaron tu cuenta?
former-text = Tu correo anterior está sellado junto a la cuenta nueva. Si aparece una contraseña, una contraseña de aplicación o un código de recuperación de antes, lo trae todo de vuelta: el correo, los contactos y lo enviado.
former-secret = El secreto de antes
former-secret-hint = Una contraseña, contraseña de aplicación o código de recuperación de antes del reinicio.
former-wrong = Esto no abre el correo anterior.
former-none = No hay nada que traer de vuelta: tu cuenta no se reinició, o ya volvió todo.
former-go = Traerlo de vuelta
# $shown is the number as people write it.
former-back = { $count ->
    [one] Un mensaje está de vuelta.
   *[other] { $shown } mensajes están de vuelta.
}
former-kept = Algo no se pudo pasar, y queda sellado como está.

## Mail programs
programs-title = Contraseñas de aplicación
programs-text = Cada programa recibe una contraseña propia. Si se pierde un dispositivo, retiras solo esa; y un programa no puede cambiar tu cuenta ni ver dónde tienes sesión.
programs-none = Todavía no hay ninguna. Añade una, por ejemplo para tu teléfono.
programs-add = Añadir un programa
programs-label = ¿Para qué es?
programs-label-hint = En tus palabras: «teléfono», «portátil de casa».
programs-remove = Retirar
# $label is the app password's.
programs-remove-title = ¿Retirar «{ $label }»?
programs-remove-text = El programa queda fuera al instante. Lo que haya guardado en su dispositivo se queda ahí.
programs-removed = «{ $label }» está retirada
programs-setup = Configurar «{ $label }»
programs-once = Esta contraseña solo se muestra ahora. Cuando dejes esta página se habrá ido; otra se hace rápido.
programs-device = Tipo de dispositivo
programs-android = Teléfono Android
programs-apple = iPhone, iPad, Mac
programs-other = Cualquier otro
programs-android-mail = Correo
programs-android-1 = Instala Thunderbird para Android o K-9 Mail y ábrelo.
programs-android-2 = Elige «Importar ajustes» y luego «Escanear código QR».
programs-android-3 = Pon el teléfono delante de este código.
programs-android-qr = Código QR que configura Thunderbird para Android o K-9 Mail
programs-dav = Contactos
programs-dav-text = Instala DAVx⁵ y escanea esto con la cámara del teléfono: se abre con todo ya puesto.
programs-dav-open = Abrir DAVx⁵
programs-dav-qr = Código QR que configura DAVx⁵
programs-qr-warning = Los códigos llevan la contraseña dentro. Quien les tome una foto lee tu correo.
programs-apple-1 = Apunta la cámara a este código y abre el enlace: se descarga un perfil.
programs-apple-2 = Instálalo: Ajustes, «Perfil descargado». En un Mac: Ajustes del Sistema, Perfiles.
programs-apple-3 = Pide una contraseña, una vez para el correo y otra para los contactos: escribe la de abajo.
programs-apple-here = Descargar el perfil en este dispositivo
programs-apple-qr = Código QR que lleva al perfil
programs-secret = Contraseña de aplicación
programs-other-text = Casi todos los programas encuentran el resto por tu dirección. Si no, elige IMAP a mano:
programs-done = Ya está configurado
programs-by-hand = Ajustes a mano
programs-by-hand-text = Si un programa avisa sobre el certificado, detente y pregunta a quienes cuidan el servidor.
programs-user = Nombre de usuario
programs-imap = Leer (IMAP)
programs-smtp = Enviar (SMTP)
programs-smtp-other = Enviar, si no conoce ese
programs-carddav = Contactos (CardDAV)
programs-kind = Tipo de inicio de sesión
programs-kind-text = «Contraseña normal», con una contraseña de aplicación
# $what is the name of a setting.
programs-copy = Copiar: { $what }

## Trust
trust-group = En quién confío
trust-group-text = Para el día en que te detengan o te quiten el teléfono. Cualquiera de las personas que elijas aquí puede congelar tu cuenta al instante: todas las sesiones terminan y nada la abre, se muestre lo que se muestre o te obliguen a lo que te obliguen. El correo sigue llegando. Juntas la descongelan. Ninguna puede leer nada.
trust-add = Alguien del colectivo
trust-add-hint = Su dirección. Verá que confías en esa persona; pregúntale antes.
trust-add-go = Añadir
# $address is theirs.
trust-remove = Quitar { $address }
trust-not-yourself = Tiene que ser otra persona.
trust-nobody = Una de estas direcciones no es de nadie aquí. Solo se puede elegir a miembros.
trust-threshold = ¿Cuántas personas la descongelan juntas?
trust-threshold-hint = Menos que todas, para que quien la congeló no pueda dejarla así.
# $some of $all people.
trust-threshold-of = { $some } de { $all }
trust-means-one = Esta persona congela tu cuenta al instante, y la descongela.
trust-means = { $threshold ->
    [one] Cualquiera de las { $count } personas congela tu cuenta al instante, y cualquiera la descongela.
   *[other] Cualquiera de las { $count } personas congela tu cuenta al instante. { $threshold } de ellas juntas la descongelan.
}
trust-group-none = Ya nadie puede congelar tu cuenta
entrusted-title = Cuentas confiadas a mí
entrusted-text = Sus dueñas y dueños confían en que las congeles en una emergencia.
entrusted-none = Nadie te ha confiado su cuenta
entrusted-none-text = Cuando alguien te elija, aparecerá aquí.
entrusted-open = abierta
entrusted-frozen = congelada
entrusted-freeze = Congelar
# $address is the account's.
entrusted-freeze-title = ¿Congelar { $address }?
entrusted-freeze-text = Al instante terminan todas sus sesiones, y nada abre ya la cuenta: ni contraseña, ni contraseña de aplicación, ni código de recuperación. El correo sigue llegando. Hazlo cuando esté en detención o su dispositivo en otras manos.
entrusted-freeze-records = En sus registros queda que fuiste tú. Solo las personas en quienes confía pueden descongelarla.
entrusted-frozen-now = { $address } está congelada
entrusted-thaw = Quiero que se descongele
entrusted-thaw-not = Ya no quiero que se descongele
entrusted-thaw-needs = { $count ->
    [one] La descongela una de las personas en quienes confía.
   *[other] La descongelan juntas { $count } de las personas en quienes confía.
}
# $names is a list of addresses.
entrusted-thaw-wanted = Hasta ahora lo quieren { $names }.
entrusted-thaw-waits = Anotado. Se descongela cuando lo quieran suficientes personas más.
entrusted-thawed = { $address } está abierta otra vez
entrusted-overruled = La congelaste, y las demás personas la descongelaron. Por unos días no puedes congelarla de nuevo.

settings-openpgp = OpenPGP
settings-device = En este dispositivo
