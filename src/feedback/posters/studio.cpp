#include "feedback/posters/studio.hpp"

#include <algorithm>
#include <fstream>

#include "feedback/protocol/protocol.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::posters {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostWaiting = 8;
constexpr std::size_t kKept = 8;
constexpr std::string_view kSuffix = ".pdf";

// What the file is called: by all that is drawn.
std::string NameOf(const std::vector<Poster>& posters, const Print& print) {
    json::array pages;
    for (const Poster& poster : posters) {
        json::array keys;
        for (const Poster::Key& key : poster.keys) keys.push_back(json::array{key.office, key.fingerprint});
        pages.push_back(json::array{poster.unit, poster.unit_code, poster.place, poster.scope,
                                    poster.scope_name, std::move(keys)});
    }
    const std::string whole = json::serialize(json::object{{"address", print.public_url},
                                                           {"mark", print.watermark},
                                                           {"language", i18n::Tag(print.language)},
                                                           {"pages", std::move(pages)}});
    return Base64Url(Sha256(whole).substr(0, kIdSize));
}

}  // namespace

void WriteFile(const fs::path& file, const std::vector<Poster>& posters, const Print& print) {
    fs::path unfinished = file;
    unfinished += ".unfinished";
    try {
        std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
        if (!out) throw std::runtime_error("cannot write " + file.string());
        WritePosters(out, posters, print);
        out.close();
        if (!out) throw std::runtime_error("cannot write " + file.string());
        fs::rename(unfinished, file);
    } catch (...) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        throw;
    }
}

Studio::Studio(fs::path folder, Draw draw) : folder_(std::move(folder)), draw_(std::move(draw)) {
    // Another release may have drawn them otherwise.
    KeepLatest(0);
}

Studio::~Studio() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::optional<fs::path> Studio::Ask(std::vector<Poster> posters, Print print) {
    Order order{NameOf(posters, print), std::move(posters), std::move(print)};
    const fs::path file = folder_ / (order.name + std::string(kSuffix));
    std::lock_guard lock(mutex_);
    if (const auto fault = faults_.extract(order.name)) std::rethrow_exception(fault.mapped());
    if (order.name == drawing_) return std::nullopt;
    std::error_code ignored;
    if (fs::exists(file, ignored)) return file;
    const bool waits = std::any_of(orders_.begin(), orders_.end(),
                                   [&order](const Order& other) { return other.name == order.name; });
    if (waits) return std::nullopt;
    if (orders_.size() >= kMostWaiting) throw Problem(Problem::Kind::kBusy, "feedback.posters.busy");
    orders_.push_back(std::move(order));
    if (!thread_.joinable()) {
        thread_ = std::thread([this] {
            pthread_setname_np(pthread_self(), "qz-posters");
            Run();
        });
    }
    arrived_.notify_one();
    return std::nullopt;
}

void Studio::Run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        arrived_.wait(lock, [this] { return stopping_ || !orders_.empty(); });
        if (stopping_) return;
        const Order order = std::move(orders_.front());
        orders_.pop_front();
        drawing_ = order.name;
        lock.unlock();
        std::exception_ptr fault;
        try {
            DrawOne(order);
        } catch (...) {
            fault = std::current_exception();
        }
        lock.lock();
        drawing_.clear();
        // Nobody may ever come back for one; as many as can be asked for are kept.
        if (fault && faults_.size() < kMostWaiting) faults_.insert_or_assign(order.name, fault);
    }
}

void Studio::DrawOne(const Order& order) {
    fs::create_directories(folder_);
    KeepLatest(kKept - 1);
    draw_(folder_ / (order.name + std::string(kSuffix)), order.posters, order.print);
}

void Studio::KeepLatest(std::size_t count) const {
    std::vector<std::pair<fs::file_time_type, fs::path>> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_, ignored)) {
        if (entry.path().extension() == kSuffix)
            files.emplace_back(entry.last_write_time(ignored), entry.path());
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (std::size_t i = count; i < files.size(); ++i) fs::remove(files[i].second, ignored);
}

}  // namespace qz::feedback::posters
