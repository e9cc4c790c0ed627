// The same acts for the sample city.
#include "audit/audit.hpp"
#include "handed/examine.hpp"
#include "handed/files.hpp"
#include "handed/handed.hpp"
#include "handed/store.hpp"

namespace qz::handed {

namespace {

Matter MatterOf(const SampleTable& table) {
    json::array labels;
    for (const auto& [label, element] : table.columns) {
        labels.push_back(json::object{
            {"label", label}, {"element", element ? json::value(element->ToString()) : json::value()}});
    }
    Matter matter;
    matter.issuer = table.issuer;
    matter.title = table.title;
    matter.fingerprint = FingerprintOf(labels);
    matter.labels = json::serialize(labels);
    return matter;
}

}  // namespace

void InsertSampleRequest(storage::Tx& tx, const SampleTable& table, UnitId unit, AccountId account,
                         std::string_view channel, std::int64_t minutes) {
    const MatterId id = PutMatter(tx, MatterOf(table));
    InsertRequest(tx, unit, id, channel, minutes, account);
    audit::RecordSystem(tx, unit, "handed.request.registered", id.value);
}

void AskSampleIssuer(storage::Tx& tx, const SampleTable& table, UnitId gate, std::string_view reason) {
    Matter matter = FindMatter(tx, PutMatter(tx, MatterOf(table))).value();
    matter.state = MatterState::kAskedToAdmit;
    matter.reason = reason;
    matter.asked_by = gate;
    matter.asked_at = tx.Now();
    UpdateMatter(tx, matter);
    audit::RecordSystem(tx, matter.issuer, "handed.request.asked_to_admit", matter.id.value);
}

void InsertSampleWorkbook(storage::Database& database, const secrets::Keyring& keys,
                          const std::filesystem::path& files, const SampleWorkbook& sample) {
    const workbook::Grid grid = workbook::ReadGrid(workbook::Source::Memory(sample.bytes));
    const auto matcher = database.Read(catalogue::CurrentMatcher);
    const std::string file = Files(files, keys).Put(sample.bytes);
    database.Write([&](storage::Tx& tx) {
        Workbook workbook;
        workbook.unit = sample.unit;
        workbook.account = sample.account;
        workbook.post = sample.post;
        workbook.name = sample.name;
        workbook.file = file;
        workbook.marks = MarksJson({});
        workbook.view =
            json::serialize(ViewJson(Examine(tx, keys, sample.unit, grid, *matcher, {}, Decision{})));
        workbook.id = InsertWorkbook(tx, workbook);
        if (sample.registered) {
            Workbook kept = FindWorkbook(tx, sample.unit, workbook.id).value();
            kept.matter = PutMatter(tx, MatterOf(*sample.registered));
            UpdateWorkbook(tx, kept);
        }
        audit::RecordSystem(tx, sample.unit, "handed.workbook.dropped_in", workbook.id.value);
    });
}

}  // namespace qz::handed
