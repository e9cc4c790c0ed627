#include "platform/jobs/jobs.hpp"

namespace qz::jobs {

namespace {

constexpr int kMostListed = 200;

std::string_view ToWord(State state) {
    constexpr std::string_view kWords[] = {"waiting", "running", "done", "failed"};
    return kWords[static_cast<std::size_t>(state)];
}

http::Reply ListJobs(const http::Request&, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    json::array items;
    for (const View& job : List(snapshot, kMostListed)) {
        items.push_back(json::object{{"id", job.id.ToString()},
                                     {"kind", job.kind},
                                     {"state", ToWord(job.state)},
                                     {"attempts", job.attempts},
                                     {"last_error", job.last_error},
                                     {"run_at", job.run_at.ToString()}});
    }
    return http::Json(json::object{{"items", std::move(items)}});
}

}  // namespace

void AddRoutes(http::Router& router) {
    router.Get("/api/jobs", http::Permission{"jobs.read"}, http::ScopeFrom{"all"}, http::Reads{"items"},
               ListJobs);
}

}  // namespace qz::jobs
