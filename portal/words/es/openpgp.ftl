# SPDX-License-Identifier: AGPL-3.0-or-later
## Reading
openpgp-opening = Abriendo…
openpgp-open = Abrir
openpgp-sealed = Cifrado durante todo el camino, abierto aquí
openpgp-unsigned = Sin firma: puede haberlo escrito cualquiera.
# $signer is a name and an address.
openpgp-good = Con la firma de { $signer }
openpgp-unknown = Con firma, pero de alguien cuya clave no se conoce aquí.
openpgp-bad = La firma no coincide: alguien cambió este mensaje, o no viene de quien dice.
openpgp-failed-noSecretKey = Este mensaje está cifrado para una clave que no está aquí. Impórtala en Ajustes, OpenPGP.
openpgp-failed-damaged = Este mensaje no se puede abrir: está dañado o es de un tipo que aquí no se conoce.
# $label is what the key is called.
openpgp-passphrase = Frase de contraseña de { $label }
openpgp-wrong-passphrase = Esta frase de contraseña no abre la clave.

## Writing
openpgp-seal = Cifrar con OpenPGP
openpgp-seal-on = Cifrado: solo tú y quienes lo reciban pueden leerlo. El asunto también queda oculto.
openpgp-seal-off = Ya no se cifra
# $people are names.
openpgp-missing = No se conoce ninguna clave de { $people }. Quita esas direcciones, añade sus claves a tus contactos o no cifres este mensaje.

## Settings
openpgp-what = Con una clave propia lees lo que se cifró para ti y cifras lo que escribes, durante todo el camino entre tú y las demás personas. La clave está en tu caja fuerte, que solo tú abres; se usa en esta página, nunca en el servidor.
openpgp-none = Todavía no hay ninguna clave
openpgp-none-text = Crea una, o importa la que ya usas en otro lugar.
openpgp-make = Crear una clave
openpgp-make-text = Desde ahora, las demás personas encuentran su mitad pública por tu dirección.
openpgp-new-passphrase = Una frase de contraseña, si quieres
openpgp-new-passphrase-hint = Con ella, ni siquiera alguien que haya tomado el control del servidor en marcha puede usar tu clave. Si la olvidas, nadie puede recuperarla.
openpgp-passphrase-again = La misma otra vez
openpgp-differs = No son iguales.
openpgp-bring = Importar una clave
openpgp-bring-text = Exporta tu clave secreta como texto desde tu otro programa y pégala aquí. Si tiene frase de contraseña, la conserva.
openpgp-armored = Clave secreta
openpgp-not-a-key = Esto no es una clave secreta de OpenPGP.
openpgp-since = Aquí desde el { $date }
openpgp-default = Se usa para lo que escribes
openpgp-is-published = Se puede encontrar
openpgp-publish = Permitir que la encuentren
openpgp-withdraw = Que nadie la encuentre
openpgp-published = Ahora se encuentra por tu dirección
openpgp-withdrawn = Ya nadie la encuentra
openpgp-take-public = Mitad pública
openpgp-take-secret = Clave completa
openpgp-remove = Quitar
openpgp-remove-title = ¿Quitar esta clave?
openpgp-remove-text = Lo que se cifró para ella ya no se podrá leer aquí. Si tienes dudas, descarga antes la clave completa.
openpgp-failed-alreadyExists = Esta clave ya está aquí.
