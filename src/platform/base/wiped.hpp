// Memory that is overwritten before it is given back: what anonymous requests were made of does not lie about
// in the heap.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string>

namespace qz {

template <class T>
struct Wiping {
    using value_type = T;

    Wiping() = default;
    template <class Other>
    Wiping(const Wiping<Other>&) noexcept {}

    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* at, std::size_t count) noexcept {
        ::explicit_bzero(static_cast<void*>(at), count * sizeof(T));
        std::allocator<T>().deallocate(at, count);
    }
    friend bool operator==(const Wiping&, const Wiping&) { return true; }
};

using WipedString = std::basic_string<char, std::char_traits<char>, Wiping<char>>;

// Overwrites a text that stays where it is.
template <class Text>
void Wipe(Text& text) {
    ::explicit_bzero(text.data(), text.size());
}

}  // namespace qz
