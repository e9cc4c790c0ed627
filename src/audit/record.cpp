#include "audit/audit.hpp"
#include "audit/leaf.hpp"

namespace qz::audit {

namespace {

constexpr std::string_view kInsertEntry = R"sql(
    INSERT INTO audit_entry (unit_id, id, number, at, account_id, person_id, post_id, for_post_id, actor_unit_id,
                             capability, object_id, outcome, detail, commitment)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))sql";

constexpr std::string_view kInsertPersonal = R"sql(
    INSERT INTO audit_personal (unit_id, entry_id, salt, personal) VALUES ($1, $2, $3, $4))sql";

// "forms.return.submitted" is announced under "forms.return".
std::string_view TopicOf(std::string_view capability) {
    return capability.substr(0, capability.rfind('.'));
}

void Insert(storage::Tx& tx, const Actor& actor, UnitId unit, std::string_view capability,
            std::int64_t object, const Note& note) {
    const std::int64_t id = tx.NextId();
    const std::int64_t for_post = actor.for_post ? actor.for_post->value : 0;
    const auto number = tx.NextNumber(kTable);
    if (note.personal.empty()) {
        tx.Defer(kInsertEntry, unit, id, number, tx.Now(), actor.account, actor.person, actor.post, for_post,
                 actor.unit, capability, object, static_cast<int>(note.outcome), note.detail, std::nullopt);
    } else {
        const std::string salt = secrets::RandomBytes(kSaltBytes);
        const std::string commitment = Commitment(salt, note.personal);
        tx.Defer(kInsertEntry, unit, id, number, tx.Now(), actor.account, actor.person, actor.post, for_post,
                 actor.unit, capability, object, static_cast<int>(note.outcome), note.detail,
                 storage::Blob{commitment});
        tx.Defer(kInsertPersonal, unit, id, storage::Blob{salt}, note.personal);
    }
    tx.Announce(unit, TopicOf(capability), object);
}

}  // namespace

void Record(storage::Tx& tx, const Actor& actor, std::string_view capability, std::int64_t object,
            const Note& note) {
    Insert(tx, actor, note.unit.value != 0 ? note.unit : actor.unit, capability, object, note);
}

void RecordSystem(storage::Tx& tx, UnitId unit, std::string_view capability, std::int64_t object,
                  const Note& note) {
    Insert(tx, Actor{}, unit, capability, object, note);
}

}  // namespace qz::audit
