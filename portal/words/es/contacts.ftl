# SPDX-License-Identifier: AGPL-3.0-or-later
## Places
contacts-places = Grupos y más
contacts-all = Todas las personas
contacts-groups = Grupos
contacts-books = Libretas de direcciones
contacts-birthdays = Cumpleaños
contacts-new = Contacto nuevo
contacts-not-there = Ya no está aquí.

## The list
contacts-list = Contactos
contacts-count = { $count ->
    [one] un contacto
   *[other] { $shown } contactos
}
contacts-search = Buscar contactos
contacts-search-end = Terminar la búsqueda
contacts-select = Seleccionar { $name }
contacts-select-none = No seleccionar nada
contacts-select-all = { $count ->
    [one] Seleccionar el que se ve
   *[other] Seleccionar los { $count }
}
contacts-selected = { $count ->
    [one] 1 en la selección
   *[other] { $count } en la selección
}
contacts-bulk = Para la selección
contacts-empty = Todavía no hay nadie
contacts-empty-text = Anota a quién quieres contactar, o trae tu libreta de direcciones en un archivo (.vcf).
contacts-nobody-found = No se encontró a nadie
contacts-nobody-found-text = Prueba con menos letras, o con parte de una dirección o un número.
contacts-more-found = { $count ->
    [one] y una persona más
   *[other] y { $count } más
}
contacts-choose = Elige a alguien para ver su ficha.
contacts-unnamed = Sin nombre

## Birthdays
contacts-birthdays-span = los próximos { $days } días
contacts-birthdays-none = No hay cumpleaños cercanos
contacts-birthdays-none-text = Los cumpleaños anotados en las fichas aparecen aquí antes de que lleguen.
contacts-turns = { $age ->
    [one] cumple 1 año
   *[other] cumple { $age } años
}
contacts-age = { $age ->
    [one] 1 año
   *[other] { $age } años
}

## A card
contacts-card = Contacto
contacts-actions = Acciones
contacts-back = Volver a la lista
contacts-more = Más
contacts-write = Escribir
contacts-write-to = Escribir a { $address }
contacts-copy = Copiar { $what }
contacts-emails = Correo
contacts-phones = Teléfono
contacts-services = Mensajería y redes
contacts-links = Páginas
contacts-addresses = Direcciones
contacts-dates = Fechas
contacts-languages = Idiomas
contacts-notes = Notas
contacts-keys = Clave de cifrado
contacts-kind-private = personal
contacts-kind-work = trabajo
contacts-kind-mobile = móvil
contacts-kind-fax = fax
contacts-kind-other = otro
contacts-kind-billing = facturación
contacts-kind-delivery = entregas
contacts-kind-pager = buscapersonas
contacts-kind-text = mensajes de texto
contacts-kind-video = video
contacts-date-birth = Cumpleaños
contacts-date-wedding = Aniversario
contacts-date-death = Día de fallecimiento
contacts-key = Clave OpenPGP
contacts-key-has = Hay una clave OpenPGP.
contacts-key-other = Una clave de otro tipo.
contacts-key-unreadable = Esta clave no se puede leer.
contacts-key-fingerprint = Huella
contacts-key-compare = Compárala con la suya cuando se vean o por teléfono: así sabes que la clave es suya.
contacts-key-revoked = Esta clave fue revocada. Pide la nueva.
contacts-key-over = Esta clave venció el { $date }. Pide la nueva.
contacts-key-until = Vale hasta el { $date }
contacts-export-one = Guardar en un archivo
contacts-deleted = { $name } ya no está en tus contactos
contacts-deleted-many = { $count ->
    [one] Se eliminó un contacto
   *[other] Se eliminaron { $count } contactos
}
contacts-delete-many-title = { $count ->
    [one] ¿Eliminar este contacto?
   *[other] ¿Eliminar { $count } contactos?
}
contacts-delete-many-text = Desaparecen de todos tus dispositivos. Durante unos segundos puedes deshacerlo.
contacts-without-email = { $count ->
    [one] Una de las personas no tiene dirección de correo.
   *[other] { $count } personas no tienen dirección de correo.
}

## The form
contacts-edit = Editar contacto
contacts-edit-of = Editar { $name }
contacts-created = { $name } está en tus contactos
contacts-given = Nombre
contacts-surname = Apellidos
contacts-full = Se muestra como
contacts-full-hint = Solo si ha de ser distinto de nombre y apellidos.
contacts-nickname = Apodo
contacts-organization = Organización
contacts-title = Función
contacts-email = Dirección de correo
contacts-phone = Número
contacts-service = Servicio
contacts-service-name = Nombre o dirección allí
contacts-link = Dirección de la página
contacts-address = Dirección
contacts-street = Calle y número
contacts-postcode = Código postal
contacts-locality = Localidad
contacts-region = Estado o región
contacts-country = País
contacts-kind = Tipo
contacts-date = Ocasión
contacts-day = Día
contacts-month = Mes
contacts-year = Año
contacts-year-hint = El año puede quedar vacío.
contacts-date-wrong = No existe ese día.
contacts-language = Idioma
contacts-language-choose = Elegir
contacts-add-email = Añadir una dirección de correo
contacts-add-phone = Añadir un número
contacts-add-service = Añadir mensajería o red
contacts-add-link = Añadir una página
contacts-add-address = Añadir una dirección
contacts-add-date = Añadir una fecha
contacts-add-language = Añadir un idioma
contacts-add-key = Añadir una clave
contacts-remove = Quitar { $what }
contacts-remove-empty = Quitar el campo vacío: { $what }
contacts-key-paste = Clave pública
contacts-key-hint = Pega el texto entero, con la primera y la última línea.
contacts-key-take = Usar esta clave
contacts-key-private = Esta es una clave privada. Es solo de su dueña o dueño: pide la pública.
contacts-key-large = Esta clave es demasiado grande para una ficha.
contacts-key-wrong = Esto no es una clave OpenPGP. Revisa si se copió entera.
contacts-wrong-nobody = Escribe un nombre, una dirección o un número, para volver a encontrar esta ficha.
contacts-wrong-date = Una de las fechas está incompleta o no existe.
contacts-discard-title = ¿Descartar los cambios?
contacts-discard-text = Todavía no se guardaron.
contacts-discard = Descartar

