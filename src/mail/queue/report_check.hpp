// SPDX-License-Identifier: AGPL-3.0-or-later
// What holds for every report, whatever went into it: for tests and the fuzzer.
#pragma once

#include <fmt/format.h>

#include <set>
#include <string>
#include <string_view>

#include "mail/message/extract.hpp"
#include "mail/message/header.hpp"

namespace milpa::mail::queue {

/// Empty when all is well, else what is not.
inline std::string check_report(std::string_view report) {
    std::size_t line = 0;
    for (std::size_t i = 0; i < report.size(); ++i) {
        const char c = report[i];
        if (c == '\0') return "a NUL";
        if (c == '\r' && (i + 1 == report.size() || report[i + 1] != '\n')) return "a bare CR";
        if (c == '\n' && (i == 0 || report[i - 1] != '\r')) return "a bare LF";
        line = c == '\n' ? 0 : line + 1;
        if (line > 999) return "a line that is too long";
    }
    static const std::set<std::string_view> ours = {
        "Date",       "From",           "To",           "Subject",     "Message-ID", "In-Reply-To",
        "References", "Auto-Submitted", "MIME-Version", "Content-Type"};
    message::Fields fields(report);
    std::set<std::string_view> seen;
    while (const auto field = fields.next()) {
        if (!ours.contains(field->name)) return "a field that is not ours";
        if (!seen.insert(field->name).second) return "a field twice";
    }
    const auto known = message::extract(report);
    const auto& top = known.structure();
    if (top.type() != "multipart" || top.subtype() != "report") return "no report";
    if (top.parts().size() != 2 && top.parts().size() != 3)
        return fmt::format("{} parts", top.parts().size());
    if (top.parts(0).type() != "text" || top.parts(0).subtype() != "plain") return "no words";
    if (!top.parts(1).subtype().ends_with("delivery-status")) return "no status";
    if (top.parts().size() == 3 && !top.parts(2).subtype().ends_with("headers")) return "no header";
    return {};
}

}  // namespace milpa::mail::queue
