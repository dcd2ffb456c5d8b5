# SPDX-License-Identifier: AGPL-3.0-or-later
## The locked server
unlock-title = El servidor está cerrado
# $threshold of $keyholders people are needed.
unlock-text = Arrancó, y nadie lo ha abierto todavía. De las { $keyholders } personas que guardan las llaves, { $threshold } lo abren juntas. Mientras tanto no se pierde nada: el correo espera en otros servidores.
unlock-grains = Quienes guardan las llaves
unlock-grain-here = Número { $number }: ya está
unlock-grain-missing = Número { $number }: todavía no
# $numbers is a list of numbers.
unlock-here = { $count ->
    [one] Ya está la parte del número { $numbers }.
   *[other] Ya están las partes de los números { $numbers }.
}
unlock-missing = { $count ->
    [one] Falta una más.
   *[other] Faltan { $count } más.
}
unlock-for-keyholders = Para quienes guardan las llaves
unlock-give = Entregar mi parte
unlock-thanks = Gracias, tu parte está aquí. Ya no está en esta página. Quédate o mira más tarde: cuando se abra verás si el servidor arrancó sin que nadie sepa por qué.
unlock-why = Antes de entregarla: ¿por qué arrancó el servidor?
unlock-why-text = Quizás se fue la luz, quizás alguien arregló algo. Pero quizás alguien copió el disco o metió algo en la máquina. A quien haya podido hacerlo le gustaría tener tu parte ahora.
unlock-why-ask = Pregunta a quienes cuidan la máquina. Mientras nadie pueda decir por qué arrancó, no la abras, y habla con las demás personas que guardan llaves.

## A share
share-label = Tu parte de la llave
share-hint = Escríbela o pégala. Las mayúsculas, los guiones y los espacios no importan.
share-needed = Primero escribe tu parte.
# $there of $all groups of letters were typed.
share-groups = { $there } de { $all } grupos
share-mistyped = Hay un desliz: una letra no es como en tu papel. Compáralas grupo por grupo.
share-short = Falta algo: una parte tiene 16 grupos de cinco letras.
share-long = Es demasiado larga: algo está dos veces.
share-letters = Tiene un signo que ninguna parte tiene. Solo lleva letras y cifras.
share-other-collective = Esta es una parte de otro colectivo.
share-old = Esta parte ya no vale: desde entonces cambiaron quienes guardan las llaves. Hace falta la más nueva.
share-newer = Esta parte es más nueva que lo que este servidor conoce. ¿Alguien trajo de vuelta una copia vieja?
share-false = Esta parte no es de este servidor. Habla con las demás personas que guardan llaves antes de seguir.
share-twice = Esta parte ya está aquí. Hace falta la de otra persona.
share-enough = Ya hay suficientes partes aquí.
share-half-open = Las llaves están aquí y el servidor está abierto, pero su certificado o su correo de salida no arrancó. Avisa a quienes lo cuidan.

## Open
unlock-open-title = El servidor está abierto
unlock-open-text = Las llaves están aquí. El correo que esperaba en otra parte llega ahora.
unlock-first-start = Este fue su primer arranque, por la fundación. A partir de ahora alguien dice de cada arranque por qué ocurrió: uno que nadie pueda explicar puede ser un disco copiado.
unlock-all-explained = Todos los arranques del servidor tienen explicación.
unlock-unexplained = { $count ->
    [one] Un arranque que nadie ha explicado
   *[other] { $count } arranques que nadie ha explicado
}
# $date is a whole date with the hour.
unlock-start-unlocked = Se abrió: { $date }.
unlock-start-locked = Se cerró: { $date }.
unlock-never-unlocked = No se abrió esa vez.
unlock-unexplained-text = ¿Alguien sabe por qué arrancó el servidor entonces? Si nadie lo sabe, tómalo como un disco copiado: cierren el servidor y hablen con las demás personas que guardan llaves. Quien sepa la razón la anota en Cuidado, en Arranques.
