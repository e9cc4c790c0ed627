// The yearly directory of forms (表单目录): what may be asked, by whom, until when, at what cost.
#include <fstream>
#include <iterator>

#include "admission/routes.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kDirectory{"admission.directory"};
constexpr int kMostInWorkbook = 20'000;

DirectoryFilter FilterOf(const http::Request& request) {
    DirectoryFilter filter;
    filter.text = request.Query("q").value_or("");
    filter.issuer = request.QueryId<UnitId>("issuer");
    if (const auto word = request.Query("state"); word && !word->empty()) {
        filter.state = StateFromWord(*word);
        if (!filter.state) throw Problem::RejectedAt("state", "admission.proposal.unknown_state");
    }
    if (const auto text = request.Query("year"); text && !text->empty()) {
        const auto year = ParseIdValue(*text);
        if (!year || *year < 2000 || *year > 2200)
            throw Problem::RejectedAt("year", "admission.asked.not_a_year");
        filter.year = static_cast<int>(*year);
    }
    filter.today = DateOf(request.Now());
    return filter;
}

json::object ItemJson(const Configuration& configuration, const directory::Tree& tree,
                      const Proposal& proposal, Date today) {
    json::object item = ProposalJson(configuration, tree, proposal, today);
    item["minutes_per_unit"] = static_cast<double>(proposal.unit_seconds) / 60;
    item["frequency"] = proposal.times;
    return item;
}

http::Reply List(const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const http::Page page = http::Page::From(request);
    const auto tree = directory::CurrentTree(snapshot);
    const auto configuration = CurrentConfiguration(snapshot);
    DirectoryFilter filter = FilterOf(request);
    if (!page.after.empty()) filter.before = ParseIdValue(page.after.front()).value_or(INT64_MAX);
    filter.limit = page.limit + 1;
    std::vector<Proposal> proposals = ListDirectory(snapshot, filter);
    const bool more = static_cast<int>(proposals.size()) > page.limit;
    if (more) proposals.pop_back();
    json::array items;
    for (const Proposal& proposal : proposals)
        items.push_back(ItemJson(*configuration, *tree, proposal, filter.today));
    return http::Json(json::object{
        {"items", std::move(items)},
        {"next", more ? json::value(http::Page::Cursor({proposals.back().id.ToString()})) : json::value()}});
}

// How the hours of an entry come about: whom it asks, and its bill. What a form costs is no secret from those
// whom it costs.
http::Reply Show(const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const Proposal proposal = OrNotFound(FindProposal(snapshot, request.Path<ProposalId>("proposal")));
    if (!InDirectory(proposal)) throw Problem::NotFound();
    const auto tree = directory::CurrentTree(snapshot);
    json::object item = ItemJson(*CurrentConfiguration(snapshot), *tree, proposal, DateOf(request.Now()));
    item["scope"] = ScopeJson(*tree, proposal.scope);
    const auto kept = FindAssessment(snapshot, proposal.id);
    item["bill"] = kept ? ParseJson(*kept).at("bill") : json::value();
    return http::Json(item);
}

// A file that is gone with the object.
class ScratchFile {
 public:
    ScratchFile()
        : path_(std::filesystem::temp_directory_path() /
                ("qz-directory-" + secrets::Hex(secrets::RandomBytes(12)) + ".xlsx")) {}
    ~ScratchFile() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::string Bytes() const {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

 private:
    std::filesystem::path path_;
};

http::Reply Workbook(const http::Request& request, const Actor&, const Scope&, storage::Snapshot& snapshot) {
    const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
    const auto say = [&](std::string_view code) { return i18n::Sentence(language, code); };
    const auto tree = directory::CurrentTree(snapshot);
    DirectoryFilter filter = FilterOf(request);
    filter.limit = kMostInWorkbook;
    ScratchFile file;
    workbook::Writer writer(file.path(), {.language = language});
    writer.BeginSheet(
        {.name = say("admission.directory.sheet"),
         .title = say("admission.directory.title"),
         .columns = {{.title = say("admission.directory.number"), .width = 24},
                     {.title = say("admission.directory.form"), .width = 36},
                     {.title = say("admission.directory.issuer"), .width = 24},
                     {.title = say("admission.directory.class")},
                     {.title = say("admission.directory.period")},
                     {.title = say("admission.directory.valid_until"), .format = workbook::Format::kDate},
                     {.title = say("admission.directory.state")},
                     {.title = say("admission.directory.minutes"), .format = workbook::Format::kInteger},
                     {.title = say("admission.directory.hours"), .format = workbook::Format::kDecimal}}});
    for (const Proposal& proposal : ListDirectory(snapshot, filter)) {
        const auto issuer = tree->Find(proposal.issuer);
        const State state = IsExpired(proposal, filter.today) ? State::kExpired : proposal.state;
        writer.BeginRow();
        writer.Text(proposal.number.value_or(proposal.approval));
        writer.Text(proposal.title);
        writer.Text(issuer ? tree->At(*issuer).name : std::string_view());
        writer.Text(say("admission.class." + proposal.form_class));
        writer.Text(say("admission.period." + proposal.period));
        writer.Date(proposal.valid_until ? proposal.valid_until->ToString() : "");
        writer.Text(say("admission.state." + std::string(ToWord(state))));
        writer.Integer((proposal.unit_seconds + 30) / 60);
        writer.Decimal(Decimal::FromScaled(proposal.year_seconds * 100 / 3600, 2)->ToString());
    }
    writer.Finish();
    return http::Download(file.Bytes(), kWorkbookType, say("admission.directory.sheet") + ".xlsx");
}

}  // namespace

void AddDirectoryRoutes(http::Router& router) {
    using http::Reads, http::ScopeFrom;
    router.Get("/api/admission/directory", kDirectory, ScopeFrom{"all"}, Reads{"items", "next"}, List);
    router.Get("/api/admission/directory/{proposal}", kDirectory, ScopeFrom{"all"}, Reads{"id",
                                                                                          "number",
                                                                                          "approval",
                                                                                          "form",
                                                                                          "title",
                                                                                          "class",
                                                                                          "period",
                                                                                          "origin",
                                                                                          "state",
                                                                                          "issuer",
                                                                                          "gate",
                                                                                          "due",
                                                                                          "overdue",
                                                                                          "silence",
                                                                                          "expires",
                                                                                          "decided_at",
                                                                                          "minutes_per_unit",
                                                                                          "hours_per_year",
                                                                                          "submitted_at",
                                                                                          "frequency",
                                                                                          "revision",
                                                                                          "scope",
                                                                                          "bill"},
               Show);
    router.Get("/api/admission/directory.xlsx", kDirectory, ScopeFrom{"all"}, Reads{"*"}, Workbook);
}

}  // namespace qz::admission
