// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jmap/object_changes.hpp"

#include <algorithm>

namespace milpa::jmap {

Result<ObjectChanges> changes_of(std::vector<ObjectItem> items, std::uint64_t since, std::uint64_t now,
                                 std::uint64_t floor, std::size_t max) {
    if (since > now || since < floor) return fail(ErrorKind::missing, "a state that is not known");
    for (ObjectItem& item : items) {
        // A state that was tampered with may speak of what is yet to come: nobody gets ahead by it.
        item.changed = std::min(item.changed, now);
        item.created = std::min(item.created, item.changed);
    }
    std::erase_if(items, [&](const ObjectItem& item) { return item.changed <= since; });
    // What came and went since was never known.
    std::erase_if(items, [&](const ObjectItem& item) { return !item.there && item.created > since; });
    // What came is told where it came, so that no page tells of a change before: it may have changed since.
    const auto told_at = [since](const ObjectItem& item) {
        return item.there && item.created > since ? item.created : item.changed;
    };
    std::ranges::sort(items, {}, told_at);
    ObjectChanges changes;
    changes.seq = now;
    changes.has_more = items.size() > max;
    if (changes.has_more) {
        // Between two events: one that made a submission may have dropped an old one.
        std::size_t cut = max;
        while (cut > 0 && told_at(items[cut]) == told_at(items[cut - 1])) --cut;
        if (cut == 0) return fail(ErrorKind::missing, "one event changed more than that");
        changes.seq = told_at(items[cut - 1]);
        items.resize(cut);
    }
    for (ObjectItem& item : items) {
        auto& list =
            !item.there ? changes.destroyed : (item.created > since ? changes.created : changes.updated);
        list.push_back(std::move(item.id));
    }
    return changes;
}

}  // namespace milpa::jmap
