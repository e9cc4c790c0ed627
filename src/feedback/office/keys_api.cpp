// The office's keys: made, let others in, a month's made and destroyed. Private halves pass here sealed
// alone.
#include <set>

#include "feedback/office/key_files.hpp"
#include "feedback/office/parts.hpp"
#include "identity/identity.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;
using http::Writes;

constexpr std::size_t kSealedPrivate = 48 + kKeySize;  // an epoch's private key in a sealed box
constexpr std::size_t kSealedIdentity = 48 + 64;       // the signing key is 64 bytes long
constexpr int kMonthsAhead = 2;

constexpr std::string_view kSetIdentity =
    "UPDATE feedback_office SET identity_key = $2 WHERE id = $1 AND identity_key IS NULL";
constexpr std::string_view kInsertEpoch = R"sql(
    INSERT INTO feedback_epoch (office, epoch, public_key, signature) VALUES ($1, $2, $3, $4))sql";
constexpr std::string_view kDestroyEpoch =
    "UPDATE feedback_epoch SET destroyed = 1 WHERE office = $1 AND epoch = $2";
// What of a month is still needed: parts of open cases that were not sealed anew, and what waits.
constexpr std::string_view kCountNeeded = R"sql(
    SELECT count(*) FROM feedback_part JOIN feedback_voice ON feedback_voice.id = feedback_part.voice
    JOIN feedback_case ON feedback_case.id = feedback_voice.case_id
    WHERE feedback_case.office = $1 AND feedback_part.epoch = $2
      AND feedback_case.state IN ('new', 'accepted', 'referred', 'verified', 'answered', 'supervised'))sql";
constexpr std::string_view kCountWaiting =
    "SELECT count(*) FROM feedback_waiting WHERE office = $1 AND epoch = $2";
constexpr std::string_view kCountQueue =
    "SELECT count(*) FROM feedback_waiting WHERE office = $1 AND slow = $2";

std::string Bytes64(Fields& fields, std::string_view name, std::size_t size) {
    const auto bytes = FromBase64Url(fields.Text(name, {.longest = 400}));
    if (!bytes || bytes->size() != size) {
        fields.Add({fields.PathOf(name), "feedback.office.not_a_key", {}});
        return {};
    }
    return *bytes;
}

json::object WrappedOf(Fields& fields) {
    const json::object& wrapped = fields.Object("wrapped");
    const json::value copy(wrapped);
    Fields inner(copy, "wrapped");
    json::object kept;
    kept["suite"] = inner.Integer("suite", 1, 1);
    kept["salt"] = Base64Url(Bytes64(inner, "salt", 16));
    // Weaker than this and the file would be worth guessing at.
    kept["ops"] = inner.Integer("ops", 3, 20);
    kept["mem"] = inner.Integer("mem", 64 << 20, 1 << 30);
    kept["nonce"] = Base64Url(Bytes64(inner, "nonce", 24));
    kept["box"] = Base64Url(Bytes64(inner, "box", kKeySize + 16));
    inner.Finish();
    return kept;
}

// [{officer, box}], each of `size` bytes.
json::array SealedOf(const json::array& items, std::size_t size) {
    json::array kept;
    for (const json::value& item : items) {
        Fields fields(item, "sealed");
        const auto officer = fields.IdOf<PostId>("officer");
        const std::string box = Bytes64(fields, "box", size);
        fields.Finish();
        kept.push_back(json::object{{"officer", officer.ToString()}, {"box", Base64Url(box)}});
    }
    return kept;
}

// What an officer's present key opens. A box that says to which key it was sealed belongs to an earlier one.
bool IsPresent(const json::value& item, const std::string& officer) {
    return item.at("officer").as_string() == officer && !item.as_object().contains("to");
}

json::value SealedTo(const std::optional<json::object>& file, const std::string& officer) {
    if (!file) return nullptr;
    for (const json::value& item : file->at("sealed").as_array()) {
        if (IsPresent(item, officer)) return item.at("box");
    }
    return nullptr;
}

json::array SealedBefore(const std::optional<json::object>& file, const std::string& officer) {
    json::array boxes;
    if (!file) return boxes;
    for (const json::value& item : file->at("sealed").as_array()) {
        if (item.at("officer").as_string() == officer && !IsPresent(item, officer))
            boxes.push_back(item.at("box"));
    }
    return boxes;
}

