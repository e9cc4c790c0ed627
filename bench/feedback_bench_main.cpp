// The rows of anonymous feedback alone: feedback_bench FOLDER [--quick]. ./dev bench runs them with all
// others.
#include <cstdio>
#include <cstring>

#include "bench/bench.hpp"

int main(int count, char** words) {
    if (count < 2) {
        std::fprintf(stderr, "feedback_bench FOLDER [--quick]\n");
        return 2;
    }
    const bool quick = count > 2 && std::strcmp(words[2], "--quick") == 0;
    for (const auto& row : qz::bench::FeedbackBench({quick, words[1]})) {
        std::printf("%-60s %10.4f %s (%.4f … %.4f)", row.name.c_str(), row.median, row.unit.c_str(), row.min,
                    row.max);
        if (row.target) std::printf("  target %g %s", *row.target, row.held ? "held" : "MISSED");
        std::printf("\n");
    }
    return 0;
}
