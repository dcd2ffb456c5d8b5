// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http/http2_memory.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <vector>

#include <sys/mman.h>
#include <zstd.h>

#include "base/ensure.hpp"

namespace milpa::http {

namespace {

/// Places are reserved so many at once: 16 MiB of address space.
constexpr std::size_t places_at_once = 128;
/// zstd's fastest: 20 us for a session, and the tables are text that is worth it.
constexpr int level = 1;

// linux/mman.h has it since 5.18; glibc 2.36 does not know it. Where memory is locked (crypto/memory.hpp) the
// plain one is refused.
constexpr int advice_locked = 24;

/// The pages are given back; what lay there is gone, and zeros are there instead.
void empty(void* place) {
    if (::madvise(place, place_octets, advice_locked) == 0) return;
    if (::madvise(place, place_octets, MADV_DONTNEED) == 0) return;
    // A kernel that can do neither has it in memory still: then at least nothing stays to be read.
    std::memset(place, 0, place_octets);
}

/// Of the whole process. Places that were given back are empty.
class Places {
public:
    std::byte* take() {
        const std::lock_guard lock(mutex_);
        if (free_.empty()) reserve();
        std::byte* const place = free_.back();
        free_.pop_back();
        return place;
    }

    void give_back(std::byte* place) {
        empty(place);
        const std::lock_guard lock(mutex_);
        free_.push_back(place);  // has the room, since reserve()
    }

private:
    void reserve() {
        count_ += places_at_once;
        free_.reserve(count_);
        void* const region = ::mmap(nullptr, places_at_once * place_octets, PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (region == MAP_FAILED) throw std::bad_alloc();
        for (std::size_t i = 0; i < places_at_once; ++i) {
            free_.push_back(static_cast<std::byte*>(region) + i * place_octets);
        }
    }

    std::mutex mutex_;
    std::vector<std::byte*> free_;
    std::size_t count_ = 0;
};

Places& places() {
    static Places* const all = new Places;  // NOLINT: sessions may end after static objects
    return *all;
}

using Packer = std::unique_ptr<ZSTD_CCtx, decltype([](ZSTD_CCtx* context) { ::ZSTD_freeCCtx(context); })>;
using Unpacker = std::unique_ptr<ZSTD_DCtx, decltype([](ZSTD_DCtx* context) { ::ZSTD_freeDCtx(context); })>;

/// One each a thread: they are larger than what they pack.
ZSTD_CCtx* packer() {
    thread_local const Packer context(::ZSTD_createCCtx());
    return context.get();
}

ZSTD_DCtx* unpacker() {
    thread_local const Unpacker context(::ZSTD_createDCtx());
    if (!context) throw std::bad_alloc();
    return context.get();
}

}  // namespace

/// Before what is taken; behind it when it is free, the next of its size.
struct alignas(std::max_align_t) Http2Memory::Block {
    static constexpr std::size_t smallest = 64;

    /// Octets of all blocks of a class, with this header.
    static std::size_t size_of(std::size_t number) {
        return (smallest << (number / 4)) / 4 * (4 + number % 4);
    }
    /// The class of blocks that hold so many octets beside this header.
    static std::size_t class_of(std::size_t octets) {
        const std::size_t wanted = std::max(octets + sizeof(Block), smallest);
        const std::size_t power = std::bit_width(wanted) - std::bit_width(smallest);
        std::size_t number = power * 4;
        while (size_of(number) < wanted) ++number;
        return number;
    }

