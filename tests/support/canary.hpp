// What is left in this program's own memory of something that should have gone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace qz::tests {

// A canary and the requests that carry it lie in a place of their own, which the search leaves out.
class Canary {
 public:
    Canary()
        : place_(static_cast<char*>(
              mmap(nullptr, kPlace, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))) {
        std::ifstream random("/dev/urandom", std::ios::binary);
        random.read(place_, kLength);
        for (std::size_t at = 0; at < kLength; ++at) place_[at] = static_cast<char>('a' + (place_[at] & 15));
    }
    ~Canary() { munmap(place_, kPlace); }
    Canary(const Canary&) = delete;
    Canary& operator=(const Canary&) = delete;

    // `form` with the canary wherever it has a '*'. Good until the next call.
    std::string_view In(std::string_view form) {
        char* end = place_ + kLength;
        for (const char c : form) {
            const std::size_t length = c == '*' ? kLength : 1;
            std::memmove(end, c == '*' ? place_ : &c, length);
            end += length;
        }
        return {place_ + kLength, static_cast<std::size_t>(end - place_) - kLength};
    }

    // How often it stands in what this program may write to.
    int CountInMemory() {
        char* const window = place_ + kPlace / 2;
        constexpr std::size_t kWindow = kPlace / 2;
        const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
        std::ifstream maps("/proc/self/maps");
        int found = 0;
        for (std::string line; std::getline(maps, line);) {
            std::istringstream words(line);
            std::uintptr_t from = 0;
            std::uintptr_t to = 0;
            char dash = 0;
            std::string rights;
            words >> std::hex >> from >> dash >> to >> rights;
            // Larger ones are the sanitizers' own books.
            if (!rights.starts_with("rw") || to - from > std::uintptr_t{128} << 20) continue;
            const auto own = reinterpret_cast<std::uintptr_t>(place_);
            while (from < to) {
                if (from <= own && own < to) {
                    found += CountIn(memory, from, own, window, kWindow);
                    from = own + kPlace;
                } else {
                    found += CountIn(memory, from, to, window, kWindow);
                    from = to;
                }
            }
        }
        close(memory);
        return found;
    }

 private:
    static constexpr std::size_t kLength = 24;
    static constexpr std::size_t kPlace = 4 << 20;

    int CountIn(int memory, std::uintptr_t from, std::uintptr_t to, char* window, std::size_t size) const {
        int found = 0;
        while (from < to) {
            const std::size_t wanted = std::min<std::size_t>(size, to - from);
            const ssize_t read = pread(memory, window, wanted, static_cast<off_t>(from));
            if (read <= 0) return found;
            const char* at = window;
            const char* const end = window + read;
            while ((at = static_cast<const char*>(
                        memmem(at, static_cast<std::size_t>(end - at), place_, kLength))) != nullptr) {
                ++found;
                at += kLength;
            }
            // One that lies across two windows is seen in the second.
            const auto step = static_cast<std::size_t>(read);
            from += step < wanted || from + step == to ? step : step - kLength + 1;
        }
        return found;
    }

    char* const place_;
};

}  // namespace qz::tests
