// SPDX-License-Identifier: AGPL-3.0-or-later
// Words and parameters of headers in other charsets: RFC 2047 and RFC 2231, read tolerantly, written to
// UTF-8. Linear.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail.pb.h"

namespace milpa::mail::message {

using ParameterList = google::protobuf::RepeatedPtrField<events::Parameter>;

/// An unfolded header value with its encoded words decoded: valid UTF-8. White space between adjacent encoded
/// words is dropped, a character cut between two words is joined. Raw 8-bit octets are taken for UTF-8, else
/// windows-1252.
std::string decode_words(std::string_view value);
/// The same in pieces of some KiB at most, none cut inside a character.
void decode_words(std::string_view value, const std::function<void(std::string_view)>& give);

struct DecodedParameter {
    std::string name;   ///< lower case, without RFC 2231's "*0*"
    std::string value;  ///< UTF-8
};

/// RFC 2231: pieces joined, percent-encoding and charset undone; encoded words inside plain values decoded
/// too, as many programs write them. In the order of first appearance; the RFC 2231 form wins over the plain
/// one of the same name.
std::vector<DecodedParameter> decode_parameters(const ParameterList& parameters);

/// RFC 2231 6, for BODYSTRUCTURE: the pieces of a continued parameter ("name*0", "name*1") as one ("name", or
/// "name*" if one of them is encoded), where the first stands; percent-encoding stays. Pieces behind a
/// missing one stay as they are. Of a piece that is there twice the first counts; a plain parameter of the
/// name that a joined one has is left out.
ParameterList join_continuations(const ParameterList& parameters);

/// The decoded value of one parameter (name in lower case).
std::optional<std::string> find_parameter(const ParameterList& parameters, std::string_view name);

/// The name under which a part is offered for saving: `filename` of the disposition, else `name` of the type.
/// UTF-8; it may hold path separators or anything else, as the sender wished.
std::optional<std::string> file_name(const events::Part& part);

}  // namespace milpa::mail::message
