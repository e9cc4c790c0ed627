#pragma once

#include <filesystem>
#include <string>

namespace qz::bench {

struct NationFile {
    std::filesystem::path file;
    std::string origin;  // for the reader of the row: where it comes from
};

// The nation's tree as a table of units: out of $QZ_CORPUS/org_china.csv.gz (../shared/data where that is not
// set), else one of the same shape: 31 provinces, 342 cities, 2,978 counties, 41,352 towns, 620,573 villages.
NationFile MakeNationFile(const std::filesystem::path& folder);

}  // namespace qz::bench
