// Workbooks of a nation's size: time and memory.
#pragma once

#include <string>
#include <vector>

#include "bench/service_bench.hpp"

namespace qz::bench {

// 132,000 rows of 510 cells written and 100,000 rows of 30 read (a twentieth in a quick run), each in a
// process of its own, so that its memory can be told.
void WorkbookBench(const Settings& settings, Report& report);

// What such a process does: "write" or "read", the file, rows, columns. It prints seconds and the megabytes
// that it held at most. Its exit status.
int WorkbookChild(const std::vector<std::string>& words);

}  // namespace qz::bench
