// SPDX-License-Identifier: AGPL-3.0-or-later
#include "wellknown/mail_programs.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>

#include "base/bytes.hpp"

namespace milpa::wellknown {

namespace {

constexpr std::uint16_t https_port = 443;  ///< RFC 9110 4.2.2

std::string autoconfig_server(std::string_view element, std::string_view kind, std::string_view host,
                              std::uint16_t port, std::string_view socket) {
    if (port == 0) return {};
    return fmt::format(
        "    <{0} type=\"{1}\">\n"
        "      <hostname>{2}</hostname>\n"
        "      <port>{3}</port>\n"
        "      <socketType>{4}</socketType>\n"
        "      <authentication>password-cleartext</authentication>\n"
        "      <username>%EMAILADDRESS%</username>\n"
        "    </{0}>\n",
        element, kind, escape_xml(host), port, socket);
}

/// As https://wiki.mozilla.org/Thunderbird:Autoconfiguration:ConfigFileFormat has it: beside the provider of
/// mail, not in it.
std::string autoconfig_contacts(const MailHouse& house) {
    if (house.https == 0) return {};
    const std::string port = house.https == https_port ? "" : fmt::format(":{}", house.https);
    return fmt::format(
        "  <addressBook type=\"carddav\">\n"
        "    <username>%EMAILADDRESS%</username>\n"
        "    <authentication>http-basic</authentication>\n"
        "    <serverURL>https://{}{}{}</serverURL>\n"
        "  </addressBook>\n",
        escape_xml(house.host), port, contacts_path);
}

std::string autodiscover_protocol(std::string_view type, std::string_view host, std::uint16_t tls,
                                  std::uint16_t clear, std::string_view address) {
    if (tls == 0 && clear == 0) return {};
    return fmt::format(
        "      <Protocol>\n"
        "        <Type>{}</Type>\n"
        "        <Server>{}</Server>\n"
        "        <Port>{}</Port>\n"
        "        <LoginName>{}</LoginName>\n"
        "        <DomainRequired>off</DomainRequired>\n"
        "        <SPA>off</SPA>\n"
        "        <Encryption>{}</Encryption>\n"
        "        <AuthRequired>on</AuthRequired>\n"
        "      </Protocol>\n",
        type, escape_xml(host), tls != 0 ? tls : clear, escape_xml(address), tls != 0 ? "SSL" : "TLS");
}

/// RFC 9562 5.4.
std::string new_uuid(Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3f) | 0x80);
    const std::string hex = to_hex(bytes);
    const std::string_view all = hex;
    return fmt::format("{}-{}-{}-{}-{}", all.substr(0, 8), all.substr(8, 4), all.substr(12, 4),
                       all.substr(16, 4), all.substr(20));
}

std::string profile_string(std::string_view key, std::string_view value) {
    return fmt::format("      <key>{}</key><string>{}</string>\n", key, escape_xml(value));
}

/// What is the same for both directions.
std::string profile_server(std::string_view prefix, std::string_view host, std::uint16_t port,
                           std::string_view address) {
    return profile_string(fmt::format("{}MailServerHostName", prefix), host) +
           fmt::format("      <key>{}MailServerPortNumber</key><integer>{}</integer>\n", prefix, port) +
           fmt::format("      <key>{}MailServerUseSSL</key><true/>\n", prefix) +
           profile_string(fmt::format("{}MailServerAuthentication", prefix), "EmailAuthPassword") +
           profile_string(fmt::format("{}MailServerUsername", prefix), address);
}

/// A payload's own names; what people see is the address.
std::string profile_names(std::string_view type, std::string_view identifier, const std::string& uuid,
                          std::string_view address) {
    return profile_string("PayloadType", type) +
           profile_string("PayloadIdentifier", fmt::format("{}.{}", identifier, uuid)) +
           profile_string("PayloadUUID", uuid) + profile_string("PayloadDisplayName", address) +
           "      <key>PayloadVersion</key><integer>1</integer>\n";
}

std::string profile_contacts(const MailHouse& house, std::string_view address, Random& random) {
    if (house.https == 0) return {};
    return "    <dict>\n" + profile_string("CardDAVAccountDescription", address) +
           profile_string("CardDAVHostName", house.host) +
           fmt::format("      <key>CardDAVPort</key><integer>{}</integer>\n", house.https) +
           "      <key>CardDAVUseSSL</key><true/>\n" + profile_string("CardDAVPrincipalURL", contacts_path) +
           profile_string("CardDAVUsername", address) +
           profile_names("com.apple.carddav.account", "org.milpa.contacts", new_uuid(random), address) +
           "    </dict>\n";
}

