// SPDX-License-Identifier: AGPL-3.0-or-later
#include "server/cli/commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace milpa::server::cli {

namespace {

using enum Where;
using enum Reading;

const Option keyholders_option{"keyholders", "N", "how many people get a share (1 to 16); as now"};
const Option threshold_option{"threshold", "K", "how many of them open the server together; as now"};
const Option qr_option{"qr", "", "show the shares as QR codes too, as on a terminal"};
constexpr std::string_view member_secret = "The member's password or recovery code";

const std::vector<Command>& table() {
    static const std::vector<Command> rows = {
        {"found",
         here,
         {},
         {{"domain", "DOMAIN", "the collective's first domain", true},
          {"name", "TEXT", "what the collective calls itself"},
          {"keyholders", "N", "how many people get a share (1 to 16); default 3"},
          {"threshold", "K", "how many of them open the server together; default 2"},
          qr_option},
         {},
         "Found a collective in an empty folder; prints each keyholder's share, once"},
        {"serve",
         here,
         {},
         {{"founding", "",
           "where nobody has founded yet: found in a browser first, by a link that is printed"},
          {"base-port", "N", "ports are N+25, N+143, ..., whatever the settings say"}},
         {},
         "Serve; starts locked"},
        {"demo",
         here,
         {},
         {{"base-port", "N", "ports are N+25, N+143, ... (default 20000)"}},
         {},
         "Found a demo if there is none, serve it and unlock it; for trying out only"},
        {"settings", here, {}, {}, {}, "What can be set in milpa.conf, and what it means"},
        {"settings reload",
         server,
         {},
         {},
         {},
         "Read milpa.conf again; what can change at once changes, and no connection is touched"},
        {"reference", here, {}, {}, {}, "Every method, type and property of the API (docs/API.md)"},
        {"drill seize",
         here,
         {},
         {{"secrets", "N", "how many to plant (default 10000)"},
          {"seed", "N", "to replay an earlier drill"},
          {"keep", "", "leave the drill's folder behind"}},
         {},
         "Found a throwaway collective, plant secrets, and search every byte that was written for them"},
        {"drill search",
         here,
         {},
         {{"folder", "DIR", "where to search (default: the store of --data)"}},
         {},
         "Search every byte that is written to a folder for words of yours: one a line on the standard "
         "input; it "
         "watches until that ends"},

        {"status", server, {}, {}, {}, "What is up, for how long, and every start since the founding"},
        {"unlock",
         server,
         {},
         {},
         {{"Share", shares}},
         "Give keyholders' shares, one after the other, until the server opens"},
        {"lock", server, {}, {}, {}, "Forget every key at once"},
        {"starts explain",
         server,
         {"id", "text"},
         {},
         {},
         "Say why a start happened (`status` lists them), for everybody to read"},
        {"keyholders show", server, {}, {}, {}, "How many keyholders there are, and what they did together"},
        {"keyholders change",
         server,
         {},
         {keyholders_option, threshold_option, qr_option},
         {{"Share", shares}},
         "Draw shares for new keyholders; needs k of the present shares, which stay in force until "
         "confirmed"},
        {"keyholders confirm",
         server,
         {},
         {},
         {{"New share", shares}},
         "k of the new shares: from now on they open the server, and the old ones nothing"},

        {"approval list",
         server,
         {},
         {},
         {},
         "Acts that administrators asked for over the network, and that wait for keyholders"},
        {"approval give",
         server,
         {"id"},
         {},
         {{"Share", shares}},
         "Approve one of them as a keyholder; with the k-th share it is done"},
        {"member add",
         server,
         {"address"},
         {{"name", "TEXT", "the member's name, if they want it known"},
          {"quota", "BYTES", "how much they may store; none by default"}},
         {{"Password for the new member (empty: one is drawn)", fresh}},
         "Add a member; prints their recovery code, once"},
        {"member list", server, {}, {}, {}, "Who belongs"},
        {"member suspend", server, {"address"}, {}, {}, "Keep a member out; their mail is refused"},
        {"member restore", server, {"address"}, {}, {}, "Let a suspended member in again"},
        {"member remove",
         server,
         {"address"},
         {},
         {},
         "Remove a member and destroy the keys of all that is theirs",
         "This destroys all mail of {}, for ever. Nobody can bring it back."},
        {"member quota",
         server,
         {"address", "bytes"},
         {},
         {},
         "Set how much a member may store; 0: no limit"},
        {"member duty",
         server,
         {"address", "duty"},
         {},
         {},
         "Make a member administrator or moderator, and nothing else; none: neither"},
        {"member password",
         server,
         {"address"},
         {},
         {{member_secret}, {"New password", fresh}},
         "Change a password; nothing is lost"},
        {"member app-password add",
         server,
         {"address"},
         {{"label", "TEXT", "the device or program", true}},
         {{member_secret}},
         "Draw a password for one mail program"},
        {"member app-password list",
         server,
         {"address"},
         {},
         {{member_secret}},
         "The member's app passwords"},
        {"member app-password remove",
         server,
         {"address"},
         {{"id", "ID", "as `list` shows it", true}},
         {{member_secret}},
         "Remove one; that program is out"},
        {"member recovery-code",
         server,
         {"address"},
         {},
         {{member_secret}},
         "Draw a new recovery code; the old one opens nothing afterwards"},
        {"member recover",
         server,
         {"address"},
         {},
         {{"Recovery code"}, {"New password", fresh}},
         "Mend a forgotten password with the recovery code; nothing is lost"},
        {"member reset",
         server,
         {"address"},
         {},
         {{"New password (empty: one is drawn)", fresh}, {"Share", shares}},
         "Without any credential: k keyholders give the member a new, empty account beside the sealed old "
         "one"},
        {"member thaw",
         server,
         {"address"},
         {},
         {{"Share", shares}},
         "k keyholders thaw an account that was frozen, where too few of those are left whom its member "
         "trusts "
         "with it"},
        {"member reopen",
         server,
         {"address"},
         {},
         {{member_secret}, {"An old password, app password or recovery code"}},
         "Bring back what a reset left sealed, once an old secret turned up"},
        {"invitation add",
         server,
         {},
         {{"domain", "DOMAIN", "of which whoever comes chooses an address; the first by default"},
          {"label", "TEXT", "your own words; who comes does not see them"},
          {"uses", "N", "how many may come by it; 1 by default"},
          {"days", "N", "how long it holds, 90 at most; 7 by default"},
          {"quota", "BYTES", "how much each may store; no limit by default"}},
         {},
         "Make an invitation: whoever has it becomes a member; prints it, once"},
        {"invitation list", server, {}, {}, {}, "Invitations that hold, without their secrets"},
        {"invitation revoke", server, {"id"}, {}, {}, "Take an invitation back"},
        {"alias set", server, {"alias", "target..."}, {}, {}, "Mail to the alias goes to the targets"},
        {"alias remove", server, {"alias"}, {}, {}, "Remove an alias"},
        {"alias list", server, {}, {}, {}, "All aliases"},
        {"domain add", server, {"domain"}, {}, {}, "Serve another domain"},
        {"domain remove", server, {"domain"}, {}, {}, "Serve a domain no longer"},
        {"domain list", server, {}, {}, {}, "The domains"},
        {"dns",
         server,
         {},
         {{"check", "", "ask the DNS whether it is so"}},
         {},
         "What the DNS must say, as a zone file has it"},
        {"held",
         server,
         {"address"},
         {},
         {},
         "Everything that this server could be made to hand over about a member"},
        {"leave",
         server,
         {"address"},
         {{"to", "FOLDER", "where to; made if it is not there", true}},
         {{"The member's password, app password or recovery code"}},
         "Write all of a member's mail as mbox and Maildir"},
        {"queue", server, {}, {}, {}, "How much mail waits to leave, how long, and why"},
        {"queue retry", server, {}, {}, {}, "Try all waiting mail now"},
        {"certificate set",
         server,
         {},
         {{"chain", "FILE", "PEM: the certificate and its chain", true},
          {"key", "FILE", "PEM: its private key", true}},
         {},
         "Take a TLS certificate into the sealed directory"},
        {"certificate renew",
         server,
         {},
         {},
         {},
         "Get all certificates anew from the authority (acme.directory), now"},
        {"certificate external",
         server,
         {},
         {{"key-id", "ID", "as the authority gave it", true}},
         {{"Key (HMAC, base64url)"}},
         "Bind the account with the authority to one that it knows from elsewhere"},
        {"purge", server, {}, {}, {}, "Rewrite the folder so that what was deleted is in no file any more"},
    };
    return rows;
}

std::vector<std::string_view> split(std::string_view words) {
    std::vector<std::string_view> parts;
    while (!words.empty()) {
        const auto space = words.find(' ');
        parts.push_back(words.substr(0, space));
        words.remove_prefix(space == std::string_view::npos ? words.size() : space + 1);
    }
    return parts;
}

std::string shape(const Command& command) {
    std::string text(command.words);
    for (std::string_view operand : command.operands) text += fmt::format(" {}", operand);
    for (const Option& option : command.options) {
        const std::string one =
            fmt::format("--{}{}{}", option.name, option.value.empty() ? "" : " ", option.value);
        text += option.required ? " " + one : " [" + one + "]";
    }
    return text;
}

}  // namespace

