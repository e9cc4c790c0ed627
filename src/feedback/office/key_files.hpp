// The wrapped keys of case offices: JSON files of mode 0600 under $QZ_KEYS/feedback/<office>/, written so
// that a crash leaves the old or the new one. What they hold is sealed to officers and to the recovery key;
// nothing here opens anything without a passphrase or two papers.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/base/json.hpp"

namespace qz::feedback::office {

class KeyFiles {
 public:
    explicit KeyFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // {officer, public, wrapped:{…}}
    std::optional<json::object> Officer(std::string_view office, std::string_view officer) const;
    std::vector<json::object> Officers(std::string_view office) const;
    void WriteOfficer(std::string_view office, std::string_view officer, const json::object& file) const;

    // identity: {public, sealed:[{officer, box}], sealed_to_recovery}; recovery: {public}
    std::optional<json::object> Named(std::string_view office, std::string_view name) const;
    void WriteNamed(std::string_view office, std::string_view name, const json::object& file) const;

    // {epoch, sealed:[{officer, box}], sealed_to_recovery}
    std::optional<json::object> Epoch(std::string_view office, std::string_view epoch) const;
    void WriteEpoch(std::string_view office, std::string_view epoch, const json::object& file) const;
    // Overwrites the file, removes it, and syncs the folder: with it goes the seal for the papers. Nothing
    // when it is gone already.
    void DestroyEpoch(std::string_view office, std::string_view epoch) const;

 private:
    std::filesystem::path Of(std::string_view office) const;

    std::filesystem::path folder_;
};

}  // namespace qz::feedback::office
