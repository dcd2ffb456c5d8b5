// SPDX-License-Identifier: AGPL-3.0-or-later
// What extract.hpp promises of all facts, as code. For tests and fuzzers.
#pragma once

#include "base/ensure.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/extract.hpp"
#include "mail/message/report.hpp"
#include "mail/message/words.hpp"

namespace milpa::mail::message {

inline void ensure_part_valid(const events::Part& part, std::uint64_t begin, std::uint64_t end,
                              std::size_t depth, std::size_t& parts) {
    ++parts;
    ensure(depth <= nesting_max);
    ensure(begin <= part.header_begin() && part.header_begin() <= part.body_begin());
    ensure(part.body_begin() <= part.body_end() && part.body_end() <= end);
    ensure(part.lines() <= part.body_end() - part.body_begin());
    ensure(!part.type().empty() && !part.subtype().empty() && !part.encoding().empty());
    const bool multipart = part.type() == "multipart";
    const bool message =
        part.type() == "message" && (part.subtype() == "rfc822" || part.subtype() == "global");
    ensure(multipart ? !part.parts().empty() : part.parts_size() == (message ? 1 : 0));
    ensure(message == part.has_envelope());
    std::uint64_t at = part.body_begin();
    for (const events::Part& child : part.parts()) {
        ensure_part_valid(child, at, part.body_end(), depth + 1, parts);
        at = child.body_end();
    }
}

inline void ensure_terms_valid(const google::protobuf::RepeatedPtrField<std::string>& terms) {
    for (int i = 0; i < terms.size(); ++i) {
        ensure(!terms[i].empty() && is_utf8(terms[i]));
        ensure(i == 0 || terms[i - 1] < terms[i]);
    }
}

inline void ensure_valid(const events::MessageFacts& facts, std::uint64_t size) {
    ensure(facts.size() == size);
    std::size_t parts = 0;
    ensure_part_valid(facts.structure(), 0, size, 1, parts);
    // An empty part may stand in each multipart, beside those of the limit.
    ensure(parts <= parts_max * 2);
    ensure(facts.preview().size() <= preview_octets_max && is_utf8(facts.preview()));
    ensure(facts.references().size() <= references_octets_max);
    const events::Report& report = facts.report();
    ensure(report.message_ids_size() <= report_ids_max && report.recipients_size() <= report_recipients_max);
    std::size_t report_octets = 0;
    for (const auto* list : {&report.message_ids(), &report.recipients()}) {
        for (const std::string& one : *list) report_octets += one.size();
    }
    ensure(report_octets <= report_octets_max);
    const events::Words& words = facts.words();
    const int terms = words.subject_size() + words.from_size() + words.to_size() + words.cc_size() +
                      words.bcc_size() + words.header_size() + words.body_size();
    ensure(terms <= static_cast<int>(terms_max));
    for (const auto* list : {&words.subject(), &words.from(), &words.to(), &words.cc(), &words.bcc(),
                             &words.header(), &words.body()}) {
        ensure_terms_valid(*list);
    }
}

}  // namespace milpa::mail::message
