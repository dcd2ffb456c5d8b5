# SPDX-License-Identifier: AGPL-3.0-or-later
device-copy = Sin conexión
device-copy-text = Tus cartas más nuevas pueden quedarse en este dispositivo, para leerlas y responderlas cuando no hay conexión. Quedan cifradas: quien se lleve el dispositivo no puede leerlas sin tu frase de paso. Al cerrar sesión se borran.
device-copy-cannot = Este navegador no puede guardar nada, quizá porque es una ventana privada.
device-copy-begin = Guardar una copia aquí
device-copying = Copiando …
device-copy-failed = La copia no se pudo poner al día. Se intenta de nuevo con el próximo cambio.
device-copy-closed = Aquí hay una copia. Se está abriendo …
device-copy-strange = Aquí hay una copia que no se abre con esta cuenta: su clave ya no está, o es de otra persona. Lo que se hizo sin conexión espera en ella. Si es tuya, ábrela con su frase de contraseña.
# $shown is the number as people write it.
device-copy-there = { $count ->
    [one] Aquí hay una carta.
   *[other] Aquí hay { $shown } cartas.
}
device-waiting = { $count ->
    [one] Algo que hiciste espera la conexión.
   *[other] { $count } cosas que hiciste esperan la conexión.
}
# $subject is the letter's.
device-refused = El servidor no aceptó «{ $subject }», que escribiste o enviaste sin conexión.
device-refused-sending = una carta que debía salir
device-copy-remove = Borrar la copia
device-copy-remove-title = ¿Borrar la copia de este dispositivo?
device-copy-remove-text = Tu correo sigue en el servidor. Aquí no queda nada de él.
device-copy-remove-waiting = { $count ->
    [one] Algo que hiciste sin conexión todavía no se llevó a cabo, y se perdería.
   *[other] { $count } cosas que hiciste sin conexión todavía no se llevaron a cabo, y se perderían.
}
device-passphrase-text = La escribes cuando no se puede llegar al servidor. Con conexión nadie te la pide.
device-passphrase = Frase de paso para este dispositivo
device-passphrase-hint = Al menos { $count } caracteres. Unas palabras al azar son buenas y fáciles de escribir.
device-passphrase-again = La misma otra vez
device-passphrase-differs = Las dos no son iguales.
device-push = Notificaciones
device-push-text = Este dispositivo puede avisarte de correo nuevo cuando el portal está cerrado. El aviso pasa por quien fabrica tu navegador: sabe que algo llegó y cuándo, pero no de quién ni qué.
device-push-begin = Avisarme de correo nuevo
device-push-end = No avisarme más
device-push-cannot = Este navegador no puede recibir avisos.
device-push-refused = Tu navegador no lo permite. Cámbialo en sus ajustes para esta página.
device-install = Como programa
device-install-text = Añade el portal a tu pantalla de inicio desde el menú del navegador («Añadir a pantalla de inicio» o «Instalar»). Se abre entonces en su propia ventana, también sin conexión.
device-install-go = Instalar
device-installed = Está instalado aquí.
device-push-failed-network = No se puede llegar al servicio de avisos de tu navegador.
device-failed-programNotKept = Este navegador no guarda el portal mismo, así que no se abriría sin conexión.
