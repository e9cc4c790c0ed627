// What it takes to prove a long audit log.
#pragma once

#include "bench/service_bench.hpp"

namespace qz::bench {

// A million entries (50,000 in a quick run) recorded, put into the Merkle tree with their checkpoints, and
// proved as `qingzhuang verify audit` does.
void AuditBench(const Settings& settings, Report& report);

}  // namespace qz::bench
