#include "platform/workbook/xml_places.hpp"

#include <exception>

#include <expat.h>

#include "platform/workbook/patch_sheet.hpp"

namespace qz::workbook {
namespace {

struct Reading {
    XML_Parser parser;
    std::string_view xml;
    XmlPlaceListener& listener;
    std::uint32_t most_depth;
    std::uint32_t depth = 0;
    std::exception_ptr fault;

    XmlSpan Place() const {
        const auto begin = static_cast<std::size_t>(XML_GetCurrentByteIndex(parser));
        const std::size_t end = begin + static_cast<std::size_t>(XML_GetCurrentByteCount(parser));
        return {begin, end, end > begin + 1 && end <= xml.size() && xml[end - 2] == '/'};
    }

    template <class Work>
    void Guard(Work&& work) {
        if (fault) return;
        try {
            work();
        } catch (...) {
            fault = std::current_exception();
            XML_StopParser(parser, XML_FALSE);
        }
    }
};

void XMLCALL OnStart(void* data, const XML_Char* name, const XML_Char** attributes) {
    auto& reading = *static_cast<Reading*>(data);
    reading.Guard([&] {
        if (++reading.depth > reading.most_depth) Refuse("platform.workbook.too_deep");
        reading.listener.Start(name, Attributes(attributes), reading.Place());
    });
}

void XMLCALL OnEnd(void* data, const XML_Char* name) {
    auto& reading = *static_cast<Reading*>(data);
    reading.Guard([&] {
        --reading.depth;
        reading.listener.End(name, reading.Place());
    });
}

void XMLCALL OnText(void* data, const XML_Char* text, int length) {
    auto& reading = *static_cast<Reading*>(data);
    reading.Guard([&] { reading.listener.Text({text, static_cast<std::size_t>(length)}); });
}

void XMLCALL OnDoctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<Reading*>(data)->Guard([] { Refuse("platform.workbook.has_entities"); });
}

void XMLCALL OnDeclaration(void* data, const XML_Char*, const XML_Char* encoding, int) {
    if (!encoding) return;
    std::string name(encoding);
    for (char& character : name) {
        if (character >= 'A' && character <= 'Z') character = static_cast<char>(character + 32);
    }
    if (name == "utf-8" || name == "utf8" || name == "us-ascii") return;
    static_cast<Reading*>(data)->Guard([&] { Refuse("platform.workbook.cannot_patch", {{"part", name}}); });
}

// One attribute of a start tag, with the blanks before it.
struct Attribute {
    std::size_t begin = 0, end = 0;
    std::string_view name, value;
};

std::vector<Attribute> AttributesIn(std::string_view tag) {
    constexpr std::string_view kBlanks = " \t\r\n";
    std::vector<Attribute> attributes;
    std::size_t at = std::min(tag.find_first_of(" \t\r\n/>"), tag.size());
    while (at < tag.size()) {
        Attribute attribute;
        attribute.begin = at;
        const std::size_t name = tag.find_first_not_of(kBlanks, at);
        if (name == std::string_view::npos || tag[name] == '/' || tag[name] == '>') break;
        const std::size_t equals = tag.find('=', name);
        const std::size_t quote = tag.find_first_of("\"'", equals);
        if (equals == std::string_view::npos || quote == std::string_view::npos) break;
        const std::size_t close = tag.find(tag[quote], quote + 1);
        if (close == std::string_view::npos) break;
        attribute.name = tag.substr(name, std::min(tag.find_first_of(" \t\r\n=", name), equals) - name);
        attribute.value = tag.substr(quote + 1, close - quote - 1);
        attribute.end = at = close + 1;
        attributes.push_back(attribute);
    }
    return attributes;
}

class CalculationPlaces final : public XmlPlaceListener {
 public:
    std::string prefix;
    XmlSpan calculation;
    bool calculates = false;
    std::size_t behind = 0;  // where the element would stand

