// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a message is, all that JMAP can tell of it is told, as valid JSON.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/ensure.hpp"
#include "jmap/mail/email_properties.hpp"
#include "mail/message/charset.hpp"
#include "mail/message/extract.hpp"

using namespace milpa;

namespace {

constexpr std::string_view everything =
    R"({"properties":["blobId","size","messageId","inReplyTo","references","sender","from","to","cc",
    "bcc","replyTo","subject","sentAt","headers","bodyStructure","bodyValues","textBody","htmlBody",
    "attachments","hasAttachment","preview","header:Subject:asText","header:To:asGroupedAddresses:all",
    "header:X:asURLs","header:X:asDate","header:X:asMessageIds","header:X:asAddresses",
    "header:X:asText:all"],"bodyProperties":["partId","blobId","size","name","type","charset",
    "disposition","cid","language","location","subParts","headers"],"fetchAllBodyValues":true,
    "maxBodyValueBytes":200})";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto properties =
        jmap::EmailProperties::from(boost::json::parse(everything).as_object(), jmap::EmailDefaults::get);
    ensure(properties.has_value());
    const std::string_view octets(reinterpret_cast<const char*>(data), size);
    const events::MessageFacts facts = mail::message::extract(octets);
    jmap::EmailView view(*properties, facts, "b1");
    if (view.needs_header()) view.give_header(std::string(octets.substr(0, view.header_end())));
    for (const jmap::EmailView::Need& need : view.needs()) {
        const events::Part& part = *need.part->part;
        const std::string_view body = octets.substr(part.body_begin(), part.body_end() - part.body_begin());
        view.give_part_header(*need.part, std::string(octets.substr(
                                              part.header_begin(), part.body_begin() - part.header_begin())));
        jmap::DecodedSize decoded(part);
        decoded.feed(body);
        if (need.size) view.give_size(*need.part, decoded.finish());
        jmap::BodyValueReader value(part, 200);
        value.feed(body);
        jmap::BodyValue made = value.finish();
        ensure(made.value.size() <= 200);
        if (need.value) view.give_value(*need.part, std::move(made));
    }
    const std::string text = boost::json::serialize(view.json(nullptr));
    ensure(mail::message::is_utf8(text));
    return 0;
}
