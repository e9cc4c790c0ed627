#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

constexpr std::string_view kColumns =
    "SELECT id, unit, name, role, serves, second, identity_key FROM feedback_office";
constexpr std::string_view kListEpochs =
    "SELECT epoch, public_key, signature, destroyed FROM feedback_epoch WHERE office = $1 ORDER BY epoch";
constexpr std::string_view kCountLate = R"sql(
    SELECT count(*) FROM feedback_case
    WHERE office = $1 AND step_due < $2
      AND state IN ('new', 'accepted', 'referred', 'verified', 'answered', 'supervised'))sql";
constexpr std::string_view kInsertOffice = R"sql(
    INSERT INTO feedback_office (id, unit, name, role, serves, second, identity_key, made_on)
    VALUES ($1, $2, $3, $4, $5, $6, NULL, $7))sql";

Office OfficeOf(const Row& row) {
    return {row.Text(0), UnitId{row.Integer(1)}, row.Text(2), row.Text(3), row.Text(4), row.Text(5),
            row.Text(6)};
}

template <class... A>
std::optional<Office> FindOne(Connection& connection, std::string_view where, const A&... values) {
    std::optional<Office> found;
    connection.Each(
        std::string(kColumns) + std::string(where), [&found](const Row& row) { found = OfficeOf(row); },
        values...);
    return found;
}

}  // namespace

Date DayOf(std::int64_t days) {
    return Date{static_cast<std::int32_t>(days)};
}

std::uint32_t MonthOf(Date day) {
    const auto civil = day.Civil();
    return static_cast<std::uint32_t>(static_cast<int>(civil.year())) * 100 +
           static_cast<unsigned>(civil.month());
}

std::optional<Office> FindOffice(Connection& connection, std::string_view id) {
    return FindOne(connection, " WHERE id = $1", Bytes{id});
}

std::optional<Office> FindOfficeOf(Connection& connection, UnitId unit) {
    return FindOne(connection, " WHERE unit = $1", unit.value);
}

std::vector<Office> ListOffices(Connection& connection) {
    std::vector<Office> offices;
    connection.Each(std::string(kColumns) + " ORDER BY role, name",
                    [&offices](const Row& row) { offices.push_back(OfficeOf(row)); });
    return offices;
}

std::vector<Epoch> ListEpochs(Connection& connection, std::string_view office) {
    std::vector<Epoch> epochs;
    connection.Each(
        kListEpochs,
        [&epochs](const Row& row) {
            epochs.push_back(
                {static_cast<std::uint32_t>(row.Integer(0)), row.Text(1), row.Text(2), row.Integer(3) != 0});
        },
        Bytes{office});
    return epochs;
}

std::optional<Epoch> LiveEpoch(Connection& connection, std::string_view office, Date today) {
    std::optional<Epoch> live;
    for (Epoch& epoch : ListEpochs(connection, office)) {
        if (!epoch.destroyed && epoch.epoch <= MonthOf(today)) live = std::move(epoch);
    }
    return live;
}

std::int64_t CountLate(Connection& connection, std::string_view office, Date today) {
    return connection.Number(kCountLate, Bytes{office}, std::int64_t{today.days}).value_or(0);
}

std::string InsertOffice(Connection& connection, const NewOffice& office, Date today) {
    json::array serves;
    for (const std::string& prefix : office.serves) serves.emplace_back(prefix);
    std::string id = Random(kIdSize);
    try {
        connection.Execute(kInsertOffice, Bytes{id}, office.unit.value, office.name, office.role,
                           json::serialize(serves),
                           office.second.empty() ? Value(std::nullopt) : Value(Bytes{office.second}),
                           std::int64_t{today.days});
    } catch (const Clash&) {
        throw Problem::Conflict("feedback.office.unit_has_one");
    }
    return id;
}

}  // namespace qz::feedback::office
