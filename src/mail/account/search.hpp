// SPDX-License-Identifier: AGPL-3.0-or-later
// A search for text, in one mailbox or in all: the index first, then the log's tail, then the messages that
// these do not decide.
#pragma once

#include <vector>

#include "mail/account/account.hpp"
#include "mail/account/segment.hpp"
#include "mail/account/snapshot_codec.hpp"

namespace milpa::mail::account {

/// Run once; the account outlives it.
class Search {
public:
    Search(Lent<Account> account, TextKey key);
    /// Uids of the mailbox.
    Task<Result<UidSet>> run(MailboxId mailbox, UidSet among);
    /// Records, of those that JMAP shows.
    Task<Result<UidSet>> run_records(UidSet among);

private:
    struct Wanted {
        Record record;
        Uid uid;  // as which it is found: of run_records the record itself
    };

    Task<Result<void>> find();
    Task<Result<void>> narrow();
    Task<Result<void>> search_segments(std::shared_ptr<const Layout> layout);
    Task<Result<void>> search_segment(SegmentRef ref);
    Task<Result<Bytes>> read_postings(SegmentRef ref, std::vector<StreamRange> ranges);
    Task<Result<void>> search_tail();
    void search_event(const events::MessageFacts& facts, Record record);
    void found(Record record, bool certain);
    Task<Result<void>> verify(MailboxId mailbox);
    Task<Result<void>> verify_records();
    Task<Result<bool>> verify_one(Record record, Lent<const events::StoredMessage> message);
    Task<Result<bool>> verify_message(Lent<const events::StoredMessage> message);
    Task<Result<bool>> verify_header(store::ObjectReader octets, std::uint64_t header_octets);
    Task<Result<bool>> verify_text(store::ObjectReader octets);

    const Lent<Account> account_;
    const TextKey key_;
    const message::Query query_;
    std::uint8_t fields_;                    // lists of words in which to look
    bool certain_;                           // the index decides, but for messages with cut words
    std::vector<message::Query::Run> runs_;  // each must be there
    std::vector<TermPattern> patterns_;      // of runs_
    std::vector<Wanted> wanted_;             // by record
    UidSet hits_;
    UidSet doubtful_;
};

}  // namespace milpa::mail::account
