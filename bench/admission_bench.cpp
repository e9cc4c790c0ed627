// A draft of 200 fields held against a catalogue of 100,000 elements: verdicts, bill and overlaps.
#include <random>

#include "admission/assessment.hpp"
#include "bench/bench.hpp"
#include "directory/directory.hpp"
#include "platform/storage/storage.hpp"

namespace qz::bench {

namespace {

using directory::Level;
using storage::Tx;

constexpr std::size_t kFields = 200;
constexpr std::size_t kForms = 60;          // in force beside the draft
constexpr std::size_t kFieldsOfForms = 40;  // of each

// As the catalogue's job would have counted it: half of the elements are held by most villages.
constexpr std::string_view kInsertCoverage = R"sql(
    INSERT INTO catalogue_coverage (element_id, root_unit_id, level, units, fresh, oldest, latest, at)
    VALUES ($1, $2, 'village', $3, $3, $4, $5, $6))sql";

std::vector<ElementId> InsertElements(storage::Database& database, UnitId root, std::size_t size) {
    std::vector<ElementId> elements;
    constexpr std::size_t kSlice = 2000;
    for (std::size_t begin = 0; begin < size; begin += kSlice) {
        database.Write([&](Tx& tx) {
            elements.resize(begin);
            const Date today = DateOf(tx.Now());
            for (std::size_t i = begin; i < std::min(size, begin + kSlice); ++i) {
                catalogue::Element element;
                element.code = "e" + std::to_string(i);
                element.label = "指标" + std::to_string(i);
                element.type = catalogue::ValueType::kInteger;
                element.refresh = "yearly";
                element.sensitivity = "internal";
                element.sharing = "conditional";
                element.subject = "unit";
                elements.push_back(catalogue::InsertElement(tx, element));
                if (i % 2 == 0) {
                    tx.Defer(kInsertCoverage, elements.back(), root,
                             static_cast<std::int64_t>(2000 + i % 700), Date{today.days - 200},
                             Date{today.days - static_cast<std::int32_t>(i % 500)}, tx.Now());
                }
            }
        });
    }
    return elements;
}

admission::Draft DraftOf(const std::vector<ElementId>& elements, std::size_t fields, std::uint64_t seed,
                         std::int64_t form) {
    admission::Draft draft;
    draft.form = admission::FormId{form};
    draft.title = "测量表" + std::to_string(form);
    draft.form_class = "routine";
    draft.layout = "single";
    draft.period = "yearly";
    draft.number = "测量" + std::to_string(form) + "号";
    std::mt19937_64 random(seed);
    for (std::size_t i = 0; i < fields; ++i) {
        const std::size_t at = random() % elements.size();
        draft.fields.push_back({"e" + std::to_string(at),
                                elements[at],
                                "指标" + std::to_string(at),
                                catalogue::ValueType::kInteger,
                                false,
                                false,
                                false,
                                {}});
    }
    return draft;
}

}  // namespace

std::vector<Row> AdmissionBench(const Settings& settings) {
    const std::size_t size = settings.quick ? 10'000 : 100'000;
    const std::filesystem::path folder = settings.folder / "admission";
    std::filesystem::create_directories(folder);
    storage::Options options;
    options.location = (folder / "bench.db").string();
    options.sequenced_tables = {"platform_change", "audit_entry"};
    const auto database = storage::Database::Open(options);
    directory::ImportAndSwitch(*database, directory::WeihaiCsv(), DateOf(SystemClock().Now()), "测量",
                               nullptr);
    database->Write(admission::Seed);
    const auto tree = database->Read(directory::CurrentTree);
    const UnitId root = tree->At(0).id;
    const std::vector<ElementId> elements = InsertElements(*database, root, size);
    database->Write([&](Tx& tx) {
        for (std::size_t form = 1; form <= kForms; ++form) {
            // Half of each form asks what the draft asks: overlaps are found, not assumed away.
            admission::Draft other = DraftOf(elements, kFieldsOfForms, form, static_cast<std::int64_t>(form));
            const admission::Draft same = DraftOf(elements, kFields, 7, 0);
            for (std::size_t i = 0; i < kFieldsOfForms / 2; ++i)
                other.fields[i] = same.fields[(form * 3 + i) % kFields];
            other.owner = root;
            admission::RegisterAdmitted(tx, other, {root, Level::kVillage, "测量", {}});
        }
    });
    const admission::Draft draft = DraftOf(elements, kFields, 7, 1'000'000);
    admission::Proposal proposal;
    proposal.form = draft.form;
    proposal.issuer = root;
    proposal.purpose = "测量";
    proposal.legal_basis = "测量";
    proposal.scope = {{root, Level::kVillage}};
    std::size_t bytes = 0;
    const Spread spread = MeasureMilliseconds(settings.quick ? 5 : 21, [&] {
        database->Read([&](storage::Snapshot& snapshot) {
            const auto configuration = admission::CurrentConfiguration(snapshot);
            const admission::Assessment assessment =
                admission::Assess(snapshot, *tree, proposal, draft, {}, *configuration);
            bytes += json::serialize(admission::AssessmentJson(*tree, assessment)).size();
        });
    });
    database->Drain();
    std::filesystem::remove_all(folder);
    std::vector<Row> rows;
    rows.push_back(
        TimeRow("admission of a 200-field draft against " + std::to_string(size / 1000) + ",000 elements",
                spread, std::nullopt, 200));
    return rows;
}

}  // namespace qz::bench
