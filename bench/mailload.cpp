// SPDX-License-Identifier: AGPL-3.0-or-later
// A bounded load of mail against a server on 127.0.0.1: SMTP, LMTP or IMAP APPEND over several connections, a
// thread each. It says how many messages a second the server has acknowledged. It knows nothing of the server
// that it talks to, so that two can be compared.
//
//   mailload --proto smtp|lmtp|imap --port N --count N [--conns N] [--size N] [--users N] [--user FORMAT]
//            [--password P] [--tls] [--batch N]
//
// FORMAT is a name with one `%`, which stands for the user's number in three digits (default u%@bench.test).
// Messages go round the users in turn; with imap, connection k appends as user k % users. Commands are
// pipelined (RFC 2920). --batch N sends N messages in one IMAP MULTIAPPEND (RFC 3502).

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <mutex>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

struct Options {
    std::string proto = "smtp";
    std::string user = "u%@bench.test";
    std::string password = "secret";
    long port = 0;
    long connections = 8;
    long users = 1;
    long batch = 1;
    long count = 1000;
    long size = 4096;
    bool tls = false;
};

/// Throws std::runtime_error when the server closes, or refuses anything.
class Connection {
public:
    Connection(long port, bool tls) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (socket_ < 0 || ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
            throw std::runtime_error("cannot connect");
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (!tls) return;
        static SSL_CTX* const context =
            ::SSL_CTX_new(::TLS_client_method());  // the peer's certificate is its own
        session_ = ::SSL_new(context);
        ::SSL_set_fd(session_, socket_);
        if (::SSL_connect(session_) != 1) throw std::runtime_error("the TLS handshake failed");
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        if (session_ != nullptr) ::SSL_free(session_);
        ::close(socket_);
    }