/// The value of the element, whatever stands in front of its name ("a:EMailAddress").
std::string_view text_of(std::string_view xml, std::string_view element) {
    for (auto at = xml.find('<'); at != std::string_view::npos; at = xml.find('<', at + 1)) {
        const auto end = xml.find('>', at);
        if (end == std::string_view::npos) break;
        std::string_view name = xml.substr(at + 1, end - at - 1);
        name = name.substr(0, name.find_first_of(" \t\r\n/"));
        if (const auto colon = name.find(':'); colon != std::string_view::npos) name.remove_prefix(colon + 1);
        if (name == element) return xml.substr(end + 1, xml.find('<', end) - end - 1);
    }
    return {};
}

}  // namespace

std::string escape_xml(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&apos;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

bool is_plain_address(std::string_view text) {
    constexpr std::string_view meaningful = "<>&\"'(),:;[]\\ ";
    const auto at = text.find('@');
    return text.size() <= address_octets_max && at != std::string_view::npos && at > 0 &&
           at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
           std::ranges::none_of(text, [&](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || meaningful.contains(c);
           });
}

std::string autoconfig(const MailHouse& house, std::string_view domain) {
    const std::string name = escape_xml(domain);
    std::string xml = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<clientConfig version=\"1.1\">\n"
        "  <emailProvider id=\"{0}\">\n"
        "    <domain>{0}</domain>\n"
        "    <displayName>{0}</displayName>\n"
        "    <displayShortName>{0}</displayShortName>\n",
        name);
    // The first that works is taken.
    xml += autoconfig_server("incomingServer", "imap", house.host, house.imaps, "SSL");
    xml += autoconfig_server("incomingServer", "imap", house.host, house.imap, "STARTTLS");
    xml += autoconfig_server("outgoingServer", "smtp", house.host, house.submissions, "SSL");
    xml += autoconfig_server("outgoingServer", "smtp", house.host, house.submission, "STARTTLS");
    xml += "  </emailProvider>\n" + autoconfig_contacts(house) + "</clientConfig>\n";
    return xml;
}

Result<std::string> read_autodiscover(std::string_view xml) {
    if (xml.size() > autodiscover_octets_max) return fail(ErrorKind::limit, "a request that is too long");
    // DOCTYPE, ENTITY, CDATA and comments all begin so. An '&' would be an entity; no address needs one.
    if (xml.contains("<!") || xml.contains('&') || xml.contains('\0'))
        return fail(ErrorKind::syntax, "more of XML than an address needs");
    std::string_view address = text_of(xml, "EMailAddress");
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = address.find_first_not_of(blanks);
    if (first == std::string_view::npos) return fail(ErrorKind::syntax, "no address");
    address = address.substr(first, address.find_last_not_of(blanks) - first + 1);
    if (!is_plain_address(address)) return fail(ErrorKind::syntax, "no address");
    return std::string(address);
}

std::string autodiscover(const MailHouse& house, std::string_view address) {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006\">\n"
        "  <Response "
        "xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a\">\n"
        "    <Account>\n"
        "      <AccountType>email</AccountType>\n"
        "      <Action>settings</Action>\n";
    xml += autodiscover_protocol("IMAP", house.host, house.imaps, house.imap, address);
    xml += autodiscover_protocol("SMTP", house.host, house.submissions, house.submission, address);
    xml += "    </Account>\n  </Response>\n</Autodiscover>\n";
    return xml;
}

std::string apple_profile(const MailHouse& house, std::string_view address, Random& random) {
    const std::string account = new_uuid(random);
    const std::string profile = new_uuid(random);
    // UseSSL is TLS from the start on the ports that begin with it, STARTTLS on the others.
    const std::uint16_t incoming = house.imaps != 0 ? house.imaps : house.imap;
    const std::uint16_t outgoing = house.submissions != 0 ? house.submissions : house.submission;
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
        "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n"
        "<plist version=\"1.0\">\n<dict>\n"
        "  <key>PayloadContent</key>\n  <array>\n    <dict>\n";
    xml += profile_string("EmailAccountType", "EmailTypeIMAP");
    xml += profile_string("EmailAccountDescription", address);
    xml += profile_string("EmailAddress", address);
    xml += profile_server("Incoming", house.host, incoming, address);
    xml += profile_server("Outgoing", house.host, outgoing, address);
    xml += "      <key>OutgoingPasswordSameAsIncomingPassword</key><true/>\n";
    xml += profile_names("com.apple.mail.managed", "org.milpa.mail", account, address) + "    </dict>\n";
    xml += profile_contacts(house, address, random) + "  </array>\n";
    xml += profile_names("Configuration", "org.milpa.profile", profile, address) + "</dict>\n</plist>\n";
    return xml;
}

}  // namespace milpa::wellknown
