#include "directory/store.hpp"

#include "directory/bulk_insert.hpp"
#include "directory/names.hpp"

namespace qz::directory {

namespace {

constexpr std::string_view kFindVersion = R"sql(
    SELECT id, number, layout_id, cause, effective, document, unit_count, made_at
    FROM directory_version WHERE id = $1 AND number IS NOT NULL)sql";

constexpr std::string_view kFindCurrent = R"sql(
    SELECT id, number, layout_id, cause, effective, document, unit_count, made_at
    FROM directory_version WHERE number IS NOT NULL ORDER BY number DESC LIMIT 1)sql";

constexpr std::string_view kListVersions = R"sql(
    SELECT id, number, layout_id, cause, effective, document, unit_count, made_at
    FROM directory_version WHERE number IS NOT NULL AND ($1 = 0 OR number < $1) ORDER BY number DESC LIMIT $2)sql";

constexpr std::string_view kInsertVersion = R"sql(
    INSERT INTO directory_version (id, number, layout_id, cause, effective, document, unit_count, made_at)
    VALUES ($1, NULL, $2, $3, $4, $5, $6, $7))sql";

constexpr std::string_view kSwitchVersion = R"sql(
    UPDATE directory_version SET number = $2, effective = $3, document = $4
    WHERE id = $1 AND number IS NULL)sql";

constexpr std::string_view kListPlaces = R"sql(
    SELECT place.unit_id, unit.code, place.parent_ordinal, place.last_ordinal, place.depth
    FROM directory_place AS place JOIN directory_unit AS unit ON unit.id = place.unit_id
    WHERE place.layout_id = $1 ORDER BY place.ordinal)sql";

// Later versions last, so that the last label of a unit is the one that holds.
constexpr std::string_view kListLabels = R"sql(
    SELECT label.unit_id, label.official_name, label.display_name, label.level, label.kind, label.in_use,
           label.line_superior_id, label.search_text, label.initials
    FROM directory_version AS version JOIN directory_label AS label ON label.version_id = version.id
    WHERE version.number <= $1 ORDER BY version.number)sql";

constexpr std::string_view kListPinyinKeys = R"sql(
    SELECT label.unit_id, label.pinyin_key
    FROM directory_place AS place
    JOIN directory_label AS label ON label.unit_id = place.unit_id
    JOIN directory_version AS version ON version.id = label.version_id
    WHERE place.layout_id = $1 AND place.ordinal > $2 AND place.ordinal <= $3 AND place.parent_ordinal = $2
          AND version.number <= $4
    ORDER BY version.number)sql";

constexpr std::string_view kIsCodeTaken = "SELECT 1 FROM directory_unit WHERE code = $1";

constexpr std::string_view kFindRevision = "SELECT revision FROM directory_unit WHERE id = $1";

constexpr std::string_view kUpdateRevision =
    "UPDATE directory_unit SET revision = revision + 1 WHERE id = $1 AND revision = $2";

constexpr std::string_view kFindRoot =
    "SELECT unit_id FROM directory_place WHERE layout_id = $1 AND ordinal = 0";

constexpr std::string_view kListLabelled =
    "SELECT unit_id FROM directory_label WHERE version_id = $1 ORDER BY unit_id";

constexpr std::string_view kInsertSuccessor = R"sql(
    INSERT INTO directory_successor (version_id, unit_id, successor_id, keeps) VALUES ($1, $2, $3, $4)
    ON CONFLICT (version_id, unit_id, successor_id) DO NOTHING)sql";

constexpr std::string_view kDeleteSuccessors =
    "DELETE FROM directory_successor WHERE version_id = $1 AND unit_id = $2";

constexpr std::string_view kListNamed = R"sql(
    SELECT successor_id, keeps FROM directory_successor
    WHERE version_id = $1 AND unit_id = $2 ORDER BY keeps, successor_id)sql";

