// The route and the command.
#include "feedback/posters/posters.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <ostream>

#include "feedback/posters/studio.hpp"
#include "feedback/protocol/protocol.hpp"

namespace qz::feedback::posters {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kListOffices = R"sql(
    SELECT id, name, role, serves, second, identity_key FROM feedback_office
    WHERE identity_key IS NOT NULL AND length(identity_key) > 0 ORDER BY role, name)sql";

std::vector<KeyedOffice> ListKeyedOffices(Connection& connection) {
    std::vector<KeyedOffice> offices;
    connection.Each(kListOffices, [&offices](const Row& row) {
        KeyedOffice office{row.Text(0), row.Text(1), row.Text(2), {}, row.Text(4), Fingerprint(row.Text(5))};
        const json::value serves = ParseJson(row.Text(3));
        for (const json::value& prefix : serves.as_array()) {
            office.serves.emplace_back(prefix.as_string());
        }
        offices.push_back(std::move(office));
    });
    return offices;
}

std::vector<Poster> Choose(storage::Snapshot& snapshot, const Connections& connections,
                           const directory::Tree& tree, Ordinal root) {
    return connections.database->Read([&](Connection& connection) {
        return ChoosePosters(tree, root, connections.list_scopes(snapshot, connection),
                             ListKeyedOffices(connection));
    });
}

std::string Bytes(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(stream), {}};
}

// What is to be drawn is read here; drawing happens elsewhere, and whoever asked comes again.
http::Reply Download(const Connections& connections, Studio& studio, const http::Request& request,
                     storage::Snapshot& snapshot) {
    const auto tree = directory::CurrentTree(snapshot);
    Ordinal root = 0;
    if (const auto within = request.QueryId<UnitId>("within")) {
        const auto found = tree->Find(*within);
        if (!found) throw Problem::RejectedAt("within", "feedback.office.unit_unknown");
        root = *found;
    }
    const i18n::Language language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
    const auto file = studio.Ask(Choose(snapshot, connections, *tree, root),
                                 {connections.public_url, connections.watermark, language});
    if (!file) {
        http::Reply reply = http::Json(json::object{{"state", "drawing"}});
        reply.status = 202;
        return reply;
    }
    return http::Download(Bytes(*file), "application/pdf",
                          i18n::Sentence(language, "feedback.posters.file_name") + ".pdf");
}

}  // namespace

void AddRoutes(http::Router& router, const Connections& connections) {
    const auto studio = std::make_shared<Studio>(connections.files);
    router.Get("/api/feedback/posters", http::Permission{"feedback.posters"}, http::ScopeFrom{"all"},
               http::Reads{"*"},
               [connections, studio](const http::Request& request, const Actor&, const Scope&,
                                     storage::Snapshot& snapshot) {
                   return Download(connections, *studio, request, snapshot);
               });
}

int PostersCommand(storage::Database& hub, const Connections& connections, const Order& order,
                   std::ostream& said, std::ostream& err) {
    try {
        const std::vector<Poster> posters = hub.Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            const auto root = order.scope == "all" ? std::optional<Ordinal>(0) : tree->FindCode(order.scope);
            if (!root) throw Problem::Conflict("feedback.posters.unit_unknown", {{"code", order.scope}});
            return Choose(snapshot, connections, *tree, *root);
        });
        const Print print{connections.public_url, connections.watermark, order.language};
        if (!order.out.empty()) {
            WriteFile(order.out, posters, print);
            said << order.out.string() << ": " << posters.size() << " pages\n";
        }
        if (order.folder.empty()) return 0;
        std::map<std::string, std::vector<Poster>> towns;
        for (const Poster& poster : posters) towns[poster.town].push_back(poster);
        fs::create_directories(order.folder);
        for (const auto& [town, pages] : towns) WriteFile(order.folder / (town + ".pdf"), pages, print);
        said << order.folder.string() << ": " << towns.size() << " files, " << posters.size() << " pages\n";
        return 0;
    } catch (const Problem& problem) {
        err << i18n::Sentence(i18n::Language::kEnglish, problem.code(), problem.arguments()) << '\n';
        return 1;
    }
}

}  // namespace qz::feedback::posters
