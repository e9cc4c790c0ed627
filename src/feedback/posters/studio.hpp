// Draws posters apart from whoever asked for them: a whole city is seconds of work, which neither a reader of
// the database nor a worker of the edge shall spend. The same posters are the same bytes, so a file is known
// by what is in it and drawn once.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "feedback/posters/posters.hpp"

namespace qz::feedback::posters {

// Whole or not at all: a printer shop must not get half a file.
void WriteFile(const std::filesystem::path& file, const std::vector<Poster>& posters, const Print& print);

class Studio {
 public:
    using Draw = std::function<void(const std::filesystem::path& file, const std::vector<Poster>& posters,
                                    const Print& print)>;
    // Files lie in `folder`, the latest few; it is made when the first is drawn.
    explicit Studio(std::filesystem::path folder, Draw draw = WriteFile);
    // Finishes the file that is being drawn.
    ~Studio();
    Studio(const Studio&) = delete;
    Studio& operator=(const Studio&) = delete;

    // The file where it is there; nothing while it is drawn. Throws, once, what drawing it threw; Problem
    // kBusy where too many others wait.
    std::optional<std::filesystem::path> Ask(std::vector<Poster> posters, Print print);

 private:
    struct Order {
        std::string name;
        std::vector<Poster> posters;
        Print print;
    };
    void Run();
    void DrawOne(const Order& order);
    void KeepLatest(std::size_t count) const;

    const std::filesystem::path folder_;
    const Draw draw_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Order> orders_;
    std::string drawing_;
    std::map<std::string, std::exception_ptr> faults_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace qz::feedback::posters
