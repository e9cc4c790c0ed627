#pragma once

#include <string>
#include <string_view>

#include "platform/workbook/archive.hpp"

namespace qz::workbook {

// The attributes of one element, by local name: "id" finds r:id.
class Attributes {
 public:
    explicit Attributes(const char** pairs) : pairs_(pairs) {}
    // Empty where there is none.
    std::string_view Get(std::string_view local_name) const;

 private:
    const char** pairs_;
};

// What hears the events of a part. Names come without their prefix.
class XmlListener {
 public:
    virtual ~XmlListener() = default;
    virtual void Start(std::string_view name, const Attributes& attributes) = 0;
    virtual void End(std::string_view name) = 0;
    virtual void Text(std::string_view text) = 0;
    // Asked between pieces: true ends the reading early.
    virtual bool Enough() const { return false; }
    // The cell at hand, "表一!B7", for what is wrong there; empty where there are no cells.
    virtual std::string Place() const { return {}; }
};

// Reads one part of the archive. Refuses a DTD (and with it every entity), depth beyond the limit, more
// elements than the limit in all parts read so far, tags of more than a megabyte, and what is not well
// formed.
void ReadXml(Archive& archive, std::string_view part, const Limits& limits, XmlListener& listener);

}  // namespace qz::workbook
