// SPDX-License-Identifier: AGPL-3.0-or-later
// The resolver over libunbound. Its worker thread does the asking; its descriptor becomes readable when
// answers are there, and we fetch them on the home context. We watch the descriptor only while lookups are
// under way, so that an idle resolver keeps no context busy.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <memory>

#include <unbound.h>

#include "base/ensure.hpp"
#include "net/context.hpp"
#include "net/dns.hpp"
#include "net/dns_anchors.hpp"
#include "net/dns_rdata.hpp"
#include "net/runtime.hpp"
#include "net/socket_wire.hpp"

namespace milpa::net {

namespace {

/// What is not said here is unbound's default; no configuration file is read.
constexpr std::pair<const char*, const char*> settings[] = {
    {"verbosity:", "0"},
    {"do-not-query-localhost:", "no"},  // a forwarder on this machine is a good one
    {"msg-cache-size:", "8m"},
    {"rrset-cache-size:", "16m"},
    {"qname-minimisation:", "yes"},  // RFC 9156: ask each server no more than it needs
    {"harden-dnssec-stripped:", "yes"},
    {"harden-below-nxdomain:", "yes"},
    {"val-clean-additional:", "yes"},
    {"aggressive-nsec:", "yes"},
};

constexpr int rcode_servfail = 2;
constexpr int rcode_nxdomain = 3;
constexpr int class_in = 1;

/// RFC 2181 8; a cache that believed more would believe it for long.
constexpr std::chrono::hours ttl_max{24};

using Context = std::unique_ptr<ub_ctx, decltype([](ub_ctx* context) { ::ub_ctx_delete(context); })>;
using Answered = std::unique_ptr<ub_result, decltype([](ub_result* result) { ::ub_resolve_free(result); })>;

Result<void> expect_ok(int code) {
    if (code == 0) return {};
    return fail(code == UB_SYNTAX ? ErrorKind::syntax : ErrorKind::io, ::ub_strerror(code));
}

Result<void> add_zone(ub_ctx* context, std::string_view zone) {
    // Everything is local and static: a name that has no record here does not exist, and nobody else is
    // asked.
    CHECK(expect_ok(::ub_ctx_zone_add(context, ".", "static")));
    while (!zone.empty()) {
        const std::size_t end = zone.find('\n');
        const std::string line(zone.substr(0, end));
        zone.remove_prefix(end == zone.npos ? zone.size() : end + 1);
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == line.npos || line[first] == ';') continue;
        CHECK(expect_ok(::ub_ctx_data_add(context, line.c_str() + first)));
    }
    return {};
}

Result<RawAnswer> to_answer(const ub_result& result) {
    if (result.bogus != 0) return fail(ErrorKind::corrupt, "DNSSEC says that the answer is forged");
    if (result.nxdomain != 0 || result.rcode == rcode_nxdomain)
        return fail(ErrorKind::missing, "no such name");
    if (result.rcode == rcode_servfail) return fail(ErrorKind::io, "no server could answer");
    if (result.rcode != 0) return fail(ErrorKind::io, "the server refused");
    RawAnswer answer;
    answer.secure = result.secure != 0;
    answer.ttl = std::min<std::chrono::seconds>(std::chrono::seconds(std::max(result.ttl, 0)), ttl_max);
    auto canonical = rdata::normalize_name(result.canonname != nullptr ? result.canonname : result.qname);
    if (!canonical) return std::move(canonical.error());
    answer.canonical = std::move(*canonical);
    if (result.havedata == 0) return answer;
    for (int i = 0; result.data[i] != nullptr; ++i) {
        const auto* const bytes = reinterpret_cast<const std::uint8_t*>(result.data[i]);
        answer.records.emplace_back(bytes, bytes + result.len[i]);
    }
    return answer;
}

class UnboundResolver final : public Resolver {
public:
    UnboundResolver(Executor home, Context context, bool answers_are_secure)
        : home_(home),
          context_(std::move(context)),
          socket_(home, ::ub_fd(context_.get())),
          mark_(std::make_shared<UnboundResolver*>(this)),
          answers_are_secure_(answers_are_secure) {}
    ~UnboundResolver() override {
        ensure(pending_ == 0);
        *mark_ = nullptr;
        socket_.release();  // libunbound's
    }

