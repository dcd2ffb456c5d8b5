// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/mail/email_sort.hpp"

#include <algorithm>
#include <numeric>

#include "jmap/mail/email_filter.hpp"
#include "jmap/mail/header_forms.hpp"
#include "mail/message/base_subject.hpp"
#include "net/turns.hpp"
#include "store/store.hpp"

namespace milpa::jmap {

namespace account = mail::account;
namespace message = mail::message;

namespace {

constexpr std::string_view sorts[] = {"receivedAt",
                                      "size",
                                      "from",
                                      "to",
                                      "subject",
                                      "sentAt",
                                      "hasKeyword",
                                      "allInThreadHaveKeyword",
                                      "someInThreadHaveKeyword"};
constexpr Argument sort_members[] = {{"keyword", "String", "Of the sorts by keywords."}};

/// Records between two looks at the clock.
constexpr std::size_t records_a_step = 2'048;

bool is_by_keyword(const Comparator& comparator) { return comparator.property.ends_with("Keyword"); }
bool is_by_thread(const Comparator& comparator) {
    return comparator.property.ends_with("InThreadHaveKeyword");
}
bool is_by_facts(const Comparator& comparator) {
    return comparator.property == "from" || comparator.property == "to" || comparator.property == "subject" ||
           comparator.property == "sentAt";
}

/// What one comparator compares: one of the two, for each record.
struct Column {
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
    bool ascending = true;

    /// Below 0 where a comes first.
    int compare(std::size_t a, std::size_t b) const {
        int order = 0;
        if (!texts.empty()) {
            order = texts[a].compare(texts[b]);
        } else {
            order = numbers[a] < numbers[b] ? -1 : (numbers[a] > numbers[b] ? 1 : 0);
        }
        return ascending ? order : -order;
    }
};

std::string address_text(const message::AddressList& addresses) {
    for (const events::Address& address : addresses) {
        if (!address.has_local() || !address.has_domain()) continue;
        std::string name(message::trim(text_form(address.name())));
        if (!name.empty()) return name;
        return to_clean_utf8(address.domain().empty() ? address.local()
                                                      : address.local() + "@" + address.domain());
    }
    return {};
}

class Sorting {
public:
    Sorting(Lent<account::Account> account, Lent<const std::vector<Comparator>> sort,
            std::vector<account::Record> records)
        : account_(account),
          sort_(sort),
          records_(std::move(records)),
          columns_(sort->size()),
          turns_(account->world().clock, store::slice_max) {}

    Task<Result<std::vector<account::Record>>> run() {
        turns_.begin();
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            columns_[i].ascending = (*sort_)[i].ascending;
            if (!is_by_facts((*sort_)[i])) co_await fill_numbers(i);
        }
        if (std::ranges::any_of(*sort_, is_by_facts)) CO_CHECK(co_await fill_from_facts());
        std::vector<std::uint32_t> order(records_.size());
        std::iota(order.begin(), order.end(), 0U);
        order = co_await sorted(std::move(order));
        std::vector<account::Record> result;
        result.reserve(order.size());
        for (const std::uint32_t at : order) result.push_back(records_[at]);
        co_return result;
    }

private:
    Task<> fill_numbers(std::size_t column) {
        const Comparator& comparator = (*sort_)[column];
        const auto keyword = comparator.more.if_contains("keyword");
        const KeywordTest test(account_->state(),
                               keyword != nullptr ? std::string_view(keyword->get_string()) : "");
        for (std::size_t at = 0; at < records_.size(); ++at) {
            const account::RecordInfo* info = account_->state().find_record(records_[at]);
            columns_[column].numbers.push_back(info != nullptr ? number_of(comparator, test, *info) : 0);
            if (at % records_a_step == records_a_step - 1 && turns_.is_over()) co_await turns_.pass();
        }
    }

    std::int64_t number_of(const Comparator& comparator, const KeywordTest& test,
                           const account::RecordInfo& info) const {
        const account::State& state = account_->state();
        if (comparator.property == "receivedAt") return info.internal_date_ms;
        if (comparator.property == "size") return info.size;
        if (comparator.property == "hasKeyword") return test.is_on(state, info) ? 1 : 0;
        const InThread which = comparator.property.starts_with("all") ? InThread::all : InThread::some;
        return is_on_in_thread(state, test, which, info.thread) ? 1 : 0;
    }

