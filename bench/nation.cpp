#include "bench/nation.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <vector>
#include <zlib.h>

namespace qz::bench {

namespace {

void Unpack(const std::filesystem::path& from, const std::filesystem::path& to) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile_s*)> packed(gzopen(from.c_str(), "rb"), &gzclose);
    std::ofstream out(to, std::ios::binary);
    std::vector<char> bytes(1 << 20);
    for (;;) {
        const int count =
            packed ? gzread(packed.get(), bytes.data(), static_cast<unsigned>(bytes.size())) : -1;
        if (count < 0) throw std::runtime_error("cannot read " + from.string());
        if (count == 0) return;
        out.write(bytes.data(), count);
    }
}

struct Level {
    const char* word;
    const char* name;
    int count;
    int digits;  // of its own part of the code
};

// Each level spread evenly over the one above.
void Generate(const std::filesystem::path& to) {
    const Level levels[] = {{"province", "省", 31, 2},
                            {"city", "市", 342, 2},
                            {"county", "县", 2978, 2},
                            {"township", "镇", 41352, 3},
                            {"village", "村委会", 620573, 3}};
    std::ofstream out(to);
    out << "code,name,level,parent_code\n";
    std::vector<std::string> above = {""};
    for (const Level& level : levels) {
        std::vector<std::string> here;
        std::size_t parent = 0;
        int in_parent = 0;
        for (int index = 0; index < level.count; ++index) {
            const auto belongs = static_cast<std::size_t>(
                std::int64_t{index} * static_cast<std::int64_t>(above.size()) / level.count);
            if (belongs != parent) {
                parent = belongs;
                in_parent = 0;
            }
            char part[8];
            std::snprintf(part, sizeof part, "%0*d", level.digits,
                          (above.size() == 1 ? 10 : 0) + ++in_parent);
            here.push_back(above[parent] + part);
            out << here.back() << ",示例" << here.back() << level.name << ',' << level.word << ','
                << above[parent] << '\n';
        }
        above = std::move(here);
    }
}

}  // namespace

NationFile MakeNationFile(const std::filesystem::path& folder) {
    const char* corpus = std::getenv("QZ_CORPUS");
    const auto packed =
        std::filesystem::path(corpus != nullptr ? corpus : "../shared/data") / "org_china.csv.gz";
    const NationFile nation{folder / "nation.csv",
                            std::filesystem::exists(packed) ? "the corpus" : "generated"};
    if (nation.origin == "generated") {
        Generate(nation.file);
    } else {
        Unpack(packed, nation.file);
    }
    return nation;
}

}  // namespace qz::bench
