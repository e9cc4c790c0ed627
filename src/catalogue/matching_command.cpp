#include <fstream>
#include <iomanip>
#include <iterator>
#include <optional>
#include <ostream>
#include <sstream>

#include <boost/json/serialize.hpp>

#include "catalogue/matching.hpp"
#include "platform/base/json.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::catalogue {
namespace {

constexpr std::size_t kBest = 5;

using Arguments = std::vector<std::pair<std::string, std::string>>;

int Refuse(std::ostream& err, const std::filesystem::path& file, std::string_view code,
           Arguments arguments = {}) {
    arguments.emplace_back("file", file.filename().string());
    err << i18n::Sentence(i18n::Language::kEnglish, code, arguments) << '\n';
    return 2;
}

// RFC 4180 with commas, strictly: of a file that a program reads nothing is guessed. (platform/workbook reads
// people's tables and would take a semicolon in a label for a separator.)
class CsvRows {
 public:
    explicit CsvRows(std::string text) : text_(std::move(text)) {
        if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    }

    // False at the end, and for a quotation mark that is never closed: then open_quote() is the line.
    bool Next(std::vector<std::string>& fields) {
        do {
            if (at_ >= text_.size()) return false;
            begin_ = line_;
            fields.clear();
            do {
                fields.emplace_back();
                if (!ReadField(fields.back())) return false;
            } while (TakeComma());
            EndLine();
        } while (fields.size() == 1 && fields[0].empty());
        return true;
    }

    std::size_t open_quote() const { return open_quote_; }
    std::size_t line() const { return begin_; }

 private:
    bool ReadField(std::string& field) {
        if (at_ < text_.size() && text_[at_] == '"') {
            const std::size_t opened = line_;
            ++at_;
            while (true) {
                if (at_ >= text_.size()) {
                    open_quote_ = opened;
                    return false;
                }
                if (text_[at_] == '"') {
                    ++at_;
                    if (at_ >= text_.size() || text_[at_] != '"') break;
                }
                if (text_[at_] == '\n') ++line_;
                field += text_[at_++];
            }
        }
        while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') {
            field += text_[at_++];
        }
        return true;
    }

    bool TakeComma() {
        if (at_ >= text_.size() || text_[at_] != ',') return false;
        ++at_;
        return true;
    }

    void EndLine() {
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
        ++line_;
    }

    std::string text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
    std::size_t begin_ = 1;
    std::size_t open_quote_ = 0;
};

// The wanted columns of a file, row after row; columns that only may be there are empty where they are not.
struct Columns {
    std::vector<std::string> wanted;
    std::vector<std::string> possible;
};
std::optional<std::vector<std::vector<std::string>>> ReadColumns(const std::filesystem::path& file,
                                                                 const Columns& columns, std::ostream& err) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
        Refuse(err, file, "catalogue.matching.unreadable");
        return std::nullopt;
    }
    CsvRows rows(std::string{std::istreambuf_iterator<char>(stream), {}});
    std::vector<std::string> fields;
    rows.Next(fields);
    std::vector<std::size_t> places;
    for (const auto* names : {&columns.wanted, &columns.possible}) {
        for (const std::string& name : *names) {
            std::size_t place = 0;
            while (place < fields.size() && text::Normalise(fields[place]) != name) ++place;
            if (place == fields.size() && names == &columns.wanted && rows.open_quote() == 0) {
                Refuse(err, file, "catalogue.matching.no_column", {{"column", name}});
                return std::nullopt;
            }
            places.push_back(place);
        }
    }
    std::vector<std::vector<std::string>> values;
    while (rows.open_quote() == 0 && rows.Next(fields)) {
        auto& row = values.emplace_back();
        for (const std::size_t place : places) row.push_back(place < fields.size() ? fields[place] : "");
    }
    if (rows.open_quote() != 0) {
        Refuse(err, file, "catalogue.matching.open_quote", {{"line", std::to_string(rows.open_quote())}});
        return std::nullopt;
    }
    return values;
}

