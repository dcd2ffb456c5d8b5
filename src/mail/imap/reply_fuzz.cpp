// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever an envelope or a structure holds, what is written of it is well-formed; and each string is what it
// was.
#include <cstdint>

#include "base/bytes.hpp"
#include "base/ensure.hpp"
#include "mail.pb.h"
#include "mail/imap/reply.hpp"
#include "mail/imap/reply_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace milpa;
    using namespace milpa::mail::imap;
    std::string_view text = as_text(ByteView(data, size));
    events::MessageFacts facts;
    bool has_facts = facts.ParseFromString(std::string(text));
    for (TextForm form : {TextForm::rev1, TextForm::utf8}) {
        std::string out;
        ReplyWriter writer(&out, form);
        writer.fetch_begin(1);
        writer.fetch_uid(2);
        if (has_facts) {
            writer.fetch_envelope(facts.envelope());
            writer.fetch_body(facts.structure());
            writer.fetch_body_structure(facts.structure());
        }
        writer.fetch_end();
        if (is_utf8(text)) writer.list({ListAttributes::none, SpecialUse::none, text});
        ensure(are_well_formed(out, form));
        std::string one = "* ";
        ReplyWriter(&one, form).astring(text);
        one += "\r\n";
        ensure(are_well_formed(one, form));
    }
    return 0;
}
