#include "platform/workbook/package.hpp"

#include <charconv>

#include "platform/workbook/cell_values.hpp"

namespace qz::workbook {
namespace {

// "worksheets/sheet1.xml" seen from "xl/workbook.xml" is "xl/worksheets/sheet1.xml"; a leading slash starts
// anew.
std::string PartFrom(std::string_view from, std::string_view written) {
    std::string path;
    std::string slashed(written);
    std::replace(slashed.begin(), slashed.end(), '\\', '/');
    std::string_view target = slashed;
    if (target.starts_with('/')) {
        target.remove_prefix(1);
    } else if (const std::size_t slash = from.rfind('/'); slash != std::string_view::npos) {
        path = from.substr(0, slash + 1);
    }
    while (target.starts_with("../") || target.starts_with("./")) {
        if (target[1] == '.') {
            const std::size_t slash = path.size() < 2 ? std::string::npos : path.rfind('/', path.size() - 2);
            path.resize(slash == std::string::npos ? 0 : slash + 1);
        }
        target.remove_prefix(target.find('/') + 1);
    }
    return path.append(target);
}

std::string RelationsOf(std::string_view part) {
    const std::size_t slash = part.rfind('/');
    const std::size_t name = slash == std::string_view::npos ? 0 : slash + 1;
    return std::string(part.substr(0, name)) + "_rels/" + std::string(part.substr(name)) + ".rels";
}

std::string PercentDecoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        unsigned code = 0;
        if (text[at] == '%' && at + 2 < text.size()) {
            const auto [end, error] = std::from_chars(text.data() + at + 1, text.data() + at + 3, code, 16);
            if (error == std::errc() && end == text.data() + at + 3 && code != 0) {
                decoded += static_cast<char>(code);
                at += 2;
                continue;
            }
        }
        decoded += text[at];
    }
    return decoded;
}

// Which programs made a part: a workbook that may hold macros says so here.
class ContentTypes final : public XmlListener {
 public:
    bool macros = false;

    void Start(std::string_view, const Attributes& attributes) override {
        const std::string_view type = attributes.Get("ContentType");
        if (type.find("macroEnabled") != std::string_view::npos ||
            type.find("vbaProject") != std::string_view::npos ||
            type.find("macrosheet") != std::string_view::npos) {
            macros = true;
        }
    }
    void End(std::string_view) override {}
    void Text(std::string_view) override {}
};

void RefuseOtherKinds(Archive& archive, const Limits& limits) {
    if (archive.HasEnding("vbaproject.bin") || archive.HasEnding("vbaprojectsignature.bin")) {
        Refuse("platform.workbook.has_macros");
    }
    if (archive.Has("xl/workbook.bin") || archive.Has("content.xml"))
        Refuse("platform.workbook.other_format");
    if (archive.Has("word/document.xml")) Refuse("platform.workbook.word_document");
    if (!archive.Has("[Content_Types].xml")) {
        if (archive.Has("xl/workbook.xml")) RefusePart("[Content_Types].xml");
        Refuse("platform.workbook.zip_archive");
    }
    ContentTypes types;
    ReadXml(archive, "[Content_Types].xml", limits, types);
    if (types.macros) Refuse("platform.workbook.has_macros");
}

}  // namespace