template <class RowType>
VersionRow ReadVersion(const RowType& row) {
    VersionRow version;
    version.id = row.template Get<TreeVersionId>("id");
    version.number = row.template Get<std::int64_t>("number");
    version.layout = row.template Get<TreeVersionId>("layout_id");
    version.cause = row.template Get<std::string>("cause");
    version.effective = row.template Get<Date>("effective");
    version.document = row.template Get<std::string>("document");
    version.unit_count = row.template Get<std::int64_t>("unit_count");
    version.made_at = row.template Get<Instant>("made_at");
    return version;
}

template <class Enum>
Enum Known(std::optional<Enum> value) {
    if (!value) throw std::logic_error("directory_label holds a word that this program does not know");
    return *value;
}

// Trees that were asked for lately, by version: an id is never given twice and what it shows never changes.
// And which version is in force under a number of platform_version "directory".
class TreeMemory {
 public:
    std::shared_ptr<const FlatTree> Find(TreeVersionId version) {
        std::lock_guard lock(mutex_);
        for (Shelved& shelved : trees_) {
            if (shelved.tree->version() != version) continue;
            shelved.last_use = ++uses_;
            return shelved.tree;
        }
        return nullptr;
    }
    std::shared_ptr<const FlatTree> Put(std::shared_ptr<const FlatTree> tree) {
        std::lock_guard lock(mutex_);
        trees_.push_back({tree, ++uses_});
        while (trees_.size() > kMostTrees || (trees_.size() > 1 && Units() > kMostUnits)) {
            trees_.erase(
                std::min_element(trees_.begin(), trees_.end(),
                                 [](const Shelved& a, const Shelved& b) { return a.last_use < b.last_use; }));
        }
        return tree;
    }
    std::optional<TreeVersionId> InForce(std::int64_t under) {
        std::lock_guard lock(mutex_);
        return under == under_ ? in_force_ : std::nullopt;
    }
    void SetInForce(std::int64_t under, TreeVersionId version) {
        std::lock_guard lock(mutex_);
        if (under < under_) return;
        under_ = under;
        in_force_ = version;
    }

 private:
    static constexpr std::size_t kMostTrees = 16;
    static constexpr std::int64_t kMostUnits = 2'000'000;
    struct Shelved {
        std::shared_ptr<const FlatTree> tree;
        std::uint64_t last_use = 0;
    };
    std::int64_t Units() const {
        std::int64_t units = 0;
        for (const Shelved& shelved : trees_) units += shelved.tree->size();
        return units;
    }

    std::mutex mutex_;
    std::vector<Shelved> trees_;
    std::uint64_t uses_ = 0;
    std::int64_t under_ = -1;
    std::optional<TreeVersionId> in_force_;
};

std::shared_ptr<const FlatTree> Shelved(storage::Snapshot& snapshot, const VersionRow& version) {
    auto& memory = snapshot.Memory<TreeMemory>();
    if (auto tree = memory.Find(version.id)) return tree;
    return memory.Put(LoadTree(snapshot, version));
}

}  // namespace

std::optional<VersionRow> FindVersion(storage::Snapshot& snapshot, TreeVersionId version) {
    const auto row = snapshot.QueryOptional(kFindVersion, version);
    if (!row) return std::nullopt;
    return ReadVersion(*row);
}

std::optional<VersionRow> FindCurrentVersion(storage::Snapshot& snapshot) {
    const auto row = snapshot.QueryOptional(kFindCurrent);
    if (!row) return std::nullopt;
    return ReadVersion(*row);
}

std::vector<VersionRow> ListVersions(storage::Snapshot& snapshot, std::int64_t before, int limit) {
    std::vector<VersionRow> versions;
    for (const storage::Row& row : snapshot.Query(kListVersions, before, limit))
        versions.push_back(ReadVersion(row));
    return versions;
}

UnitId FindRoot(storage::Snapshot& snapshot, TreeVersionId layout) {
    return snapshot.QueryOne(kFindRoot, layout).Get<UnitId>("unit_id");
}

std::vector<UnitId> ListLabelled(storage::Snapshot& snapshot, TreeVersionId version) {
    std::vector<UnitId> units;
    for (const storage::Row& row : snapshot.Query(kListLabelled, version))
        units.push_back(row.Get<UnitId>(0));
    return units;
}

void InsertStagedVersion(storage::Tx& tx, const VersionRow& version) {
    tx.Execute(kInsertVersion, version.id, version.layout, version.cause, version.effective, version.document,
               version.unit_count, tx.Now());
}

