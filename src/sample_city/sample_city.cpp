#include "sample_city/sample_city.hpp"

#include "platform/base/embedded.hpp"
#include "platform/i18n/i18n.hpp"
#include "sample_city/city.hpp"

namespace qz::sample_city {

namespace {

constexpr std::string_view kInsertMark = R"sql(
    INSERT INTO sample_city_mark (id, started_at, made_at) VALUES (1, $1, NULL))sql";
constexpr std::string_view kFinishMark = "UPDATE sample_city_mark SET made_at = $1 WHERE id = 1";
constexpr std::string_view kFindMark = "SELECT made_at FROM sample_city_mark WHERE id = 1";

// Leaves the clock as it found it, whatever happens.
class ClockKeeper {
 public:
    explicit ClockKeeper(SettableClock& clock)
        : clock_(clock), follows_(clock.follows()), before_(clock.Now()) {}
    ~ClockKeeper() { Restore(); }
    ClockKeeper(const ClockKeeper&) = delete;
    ClockKeeper& operator=(const ClockKeeper&) = delete;
    void Restore() {
        if (follows_) {
            clock_.FollowSystem();
        } else {
            clock_.Set(before_);
        }
    }

 private:
    SettableClock& clock_;
    bool follows_;
    Instant before_;
};

}  // namespace

std::string_view UnitsJson() {
    return QZ_EMBEDDED(sample_city_units);
}
std::string_view ElementsJson() {
    return QZ_EMBEDDED(sample_city_elements);
}
std::string_view FormsJson() {
    return QZ_EMBEDDED(sample_city_forms);
}
std::string_view ValuesJson() {
    return QZ_EMBEDDED(sample_city_values);
}
std::string_view TasksJson() {
    return QZ_EMBEDDED(sample_city_tasks);
}
std::string_view GrowthJson() {
    return QZ_EMBEDDED(sample_city_growth);
}

std::string Text(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return {};
    return std::string(value->get_string().data(), value->get_string().size());
}

Logins Make(storage::Database& database, const secrets::Keyring& keys, SettableClock& clock,
            const Options& options) {
    if (database.Read(
            [](storage::Snapshot& snapshot) { return Exists(snapshot) || directory::HasTree(snapshot); })) {
        throw Problem::Conflict("sample_city.already_made");
    }
    ClockKeeper keeper(clock);
    City city{database, keys, clock, clock.Now(), options.within, {}, {}, {}, {}, {}};
    database.Write([](storage::Tx& tx) {
        tx.Execute(kInsertMark, tx.Now());
        calendar::Seed(tx);
        admission::Seed(tx);
    });
    Logins logins = MakeUnits(city);
    const auto forms = MakeForms(city);
    MakeHistory(city, forms);
    MakeProposals(city);
    MakeGrowth(city, options.handed);
    WriteLogins(options.keys_folder, logins);
    keeper.Restore();
    database.Write([](storage::Tx& tx) { tx.Execute(kFinishMark, tx.Now()); });
    return logins;
}

bool Exists(storage::Snapshot& snapshot) {
    return snapshot.QueryOptional(kFindMark).has_value();
}

bool IsComplete(storage::Snapshot& snapshot) {
    const auto mark = snapshot.QueryOptional(kFindMark);
    return mark && mark->Get<std::optional<Instant>>("made_at");
}

std::string Watermark(storage::Snapshot& snapshot) {
    if (!Exists(snapshot)) return {};
    return i18n::Sentence(i18n::Language::kChinese, "sample_city.watermark");
}

std::string NameOfCity(storage::Snapshot& snapshot) {
    if (!directory::HasTree(snapshot)) return {};
    return std::string(directory::CurrentTree(snapshot)->At(0).name);
}

std::string_view TreeDifference() {
    return "sample_city.tree_difference";
}

}  // namespace qz::sample_city
