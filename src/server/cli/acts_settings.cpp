// SPDX-License-Identifier: AGPL-3.0-or-later
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "server/cli/acts.hpp"
#include "server/settings.hpp"

namespace milpa::server::cli {

namespace {

std::string list_text(const json::array& keys) {
    std::string text;
    for (const json::value& key : keys) {
        if (!key.is_string()) continue;
        if (!text.empty()) text += ", ";
        text += std::string_view(key.get_string());
    }
    return text;
}

std::string waiting_text(const json::object& told) {
    const json::array& waiting = array_of(told, "waiting");
    if (waiting.empty()) return {};
    return fmt::format("Takes effect at the next start: {}.\n", list_text(waiting));
}

}  // namespace

std::string tell_of_settings(const json::object& told) {
    const std::string mistake = text_of(told, "mistake");
    std::string text = waiting_text(told);
    if (!mistake.empty())
        text +=
            fmt::format("ALARM: at the last reload nothing of {} was taken: {}\n", settings_file, mistake);
    return text;
}

Told settings_reload(Asked& asked) {
    TRY(json::object told, asked.client.call("Settings/reload"));
    const json::array& taken = array_of(told, "taken");
    std::string text = taken.empty() ? std::string("Nothing changes now.\n")
                                     : fmt::format("Changed: {}.\n", list_text(taken));
    text += waiting_text(told);
    json::object answer{{"taken", taken}, {"waiting", array_of(told, "waiting")}};
    answer["text"] = text;
    return answer;
}

}  // namespace milpa::server::cli