std::vector<std::string> SplitAliases(std::string_view written) {
    std::vector<std::string> aliases;
    constexpr std::string_view kSeparators[] = {"|", ";", "、", "；", "｜"};
    std::string alias;
    const auto end = [&] {
        if (!text::Normalise(alias).empty()) aliases.push_back(alias);
        alias.clear();
    };
    for (std::size_t at = 0; at < written.size();) {
        std::size_t separator = 0;
        for (const std::string_view candidate : kSeparators) {
            if (written.substr(at).starts_with(candidate)) separator = candidate.size();
        }
        if (separator > 0)
            end();
        else
            alias += written[at];
        at += std::max<std::size_t>(separator, 1);
    }
    end();
    return aliases;
}

std::string Quoted(std::string_view words) {
    return json::serialize(json::string(words));
}

std::string Number(double score) {
    std::ostringstream written;
    written << std::fixed << std::setprecision(4) << score;
    return written.str();
}

// On one line of a table for people.
std::string OnOneLine(std::string words) {
    for (char& c : words) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    }
    return words;
}

}  // namespace

int MatchCommand(const MatchRequest& request,
                 const std::function<std::shared_ptr<const Matcher>()>& of_database, std::ostream& out,
                 std::ostream& err) {
    const auto labels = ReadColumns(request.labels, {{"label"}, {"unit"}}, err);
    if (!labels) return 2;
    std::shared_ptr<const Matcher> matcher;
    if (request.catalogue.empty()) {
        matcher = of_database();
    } else {
        const auto rows = ReadColumns(request.catalogue, {{"code", "label"}, {"aliases", "unit"}}, err);
        if (!rows) return 2;
        std::vector<Candidate> candidates;
        for (const auto& row : *rows) {
            candidates.push_back({row[0], row[1], SplitAliases(row[2]), row[3], {}, {}});
        }
        matcher = std::make_shared<const Matcher>(std::move(candidates));
    }

    if (request.as_json) out << '[';
    for (std::size_t i = 0; i < labels->size(); ++i) {
        const AskedLabel asked{(*labels)[i][0], (*labels)[i][1], {}};
        std::vector<LabelMatch> best = matcher->Best(asked, kBest);
        for (std::size_t next = 0; next < matcher->candidates().size() && best.size() < kBest; ++next) {
            const bool known = std::any_of(best.begin(), best.end(),
                                           [&](const LabelMatch& match) { return match.candidate == next; });
            const Candidate& candidate = matcher->candidates()[next];
            if (!known) best.push_back({next, candidate.code, candidate.label, 0});
        }
        if (!request.as_json) {
            out << OnOneLine(asked.label) << '\n';
            for (const LabelMatch& match : best) {
                out << "  " << Number(match.score) << (match.score >= text::kSame ? " = " : "   ")
                    << match.code << "  " << OnOneLine(match.label) << '\n';
            }
            continue;
        }
        out << (i == 0 ? "\n" : ",\n") << "{\"label\":" << Quoted(asked.label) << ",\"best\":[";
        for (std::size_t b = 0; b < best.size(); ++b) {
            out << (b == 0 ? "" : ",") << "{\"code\":" << Quoted(best[b].code)
                << ",\"label\":" << Quoted(best[b].label) << ",\"score\":" << Number(best[b].score) << '}';
        }
        out << "]}";
    }
    if (request.as_json) out << "\n]\n";
    return 0;
}

int SameCommand(const std::filesystem::path& pairs, bool as_json, std::ostream& out, std::ostream& err) {
    const auto rows = ReadColumns(pairs, {{"label_a", "label_b"}, {}}, err);
    if (!rows) return 2;
    if (as_json) out << '[';
    bool first = true;
    for (const auto& row : *rows) {
        const double score = text::Score(text::ParseLabel(row[0]), text::ParseLabel(row[1]));
        const bool same = score >= text::kSame;
        if (!as_json) {
            out << Number(score) << (same ? " =  " : " <> ") << OnOneLine(row[0]) << "  |  "
                << OnOneLine(row[1]) << '\n';
            continue;
        }
        out << (first ? "\n" : ",\n") << "{\"label_a\":" << Quoted(row[0])
            << ",\"label_b\":" << Quoted(row[1]) << ",\"same\":" << (same ? "true" : "false")
            << ",\"score\":" << Number(score) << '}';
        first = false;
    }
    if (as_json) out << "\n]\n";
    return 0;
}

}  // namespace qz::catalogue