void SwitchToVersion(storage::Tx& tx, TreeVersionId version, std::int64_t base, Date effective,
                     std::string_view document) {
    const auto current = FindCurrentVersion(tx);
    if ((current ? current->number : 0) != base) throw Problem::Conflict("directory.version.outdated");
    try {
        if (tx.Execute(kSwitchVersion, version, base + 1, effective, document) != 1) {
            throw Problem::Conflict("directory.version.outdated");
        }
    } catch (const storage::UniqueViolation&) {
        throw Problem::Conflict("directory.version.outdated");
    }
    tx.BumpVersion("directory");
}

void InsertPlaces(storage::Tx& tx, TreeVersionId layout, Ordinal first, std::span<const PlaceRow> rows) {
    BulkInsert insert(tx,
                      "INSERT INTO directory_place "
                      "(layout_id, ordinal, unit_id, parent_ordinal, last_ordinal, depth)",
                      6);
    for (const PlaceRow& row : rows) {
        insert.Add(layout, first++, row.unit, row.place.parent, row.place.last, int{row.place.depth});
    }
    insert.Finish();
}

void InsertLabels(storage::Tx& tx, TreeVersionId version, std::span<const LabelRow> rows) {
    std::deque<std::string> keys;
    BulkInsert insert(
        tx,
        "INSERT INTO directory_label (version_id, unit_id, official_name, display_name, level, kind, "
        "in_use, line_superior_id, search_text, initials, pinyin_key)",
        11);
    for (const LabelRow& row : rows) {
        const Label& label = row.label;
        const std::string& search = keys.emplace_back(SearchText(label.ShownName()));
        const std::string& initials = keys.emplace_back(Initials(label.ShownName()));
        const std::string& key = keys.emplace_back(PinyinKey(label.ShownName()));
        const auto superior = label.line_superior ? std::optional(label.line_superior) : std::nullopt;
        insert.Add(version, row.unit, label.official_name, label.display_name, ToWord(label.level),
                   ToWord(label.kind), label.in_use, superior, search, initials, storage::Blob{key});
    }
    insert.Finish();
}

std::vector<UnitId> InsertUnits(storage::Tx& tx, std::span<const std::string_view> codes) {
    // The update changes nothing; it makes RETURNING answer for rows that were there before, so that two
    // imports that meet agree on the ids.
    std::string sql = "INSERT INTO directory_unit (id, code, revision) VALUES ";
    std::vector<storage::Parameter> parameters;
    parameters.reserve(codes.size() * 2);
    for (std::size_t index = 0; index < codes.size(); ++index) {
        sql.append(index == 0 ? "($" : ", ($").append(std::to_string(index * 2 + 1));
        sql.append(", $").append(std::to_string(index * 2 + 2)).append(", 1)");
        parameters.emplace_back(tx.NextId());
        parameters.emplace_back(codes[index]);
    }
    sql += " ON CONFLICT (code) DO UPDATE SET revision = directory_unit.revision RETURNING id, code";
    std::vector<UnitId> ids(codes.size());
    if (codes.empty()) return ids;
    std::unordered_map<std::string_view, std::size_t> places;
    for (std::size_t index = 0; index < codes.size(); ++index) places.emplace(codes[index], index);
    for (const storage::Row& row : tx.QueryWith(sql, parameters)) {
        ids[places.at(row.Get<std::string_view>("code"))] = row.Get<UnitId>("id");
    }
    return ids;
}

bool IsCodeTaken(storage::Snapshot& snapshot, std::string_view code) {
    return snapshot.QueryOptional(kIsCodeTaken, code).has_value();
}

std::int64_t FindUnitRevision(storage::Snapshot& snapshot, UnitId unit) {
    return OrNotFound(snapshot.QueryOptional(kFindRevision, unit)).Get<std::int64_t>("revision");
}

void UpdateUnitRevision(storage::Tx& tx, UnitId unit, std::int64_t expected) {
    if (tx.Execute(kUpdateRevision, unit, expected) == 1) return;
    throw Problem(Problem::Kind::kPrecondition, "directory.unit.changed");
}

