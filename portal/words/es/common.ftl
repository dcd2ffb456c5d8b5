# SPDX-License-Identifier: AGPL-3.0-or-later
## The shell, before any script runs
shell-waiting = Un momento …
shell-no-script = Esta página necesita JavaScript.
shell-plain = Aquí hay una que funciona sin él.

## The frame
app-mail = Correo
app-contacts = Contactos
app-settings = Ajustes
# For those who look after the collective.
app-care = Cuidado
# For everybody else: how the collective and its server stand.
app-house = Casa
app-places = Lugares principales
app-account = Cuenta
app-sign-out = Salir
app-signed-out-here = Saliste en este navegador. No se puede alcanzar el servidor: terminará la sesión en cuanto haya conexión y el portal esté abierto.
app-sign-out-waiting = { $count ->
    [one] Algo que hiciste sin conexión todavía no se llevó a cabo, y se perdería.
   *[other] { $count } cosas que hiciste sin conexión todavía no se llevaron a cabo, y se perderían.
}
# Something that was done without a connection, and waits.
app-copy-loses = Lo que se hizo sin conexión espera en la copia de este dispositivo. Todavía no se llevó a cabo, y se perdería.
app-copy-strange = La copia del correo en este dispositivo no se abre con esta cuenta, y algo espera en ella. Mira en Ajustes, En este dispositivo.
app-refused = { $count ->
    [one] El servidor no aceptó algo que hiciste sin conexión. Míralo
   *[other] El servidor no aceptó { $count } cosas que hiciste sin conexión. Míralas
}
app-skip = Ir al contenido
app-offline = Sin conexión. Lo que ves puede estar atrasado.
app-offline-waiting = Sin conexión. Lo que hagas se llevará a cabo cuando vuelva.
app-new-mail = Correo nuevo
app-open-copy = Abrir
app-open-copy-text = En este dispositivo hay una copia de tu correo. Ábrela con la frase de paso que elegiste para ella.
app-open-copy-passphrase = Frase de paso de este dispositivo
app-open-copy-wrong = Esta frase de paso no la abre.
app-languages = Idiomas
app-plain = Sin JavaScript
app-unreachable-title = No se puede llegar al servidor
app-unreachable-text = O tu conexión falla, o la suya. No se pierde nada: el correo espera en otros servidores hasta que vuelva.

## Parts of many screens
ui-cancel = Cancelar
ui-save = Guardar
ui-close = Cerrar
ui-undo = Deshacer
ui-copy = Copiar
ui-copied = Copiado
ui-show = Mostrar
ui-hide = Ocultar
ui-again = Intentar de nuevo
ui-loading = Cargando …
ui-back = Atrás
ui-next = Siguiente
ui-done = Listo
ui-delete = Borrar
ui-edit = Editar
ui-print = Imprimir
ui-as-table = Como tabla
ui-as-picture = Como gráfico
ui-chart-time = Hora
ui-chart-now = { $name }: { $now } ahora, como máximo { $most } a las { $time }.
ui-chart-sum = { $name }: { $sum } en total.

## What went wrong
failed-network = No se puede llegar al servidor. Revisa tu conexión e intenta de nuevo.
failed-signedOut = Tu sesión terminó. Entra otra vez.
failed-locked = El servidor está cerrado. Primero lo tienen que abrir quienes guardan las llaves.
failed-limit = Fue demasiado de una vez, o demasiado seguido. Espera un poco e intenta de nuevo.
failed-rateLimit = Fue demasiado seguido. Espera un poco e intenta de nuevo.
failed-overQuota = No queda espacio para esto. Borra algo primero.
failed-tooLarge = Esto es demasiado grande.
failed-forbidden = No tienes permiso para hacer esto.
failed-notFound = Ya no está.
failed-stateMismatch = Alguien lo cambió mientras tanto. Mira otra vez y repite.
failed-invalidProperties = Algo no es como debe ser. Revisa lo que escribiste.
failed-notKept = Esto no se pudo guardar en este dispositivo. Quizás ya no queda espacio en él.
failed-tooManyWait = Ya son demasiadas las cosas que esperan una conexión. Conéctate antes de seguir.
failed-refused = El servidor no lo aceptó.
failed-broken = Algo salió mal, y no fue culpa tuya. Intenta de nuevo; si sigue así, avisa a quien cuida el servidor.
