#include "platform/workbook/xml.hpp"

#include <exception>

#include <expat.h>

namespace qz::workbook {
namespace {

std::string_view LocalName(std::string_view name) {
    const std::size_t colon = name.rfind(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// expat is C: an exception must not travel through it, so it waits here until the parser has come back.
struct Reading {
    XML_Parser parser;
    XmlListener& listener;
    std::string_view part;
    std::uint64_t& elements;
    std::uint64_t most_elements;
    std::uint32_t most_depth;
    std::uint32_t depth = 0;
    bool enough = false;
    std::exception_ptr fault;

    template <class Work>
    void Guard(Work&& work) {
        if (fault || enough) return;
        try {
            work();
            enough = listener.Enough();
        } catch (...) {
            fault = std::current_exception();
        }
        if (fault || enough) XML_StopParser(parser, XML_FALSE);
    }
};

void XMLCALL OnStart(void* data, const XML_Char* name, const XML_Char** attributes) {
    auto& reading = *static_cast<Reading*>(data);
    reading.Guard([&] {
        if (++reading.depth > reading.most_depth) Refuse("platform.workbook.too_deep");
        if (++reading.elements > reading.most_elements) {
            std::string at = reading.listener.Place();
            if (at.empty()) at = reading.part;
            Refuse("platform.workbook.too_much_format", {{"at", std::move(at)}});
        }
        reading.listener.Start(LocalName(name), Attributes(attributes));
    });
}

void XMLCALL OnEnd(void* data, const XML_Char* name) {
    auto& reading = *static_cast<Reading*>(data);
    reading.Guard([&] {
        --reading.depth;
        reading.listener.End(LocalName(name));
    });
}

void XMLCALL OnText(void* data, const XML_Char* text, int length) {
    auto& reading = *static_cast<Reading*>(data);
    reading.Guard([&] { reading.listener.Text({text, static_cast<std::size_t>(length)}); });
}

void XMLCALL OnDoctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    static_cast<Reading*>(data)->Guard([] { Refuse("platform.workbook.has_entities"); });
}

}  // namespace

std::string_view Attributes::Get(std::string_view local_name) const {
    for (const char** pair = pairs_; pair[0] != nullptr; pair += 2) {
        if (LocalName(pair[0]) == local_name) return pair[1];
    }
    return {};
}

void ReadXml(Archive& archive, std::string_view part, const Limits& limits, XmlListener& listener) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(XML_ParserCreate(nullptr),
                                                                         XML_ParserFree);
    if (!parser) throw std::bad_alloc();
    Reading reading{.parser = parser.get(),
                    .listener = listener,
                    .part = part,
                    .elements = archive.elements,
                    .most_elements = limits.xml_elements,
                    .most_depth = limits.xml_depth,
                    .fault = nullptr};
    XML_SetUserData(parser.get(), &reading);
    XML_SetElementHandler(parser.get(), OnStart, OnEnd);
    XML_SetCharacterDataHandler(parser.get(), OnText);
    XML_SetStartDoctypeDeclHandler(parser.get(), OnDoctype);

    // expat holds an unfinished tag in memory and reads it anew with each piece.
    constexpr std::int64_t kLongestTag = 1 << 20;
    std::int64_t fed = 0;
    const auto settle = [&](XML_Status status) {
        if (reading.fault) std::rethrow_exception(reading.fault);
        if (status == XML_STATUS_ERROR && !reading.enough) {
            Refuse("platform.workbook.damaged_part",
                   {{"part", std::string(part)},
                    {"line", std::to_string(XML_GetCurrentLineNumber(parser.get()))}});
        }
    };
    archive.Stream(part, [&](std::string_view piece) {
        settle(XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), XML_FALSE));
        fed += static_cast<std::int64_t>(piece.size());
        if (!reading.enough && fed - XML_GetCurrentByteIndex(parser.get()) > kLongestTag) {
            Refuse("platform.workbook.damaged_part", {{"part", std::string(part)}, {"line", "1"}});
        }
        return !reading.enough;
    });
    if (!reading.enough) settle(XML_Parse(parser.get(), "", 0, XML_TRUE));
}

}  // namespace qz::workbook