// True where something was sealed to the officer's present key, which is an earlier one from now on.
bool SetSealAside(json::object& file, const std::string& officer, const json::value& key) {
    bool any = false;
    for (json::value& item : file.at("sealed").as_array()) {
        if (!IsPresent(item, officer)) continue;
        item.as_object()["to"] = key;
        any = true;
    }
    return any;
}

json::array KeysBefore(const std::optional<json::object>& file) {
    if (!file || !file->contains("before")) return {};
    return file->at("before").as_array();
}

json::value Member(const std::optional<json::object>& file, std::string_view name) {
    if (!file || !file->contains(name)) return nullptr;
    return file->at(name);
}

void AddSeal(json::object& file, const std::string& officer, const std::string& box) {
    for (const json::value& item : file.at("sealed").as_array()) {
        if (IsPresent(item, officer)) return;  // nobody's seal is replaced
    }
    file.at("sealed").as_array().push_back(json::object{{"officer", officer}, {"box", Base64Url(box)}});
}

// `live` is the month in force, "" for none. Whoever holds the identity and the month was let in by a
// colleague or came with two papers; an account that was reset or newly made holds neither.
json::array OfficersJson(storage::Snapshot& snapshot, const KeyFiles& files, const Office& office,
                         const std::string& live) {
    json::array officers;
    const auto identity = files.Named(office.id, "identity");
    const auto month = live.empty() ? std::nullopt : files.Epoch(office.id, live);
    for (const identity::PostView& post : identity::ListPosts(snapshot, office.unit)) {
        if (post.role != "case_officer" || !post.enabled) continue;
        const auto file = files.Officer(office.id, post.id.ToString());
        const std::string name = post.id.ToString();
        const bool holds_month = live.empty() || !SealedTo(month, name).is_null();
        officers.push_back(json::object{{"officer", name},
                                        {"name", post.person_name},
                                        {"public_key", Member(file, "public")},
                                        {"renewed", !KeysBefore(file).empty()},
                                        {"let_in", !SealedTo(identity, name).is_null() && holds_month}});
    }
    return officers;
}

http::Reply Show(const Connections& connections, const Actor& actor, storage::Snapshot& snapshot) {
    const KeyFiles files(connections.keys);
    const std::string me = actor.post.ToString();
    const Date today = DateOf(snapshot.Now());
    return connections.database->Read([&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const auto live = LiveEpoch(connection, office.id, today);
        json::array epochs;
        for (const Epoch& epoch : ListEpochs(connection, office.id)) {
            const std::string name = EpochText(epoch.epoch);
            const auto file = files.Epoch(office.id, name);
            const auto needed = connection.Number(kCountNeeded, Bytes{office.id}, std::int64_t{epoch.epoch});
            epochs.push_back(json::object{{"epoch", name},
                                          {"public_key", Base64Url(epoch.public_key)},
                                          {"state", epoch.destroyed                      ? "destroyed"
                                                    : live && live->epoch == epoch.epoch ? "live"
                                                                                         : "kept"},
                                          {"sealed_to_me", SealedTo(file, me)},
                                          {"sealed_to_me_before", SealedBefore(file, me)},
                                          {"sealed_to_recovery", Member(file, "sealed_to_recovery")},
                                          {"needed", needed.value_or(0)}});
        }
        const auto mine = files.Officer(office.id, me);
        const auto identity = files.Named(office.id, "identity");
        const auto recovery = files.Named(office.id, "recovery");
        const auto second = office.second.empty() ? std::nullopt : FindOffice(connection, office.second);
        json::value second_json = nullptr;
        if (second) {
            const auto second_live = LiveEpoch(connection, second->id, today);
            second_json = json::object{
                {"id", Base64Url(second->id)},
                {"name", second->name},
                {"epoch", second_live ? json::value(EpochText(second_live->epoch)) : json::value(nullptr)},
                {"epoch_key",
                 second_live ? json::value(Base64Url(second_live->public_key)) : json::value(nullptr)}};
        }
        json::value identity_key = nullptr;
        if (!office.identity_key.empty()) identity_key = Base64Url(office.identity_key);
        return http::Json(json::object{
            {"office", json::object{{"id", Base64Url(office.id)},
                                    {"name", office.name},
                                    {"role", office.role},
                                    {"fingerprint", office.identity_key.empty()
                                                        ? json::value(nullptr)
                                                        : json::value(Fingerprint(office.identity_key))},
                                    {"identity_key", identity_key}}},
            {"me", json::object{{"officer", me},
                                {"public_key", Member(mine, "public")},
                                {"wrapped", Member(mine, "wrapped")},
                                {"before", KeysBefore(mine)}}},
            {"officers", OfficersJson(snapshot, files, office, live ? EpochText(live->epoch) : "")},
            {"recovery", recovery ? json::value(json::object{{"public_key", Member(recovery, "public")}})
                                  : json::value(nullptr)},
            {"epochs", epochs},
            {"identity_sealed_to_me", SealedTo(identity, me)},
            {"identity_sealed_to_me_before", SealedBefore(identity, me)},
            {"identity_sealed_to_recovery", Member(identity, "sealed_to_recovery")},
            {"second_office", second_json},
            {"steps", Steps()},
            {"queue",
             json::object{
                 {"waiting", connection.Number(kCountQueue, Bytes{office.id}, 0).value_or(0)},
                 {"slow_waiting", connection.Number(kCountQueue, Bytes{office.id}, 1).value_or(0)},
                 {"next_release",
                  calendar::Current(snapshot)->AddWorkingDays(DayOf(today.days + 1), 0).ToString()}}}});
    });
}

