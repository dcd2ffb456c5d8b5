// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/router.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "base/log.hpp"
#include "http/policy.hpp"
#include "http/target.hpp"

namespace milpa::http {

namespace {

constexpr std::uint16_t https_default = 443;
/// Octets of a body that nobody takes, and that is read away: so that who posts to what is not there, or only
/// at another place, is told that, and not that it is too much.
constexpr std::uint64_t unwanted_octets_max = std::uint64_t{64} * 1024;

enum class Kind : std::uint8_t { exact, name, rest };

struct Segment {
    Kind kind = Kind::exact;
    std::string text;
    bool operator==(const Segment&) const = default;
};

std::vector<Segment> read_pattern(std::string_view pattern) {
    ensure(pattern.starts_with('/'));
    std::vector<Segment> segments;
    while (!pattern.empty()) {
        pattern.remove_prefix(1);
        const std::string_view text = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(text.size());
        if (!text.starts_with('{')) {
            segments.push_back({Kind::exact, std::string(text)});
            continue;
        }
        ensure(text.ends_with('}'));
        const bool rest = text.ends_with("...}");
        ensure(!rest || pattern.empty());
        segments.push_back({rest ? Kind::rest : Kind::name, {}});
    }
    return segments;
}

/// Which of two patterns is tried first.
bool goes_before(const std::vector<Segment>& a, const std::vector<Segment>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (a[i].kind != b[i].kind) return a[i].kind < b[i].kind;
        if (a[i].text != b[i].text) return a[i].text < b[i].text;
    }
    return a.size() > b.size();
}

bool match(const std::vector<Segment>& segments, std::string_view path,
           Lent<std::vector<std::string>> found) {
    found->clear();
    for (const Segment& segment : segments) {
        // In front of each segment stands a slash.
        if (path.empty()) return false;
        path.remove_prefix(1);
        if (segment.kind == Kind::rest) {
            found->emplace_back(path);
            return true;
        }
        const std::string_view text = path.substr(0, path.find('/'));
        path.remove_prefix(text.size());
        if (segment.kind == Kind::exact && text != segment.text) return false;
        if (segment.kind == Kind::name && text.empty()) return false;
        if (segment.kind == Kind::name) found->emplace_back(text);
    }
    return path.empty();
}

/// "*.example" takes one label.
bool fits_host(std::string_view pattern, std::string_view host) {
    if (pattern.empty() || pattern == host) return true;
    if (!pattern.starts_with("*.")) return false;
    const auto dot = host.find('.');
    return dot != std::string_view::npos && dot > 0 && host.substr(dot) == pattern.substr(1);
}

struct Entry {
    Route route;
    std::vector<Segment> segments;
};

/// All patterns of one host.
struct HostTable {
    std::string host;
    std::vector<const Entry*> names;  // patterns with names, in the order in which they are tried
    std::unordered_map<std::string, std::vector<const Entry*>> exact;
};

/// Exact hosts before those with a star, and any host last.
int rank_of(std::string_view host) { return host.empty() ? 2 : host.starts_with('*') ? 1 : 0; }

bool has(const std::vector<Method>& methods, Method method) {
    return std::ranges::find(methods, method) != methods.end();
}

bool takes(const Route& route, Method method) {
    return has(route.methods, method) || (method == Method::head && has(route.methods, Method::get));
}

Task<Response> answer_status(unsigned status) { co_return status_response(status); }

/// The methods that there would be were captured by find().
Task<Response> answer_methods(Request request, Lent<Body> /*body*/) {
    Response response;
    const bool asked = request.method == Method::options;
    response = asked ? Response{.status = 204} : status_response(405);
    response.fields.add("allow", request.captured.front());
    co_return response;
}

/// Path and query as a URL has them.
std::string to_target(const Request& request) {
    std::string target;
    for (std::string_view rest = request.path; !rest.empty();) {
        rest.remove_prefix(1);
        const std::string_view segment = rest.substr(0, rest.find('/'));
        target += "/" + encode_segment(segment);
        rest.remove_prefix(segment.size());
    }
    if (!request.query.empty()) target += "?" + request.query;
    return target;
}

Task<Response> answer_redirect(Request request, std::uint16_t port) {
    if (request.host.empty()) co_return text_response(400, "400 This is answered over https alone.");
    std::string location = "https://" + request.host;
    if (port != https_default) location += fmt::format(":{}", port);
    location += to_target(request);
    // RFC 9110 15.4.9: 308 keeps the method.
    const bool plain = request.method == Method::get || request.method == Method::head;
    Response response = text_response(plain ? 301 : 308, "This is answered over https.");
    response.fields.add("location", std::move(location));
    co_return response;
}

/// RFC 9110 8.4: nothing that comes in is unpacked, since some octets could become gigabytes; and what is
/// packed is not what a handler takes it for.
bool is_packed(const Request& request) {
    for (const Fields::Field& field : request.fields.all()) {
        if (field.name == "content-encoding" && field.value != "identity") return true;
    }
    return false;
}

/// RFC 9110 15.5.16, 12.5.3: with what would be taken.
Response refuse_packed() {
    Response response = status_response(415);
    response.fields.add("accept-encoding", "identity");
    return response;
}

}  // namespace

