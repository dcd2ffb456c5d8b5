// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/message_builder.hpp"

#include <algorithm>

namespace milpa::jmap {

namespace {

bool is_message(const DraftPart& part) { return part.type.starts_with("message/"); }

/// Something inside may have 8-bit octets: what it is in must say so (RFC 2045 6.4).
bool may_be_eight_bit(const DraftPart& part) {
    return (part.blob_id && is_message(part)) || std::ranges::any_of(part.parts, may_be_eight_bit);
}

class Builder {
public:
    explicit Builder(const std::function<std::string()>& token) : token_(token) {}

    void put(std::string_view text) {
        if (segments_.empty() || !std::holds_alternative<std::string>(segments_.back()))
            segments_.emplace_back(std::string());
        std::get<std::string>(segments_.back()) += text;
    }

    /// Its Content- fields, an empty line, its body; the body ends with a line end.
    void part(const DraftPart& part) {
        // "=_" stands in no line of base64 or quoted-printable.
        const std::string boundary = part.is_multipart() ? "=_" + token_() : "";
        if (part.raw_type) {
            put(*part.raw_type);
        } else {
            std::vector<FieldParameter> parameters = part.type_parameters;
            if (part.is_multipart()) parameters.push_back({"boundary", boundary});
            put(parameter_field("Content-Type", part.type, parameters));
        }
        put(part.fields);
        if (part.is_multipart()) return multipart(part, boundary);
        if (part.text) return text(*part.text);
        const bool base64 = !is_message(part);
        put(base64 ? "Content-Transfer-Encoding: base64\r\n\r\n" : "Content-Transfer-Encoding: 8bit\r\n\r\n");
        segments_.emplace_back(BlobSegment{.blob_id = *part.blob_id, .base64 = base64});
    }

    std::vector<Segment> finish() && { return std::move(segments_); }

private:
    void text(const std::string& content) {
        const TextEncoding encoding = encoding_for(content);
        if (encoding != TextEncoding::seven_bit)
            put("Content-Transfer-Encoding: " + std::string(to_text(encoding)) + "\r\n");
        put("\r\n");
        put(encode_text(encoding, content));
    }

    void multipart(const DraftPart& part, const std::string& boundary) {
        if (may_be_eight_bit(part)) put("Content-Transfer-Encoding: 8bit\r\n");
        put("\r\n");
        for (std::size_t i = 0; i < part.parts.size(); ++i) {
            // RFC 2046 5.1.1: the line end before a boundary belongs to it, not to the part before.
            put((i > 0 ? "\r\n--" : "--") + boundary + "\r\n");
            this->part(part.parts[i]);
        }
        put("\r\n--" + boundary + "--\r\n");
    }

    const std::function<std::string()>& token_;
    std::vector<Segment> segments_;
};

}  // namespace

std::vector<Segment> build_message(const MessageDraft& draft, const DraftCompletion& completion,
                                   const std::function<std::string()>& token) {
    Builder builder(token);
    if (!draft.has_date) builder.put(completion.date);
    builder.put(draft.fields);
    if (!draft.has_message_id) builder.put(completion.message_id);
    builder.put("MIME-Version: 1.0\r\n");
    builder.part(draft.body);
    return std::move(builder).finish();
}

}  // namespace milpa::jmap
