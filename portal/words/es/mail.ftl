# SPDX-License-Identifier: AGPL-3.0-or-later
## Folders
mail-folders = Carpetas
mail-folder-inbox = Recibidos
mail-folder-drafts = Borradores
mail-folder-sent = Enviados
mail-folder-archive = Archivados
mail-folder-junk = Spam
mail-folder-trash = Papelera
mail-starred = Destacados
mail-new-folder = Carpeta nueva
mail-folder-name = Nombre
mail-folder-parent = Dentro de
mail-folder-top = Nivel principal
mail-folder-edit = Cambiar nombre o mover
mail-folder-delete = Eliminar carpeta
# $name is the folder's.
mail-folder-more = Más opciones para { $name }
mail-folder-delete-title = ¿Eliminar «{ $name }»?
mail-folder-delete-full = { $count ->
    [one] Contiene un mensaje, que se eliminará para siempre.
   *[other] Contiene { $count } mensajes, que se eliminarán para siempre.
}
mail-folder-delete-empty = Está vacía.
mail-no-folder = Esa carpeta no existe.
mail-count-unread = { $count ->
    [one] uno sin leer
   *[other] { $count } sin leer
}
mail-count-drafts = { $count ->
    [one] un borrador
   *[other] { $count } borradores
}

## The list
mail-list = Conversaciones
# $shown is the number as people write it.
mail-conversations = { $count ->
    [0] ninguna conversación
    [one] una conversación
   *[other] { $shown } conversaciones
}
mail-write = Escribir
mail-search = Buscar en el correo
mail-search-end = Terminar la búsqueda
mail-search-help = Qué se puede buscar
mail-search-help-text = Las palabras se buscan en todas partes. Con esto puedes acotar la búsqueda:
mail-unread = Sin leer
mail-draft = Borrador
mail-me = Yo
mail-me-to = mí
mail-no-sender = Sin remitente
mail-no-recipient = Sin dirección de destino
mail-no-subject = (sin asunto)
mail-to = Para { $people }
mail-and-more = { $count ->
    [one] una dirección más
   *[other] { $count } más
}
mail-letters = { $count ->
    [one] un mensaje
   *[other] { $count } mensajes
}
mail-select = Seleccionar «{ $subject }»
mail-select-all = { $count ->
    [one] Seleccionar la única conversación de esta lista
   *[other] Seleccionar las { $shown } conversaciones de esta lista
}
mail-select-none = Quitar la selección
mail-selected = { $count ->
    [one] una seleccionada
   *[other] { $count } seleccionadas
}
mail-star-this = Marcar «{ $subject }» con estrella
mail-bulk = Acciones para lo seleccionado
mail-empty-inbox = Nada nuevo
mail-empty-inbox-text = Todo está leído y en su lugar. Sal a tomar el aire un rato.
mail-empty-folder = Aquí no hay nada
mail-empty-folder-text = Trae mensajes desde una lista: márcalos y elige «Mover», o arrástralos hasta la carpeta.
mail-empty-search = No se encontró nada
mail-empty-search-text = Prueba con menos palabras o con otras. La papelera y el spam se incluyen si añades in:trash o in:junk.
mail-empty-starred = Todavía no hay estrellas
mail-empty-starred-text = Una estrella mantiene a la vista aquello a lo que quieres volver.
mail-choose = Elige una conversación para leerla.
mail-keys-hint = Presiona ? para ver qué se puede hacer con el teclado.

## Actions
mail-actions = Acciones
mail-archive = Archivar
mail-delete = Eliminar
mail-move = Mover
mail-more = Más
mail-more-of-letter = Más opciones para este mensaje
mail-mark-read = Marcar como leído
mail-mark-unread = Marcar como no leído
mail-star = Marcar con estrella
mail-unstar = Quitar estrellas
mail-junk = Es spam
mail-not-junk = No es spam
mail-print = Imprimir
mail-source = Código fuente
mail-details = Encabezado
mail-download = Descargar
mail-delete-letter = Eliminar este mensaje
mail-back = Volver a la lista
mail-newer = Más reciente
mail-older = Más antigua
mail-archived = { $count ->
    [one] Mensaje archivado
   *[other] { $count } mensajes archivados
}
mail-trashed = { $count ->
    [one] Mensaje movido a la papelera
   *[other] { $count } mensajes movidos a la papelera
}
mail-moved = { $count ->
    [one] Mensaje movido a { $name }
   *[other] { $count } mensajes movidos a { $name }
}
mail-destroy-title = { $count ->
    [one] ¿Eliminar este mensaje para siempre?
   *[other] ¿Eliminar { $count } mensajes para siempre?
}
mail-destroy-text = Después, nadie lo podrá recuperar.
mail-destroy = Eliminar para siempre

## Reading
mail-reading = Conversación
mail-letter-of = { $name }, { $date }
mail-reply = Responder
mail-reply-all = Responder a todas las personas
mail-forward = Reenviar
mail-as-new = Usar como mensaje nuevo
mail-edit-draft = Seguir escribiendo
mail-attachments = Archivos adjuntos
mail-attachments-count = { $count ->
    [one] un archivo adjunto
   *[other] { $count } archivos adjuntos
}
mail-attachment-unnamed = Archivo adjunto
mail-source-cut = Se muestran los primeros { $shown } de { $size }. Descárgalo para verlo todo.
letter-remote = { $count ->
    [one] No se cargó contenido de { $hosts }: quien envió esto sabría que lo leíste.
   *[other] No se cargó contenido de otros { $count } servidores ({ $hosts }…): sabrían que lo leíste.
}
letter-as-text = Mostrar como texto
letter-as-html = Mostrar con su diseño
letter-text-of = Texto de «{ $subject }»
letter-truncated = Este mensaje es muy largo y solo se muestra el comienzo. Descárgalo para leerlo entero.
letter-picture-missing = No se pudo cargar esta imagen.
mail-failed-mailboxHasChild = Tiene otras carpetas dentro. Primero muévelas o elimínalas.

## The keyboard
mail-keys = Qué se puede hacer con el teclado
mail-key-select = Seleccionar o dejar de seleccionar
mail-key-send = Enviar lo que escribes
mail-key-escape = Volver, o quitar la selección

## Letters that leave later
mail-scheduled = Saldrán después
# $date is when it leaves.
mail-leaves-at = Sale el { $date }
mail-take-back = Recuperar y cambiar
mail-scheduled-empty = Nada sale después
mail-scheduled-empty-text = Elige «Enviar más tarde» mientras escribes.