## Pictures
contacts-picture-add = Añadir una foto
contacts-picture-other = Otra foto
contacts-picture-remove = Quitar la foto
contacts-picture-crop = Elige la parte que se queda
contacts-picture-preview = Cómo se verá la foto
contacts-picture-zoom = Acercar
contacts-picture-across = Horizontal
contacts-picture-down = Vertical
contacts-picture-take = Usar esta parte
contacts-picture-wrong = Tu navegador no puede leer esta foto. Elige otra (JPEG, PNG).
contacts-picture-hidden = Tu navegador te protege de que te reconozcan y por eso no deja recortar fotos. Elige una que ya sea pequeña (menos de 150 KB).

## Groups and address books
contacts-group-new = Grupo nuevo
contacts-group-name = Nombre del grupo
contacts-group-rename = Renombrar el grupo
contacts-group-write = Escribir al grupo
contacts-group-add = Añadir personas
contacts-group-add-to = Añadir personas a { $name }
contacts-group-add-count = { $count ->
    [one] Añadir 1
   *[other] Añadir { $count }
}
contacts-group-added = { $count ->
    [one] 1 persona añadida a { $name }
   *[other] { $count } personas añadidas a { $name }
}
contacts-group-removed = { $count ->
    [one] 1 persona quitada de { $name }
   *[other] { $count } personas quitadas de { $name }
}
contacts-group-remove = Quitar de este grupo
contacts-group-leave = Quitar de { $name }
contacts-group-empty = Nadie en este grupo
contacts-group-empty-text = Quien está en un grupo recibe el correo en conjunto: escribe el nombre del grupo al redactar.
contacts-group-more = Más para { $name }
contacts-group-delete = Eliminar el grupo
contacts-group-delete-title = ¿Eliminar el grupo { $name }?
contacts-group-delete-text = Las personas del grupo siguen entre tus contactos.
contacts-group-deleted = Grupo { $name } eliminado
contacts-to-group = Añadir a un grupo
contacts-to-book = Mover a una libreta
contacts-move = Mover
contacts-moved = { $count ->
    [one] 1 contacto movido a { $name }
   *[other] { $count } contactos movidos a { $name }
}
contacts-book-new = Libreta nueva
contacts-book-name = Nombre de la libreta
contacts-book-rename = Renombrar la libreta
contacts-book-more = Más para { $name }
contacts-book-delete = Eliminar la libreta
contacts-book-delete-title = ¿Eliminar la libreta { $name }?
contacts-book-delete-full = { $count ->
    [one] Un contacto se elimina para siempre, salvo que esté también en otra.
   *[other] { $count } contactos se eliminan para siempre, salvo los que estén también en otra.
}
contacts-book-delete-empty = Está vacía.
contacts-book-deleted = Libreta { $name } eliminada

## Files
contacts-file = contactos
contacts-export-all = Guardar todo en un archivo
contacts-export-chosen = Guardar en un archivo
contacts-export-group = Guardar el grupo en un archivo
contacts-exporting = { $count ->
    [one] Escribiendo un contacto …
   *[other] Escribiendo { $count } contactos …
}
contacts-import = Importar
contacts-import-title = Importar contactos
contacts-import-text = Elige un archivo (.vcf) que guardó otro programa o tu teléfono. Se lee aquí y verás lo que contiene antes de que se añada nada.
contacts-import-choose = Elegir archivos
contacts-import-reading = Leyendo …
contacts-import-nothing = En este archivo no hay contactos. Debe ser un archivo .vcf.
contacts-import-large = Estos archivos son demasiado grandes: { $most } es el máximo.
contacts-import-found = { $count ->
    [one] Se encontró un contacto:
   *[other] Se encontraron { $count } contactos:
}
contacts-import-empty = { $count ->
    [one] Una ficha está vacía y se omite.
   *[other] { $count } fichas están vacías y se omiten.
}
contacts-import-cut = De un archivo se toman solo los primeros { $count }.
contacts-import-double = { $count ->
    [one] Uno ya está entre tus contactos
   *[other] { $count } ya están entre tus contactos
}
contacts-import-merge = Añadir lo nuevo
contacts-import-merge-hint = Números, direcciones y demás se añaden a la ficha que ya tienes. No se sobrescribe nada.
contacts-import-skip = Omitirlos
contacts-import-skip-hint = Tus fichas quedan como están.
contacts-import-add = Añadirlos otra vez
contacts-import-add-hint = Entonces los tendrás dos veces.
contacts-import-start = { $count ->
    [one] Importar 1
   *[other] Importar { $count }
}
contacts-import-going = Importando …
contacts-import-made = { $count ->
    [one] Se añadió un contacto.
   *[other] Se añadieron { $count } contactos.
}
contacts-import-merged = { $count ->
    [one] Se completó uno.
   *[other] Se completaron { $count }.
}
contacts-import-refused = { $count ->
    [one] Uno no se añadió:
   *[other] { $count } no se añadieron:
}

## What went wrong
contacts-failed-alreadyExists = Ya hay otra ficha con la misma identidad.
contacts-failed-tooLarge = Esta ficha tiene demasiado: ayuda una foto más pequeña o una nota más corta.
