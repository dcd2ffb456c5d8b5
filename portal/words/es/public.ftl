# SPDX-License-Identifier: AGPL-3.0-or-later
# La página pública: lo que cualquiera ve de un colectivo.

public-about = Quiénes somos
public-services = Qué ofrecemos
public-joining = Cómo unirse
public-canary = Canario
public-transparency = Transparencia
public-last-changed = Último cambio: { $date }
public-nothing-written = Esta es la casa de { $site }: correo que solo pueden leer quienes son parte. El colectivo todavía no ha escrito sobre sí mismo.
public-ways-in = Entradas
public-sign-in = Entrar
public-without-script = Entrar sin JavaScript
public-have-invitation = Tengo una invitación
public-contact = Contacto
public-trouble = ¿Algo anda mal con el correo que sale de aquí? Escribe a
public-mail-programs = Ajustes para programas de correo
public-found-by-themselves = Casi todos los programas encuentran sus ajustes por sí mismos: escribe tu dirección y una contraseña de aplicación.
public-apple = Para iPhone, iPad y Mac hay un perfil para tu dirección:
public-get-profile = Obtener el perfil
public-by-hand = A mano; el nombre de usuario es tu dirección completa
public-what = Qué
public-server = Servidor
public-port = Puerto
public-security = Seguridad
public-reading = Leer (IMAP)
public-sending = Enviar (SMTP)
public-contacts = Contactos (CardDAV)
public-unfounded-title = Aquí todavía nadie ha fundado un colectivo
public-unfounded-text = Quien encendió este servidor tiene un enlace con el que se funda en un navegador: se imprimió donde se encendió el servidor, en la terminal, o en el registro del servicio (journalctl --unit milpa). El enlace cambia con cada encendido.
public-unfounded-keyholder = ¿Vas a guardar una llave? Entonces quien funda el colectivo te dará un enlace propio.
