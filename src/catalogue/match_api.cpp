#include "catalogue/api.hpp"
#include "catalogue/element_store.hpp"

namespace qz::catalogue {

namespace {

constexpr http::Permission kRead{"catalogue.read"};
constexpr http::ScopeFrom kEverywhere{"all"};
constexpr std::size_t kMostLabels = 500;

std::vector<AskedLabel> ReadLabels(const json::value& body) {
    Fields fields(body);
    std::vector<AskedLabel> labels;
    for (const json::value& item : fields.Array("labels", kMostLabels)) {
        Fields one(item, fields.PathOf("labels") + '[' + std::to_string(labels.size()) + ']');
        AskedLabel asked;
        asked.label = one.Text("label", {.longest = 500});
        asked.unit = one.OptionalText("unit", {.shortest = 0, .longest = 20}).value_or("");
        for (const json::value& heading : one.Array("section", 20, false)) {
            if (const json::string* text = heading.if_string()) asked.section.emplace_back(*text);
        }
        for (Finding& finding : one.findings()) fields.Add(std::move(finding));
        labels.push_back(std::move(asked));
    }
    fields.Finish();
    return labels;
}

// On a worker: the first question after a change of the catalogue builds its index.
json::object Match(const http::Request& request, storage::Database& database) {
    const json::value body = request.Json();
    const std::vector<AskedLabel> labels = ReadLabels(body);
    json::array items;
    database.Read([&](storage::Snapshot& snapshot) {
        items.clear();
        const auto matcher = CurrentMatcher(snapshot);
        const auto elements = CurrentElements(snapshot);
        const auto matches = MatchLabels(*matcher, labels);
        for (std::size_t i = 0; i < labels.size(); ++i) {
            json::array best;
            for (const LabelMatch& match : matches[i]) {
                const Element* element = elements->FindCode(match.code);
                if (element == nullptr) continue;
                best.push_back(json::object{{"element", element->id.ToString()},
                                            {"code", element->code},
                                            {"label", element->label},
                                            {"unit", element->unit},
                                            {"type", ToWord(element->type)},
                                            {"score", match.score},
                                            {"same", match.score >= text::kSame}});
            }
            items.push_back(json::object{{"label", labels[i].label}, {"best", std::move(best)}});
        }
    });
    return {{"items", std::move(items)}};
}

}  // namespace

void AddMatchRoutes(http::Router& router, const Connections& connections) {
    router
        .Post(
            "/api/catalogue/match", kRead, kEverywhere, {"items"}, {"labels"},
            [database = connections.database](const http::Request& request) {
                return Match(request, *database);
            },
            [](const http::Request&, const Actor&, const Scope&, const json::object& answer, storage::Tx&) {
                return Asked(answer);
            })
        .Slow();
}

}  // namespace qz::catalogue
