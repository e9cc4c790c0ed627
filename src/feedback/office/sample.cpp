#include "feedback/office/key_files.hpp"
#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

constexpr std::string_view kSetIdentity = "UPDATE feedback_office SET identity_key = $2 WHERE id = $1";
constexpr std::string_view kInsertEpoch =
    "INSERT INTO feedback_epoch (office, epoch, public_key, signature) VALUES ($1, $2, $3, $4)";
constexpr std::string_view kListNew =
    "SELECT id FROM feedback_case WHERE office = $1 AND state = 'new' ORDER BY id";
constexpr std::string_view kInsertSummary = R"sql(
    INSERT INTO feedback_summary
        (case_id, text, cites, category, outcome, state, written_by, first_by, second_by, released_on)
    VALUES ($1, $2, 'null', $3, $4, 'released', $5, $5, $6, $7))sql";

json::object WrappedJson(const Wrapped& wrapped) {
    return {{"suite", 1},
            {"salt", Base64Url(wrapped.salt)},
            {"ops", wrapped.passes},
            {"mem", wrapped.memory},
            {"nonce", Base64Url(wrapped.nonce)},
            {"box", Base64Url(wrapped.box)}};
}

json::array SealedJson(const std::map<std::string, KeyPair>& officers, std::string_view secret) {
    json::array sealed;
    for (const auto& [officer, keys] : officers) {
        sealed.push_back(
            json::object{{"officer", officer}, {"box", Base64Url(Seal(secret, keys.public_key))}});
    }
    return sealed;
}

}  // namespace

MadeKeys MakeKeys(Connection& connection, const std::filesystem::path& keys, std::string_view office,
                  const std::vector<KeyHolder>& officers, const std::vector<std::uint32_t>& months) {
    const KeyFiles files(keys);
    std::map<std::string, KeyPair> pairs;
    for (const KeyHolder& officer : officers) {
        const std::string name = officer.post.ToString();
        const KeyPair pair = MakeKeyPair();
        files.WriteOfficer(office, name,
                           {{"officer", name},
                            {"public", Base64Url(pair.public_key)},
                            {"wrapped", WrappedJson(WrapPrivateKey(pair.private_key, officer.passphrase))}});
        pairs.emplace(name, pair);
    }
    const KeyPair recovery = MakeKeyPair();
    const SigningPair identity = MakeSigningPair();
    files.WriteNamed(office, "recovery", {{"public", Base64Url(recovery.public_key)}});
    files.WriteNamed(office, "identity",
                     {{"public", Base64Url(identity.public_key)},
                      {"sealed", SealedJson(pairs, identity.private_key)},
                      {"sealed_to_recovery", Base64Url(Seal(identity.private_key, recovery.public_key))}});
    connection.Execute(kSetIdentity, Bytes{office}, Bytes{identity.public_key});
    MadeKeys made;
    for (const std::uint32_t month : months) {
        const KeyPair epoch = MakeKeyPair();
        made.epoch_keys.push_back(epoch.public_key);
        files.WriteEpoch(office, EpochText(month),
                         {{"epoch", EpochText(month)},
                          {"sealed", SealedJson(pairs, epoch.private_key)},
                          {"sealed_to_recovery", Base64Url(Seal(epoch.private_key, recovery.public_key))}});
        connection.Execute(kInsertEpoch, Bytes{office}, std::int64_t{month}, Bytes{epoch.public_key},
                           Bytes{SignEpoch(identity, office, month, epoch.public_key)});
    }
    made.identity_key = identity.public_key;
    for (const Paper& paper : SplitIntoPapers(recovery.private_key)) {
        made.papers.push_back(ShowShare(paper.first) + "\n" + ShowShare(paper.second));
    }
    return made;
}

void TakeUpSamples(storage::Tx& hub, Connection& connection, std::string_view office,
                   const std::vector<KeyHolder>& officers, const std::vector<SampleMatter>& matters) {
    const Date today = DateOf(hub.Now());
    const auto tree = directory::CurrentTree(hub);
    const auto days = calendar::Current(hub);
    std::vector<std::string> ids;
    connection.Each(
        kListNew, [&ids](const Row& row) { ids.push_back(row.Text(0)); }, Bytes{office});
    Actor first;
    first.post = officers.at(0).post;
    for (std::size_t i = 0; i < matters.size() && i < ids.size(); ++i) {
        const SampleMatter& sample = matters[i];
        Case matter = FindCase(connection, ids[i], office);
        matter.category = sample.category;
        matter.subject = sample.subject;
        const auto at = tree->Find(sample.subject);
        matter.subject_code = at ? std::string(tree->At(*at).code) : std::string();
        for (const auto& [step, what] :
             {std::pair{Step::kAccept, "accepted"}, std::pair{Step::kVerify, "verified"},
              std::pair{Step::kAnswer, "answered"}, std::pair{Step::kSupervise, "supervised"},
              std::pair{Step::kClose, "closed"}}) {
            const Next next = DecideStep(matter.state, step);
            matter.state = next.state;
            matter.step_due = days->AddWorkingDays(today, next.days.value_or(0));
            if (step == Step::kVerify) matter.finding = "示例：已向有关部门核实。";
            if (step == Step::kClose) matter.outcome = "solved";
            UpdateCase(connection, matter, today);
            AddHistory(connection, matter.id, today, first, what);
            Count(connection, today, what, sample.category, matter.subject_code.substr(0, 6), "");
            if (sample.state == ToWord(matter.state)) break;
        }
        if (!sample.summary.empty()) {
            connection.Execute(kInsertSummary, Bytes{matter.id}, sample.summary, sample.category,
                               sample.outcome, officers.at(0).post.value, officers.at(1).post.value,
                               std::int64_t{today.days});
        }
    }
}

}  // namespace qz::feedback::office
