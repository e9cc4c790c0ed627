#pragma once

#include <string_view>
#include <vector>

#include "platform/workbook/xml.hpp"

// XML with the places of its tags, for parts that are changed and keep all their other bytes.
namespace qz::workbook {

struct XmlSpan {
    std::size_t begin = 0, end = 0;
    bool closed = false;  // <row/>
};

class XmlPlaceListener {
 public:
    virtual ~XmlPlaceListener() = default;
    // Names come with their prefix: "x:row".
    virtual void Start(std::string_view name, const Attributes& attributes, const XmlSpan& tag) = 0;
    // Of an element that its start tag closes, the place behind it.
    virtual void End(std::string_view name, const XmlSpan& tag) = 0;
    virtual void Text(std::string_view text) = 0;
};

std::string_view LocalName(std::string_view name);

// Reads XML held in memory, under the rules of ReadXml. Refuses what is not written in UTF-8:
// "platform.workbook.cannot_patch".
void ReadPlaces(std::string_view xml, const Limits& limits, XmlPlaceListener& listener);

// Of a start tag: its name, and one attribute as it is written, quotes aside; empty where there is none.
std::string_view TagName(std::string_view tag);
std::string_view AttributeOf(std::string_view tag, std::string_view name);

}  // namespace qz::workbook
