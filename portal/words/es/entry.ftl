# SPDX-License-Identifier: AGPL-3.0-or-later
## Signing in
sign-in-title = Entrar
sign-in-address = Tu dirección
sign-in-password = Contraseña
sign-in-go = Entrar
sign-in-passkey = Usar una llave de acceso
sign-in-passkey-wrong = Esta llave de acceso no abre ninguna cuenta aquí.
sign-in-forgotten = ¿Olvidaste tu contraseña?
sign-in-invited = Tengo una invitación
sign-in-wrong = Esta dirección y esta contraseña no abren ninguna cuenta. Revisa las dos.
sign-in-too-often = Demasiados intentos. Espera unos minutos y vuelve a intentar.
sign-in-second-title = Un paso más
sign-in-code = Código
sign-in-code-hint = Seis cifras, de tu aplicación de autenticación.
sign-in-recovery-hint = El código de tu tarjeta, de ocho grupos.
sign-in-by-recovery = Usar mejor el código de recuperación
sign-in-by-code = Usar mejor un código de seis cifras
sign-in-wrong-code = Este código no es correcto, o ya no lo es. Espera el siguiente.
sign-in-wrong-recovery = Este no es tu código de recuperación. Mira tu tarjeta otra vez.
sign-in-other = Entrar con otra cuenta

## A new password
password-new = Contraseña nueva
password-new-hint = Cuenta más el largo que los signos raros: seis palabras al azar hacen una buena.
password-again = La misma contraseña otra vez
password-too-short = Muy corta: ocho caracteres como mínimo.
password-differs = Las dos no son iguales. Escríbela otra vez.
password-strength-short = Muy corta
password-strength-poor = Fácil de adivinar: hazla más larga
password-strength-fair = Pasable: le vendrían bien más letras
password-strength-good = Buena
password-strength-strong = Fuerte

## A secret on paper
paper-qr = Lo mismo como código QR
paper-last-group = El último grupo
# $length is how many letters a group has.
paper-last-group-hint = Escribe las últimas { $length } letras desde tu papel, para saber que se puede leer.
paper-last-group-wrong = Este no es el último grupo. Mira tu papel otra vez.
paper-tick-first = Marca arriba que lo tienes.

## The recovery code
recovery-title = Código de recuperación
recovery-text = Abre tu cuenta el día en que hayas olvidado la contraseña. Nada más la abre: ni quienes cuidan el servidor ni quienes guardan las llaves podrían ayudarte.
recovery-once = Solo se muestra ahora, y no se guarda en ninguna parte.
# $host is the server's name.
recovery-note = Guárdalo en papel, en seco, donde tú lo encuentres en diez años y las visitas no. Para { $host }.
recovery-tick = Lo tengo en papel o en un gestor de contraseñas propio

## Joining
join-title = Unirse
join-ask = Alguien del colectivo te dio una invitación.
join-token = Invitación
join-token-hint = Pega el enlace entero o lo que está detrás de #.
join-token-wrong = Esta invitación no vale: ya se usó, la retiraron, se venció o le falta un pedazo. Pide otra a quien te la dio.
join-have-account = Ya tengo una cuenta
join-welcome = Qué alegría verte en { $domain }
join-text = Elige cómo te escribirá la gente y una contraseña que solo tú sepas.
# $date is a date with the hour.
join-until = La invitación vale hasta el { $date }.
# $octets is an amount, such as 5 GB.
join-quota = Tendrás { $octets } de espacio.
join-address = Dirección
join-address-hint = Queda igual para siempre, y no tiene que ser tu nombre.
join-address-needed = Elige una dirección.
join-address-form = Una dirección tiene letras, cifras, puntos y guiones.
join-address-taken = Alguien tiene esta dirección, o una que se le parece. Elige otra.
join-address-reserved = Este es el nombre de una función, y no es para cualquiera. Elige otra.
join-name = Nombre (no hace falta)
join-name-hint = Aparece junto a tu dirección en el correo que escribes. Déjalo vacío si no quieres que se sepa.
join-go = Unirme
join-to-mail = A mi correo

## A forgotten password
recover-title = Una contraseña nueva
recover-text = Con tu código de recuperación eliges una contraseña nueva. No se pierde nada de tu correo, y recibes un código nuevo. Todas tus sesiones terminan; las contraseñas de aplicación se quedan.
recover-code = Código de recuperación
recover-code-hint = De tu tarjeta: ocho grupos de cuatro. Los guiones y las mayúsculas no importan.
recover-go = Poner la contraseña nueva
recover-wrong = Esta dirección y este código de recuperación no van juntos. Revisa los dos.
recover-no-code = No tengo el código
recover-no-code-text = ¿Tienes todavía una sesión abierta en algún navegador o teléfono? Ahí puedes pedir un código nuevo si sabes tu contraseña. Si no, habla con quienes cuidan el servidor: junto con quienes guardan las llaves pueden darte una cuenta nueva y vacía con tu dirección. Tu correo anterior queda sellado al lado, hasta que encuentres una contraseña o un código de antes.
recover-back = Volver a entrar

## A code on paper, read by the camera
scan-go = Escanear
scan-title = Escanear un código QR
scan-text = Pon el código de tu papel delante de la cámara. Ninguna imagen sale de esta página.
scan-picture = Lo que ve la cámara
scan-waiting = Esperando la cámara …
scan-refused = No se puede usar la cámara. Permítela en los ajustes del navegador o escribe las letras.
