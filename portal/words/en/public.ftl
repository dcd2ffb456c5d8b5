# SPDX-License-Identifier: AGPL-3.0-or-later
# The public page: what anybody sees of a collective.

public-about = Who we are
public-services = What we offer
public-joining = How to join
public-canary = Canary
public-transparency = Transparency
public-last-changed = Last changed on { $date }
public-nothing-written = This is the home of { $site }: mail that only its members can read. The collective has not written about itself yet.
public-ways-in = Ways in
public-sign-in = Sign in
public-without-script = Sign in without JavaScript
public-have-invitation = I have an invitation
public-contact = Contact
public-trouble = Is something wrong with mail from here? Write to
public-mail-programs = Settings for mail programs
public-found-by-themselves = Most programs find their settings by themselves: type your address and an app password.
public-apple = For iPhone, iPad and Mac there is a profile for your address:
public-get-profile = Get the profile
public-by-hand = By hand; the user name is your whole address
public-what = What
public-server = Server
public-port = Port
public-security = Security
public-reading = Reading (IMAP)
public-sending = Sending (SMTP)
public-contacts = Contacts (CardDAV)
public-unfounded-title = Nobody has founded a collective here yet
public-unfounded-text = Whoever started this server has a link with which it is founded in a browser: it was printed where the server was started, in the terminal, or in the log of the service (journalctl --unit milpa). The link changes at each start.
public-unfounded-keyholder = Are you to keep a key? Then whoever founds the collective gives you a link of your own.
