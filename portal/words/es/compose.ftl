# SPDX-License-Identifier: AGPL-3.0-or-later
## Writing
compose-title = Mensaje nuevo
compose-from = De
compose-to = Para
compose-cc = CC
compose-bcc = CCO
compose-date = Fecha
compose-subject = Asunto
compose-text = Texto
compose-more-fields = CC, CCO
compose-offered = Personas en las que quizá piensas
compose-people = { $count ->
    [one] una persona
   *[other] { $count } personas
}
compose-remove-recipient = Quitar a { $name }
compose-send = Enviar
compose-sent = Enviado
compose-will-leave = Saldrá en cuanto tengas conexión
compose-saving = Guardando…
compose-saved = Guardado
compose-not-saved = Sin guardar
compose-kept = Guardado en borradores
compose-fold = Minimizar
compose-close = Cerrar y guardar como borrador
compose-discard = Descartar
compose-discard-title = ¿Descartar este mensaje?
compose-discard-text = Lo que escribiste se eliminará para siempre.
compose-unsaved-title = No se pudo guardar
compose-options = Más
compose-attach = Adjuntar archivos
compose-picture = Imagen en el texto
compose-plain = Texto sin formato
compose-rich = Texto con formato
# $text is what was typed.
compose-not-an-address = «{ $text }» no es una dirección. Corrígela o quítala.
compose-no-recipient = ¿Para quién es? Escribe primero una dirección.
compose-uploading = Todavía se están subiendo archivos. Espera a que terminen o quítalos.
compose-file-failed = Un archivo no llegó. Inténtalo de nuevo o quítalo.
compose-no-subject-title = ¿Enviar sin asunto?
compose-no-subject-text = Con un asunto es más fácil volver a encontrarlo.
compose-send-anyway = Enviar de todos modos
compose-forgot-title = ¿Olvidaste el archivo adjunto?
compose-forgot-text = El texto habla de uno, pero no hay ninguno.
# Words, separated by commas, that announce an attachment in this language.
compose-attachment-words = adjunto, adjunta, adjunté, anexo, anexa, anexé
compose-wrote = El { $date }, { $name } escribió:
compose-forwarded = Mensaje reenviado

## Files
# $percent is a number, $size has its unit.
compose-file-progress = { $percent } % de { $size }
compose-file-going = Subiendo { $name }
compose-file-again = Reintentar con { $name }
compose-file-remove = Quitar { $name }

## Formats
compose-formats = Formato
compose-more-formats = Más formatos
compose-bold = Negrita
compose-italic = Cursiva
compose-underline = Subrayado
compose-link = Enlace
compose-link-url = Dirección de la página
compose-unlink = Quitar el enlace
compose-bullets = Lista
compose-numbers = Lista numerada
compose-quote = Cita
compose-unquote = Quitar un nivel de cita
compose-clear = Quitar el formato
compose-undo = Deshacer

## Sending later
compose-schedule = Enviar más tarde
compose-schedule-go = Enviar en ese momento
compose-schedule-own = En otro momento
compose-schedule-past = Ese momento ya pasó.
compose-schedule-late = Falta demasiado: como muy tarde, el { $date }.
compose-this-evening = Esta tarde
compose-tomorrow = Mañana por la mañana
compose-monday = El lunes por la mañana
compose-scheduled = Saldrá el { $date }

compose-failed-forbiddenFrom = No puedes escribir desde esta dirección.
compose-failed-tooManyRecipients = Son demasiadas direcciones a la vez.
compose-failed-invalidRecipients = Una de las direcciones no es válida.
compose-failed-noRecipients = ¿Para quién es? Escribe primero una dirección.
compose-failed-cannotUnsend = Ya salió.
compose-failed-tooLarge = Este mensaje es demasiado grande. Comparte los archivos grandes por otro medio.
compose-failed-noKey = Ya no hay una clave para todas las personas a quienes va, así que no se cifró ni salió. Mira su sello.
compose-failed-cut = No está aquí el mensaje entero, y seguir con él haría perder el resto. Inténtalo de nuevo cuando tengas conexión.
compose-failed-ownKey = Tu propia clave ya no puede cifrar: venció o fue retirada. Haz una nueva en Ajustes, OpenPGP.