    Task<Result<RawAnswer>> look_up(std::string name, RecordType type,
                                    std::chrono::milliseconds within) override {
        co_return co_await call_on(home_, look_up_at_home(std::move(name), type, within));
    }

private:
    class Query;
    Task<Result<RawAnswer>> look_up_at_home(std::string name, RecordType type,
                                            std::chrono::milliseconds within);
    void watch();

    Executor home_;
    Context context_;
    SocketDescriptor socket_;
    // A handler that is queued when the resolver goes finds nothing in here.
    std::shared_ptr<UnboundResolver*> mark_;
    std::size_t pending_ = 0;
    bool watching_ = false;
    bool answers_are_secure_;
};

/// One lookup under way. Must not be moved: libunbound has its address.
class UnboundResolver::Query final : private Stoppable {
public:
    explicit Query(UnboundResolver* resolver) : resolver_(resolver), timer_(resolver->home_) {
        resolver_->pending_++;
        enter(resolver_->home_);
    }
    ~Query() override {
        if (started_ && !done_) ::ub_cancel(resolver_->context_.get(), id_);
        if (--resolver_->pending_ == 0) {
            boost::system::error_code ignored;
            resolver_->socket_.cancel(ignored);
        }
    }

    Task<Result<RawAnswer>> run(std::string name, RecordType type, std::chrono::milliseconds within) {
        if (is_stopping()) co_return fail(ErrorKind::closed, "the server stops");
        timer_.expires_after(within);
        const int code = ::ub_resolve_async(resolver_->context_.get(), name.c_str(), static_cast<int>(type),
                                            class_in, this, &Query::on_answer, &id_);
        CO_CHECK(expect_ok(code));
        started_ = true;
        resolver_->watch();
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable_t<Executor>()));
        if (is_stopping() && !done_) co_return fail(ErrorKind::closed, "the server stops");
        if (!done_) co_return fail(ErrorKind::timeout, "no answer in time");
        if (!result_) co_return fail(ErrorKind::io, "libunbound gave up");
        co_return to_answer(*result_);
    }

private:
    static void on_answer(void* query, int error, ub_result* result) {
        auto* const self = static_cast<Query*>(query);
        self->done_ = true;
        self->result_.reset(result);
        if (error != 0) self->result_.reset();
        self->timer_.cancel();
    }
    void on_stop() noexcept override { timer_.cancel(); }

    UnboundResolver* resolver_;
    SteadyTimer timer_;
    Answered result_;
    int id_ = 0;
    bool started_ = false;
    bool done_ = false;
};

void UnboundResolver::watch() {
    if (std::exchange(watching_, true)) return;
    socket_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                       [mark = mark_](const boost::system::error_code& code) {
                           if (*mark == nullptr) return;
                           UnboundResolver& self = **mark;
                           self.watching_ = false;
                           if (!code) ::ub_process(self.context_.get());
                           if (self.pending_ > 0) self.watch();
                       });
}

Task<Result<RawAnswer>> UnboundResolver::look_up_at_home(std::string name, RecordType type,
                                                         std::chrono::milliseconds within) {
    CO_TRY(std::string normal, rdata::normalize_name(name));
    if (pending_ >= lookups_max) co_return fail(ErrorKind::limit, "too many lookups at once");
    Query query(this);
    auto answer = co_await query.run(normal + '.', type, within);
    if (answer && answers_are_secure_) answer->secure = true;
    co_return answer;
}

}  // namespace

Result<std::unique_ptr<Resolver>> make_resolver(Executor home, DnsOptions options) {
    Context context(::ub_ctx_create());
    ensure(context != nullptr);
    ub_ctx* const raw = context.get();
    ::ub_ctx_debugout(raw, nullptr);  // its log would hold names
    for (const auto& [name, value] : settings) CHECK(expect_ok(::ub_ctx_set_option(raw, name, value)));
    CHECK(expect_ok(::ub_ctx_async(raw, 1)));  // a thread, not a process
    for (const std::string& forwarder : options.forwarders) {
        CHECK(expect_ok(::ub_ctx_set_fwd(raw, forwarder.c_str())));
    }
    if (options.zone.empty()) {
        for (const char* const anchor : root_anchors) CHECK(expect_ok(::ub_ctx_add_ta(raw, anchor)));
    } else {
        CHECK(add_zone(raw, options.zone));
    }
    const bool secure = !options.zone.empty() && options.zone_is_secure;
    return std::unique_ptr<Resolver>(std::make_unique<UnboundResolver>(home, std::move(context), secure));
}

}  // namespace milpa::net
