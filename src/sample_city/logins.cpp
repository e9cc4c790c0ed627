// Passwords and secrets of the printed logins: drawn when the city is made, kept beside the keys.
#include <fcntl.h>
#include <fstream>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/i18n/i18n.hpp"
#include "sample_city/city.hpp"

namespace qz::sample_city {

namespace {

constexpr std::string_view kFile = "sample-logins.json";
constexpr std::string_view kPapers = "sample-papers.json";

void WriteAll(int file, std::string_view text) {
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        if (written <= 0) throw std::runtime_error("The sample logins cannot be written beside the keys.");
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Whole or not at all, and for nobody else to read.
void WriteKept(const std::filesystem::path& path, std::string_view text) {
    const std::filesystem::path fresh = path.string() + ".new";
    std::filesystem::remove(fresh);
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) throw std::runtime_error("The sample logins cannot be written beside the keys.");
    try {
        WriteAll(file, text);
    } catch (...) {
        ::close(file);
        throw;
    }
    ::fsync(file);
    ::close(file);
    std::filesystem::rename(fresh, path);
}

}  // namespace

void WriteLogins(const std::filesystem::path& keys_folder, const Logins& logins) {
    json::array items;
    for (const Login& login : logins) {
        items.push_back(json::object{{"role", login.role},
                                     {"login", login.login},
                                     {"password", login.password},
                                     {"totp_secret", login.totp_secret},
                                     {"person", login.person},
                                     {"unit", login.unit},
                                     {"title", login.title},
                                     {"passphrase", login.passphrase}});
    }
    WriteKept(keys_folder / kFile, json::serialize(items));
}

void WritePapers(const std::filesystem::path& keys_folder, const Papers& papers) {
    json::object offices;
    for (const auto& [office, lines] : papers) {
        json::array list;
        for (const std::string& paper : lines) list.emplace_back(paper);
        offices[office] = std::move(list);
    }
    WriteKept(keys_folder / kPapers, json::serialize(offices));
}

Logins ReadLogins(const std::filesystem::path& keys_folder) {
    std::ifstream file(keys_folder / kFile);
    if (!file) return {};
    std::stringstream text;
    text << file.rdbuf();
    const json::value items = ParseJson(text.str());
    Logins logins;
    for (const json::value& item : items.as_array()) {
        const json::object& object = item.as_object();
        logins.push_back({Text(object, "role"), Text(object, "login"), Text(object, "password"),
                          Text(object, "totp_secret"), Text(object, "person"), Text(object, "unit"),
                          Text(object, "title"), Text(object, "passphrase")});
    }
    return logins;
}

void PrintLogins(const std::filesystem::path& keys_folder, std::ostream& out) {
    const Logins logins = ReadLogins(keys_folder);
    for (const auto language : {i18n::Language::kChinese, i18n::Language::kEnglish}) {
        const auto sentence = [&](std::string_view code) { return i18n::Sentence(language, code); };
        if (logins.empty()) {
            out << i18n::Sentence(language, "sample_city.logins_missing",
                                  {{"file", (keys_folder / kFile).string()}})
                << '\n';
            continue;
        }
        out << '[' << sentence("sample_city.watermark") << "] " << sentence(TreeDifference()) << '\n';
    }
    if (logins.empty()) return;
    for (const auto language : {i18n::Language::kChinese, i18n::Language::kEnglish}) {
        out << i18n::Sentence(language, "sample_city.logins") << '\n';
    }
    for (const Login& login : logins) {
        const std::string role = "sample_city.role." + login.role;
        out << "  " << login.login << "  " << i18n::Sentence(i18n::Language::kChinese, "sample_city.password")
            << ' ' << login.password;
        if (!login.totp_secret.empty()) {
            out << "  " << i18n::Sentence(i18n::Language::kChinese, "sample_city.totp") << ' '
                << login.totp_secret;
        }
        if (!login.passphrase.empty()) {
            out << "  " << i18n::Sentence(i18n::Language::kChinese, "sample_city.passphrase") << ' '
                << login.passphrase;
        }
        out << "  " << i18n::Sentence(i18n::Language::kChinese, role) << " / "
            << i18n::Sentence(i18n::Language::kEnglish, role) << "  " << login.unit << ' ' << login.title
            << ' ' << login.person << '\n';
    }
    out << std::flush;
}

}  // namespace qz::sample_city
