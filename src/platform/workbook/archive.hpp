#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "platform/workbook/workbook.hpp"

struct zip;

namespace qz::workbook {

// Ends the reading of a file: what is wrong with it as a whole, and the mend.
[[noreturn]] void Refuse(std::string code, Arguments arguments = {});
// The same for one part of it: missing, twice there, or not to be unpacked.
[[noreturn]] void RefusePart(std::string_view part);

// A zip file under limits. Nothing is unpacked to disk; names inside are only ever compared.
class Archive {
 public:
    // Refuses what is no zip file, too many entries, two entries of one name and encrypted entries.
    Archive(const Source& source, const Limits& limits);

    // Names are compared without case, as Office does; folders are no entries.
    bool Has(std::string_view name) const;
    // Whether an entry's lower-case name ends so.
    bool HasEnding(std::string_view ending) const;

    // Its place in the file's directory; refuses a part that is not there.
    std::uint64_t IndexOf(std::string_view name) const;

    // Unpacks an entry piece by piece until it ends or `take` returns false. Counts what really comes out,
    // whatever the directory of the file claims.
    void Stream(std::string_view name, const std::function<bool(std::string_view piece)>& take);

    // Of all parts read, whoever reads them.
    std::uint64_t elements = 0;

 private:
    struct Closer {
        void operator()(zip* archive) const;
    };
    std::unique_ptr<zip, Closer> zip_;
    std::map<std::string, std::uint64_t, std::less<>> entries_;
    Limits limits_;
    std::uint64_t unpacked_ = 0;
};

}  // namespace qz::workbook