    void Start(std::string_view name, const Attributes& attributes, const XmlSpan& tag) override {
        const std::string_view local = LocalName(name);
        if (++depth_ == 1) prefix = name.substr(0, name.size() - local.size());
        if (depth_ != 2 || local != "calcPr") return;
        calculation = tag;
        const std::string_view flag = attributes.Get("fullCalcOnLoad");
        calculates = flag == "1" || flag == "true";
    }
    void End(std::string_view name, const XmlSpan& tag) override {
        const std::string_view local = LocalName(name);
        const bool before = local == "sheets" || local == "functionGroups" || local == "externalReferences" ||
                            local == "definedNames";
        if (depth_-- == 2 && before) behind = tag.end;
    }
    void Text(std::string_view) override {}

 private:
    int depth_ = 0;
};

}  // namespace

std::string_view LocalName(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void ReadPlaces(std::string_view xml, const Limits& limits, XmlPlaceListener& listener) {
    const bool wide = xml.starts_with("\xFF\xFE") || xml.starts_with("\xFE\xFF") ||
                      xml.substr(0, 4).find('\0') != std::string_view::npos;
    if (wide) Refuse("platform.workbook.cannot_patch", {{"part", "UTF-16"}});
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr),
                                                                         XML_ParserFree);
    if (!parser) throw std::bad_alloc();
    Reading reading{.parser = parser.get(),
                    .xml = xml,
                    .listener = listener,
                    .most_depth = limits.xml_depth,
                    .fault = nullptr};
    XML_SetUserData(parser.get(), &reading);
    XML_SetElementHandler(parser.get(), OnStart, OnEnd);
    XML_SetCharacterDataHandler(parser.get(), OnText);
    XML_SetStartDoctypeDeclHandler(parser.get(), OnDoctype);
    XML_SetXmlDeclHandler(parser.get(), OnDeclaration);
    const XML_Status status = XML_Parse(parser.get(), xml.data(), static_cast<int>(xml.size()), XML_TRUE);
    if (reading.fault) std::rethrow_exception(reading.fault);
    if (status == XML_STATUS_ERROR) {
        Refuse("platform.workbook.damaged_part",
               {{"part", "XML"}, {"line", std::to_string(XML_GetCurrentLineNumber(parser.get()))}});
    }
}

std::string_view TagName(std::string_view tag) {
    const std::size_t end = std::min(tag.find_first_of(" \t\r\n/>"), tag.size());
    return end == 0 ? tag : tag.substr(1, end - 1);
}

std::string_view AttributeOf(std::string_view tag, std::string_view name) {
    for (const Attribute& attribute : AttributesIn(tag)) {
        if (attribute.name == name) return attribute.value;
    }
    return {};
}

std::string RewriteTag(std::string_view tag, const std::vector<std::string_view>& without,
                       std::string_view with, bool open) {
    std::string made = "<" + std::string(TagName(tag));
    for (const Attribute& attribute : AttributesIn(tag)) {
        if (std::find(without.begin(), without.end(), attribute.name) == without.end()) {
            made += tag.substr(attribute.begin, attribute.end - attribute.begin);
        }
    }
    return made.append(with).append(open ? ">" : "/>");
}

std::vector<XmlEdit> EditCalculation(std::string_view xml, const Limits& limits) {
    CalculationPlaces places;
    ReadPlaces(xml, limits, places);
    if (places.calculates) return {};
    if (places.calculation.end != 0) {
        const std::string_view tag =
            xml.substr(places.calculation.begin, places.calculation.end - places.calculation.begin);
        return {{places.calculation.begin, places.calculation.end,
                 RewriteTag(tag, {"fullCalcOnLoad"}, " fullCalcOnLoad=\"1\"", !places.calculation.closed)}};
    }
    if (places.behind == 0) return {};
    return {{places.behind, places.behind, "<" + places.prefix + "calcPr fullCalcOnLoad=\"1\"/>"}};
}

}  // namespace qz::workbook
