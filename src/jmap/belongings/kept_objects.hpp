// SPDX-License-Identifier: AGPL-3.0-or-later
// Objects of one type in a fold, with what /changes needs to know of them.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "jmap/object_changes.hpp"
#include "submissions.pb.h"

namespace milpa::jmap {

/// What one object takes beside its own octets: tags and lengths.
inline constexpr std::size_t kept_object_octets = 16;
/// Of what is gone so many are remembered, for who asks what changed.
inline constexpr std::size_t gone_belongings_max = 200;

/// `Saved` is the message of all, `Kept` of one: {object, created_seq, changed_seq}. What an object lay in is
/// handed to `wipe` before it goes.
template <class Saved, class Kept, void (*wipe)(Kept&)>
class KeptObjects {
public:
    using Map = std::map<std::string, Kept, std::less<>>;

    KeptObjects() = default;
    KeptObjects(const KeptObjects&) = delete;
    KeptObjects& operator=(const KeptObjects&) = delete;
    ~KeptObjects() {
        for (auto& [id, kept] : kept_) wipe(kept);
    }

    const Map& all() const { return kept_; }
    const Kept* find(std::string_view id) const {
        const auto found = kept_.find(id);
        return found == kept_.end() ? nullptr : &found->second;
    }
    std::size_t octets() const { return octets_; }

    void set(std::uint64_t seq, decltype(std::declval<Kept>().object()) object) {
        Kept kept;
        const auto there = kept_.find(object.id());
        kept.set_created_seq(there == kept_.end() ? seq : there->second.created_seq());
        kept.set_changed_seq(seq);
        *kept.mutable_object() = object;
        if (there != kept_.end()) take_away(there);
        octets_ += octets_of(kept);
        kept_.emplace(kept.object().id(), std::move(kept));
    }
    /// Something that is not in the object itself has changed about it.
    void touch(std::uint64_t seq, std::string_view id) {
        const auto there = kept_.find(id);
        if (there == kept_.end()) return;
        octets_ -= octets_of(there->second);
        there->second.set_changed_seq(seq);
        octets_ += octets_of(there->second);
    }
    /// It is there.
    void drop(std::uint64_t seq, std::string_view id) {
        const auto there = kept_.find(id);
        events::GoneObject& gone = gone_.emplace_back();
        gone.set_id(std::string(id));
        gone.set_created_seq(there->second.created_seq());
        gone.set_seq(seq);
        octets_ += octets_of(gone);
        take_away(there);
        while (gone_.size() > gone_belongings_max) {
            floor_ = gone_.front().seq();
            octets_ -= octets_of(gone_.front());
            gone_.pop_front();
        }
    }

    /// As changes_of().
    Result<ObjectChanges> changes(std::uint64_t since, std::uint64_t now, std::size_t max) const {
        std::vector<ObjectItem> items;
        for (const auto& [id, kept] : kept_)
            items.push_back({id, kept.created_seq(), kept.changed_seq(), true});
        for (const auto& gone : gone_) items.push_back({gone.id(), gone.created_seq(), gone.seq(), false});
        return changes_of(std::move(items), since, now, floor_, max);
    }

    void save(Saved& to) const {
        for (const auto& [id, kept] : kept_) *to.add_kept() = kept;
        for (const auto& gone : gone_) *to.add_gone() = gone;
        to.set_floor(floor_);
    }
    /// Fails with `corrupt`.
    Result<void> load(Saved& from) {
        for (Kept& kept : *from.mutable_kept()) {
            octets_ += octets_of(kept);
            const std::string id = kept.object().id();
            if (id.empty() || !kept_.emplace(id, std::move(kept)).second)
                return fail(ErrorKind::corrupt, "an id that is none, or is there twice");
        }
        for (auto& gone : *from.mutable_gone()) {
            octets_ += octets_of(gone);
            gone_.push_back(std::move(gone));
        }
        floor_ = from.floor();
        return {};
    }

private:
    static std::size_t octets_of(const auto& message) { return message.ByteSizeLong() + kept_object_octets; }
    void take_away(typename Map::iterator there) {
        octets_ -= octets_of(there->second);
        wipe(there->second);
        kept_.erase(there);
    }

    Map kept_;
    std::deque<events::GoneObject> gone_;
    std::uint64_t floor_ = 0;
    std::size_t octets_ = 0;
};

}  // namespace milpa::jmap
