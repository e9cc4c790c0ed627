// The workbooks themselves: sealed, in a folder outside the database, for a day at most.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "platform/base/clock.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::handed {

constexpr std::chrono::hours kKept{24};

class Files {
 public:
    Files(std::filesystem::path folder, const secrets::Keyring& keys)
        : folder_(std::move(folder)), keys_(keys) {}

    // Seals the bytes into a new file and returns its name. Throws Problem kNoSpace when they do not fit.
    std::string Put(std::string_view bytes) const;
    // Nothing where it is gone or cannot be opened any more.
    std::optional<std::string> Get(const std::string& name) const;
    void Remove(const std::string& name) const;
    // Removes whatever is older than `kept`, whether the database knows it or not.
    void Sweep(std::chrono::hours kept) const;

 private:
    std::filesystem::path PathOf(const std::string& name) const { return folder_ / name; }

    std::filesystem::path folder_;
    const secrets::Keyring& keys_;
};

}  // namespace qz::handed
