#include "identity/replacement_plan.hpp"

#include <set>

#include "identity/store.hpp"
#include "platform/i18n/i18n.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::identity {

namespace {

constexpr std::size_t kMostLines = 5000;

enum Column { kUnitCode, kOld, kNewName, kNewLogin, kColumns };
constexpr std::string_view kColumnSentences[kColumns] = {
    "identity.replacement.column_unit_code", "identity.replacement.column_old",
    "identity.replacement.column_new_name", "identity.replacement.column_new_login"};

// Which column of the table holds what; -1 where it is not there. Both languages' headings are taken.
std::array<int, kColumns> ColumnsOf(const std::vector<std::string>& names) {
    std::array<int, kColumns> columns;
    for (int wanted = 0; wanted < kColumns; ++wanted) {
        columns[static_cast<std::size_t>(wanted)] = -1;
        for (std::size_t i = 0; i < names.size(); ++i) {
            for (const i18n::Language language : {i18n::Language::kChinese, i18n::Language::kEnglish}) {
                if (names[i] == i18n::Sentence(language, kColumnSentences[wanted])) {
                    columns[static_cast<std::size_t>(wanted)] = static_cast<int>(i);
                }
            }
        }
    }
    return columns;
}

std::string LineField(std::uint32_t number) {
    return "line " + std::to_string(number);
}

}  // namespace

std::vector<PlanLine> ReadPlan(std::string_view bytes) {
    std::vector<PlanLine> lines;
    std::array<int, kColumns> columns{};
    workbook::RowTaker taker;
    taker.header = [&](const workbook::Header& header) {
        columns = ColumnsOf(header.names);
        for (const int required : {kUnitCode, kOld, kNewName}) {
            if (columns[static_cast<std::size_t>(required)] < 0) {
                const std::string wanted =
                    i18n::Sentence(i18n::Language::kChinese, kColumnSentences[required]);
                throw Problem::Rejected("identity.replacement.column_missing", {}, {{"column", wanted}});
            }
        }
        return true;
    };
    taker.row = [&](const workbook::Row& row) {
        if (lines.size() == kMostLines) {
            throw Problem::Rejected("identity.replacement.too_many", {},
                                    {{"most", std::to_string(kMostLines)}});
        }
        const auto text = [&](Column column) {
            const int at = columns[column];
            return at < 0 ? std::string() : row.cells[static_cast<std::size_t>(at)].text;
        };
        PlanLine line;
        line.number = row.number;
        line.unit_code = text(kUnitCode);
        line.old_text = text(kOld);
        line.new_name = text(kNewName);
        line.new_login = text(kNewLogin);
        lines.push_back(std::move(line));
        return true;
    };
    workbook::ReadOptions options;
    options.limits.file_bytes = 8u << 20;
    options.limits.unpacked_bytes = 64u << 20;
    workbook::ReadTable(workbook::Source::Memory(bytes), options, taker);
    if (lines.empty()) throw Problem::Rejected("identity.replacement.empty");
    return lines;
}

void ResolvePlan(storage::Snapshot& snapshot, std::vector<PlanLine>& lines) {
    const auto tree = directory::CurrentTree(snapshot);
    for (PlanLine& line : lines) {
        const auto ordinal = tree->FindCode(line.unit_code);
        if (!ordinal) continue;
        line.unit = tree->At(*ordinal).id;
        const auto account = FindAccountByLogin(snapshot, LoginKey(line.old_text).value_or(""));
        for (const PostView& post : ListPosts(snapshot, line.unit)) {
            const bool meant = account ? post.person == account->person : post.person_name == line.old_text;
            if (!post.enabled || !meant) continue;
            if (line.person && line.person != post.person) line.ambiguous = true;
            line.person = post.person;
            line.old_name = post.person_name;
            line.posts.push_back(post.id);
        }
        if (!line.new_login.empty()) continue;
        for (int number = 2; line.new_login.empty(); ++number) {
            const std::string login = line.unit_code + '-' + std::to_string(number);
            if (!FindAccountByLogin(snapshot, *LoginKey(login))) line.new_login = login;
        }
    }
}

Findings CheckPlan(storage::Snapshot& snapshot, const Manager& manager, const std::vector<PlanLine>& lines) {
    Findings findings;
    std::set<std::string> logins;
    std::set<PersonId> persons;
    for (const PlanLine& line : lines) {
        const std::string field = LineField(line.number);
        if (!line.unit || !manager.Covers(line.unit)) {
            findings.push_back({field, "identity.replacement.unknown_unit", {{"code", line.unit_code}}});
            continue;
        }
        if (line.ambiguous) {
            findings.push_back({field, "identity.replacement.ambiguous", {{"name", line.old_text}}});
        } else if (line.posts.empty()) {
            findings.push_back({field, "identity.replacement.nobody", {{"name", line.old_text}}});
        } else if (!persons.insert(line.person).second) {
            findings.push_back({field, "identity.replacement.twice", {{"name", line.old_text}}});
        }
        for (const PostId post : line.posts) {
            try {
                if (manager.RequirePost(snapshot, post).view.person == manager.actor().person) {
                    throw Problem::Forbidden("identity.account.own");
                }
            } catch (const Problem& problem) {
                findings.push_back({field, problem.code(), problem.arguments()});
            }
        }
        const auto length = CountCodePoints(line.new_name);
        if (!length || *length == 0 || *length > 40) {
            findings.push_back({field, "identity.replacement.name_unfit", {}});
        }
        for (Finding& finding : CheckLogin(line.new_login, field)) findings.push_back(std::move(finding));
        const auto key = LoginKey(line.new_login);
        if (key && (!logins.insert(*key).second || FindAccountByLogin(snapshot, *key))) {
            findings.push_back({field, "identity.account.login_taken", {{"login", line.new_login}}});
        }
    }
    return findings;
}

std::string PlanToJson(const std::vector<PlanLine>& lines) {
    json::array array;
    for (const PlanLine& line : lines) {
        json::array posts;
        for (const PostId post : line.posts) posts.push_back(json::value(post.ToString()));
        array.push_back({{"line", line.number},
                         {"unit", line.unit.ToString()},
                         {"old_name", line.old_name},
                         {"new_name", line.new_name},
                         {"new_login", line.new_login},
                         {"posts", std::move(posts)}});
    }
    return json::serialize(array);
}

std::vector<PlanLine> PlanFromJson(std::string_view text) {
    const json::value value = ParseJson(text);
    std::vector<PlanLine> lines;
    for (const json::value& item : value.as_array()) {
        PlanLine line;
        line.number = static_cast<std::uint32_t>(item.at("line").to_number<std::int64_t>());
        line.unit = *ParseId<UnitId>(std::string_view(item.at("unit").as_string()));
        line.old_name = item.at("old_name").as_string();
        line.new_name = item.at("new_name").as_string();
        line.new_login = item.at("new_login").as_string();
        for (const json::value& post : item.at("posts").as_array()) {
            line.posts.push_back(*ParseId<PostId>(std::string_view(post.as_string())));
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace qz::identity
