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

ObjectRef Batch::refer(const ObjectRef& object, Random& random) {
    ObjectRef own = object.copy();
    own.reference = random.id<ReferenceId>();
    const auto made = std::ranges::find(created_, object.id, &CreateObject::object);
    if (made != created_.end()) {
        made->count.add(own.reference);
    } else {
        references_.push_back({ChangeReference::How::add, {own.id, own.reference}});
    }
    return own;
}

void Batch::release(const HeldReference& held) {
    references_.push_back({ChangeReference::How::release, held});
}

void Batch::append(Append append) { appends_.push_back(std::move(append)); }

void Batch::create_object(const ObjectId& object, std::uint32_t chunks) {
    ensure(chunks > 0);
    created_.push_back({object, {chunks, {}}});
}

void Batch::keep(std::shared_ptr<Spill> spill) { spills_.push_back(std::move(spill)); }

void Batch::add(Batch other) {
    writes_.add(std::move(other.writes_));
    std::ranges::move(other.appends_, std::back_inserter(appends_));
    std::ranges::move(other.created_, std::back_inserter(created_));
    std::ranges::move(other.references_, std::back_inserter(references_));
    std::ranges::move(other.spills_, std::back_inserter(spills_));
}

Bytes Append::whole() const {
    Bytes made;
    made.reserve(event_bytes());
    milpa::append(made, event);
    if (shared) milpa::append(made, as_bytes(*shared));
    return made;
}

bool Batch::empty() const {
    return writes_.empty() && appends_.empty() && created_.empty() && references_.empty();
}

std::size_t Batch::bytes() const {
    std::size_t sum = writes_.bytes() + sizeof(CreateObject) * created_.size() +
                      sizeof(ChangeReference) * references_.size();
    for (const Append& append : appends_) sum += sizeof append + append.event_bytes();
    return sum;
}

}  // namespace milpa::store
