// SPDX-License-Identifier: AGPL-3.0-or-later
#include "defence/seize_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json/array.hpp>

namespace milpa::defence {

namespace json = boost::json;

namespace {

json::object to_json(const KindTally& kind) {
    json::object encodings;
    for (const auto& [encoding, count] : kind.encodings) encodings[to_text(encoding)] = count;
    json::array files;
    for (const auto& file : kind.files) files.emplace_back(file);
    return {{"planted", kind.planted},
            {"found", kind.found},
            {"encodings", std::move(encodings)},
            {"files", std::move(files)}};
}

json::object to_json(const RunTally& run) {
    json::object kinds;
    for (const KindRow& row : kind_table())
        kinds[row.name] = to_json(run.kinds[static_cast<std::size_t>(row.kind)]);
    return {{"planted", run.planted},
            {"found", run.found},
            {"files", run.files},
            {"bytes", run.bytes},
            {"kills", run.kills},
            {"listening", run.listening},
            {"milliseconds", run.took.count()},
            {"kinds", std::move(kinds)}};
}

double seconds(std::chrono::milliseconds time) { return static_cast<double>(time.count()) / 1000.0; }

std::string outcome(const SeizeReport& report) {
    std::string text;
    if (report.sealed.found > 0) {
        text += fmt::format("\nFAILED: {} secrets lie open on the disk:\n", report.sealed.found);
        for (const KindRow& row : kind_table()) {
            const KindTally& kind = report.sealed.kinds[static_cast<std::size_t>(row.kind)];
            if (kind.found == 0) continue;
            text += fmt::format("  {}: {} in {}", row.name, kind.found, fmt::join(kind.files, ", "));
            for (const auto& [encoding, count] : kind.encodings)
                text += fmt::format("; {} {}", count, to_text(encoding));
            text += "\n";
        }
    }
    const auto blind = report.blind();
    for (const SecretKind kind : blind) {
        text += fmt::format("\nFAILED: the drill is blind for \"{}\": without sealing it had to be found.\n",
                            row_of(kind).name);
    }
    if (text.empty()) text = "\nNothing that was planted can be read from what the server wrote.\n";
    return text;
}

}  // namespace

RunTally tally(std::span<const Secret> secrets, const std::map<Finding, std::string>& found) {
    RunTally run;
    run.kinds.resize(secret_kinds);
    for (const Secret& secret : secrets) ++run.kinds[static_cast<std::size_t>(secret.kind)].planted;
    run.planted = secrets.size();
    std::set<std::uint32_t> counted;
    std::set<std::pair<std::uint32_t, Encoding>> counted_encodings;
    for (const auto& [finding, file] : found) {
        KindTally& kind = run.kinds[static_cast<std::size_t>(secrets[finding.secret].kind)];
        if (counted.insert(finding.secret).second) ++kind.found;
        if (counted_encodings.insert({finding.secret, finding.encoding}).second)
            ++kind.encodings[finding.encoding];
        if (kind.files.size() < files_told_max) {
            kind.files.insert(finding.shell == Shell::compressed ? file + " (compressed)" : file);
        }
    }
    run.found = counted.size();
    return run;
}

std::vector<SecretKind> SeizeReport::blind() const {
    std::vector<SecretKind> kinds;
    for (const KindRow& row : kind_table()) {
        const KindTally& kind = control.kinds[static_cast<std::size_t>(row.kind)];
        if (row.kept == Kept::always && kind.found * 100 < kind.planted * control_found_min)
            kinds.push_back(row.kind);
    }
    return kinds;
}

json::object to_json(const SeizeReport& report) {
    json::array blind;
    for (const SecretKind kind : report.blind()) blind.emplace_back(row_of(kind).name);
    json::object kept;
    for (const KindRow& row : kind_table()) kept[row.name] = row.kept == Kept::always;
    return {{"passed", report.passed()},        {"seed", report.seed},
            {"found", report.sealed.found},     {"planted", report.sealed.planted},
            {"sealed", to_json(report.sealed)}, {"control", to_json(report.control)},
            {"stored", std::move(kept)},        {"blind", std::move(blind)}};
}

std::string to_text(const SeizeReport& report) {
    std::string text = fmt::format("{:<20}{:>9}{:>7}   {:>18}\n", "", "planted", "found", "without sealing");
    for (const KindRow& row : kind_table()) {
        const KindTally& sealed = report.sealed.kinds[static_cast<std::size_t>(row.kind)];
        const KindTally& control = report.control.kinds[static_cast<std::size_t>(row.kind)];
        text +=
            fmt::format("{:<20}{:>9}{:>7}   {:>9} of {:>5}{}\n", row.name, sealed.planted, sealed.found,
                        control.found, control.planted, row.kept == Kept::never ? "  (never stored)" : "");
    }
    for (const auto& [what, run] :
         {std::pair{"sealed", &report.sealed}, {"without sealing", &report.control}}) {
        text += fmt::format(
            "{}: {} of {} found in {:.1f} MB of {} files; the server was killed {} times, the last time "
            "with {} connections that listened; {:.1f} s\n",
            what, run->found, run->planted, static_cast<double>(run->bytes) / 1e6, run->files, run->kills,
            run->listening, seconds(run->took));
    }
    return text + fmt::format("seed: {}\n", report.seed) + outcome(report);
}

}  // namespace milpa::defence
