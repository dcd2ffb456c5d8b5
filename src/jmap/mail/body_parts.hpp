// SPDX-License-Identifier: AGPL-3.0-or-later
// The parts of a message as JMAP sees them (RFC 8621 4.1.4): what is told from the stored structure alone.
// Pure. What is attached as a message stays one part: JMAP does not look into it.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mail.pb.h"

namespace milpa::jmap {

namespace json = boost::json;

/// A part, and its place. Points into the structure that it was made of.
struct BodyPart {
    const events::Part* part = nullptr;
    std::string id;               ///< partId: "1", "2", ... depth first; empty for a multipart
    std::vector<BodyPart> parts;  ///< of a multipart

    bool is_multipart() const { return part->type() == "multipart"; }
    bool is_text() const { return part->type() == "text"; }
    std::string type() const { return part->type() + "/" + part->subtype(); }
};

/// The tree of a message's parts; `structure` must outlive it.
BodyPart body_tree(const events::Part& structure);
/// The part of that id in a tree; nothing when there is none.
const BodyPart* find_body_part(const BodyPart& tree, std::string_view id);
/// All that are no multipart, depth first.
std::vector<const BodyPart*> leaves_of(const BodyPart& tree);

/// RFC 8621 4.1.4: the flat lists, by the algorithm that is given there. Point into the tree.
struct BodyLists {
    std::vector<const BodyPart*> text_body, html_body, attachments;
};
BodyLists body_lists(const BodyPart& tree);

/// `name`, `charset`, `disposition`, `cid`, `language`, `location` of an EmailBodyPart, and null.
json::value part_name_json(const events::Part& part);
json::value part_charset_json(const events::Part& part);
json::value part_disposition_json(const events::Part& part);
json::value part_cid_json(const events::Part& part);
json::value part_language_json(const events::Part& part);
json::value part_location_json(const events::Part& part);

}  // namespace milpa::jmap
