// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_filter.hpp"

#include <algorithm>
#include <set>

#include "jmap/mail/email.hpp"
#include "jmap/mail/ids.hpp"
#include "jmap/mail/search_terms.hpp"
#include "jmap/type.hpp"

namespace milpa::jmap {

namespace account = mail::account;

namespace {

constexpr Argument conditions[] = {
    {"inMailbox", "Id", "A mailbox that it is in."},
    {"inMailboxOtherThan", "Id[]", "It is in a mailbox that is none of these."},
    {"before", "UTCDate", "It was received before that."},
    {"after", "UTCDate", "It was received then or later."},
    {"minSize", "UnsignedInt", "It has so many octets or more."},
    {"maxSize", "UnsignedInt", "It has fewer octets."},
    {"allInThreadHaveKeyword", "String", "All emails of its thread have the keyword."},
    {"someInThreadHaveKeyword", "String", "One email of its thread has the keyword."},
    {"noneInThreadHaveKeyword", "String", "No email of its thread has the keyword."},
    {"hasKeyword", "String", "It has the keyword."},
    {"notKeyword", "String", "It does not have the keyword."},
    {"hasAttachment", "Boolean", "Whether there is something to be saved."},
    {"text", "String", "What stands anywhere in it."},
    {"from", "String", "What stands in From."},
    {"to", "String", "What stands in To."},
    {"cc", "String", "What stands in Cc."},
    {"bcc", "String", "What stands in Bcc."},
    {"subject", "String", "What stands in Subject."},
    {"body", "String", "What stands in its texts."},
    {"header", "String[]", "A field that it has, and what stands in it."},
};

struct TextCondition {
    std::string_view name;
    account::SearchField field;
};
constexpr TextCondition text_conditions[] = {
    {"text", account::SearchField::text}, {"from", account::SearchField::from},
    {"to", account::SearchField::to},     {"cc", account::SearchField::cc},
    {"bcc", account::SearchField::bcc},   {"subject", account::SearchField::subject},
    {"body", account::SearchField::body},
};

std::int64_t date_of(const json::value& value) { return read_utc_date(value.get_string()).value_or(0); }

}  // namespace

const std::span<const Argument> email_conditions = conditions;

KeywordTest::KeywordTest(const account::State& state, std::string_view keyword) {
    const auto flags = read_keyword(keyword);
    if (!flags) return;
    system_ = flags->system;
    if (!flags->keywords.empty()) keyword_ = state.keywords().find(flags->keywords[0]);
}

bool KeywordTest::is_on(const account::State& state, const account::RecordInfo& info) const {
    if (system_ != 0) return (state.system_flags_of(info) & system_) != 0;
    if (!keyword_) return false;
    bool on = false;
    state.for_each_place(info, [&](const account::Place& place) {
        const account::Mailbox* mailbox = state.find(place.mailbox);
        const account::Entry* entry = mailbox != nullptr ? mailbox->find(place.uid) : nullptr;
        on |= entry != nullptr && (entry->flags & account::flag_deleted) == 0 &&
              state.keywords().has(entry->keywords, *keyword_);
    });
    return on;
}

bool is_on_in_thread(const account::State& state, const KeywordTest& test, InThread which,
                     account::Record thread) {
    for (const account::Record record : state.threads()->records(thread)) {
        const account::RecordInfo* info = state.find_record(record);
        if (info == nullptr || info->shown == 0) continue;
        const bool on = test.is_on(state, *info);
        if (on != (which == InThread::all)) return on;
    }
    return which == InThread::all;
}

/// One condition of the filter, read once.
struct EmailFilter::Condition {
    struct Text {
        account::TextKey key;
    };
    std::optional<account::MailboxId> in_mailbox;
    bool nowhere = false;  // a mailbox that is not there
    std::optional<std::set<account::MailboxId>> other_than;
    std::optional<std::int64_t> before, after;
    std::optional<std::uint64_t> min_size, max_size;
    std::vector<std::pair<KeywordTest, bool>> keywords;  // and whether it must be on
    std::vector<std::pair<KeywordTest, std::string>> thread_keywords;
    std::optional<bool> has_attachment;
    std::vector<account::TextKey> texts;  // all must be found
    account::UidSet hits;                 // records in which they were

