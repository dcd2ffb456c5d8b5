// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/batch.hpp"

#include "base/ensure.hpp"
#include "store/objects.hpp"
#include "store/sealing.hpp"

namespace milpa::store {

// Here, where what the members point to is known.
Batch::Batch() = default;
Batch::Batch(Batch&&) noexcept = default;
Batch& Batch::operator=(Batch&&) noexcept = default;
Batch::~Batch() = default;

void Batch::add_references(const ObjectId& object, std::int64_t delta) {
    if (delta != 0) references_.push_back({object, delta});
}

void Batch::append(Append append) { appends_.push_back(std::move(append)); }

void Batch::create_object(const ObjectId& object, rows::Count count) {
    ensure(count.references > 0 && count.chunks > 0);
    created_.push_back({object, count});
}

void Batch::keep(std::shared_ptr<Spill> spill) { spills_.push_back(std::move(spill)); }

void Batch::add(Batch other) {
    writes_.add(std::move(other.writes_));
    std::ranges::move(other.appends_, std::back_inserter(appends_));
    std::ranges::move(other.created_, std::back_inserter(created_));
    std::ranges::move(other.references_, std::back_inserter(references_));
    std::ranges::move(other.spills_, std::back_inserter(spills_));
}

bool Batch::empty() const {
    return writes_.empty() && appends_.empty() && created_.empty() && references_.empty();
}

std::size_t Batch::bytes() const {
    std::size_t sum =
        writes_.bytes() + sizeof(CreateObject) * created_.size() + sizeof(AddReferences) * references_.size();
    for (const Append& append : appends_) sum += sizeof append + append.event.size();
    return sum;
}

}  // namespace milpa::store
