#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

// The files of $QZ_KEYS: reading them strictly, writing them so that a crash leaves the old or the new one.
namespace qz::secrets {

// 32 raw bytes that are wiped when they go.
class Key {
 public:
    Key() = default;
    explicit Key(std::string bytes) : bytes_(std::move(bytes)) {}
    Key(const Key&) = delete;
    Key& operator=(const Key&) = delete;
    Key(Key&& other) noexcept { bytes_.swap(other.bytes_); }
    Key& operator=(Key&& other) noexcept {
        bytes_.swap(other.bytes_);
        return *this;
    }
    ~Key();

    const unsigned char* data() const { return reinterpret_cast<const unsigned char*>(bytes_.data()); }
    std::string_view bytes() const { return bytes_; }

 private:
    std::string bytes_;
};

inline constexpr std::string_view kPurposes[] = {"value", "index", "signing"};

class KeyFolder {
 public:
    // Throws std::runtime_error where the folder is missing (and not to be made) or open to others.
    KeyFolder(std::filesystem::path folder, bool create);

    // The numbers in force, from keyring.json; empty where that file is not there yet.
    std::map<std::string, int> InForce() const;
    void WriteInForce(const std::map<std::string, int>& numbers) const;

    bool Has(std::string_view purpose, int number) const;
    Key Read(std::string_view purpose, int number) const;
    // A new random key in a new file; an existing file is never written over.
    void Make(std::string_view purpose, int number) const;

 private:
    std::filesystem::path PathOf(std::string_view purpose, int number) const;
    void WriteSafely(const std::filesystem::path& path, const std::string& text) const;

    std::filesystem::path folder_;
};

}  // namespace qz::secrets
