// A statement's text is nearly always the same constant at the same place: found again without hashing it.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace qz::storage {

// Beside a map whose entries do not move: `Entry` is its pair of text and what is kept for it. Cleared before
// an entry goes.
template <class Entry>
class RecentTexts {
 public:
    // Null where it was not kept lately. The text itself is compared: the place alone may hold another by
    // now.
    Entry* Find(std::string_view text) const {
        Entry* entry = entries_[Slot(text)];
        return entry != nullptr && entry->first == text ? entry : nullptr;
    }
    void Keep(std::string_view text, Entry& entry) { entries_[Slot(text)] = &entry; }
    void Clear() { entries_.fill(nullptr); }

 private:
    static constexpr std::size_t kSlots = 256;
    static std::size_t Slot(std::string_view text) {
        const auto place = reinterpret_cast<std::uintptr_t>(text.data());
        return (place ^ place >> 7 ^ place >> 15 ^ text.size()) % kSlots;
    }

    std::array<Entry*, kSlots> entries_{};
};

}  // namespace qz::storage
