// SPDX-License-Identifier: AGPL-3.0-or-later
#include "store/objects.hpp"

#include "base/ensure.hpp"
#include "crypto/kdf.hpp"
#include "net/runtime.hpp"

namespace milpa::store {
namespace {

// Chunks read in one go on the blocking pool: 1 MiB.
constexpr std::uint32_t chunks_at_once = 16;
// A first allocation that holds most messages' headers, a second that holds most messages, and then what a
// whole chunk takes: doubling to the end would need half as much again while it copies.
constexpr std::size_t buffer_bytes_first = 4 * 1024;
constexpr std::size_t buffer_bytes_second = 16 * 1024;
// A second chunk of no more lets the first one wait for the batch: mail with a header and 64 KiB.
constexpr std::size_t held_rest_bytes_max = 12 * 1024;
static_assert(held_rest_bytes_max < buffer_bytes_second);
constexpr std::size_t buffer_bytes_max = object_chunk_bytes + 1 + crypto::seal_overhead_bytes;

std::uint32_t chunks_of(std::uint64_t size) {
    return size == 0 ? 1 : static_cast<std::uint32_t>((size - 1) / object_chunk_bytes + 1);
}

std::size_t chunk_text_size(std::uint64_t size, std::uint32_t index) {
    const auto begin = static_cast<std::uint64_t>(index) * object_chunk_bytes;
    return static_cast<std::size_t>(std::min<std::uint64_t>(size - begin, object_chunk_bytes));
}

// The key says object and index; behind it, whether it is the last.
Bytes place_of(const ObjectId& object, std::uint32_t index, bool last) {
    Bytes place = rows::chunk(object, index);
    place.push_back(last ? 'L' : 'M');
    return place;
}

/// Chunks `first` to `end` (not included), one behind the other.
Result<Bytes> read_chunks(Engine& engine, const Sealing& sealing, const ObjectRef& ref, std::uint32_t first,
                          std::uint32_t end) {
    const std::uint32_t count = chunks_of(ref.size);
    Bytes text;
    text.reserve(static_cast<std::size_t>(end - first) * object_chunk_bytes);
    while (first < end) {
        std::vector<Bytes> keys;
        const std::uint32_t stop = std::min(end, first + chunks_at_once);
        for (std::uint32_t i = first; i < stop; ++i) keys.push_back(rows::chunk(ref.id, i));
        TRY(const auto stored, engine.multi_find(Space::objects, keys));
        for (std::uint32_t i = first; i < stop; ++i) {
            const auto& value = stored[i - first];
            if (!value) return fail(ErrorKind::missing, "a chunk of an object is not there");
            TRY(const auto chunk, sealing.open(ref.key, place_of(ref.id, i, i + 1 == count), *value));
            if (chunk.size() != chunk_text_size(ref.size, i))
                return fail(ErrorKind::corrupt, "a chunk of an object has another length");
            append(text, chunk);
        }
        first = stop;
    }
    return text;
}

/// The octets from `offset`; both within the object.
Result<Bytes> read_range(Engine& engine, const Sealing& sealing, const ObjectRef& ref, std::uint64_t offset,
                         std::uint64_t length) {
    if (ref.id != object_id_of(ref.key))
        return fail(ErrorKind::corrupt, "a reference to another key's object");
    if (length == 0) return Bytes();
    const auto first = static_cast<std::uint32_t>(offset / object_chunk_bytes);
    const auto end = static_cast<std::uint32_t>((offset + length - 1) / object_chunk_bytes + 1);
    TRY(auto text, read_chunks(engine, sealing, ref, first, end));
    const auto skip = static_cast<std::ptrdiff_t>(offset - std::uint64_t{first} * object_chunk_bytes);
    text.erase(text.begin() + skip + static_cast<std::ptrdiff_t>(length), text.end());
    text.erase(text.begin(), text.begin() + skip);
    return text;
}

void erase_chunks(const ObjectId& object, WriteSet& writes) {
    writes.erase_range(Space::objects, rows::chunks(object));
    writes.erase(Space::rows, rows::intent(object));
}

}  // namespace

ObjectId object_id_of(const crypto::Key& key) {
    const auto id = ObjectId::from(ByteView(crypto::keyed_hash(key, as_bytes("object id"), ObjectId::size)));
    ensure(id.has_value());
    return *id;
}

Spill::~Spill() {
    if (kept_) return;
    Batch batch;
    erase_chunks(object_, batch.writes());
    committer_->post(std::move(batch));
}

ObjectWriter::ObjectWriter(ObjectParts parts)
    : parts_(std::move(parts)),
      key_(crypto::Key::random(parts_.sealing->random())),
      id_(object_id_of(key_)) {}
ObjectWriter::ObjectWriter(ObjectWriter&&) noexcept = default;
ObjectWriter& ObjectWriter::operator=(ObjectWriter&&) noexcept = default;
ObjectWriter::~ObjectWriter() = default;

std::size_t ObjectWriter::write_some(ByteView bytes) {
    ensure(!finished_);
    const std::size_t there = buffer_.empty() ? Sealing::room_bytes : buffer_.size();
    const std::size_t taken = std::min(bytes.size(), Sealing::room_bytes + object_chunk_bytes - there);
    const std::size_t needed = crypto::sealed_size(there + taken - Sealing::room_bytes);
    if (needed > buffer_.capacity()) {
        buffer_.reserve(needed <= buffer_bytes_first    ? buffer_bytes_first
                        : needed <= buffer_bytes_second ? buffer_bytes_second
                                                        : buffer_bytes_max);
    }
    buffer_.resize(there);
    append(buffer_, bytes.first(taken));
    size_ += taken;
    return taken;
}

Task<Result<void>> ObjectWriter::write(ByteView bytes) {
    for (;;) {
        if (!held_.empty() && size_ + bytes.size() > object_chunk_bytes + held_rest_bytes_max)
            CO_CHECK(co_await write_early({}));
        bytes = bytes.subspan(write_some(bytes));
        if (bytes.empty()) co_return Result<void>();
        if (size_ >= object_bytes_max) co_return fail(ErrorKind::limit, "an object larger than any may be");
        // More follows, so the chunk in the buffer is not the last.
        CO_CHECK(co_await end_chunk());
    }
}

Bytes ObjectWriter::seal_chunk(bool last) {
    if (buffer_.empty()) buffer_.resize(Sealing::room_bytes);
    Bytes sealed =
        parts_.sealing->seal_in_place(key_, place_of(id_, chunks_, last), std::exchange(buffer_, {}));
    if (2 * sealed.size() < sealed.capacity()) sealed.shrink_to_fit();
    return sealed;
}

Task<Result<void>> ObjectWriter::end_chunk() {
    Bytes sealed = seal_chunk(false);
    if (chunks_++ == 0) {
        held_ = std::move(sealed);
        co_return Result<void>();
    }
    WriteSet writes;
    writes.put(Space::objects, rows::chunk(id_, chunks_ - 1), std::move(sealed), Demand::must_be_new);
    co_return co_await write_early(std::move(writes));
}

/// With the chunk that is held.
Task<Result<void>> ObjectWriter::write_early(WriteSet writes) {
    if (!spill_) {
        spill_ = std::make_shared<Spill>(parts_.committer, id_);
        writes.put(Space::rows, rows::intent(id_), {});
    }
    put_held(writes);
    co_return co_await parts_.pool->run([this, &writes] { return parts_.engine->write_early(writes); });
}

void ObjectWriter::put_held(WriteSet& into) {
    if (!held_.empty())
        into.put(Space::objects, rows::chunk(id_, 0), std::exchange(held_, {}), Demand::must_be_new);
}

Result<ObjectRef> ObjectWriter::finish(Batch& into) {
    ensure(!finished_);
    finished_ = true;
    put_held(into.writes());
    Bytes sealed = seal_chunk(true);
    into.writes().put(Space::objects, rows::chunk(id_, chunks_), std::move(sealed), Demand::must_be_new);
    ++chunks_;
    into.create_object(id_, chunks_);
    if (spill_) {
        into.writes().erase(Space::rows, rows::intent(id_));
        into.keep(std::move(spill_));
    }
    return ObjectRef{id_, std::move(key_), size_, {}};
}

void ObjectWriter::abort() {
    finished_ = true;
    buffer_ = Bytes();
    held_ = Bytes();
    spill_.reset();
}

ObjectReader::ObjectReader(ObjectParts parts, ObjectRef ref)
    : parts_(std::move(parts)), ref_(std::move(ref)) {}

Task<Result<Bytes>> ObjectReader::read(std::uint64_t offset, std::uint64_t length) {
    if (ref_.size > object_bytes_max) co_return fail(ErrorKind::corrupt, "a reference of no real size");
    if (offset >= ref_.size) co_return Bytes();
    length = std::min(length, ref_.size - offset);
    co_return co_await parts_.pool->run(
        [this, offset, length] { return read_range(*parts_.engine, *parts_.sealing, ref_, offset, length); });
}

Task<Result<Bytes>> ObjectReader::next() {
    // Up to the end of a chunk, so that none is opened twice.
    const std::uint64_t into_chunk = position_ % object_chunk_bytes;
    auto part = co_await read(position_, object_read_bytes - into_chunk);
    if (part) position_ += part->size();
    co_return part;
}

void ObjectReader::seek(std::uint64_t offset) {
    ensure(offset <= ref_.size);
    position_ = offset;
}

Result<std::size_t> sweep_spills(Engine& engine) {
    std::vector<ObjectId> spilled;
    Result<void> read;
    CHECK(engine.scan(Space::rows, rows::intents(), Direction::forward, [&](ByteView key, ByteView) {
        auto object = rows::read_intent(key);
        if (!object) {
            read = object.error();
            return Visit::stop;
        }
        spilled.push_back(*object);
        return Visit::more;
    }));
    CHECK(std::move(read));
    if (spilled.empty()) return 0;
    WriteSet writes;
    std::size_t orphans = 0;
    for (const ObjectId& object : spilled) {
        TRY(const auto count, engine.find(Space::rows, rows::count(object)));
        if (count) {
            // Its object is there: whatever left the intent behind, the chunks are in use.
            writes.erase(Space::rows, rows::intent(object));
            continue;
        }
        erase_chunks(object, writes);
        ++orphans;
    }
    CHECK(engine.commit(writes));
    return orphans;
}

}  // namespace milpa::store