struct Router::Table {
    Table() {
        for (Route* route : {&missing, &missing_page, &foreign, &methods, &redirect})
            route->body_octets_max = unwanted_octets_max;
        missing.handler = [](Request, Lent<Body>) { return answer_status(404); };
        missing_page.policy = Policy::page;
        foreign.handler = [](Request, Lent<Body>) { return answer_status(421); };
        foreign.in_clear = true;
        methods.handler = answer_methods;
        methods.in_clear = true;
        redirect.handler = [this](Request request, Lent<Body>) {
            return answer_redirect(std::move(request), https_port);
        };
    }

    HostTable& table_of(const std::string& host) {
        const auto found = std::ranges::find(hosts, host, &HostTable::host);
        if (found != hosts.end()) return *found;
        const auto place =
            std::ranges::upper_bound(hosts, rank_of(host), {}, [](const auto& t) { return rank_of(t.host); });
        return *hosts.insert(place, HostTable{.host = host, .names = {}, .exact = {}});
    }
    bool is_ours(std::string_view host) const {
        if (ours.empty() || host.empty() || is_address(host)) return true;
        return std::ranges::any_of(ours, [&](const auto& pattern) { return fits_host(pattern, host); });
    }
    const Route* look(Request& request, Lent<std::vector<Method>> allowed) const;

    std::deque<Entry> entries;  // stay where they are
    std::vector<HostTable> hosts;
    std::vector<std::string> ours;
    std::uint16_t https_port = https_default;
    std::string onion;
    Route missing, missing_page, foreign, methods, redirect;
};

const Route* Router::Table::look(Request& request, Lent<std::vector<Method>> allowed) const {
    const auto consider = [&](const Entry* entry) {
        if (takes(entry->route, request.method)) return true;
        for (const Method method : entry->route.methods) allowed->push_back(method);
        return false;
    };
    for (const HostTable& table : hosts) {
        if (!fits_host(table.host, request.host)) continue;
        if (const auto found = table.exact.find(request.path); found != table.exact.end()) {
            request.captured.clear();
            for (const Entry* entry : found->second)
                if (consider(entry)) return &entry->route;
        }
        for (const Entry* entry : table.names) {
            if (!match(entry->segments, request.path, &request.captured)) continue;
            if (consider(entry)) return &entry->route;
        }
    }
    request.captured.clear();
    return nullptr;
}

Router::Router() : table_(std::make_unique<Table>()) {}
Router::~Router() = default;

void Router::add(Route route) {
    ensure(!route.methods.empty() && route.handler);
    std::vector<Segment> segments = read_pattern(route.pattern);
    for (const Entry& entry : table_->entries) {
        const bool same = entry.route.host == route.host && entry.segments == segments;
        ensure(!same || std::ranges::none_of(
                            route.methods, [&](Method method) { return has(entry.route.methods, method); }));
    }
    HostTable& table = table_->table_of(route.host);
    table_->entries.push_back({std::move(route), std::move(segments)});
    const Entry& entry = table_->entries.back();
    const bool exact =
        std::ranges::all_of(entry.segments, [](const auto& s) { return s.kind == Kind::exact; });
    if (exact) {
        table.exact[entry.route.pattern].push_back(&entry);
        return;
    }
    const auto place = std::ranges::find_if(
        table.names, [&](const Entry* other) { return goes_before(entry.segments, other->segments); });
    table.names.insert(place, &entry);
}

void Router::serve_only(std::vector<std::string> hosts) { table_->ours = std::move(hosts); }

void Router::show_missing(Handler page) { table_->missing_page.handler = std::move(page); }

void Router::use_https_port(std::uint16_t port) { table_->https_port = port; }

void Router::tell_onion(std::string host) { table_->onion = std::move(host); }

const Route& Router::find(Request& request) const {
    if (!table_->is_ours(request.host)) return table_->foreign;
    std::vector<Method> allowed;
    const Route* found = table_->look(request, &allowed);
    if (!request.secure && (found == nullptr || !found->in_clear)) return table_->redirect;
    if (found != nullptr) return *found;
    if (allowed.empty())
        return table_->missing_page.handler && wants_html(request) ? table_->missing_page : table_->missing;
    if (has(allowed, Method::get)) allowed.push_back(Method::head);
    allowed.push_back(Method::options);
    std::ranges::sort(allowed);
    const auto rest = std::ranges::unique(allowed);
    allowed.erase(rest.begin(), rest.end());
    std::string text;
    for (const Method method : allowed) {
        if (!text.empty()) text += ", ";
        text += to_text(method);
    }
    request.captured.push_back(std::move(text));
    return table_->methods;
}

Task<Response> Router::answer(Lent<const Route> route, Request request, Lent<Body> body) const {
    log::count("http.request");
    const bool secure = request.secure;
    const bool tells_onion =
        route->policy == Policy::page && secure && !table_->onion.empty() && request.host != table_->onion;
    std::string onion = tells_onion ? "http://" + table_->onion + to_target(request) : std::string();
    if (request.method == Method::head && !has(route->methods, Method::head)) {
        request.method = Method::get;
        request.head_alone = true;
        // RFC 9110 14.2: Range means something to GET alone.
        request.fields.erase("range");
    }
    Response response;
    bool failed = false;
    try {
        response = is_packed(request) ? refuse_packed() : co_await route->handler(std::move(request), body);
    } catch (...) {
        // Of a library; what it says is not for the log.
        failed = true;
    }
    if (failed) {
        log::event("http.handler_failed");
        response = status_response(500);
    }
    if (tells_onion) response.fields.set("onion-location", std::move(onion));
    apply_policy(route->policy, secure, &response.fields);
    co_return std::move(response);
}

}  // namespace milpa::http