std::span<const Command> commands() { return table(); }

const Command* find_command(std::span<const std::string> words, std::size_t& used) {
    const Command* best = nullptr;
    used = 0;
    for (const Command& command : table()) {
        const auto parts = split(command.words);
        if (parts.size() > words.size() || parts.size() <= used) continue;
        if (!std::ranges::equal(parts, words.first(parts.size()))) continue;
        best = &command;
        used = parts.size();
    }
    return best;
}

std::vector<const Command*> commands_like(std::span<const std::string> words) {
    std::vector<const Command*> best;
    std::size_t most = 0;
    for (const Command& command : table()) {
        const auto parts = split(command.words);
        const auto [mine, theirs] = std::ranges::mismatch(parts, words);
        const auto same = static_cast<std::size_t>(mine - parts.begin());
        if (same > most) best.clear();
        most = std::max(most, same);
        if (same > 0 && same == most) best.push_back(&command);
    }
    return best;
}

std::string usage(std::span<const Command* const> some) {
    std::string text;
    for (const Command* command : some) text += fmt::format("  {:<28}{}\n", command->words, command->meaning);
    return text;
}

std::string usage() {
    std::vector<const Command*> all;
    for (const Command& command : table()) all.push_back(&command);
    return "usage: milpa COMMAND [--data FOLDER] [--json] ...\n\n" + usage(all) +
           "\n`milpa COMMAND --help` says what a command takes, `milpa --version` which version this is.\n"
           "Secrets are read from the terminal or from standard input, a line each; never from arguments.\n"
           "FOLDER is ./data unless it is given. Ends with 0, with 1 when it failed, with 2 when it was not\n"
           "understood.\n";
}

std::string usage_line(const Command& command) { return "milpa " + shape(command); }

std::string usage(const Command& command) {
    std::string text = fmt::format("usage: {}\n\n{}.\n", usage_line(command), command.meaning);
    for (const Option& option : command.options)
        text += fmt::format("  --{:<14}{}\n", option.name, option.meaning);
    text +=
        "  --data          the collective's folder (default ./data)\n"
        "  --json          the answer as JSON\n";
    if (!command.secrets.empty()) text += "\nReads, from the terminal or a line each from standard input:\n";
    for (const Secret& secret : command.secrets)
        text +=
            fmt::format("  {}{}\n", secret.prompt, secret.reading == shares ? ", as many as are needed" : "");
    return text;
}

}  // namespace milpa::server::cli
