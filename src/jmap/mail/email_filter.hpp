// SPDX-License-Identifier: AGPL-3.0-or-later
// Filters of Email/query (RFC 8621 4.4.1). What has to be looked up is looked up first, for all candidates at
// once (texts in the search index, attachments in the facts); then each record is asked in memory.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "jmap/query.hpp"
#include "mail/account/account.hpp"

namespace milpa::jmap {

/// The conditions, with their types.
extern const std::span<const Argument> email_conditions;

/// A keyword as records are asked for it.
class KeywordTest {
public:
    /// Of what is no keyword: nothing has it.
    KeywordTest(const mail::account::State& state, std::string_view keyword);
    bool is_on(const mail::account::State& state, const mail::account::RecordInfo& info) const;

private:
    std::uint8_t system_ = 0;
    std::optional<std::uint16_t> keyword_;
};

enum class InThread : std::uint8_t { all, some };
/// Whether all emails of the thread that are shown have it, or some. Requires threads that are loaded.
bool is_on_in_thread(const mail::account::State& state, const KeywordTest& test, InThread which,
                     mail::account::Record thread);

/// Lives for one query; the filter and the account outlive it.
class EmailFilter {
public:
    EmailFilter(Lent<mail::account::Account> account, const Filter* filter);
    ~EmailFilter();
    EmailFilter(const EmailFilter&) = delete;
    EmailFilter& operator=(const EmailFilter&) = delete;

    /// Everything is in one mailbox: the filter says so, on its first level.
    std::optional<mail::account::MailboxId> mailbox() const { return mailbox_; }
    /// Nothing but that is asked: each candidate matches.
    bool is_plain() const { return plain_; }
    /// Some conditions look at whole threads: an email may match now, and not change for that.
    bool looks_at_threads() const { return looks_at_threads_; }

    /// Looks up what must be. Fails as Account::search_records and records_facts do.
    Task<Result<void>> prepare(std::vector<mail::account::Record> candidates);
    /// Of a record that is shown.
    bool matches(const mail::account::State& state, const mail::account::RecordInfo& info) const;

private:
    struct Condition;
    void collect(const Filter& filter);
    Task<Result<void>> search(Lent<Condition> condition, Lent<const mail::account::UidSet> among);
    bool holds(const Condition& condition, const mail::account::State& state,
               const mail::account::RecordInfo& info) const;
    bool holds_in_thread(const Condition& condition, const mail::account::State& state,
                         const mail::account::RecordInfo& info) const;

    const Lent<mail::account::Account> account_;
    const Filter* filter_;
    std::optional<mail::account::MailboxId> mailbox_;
    bool plain_ = false;
    bool looks_at_threads_ = false;
    std::vector<std::unique_ptr<Condition>> conditions_;
    std::unordered_map<const json::object*, const Condition*> by_object_;
    std::optional<mail::account::UidSet> with_attachment_;  // of the candidates, where it is asked for
};

/// The texts that the filter looks for in subjects and bodies: what snippets show.
struct FilterTexts {
    std::vector<std::string> subject;
    std::vector<std::string> body;
};
FilterTexts texts_of(const Filter& filter);

}  // namespace milpa::jmap