    void send(std::string_view octets) {
        while (!octets.empty()) {
            const long sent = session_ != nullptr
                                  ? ::SSL_write(session_, octets.data(), static_cast<int>(octets.size()))
                                  : ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
            if (sent <= 0) throw std::runtime_error("cannot send");
            octets.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    std::string read_line() {
        while (true) {
            if (const std::size_t end = in_.find('\n', from_); end != std::string::npos) {
                std::string line = in_.substr(from_, end - from_);
                from_ = end + 1;
                return line;
            }
            in_.erase(0, from_);
            from_ = 0;
            char buffer[16 * 1024];
            const long count = session_ != nullptr ? ::SSL_read(session_, buffer, sizeof buffer)
                                                   : ::recv(socket_, buffer, sizeof buffer, 0);
            if (count <= 0) throw std::runtime_error("the server closed");
            in_.append(buffer, static_cast<std::size_t>(count));
        }
    }

    /// An SMTP reply, whose code must begin with the digit.
    void expect(char digit) {
        std::string line;
        do line = read_line();
        while (line.size() > 3 && line[3] == '-');
        if (!line.starts_with(digit)) throw std::runtime_error("the server said " + line);
    }

    /// IMAP: passes over all until the tagged reply, which must be OK.
    void expect_tagged(std::string_view tag) {
        const std::string head = fmt::format("{} ", tag);
        std::string line;
        do line = read_line();
        while (!line.starts_with(head));
        if (!line.starts_with(head + "OK")) throw std::runtime_error("the server said " + line);
    }

private:
    const int socket_;
    SSL* session_ = nullptr;
    std::string in_;
    std::size_t from_ = 0;
};

constexpr long header_octets = 560;  // about what message() puts before the text
constexpr long text_octets_min = 16;
constexpr std::size_t column_max = 70;
constexpr unsigned vocabulary = 5'000;

/// Texts of words drawn from a vocabulary with a skewed frequency, the same in every run. Made before the
/// clock starts; message n uses one of them below a header of its own.
std::vector<std::string> make_texts(std::size_t octets) {
    std::mt19937 random(1);
    std::vector<std::string> texts(octets <= 8 * 1024 ? 1024 : 64);
    for (std::string& text : texts) {
        std::size_t column = 0;
        while (text.size() + 2 < octets) {
            const std::string word =
                fmt::format("w{}", random() % vocabulary * (random() % vocabulary) / vocabulary);
            text += word;
            column += word.size() + 1;
            text += column > column_max ? "\r\n" : " ";
            if (column > column_max) column = 0;
        }
        text += "\r\n";
    }
    return texts;
}

class Load {
public:
    explicit Load(const Options& options)
        : options_(options),
          texts_(
              make_texts(static_cast<std::size_t>(std::max(options.size - header_octets, text_octets_min)))) {
    }

    int run() {
        std::vector<std::thread> threads;
        const auto begin = Clock::now();
        for (long i = 0; i < options_.connections; ++i) threads.emplace_back([this, i] { converse(i); });
        for (std::thread& thread : threads) thread.join();
        const double seconds = since(begin);
        std::ranges::sort(waits_);
        const std::size_t acks = waits_.size();
        const auto messages =
            static_cast<double>(acks) * (is_imap() ? static_cast<double>(options_.batch) : 1);
        fmt::print("acknowledged: {:.0f} messages\nseconds: {:.4f} s\nrate: {:.1f} messages/s\n", messages,
                   seconds, messages / seconds);
        if (acks > 0)
            fmt::print("ack_p50: {:.2f} ms\nack_p99: {:.2f} ms\n", waits_[acks / 2] * 1e3,
                       waits_[acks * 99 / 100] * 1e3);
        return failed_ ? 1 : 0;
    }

private:
    bool is_imap() const { return options_.proto == "imap"; }

    void converse(long number) {
        try {
            if (is_imap()) {
                append_all(number);
            } else {
                deliver_all();
            }
        } catch (const std::exception& error) {
            const std::scoped_lock lock(mutex_);
            failed_ = true;
            fmt::print(stderr, "connection {}: {}\n", number, error.what());
        }
    }

    std::string user(long number) const {
        std::string name = options_.user;
        if (const auto at = name.find('%'); at != std::string::npos)
            name.replace(at, 1, fmt::format("{:03}", number % options_.users));
        return name;
    }

    std::string message(long n) const {
        const long minute = n / 60 % 60;
        const long second = n % 60;
        std::string text = fmt::format(
            "Return-Path: <load@bench.test>\r\n"
            "Received: from client.bench.test (client.bench.test [127.0.0.1])\r\n"
            "\tby mx.bench.test with ESMTP id {:08x}; Mon, 02 Nov 2026 10:{:02}:{:02} +0000\r\n"
            "Date: Mon, 02 Nov 2026 10:{:02}:{:02} +0000\r\n"
            "From: \"Sender {}\" <sender{}@bench.test>\r\n"
            "To: \"Reader\" <{}>\r\n"
            "Subject: Note {} on topic w{} and w{}\r\n"
            "Message-ID: <{}.{}@bench.test>\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n\r\n",
            n, minute, second, minute, second, n % 500, n % 500, user(n), n, n * 7919 % vocabulary,
            n * 104729 % vocabulary, n, ::getpid());
        return text += texts_[static_cast<std::size_t>(n) % texts_.size()];
    }

    /// The number of the next message (of `count`), or -1 when all are taken.
    long take(long count = 1) {
        const long number = next_.fetch_add(count);
        return number < options_.count ? number : -1;
    }
    void acknowledged(double wait) {
        const std::scoped_lock lock(mutex_);
        waits_.push_back(wait);
    }

    void deliver_all() {
        Connection connection(options_.port, options_.tls);
        connection.expect('2');
        connection.send(options_.proto == "lmtp" ? "LHLO client.bench.test\r\n"
                                                 : "EHLO client.bench.test\r\n");
        connection.expect('2');
        const auto envelope = [this](long n) {
            return fmt::format("MAIL FROM:<load@bench.test>\r\nRCPT TO:<{}>\r\nDATA\r\n", user(n));
        };
        long n = take();
        if (n >= 0) connection.send(envelope(n));
        while (n >= 0) {
            for (const char digit : {'2', '2', '3'}) connection.expect(digit);
            std::string data = message(n) + ".\r\n";
            const long following = take();
            if (following >= 0) data += envelope(following);
            const auto begin = Clock::now();
            connection.send(data);
            connection.expect('2');
            acknowledged(since(begin));
            n = following;
        }
        connection.send("QUIT\r\n");
    }

    void append_all(long number) {
        Connection connection(options_.port, options_.tls);
        connection.read_line();
        connection.send(fmt::format("a LOGIN {} {}\r\n", user(number), options_.password));
        connection.expect_tagged("a");
        for (long n = take(options_.batch); n >= 0; n = take(options_.batch)) {
            std::string data = "b APPEND INBOX";
            for (long i = 0; i < options_.batch; ++i) {
                const std::string text = message(n + i);
                data += fmt::format(" {{{}+}}\r\n{}", text.size(), text);
            }
            data += "\r\n";
            const auto begin = Clock::now();
            connection.send(data);
            connection.expect_tagged("b");
            acknowledged(since(begin));
        }
        connection.send("z LOGOUT\r\n");
    }

    const Options options_;
    const std::vector<std::string> texts_;
    std::atomic<long> next_{0};
    std::mutex mutex_;  // guards what follows
    std::vector<double> waits_;
    bool failed_ = false;
};

/// False where an option is unknown or has no value that it takes.
bool read_options(int count, char** words, Options& options) {
    const std::map<std::string_view, std::string*> texts{
        {"--proto", &options.proto}, {"--user", &options.user}, {"--password", &options.password}};
    const std::map<std::string_view, long*> numbers{
        {"--port", &options.port},   {"--conns", &options.connections}, {"--users", &options.users},
        {"--batch", &options.batch}, {"--count", &options.count},       {"--size", &options.size}};
    for (int i = 1; i < count; ++i) {
        const std::string_view word = words[i];
        if (word == "--tls") {
            options.tls = true;
            continue;
        }
        if (++i == count) return false;
        const std::string_view value = words[i];
        if (const auto text = texts.find(word); text != texts.end()) {
            *text->second = value;
        } else if (const auto number = numbers.find(word); number != numbers.end()) {
            const auto read = std::from_chars(value.data(), value.data() + value.size(), *number->second);
            if (read.ec != std::errc() || *number->second < 1) return false;
        } else {
            return false;
        }
    }
    return options.port > 0;
}

}  // namespace

int main(int count, char** words) {
    Options options;
    if (!read_options(count, words, options)) {
        fmt::print(stderr, "usage: at the head of mailload.cpp\n");
        return 2;
    }
    return Load(options).run();
}