    std::size_t number;  // of its class; from the heap: how many octets there are
    Block* next;
};

static_assert(std::has_single_bit(place_octets));

Http2Memory::Block* Http2Memory::block_of(void* at) { return static_cast<Block*>(at) - 1; }

bool Http2Memory::is_inside(const void* at) const {
    const auto* octet = static_cast<const std::byte*>(at);
    return std::less_equal<>()(place_, octet) && std::less<>()(octet, place_ + place_octets);
}

Http2Memory::Http2Memory()
    : place_(places().take()),
      functions_{
          .mem_user_data = this,
          .malloc = [](std::size_t octets,
                       void* self) { return static_cast<Http2Memory*>(self)->take(octets); },
          .free = [](void* at, void* self) { static_cast<Http2Memory*>(self)->give_back(at); },
          .calloc = [](std::size_t count, std::size_t octets,
                       void* self) { return static_cast<Http2Memory*>(self)->take_zeroed(count, octets); },
          .realloc = [](void* at, std::size_t octets,
                        void* self) { return static_cast<Http2Memory*>(self)->resize(at, octets); }} {}

Http2Memory::~Http2Memory() {
    forget_folded();
    places().give_back(place_);
}

void* Http2Memory::take(std::size_t octets) {
    ensure(!is_folded());
    if (octets < place_octets) {
        const std::size_t number = Block::class_of(octets);
        if (Block* const block = free_[number]) {
            free_[number] = block->next;
            return block + 1;
        }
        const std::size_t size = Block::size_of(number);
        if (size <= place_octets - top_) {
            auto* const block = ::new (place_ + top_) Block{.number = number, .next = nullptr};
            top_ += size;
            return block + 1;
        }
    }
    if (octets > SIZE_MAX - sizeof(Block)) return nullptr;
    void* const raw = std::malloc(octets + sizeof(Block));
    if (raw == nullptr) return nullptr;
    return ::new (raw) Block{.number = octets, .next = nullptr} + 1;
}

void* Http2Memory::take_zeroed(std::size_t count, std::size_t octets) {
    std::size_t all = 0;
    if (__builtin_mul_overflow(count, octets, &all)) return nullptr;
    void* const at = take(all);
    if (at != nullptr) std::memset(at, 0, all);
    return at;
}

void* Http2Memory::resize(void* at, std::size_t octets) {
    if (at == nullptr) return take(octets);
    const Block* const block = block_of(at);
    const std::size_t has = is_inside(at) ? Block::size_of(block->number) - sizeof(Block) : block->number;
    if (octets <= has) {
        ::explicit_bzero(static_cast<std::byte*>(at) + octets, has - octets);
        return at;
    }
    void* const larger = take(octets);
    if (larger == nullptr) return nullptr;
    std::memcpy(larger, at, has);
    give_back(at);
    return larger;
}

void Http2Memory::give_back(void* at) {
    if (at == nullptr) return;
    ensure(!is_folded());
    Block* const block = block_of(at);
    // Cookies and tokens: what lies there no more need not be folded, nor be there to be read.
    if (!is_inside(at)) {
        ::explicit_bzero(at, block->number);
        return std::free(block);
    }
    std::memset(at, 0, Block::size_of(block->number) - sizeof(Block));
    block->next = std::exchange(free_[block->number], block);
}

void Http2Memory::fold() {
    if (is_folded() || packer() == nullptr) return;
    const std::size_t bound = ::ZSTD_compressBound(top_);
    const std::unique_ptr<std::byte[]> packed(new (std::nothrow) std::byte[bound]);
    if (!packed) return;
    const std::size_t size = ::ZSTD_compressCCtx(packer(), packed.get(), bound, place_, top_, level);
    if (::ZSTD_isError(size) != 0) return;
    folded_.reset(new (std::nothrow) std::byte[size]);
    if (folded_) {
        std::memcpy(folded_.get(), packed.get(), size);
        folded_octets_ = size;
        empty(place_);
    }
    ::explicit_bzero(packed.get(), size);
}

void Http2Memory::unfold() {
    if (!is_folded()) return;
    const std::size_t size =
        ::ZSTD_decompressDCtx(unpacker(), place_, place_octets, folded_.get(), folded_octets_);
    ensure(size == top_);
    forget_folded();
}

void Http2Memory::forget_folded() {
    if (!is_folded()) return;
    // Packed text is text still, where it is short.
    ::explicit_bzero(folded_.get(), folded_octets_);
    folded_.reset();
    folded_octets_ = 0;
}

}  // namespace milpa::http