    Condition(const account::State& state, const json::object& object);

private:
    void read(const account::State& state, std::string_view name, const json::value& value);
    void read_texts(std::string_view name, const json::value& value);
};

EmailFilter::Condition::Condition(const account::State& state, const json::object& object) {
    for (const auto& [name, value] : object) read(state, name, value);
}

void EmailFilter::Condition::read(const account::State& state, std::string_view name,
                                  const json::value& value) {
    if (name == "inMailbox") {
        in_mailbox = read_mailbox_id(value.get_string());
        nowhere |= !in_mailbox;
    } else if (name == "inMailboxOtherThan") {
        other_than.emplace();
        for (const json::value& id : value.get_array()) {
            if (const auto read_id = read_mailbox_id(id.get_string())) other_than->insert(*read_id);
        }
    } else if (name == "before") {
        before = date_of(value);
    } else if (name == "after") {
        after = date_of(value);
    } else if (name == "minSize") {
        min_size = value.to_number<std::uint64_t>();
    } else if (name == "maxSize") {
        max_size = value.to_number<std::uint64_t>();
    } else if (name == "hasKeyword" || name == "notKeyword") {
        keywords.emplace_back(KeywordTest(state, value.get_string()), name == "hasKeyword");
    } else if (name.ends_with("InThreadHaveKeyword")) {
        thread_keywords.emplace_back(KeywordTest(state, value.get_string()), std::string(name));
    } else if (name == "hasAttachment") {
        has_attachment = value.get_bool();
    } else {
        read_texts(name, value);
    }
}

void EmailFilter::Condition::read_texts(std::string_view name, const json::value& value) {
    if (name == "header") {
        const json::array& list = value.get_array();
        // An empty text: has such a field at all.
        const std::string field(list.empty() ? std::string_view() : std::string_view(list[0].get_string()));
        const std::string text(list.size() < 2 ? std::string_view() : std::string_view(list[1].get_string()));
        texts.push_back({.field = account::SearchField::header, .needle = text, .header = field});
        return;
    }
    const auto* found = std::ranges::find(text_conditions, name, &TextCondition::name);
    for (std::string& term : search_terms(value.get_string()))
        texts.push_back({.field = found->field, .needle = std::move(term), .header = {}});
}

EmailFilter::EmailFilter(Lent<account::Account> account, const Filter* filter)
    : account_(account), filter_(filter) {
    plain_ = filter == nullptr;
    if (filter == nullptr) return;
    collect(*filter);
    const Filter* first = filter;
    if (first->kind == Filter::Kind::all) {
        for (const Filter& part : first->parts) {
            if (part.kind == Filter::Kind::condition && part.condition.contains("inMailbox")) first = &part;
        }
    }
    if (first->kind != Filter::Kind::condition || !first->condition.contains("inMailbox")) return;
    mailbox_ = by_object_.at(&first->condition)->in_mailbox;
    plain_ = mailbox_ && first == filter && first->condition.size() == 1;
}

EmailFilter::~EmailFilter() = default;

void EmailFilter::collect(const Filter& filter) {
    for (const Filter& part : filter.parts) collect(part);
    if (filter.kind != Filter::Kind::condition) return;
    conditions_.push_back(std::make_unique<Condition>(account_->state(), filter.condition));
    by_object_[&filter.condition] = conditions_.back().get();
    looks_at_threads_ |= !conditions_.back()->thread_keywords.empty();
}

Task<Result<void>> EmailFilter::prepare(std::vector<account::Record> candidates) {
    bool attachments = false;
    bool texts = false;
    for (const auto& condition : conditions_) {
        attachments |= condition->has_attachment.has_value();
        texts |= !condition->texts.empty();
    }
    if (looks_at_threads_) CO_CHECK(co_await account_->need_threads());
    if (!attachments && !texts) co_return Result<void>();
    std::ranges::sort(candidates);
    account::UidSet among;
    for (const account::Record record : candidates) among.add(record);
    for (const auto& condition : conditions_) CO_CHECK(co_await search(condition.get(), &among));
    if (!attachments) co_return Result<void>();
    with_attachment_.emplace();
    for (std::size_t at = 0; at < candidates.size(); at += account::records_facts_max) {
        const std::size_t count = std::min(account::records_facts_max, candidates.size() - at);
        const std::vector<account::Record> some(candidates.begin() + static_cast<std::ptrdiff_t>(at),
                                                candidates.begin() + static_cast<std::ptrdiff_t>(at + count));
        CO_TRY(const auto facts, co_await account_->records_facts(some));
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (facts[i] && facts[i]->facts().has_attachment()) with_attachment_->add(some[i]);
        }
    }
    co_return Result<void>();
}

