#include "catalogue/carried_over.hpp"

#include "audit/audit.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {

namespace {

constexpr int kRowsPerSlice = 200;

constexpr std::string_view kCountHeld =
    "SELECT count(*) AS held FROM catalogue_latest WHERE unit_id = $1 AND value IS NOT NULL";

constexpr std::string_view kListBehind = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_reference, as_of
    FROM catalogue_latest WHERE unit_id = $1 AND (subject, element_id) > ($2, $3)
    ORDER BY subject, element_id LIMIT $4)sql";

constexpr std::string_view kFindLatest = R"sql(
    SELECT element_id, subject, value, period, source_kind, source_label, source_reference, as_of
    FROM catalogue_latest WHERE unit_id = $1 AND subject = $2 AND element_id = $3)sql";

struct Heir {
    UnitId gone;
    std::string code;
    UnitId unit;
    bool renews = false;  // the same village under another code
    Source source;
};

std::optional<Heir> FindHeir(storage::Snapshot& snapshot, UnitId gone) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto successors = directory::CurrentSuccession(snapshot)->Of(*tree, gone);
    if (successors.size() != 1 || successors.front().keeps) return std::nullopt;
    const json::value unit = directory::LastUnitJson(snapshot, gone);
    const auto text = [&](std::string_view name) { return std::string(unit.at(name).as_string()); };
    const bool renews = successors.front().renews;
    const std::string_view label = renews ? "catalogue.succession.renewed" : "catalogue.succession.source";
    Heir heir{
        gone, text("code"), successors.front().unit, renews, {std::string(kSuccession), {}, gone.value}};
    heir.source.label = i18n::Sentence(i18n::Language::kChinese, label, {{"unit", text("name")}});
    return heir;
}

// Keys made from ID numbers and keys that the hub gave are the same row wherever they stand. «Household 1» of
// a list's own numbering is another household in another village.
bool IsSameEverywhere(std::string_view key) {
    const bool from_number =
        key.size() == 32 && key.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    const bool given =
        key.size() > 10 && key[0] == 'n' && key.find_first_not_of("0123456789", 1) == std::string_view::npos;
    return from_number || given;
}

std::string SubjectAt(const Heir& heir, std::string_view subject) {
    if (heir.renews) return std::string(subject);
    const std::string_view key = subject.substr(subject.find(':') + 1);
    return IsSameEverywhere(key) ? std::string(subject) : std::string(subject) + "-" + heir.code;
}

Held Read(const storage::Row& row) {
    Held held;
    held.element = row.Get<ElementId>("element_id");
    held.subject = row.Get<std::string>("subject");
    held.value = row.Get<StoredValue>("value");
    held.period = row.Get<std::string>("period");
    held.source.kind = row.Get<std::string>("source_kind");
    held.source.reference = row.Get<std::int64_t>("source_reference");
    held.as_of = row.Get<Date>("as_of");
    return held;
}

class Carrying {
 public:
    Carrying(storage::Tx& tx, const secrets::Keyring& keys, const Heir& heir)
        : tx_(tx), keys_(keys), heir_(heir), elements_(AllElements(tx)) {}

    void Take(const Held& left) {
        const Element* element = elements_->Find(left.element);
        if (element == nullptr) return;
        const std::string subject = SubjectAt(heir_, left.subject);
        const StoredValue plain = Plain(*element, heir_.gone, left.subject, left.value);
        const auto row = tx_.QueryOptional(kFindLatest, heir_.unit, subject, left.element);
        if (!row) {
            if (plain) Append(*element, subject, plain, left.period, left.as_of, heir_.source);
            return;
        }
        Held theirs;
        theirs.value = row->Get<StoredValue>("value");
        theirs.period = row->Get<std::string>("period");
        theirs.source = {row->Get<std::string>("source_kind"), row->Get<std::string>("source_label"),
                         row->Get<std::int64_t>("source_reference")};
        theirs.as_of = row->Get<Date>("as_of");
        const StoredValue own = Plain(*element, heir_.unit, subject, theirs.value);
        if (own == plain && theirs.period == left.period) return;
        const bool carried = theirs.source.kind == kSuccession && theirs.source.reference == heir_.gone.value;
        if (carried || theirs.as_of < left.as_of) {
            // A person whom the old list let go may still stand in the other by what was said there.
            if (plain || carried) Append(*element, subject, plain, left.period, left.as_of, heir_.source);
        } else if (plain && !StandsInLog(*element, subject, plain)) {
            Append(*element, subject, plain, left.period, left.as_of, heir_.source);
            if (own) Append(*element, subject, own, theirs.period, theirs.as_of, theirs.source);
        }
    }

 private:
    StoredValue Plain(const Element& element, UnitId unit, std::string_view subject,
                      const StoredValue& stored) const {
        if (!stored || !secrets::Keyring::IsSealed(*stored)) return stored;
        return keys_.Open(*stored, secrets::BindingOf(unit, subject, element.code));
    }

    void Append(const Element& element, const std::string& subject, const StoredValue& plain,
                const std::string& period, Date as_of, const Source& source) {
        AppendHeld(
            tx_, heir_.unit, nullptr, source,
            {{element.id, subject, Protect(keys_, element, heir_.unit, subject, plain), period, as_of}});
    }

    bool StandsInLog(const Element& element, const std::string& subject, const StoredValue& plain) {
        for (const Held& held : ListHistory(tx_, heir_.unit, subject, element.id)) {
            if (held.source.kind == kSuccession && held.source.reference == heir_.gone.value &&
                Plain(element, heir_.unit, subject, held.value) == plain) {
                return true;
            }
        }
        return false;
    }

    storage::Tx& tx_;
    const secrets::Keyring& keys_;
    const Heir& heir_;
    std::shared_ptr<const Elements> elements_;
};

}  // namespace

std::int64_t CountHeld(storage::Snapshot& snapshot, UnitId unit) {
    return snapshot.QueryOne(kCountHeld, unit).Get<std::int64_t>(0);
}

void CarryOverRosters(storage::Tx& tx, UnitId gone) {
    jobs::Enqueue(tx, gone, kCarryOverJob, json::serialize(json::object{{"unit", gone.ToString()}}));
}

void CarryOver(storage::Database& database, const secrets::Keyring& keys, UnitId gone) {
    std::string subject;
    ElementId element;
    bool began = false;
    for (;;) {
        const bool more = database.Write([&](storage::Tx& tx) {
            const auto heir = FindHeir(tx, gone);
            if (!heir) return false;
            // Values of the unit itself, with the subject '', are not another's; two units' are not added up
            // either.
            if (!began && !heir->renews) element = ElementId{INT64_MAX};
            began = true;
            std::vector<Held> slice;
            for (const storage::Row& row : tx.Query(kListBehind, gone, subject, element, kRowsPerSlice))
                slice.push_back(Read(row));
            Carrying carrying(tx, keys, *heir);
            for (const Held& left : slice) carrying.Take(left);
            if (slice.empty()) return false;
            audit::RecordSystem(tx, heir->unit, "catalogue.held.carried_over", gone.value);
            subject = slice.back().subject;
            element = slice.back().element;
            return slice.size() == static_cast<std::size_t>(kRowsPerSlice);
        });
        if (!more) return;
    }
}

}  // namespace qz::catalogue
