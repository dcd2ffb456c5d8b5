// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/dns_records.hpp"

#include <algorithm>

#include "net/dns_rdata.hpp"

namespace milpa::server {

namespace {

using enum Need;

/// What the values in brackets begin with: no one but people can fill them.
constexpr char blank = '<';

struct Service {
    std::string_view label;
    std::uint32_t port;
    std::string_view meaning;
};

class Plan {
public:
    explicit Plan(const DnsPlan& plan) : plan_(plan), host_("mail." + plan.domains.front()) {}

    std::vector<DnsRecord> records() {
        of_host();
        for (const std::string& domain : plan_.domains) of_domain(domain);
        if (plan_.key_hash) {
            add("_25._tcp." + host_, "TLSA", "3 1 1 " + to_hex(*plan_.key_hash), can,
                "only with DNSSEC: servers that know DANE refuse a false certificate");
        }
        return std::move(records_);
    }

private:
    void add(std::string name, std::string_view type, std::string value, Need need,
             std::string_view meaning) {
        records_.push_back({std::move(name), std::string(type), std::move(value), need, meaning});
    }

    void of_host() {
        add(host_, "A", "<this machine's IPv4 address>", must, "where the machine is");
        add(host_, "AAAA", "<its IPv6 address>", can, "where it has one");
        add("<the address backwards>.in-addr.arpa", "PTR", host_ + ".", must,
            "set at the machine's provider: without it large providers refuse your mail");
    }

    void of_domain(const std::string& domain) {
        add(domain, "MX", fmt::format("10 {}.", host_), must, "where mail for the domain goes");
        add(domain, "TXT", "v=spf1 mx ~all", must, "mail of the domain comes from there; be wary of others");
        add("_dmarc." + domain, "TXT", "v=DMARC1; p=none", must, "large providers ask for it");
        add("_smtp._tls." + domain, "TXT", fmt::format("v=TLSRPTv1; rua=mailto:postmaster@{}", domain),
            should, "others tell you where TLS to you fails");
        if (!plan_.mta_sts_id.empty()) {
            add("_mta-sts." + domain, "TXT", fmt::format("v=STSv1; id={}", plan_.mta_sts_id), should,
                "others insist on TLS when they bring you mail");
            add("mta-sts." + domain, "CNAME", host_ + ".", should, "where the policy for that is");
        }
        add("autoconfig." + domain, "CNAME", host_ + ".", should, "Thunderbird sets itself up");
        add("autodiscover." + domain, "CNAME", host_ + ".", should, "Outlook sets itself up");
        if (plan_.ports.https != 0)
            add("openpgpkey." + domain, "CNAME", host_ + ".", can,
                "OpenPGP programs find members' public keys");
        services(domain);
    }

    // RFC 6186 and RFC 8314 5.1 (mail), RFC 8620 2.2 (JMAP), RFC 6764 (CardDAV). A port that is off is said
    // to be: "." (RFC 2782).
    void services(const std::string& domain) {
        const std::uint32_t https = plan_.ports.https;
        const Service all[] = {
            {"_imaps._tcp", plan_.ports.imaps, "mail programs find where to read"},
            {"_imap._tcp", plan_.ports.imap, "the same, with STARTTLS"},
            {"_submissions._tcp", plan_.ports.submissions, "mail programs find where to send"},
            {"_submission._tcp", plan_.ports.submission, "the same, with STARTTLS"},
            {"_jmap._tcp", https, "JMAP programs find the server"},
            {"_carddavs._tcp", https, "address books find the server"},
            {"_autodiscover._tcp", https, "Outlook finds the server"},
        };
        for (const Service& service : all) {
            add(fmt::format("{}.{}", service.label, domain), "SRV",
                service.port == 0 ? std::string("0 0 0 .") : fmt::format("0 1 {} {}.", service.port, host_),
                should, service.meaning);
        }
        if (https != 0) add("_carddavs._tcp." + domain, "TXT", "path=/dav/", should, "where exactly");
    }

