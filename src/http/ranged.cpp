// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/ranged.hpp"

#include "base/random.hpp"
#include "http/date.hpp"

namespace milpa::http {

namespace {

/// Pieces of octets in memory: as much as a connection writes at once.
constexpr std::size_t piece_octets = 64 * 1024;

class SharedSource final : public Source {
public:
    SharedSource(Response::Shared octets, ByteRange range)
        : octets_(std::move(octets)), at_(range.first), end_(range.last + 1) {}
    Task<Result<std::string_view>> next() override {
        const std::string_view left = std::string_view(*octets_).substr(at_, end_ - at_);
        const std::string_view piece = left.substr(0, piece_octets);
        at_ += piece.size();
        co_return piece;
    }

private:
    const Response::Shared octets_;
    std::uint64_t at_;
    const std::uint64_t end_;
};

/// Opens what it is asked for when the first octet is wanted, and passes it on.
class OneRange final : public Source {
public:
    OneRange(OpenRange open, ByteRange range) : open_(std::move(open)), range_(range) {}
    Task<Result<std::string_view>> next() override {
        if (!source_) {
            CO_TRY(source_, co_await open_(range_));
        }
        co_return co_await source_->next();
    }
    void stop() override {
        if (source_) source_->stop();
    }

private:
    OpenRange open_;
    const ByteRange range_;
    std::unique_ptr<Source> source_;
};

std::string content_range(ByteRange range, std::uint64_t length) {
    return fmt::format("bytes {}-{}/{}", range.first, range.last, length);
}

/// RFC 9110 14.6: multipart/byteranges.
class ManyRanges final : public Source {
public:
    ManyRanges(OpenRange open, std::vector<ByteRange> ranges, std::string boundary, std::string type,
               std::uint64_t length)
        : open_(std::move(open)),
          ranges_(std::move(ranges)),
          boundary_(std::move(boundary)),
          type_(std::move(type)),
          length_(length) {}

    std::uint64_t sum() const {
        std::uint64_t sum = end().size();
        for (std::size_t i = 0; i < ranges_.size(); ++i) sum += head(i).size() + ranges_[i].length();
        return sum;
    }
    Task<Result<std::string_view>> next() override {
        if (source_) {
            CO_TRY(const std::string_view octets, co_await source_->next());
            if (!octets.empty()) co_return octets;
            source_.reset();
            ++at_;
        }
        if (at_ < ranges_.size()) {
            CO_TRY(source_, co_await open_(ranges_[at_]));
            line_ = head(at_);
            co_return std::string_view(line_);
        }
        if (std::exchange(ended_, true)) co_return std::string_view();
        line_ = end();
        co_return std::string_view(line_);
    }
    void stop() override {
        if (source_) source_->stop();
    }

private:
    std::string head(std::size_t i) const {
        return fmt::format("{}--{}\r\ncontent-type: {}\r\ncontent-range: {}\r\n\r\n", i == 0 ? "" : "\r\n",
                           boundary_, type_, content_range(ranges_[i], length_));
    }
    std::string end() const { return fmt::format("\r\n--{}--\r\n", boundary_); }

    OpenRange open_;
    const std::vector<ByteRange> ranges_;
    const std::string boundary_, type_;
    const std::uint64_t length_;
    std::size_t at_ = 0;
    std::string line_;
    std::unique_ptr<Source> source_;
    bool ended_ = false;
};

/// RFC 2046 5.1.1: stands in none of the parts. Nobody can guess it beforehand, so nobody can put it there.
std::string new_boundary() {
    constexpr std::size_t boundary_bytes = 16;
    std::array<std::uint8_t, boundary_bytes> bytes{};
    SystemRandom().fill(bytes);
    return to_hex(bytes);
}

}  // namespace

std::unique_ptr<Source> shared_source(Response::Shared octets, ByteRange range) {
    return std::make_unique<SharedSource>(std::move(octets), range);
}

Response ranged(const Request& request, Ranged what) {
    using enum Conditions::Outcome;
    Response response;
    Conditions weighed = weigh(request.fields, {.etag = what.etag, .modified = what.modified}, what.length);
    if (weighed.outcome == failed) return status_response(412);
    if (weighed.outcome == unsatisfiable) {
        response = status_response(416);
        response.fields.add("content-range", fmt::format("bytes */{}", what.length));
        return response;
    }
    response.fields.add("accept-ranges", "bytes");
    // RFC 9110 15.4.5: with a 304 come those that the whole would have brought.
    if (!what.etag.empty()) response.fields.add("etag", what.etag);
    if (what.modified) response.fields.add("last-modified", to_date(*what.modified));
    if (weighed.outcome == not_modified) {
        response.status = 304;
        return response;
    }
    const auto use = [&](ByteRange range) {
        response.length = range.length();
        response.body = std::make_unique<OneRange>(std::move(what.open), range);
    };
    if (weighed.outcome == whole) {
        response.fields.add("content-type", std::move(what.content_type));
        if (what.length > 0) use({0, what.length - 1});
        return response;
    }
    response.status = 206;
    if (weighed.ranges.size() == 1) {
        response.fields.add("content-type", std::move(what.content_type));
        response.fields.add("content-range", content_range(weighed.ranges.front(), what.length));
        use(weighed.ranges.front());
        return response;
    }
    std::string boundary = new_boundary();
    response.fields.add("content-type", "multipart/byteranges; boundary=" + boundary);
    auto parts = std::make_unique<ManyRanges>(std::move(what.open), std::move(weighed.ranges),
                                              std::move(boundary), std::move(what.content_type), what.length);
    response.length = parts->sum();
    response.body = std::move(parts);
    return response;
}

}  // namespace milpa::http