std::optional<std::uint32_t> ParseCount(std::string_view text) {
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// ---- Relations

void Relations::Start(std::string_view name, const Attributes& attributes) {
    if (name != "Relationship" || attributes.Get("TargetMode") == "External") return;
    if (by_id.size() > 10'000) Refuse("platform.workbook.too_many_entries", {{"most", "10000"}});
    const std::string_view type = attributes.Get("Type");
    by_id.emplace(attributes.Get("Id"), Relation{std::string(type.substr(type.rfind('/') + 1)),
                                                 std::string(attributes.Get("Target"))});
}

std::string_view Relations::TargetOf(std::string_view type) const {
    for (const auto& [id, relation] : by_id) {
        if (relation.type == type) return relation.target;
    }
    return {};
}

// ---- WorkbookPart

void WorkbookPart::Start(std::string_view name, const Attributes& attributes) {
    constexpr std::size_t kMostNames = 10'000;
    // What newer programs add at the end has the same names: <x15:workbookPr>.
    constexpr int kOwn = 2;
    ++depth_;
    if (name == "sheet" && depth_ == kOwn + 1) {
        if (sheets.size() >= most_sheets_) {
            Refuse("platform.workbook.too_many_sheets", {{"most", std::to_string(most_sheets_)}});
        }
        const std::string_view state = attributes.Get("state");
        sheets.push_back({std::string(attributes.Get("name")), std::string(attributes.Get("id")),
                          state == "hidden" || state == "veryHidden"});
    } else if (name == "workbookPr" && depth_ == kOwn) {
        const std::string_view flag = attributes.Get("date1904");
        from_1904 = flag == "1" || flag == "true";
    } else if (name == "definedName" && names.size() < kMostNames) {
        defined_ = attributes.Get("name").substr(0, 255);
        range_.clear();
        in_name_ = true;
    }
}

void WorkbookPart::End(std::string_view name) {
    --depth_;
    if (name != "definedName" || !in_name_) return;
    in_name_ = false;
    names.emplace(std::move(defined_), std::move(range_));
    defined_.clear();
    range_.clear();
}

void WorkbookPart::Text(std::string_view text) {
    constexpr std::size_t kMostOfARange = 300;  // longer ones are formulas
    if (in_name_ && range_.size() < kMostOfARange) range_ += text.substr(0, kMostOfARange);
}

// ---- Styles

const NumberFormat& Styles::FormatOf(std::uint32_t style) const {
    return used_[style < by_style_.size() ? by_style_[style] : 0];
}

void Styles::Start(std::string_view name, const Attributes& attributes) {
    constexpr std::size_t kMost = 10'000;
    if (name == "numFmt") {
        const auto id = ParseCount(attributes.Get("numFmtId"));
        if (!id) return;
        if (formats_.size() > kMost) Refuse("platform.workbook.too_many_entries", {{"most", "10000"}});
        formats_.emplace(*id, ParseNumberFormat(attributes.Get("formatCode")));
    } else if (name == "cellXfs") {
        in_cell_formats_ = true;
    } else if (name == "xf" && in_cell_formats_) {
        constexpr std::size_t kMostStyles = 200'000;
        if (by_style_.size() > kMostStyles)
            Refuse("platform.workbook.too_many_entries", {{"most", "200000"}});
        const auto id = ParseCount(attributes.Get("numFmtId")).value_or(0);
        auto place = places_.find(id);
        if (place == places_.end()) {
            const auto own = formats_.find(id);
            NumberFormat format = own != formats_.end() ? own->second : BuiltInNumberFormat(id);
            // Programs write built-in days with codes of their own; they stay days.
            if (id < 164 && IsBuiltInDateFormat(static_cast<int>(id)))
                format.kind = NumberFormat::Kind::kDate;
            place = places_.emplace(id, 0).first;
            if (used_.size() < kMost) {
                place->second = static_cast<std::uint16_t>(used_.size());
                used_.push_back(std::move(format));
            }
        }
        by_style_.push_back(place->second);
    }
}

void Styles::End(std::string_view name) {
    if (name == "cellXfs") in_cell_formats_ = false;
}

// ---- SharedTexts

std::optional<std::string_view> SharedTexts::At(std::uint32_t index) const {
    if (index >= ends_.size()) return std::nullopt;
    const std::uint32_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(bytes_).substr(begin, ends_[index] - begin);
}

void SharedTexts::Start(std::string_view name, const Attributes&) {
    if (name == "rPh") ++phonetic_;
    if (name == "t" && phonetic_ == 0) in_text_ = true;
}

void SharedTexts::End(std::string_view name) {
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    if (name == "t") in_text_ = false;
    if (name == "si") {
        const std::uint32_t begin = ends_.empty() ? 0 : ends_.back();
        if (const auto own = std::string_view(bytes_).substr(begin);
            own.find("_x") != std::string_view::npos) {
            const std::string decoded = DecodeEscapes(own);
            bytes_.resize(begin);
            bytes_ += decoded;
        }
        ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    Check();
}

void SharedTexts::Text(std::string_view text) {
    if (in_text_) bytes_ += text;
    Check();
}

void SharedTexts::Check() const {
    if (bytes_.size() + ends_.size() * sizeof(ends_[0]) > most_bytes_) {
        Refuse("platform.workbook.too_much_text", {{"most", std::to_string(most_bytes_ >> 20)}});
    }
}

// ---- Package

Package::Package(const Source& source, const Limits& its_limits)
    : archive(source, its_limits),
      limits(its_limits),
      workbook(its_limits.sheets),
      texts(std::min<std::uint64_t>(its_limits.shared_text_bytes, UINT32_MAX)) {
    RefuseOtherKinds(archive, limits);
    if (archive.Has("_rels/.rels")) {
        Relations package;
        ReadXml(archive, "_rels/.rels", limits, package);
        if (const auto target = package.TargetOf("officeDocument"); !target.empty()) {
            workbook_part = PartFrom("", target);
        }
    }
    if (archive.Has("xl/workbook.xml") && !archive.Has(workbook_part)) RefusePart(workbook_part);
    if (!archive.Has(workbook_part) || workbook_part.find("word/") == 0 || workbook_part.find("ppt/") == 0) {
        Refuse("platform.workbook.not_a_workbook");
    }
    ReadXml(archive, workbook_part, limits, workbook);
    ReadXml(archive, RelationsOf(workbook_part), limits, relations);
}

std::string Package::Resolve(std::string_view target) const {
    std::string part = PartFrom(workbook_part, target);
    if (!archive.Has(part) && target.find('%') != std::string_view::npos) {
        part = PartFrom(workbook_part, PercentDecoded(target));
    }
    return part;
}

std::optional<std::string> Package::PartOf(const WorkbookPart::SheetEntry& sheet) const {
    const auto relation = relations.by_id.find(sheet.relation);
    if (relation == relations.by_id.end() || relation->second.type != "worksheet") return std::nullopt;
    return Resolve(relation->second.target);
}

std::string Package::PartOfType(std::string_view type) const {
    const std::string_view target = relations.TargetOf(type);
    // Named but not there: the cells that need it are refused one by one, the others are sound.
    const std::string part = target.empty() ? std::string() : Resolve(target);
    return archive.Has(part) ? part : std::string();
}

void Package::ReadStyles() {
    if (const std::string part = PartOfType("styles"); !part.empty()) ReadXml(archive, part, limits, styles);
}

void Package::ReadTexts() {
    if (const std::string part = PartOfType("sharedStrings"); !part.empty()) {
        ReadXml(archive, part, limits, texts);
    }
}

}  // namespace qz::workbook