Task<Result<void>> EmailFilter::search(Lent<Condition> condition, Lent<const account::UidSet> among) {
    account::UidSet left = *among;
    for (const account::TextKey& key : condition->texts) {
        if (left.empty()) break;
        CO_TRY(left, co_await account_->search_records(key, left));
    }
    condition->hits = std::move(left);
    co_return Result<void>();
}

bool EmailFilter::matches(const account::State& state, const account::RecordInfo& info) const {
    if (filter_ == nullptr) return true;
    return filter_->matches(
        [&](const json::object& object) { return holds(*by_object_.at(&object), state, info); });
}

bool EmailFilter::holds(const Condition& condition, const account::State& state,
                        const account::RecordInfo& info) const {
    if (condition.nowhere) return false;
    if (condition.before && info.internal_date_ms >= *condition.before) return false;
    if (condition.after && info.internal_date_ms < *condition.after) return false;
    if (condition.min_size && info.size < *condition.min_size) return false;
    if (condition.max_size && info.size >= *condition.max_size) return false;
    if (!condition.texts.empty() && !condition.hits.contains(info.number)) return false;
    if (condition.has_attachment && *condition.has_attachment != with_attachment_->contains(info.number))
        return false;
    for (const auto& [test, on] : condition.keywords) {
        if (test.is_on(state, info) != on) return false;
    }
    if (condition.in_mailbox || condition.other_than) {
        const auto held = state.mailboxes_of(info.number);
        if (condition.in_mailbox && !std::ranges::binary_search(held, *condition.in_mailbox)) return false;
        if (condition.other_than && std::ranges::all_of(held, [&](account::MailboxId id) {
                return condition.other_than->contains(id);
            }))
            return false;
    }
    return holds_in_thread(condition, state, info);
}

bool EmailFilter::holds_in_thread(const Condition& condition, const account::State& state,
                                  const account::RecordInfo& info) const {
    return std::ranges::all_of(condition.thread_keywords, [&](const auto& keyword) {
        const auto& [test, name] = keyword;
        const InThread which = name.starts_with("all") ? InThread::all : InThread::some;
        return is_on_in_thread(state, test, which, info.thread) != name.starts_with("none");
    });
}

namespace {

void collect_texts(const Filter& filter, FilterTexts& to) {
    // What must not be there is not shown.
    if (filter.kind == Filter::Kind::none) return;
    for (const Filter& part : filter.parts) collect_texts(part, to);
    if (filter.kind != Filter::Kind::condition) return;
    for (const auto& [name, value] : filter.condition) {
        const bool text = name == "text";
        if (!text && name != "subject" && name != "body") continue;
        for (const std::string& term : search_terms(value.get_string())) {
            if (text || name == "subject") to.subject.push_back(term);
            if (text || name == "body") to.body.push_back(term);
        }
    }
}

}  // namespace

FilterTexts texts_of(const Filter& filter) {
    FilterTexts texts;
    collect_texts(filter, texts);
    return texts;
}

}  // namespace milpa::jmap
