#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/base/temporary_folder.hpp"
#include "platform/workbook/workbook.hpp"

// For the tests beside it.
namespace qz::workbook::testing {

class Folder : public TemporaryFolder {
 public:
    Folder() : TemporaryFolder("workbook-test") {}
    std::size_t Files() const;
};

using Parts = std::vector<std::pair<std::string, std::string>>;

// A zip file made of these parts, as bytes.
std::string Zip(const Parts& parts);

// The parts of a small sound workbook with one sheet, 表一, whose <sheetData> holds these rows. Style 1 is a
// date.
Parts SmallWorkbook(std::string_view rows, std::string_view workbook_properties = {});
// With one part replaced or added.
Parts With(Parts parts, std::string_view name, std::string content);

struct Heard {
    Header header;
    std::vector<Row> rows;
    Summary summary;

    std::vector<std::vector<std::string>> Texts() const;
};

Heard ReadAll(const Source& source, const ReadOptions& options = {});
Heard ReadBytes(std::string_view bytes, const ReadOptions& options = {});

// The code with which the reading of these bytes is refused; empty when it is not.
std::string RefusalOf(std::string_view bytes, const ReadOptions& options = {});

}  // namespace qz::workbook::testing
