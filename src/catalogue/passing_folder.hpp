// Where a workbook lies while it is made.
#pragma once

#include "platform/base/temporary_folder.hpp"

namespace qz::catalogue {

// In memory where the machine has such a folder: the workbook of faults shows ID numbers as they were typed.
inline TemporaryFolder PassingFolder() {
    std::error_code none;
    return TemporaryFolder("qingzhuang", std::filesystem::is_directory("/dev/shm", none) ? "/dev/shm" : "");
}

}  // namespace qz::catalogue
