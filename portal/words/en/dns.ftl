# SPDX-License-Identifier: AGPL-3.0-or-later
## Records of the DNS, for who looks after the domain
# $there of $all records are as they should be.
dns-standing = { $there } of { $all } are there. Looked up anew every 15 seconds; the DNS may take some minutes, at times an hour.
dns-checking = Looking them up …
dns-copy-zone = Copy all, as a zone file
dns-must = These must be there
dns-should = These are good to have
dns-can = These, where they fit
dns-there = There
dns-other = Something else stands there
dns-nothing = Not there yet
dns-unknown = Cannot be looked up from here
dns-name = Name
dns-value = Value
dns-copy-name = Copy the name ({ $type })
dns-copy-value = Copy the value ({ $type } of { $name })
dns-your-ipv4 = this machine’s IPv4 address
dns-your-ipv6 = its IPv6 address
dns-your-address-backwards = set at the machine’s provider, for its address

## What each is for
dns-means-a = Where the machine is
dns-means-aaaa = Where the machine is, if it has IPv6
dns-means-ptr = The name of its address. Without it large providers refuse your mail
dns-means-mx = Where mail for the domain goes
dns-means-spf = Your mail comes from there; be wary of any other
dns-means-text-dmarc = Large providers ask for it
dns-means-tlsrpt = Others tell you where encryption to you fails
dns-means-text-mta-sts = Others insist on encryption when they bring you mail
dns-means-mta-sts = Where the policy for that is
dns-means-autoconfig = Thunderbird sets itself up
dns-means-autodiscover = Outlook sets itself up
dns-means-openpgpkey = OpenPGP programs find members’ public keys
dns-means-imaps = Mail programs find where to read
dns-means-imap = The same, with STARTTLS
dns-means-submissions = Mail programs find where to send
dns-means-submission = The same, with STARTTLS
dns-means-jmap = JMAP programs find the server
dns-means-carddavs = Address books find the server
dns-means-text-carddavs = Where exactly the address books are
dns-means-tlsa = Only with DNSSEC: servers that know DANE refuse a false certificate
