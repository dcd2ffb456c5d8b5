// SPDX-License-Identifier: AGPL-3.0-or-later
// Lent<T>: a pointer that is never null, to something whose owner waits until the borrower is done.
// Coroutines take these where a function would take a reference, so that a reader sees what must outlive the
// coroutine.
#pragma once

#include <type_traits>

#include "base/ensure.hpp"

namespace milpa {

template <class T>
class Lent {
public:
    // NOLINTNEXTLINE(google-explicit-constructor): lending is meant to be as easy as `&thing`.
    Lent(T* object) : object_(object) { ensure(object != nullptr); }
    template <class U>
        requires(!std::is_same_v<U, T> && std::is_convertible_v<U*, T*>)
    // NOLINTNEXTLINE(google-explicit-constructor): as a pointer converts to its base.
    Lent(Lent<U> other) : object_(other.get()) {}

    T& operator*() const { return *object_; }
    T* operator->() const { return object_; }
    T* get() const { return object_; }

private:
    T* object_;
};

}  // namespace milpa
