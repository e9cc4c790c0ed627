#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace qz {

namespace fs = std::filesystem;

// What the command line, the environment and the file of settings say.
struct Settings {
    fs::path data = "data";
    std::string database;  // empty: a file in `data`
    fs::path keys;         // empty: the folder beside `data`
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string tls_certificate;
    std::string tls_key;
    std::string public_url = "http://localhost:8080";
    bool sample = false;
    std::string sample_within;

    std::string Location() const { return database.empty() ? (data / "qingzhuang.db").string() : database; }
    // To be shown: without the passwords that it may hold.
    std::string ShownLocation() const;
    fs::path Reports() const { return data / "feedback.db"; }
    fs::path Keys() const { return keys.empty() ? fs::absolute(data).parent_path() / "keys" : keys; }
};

// "" where `text` is a port, else what is wrong with it; as the parser of the command line wants it.
std::string CheckPort(const std::string& text);

// Both throw std::runtime_error with a sentence that names the setting and what it wants, before anything is
// opened.
void CheckForServing(const Settings& settings);
void CheckPublicUrl(const Settings& settings);

}  // namespace qz