    Task<Result<void>> fill_from_facts() {
        for (std::size_t at = 0; at < records_.size(); at += account::records_facts_max) {
            const std::size_t end = std::min(at + account::records_facts_max, records_.size());
            const std::vector<account::Record> some(records_.begin() + static_cast<std::ptrdiff_t>(at),
                                                    records_.begin() + static_cast<std::ptrdiff_t>(end));
            CO_TRY(const auto facts, co_await account_->records_facts(some));
            for (std::size_t i = 0; i < some.size(); ++i)
                add_facts(some[i], facts[i] ? facts[i]->facts() : events::MessageFacts::default_instance());
            if (turns_.is_over()) co_await turns_.pass();
        }
        co_return Result<void>();
    }

    void add_facts(account::Record record, const events::MessageFacts& facts) {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const Comparator& comparator = (*sort_)[i];
            const auto key = [&](const std::string& text) {
                columns_[i].texts.push_back(sort_key(comparator.collation, text));
            };
            if (comparator.property == "from") key(address_text(facts.envelope().from()));
            if (comparator.property == "to") key(address_text(facts.envelope().to()));
            if (comparator.property == "subject") key(message::base_subject(facts.envelope().subject()));
            if (comparator.property != "sentAt") continue;
            // Without a date of its own, the one at which it came is the best guess.
            const account::RecordInfo* info = account_->state().find_record(record);
            columns_[i].numbers.push_back(
                facts.has_sent_ms() ? facts.sent_ms() : (info != nullptr ? info->internal_date_ms : 0));
        }
    }

    /// In pieces that are merged, with turns between.
    Task<std::vector<std::uint32_t>> sorted(std::vector<std::uint32_t> order) {
        const auto is_before = [this](std::uint32_t a, std::uint32_t b) {
            for (const Column& column : columns_) {
                const int compared = column.compare(a, b);
                if (compared != 0) return compared < 0;
            }
            return a < b;
        };
        const auto at = [&](std::size_t n) {
            return order.begin() + static_cast<std::ptrdiff_t>(std::min(n, order.size()));
        };
        for (std::size_t begin = 0; begin < order.size(); begin += records_a_step) {
            std::sort(at(begin), at(begin + records_a_step), is_before);
            if (turns_.is_over()) co_await turns_.pass();
        }
        std::vector<std::uint32_t> merged(order.size());
        for (std::size_t step = records_a_step; step < order.size(); step *= 2) {
            for (std::size_t begin = 0; begin < order.size(); begin += 2 * step) {
                std::merge(at(begin), at(begin + step), at(begin + step), at(begin + 2 * step),
                           merged.begin() + static_cast<std::ptrdiff_t>(begin), is_before);
                if (turns_.is_over()) co_await turns_.pass();
            }
            order.swap(merged);
        }
        co_return order;
    }

    const Lent<account::Account> account_;
    const Lent<const std::vector<Comparator>> sort_;
    std::vector<account::Record> records_;
    std::vector<Column> columns_;
    net::Turns turns_;
};

}  // namespace

const std::span<const std::string_view> email_sorts = sorts;
const std::span<const Argument> email_sort_members = sort_members;

bool is_sort_whole(const std::vector<Comparator>& sort) {
    return std::ranges::all_of(
        sort, [](const Comparator& one) { return !is_by_keyword(one) || one.more.contains("keyword"); });
}

bool sorts_by_threads(const std::vector<Comparator>& sort) { return std::ranges::any_of(sort, is_by_thread); }

Task<Result<std::vector<account::Record>>> sort_emails(Lent<account::Account> account,
                                                       Lent<const std::vector<Comparator>> sort,
                                                       std::vector<account::Record> records) {
    if (sort->empty()) co_return records;
    // What lists ask for is there already, or the other way round.
    if (sort->size() == 1 && sort->front().property == "receivedAt") {
        if (sort->front().ascending) std::ranges::reverse(records);
        co_return records;
    }
    Sorting sorting(account, sort, std::move(records));
    co_return co_await sorting.run();
}

}  // namespace milpa::jmap