// An officer who forgot the passphrase begins with a new key, which opens nothing until a colleague or two
// papers let it in. The earlier one and what was sealed to it stay: whoever came by a reset password locks
// nobody out, and a passphrase that comes back to mind still opens.
void BeginAnew(const KeyFiles& files, Connection& connection, const Office& office, json::object earlier,
               json::object anew) {
    const std::string me(earlier.at("officer").as_string());
    const json::value key = earlier.at("public");
    if (auto identity = files.Named(office.id, "identity"); identity && SetSealAside(*identity, me, key))
        files.WriteNamed(office.id, "identity", *identity);
    for (const Epoch& epoch : ListEpochs(connection, office.id)) {
        const std::string name = EpochText(epoch.epoch);
        if (auto file = files.Epoch(office.id, name); file && SetSealAside(*file, me, key))
            files.WriteEpoch(office.id, name, *file);
    }
    json::array before = KeysBefore(earlier);
    before.push_back(json::object{{"public_key", key}, {"wrapped", earlier.at("wrapped")}});
    anew["before"] = std::move(before);
    // Last: a crash before it leaves the earlier key in place, and the colleague lets it in once more.
    files.WriteOfficer(office.id, me, anew);
}

// The first time: an officer's own key, and with it the office's identity where there is none yet.
http::Reply SetUp(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string mine = Bytes64(fields, "officer_public", kKeySize);
    const json::object wrapped = WrappedOf(fields);
    const json::value* const identity = fields.Raw("identity");
    const json::value* const recovery = fields.Raw("recovery");
    const bool is_anew = fields.Flag("anew", false);
    fields.Finish();
    const KeyFiles files(connections.keys);
    const std::string me = actor.post.ToString();
    const char* const act = is_anew ? "feedback.keys.renewed" : "feedback.keys.set_up";
    return Perform(connections, request, actor, tx, act, [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const json::object made{{"officer", me}, {"public", Base64Url(mine)}, {"wrapped", wrapped}};
        if (auto earlier = files.Officer(office.id, me)) {
            if (!is_anew) throw Problem::Conflict("feedback.office.key_exists");
            if (earlier->at("public") != made.at("public"))
                BeginAnew(files, connection, office, std::move(*earlier), made);
            return json::object{{"officer", me}};
        }
        if (identity != nullptr && !identity->is_null()) {
            if (!office.identity_key.empty()) throw Problem::Conflict("feedback.office.identity_exists");
            Fields inner(*identity, "identity");
            const std::string key = Bytes64(inner, "public", kKeySize);
            const json::array sealed = SealedOf(inner.Array("sealed", 20), kSealedIdentity);
            const std::string recovered = Bytes64(inner, "sealed_to_recovery", kSealedIdentity);
            inner.Finish();
            if (recovery == nullptr) throw Problem::RejectedAt("recovery", "platform.http.missing");
            Fields last(*recovery, "recovery");
            const std::string recovery_key = Bytes64(last, "public", kKeySize);
            last.Finish();
            files.WriteNamed(office.id, "recovery", {{"public", Base64Url(recovery_key)}});
            files.WriteNamed(office.id, "identity",
                             {{"public", Base64Url(key)},
                              {"sealed", sealed},
                              {"sealed_to_recovery", Base64Url(recovered)}});
            connection.Execute(kSetIdentity, Bytes{office.id}, Bytes{key});
        }
        files.WriteOfficer(office.id, me, made);
        return json::object{{"officer", me}};
    });
}