    const DnsPlan& plan_;
    const std::string host_;
    std::vector<DnsRecord> records_;
};

std::string_view words(Need need) {
    switch (need) {
        case must: return "must be there";
        case should: return "good to have";
        case can: return "where it fits";
    }
    return "";
}

/// "v=spf1 mx ~all" -> "v=spf1": of such there may be one only.
std::string_view kind_of_text(std::string_view text) {
    return text.starts_with("v=") ? text.substr(0, text.find_first_of("; ")) : std::string_view();
}

Found judge_texts(const DnsRecord& record, const std::vector<Bytes>& found) {
    const std::string_view kind = kind_of_text(record.value);
    bool there = false;
    bool other = false;
    for (const Bytes& rdata : found) {
        const auto text = net::rdata::read_txt(rdata);
        if (!text) continue;
        if (*text == record.value)
            there = true;
        else if (!kind.empty() && kind_of_text(*text) == kind)
            other = true;
    }
    if (other) return Found::other;
    return there ? Found::there : Found::nothing;
}

/// As far as it matters: another preference of an MX, another priority of a SRV lead to the same place.
bool is_same(net::RecordType type, ByteView found, std::string_view wanted) {
    const auto written = net::rdata::write(type, wanted);
    if (!written) return false;
    switch (type) {
        case net::RecordType::mx: {
            const auto one = net::rdata::read_mx(found);
            const auto two = net::rdata::read_mx(*written);
            return one && two && one->host == two->host;
        }
        case net::RecordType::srv: {
            const auto one = net::rdata::read_srv(found);
            const auto two = net::rdata::read_srv(*written);
            return one && two && one->port == two->port && one->host == two->host;
        }
        default: return std::ranges::equal(found, *written);
    }
}

}  // namespace

std::vector<DnsRecord> dns_records(const DnsPlan& plan) { return Plan(plan).records(); }

std::string zone_text(const std::vector<DnsRecord>& records) {
    std::string text;
    for (const DnsRecord& record : records) {
        const bool by_hand = record.name.contains(blank) || record.value.contains(blank);
        const std::string value = record.type == "TXT" ? fmt::format("\"{}\"", record.value) : record.value;
        text += fmt::format("; {}: {}\n{}{}. IN {} {}\n", words(record.need), record.meaning,
                            by_hand ? "; " : "", record.name, record.type, value);
    }
    return text;
}

std::optional<net::RecordType> type_of(const DnsRecord& record) {
    using net::RecordType;
    static constexpr std::pair<std::string_view, RecordType> types[] = {
        {"A", RecordType::a},     {"AAAA", RecordType::aaaa}, {"MX", RecordType::mx},
        {"TXT", RecordType::txt}, {"TLSA", RecordType::tlsa}, {"SRV", RecordType::srv},
        {"CNAME", RecordType::a},  // where it leads is what matters: it may be an A record as well
    };
    const auto* const found =
        std::ranges::find(types, record.type, &std::pair<std::string_view, RecordType>::first);
    if (found == std::end(types)) return std::nullopt;
    return found->second;
}

Found judge(const DnsRecord& record, const Result<net::RawAnswer>& answer) {
    if (!answer && answer.error().kind != ErrorKind::missing) return Found::unknown;
    if (!answer || answer->records.empty()) return Found::nothing;
    if (record.type == "TXT") return judge_texts(record, answer->records);
    // Whatever leads there: which address the machine has is not known here.
    if (record.value.contains(blank)) return Found::there;
    if (record.type == "CNAME") return answer->canonical + "." == record.value ? Found::there : Found::other;
    const auto type = type_of(record);
    if (!type) return Found::unknown;
    return std::ranges::any_of(answer->records,
                               [&](const Bytes& rdata) { return is_same(*type, rdata, record.value); })
               ? Found::there
               : Found::other;
}

}  // namespace milpa::server