std::vector<std::pair<UnitId, std::string>> ListPinyinKeys(storage::Snapshot& snapshot,
                                                           const VersionRow& version, Ordinal parent) {
    const auto tree = Shelved(snapshot, version);
    std::unordered_map<UnitId, std::string> keys;
    for (const storage::Row& row :
         snapshot.Query(kListPinyinKeys, version.layout, parent, tree->At(parent).last, version.number)) {
        keys[row.Get<UnitId>("unit_id")] = row.Get<std::string>("pinyin_key");
    }
    return {keys.begin(), keys.end()};
}

void InsertSuccessor(storage::Tx& tx, TreeVersionId version, UnitId unit, Successor successor) {
    tx.Execute(kInsertSuccessor, version, unit, successor.unit, successor.keeps);
}

void DeleteSuccessors(storage::Tx& tx, TreeVersionId version, UnitId unit) {
    tx.Execute(kDeleteSuccessors, version, unit);
}

std::vector<Successor> ListNamed(storage::Snapshot& snapshot, TreeVersionId version, UnitId unit) {
    std::vector<Successor> named;
    for (const storage::Row& row : snapshot.Query(kListNamed, version, unit))
        named.push_back({row.Get<UnitId>(0), row.Get<bool>(1)});
    return named;
}

std::shared_ptr<const FlatTree> LoadTree(storage::Snapshot& snapshot, const VersionRow& version) {
    TreeBuilder builder(version.id, version.number, version.unit_count);
    const storage::Parameter layout[] = {version.layout};
    snapshot.ForEach(kListPlaces, layout, [&](const storage::Row& row) {
        builder.AddPlace(row.Get<UnitId>(0), row.Get<std::string_view>(1), row.Get<int>(2), row.Get<int>(3),
                         row.Get<int>(4));
    });
    builder.IndexUnits();
    const storage::Parameter number[] = {version.number};
    snapshot.ForEach(kListLabels, number, [&](const storage::Row& row) {
        Label label;
        label.official_name = row.Get<std::string_view>(1);
        label.display_name = row.Get<std::optional<std::string_view>>(2);
        label.level = Known(LevelFromWord(row.Get<std::string_view>(3)));
        label.kind = Known(KindFromWord(row.Get<std::string_view>(4)));
        label.in_use = row.Get<bool>(5);
        label.line_superior = row.Get<std::optional<UnitId>>(6).value_or(UnitId{});
        label.search_text = row.Get<std::string_view>(7);
        label.initials = row.Get<std::string_view>(8);
        builder.SetLabel(row.Get<UnitId>(0), label);
    });
    return builder.Finish();
}

std::shared_ptr<const Tree> FindCurrentTree(storage::Snapshot& snapshot) {
    auto& memory = snapshot.Memory<TreeMemory>();
    const std::int64_t under = snapshot.Version("directory");
    if (const auto version = memory.InForce(under)) {
        if (auto tree = memory.Find(*version)) return tree;
    }
    const auto version = FindCurrentVersion(snapshot);
    if (!version) return nullptr;
    // A transaction sees its own version before it commits and may yet roll back, after which another version
    // would get the same number: only reads say what is in force.
    if (dynamic_cast<storage::Tx*>(&snapshot) == nullptr) memory.SetInForce(under, version->id);
    return Shelved(snapshot, *version);
}

bool HasTree(storage::Snapshot& snapshot) {
    return FindCurrentTree(snapshot) != nullptr;
}

std::shared_ptr<const Tree> CurrentTree(storage::Snapshot& snapshot) {
    auto tree = FindCurrentTree(snapshot);
    if (!tree) throw std::logic_error("no tree of units has been imported yet");
    return tree;
}

std::shared_ptr<const Tree> TreeOf(storage::Snapshot& snapshot, TreeVersionId version) {
    if (auto tree = snapshot.Memory<TreeMemory>().Find(version)) return tree;
    const auto row = FindVersion(snapshot, version);
    if (!row) throw std::logic_error("no such version of the tree: " + version.ToString());
    return Shelved(snapshot, *row);
}

}  // namespace qz::directory