// An officer lets another in: what was sealed to the one is sealed to the other. Whoever reset an account has
// a public key here and nothing sealed to it.
http::Reply LetIn(const Connections& connections, const Request& request, const Actor& actor,
                  storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string officer = fields.IdOf<PostId>("officer").ToString();
    const json::array items = fields.Array("sealed", 200);
    fields.Finish();
    const KeyFiles files(connections.keys);
    return Perform(connections, request, actor, tx, "feedback.keys.let_in", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        const auto post = identity::FindPost(tx, PostId{std::stoll(officer)});
        if (!post || post->unit != office.unit || post->role != "case_officer") {
            throw Problem::RejectedAt("officer", "feedback.office.officer_unknown");
        }
        if (!files.Officer(office.id, officer))
            throw Problem::RejectedAt("officer", "feedback.office.officer_without_key");
        const auto identity = files.Named(office.id, "identity");
        for (const json::value& item : items) {
            Fields one(item, "sealed");
            const auto epoch = one.OptionalText("epoch", {.longest = 7});
            const bool is_identity = one.Flag("identity", false);
            const std::string box = Bytes64(one, "box", is_identity ? kSealedIdentity : kSealedPrivate);
            one.Finish();
            auto file = is_identity ? identity : files.Epoch(office.id, epoch.value_or(""));
            if (!file) throw Problem::RejectedAt("sealed", "feedback.office.epoch_unknown");
            AddSeal(*file, officer, box);
            if (is_identity) {
                files.WriteNamed(office.id, "identity", *file);
            } else {
                files.WriteEpoch(office.id, *epoch, *file);
            }
        }
        return json::object{{"officer", officer}};
    });
}

http::Reply MakeEpoch(const Connections& connections, const Request& request, const Actor& actor,
                      storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const std::string text = fields.Text("epoch", {.longest = 7});
    const std::string key = Bytes64(fields, "public_key", kKeySize);
    const std::string signature = Bytes64(fields, "signature", 64);
    const json::array sealed = SealedOf(fields.Array("sealed", 20), kSealedPrivate);
    const std::string recovered = Bytes64(fields, "sealed_to_recovery", kSealedPrivate);
    fields.Finish();
    const auto epoch = EpochFromText(text);
    const Date today = DateOf(request.Now());
    const auto months = [](std::uint32_t month) { return static_cast<int>(month / 100 * 12 + month % 100); };
    if (!epoch || months(*epoch) < months(MonthOf(today)) ||
        months(*epoch) > months(MonthOf(today)) + kMonthsAhead) {
        throw Problem::RejectedAt("epoch", "feedback.office.epoch_not_now");
    }
    const KeyFiles files(connections.keys);
    return Perform(connections, request, actor, tx, "feedback.epoch.made", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        if (!EpochHolds(office.identity_key, office.id, *epoch, key, signature)) {
            throw Problem::RejectedAt("signature", "feedback.office.signature_wrong");
        }
        for (const Epoch& other : ListEpochs(connection, office.id)) {
            if (other.epoch == *epoch) throw Problem::Conflict("feedback.office.epoch_exists");
        }
        files.WriteEpoch(office.id, text,
                         {{"epoch", text}, {"sealed", sealed}, {"sealed_to_recovery", Base64Url(recovered)}});
        connection.Execute(kInsertEpoch, Bytes{office.id}, std::int64_t{*epoch}, Bytes{key},
                           Bytes{signature});
        return json::object{{"epoch", text}};
    });
}

// SECURITY A11: "Deletion is key destruction after retention". The file goes with the seal for the papers.
http::Reply Destroy(const Connections& connections, const Request& request, const Actor& actor,
                    storage::Tx& tx) {
    const std::string text(request.PathText("epoch"));
    const auto epoch = EpochFromText(text);
    if (!epoch) throw Problem::NotFound();
    const KeyFiles files(connections.keys);
    const Date today = DateOf(request.Now());
    return Perform(connections, request, actor, tx, "feedback.epoch.destroyed", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        bool known = false;
        for (const Epoch& other : ListEpochs(connection, office.id)) known = known || other.epoch == *epoch;
        if (!known) throw Problem::NotFound();
        const auto live = LiveEpoch(connection, office.id, today);
        if (live && *epoch >= live->epoch) throw Problem::Conflict("feedback.office.epoch_live");
        const auto needed =
            connection.Number(kCountNeeded, Bytes{office.id}, std::int64_t{*epoch}).value_or(0) +
            connection.Number(kCountWaiting, Bytes{office.id}, std::int64_t{*epoch}).value_or(0);
        if (needed > 0)
            throw Problem::Conflict("feedback.office.epoch_needed", {{"count", std::to_string(needed)}});
        connection.Execute(kDestroyEpoch, Bytes{office.id}, std::int64_t{*epoch});
        files.DestroyEpoch(office.id, text);
        return json::object{{"epoch", text}, {"state", "destroyed"}};
    });
}

http::Reply Rewrap(const Connections& connections, const Request& request, const Actor& actor,
                   storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const json::object wrapped = WrappedOf(fields);
    fields.Finish();
    const KeyFiles files(connections.keys);
    const std::string me = actor.post.ToString();
    return Perform(connections, request, actor, tx, "feedback.keys.rewrapped", [&](Connection& connection) {
        const Office office = OwnOffice(connection, actor);
        auto file = files.Officer(office.id, me);
        if (!file) throw Problem::Conflict("feedback.office.no_key");
        // The wrapping before this one stays beside it: whoever came by a reset password can lock nobody out.
        (*file)["wrapped_before"] = file->at("wrapped");
        (*file)["wrapped"] = wrapped;
        files.WriteOfficer(office.id, me, *file);
        return json::object{{"officer", me}};
    });
}

}  // namespace

void AddKeyRoutes(http::Router& router, const Connections& connections) {
    const Permission handle{"feedback.handle"};
    const ScopeFrom own{"own"};
    const auto again = [connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                                     storage::Snapshot&) { return Rebuild(connections, request, actor); };
    const auto writes = [connections](auto function) {
        return [connections, function](const Request& request, const Actor& actor, const Scope&,
                                       storage::Tx& tx) { return function(connections, request, actor, tx); };
    };
    router.Get("/api/feedback/office", handle, own,
               Reads{"office", "me", "officers", "recovery", "epochs", "identity_sealed_to_me",
                     "identity_sealed_to_me_before", "identity_sealed_to_recovery", "second_office", "steps",
                     "queue"},
               [connections](const Request&, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
                   return Show(connections, actor, snapshot);
               });
    router
        .Post("/api/feedback/office/keys", handle, own, Reads{"officer"},
              Writes{"officer_public", "wrapped", "identity", "recovery", "anew"}, writes(SetUp))
        .Rebuild(again);
    router
        .Post("/api/feedback/office/officers", handle, own, Reads{"officer"}, Writes{"officer", "sealed"},
              writes(LetIn))
        .Rebuild(again);
    router
        .Post("/api/feedback/office/epochs", handle, own, Reads{"epoch"},
              Writes{"epoch", "public_key", "signature", "sealed", "sealed_to_recovery"}, writes(MakeEpoch))
        .Rebuild(again);
    router
        .Post("/api/feedback/office/epochs/{epoch}/destroy", handle, own, Reads{"epoch", "state"}, Writes{},
              writes(Destroy))
        .Rebuild(again);
    router
        .Post("/api/feedback/office/rewrap", handle, own, Reads{"officer"}, Writes{"wrapped"}, writes(Rewrap))
        .Rebuild(again);
}

}  // namespace qz::feedback::office
